"""The repairs to make, from the JSON report of `check` or `audit` or from the user's options; pure.

A repair is one address of the draft, its replacement, and the reason. Only repairs with sufficient evidence are
planned: the single candidate for a cut address, a permanent redirect to the same content, or a memento that was
verified to hold the cited content. A source with several candidates is not repaired and is listed with the reason.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.target import CutUrl, Offline, Target, Url
from citecheck.url.normal_form import parse_url
from citecheck.url.references import find_references


class RepairKind(StrEnum):
    """The kinds of repair, named as in `--accept`."""

    COMPLETED = "completed"
    """A cut address is completed."""
    MOVED = "moved"
    """The target of a permanent redirect replaces the old address."""
    MEMENTO = "memento"
    """A copy in a public archive is added next to the address."""
    GIVEN = "given"
    """The user gave the new address."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: `old` is the canonical address of a source, or with `cut` the rest of a cut address.

    `new` is an absolute address; `day` is the day of a memento, ISO 8601.
    """

    kind: RepairKind
    old: str
    new: str
    why: str
    cut: bool = False
    day: str | None = None


@dataclass(frozen=True, slots=True)
class MadeRepair:
    """A repair made at one place of the draft: a line of a text, or a part and paragraph of a Word document."""

    repair: Repair
    place: str


@dataclass(frozen=True, slots=True)
class UnrepairedSource:
    """A source that was not repaired, as printed in the draft or by its address, and the reason."""

    source: str
    why: str


_ReportedSource = Mapping[str, Any]
"""One source of the report, as defined in INTERFACES."""

LOST_REACHES = ("gone", "walled")
"""Reach values for which readers need a copy; a replaced page is a separate case. A failing or suspect source may
return soon."""


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """Repairs to make, each address once, and faulty sources that are left unchanged."""

    repairs: tuple[Repair, ...]
    left: tuple[UnrepairedSource, ...] = ()


def plan_repairs(report: Mapping[str, Any], sha256: str, accept: Collection[RepairKind]) -> RepairPlan:
    """Return the repairs of the draft with this SHA-256 from a report of one or several drafts.

    Raises:
        UnreadableInput: the report has another structure, or is of another version of the draft.
    """
    repairs: dict[tuple[str, bool], Repair] = {}
    left: dict[str, UnrepairedSource] = {}
    for source in _find_sources(report, sha256):
        step = _plan_source(source)
        if isinstance(step, UnrepairedSource):
            left.setdefault(step.source, step)
        elif step and step.kind in accept:
            known = repairs.setdefault((step.old, step.cut), step)
            if known.new != step.new:
                left[step.old] = UnrepairedSource(step.old, f"it has two candidates, {known.new} and {step.new}")
    # If one cut address means several sources, the text does not show which one.
    made = tuple(repair for repair in repairs.values() if repair.old not in left)
    return RepairPlan(made, tuple(left.values()))


def parse_given_repairs(pairs: Iterable[str]) -> tuple[Repair, ...]:
    """Parse `OLD=NEW` pairs; NEW begins with http:// or https://.

    Raises:
        WrongUsage: a pair has another form, or can be split in two ways.
    """
    return tuple(_parse_given(pair) for pair in pairs)


def target_of(written: str) -> Target:
    """Return the target of an address that is the whole text, including cut and defanged ones."""
    references = find_references(written)
    if len(references) == 1 and references[0].raw == written.strip():
        return references[0].target
    return parse_url(written)


def _find_cut_address(raw: str) -> CutUrl | None:
    """Return the cut address in a source as printed, None unless there is exactly one."""
    found = [each.target for each in find_references(raw) if isinstance(each.target, CutUrl)]
    return found[0] if len(found) == 1 else None


def _quote_ascii(url: str) -> str:
    """Return an address in ASCII, which every encoding of a draft contains."""
    return quote(url, safe=string.punctuation)


def _parse_given(pair: str) -> Repair:
    splits = [
        at for at in range(1, len(pair)) if pair[at] == "=" and pair[at + 1 :].startswith(("http://", "https://"))
    ]
    if len(splits) != 1:
        raise WrongUsage(
            f"--set {pair}: expected OLD=NEW, where NEW is one complete address; write %3D for an = before http"
        )
    old, new = pair[: splits[0]], pair[splits[0] + 1 :]
    if not isinstance(parse_url(new), Url):
        raise WrongUsage(f"--set {pair}: {new} is not a complete address")
    match target_of(old) if find_references(old) else Offline():
        case Url(canonical=url):
            return Repair(RepairKind.GIVEN, url, _quote_ascii(new), "given on the command line")
        case CutUrl(prefix=prefix):
            return Repair(RepairKind.GIVEN, prefix, _quote_ascii(new), "given on the command line", cut=True)
        case _:
            raise WrongUsage(f"--set {pair}: {old} is not a complete or cut address")


def _find_sources(report: Mapping[str, Any], sha256: str) -> list[_ReportedSource]:
    """Return every source of the draft with this SHA-256."""
    try:
        documents = report.get("documents") or [report]
        for document in documents:
            if document["document"]["sha256"] == sha256:
                cited = [source for citation in document["citations"] for source in citation["sources"]]
                return [dict(source) for source in (*cited, *document.get("uncited", ()))]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableInput("the report is not the output of `citecheck check --format json`") from error
    raise UnreadableInput("the report is of another draft, or the draft has changed since; run `citecheck check` again")


def _plan_source(source: _ReportedSource) -> Repair | UnrepairedSource | None:
    for rule in _RULES:
        if step := rule(source):
            return step
    return None


def _plan_completion(source: _ReportedSource) -> Repair | UnrepairedSource | None:
    """Complete a cut address if the report has exactly one candidate."""
    candidates: Sequence[str] = source.get("candidates") or ()
    cut = None if source.get("url") else _find_cut_address(source.get("raw") or "")
    if cut is None:
        return None
    if len(candidates) == 1:
        why = "the address is cut; this is the only known completion"
        return Repair(RepairKind.COMPLETED, cut.prefix, _quote_ascii(candidates[0]), why, cut=True)
    return UnrepairedSource(cut.prefix, f"the address is cut; {len(candidates) or 'no'} completions are known")


def _plan_move(source: _ReportedSource) -> Repair | None:
    """Replace an address with the target of a permanent redirect, which has the same content."""
    old, new = source.get("url"), source.get("final_url")
    if source.get("reach") != "moved" or not old or not new or old == new:
        return None
    return Repair(RepairKind.MOVED, old, _quote_ascii(new), "the page has moved there permanently")


def _plan_copy(source: _ReportedSource) -> Repair | UnrepairedSource | None:
    """Add a verified copy next to an address whose content is unreachable or was replaced."""
    url, memento, details = source.get("url"), source.get("memento"), source.get("memento_details") or {}
    replaced = source.get("change") == "replaced"
    if not url or source.get("archive_url") or not (source.get("reach") in LOST_REACHES or replaced):
        return None
    state = "replaced" if replaced else source["reach"]
    if not memento:
        return UnrepairedSource(url, f"the source is {state}, and no archived copy is known")
    if not details.get("verified"):
        return UnrepairedSource(
            url, f"the source is {state}; the copy {memento} was not verified to hold the cited content"
        )
    day = str(details.get("moment") or "")[:10] or None
    why = f"the source is {state}; the copy{f' of {day}' if day else ''} holds the cited content"
    return Repair(RepairKind.MEMENTO, url, _quote_ascii(memento), why, day=day)


_RULES: tuple[Callable[[_ReportedSource], Repair | UnrepairedSource | None], ...] = (
    _plan_completion,
    _plan_move,
    _plan_copy,
)
