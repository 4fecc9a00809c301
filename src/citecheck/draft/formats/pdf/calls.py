"""Find the raised signs of a row that may call notes, and say which of them are powers, and the size of the text.

A sign calls a note where a reader expects one: after a word or a mark, with a gap, a mark or nothing after it. It is a
power after a variable, a unit or a short number, or after a character of a font for formulas. Both are only what the
line itself shows: a call needs a note that answers it, and a power that alone answers a note is a call.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from citecheck.draft.formats.pdf.paragraphs import SENTENCE_END
from citecheck.draft.formats.pdf.rows import RowSpan, TextRow

_NUMBERS = re.compile(r"(\d{1,4})(?:\s?[–-]\s?(\d{1,4}))?")
_LONGEST_RANGE = 30
_UNIT = re.compile(r"(?:\A|\d)\s?(?:[kcdmµ]?m|ft|in|mi|yd|ha|s)\s*\Z")
"""A number with a unit, before the 2 or 3 of areas, volumes and rates. The number may be on the line before."""
_VARIABLE = re.compile(r"(?:\A|[^\w’'])[^\W\d_]\d{0,2}\s?\Z")
"""A letter alone or with an index, as variables are."""
_SHORT_NUMBER = re.compile(r"(?:\A|[^\w.,-])[\d.,]*(?<!\d\d\d)\d\s?\Z")
"""A number that is no year: 2²⁴ and 3.5², but neither 1987¹ nor COVID-19¹."""
_SMALL = 0.96
"""Notes are smaller than this part of the size of the text that calls them."""
_LEADING = 2.0
"""The largest distance of two lines of one text, as a multiple of the font size."""
_OPERATORS = frozenset("=+−±×·*/|<>≤≥∑∏∫^_~∈→")
_LOWER = 0.1
"""How far an index is below the line, as a part of the font size."""
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s?\Z")
_WORD = re.compile(r"[^\W\d_]{3,}|\d{4}")
_END_OF_BRACKET = 12
"""Characters at the end of a bracket that begins on the line before: "Just, 2009: 1266-1267)2"."""
_FEW = 0.01
"""The least part of the characters of the most usual size that a size of running text has."""
_MANY = 0.35
"""The least number of characters in the size of running text, as a part of those in the most frequent size."""
_GLUED = frozenset("([{=+^_")
_MARKS = frozenset(".,;:!?…\"'”’»")


@dataclass(frozen=True, slots=True)
class RaisedCall:
    """A label in a raised part of a row, and whether it is `sure` to be no power."""

    span: RowSpan
    label: str
    sure: bool


def numbers_of(marker: str) -> tuple[str, ...]:
    """Return the notes that a raised marker names: "3, 5–7" names four, "*" one."""
    found: list[str] = []
    for low, high in _NUMBERS.findall(marker):
        last = int(high or low)
        found += [str(number) for number in range(int(low), min(last, int(low) + _LONGEST_RANGE) + 1)]
    return tuple(found) or (marker.strip(),)


def calls_of(row: TextRow) -> Iterator[RaisedCall]:
    """Yield the labels raised within a row, except at its beginning, in order."""
    before = ""
    mathematical = False
    for at, span in enumerate(row.spans):
        if span.raised and before.strip():
            after = "".join(other.run.text for other in row.spans[at + 1 :])
            sure = not mathematical and not _is_power(before, span.run.text.strip(), after)
            yield from (RaisedCall(span, label, sure) for label in numbers_of(span.run.text))
        if span.run.text.strip():
            mathematical = span.run.style.mathematical or row.y - span.run.y > _LOWER * row.size
        before += span.run.text


def split_run_in_notes(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return the rows of a page, with a row of its own for each note that begins within one.

    Notes that are set as one paragraph begin after the end of a sentence with a raised sign that larger text calls. The
    parts of a row keep its left edge, so that they are in one column.
    """
    rows = [_separate_signs(row, rows) for row in _return_first_signs(rows)]
    calling: dict[str, TextRow] = {}
    for row in rows:
        for call in calls_of(row):
            if call.sure and (call.label not in calling or row.size > calling[call.label].size):
                calling[call.label] = row
    aligned = list(_align_run_in_notes(rows, calling))
    for row in rows:
        calling.pop(row.marker or "", None)
    return [part for row in aligned for part in _split_at_notes(row, calling)]


def _return_first_signs(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return rows in which a raised number at the start of a line is at the end of the sentence above, which calls it.

    Smaller print below begins with that number: a note that is as large as the text begins so too.
    """
    made: list[TextRow] = []
    for row in rows:
        last, label = made[-1] if made else None, row.marker or ""
        if last is None or not label.isdecimal() or not _goes_on_below(last, row) or not SENTENCE_END.search(last.text):
            made.append(row)
            continue
        answer = re.compile(rf"\s*{label}[.)]?\s+\S")
        if any(note.y < row.y and note.size < _SMALL * row.size and answer.match(note.text) for note in rows):
            at = next(at for at, span in enumerate(row.spans) if span.raised)
            made[-1] = replace(last, spans=(*last.spans, row.spans[at]))
            row = replace(row, spans=row.spans[at + 1 :])  # noqa: PLW2901  the row without its sign
        if row.text.strip():
            made.append(row)
    return made


def _separate_signs(row: TextRow, rows: Sequence[TextRow]) -> TextRow:
    """Return a row whose raised figures are the numbers of several notes without a blank each as a sign of its own.

    "45" calls the notes 4 and 5 if smaller print below begins with each of them, and none with 45. LaTeX writes notes
    that follow each other so.
    """
    made: list[RowSpan] = []
    for span in row.spans:
        lengths = _count_up(span.run.text.strip()) if span.raised else ()
        labels = span.run.text.strip(), *_divide(span.run.text.strip(), lengths)
        answered = [any(_answers(note, row, label) for note in rows) for label in labels] if lengths else []
        if len(lengths) < 2 or answered[0] or not all(answered[1:]):
            made.append(span)
            continue
        at = len(span.run.text) - len(span.run.text.lstrip())
        for length in lengths:
            made.append(replace(span, run=span.run.part(at, at + length)))
            at += length
    return row if len(made) == len(row.spans) else replace(row, spans=tuple(made))


def _count_up(figures: str) -> tuple[int, ...]:
    """Return the lengths of the numbers that count up by one and make up `figures`: "91011" is 9, 10 and 11."""
    for first in range(1, len(figures) if figures.isdecimal() else 0):
        numbers, written = [figures[:first]], figures[:first]
        while len(written) < len(figures):
            numbers.append(str(int(numbers[-1]) + 1))
            written += numbers[-1]
        if written == figures:
            return tuple(map(len, numbers))
    return ()


def _divide(figures: str, lengths: Iterable[int]) -> Iterator[str]:
    at = 0
    for length in lengths:
        yield figures[at : at + length]
        at += length


def _answers(note: TextRow, row: TextRow, label: str) -> bool:
    """Return whether a row is below another one in smaller print and begins with a label."""
    small = note.y < row.y and note.size < _SMALL * row.size
    return small and (note.marker == label or re.match(rf"\s*{label}[.)]?\s+\S", note.text) is not None)


def _goes_on_below(last: TextRow, row: TextRow) -> bool:
    near = 0 < last.y - row.y < _LEADING * row.size
    return near and last.column == row.column and abs(last.size - row.size) < 0.1


def _align_run_in_notes(rows: Sequence[TextRow], calling: Mapping[str, TextRow]) -> Iterator[TextRow]:
    """Yield rows; a note that begins after another one on its line, with a gap, has the left edge of that line.

    Other rows in the size of both go over the gap. Between columns none does.
    """
    widest: dict[tuple[float, int], float] = {}
    for row in rows:
        place = round(row.size, 1), round(row.x)
        widest[place] = max(row.end, widest.get(place, row.end))
    last: TextRow | None = None
    for row in rows:
        call = calling.get(row.marker or "")
        small = call is not None and row.y < call.y and row.size < _SMALL * call.size
        goes_on = small and last is not None and _is_after(last, row)
        over = goes_on and last is not None and widest[round(row.size, 1), round(last.x)] > row.end - row.size
        last = replace(row, x=last.x) if over and last is not None else row
        yield last


def _is_after(last: TextRow, row: TextRow) -> bool:
    """Return whether a row is to the right of another one, on its line, in its size and in its column."""
    level = last.column == row.column and abs(last.y - row.y) < 0.1 * row.size
    return level and not row.leftward and row.x > last.end and round(last.size, 1) == round(row.size, 1)


def _split_at_notes(row: TextRow, calling: Mapping[str, TextRow]) -> Iterator[TextRow]:
    cuts, before = [0], ""
    for at, span in enumerate(row.spans):
        call = calling.get(span.run.text.strip()) if span.raised and before.strip() else None
        if call is not None and row.y < call.y and row.size < _SMALL * call.size and SENTENCE_END.search(before):
            cuts.append(at)
        before += span.run.text
    if len(cuts) == 1:
        yield row
        return
    for begin, end in pairwise([*cuts, len(row.spans)]):
        spans = row.spans[begin:end]
        yield replace(row, spans=spans, end=max(span.run.end for span in spans))


def calling_size_of(rows: Sequence[TextRow]) -> float | None:
    """Return the font size of the text that calls notes, None if fewer than two rows call any.

    Signs at the names of authors, in a size that little of the document has, call no notes of the text.
    """
    calling = [row for row in rows if any(call.sure for call in calls_of(row))]
    weights = _weigh_sizes(rows)
    few = _FEW * max(weights.values(), default=0)
    sizes = Counter(size for row in calling if weights[size := round(row.size * 2) / 2] >= few)
    return max(sizes, key=lambda size: (sizes[size], size)) if len(calling) > 1 and sizes else None


def body_size_of(rows: Iterable[TextRow]) -> float:
    """Return the font size of running text: the largest that many characters of the document have.

    Notes may have more characters than the text that calls them.
    """
    weights = _weigh_sizes(rows)
    many = _MANY * max(weights.values(), default=0)
    return max((size for size, weight in weights.items() if weight >= many), default=10.0)


def _weigh_sizes(rows: Iterable[TextRow]) -> Counter[float]:
    """Return how many characters have each font size, to half a point."""
    weights: Counter[float] = Counter()
    for row in rows:
        weights[round(row.size * 2) / 2] += len(row.text)
    return weights


def _is_power(before: str, sign: str, after: str) -> bool:
    last = before.rstrip()[-1]
    if after[:1] in _GLUED or (after[:1].isalnum() and last not in _MARKS):
        return True
    if last in _OPERATORS or _VARIABLE.search(before) or _SHORT_NUMBER.search(before):
        return True
    if last in ")]":
        inside = _BRACKETED.search(before)
        return _WORD.search(inside[1] if inside else before[-_END_OF_BRACKET:]) is None
    return sign in {"2", "3"} and _UNIT.search(before) is not None
