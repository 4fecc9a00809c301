"""Complete cut addresses with evidence, never by a guess: what the draft, its published version and the store say.

Pure. The steps follow the design: the link's target was used when the draft was read; then the same prefix elsewhere
in the draft, the published version aligned note by note, the store. What a public archive adds stands in
`memento.prefix_search`. Equal prefixes are not equal sources: candidates that only share the prefix are shown, all of
them; only the published version speaks of the very note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from citecheck.memento.cutprefix import completes
from citecheck.memento.notealign import align_notes, can_be
from citecheck.model.draft import Draft, Footnote
from citecheck.model.target import CutUrl, Url
from citecheck.target import same_source


class Origin(StrEnum):
    """Where a candidate was found, strongest evidence first."""

    PUBLISHED = "published"
    DRAFT = "draft"
    STORE = "store"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that completes a cut one; `evidence` is one clause for people."""

    url: str
    origin: Origin
    evidence: str


@dataclass(frozen=True, slots=True)
class CutSource:
    """A cut source: the place of its note in the draft, of the source in the note, and what is left of it."""

    note: int
    source: int
    marker: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """A cut source and every address that evidence offers for it, strongest first, no source twice."""

    cut: CutSource
    candidates: tuple[Candidate, ...] = ()

    @property
    def settled(self) -> str | None:
        """The address, if evidence names one: what the published note says, else a lone candidate; never a choice."""
        named = [one for one in self.candidates if one.origin is Origin.PUBLISHED] or self.candidates
        return named[0].url if len(named) == 1 else None


Lookup = Callable[[str], Iterable[str]]
"""Gives the complete addresses that earlier runs saw under a prefix; the store's."""


def recover(draft: Draft, *, published: Draft | None = None, lookup: Lookup | None = None) -> tuple[Recovery, ...]:
    """Return one recovery for every cut source of the draft, in its order, with what is known without a network."""
    spoken = _published(draft.footnotes, published.footnotes) if published is not None else {}
    recoveries = []
    for cut in cut_sources(draft):
        found = [*spoken.get((cut.note, cut.source), ()), *_elsewhere(cut, draft)]
        if lookup is not None:
            urls = (url for url in lookup(cut.prefix) if completes(cut.prefix, url))
            found.extend(Candidate(url, Origin.STORE, "an earlier run saw this address") for url in urls)
        recoveries.append(Recovery(cut, distinct(found)))
    return tuple(recoveries)


def cut_sources(draft: Draft) -> tuple[CutSource, ...]:
    """List the cut sources of a draft in its order."""
    return tuple(
        CutSource(place, number, note.marker, source.target.prefix)
        for place, note in enumerate(draft.footnotes)
        for number, source in enumerate(note.sources)
        if isinstance(source.target, CutUrl)
    )


def distinct(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Keep the first candidate of every source."""
    kept: dict[str, Candidate] = {}
    for one in candidates:
        kept.setdefault(same_source(one.url), one)
    return tuple(kept.values())


def _elsewhere(cut: CutSource, draft: Draft) -> list[Candidate]:
    """Find complete addresses with the prefix in the draft itself."""
    return [
        Candidate(source.target.written, Origin.DRAFT, f"note {note.marker} of this draft names it in full")
        for note in draft.footnotes
        for source in note.sources
        if isinstance(source.target, Url) and completes(cut.prefix, source.target.written)
    ]


def _published(notes: Sequence[Footnote], published: Sequence[Footnote]) -> dict[tuple[int, int], list[Candidate]]:
    """Find what the published notes say, by place of note and source."""
    found: dict[tuple[int, int], list[Candidate]] = {}
    for here, there in align_notes(notes, published).items():
        note, other = notes[here], published[there]
        evidence = f"note {other.marker} of the published version names it"
        for number, source in enumerate(note.sources):
            if isinstance(source.target, CutUrl):
                urls = _completions(note, number, source.target.prefix, other)
                found[here, number] = [Candidate(url, Origin.PUBLISHED, evidence) for url in urls]
    return found


def _completions(note: Footnote, number: int, prefix: str, other: Footnote) -> list[str]:
    """Return what completes one source of a note.

    Where the sources of both notes fit one by one, the place decides; else, where there are as many completions as
    equal prefixes, their order; else all of them are returned.
    """
    theirs = [source.target for source in other.sources]
    if len(note.sources) == len(theirs) and all(map(can_be, (source.target for source in note.sources), theirs)):
        placed = theirs[number]
        return [placed.written] if isinstance(placed, Url) else []
    urls = [
        source.target.written
        for source in other.sources
        if isinstance(source.target, Url) and completes(prefix, source.target.written)
    ]
    equals = [
        place
        for place, source in enumerate(note.sources)
        if isinstance(source.target, CutUrl) and source.target.prefix == prefix
    ]
    named = {same_source(source.target.canonical) for source in note.sources if isinstance(source.target, Url)}
    urls = [url for url in urls if same_source(url) not in named] or urls
    return [urls[equals.index(number)]] if len(urls) == len(equals) else urls
