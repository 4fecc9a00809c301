"""The repairs of a draft, from the JSON report of `check` or `audit` or from the user's options; pure.

A repair is one address of the draft, its replacement, and the reason. `accept` says whether it is made. The report
says of each completion whether it is proven, and only those are accepted here: this module judges no evidence. All
others are in the plan for a person to accept. A copy from a public archive is added where the report calls it verified.

A cut address is repaired at its own place only (`Slot`), because equal prefixes are not equal sources. A complete
address is one source wherever it occurs.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
class Slot:
    """Which of the equal cut addresses of a draft a source is: the `number`-th of `of`, both from 1, in their order.

    `line` is that of the source in the draft, None if its format has no lines; `alone` is whether it is the only one of
    them on that line.
    """

    number: int
    of: int
    line: int | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: `old` is the canonical address of a source, or with `cut` the rest of a cut address.

    `new` is an absolute address; `day` is the day of a memento, ISO 8601; `note` is the marker of the note as printed.
    Without `slot` it is made wherever the draft has `old`.
    """

    kind: RepairKind
    old: str
    new: str
    why: str
    cut: bool = False
    day: str | None = None
    accept: bool = True
    note: str | None = None
    slot: Slot | None = None

    @property
    def written(self) -> str:
        """The old address as shown to users; a cut one ends in dots."""
        return f"{self.old}..." if self.cut else self.old


@dataclass(frozen=True, slots=True)
class MadeRepair:
    """A repair made at one place of the draft: a line of a text, or a part and paragraph of a Word document."""

    repair: Repair
    place: str


@dataclass(frozen=True, slots=True)
class UnrepairedSource:
    """A source that was not repaired, as printed in the draft or by its address, and the reason.

    `note` and `slot` say which of several equal cut addresses it is.
    """

    source: str
    why: str
    note: str | None = None
    slot: Slot | None = None


LOST_REACHES = ("gone", "walled")
"""Reach values for which readers need a copy; a replaced page is a separate case. A failing or suspect source may
return soon."""


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """Repairs to make or to offer, and faulty sources that are left unchanged."""

    repairs: tuple[Repair, ...]
    left: tuple[UnrepairedSource, ...] = ()

    @property
    def accepted(self) -> tuple[Repair, ...]:
        """The repairs to make."""
        return tuple(repair for repair in self.repairs if repair.accept)

    @property
    def offered(self) -> tuple[Repair, ...]:
        """The repairs that a person may accept."""
        return tuple(repair for repair in self.repairs if not repair.accept)


@dataclass(frozen=True, slots=True)
class _ReportedSource:
    """One source of the report, with the marker of its note; `fields` are as INTERFACES defines them."""

    note: str | None
    fields: Mapping[str, Any]

    @property
    def completions(self) -> Sequence[Mapping[str, Any]]:
        """The completions, proven ones only if there are any; two that are proven contradict each other."""
        found = self.fields.get("completions") or ()
        return [one for one in found if one["proven"]] or found


def plan_repairs(report: Mapping[str, Any], sha256: str, accept: Collection[RepairKind]) -> RepairPlan:
    """Return the repairs of the draft with this SHA-256 from a report of one or several drafts.

    Raises:
        UnreadableInput: the report has another structure, or is of another version of the draft.
    """
    try:
        sources = _find_sources(report, sha256)
        steps = [*_plan_cut_addresses(sources), *_plan_moves(sources), *(_plan_copy(one) for one in sources)]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableInput("the report is not the output of `citecheck check --format json`") from error
    repairs: dict[tuple[object, ...], Repair] = {}
    left: dict[tuple[str, Slot | None], UnrepairedSource] = {}
    for step in steps:
        if isinstance(step, UnrepairedSource):
            left.setdefault((step.source, step.slot), step)
        elif step and step.kind in accept:
            repairs.setdefault((step.old, step.cut, step.slot, step.new), step)
    return RepairPlan(tuple(repairs.values()), tuple(left.values()))


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
    """Return every source of the draft with this SHA-256, each source of a note once."""
    for document in report.get("documents") or [report]:
        if document["document"]["sha256"] == sha256:
            return list(_list_sources(document))
    raise UnreadableInput("the report is of another draft, or the draft has changed since; run `citecheck check` again")


def _list_sources(document: Mapping[str, Any]) -> Iterator[_ReportedSource]:
    """Yield the sources of a document; the citations of one note repeat its sources, whose completions are united."""
    noted: dict[tuple[str, int], _ReportedSource] = {}
    for number, citation in enumerate(document["citations"]):
        note = citation.get("footnote") or f"citation {number}"
        for at, source in enumerate(citation["sources"]):
            known = noted.setdefault((note, at), _ReportedSource(citation.get("marker"), dict(source)))
            if known.fields.get("completions") != source.get("completions"):
                united = [*known.fields.get("completions", ()), *source.get("completions", ())]
                noted[note, at] = replace(known, fields={**known.fields, "completions": united})
    yield from noted.values()
    yield from (_ReportedSource(None, dict(source)) for source in document.get("uncited", ()))
    cited = {note for note, _ in noted}
    uncited = (dict(link) for link in document.get("links", ()) if link["footnote"] not in cited)
    yield from (_ReportedSource(link["marker"], link) for link in uncited)


def _plan_cut_addresses(sources: Sequence[_ReportedSource]) -> Iterator[Repair | UnrepairedSource]:
    """Yield the repairs of the cut addresses, each at its own place."""
    written = [one for one in sources if _writes_cut_address(one)]
    for one in sources:
        prefix = one.fields.get("prefix")
        if prefix and one not in written and prefix in (one.fields.get("raw") or ""):
            yield UnrepairedSource(
                prefix, "the address ends without dots where a line or the file ends; restore it by hand"
            )
    lines = [(one.fields["prefix"], one.fields.get("line")) for one in written]
    on_line, total = Counter(lines), Counter(prefix for prefix, _ in lines)
    order = sorted(range(len(written)), key=lambda at: lines[at][1] or 0)
    seen: Counter[str] = Counter()
    for at in order:
        prefix, line = lines[at]
        seen[prefix] += 1
        slot = Slot(seen[prefix], total[prefix], line, on_line[lines[at]] == 1)
        found = tuple(_build_completions(written[at], prefix, slot))
        yield from found
        if not any(repair.accept for repair in found):
            known = f"of the possible completions ({len(found)}) none is proven" if found else "no completion is known"
            yield UnrepairedSource(f"{prefix}...", f"the address is cut; {known}", written[at].note, slot)


def _writes_cut_address(source: _ReportedSource) -> bool:
    """Return whether the text of a source has its cut address; a note that refers to another note has not."""
    prefix, raw = source.fields.get("prefix"), source.fields.get("raw") or ""
    if prefix is None or f"{prefix}..." in raw or f"{prefix}\u2026" in raw:
        return prefix is not None
    return any(isinstance(one.target, CutUrl) and one.target.prefix == prefix for one in find_references(raw))


def _build_completions(source: _ReportedSource, prefix: str, slot: Slot) -> Iterator[Repair]:
    for one in source.completions:
        yield Repair(
            RepairKind.COMPLETED,
            prefix,
            _quote_ascii(one["url"]),
            f"the address is cut; {one['proof']}",
            cut=True,
            accept=bool(one["proven"]) and len(source.completions) == 1,
            note=source.note,
            slot=slot,
        )


def _plan_moves(sources: Iterable[_ReportedSource]) -> Iterator[Repair]:
    """Yield the new addresses of complete ones; an address is one source, so one proof is enough for all its notes."""
    found: dict[tuple[str, str], Repair] = {}
    for source in sources:
        old = str(source.fields.get("url") or "")
        for one in source.completions if old and source.fields.get("prefix") is None else ():
            new = _quote_ascii(one["url"])
            kind = RepairKind.MOVED if one["origin"] == "redirect" else RepairKind.COMPLETED
            step = Repair(kind, old, new, one["proof"], accept=bool(one["proven"]), note=source.note)
            if step.accept or (old, new) not in found:
                found[old, new] = step
    proven = Counter(repair.old for repair in found.values() if repair.accept)
    for repair in found.values():
        yield replace(repair, accept=repair.accept and proven[repair.old] == 1)


def _plan_copy(reported: _ReportedSource) -> Repair | UnrepairedSource | None:
    """Add a verified copy next to an address whose content is unreachable or was replaced."""
    source = reported.fields
    url, memento, details = source.get("url"), source.get("memento"), source.get("memento_details") or {}
    replaced = source.get("change") == "replaced"
    if not url or source.get("archive_url") or not (source.get("reach") in LOST_REACHES or replaced):
        return None
    state = "replaced" if replaced else source["reach"]
    if not memento:
        return UnrepairedSource(url, f"the source is {state}, and no archived copy is known")
    day = str(details.get("moment") or "")[:10] or None
    verified = bool(details.get("verified"))
    seen = "holds the cited content" if verified else "was not compared with the cited content"
    why = f"the source is {state}; the copy{f' of {day}' if day else ''} {seen}"
    return Repair(RepairKind.MEMENTO, url, _quote_ascii(memento), why, day=day, accept=verified, note=reported.note)
