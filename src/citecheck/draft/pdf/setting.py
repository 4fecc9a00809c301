"""Rows to prose: words joined over line ends, raised signs taken out or kept as raised digits, links laid over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citecheck.draft.pdf.joining import joint
from citecheck.draft.pdf.paragraphs import BULLET_SIGN
from citecheck.draft.pdf.rows import Row, Span, numbers_of
from citecheck.draft.pdf.sheets import LinkArea
from citecheck.draft.prose import Prose
from citecheck.draft.signs import RAISED
from citecheck.model.draft import Place

_CHARACTER = 0.5
"""Mean width of a character as a part of the font size, for programs that set a whole line as one piece."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of the pages: link areas by page, line numbers of rows, the note of a raised sign by row.

    `addresses` are the signs on the first page that tie authors to addresses ("¹ University of …") and are no markers.
    """

    links: Mapping[int, Sequence[LinkArea]]
    lines: Mapping[int, int]
    marks: Mapping[tuple[int, str], str]
    addresses: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Part:
    """A stretch of text about to be written: `mark` names the note that a sign marks instead."""

    text: str
    href: str | None
    mark: str | None = None


def set_rows(rows: Sequence[Row], ground: Ground, *, sign: str | None = None) -> Prose:
    """Write rows as one prose; `sign` in front of the first row is left out, as of a note."""
    prose = Prose()
    written = ""
    href: str | None = None
    for number, row in enumerate(rows):
        parts = _parts(row, ground, sign=sign if number == 0 else None)
        if number == 0 and sign is None:
            parts = _without_bullet(parts)
        between = " "
        words = "".join(part.text for part in parts if part.mark is None)
        if number and words.strip():
            first = next(part for part in parts if part.text.strip())
            cut, between = joint(written.rstrip(), words.lstrip(), one_link=href is not None and first.href == href)
            if cut:
                prose.take_back(cut)
        prose.write(between if number else "")
        at = Place(line=ground.lines.get(id(row)), column=1, page=row.page)
        _write(prose, parts, at, tight=between == "")
        if words.strip():
            written = words
            href = next(part.href for part in reversed(parts) if part.text.strip())
    return prose


def _write(prose: Prose, parts: Sequence[_Part], at: Place, *, tight: bool) -> None:
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


def _parts(row: Row, ground: Ground, *, sign: str | None) -> list[_Part]:
    parts: list[_Part] = []
    areas = [area for area in ground.links.get(row.page, ()) if area.bottom - 3 <= row.y + row.size / 4 <= area.top + 3]
    for number, span in enumerate(row.spans):
        text = span.piece.text
        if sign is not None and span is _first(row) and span.raised:
            continue
        if span.raised:
            parts += _raised(row, text, ground)
            continue
        linked = _linked(span, areas, row.spans[number + 1].piece.x if number + 1 < len(row.spans) else None)
        if sign is not None and span is _first(row):
            linked[0].text = _after_sign(linked[0].text, sign)
        parts += linked
    return parts


def _raised(row: Row, text: str, ground: Ground) -> list[_Part]:
    """Return the markers that a raised sign is, or the sign itself, kept raised, where it is none."""
    known = [(sign, note) for sign in numbers_of(text) if (note := ground.marks.get((id(row), sign))) is not None]
    if known:
        return [_Part(sign, None, note) for sign, note in known]
    plain = row.page == 1 and text.strip() in ground.addresses
    return [_Part(text if plain else text.translate(RAISED), None)]


def _without_bullet(parts: list[_Part]) -> list[_Part]:
    """Take the sign of a list item off, which is no part of what it says."""
    at = next((number for number, part in enumerate(parts) if part.text.strip()), 0)
    bullet = BULLET_SIGN.match(parts[at].text) if parts and parts[at].mark is None else None
    if bullet is None:
        return parts
    return [_Part(parts[at].text[bullet.end() :], parts[at].href), *parts[at + 1 :]]


def _first(row: Row) -> Span:
    return next(span for span in row.spans if span.piece.text.strip())


def _after_sign(text: str, sign: str) -> str:
    return text.lstrip().removeprefix(sign).lstrip(".) ")


def _linked(span: Span, areas: Sequence[LinkArea], following: float | None) -> list[_Part]:
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
        low = 0 if start < 0.06 else _word_start(text, round(start * len(text)))
        high = len(text) if stop > 0.94 else _word_end(text, round(stop * len(text)))
        if low < high:
            return [
                part
                for part in (_Part(text[:low], None), _Part(text[low:high], area.href), _Part(text[high:], None))
                if part.text
            ]
    return [_Part(text, None)]


def _word_start(text: str, near: int) -> int:
    at = text.rfind(" ", 0, min(near + 2, len(text)))
    return at + 1


def _word_end(text: str, near: int) -> int:
    at = text.find(" ", max(near - 2, 0))
    return len(text) if at < 0 else at
