"""The address of a source as shown, for every kind of target."""

from __future__ import annotations

from typing import assert_never

from citecheck.model.report import SourceResult
from citecheck.model.target import CutUrl, Hostile, Malformed, Offline, Target, Url


def shown_address(target: Target) -> str | None:
    """Return what a reader may see of `target`: a cut address ends in an ellipsis; None where there is no address."""
    match target:
        case Url():
            return target.written
        case CutUrl():
            return f"{target.prefix}…"
        case Hostile():
            return target.refanged
        case Malformed():
            return target.written
        case Offline():
            return None
        case _:
            assert_never(target)


def spellings(result: SourceResult) -> frozenset[str]:
    """Return every text by which a finding may name this source."""
    target, visit = result.source.target, result.visit
    named = {result.source.raw, shown_address(target)}
    if isinstance(target, Url):
        named.add(target.canonical)
    if isinstance(target, CutUrl):
        named.add(target.prefix)
    if visit is not None:
        named |= {visit.url, visit.final_url}
    return frozenset(name for name in named if name)
