"""Typeset rows to prose: words joined over line ends, raised markers taken out or kept, links added.

The end of one line meets the beginning of the next with a space, with nothing, or with a hyphen that goes or stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citecheck.draft.formats.pdf.pages import LinkArea
from citecheck.draft.formats.pdf.paragraphs import BULLET_MARK
from citecheck.draft.formats.pdf.rows import RowSpan, TextRow, numbers_of
from citecheck.draft.markers import TO_SUPERSCRIPT
from citecheck.draft.prose import Prose
from citecheck.model.draft import Place

_ADDRESS_END = re.compile(r"(?:https?://|ftp://|www\.|doi\.org/|\b10\.\d{4,9}/)[^\s<>]*\Z", re.IGNORECASE)
_BREAKS_AFTER = frozenset("/?&=#%_+~:")
_BREAKS_BEFORE = frozenset("/?&=#%_-~")
_PATHLIKE = re.compile(r"[a-z\d]\S*(?:/|=|\.(?:html?|pdf|php|aspx?|md|xml|json|txt|csv)\b)\S*")
"""A word that is the rest of a path rather than of a sentence."""
_WORDS = frozenset({
    "a", "accessed", "and", "as", "at", "by", "for", "from", "has", "in", "is", "last", "of", "on",
    "or", "retrieved", "see", "that", "the", "to", "was", "which", "with",
})  # fmt: skip
"""Words that follow an address in a sentence; a path that begins with one is rarer."""
_COMPOUNDS = frozenset({"half", "non", "self", "well"})
"""First parts of words that keep their hyphen ("non-accidental"), but for these few that have none."""
_ENDINGS = ("chalan", "ish", "less", "plus", "sens", "stop")
_HYPHENS = "-\u2010\u00ad"


def find_joint(before: str, after: str, *, one_link: bool = False) -> tuple[int, str]:
    """Say how two lines meet: how many characters of the first go, and what stands between them.

    `one_link` says that a single link of the page runs over both, so that an address goes on for certain.
    """
    address = _ADDRESS_END.search(before)
    if address is not None and (one_link or _goes_on(address.group(), after)):
        return 0, ""
    if before[-1:] in _HYPHENS and before[-2:-1].isalpha():
        word = before.rsplit(maxsplit=1)[-1]
        compound = word[:-1].lower() in _COMPOUNDS and not after.startswith(_ENDINGS)
        divided = (
            after[:1].islower() and address is None and not compound and not any(sign in word[:-1] for sign in "-/")
        )
        return (1, "") if divided else (0, "")  # "state-of-" keeps its hyphen, "sur-" does not
    return 0, " "


def _goes_on(address: str, after: str) -> bool:
    """Tell whether an address that ends a line goes on in the next."""
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    if not word or word[0] in '(["“' or "://" in word or word.startswith("www."):
        return False
    if address[-1] == "-":
        return True  # a hyphen at the end of an address is its own: nothing hyphenates addresses
    pathlike = _PATHLIKE.fullmatch(word) is not None
    if address[-1] in _BREAKS_AFTER:
        return pathlike or not (word[0].isupper() or word in _WORDS)
    return pathlike or word[0] in _BREAKS_BEFORE


_CHARACTER = 0.5
"""Mean width of a character as a part of the font size, for programs that set a whole line as one piece."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """What is known of the pages: link areas by page, line numbers of rows, the note of a raised sign by row.

    `addresses` are the signs on the first page that tie authors to addresses ("¹ University of …") and are no markers.
    """

    links: Mapping[int, Sequence[LinkArea]]
    lines: Mapping[int, int]
    marks: Mapping[tuple[int, str], str]
    addresses: frozenset[str] = frozenset()


@dataclass(slots=True)
class _TextPart:
    """A stretch of text about to be written: `mark` names the note that a sign marks instead."""

    text: str
    href: str | None
    mark: str | None = None


def write_rows(rows: Sequence[TextRow], ground: PageContext, *, sign: str | None = None) -> Prose:
    """Write rows as one prose; `sign` in front of the first row is left out, as of a note."""
    prose = Prose()
    written = ""
    href: str | None = None
    for number, row in enumerate(rows):
        parts = _split_row(row, ground, sign=sign if number == 0 else None)
        if number == 0 and sign is None:
            parts = _drop_bullet(parts)
        between = " "
        words = "".join(part.text for part in parts if part.mark is None)
        if number and words.strip():
            first = next(part for part in parts if part.text.strip())
            cut, between = find_joint(
                written.rstrip(), words.lstrip(), one_link=href is not None and first.href == href
            )
            if cut:
                prose.take_back(cut)
        prose.write(between if number else "")
        at = Place(line=ground.lines.get(id(row)), column=1, page=row.page)
        _write_parts(prose, parts, at, tight=between == "")
        if words.strip():
            written = words
            href = next(part.href for part in reversed(parts) if part.text.strip())
    return prose


def _write_parts(prose: Prose, parts: Sequence[_TextPart], at: Place, *, tight: bool) -> None:
    column = 1
    for part in parts:
        text = part.text.lstrip() if tight and part.mark is None else part.text
        if part.mark is not None:
            prose.mark(part.text.strip(), Place(at.line, column, at.page), part.mark)
            continue
        if part.href is not None:
            prose.open_link(part.href)
        prose.write(text, Place(at.line, column, at.page))
        if part.href is not None:
            prose.close_link()
        column += len(text)
        tight = tight and not text.strip()


def _split_row(row: TextRow, ground: PageContext, *, sign: str | None) -> list[_TextPart]:
    parts: list[_TextPart] = []
    areas = [area for area in ground.links.get(row.page, ()) if area.bottom - 3 <= row.y + row.size / 4 <= area.top + 3]
    for number, span in enumerate(row.spans):
        text = span.piece.text
        if sign is not None and span is _first_span_of(row) and span.raised:
            continue
        if span.raised:
            parts += _read_raised(row, text, ground)
            continue
        linked = _split_at_links(span, areas, row.spans[number + 1].piece.x if number + 1 < len(row.spans) else None)
        if sign is not None and span is _first_span_of(row):
            linked[0].text = _drop_marker(linked[0].text, sign)
        parts += linked
    return parts


def _read_raised(row: TextRow, text: str, ground: PageContext) -> list[_TextPart]:
    """Return the markers that a raised sign is, or the sign itself, kept raised, where it is none."""
    known = [(sign, note) for sign in numbers_of(text) if (note := ground.marks.get((id(row), sign))) is not None]
    if known:
        return [_TextPart(sign, None, note) for sign, note in known]
    plain = row.page == 1 and text.strip() in ground.addresses
    return [_TextPart(text if plain else text.translate(TO_SUPERSCRIPT), None)]


def _drop_bullet(parts: list[_TextPart]) -> list[_TextPart]:
    """Take the sign of a list item off, which is no part of what it says."""
    at = next((number for number, part in enumerate(parts) if part.text.strip()), 0)
    bullet = BULLET_MARK.match(parts[at].text) if parts and parts[at].mark is None else None
    if bullet is None:
        return parts
    return [_TextPart(parts[at].text[bullet.end() :], parts[at].href), *parts[at + 1 :]]


def _first_span_of(row: TextRow) -> RowSpan:
    return next(span for span in row.spans if span.piece.text.strip())


def _drop_marker(text: str, sign: str) -> str:
    return text.lstrip().removeprefix(sign).lstrip(".) ")


def _split_at_links(span: RowSpan, areas: Sequence[LinkArea], following: float | None) -> list[_TextPart]:
    """Divide a piece at the edges of the link area that begins in it, as well as the widths can be known."""
    piece = span.piece
    text = piece.text
    width = (
        following - piece.x if following is not None and following > piece.x else len(text) * _CHARACTER * piece.size
    )
    for area in areas:
        start = (area.left - piece.x) / width if width else 0.0
        stop = (area.right - piece.x) / width if width else 0.0
        if stop <= 0.05 or start >= 0.98:
            continue
        low = 0 if start < 0.06 else _find_word_start(text, round(start * len(text)))
        high = len(text) if stop > 0.94 else _find_word_end(text, round(stop * len(text)))
        if low < high:
            return [
                part
                for part in (
                    _TextPart(text[:low], None),
                    _TextPart(text[low:high], area.href),
                    _TextPart(text[high:], None),
                )
                if part.text
            ]
    return [_TextPart(text, None)]


def _find_word_start(text: str, near: int) -> int:
    at = text.rfind(" ", 0, min(near + 2, len(text)))
    return at + 1


def _find_word_end(text: str, near: int) -> int:
    at = text.find(" ", max(near - 2, 0))
    return len(text) if at < 0 else at
