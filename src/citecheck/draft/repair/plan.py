"""What a repair is, and which repairs to make.

From the JSON report of `check` or `audit`, or from what the user says; pure.

A repair is one address of the draft, what is to be written there, and why. Only what evidence decides is planned:
one
candidate for a cut address, a permanent redirect to the same content, a memento that was checked to hold the cited
content. Several candidates stay several; they are left, with the reason.
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
    """What sort of repair; the names are those of `--accept`."""

    COMPLETED = "completed"
    """A cut address is written out."""
    MOVED = "moved"
    """The address that a permanent redirect leads to takes the place of the old one."""
    MEMENTO = "memento"
    """A copy in a public archive is named beside the address."""
    GIVEN = "given"
    """The user said what is to stand there."""


@dataclass(frozen=True, slots=True)
class Repair:
    """`old` is the canonical address of a source, or with `cut` what is left of a cut one; `new` an absolute address.

    `day` is that of a memento, ISO 8601.
    """

    kind: RepairKind
    old: str
    new: str
    why: str
    cut: bool = False
    day: str | None = None


@dataclass(frozen=True, slots=True)
class MadeRepair:
    """A repair made at one place of the draft: a line for text, a part and paragraph for a Word document."""

    repair: Repair
    place: str


@dataclass(frozen=True, slots=True)
class UnrepairedSource:
    """A source that was not repaired, as the draft prints it or by its address, and why not."""

    source: str
    why: str


ReportedSource = Mapping[str, Any]
"""One source of the report, as INTERFACES has it."""

LOST_REACHES = ("gone", "walled")
"""Reach values for which a copy is what the reader needs; a replaced page is another case. What only failed or is
suspect may be back tomorrow."""


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """Repairs to make, each address once, and sources that stay as they are although something is wrong."""

    repairs: tuple[Repair, ...]
    left: tuple[UnrepairedSource, ...] = ()


def plan_repairs(report: Mapping[str, Any], sha256: str, accept: Collection[RepairKind]) -> RepairPlan:
    """Plan the repairs of the draft with this SHA-256 from a report of one or several drafts.

    Raises:
        UnreadableInput: the report is of another shape, or of another version of the draft.
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
                left[step.old] = UnrepairedSource(step.old, f"both {known.new} and {step.new} are offered for it")
    # A cut address that stands for several sources cannot be told apart in the text.
    made = tuple(repair for repair in repairs.values() if repair.old not in left)
    return RepairPlan(made, tuple(left.values()))


def parse_given_repairs(pairs: Iterable[str]) -> tuple[Repair, ...]:
    """Read `OLD=NEW` pairs; NEW begins with http:// or https://.

    Raises:
        WrongUsage: a pair has no such form, or can be split in two ways.
    """
    return tuple(_parse_given(pair) for pair in pairs)


def target_of(written: str) -> Target:
    """Say what an address that stands alone points to, cut and spelled-out ones included."""
    references = find_references(written)
    if len(references) == 1 and references[0].raw == written.strip():
        return references[0].target
    return parse_url(written)


def _find_cut_address(raw: str) -> CutUrl | None:
    """Find the one cut address in a source as printed."""
    found = [each.target for each in find_references(raw) if isinstance(each.target, CutUrl)]
    return found[0] if len(found) == 1 else None


def _quote_ascii(url: str) -> str:
    """Write an address in the characters that every encoding of a draft has."""
    return quote(url, safe=string.punctuation)


def _parse_given(pair: str) -> Repair:
    splits = [
        at for at in range(1, len(pair)) if pair[at] == "=" and pair[at + 1 :].startswith(("http://", "https://"))
    ]
    if len(splits) != 1:
        raise WrongUsage(
            f"--set {pair}: give OLD=NEW with one complete address behind the sign; write %3D for a = before http"
        )
    old, new = pair[: splits[0]], pair[splits[0] + 1 :]
    if not isinstance(parse_url(new), Url):
        raise WrongUsage(f"--set {pair}: {new} is no complete address")
    match target_of(old) if find_references(old) else Offline():
        case Url(canonical=url):
            return Repair(RepairKind.GIVEN, url, _quote_ascii(new), "given on the command line")
        case CutUrl(prefix=prefix):
            return Repair(RepairKind.GIVEN, prefix, _quote_ascii(new), "given on the command line", cut=True)
        case _:
            raise WrongUsage(f"--set {pair}: {old} is no address, complete or cut")


def _find_sources(report: Mapping[str, Any], sha256: str) -> list[ReportedSource]:
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


def _plan_source(source: ReportedSource) -> Repair | UnrepairedSource | None:
    for rule in _RULES:
        if step := rule(source):
            return step
    return None


def _plan_completion(source: ReportedSource) -> Repair | UnrepairedSource | None:
    """Write a cut address out where exactly one complete address is offered."""
    candidates: Sequence[str] = source.get("candidates") or ()
    cut = None if source.get("url") else _find_cut_address(source.get("raw") or "")
    if cut is None:
        return None
    if len(candidates) == 1:
        why = "the address is cut; this is the only one that fits what is known"
        return Repair(RepairKind.COMPLETED, cut.prefix, _quote_ascii(candidates[0]), why, cut=True)
    return UnrepairedSource(
        cut.prefix, f"the address is cut, and {len(candidates) or 'no'} complete ones are known for it"
    )


def _plan_move(source: ReportedSource) -> Repair | None:
    """Take the address that a permanent redirect leads to, where the same content is."""
    old, new = source.get("url"), source.get("final_url")
    if source.get("reach") != "moved" or not old or not new or old == new:
        return None
    return Repair(RepairKind.MOVED, old, _quote_ascii(new), "the page has moved there for good")


def _plan_copy(source: ReportedSource) -> Repair | UnrepairedSource | None:
    """Name a checked copy beside an address whose content cannot be reached or was replaced."""
    url, memento, details = source.get("url"), source.get("memento"), source.get("memento_details") or {}
    replaced = source.get("change") == "replaced"
    if not url or source.get("archive_url") or not (source.get("reach") in LOST_REACHES or replaced):
        return None
    state = "replaced" if replaced else source["reach"]
    if not memento:
        return UnrepairedSource(url, f"the source is {state}, and no copy is known")
    if not details.get("verified"):
        return UnrepairedSource(
            url, f"the source is {state}; the copy {memento} was not checked to hold the cited content"
        )
    day = str(details.get("moment") or "")[:10] or None
    why = f"the source is {state}; the copy of {day or 'then'} holds the cited content"
    return Repair(RepairKind.MEMENTO, url, _quote_ascii(memento), why, day=day)


_RULES: tuple[Callable[[ReportedSource], Repair | UnrepairedSource | None], ...] = (
    _plan_completion,
    _plan_move,
    _plan_copy,
)
