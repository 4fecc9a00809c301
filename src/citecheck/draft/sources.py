"""The sources of a note, in order: the extent and kind of each, and those of other notes that it refers to.

Real drafts separate sources with ";", " ;", "; .", a line break, a space or nothing at all, and some items are empty.
So a note is cut into pieces at its separators and between two addresses, until no piece holds more than one address. A
piece without an address is a source only if its words name one ("by request", a database, a full reference to a work).
Otherwise its words describe the address next to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from citecheck.draft.addresses import NoteAddress, find_note_addresses
from citecheck.draft.manuscript import Note, place_at
from citecheck.draft.source_kinds import (
    STRONG_POINTS,
    begins_with_cross_reference,
    count_bibliographic_points,
    kind_of_address,
    kind_of_lead_words,
    kind_of_words,
)
from citecheck.model.draft import Source
from citecheck.model.target import Hostile, Kind, Offline, Reference, Url
from citecheck.text.languages import alternatives_in_all_languages
from citecheck.url.hosts import host_of, is_archive
from citecheck.url.normal_form import find_archived_address, source_key

_SEPARATOR = re.compile(r"(?:;(?!(?<=\d;)\d)(?!(?<=[^\W\d_];)\s(?:1[5-9]|20)\d\d[a-z]?[.,;])|[\u061b\uff1b\n])[\s;.]*")
"""Excludes the ";" inside a reference to a work in medical style: "2014;383:723", "Geneva; 2023."."""
_QUOTATION = re.compile(r"\u201c[^\u201d\u201c]{0,400}\u201d")
_WORDS = re.compile(r"[^\W\d_]{2}|(?:[^\W\d_]\.){2}")
"""Letters that say something: a word, or the initials of "U.S.C.".
"""


@cache
def _joining() -> re.Pattern[str]:
    """Return a pattern for text between two sources that belongs to neither."""
    words = alternatives_in_all_languages("and_or")
    return re.compile(rf"^(?:[\s)\].,;:\u00bb\u201d!?\u2013\u2014-]|(?:{words})\s)+", re.IGNORECASE)


@cache
def _belongs_before() -> re.Pattern[str]:
    """Return a pattern for the access date or page that follows an address and belongs to it."""
    accessed, page = alternatives_in_all_languages("accessed"), alternatives_in_all_languages("page_words")
    return re.compile(
        rf"\s*[,.]?\s*[(\[](?:{accessed})\b[^()\[\];\n]{{0,60}}[)\]]|"
        rf"\s*[,.]?\s*[(\[]?\s*(?:{accessed}|(?:{page})(?:(?<=\.)|\b))[^;\n]{{0,80}}?[)\].]?(?=\s*$|\s*[,.;)]|\s)",
        re.IGNORECASE,
    )


class CitedSource(NamedTuple):
    """A source with the address it was built from, None if it has no address."""

    source: Source
    address: NoteAddress | None = None


class _NotePiece(NamedTuple):
    start: int
    end: int
    address: NoteAddress | None = None


def sources_of(note: Note, written: Sequence[Reference]) -> tuple[CitedSource, ...]:
    """Return what a note cites; `written` are the references in its text.

    A note without citations gives one source of kind `note`, an empty note gives none.
    """
    if note.sources:
        return tuple(_add_archive_copies([CitedSource(source) for source in note.sources]))
    found = find_note_addresses(note.text, note.links, written)
    addresses = [one for one in found if not isinstance(one.target, Hostile)]
    pieces = [
        piece
        for piece in _split_into_pieces(note.text, addresses)
        if piece.address or _WORDS.search(note.text, piece.start, piece.end)
    ]
    chosen = _choose_pieces(note.text, pieces) if addresses else _split_into_works(note.text, pieces)
    return tuple(_add_archive_copies([CitedSource(_build_source(note, piece), piece.address) for piece in chosen]))


_DATED_COPY = re.compile(
    r"https?://(?:[^/?#]*archiv[^/?#]*/|[^/?#]*/(?:[^/?#]*/)*\d{4,14}(?:[a-z]{2}_)?/)[^?#]*https?:/", re.IGNORECASE
)
"""An address whose path ends in another one, with a date before it or of a host named archive: a copy of that page."""


def _add_archive_copies(cited: list[CitedSource]) -> Iterator[CitedSource]:
    """Add to each source the archived copy that the note names; the copy remains a separate source."""
    addresses = [one.source.target.written if isinstance(one.source.target, Url) else "" for one in cited]
    keys = {source_key(url) for url in addresses if url}
    made_of = {at: find_archived_address(url) for at, url in enumerate(addresses)}
    copies = {
        at: of
        for at, of in made_of.items()
        if is_archive(addresses[at]) or (of and source_key(of) in keys and _DATED_COPY.match(addresses[at]))
    }
    originals = [at for at, url in enumerate(addresses) if url and at not in copies]
    for at, one in enumerate(cited):
        named = one.source.archive_url is not None or at in copies or not addresses[at]
        copy = None if named else _find_copy_of(at, addresses, copies, originals)
        yield one if copy is None else CitedSource(replace(one.source, archive_url=addresses[copy]), one.address)


def _find_copy_of(
    at: int, addresses: Sequence[str], copies: Mapping[int, str | None], originals: Sequence[int]
) -> int | None:
    """Return which of `copies` (their positions, with the address each was made of) is one of the source at `at`.

    A copy that names another page is a copy of that page. One that names none belongs to the source before it, or to
    the only source of the note: "Archived at https://perma.cc/AB12-CD34 from the original https://a.example/b".
    """
    key = source_key(addresses[at])
    named = [copy for copy, of in copies.items() if of is not None and source_key(of) == key]
    if named:
        return min(named, key=lambda copy: (abs(copy - at), copy < at))
    if at + 1 in copies and (copies[at + 1] is None or host_of(copies[at + 1] or "") == host_of(addresses[at])):
        return at + 1
    alone = len(originals) == 1 and len(copies) == 1 and at - 1 in copies
    return at - 1 if alone and copies[at - 1] is None else None


def _split_into_pieces(text: str, addresses: list[NoteAddress]) -> Iterator[_NotePiece]:
    """Cut `text` at separators outside addresses and quotations, and between adjacent addresses."""
    closed = [(one.start, one.end) for one in addresses]
    if "\u201c" in text:
        closed = sorted(closed + [found.span() for found in _QUOTATION.finditer(text)])
    edges = {one.end for one in addresses} | {-one.start for one in addresses}
    cuts = [gap for gap in _find_separators(text) if _is_separator(text, gap, edges, closed)]
    start, waiting = 0, addresses[::-1]
    for low, high in [*cuts, (len(text), len(text))]:
        inside: list[NoteAddress] = []
        while waiting and waiting[-1].start < max(low, start + 1):
            inside.append(waiting.pop())
        yield from _split_by_address(text, start, low, inside)
        start = high


def _find_separators(text: str) -> Iterator[tuple[int, int]]:
    """Yield the separators of `text` with the white space around them."""
    for separator in _SEPARATOR.finditer(text):
        low = separator.start()
        while low and text[low - 1].isspace():
            low -= 1
        yield low, separator.end()


def _is_separator(text: str, gap: tuple[int, int], edges: set[int], closed: list[tuple[int, int]]) -> bool:
    """Return whether a gap separates two pieces. `edges` holds the ends of addresses, and their starts negated."""
    low, high = gap
    at = bisect_left(closed, (high,))
    if any(end > low for _, end in closed[max(0, at - 2) : at]):
        return False
    # A line break alone may be wrapping; it separates if an address ends the line or begins the next.
    return low in edges or -high in edges or any(map(text[low:high].__contains__, ";\u061b\uff1b"))


def _split_by_address(text: str, start: int, end: int, addresses: list[NoteAddress]) -> Iterator[_NotePiece]:
    """Cut a stretch between two separators so that every piece holds at most one address."""
    for at, address in enumerate(addresses):
        following = addresses[at + 1].start if at + 1 < len(addresses) else end
        stop = end if at + 1 == len(addresses) else address.end
        if at + 1 < len(addresses) and (trailing := _belongs_before().match(text, address.end, following)):
            stop = trailing.end()
        yield _NotePiece(start, max(stop, address.end), address)
        start = max(stop, address.end)
    if not addresses and start < end:
        yield _NotePiece(start, end)


def _choose_pieces(text: str, pieces: list[_NotePiece]) -> Iterator[_NotePiece]:
    """Yield the pieces with an address and the other pieces that are sources by themselves."""
    for at, piece in enumerate(pieces):
        if piece.address or _is_source(text[piece.start : piece.end], text, pieces[at + 1 : at + 2]):
            yield piece


def _is_source(words: str, text: str, following: list[_NotePiece]) -> bool:
    """Return whether `words` of `text`, which hold no address, are a source by themselves."""
    return kind_of_words(words) in {Kind.BY_REQUEST, Kind.DATABASE} or (
        count_bibliographic_points(words) >= STRONG_POINTS
        and not _belongs_before().match(words)
        and not _is_title_of_next(text, following)
    )


def _is_title_of_next(text: str, following: list[_NotePiece]) -> bool:
    """Return whether the next piece is a bare address, so that the words before it are its title."""
    return (
        bool(following)
        and following[0].address is not None
        and not _WORDS.search(text, following[0].start, following[0].address.start)
    )


def _split_into_works(text: str, pieces: list[_NotePiece]) -> list[_NotePiece]:
    """Return the works in a note without addresses if every piece is one, else the note as one source."""
    works = [piece for piece in pieces if not begins_with_cross_reference(text[piece.start : piece.end])]
    works = list(_join_requests(text, works))
    kinds = [kind_of_words(text[piece.start : piece.end]) for piece in works]
    if works and len(pieces) > 1 and Kind.NOTE not in kinds:
        return works
    whole = _NotePiece(0, len(text))
    return [whole] if pieces else []


def _join_requests(text: str, pieces: list[_NotePiece]) -> Iterator[_NotePiece]:
    """Yield the pieces; "notes available on request" says how to get the work before it, and is part of that."""
    waiting: _NotePiece | None = None
    for piece in pieces:
        if waiting is not None and kind_of_words(text[piece.start : piece.end]) is Kind.BY_REQUEST:
            waiting = _NotePiece(waiting.start, piece.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting


def _build_source(note: Note, piece: _NotePiece) -> Source:
    address = piece.address
    if address is None:
        words = _words_of(note.text, piece)
        return Source(words, kind_of_words(words), Offline(), place_at(note.places, piece.start))
    shown = " ".join(note.text[address.start : address.end].split())
    before = note.text[piece.start : address.start]
    described = not before.isspace() and bool(_WORDS.search(_joining().sub("", before)))
    kind = kind_of_lead_words(before) if described else None
    return Source(
        (_words_of(note.text, piece) if described else shown) or _words_of(note.text, piece),
        kind or (Kind.BIBLIOGRAPHIC if address.identifier else kind_of_address(address.target)),
        address.target,
        place_at(note.places, address.start),
        defanged=address.defanged,
        title=shown if address.titled else None,
    )


def _words_of(text: str, piece: _NotePiece) -> str:
    """Return the text of a piece, without what joins it to its neighbours."""
    return _joining().sub("", " ".join(text[piece.start : piece.end].split())).rstrip(" ;,")
