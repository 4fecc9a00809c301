"""What to repair, from the JSON report of `check` or `audit`, or from what the user says; pure.

Only what evidence decides is planned: one candidate for a cut address, a permanent redirect to the same content, a
memento that was checked to hold the cited content. Several candidates stay several; they are left, with the reason.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.target import CutUrl, Offline, Target, Url
from citecheck.repair.repair import Left, Repair, RepairKind
from citecheck.target import canonical, find_references

Source = Mapping[str, Any]
"""One source of the report, as INTERFACES has it."""

LOST = ("gone", "walled")
"""Reach values for which a copy is what the reader needs; a replaced page is another case. What only failed or is
suspect may be back tomorrow."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Repairs to make, each address once, and sources that stay as they are although something is wrong."""

    repairs: tuple[Repair, ...]
    left: tuple[Left, ...] = ()


def plan_repairs(report: Mapping[str, Any], sha256: str, accept: Collection[RepairKind]) -> Plan:
    """Plan the repairs of the draft with this SHA-256 from a report of one or several drafts.

    Raises:
        UnreadableInput: the report is of another shape, or of another version of the draft.
    """
    repairs: dict[tuple[str, bool], Repair] = {}
    left: dict[str, Left] = {}
    for source in _sources(report, sha256):
        step = _planned(source)
        if isinstance(step, Left):
            left.setdefault(step.source, step)
        elif step and step.kind in accept:
            known = repairs.setdefault((step.old, step.cut), step)
            if known.new != step.new:
                left[step.old] = Left(step.old, f"both {known.new} and {step.new} are offered for it")
    # A cut address that stands for several sources cannot be told apart in the text.
    made = tuple(repair for repair in repairs.values() if repair.old not in left)
    return Plan(made, tuple(left.values()))


def given_repairs(pairs: Iterable[str]) -> tuple[Repair, ...]:
    """Read `OLD=NEW` pairs; NEW begins with http:// or https://.

    Raises:
        WrongUsage: a pair has no such form, or can be split in two ways.
    """
    return tuple(_given(pair) for pair in pairs)


def target_of(written: str) -> Target:
    """Say what an address that stands alone points to, cut and spelled-out ones included."""
    references = find_references(written)
    if len(references) == 1 and references[0].raw == written.strip():
        return references[0].target
    return canonical(written)


def _cut_in(raw: str) -> CutUrl | None:
    """Find the one cut address in a source as printed."""
    found = [each.target for each in find_references(raw) if isinstance(each.target, CutUrl)]
    return found[0] if len(found) == 1 else None


def _ascii(url: str) -> str:
    """Write an address in the characters that every encoding of a draft has."""
    return quote(url, safe=string.punctuation)


def _given(pair: str) -> Repair:
    splits = [
        at for at in range(1, len(pair)) if pair[at] == "=" and pair[at + 1 :].startswith(("http://", "https://"))
    ]
    if len(splits) != 1:
        raise WrongUsage(
            f"--set {pair}: give OLD=NEW with one complete address behind the sign; write %3D for a = before http"
        )
    old, new = pair[: splits[0]], pair[splits[0] + 1 :]
    if not isinstance(canonical(new), Url):
        raise WrongUsage(f"--set {pair}: {new} is no complete address")
    match target_of(old) if find_references(old) else Offline():
        case Url(canonical=url):
            return Repair(RepairKind.GIVEN, url, _ascii(new), "given on the command line")
        case CutUrl(prefix=prefix):
            return Repair(RepairKind.GIVEN, prefix, _ascii(new), "given on the command line", cut=True)
        case _:
            raise WrongUsage(f"--set {pair}: {old} is no address, complete or cut")


def _sources(report: Mapping[str, Any], sha256: str) -> list[Source]:
    """Give every source of the draft with this SHA-256."""
    try:
        documents = report.get("documents") or [report]
        for document in documents:
            if document["document"]["sha256"] == sha256:
                cited = [source for citation in document["citations"] for source in citation["sources"]]
                return [dict(source) for source in (*cited, *document.get("uncited", ()))]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableInput("the report is not the JSON of `citecheck check --format json`") from error
    raise UnreadableInput("the report is of another draft, or the draft was changed since; run `citecheck check` again")


def _planned(source: Source) -> Repair | Left | None:
    for rule in _RULES:
        if step := rule(source):
            return step
    return None


def _completed(source: Source) -> Repair | Left | None:
    """Write a cut address out where exactly one complete address is offered."""
    candidates: Sequence[str] = source.get("candidates") or ()
    cut = None if source.get("url") else _cut_in(source.get("raw") or "")
    if cut is None:
        return None
    if len(candidates) == 1:
        why = "the address is cut; this is the only one that fits what is known"
        return Repair(RepairKind.COMPLETED, cut.prefix, _ascii(candidates[0]), why, cut=True)
    return Left(cut.prefix, f"the address is cut, and {len(candidates) or 'no'} complete ones are known for it")


def _moved(source: Source) -> Repair | None:
    """Take the address that a permanent redirect leads to, where the same content is."""
    old, new = source.get("url"), source.get("final_url")
    if source.get("reach") != "moved" or not old or not new or old == new:
        return None
    return Repair(RepairKind.MOVED, old, _ascii(new), "the page has moved there for good")


def _lost(source: Source) -> Repair | Left | None:
    """Name a checked copy beside an address whose content cannot be reached or was replaced."""
    url, memento, details = source.get("url"), source.get("memento"), source.get("memento_details") or {}
    replaced = source.get("change") == "replaced"
    if not url or source.get("archive_url") or not (source.get("reach") in LOST or replaced):
        return None
    state = "replaced" if replaced else source["reach"]
    if not memento:
        return Left(url, f"the source is {state}, and no copy is known")
    if not details.get("verified"):
        return Left(url, f"the source is {state}; the copy {memento} was not checked to hold the cited content")
    day = str(details.get("moment") or "")[:10] or None
    why = f"the source is {state}; the copy of {day or 'then'} holds the cited content"
    return Repair(RepairKind.MEMENTO, url, _ascii(memento), why, day=day)


_RULES: tuple[Callable[[Source], Repair | Left | None], ...] = (_completed, _moved, _lost)
