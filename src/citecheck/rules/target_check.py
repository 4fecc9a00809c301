"""Findings about what the notes point to (rules `T`), made without any network."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model.draft import Draft, Footnote, LinkFlaw, ReadSource, Source
from citecheck.model.finding import Finding
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Url
from citecheck.rules import targets
from citecheck.url.hosts import is_shortener
from citecheck.url.normal_form import source_key
from citecheck.url.references import find_references

_RULES = {rule.code: rule for rule in targets.ROWS}
_OFFLINE = frozenset({Kind.BIBLIOGRAPHIC, Kind.DATABASE, Kind.BY_REQUEST})


def check_targets(draft: Draft) -> tuple[Finding, ...]:
    """Say what is wrong with the targets of the notes, note by note."""
    found: list[Finding] = []
    for note, sources in zip(draft.footnotes, draft.facts.sources, strict=True):
        flawed: set[tuple[LinkFlaw, str | None]] = set()
        for one in sources:
            found += _check_target(note, one)
            if one.addressed:
                found += _check_link(note, one, flawed)
    return (*found, *_check_hostile(draft), *_check_two_spellings(draft))


def _check_hostile(draft: Draft) -> Iterator[Finding]:
    """Report a note that names hostile addresses; those of the running text are only listed."""
    for note in draft.footnotes if draft.indicators else ():
        named = [one.target.refanged for one in find_references(note.text) if isinstance(one.target, Hostile)]
        if named:
            message = f"Note {note.marker} names hostile addresses, which are never asked: {_shorten(', '.join(named))}"
            advice = "Cite a page about them instead, if the note is to be checked."
            yield _build_finding("T110", message, advice, note, Source(named[0], Kind.NOTE, Offline(), note.place))


def _check_target(note: Footnote, cited: ReadSource) -> Iterator[Finding]:
    source = cited.source
    match source.target:
        case CutUrl(prefix=prefix, host_cut=lost):
            seen = f"is lost almost wholly: {prefix or source.raw}" if lost else f"ends in the middle: {source.raw}"
            message = f"An address of note {note.marker} {seen}"
            advice = "Restore the whole address from the published page or the editing system."
            yield _build_finding("T101", message, advice, note, source)
        case Malformed(written=written, fault=fault):
            message = f"The address {written} cannot be opened: {fault}."
            yield _build_finding("T103", message, "Correct the address.", note, source)
        case Url(written=written) if is_shortener(written):
            message = f"The address {written} goes through a shortener."
            yield _build_finding("T105", message, "Cite the address that it leads to.", note, source)
        case Offline() if source.kind in _OFFLINE:
            message = f"This source has no address to ask: {_shorten(source.raw)}"
            yield _build_finding("T104", message, "Check it by hand.", note, source)
        case _:
            pass
    if source.defanged:
        yield from _check_spelling(note, cited)


def _check_spelling(note: Footnote, cited: ReadSource) -> Iterator[Finding]:
    """Report an address with words for its dots, unless T107 says already what its linker made of it."""
    if cited.flaw is LinkFlaw.BROKEN:
        return
    match cited.source.target:
        case Url(written=plain) | CutUrl(prefix=plain):
            message = f"The address is spelled with words for its dots; it was read as {plain}"
            advice = "Restore the dots in the draft unless house style asks for words."
            yield _build_finding("T102", message, advice, note, cited.source)
        case _:
            pass


def _check_link(note: Footnote, read: ReadSource, flawed: set[tuple[LinkFlaw, str | None]]) -> Iterator[Finding]:
    source = read.source
    if read.repaired:
        message = f"In the address {source.raw} {read.repaired}."
        yield _build_finding("T109", message, "Correct it in the draft.", note, source)
    if read.flaw is None or (read.flaw, read.href) in flawed:
        return
    flawed.add((read.flaw, read.href))
    if read.flaw is LinkFlaw.GLUED:
        message = f"One link holds several addresses: {_shorten(read.href or '')}"
        yield _build_finding("T106", message, "Give each address a link of its own.", note, source)
    else:
        shown = read.shown or source.raw
        message = f"The text says {_shorten_middle(shown)}, but its link leads to {_shorten_middle(read.href or '')}"
        yield _build_finding("T107", message, "Repair the link; the address of the text was checked.", note, source)


def _check_two_spellings(draft: Draft) -> Iterator[Finding]:
    """Report a source whose spellings differ by scheme, www, tracking or spelled dots; once a source."""
    first: dict[str, tuple[str, bool, Footnote]] = {}
    said: set[str] = set()
    for note in draft.footnotes:
        for source in note.sources:
            if not isinstance(source.target, Url):
                continue
            key = source_key(source.target.canonical)
            known = first.setdefault(key, (source.target.canonical, source.defanged, note))
            if key not in said and known[:2] != (source.target.canonical, source.defanged) and known[2].id != note.id:
                said.add(key)
                yield _build_finding(
                    "T108",
                    f"Note {note.marker} names by {_shorten(source.raw)} what note {known[2].marker} spells {known[0]}",
                    "Write the address one way.",
                    note,
                    source,
                )


def _shorten(text: str) -> str:
    return text if len(text) <= 100 else text[:99].rstrip() + "\u2026"


def _shorten_middle(address: str) -> str:
    """Shorten in the middle: what differs between two addresses is mostly at their ends."""
    return address if len(address) <= 100 else f"{address[:59]}\u2026{address[-40:]}"


def _build_finding(code: str, message: str, advice: str, note: Footnote, source: Source) -> Finding:
    place = source.place if source.place.line or source.place.page else note.place
    url = source.target.written if isinstance(source.target, Url) else None
    return Finding(
        code, _RULES[code].level, message, advice, note.marker, note.id, url,
        line=place.line, column=place.column, page=place.page, paragraph=place.paragraph,
    )  # fmt: skip
