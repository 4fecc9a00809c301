"""Put the runs of a page into rows, one for each line of text, and recognise what is raised in them.

A run belongs to the row whose baseline it shares, or, if it is raised or lowered, to the row that it adjoins. The order
of the file decides first: what follows on the same line is one row even over a wide gap. Only the place decides for
runs that the file has apart, such as signs drawn after all text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from citecheck.draft.formats.pdf.characters import TextRun, is_leftward, order_leftward
from citecheck.draft.formats.pdf.columns import PlacedLine, begins_column, column_edges_of, column_of
from citecheck.draft.formats.pdf.pages import PdfPage

_MARKER = re.compile(r"\s*(\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,5}|[*†‡§¶]{1,4}|[a-z]|[ivxl]{2,7})\s*\Z")
_SMALLER = 0.86
"""A marker is smaller than this part of its line's font size if it is raised by size alone."""
_HIGHER = 0.15
"""The least height of a raised marker above the baseline, as a part of the line's font size."""
_LEVEL = 0.12
"""The largest difference of baselines on one line, as a part of the font size."""
_HIGHEST = 0.8
_LOWEST = 0.45
"""How far a raised and a lowered sign may be from the baseline, as a part of the font size of its line."""
_FULL_SIZE = 1.02
"""The largest size of a raised marker that is not smaller than the text, as a part of the line's font size."""
_CLEARLY_HIGHER = 0.25
_FULL_HIGHEST = 0.6
"""How far a marker in the size of the text, drawn apart, is raised, as a part of the line's font size."""
_TAB = 50.0
"""The largest gap between two runs that follow each other in the file on one line, as a part of the font size.

The ends of running heads are that far apart. Columns that a file has line by line cannot be distinguished from a table.
"""
_SIGN_GAP = 1.6
"""The largest gap before a raised sign that follows its word in the file, as a part of the font size."""
_NEAR = 0.7
"""The largest gap between two runs of one line that the file has apart. Columns are separated by 1.0 or more."""
_OVERLAP = 0.5
_WORD_GAP = 0.16
"""The least gap between words, as a part of the font size. Blanks are 0.25 wide, and 0.17 in narrow lines."""
_GUTTER = 1.5
"""How many times wider than the blanks of a line the gap is where it goes on in the next column.

A line of notes over all columns may be spaced out so that a word begins at the edge of one.
"""
_BAND = 4.0
"""Points; pieces are looked up by bands of this height."""
_LONGEST_SIGN = 12
_TALLEST = 30.0
"""The largest font size, in points, of a line to which signs are attached."""
_TOUCHING = 0.3
"""The largest gap between the parts of one marker, as a part of their size."""


@dataclass(frozen=True, slots=True)
class RowSpan:
    """Part of a row. `raised` is true for a marker above the line."""

    run: TextRun
    raised: bool


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of a page: its parts in order, and its baseline, edges and font size in points.

    `column` counts from 0, and is 0 on a page whose columns are unknown. `leftward` is: written from right to left.
    """

    page: int
    spans: tuple[RowSpan, ...]
    x: float
    end: float
    y: float
    size: float
    bold: bool
    column: int = 0
    leftward: bool = False

    @property
    def begin(self) -> float:
        """How far the row is indented: its left edge, or in a line from right to left its right edge with a minus."""
        return -self.end if self.leftward else self.x

    @property
    def stop(self) -> float:
        """The other edge than `begin`, larger the longer the row is."""
        return -self.x if self.leftward else self.end

    @property
    def text(self) -> str:
        """The row's text with its markers."""
        return "".join(span.run.text for span in self.spans)

    @property
    def unmarked_text(self) -> str:
        """The row's text without its markers."""
        return "".join(span.run.text for span in self.spans if not span.raised)

    @property
    def marker(self) -> str | None:
        """The raised marker at the beginning of the row, as in a note."""
        first = next((span for span in self.spans if span.run.text.strip()), None)
        return first.run.text.strip() if first is not None and first.raised else None


def rows_of(page: PdfPage) -> list[TextRow]:
    """Return the rows of a page in the order of the file."""
    chained = _chain(page.runs)
    edges = column_edges_of([_place_of(piece) for piece in chained])
    pieces = _attach_signs(_merge_level(_split_at_columns(chained, edges), edges))
    leftward = is_leftward(page.runs)
    built = (_build_row(page.number, piece, edges, leftward=leftward) for piece in pieces)
    return [row for row in built if row is not None]


class _Piece:
    """Runs of one line; `y` and `size` are those of the longest run."""

    __slots__ = ("longest", "runs")

    def __init__(self, run: TextRun) -> None:
        self.runs = [run]
        self.longest = run

    @property
    def y(self) -> float:
        return self.longest.y

    @property
    def size(self) -> float:
        return self.longest.size

    @property
    def x(self) -> float:
        return min(run.x for run in self.runs)

    @property
    def end(self) -> float:
        return max(run.end for run in self.runs)

    def add(self, runs: Iterable[TextRun]) -> None:
        for run in runs:
            self.runs.append(run)
            if _weight_of(run) > _weight_of(self.longest):
                self.longest = run


def _weight_of(run: TextRun) -> tuple[int, float]:
    return len(run.text.strip()), run.size


def _chain(runs: Iterable[TextRun]) -> list[_Piece]:
    """Put runs that follow each other in the file and on the page into pieces."""
    pieces: list[_Piece] = []
    for run in runs:
        if pieces and _follows(pieces[-1], run):
            pieces[-1].add([run])
        else:
            pieces.append(_Piece(run))
    return pieces


def _follows(piece: _Piece, run: TextRun) -> bool:
    last = piece.runs[-1]
    size = max(run.size, piece.size)
    gap = last.x - run.end if run.leftward and last.leftward else run.x - last.end
    if abs(run.y - piece.y) <= _LEVEL * size or (abs(run.y - last.y) <= _LEVEL * size and gap <= _NEAR * size):
        return -_OVERLAP * size <= gap <= _TAB * size
    widest = _SIGN_GAP if run.size < piece.size else _TAB
    return _is_sign(run, piece.longest) and -_OVERLAP * size <= gap <= widest * size


def _place_of(piece: _Piece) -> PlacedLine:
    parts = tuple((run.x, run.end) for run in piece.runs)
    if len(parts) == 1:
        return PlacedLine(*parts[0], piece.y, parts)
    return PlacedLine(min(x for x, _ in parts), max(end for _, end in parts), piece.y, parts)


def _split_at_columns(pieces: Sequence[_Piece], edges: Sequence[float]) -> list[_Piece]:
    """Split pieces that go on in the next column, as the last note of one column and the first of the next may.

    A program that writes the notes of all columns after the text has them in one sequence.
    """
    made: list[_Piece] = []
    for piece in pieces:
        made.append(_Piece(piece.runs[0]))
        widest = _GUTTER * _widest_blank_of(piece, edges) if edges and len(piece.runs) > 1 else 0.0
        for last, run in pairwise(piece.runs) if edges else ():
            if run.x - last.end > max(widest, _NEAR * piece.size) and begins_column(run.x, last.x, edges):
                made.append(_Piece(run))
            else:
                made[-1].add([run])
    return made if edges else list(pieces)


def _widest_blank_of(piece: _Piece, edges: Sequence[float]) -> float:
    """Return the width of the widest blank of a line that is before no edge of a column, in points."""
    within = (
        abs(run.edges[at + 1] - run.edges[at]) for run in piece.runs for at, one in enumerate(run.text) if one == " "
    )
    between = (run.x - last.end for last, run in pairwise(piece.runs) if not begins_column(run.x, last.x, edges))
    return max((*within, *between), default=0.0)


def _is_sign(one: TextRun, other: TextRun) -> bool:
    """Return whether the smaller of two runs, or the shorter of equal ones, is raised or lowered next to the other."""
    sign, line = sorted((one, other), key=lambda run: (run.size, len(run.text.strip())))
    higher = sign.y - line.y
    if sign.size <= _SMALLER * line.size:
        return -_LOWEST * line.size <= higher <= _HIGHEST * line.size
    return _HIGHER * line.size <= higher <= _FULL_HIGHEST * line.size and _MARKER.match(sign.text) is not None


def _merge_level(pieces: Sequence[_Piece], edges: Sequence[float]) -> list[_Piece]:
    """Merge pieces that are next to each other on one line, wherever the file has them.

    A word that is too long for its column may end next to the text of the next one.
    """
    kept: list[_Piece] = []
    by_end: dict[int, list[_Piece]] = {}
    for piece in sorted(pieces, key=lambda one: one.x):
        near = (other for row in range(-1, 2) for other in by_end.get(int(piece.y // _BAND) + row, ()))
        left = next(
            (one for one in near if _are_neighbours(one, piece) and not begins_column(piece.x, one.x, edges)), None
        )
        if left is not None:
            left.add(piece.runs)
        else:
            kept.append(piece)
            by_end.setdefault(int(piece.y // _BAND), []).append(piece)
    return sorted(kept, key=lambda one: min(run.number for run in one.runs))


def _are_neighbours(left: _Piece, right: _Piece) -> bool:
    size = min(left.size, right.size)
    return (
        abs(left.y - right.y) <= _LEVEL * size
        and max(left.size, right.size) <= 1.5 * size
        and -_OVERLAP * size <= right.x - left.end <= _NEAR * size
    )


def _attach_signs(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Put signs that the file has apart into the lines that they adjoin."""
    heights = sorted((piece.y, at) for at, piece in enumerate(pieces))
    taken: set[int] = set()
    for at, sign in enumerate(pieces):
        if len(sign.runs) > 1 or len(sign.runs[0].text.strip()) > _LONGEST_SIGN:
            continue
        low = bisect_left(heights, (sign.y - _HIGHEST * _TALLEST, 0))
        high = bisect_left(heights, (sign.y + _LOWEST * _TALLEST, 0))
        near = (pieces[other] for _, other in heights[low:high] if other != at and other not in taken)
        hosts = [(distance, -host.size, host) for host in near if (distance := _distance_of(sign, host)) is not None]
        if hosts:
            _insert(min(hosts, key=lambda host: host[:2])[2], sign.runs[0])
            taken.add(at)
    return [piece for at, piece in enumerate(pieces) if at not in taken]


def _distance_of(sign: _Piece, host: _Piece) -> float | None:
    """Return how far a sign is from the end, the beginning, or a gap of a line, None if it is not part of the line."""
    mark, size = sign.runs[0], host.size
    if _is_lowered_letter(mark, host):
        return 0.0
    if not _is_sign(mark, host.longest) or (mark.size > _SMALLER * size and not _is_clearly_raised(mark, host)):
        return None
    if mark.x >= host.end - _OVERLAP * mark.size:
        return abs(mark.x - host.end) if mark.x - host.end <= _NEAR * size else None
    if mark.end <= host.x + _OVERLAP * mark.size:
        return abs(host.x - mark.end) if host.x - mark.end <= 2 * size else None
    return 0.0 if _find_gap(host, mark) is not None else None


def _is_lowered_letter(mark: TextRun, host: _Piece) -> bool:
    """Return whether a letter as large as the text fits in a gap of a line: the "E" of the sign of TeX."""
    alike = len(mark.text.strip()) == 1 and abs(mark.size - host.size) < _LEVEL * host.size
    lower = 0 < host.y - mark.y <= _LOWEST * host.size
    return alike and lower and host.x < mark.x < host.end and _find_gap(host, mark) is not None


def _is_clearly_raised(mark: TextRun, host: _Piece) -> bool:
    """Return whether a sign as large as the text is raised by more than a quarter of its size."""
    return mark.size <= _FULL_SIZE * host.size and mark.y - host.y > _CLEARLY_HIGHER * host.size


def _find_gap(host: _Piece, mark: TextRun) -> tuple[int, int] | None:
    """Return the run and the character in it before which a sign fits."""
    middle = (mark.x + mark.end) / 2
    for at, run in enumerate(host.runs):
        if run.x - _OVERLAP * mark.size <= middle < run.end:
            place = bisect_left(run.edges, middle)
            return (at, place) if place == 0 or run.text[place - 1 : place] == " " else None
    follows = next((at for at, run in enumerate(host.runs) if run.x > middle), None)
    return None if follows is None else (follows, 0)


def _insert(host: _Piece, mark: TextRun) -> None:
    """Insert a sign into a line, and divide the run in whose gap it is."""
    if host.x < mark.x < host.end and (found := _find_gap(host, mark)) is not None:
        at, place = found
        run = host.runs[at]
        parts = [part for part in (run.part(0, place), mark, run.part(place, len(run.text))) if part.text]
        host.runs[at : at + 1] = parts
    else:
        host.runs.append(mark)


def _build_row(page: int, piece: _Piece, edges: Sequence[float], *, leftward: bool) -> TextRow | None:
    """Build the row of a piece; `leftward` is whether most lines of its page are written from right to left."""
    words = [run for run in piece.runs if run.text.strip()]
    if not words:
        return None
    size = _main_size_of(words)
    baseline = median([run.y for run in words if run.size >= size * 0.95 for _ in run.text] or [piece.y])
    turned = is_leftward(words, among_leftward=leftward)
    gap = _WORD_GAP * size
    runs = order_leftward(words, gap) if turned else _separate_words(sorted(words, key=lambda run: run.x), size)
    bold = sum(len(run.text) for run in words if run.style.bold) * 2 > sum(len(run.text) for run in words)
    spans = tuple(_mark_raised(runs, size, baseline))
    return TextRow(page, spans, piece.x, piece.end, baseline, size, bold, column_of(piece.x, edges), turned)


def _main_size_of(words: Iterable[TextRun]) -> float:
    """Return the font size of most characters of a line."""
    weights: Counter[float] = Counter()
    for run in words:
        weights[round(run.size, 1)] += len(run.text.strip())
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0]


def _separate_words(runs: Sequence[TextRun], size: float) -> list[TextRun]:
    """Begin each run with a blank that a blank or a gap separates from the run before."""
    made: list[TextRun] = []
    gap = False
    for run in runs:
        last = made[-1] if made else None
        text, edges = run.text.rstrip(), run.edges
        edges = (*edges[: len(text)], edges[len(text)])
        if last is not None and text[:1] != " " and (run.x - last.end > _WORD_GAP * size or gap):
            text, edges = " " + text, (last.end, *edges)
        gap = run.text[-1:] == " "
        made.append(replace(run, text=text, edges=edges))
    return made


def _mark_raised(runs: Sequence[TextRun], size: float, baseline: float) -> Iterator[RowSpan]:
    """Yield the runs as spans. Raised runs next to each other are one span."""
    at = 0
    while at < len(runs):
        stop = at
        while stop < len(runs) and _is_higher(runs[stop], size, baseline) and (stop == at or _touches(runs, stop)):
            stop += 1
        group = runs[at:stop]
        text = "".join(run.text for run in group)
        if group and len(group) < len(runs) and _MARKER.match(text):
            edges = [edge for run in group for edge in run.edges[:-1]]
            yield RowSpan(replace(group[0], text=text, edges=(*edges, group[-1].end)), raised=True)
        else:
            stop = max(stop, at + 1)
            yield from (RowSpan(run, raised=False) for run in runs[at:stop])
        at = stop


def _touches(runs: Sequence[TextRun], at: int) -> bool:
    return runs[at].x - runs[at - 1].end <= _TOUCHING * runs[at].size


def _is_higher(run: TextRun, size: float, baseline: float) -> bool:
    higher = run.y - baseline
    return (higher > _HIGHER * size and run.size <= size * 1.02) or (
        run.size < _SMALLER * size and higher > _HIGHER / 2 * size
    )
