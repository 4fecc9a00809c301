"""Read the characters of a page as runs: text in one style on one baseline, with the place of each character.

The origin of a character is that of the text matrix, its rise included. So a raised sign is known by its height and
size, however the file raises it. pdfium states where words are separated if no blank is written there. Pages whose text
is turned are turned back.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

_LETTERS: Final = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0x02: "-", 0xFFFE: "-",
}  # fmt: skip
"""Characters that are written as others. For a hyphen at the end of a line pdfium returns U+0002 or U+FFFE."""
_BREAKS: Final = frozenset({0x0A, 0x0D})
_BLANKS: Final = frozenset({0x20, 0xA0, 0x09, 0x2002, 0x2003, 0x2009, 0x202F})
_BOLD = re.compile(r"bold|black|heavy|demi|-medi\b|cmbx|sfbx", re.IGNORECASE)
"""Names of bold fonts: "Arial-BoldMT", "NimbusRomNo9L-Medi", "CMBX12"."""
_MATHEMATICAL = re.compile(
    r"cmmi|cmsy|cmex|cmbsy|cmmib|msam|msbm|math|symbol|eufm|rsfs|mtmi|mtsy|txmi|txsy|pxmi", re.IGNORECASE
)
"""Names of fonts for formulas: "CMMI10", "CambriaMath", "SymbolMT"."""
_MOST_CHARACTERS = 60_000
"""The most characters read from one page. A page of small print has 12,000."""
_SLANT = 0.05
"""The largest deviation from the direction of a line, in quarter turns. A watermark slants more."""
_LEFTWARD = frozenset({"R", "AL"})
_UNKNOWN = 0xFFFD
"""Stands for a character whose code a damaged font gives beyond Unicode."""
_FIRST_LEFTWARD = 0x590
"""The first character of a writing from right to left: Hebrew."""
_FIGURES = frozenset(range(0x30, 0x3A))
_RAISED_FROM = 0.25
_RAISED_HEIGHT = 0.55
_RAISED_SIZE = 0.6
"""From which height a figure is a raised one of its font, how high it is at most, and as which size it counts.

As parts of the font size. Figures on the line begin at 0 and are 0.65 to 0.75 high.
"""
_SMALLEST = 2.0
"""Points; a smaller size is that of a font made of bitmaps, whose real size only its characters show."""
_ASCENT = 0.75
"""The height of brackets and of the letter l, as a part of the size."""
_SAME_LINE = 0.02
"""The largest difference of baselines within a run, as a part of the size."""
_VISUAL_LABEL = re.compile(r"\W+\d{1,3}")
"""A label as the file has it in a line from right to left: the dot after the number is to the left of it."""
_MARKS = r"[\s.,;:!?،؛؟()\[\]«»\"'–-]"
_FIRST_MARKS = re.compile(rf"{_MARKS}+")
_LAST_MARKS = re.compile(rf"{_MARKS}+\Z")
_MIRRORED = str.maketrans("()[]«»", ")(][»«")
_ACCENTS = {
    "`": "\u0300", "\u00b4": "\u0301", "\u02c6": "\u0302", "^": "\u0302", "\u02dc": "\u0303", "~": "\u0303",
    "\u00a8": "\u0308", "\u02da": "\u030a", "\u02c7": "\u030c", "\u00b8": "\u0327", "\u02d8": "\u0306",
}  # fmt: skip
"""Accents that TeX places before the letter and under it moves back, and the characters that combine with it."""
_OVER = 0.2
"""How far a letter under an accent is back, as a part of the size."""
_BACK = 0.5
"""The largest step back within a run, as a part of the size: kerning, and accents that are placed over a letter."""
_WORD_GAP = 0.2
"""The least gap between words within a run, as a part of the size. pdfium misses some in justified lines."""
_GAP = 0.5
"""The largest gap within a run, as a part of the size. The number of a note is further from its words."""


@dataclass(frozen=True, slots=True)
class _GlyphStyle:
    """How characters are shown: the font, the size in points as it appears on the page, and the colour.

    `colour` is None if the text is shown in black or the colour is unknown.
    """

    font: str
    size: float
    colour: int | None = None

    @property
    def bold(self) -> bool:
        """Whether the name of the font states a heavy weight."""
        return _BOLD.search(self.font) is not None

    @property
    def mathematical(self) -> bool:
        """Whether the font is one for formulas."""
        return _MATHEMATICAL.search(self.font) is not None


@dataclass(frozen=True, slots=True)
class TextRun:
    """Characters in one style on one baseline.

    `edges` has where each character begins and where the last one ends, in points from the left of the page. In a
    writing from right to left, characters begin at their right. `y` is the height of the baseline above the bottom of
    the page. `number` counts the runs in the order of the file.
    """

    text: str
    edges: tuple[float, ...]
    y: float
    style: _GlyphStyle
    number: int = 0

    @property
    def leftward(self) -> bool:
        """Whether the characters follow each other from right to left."""
        return self.edges[-1] < self.edges[0]

    @property
    def x(self) -> float:
        """The left edge."""
        return min(self.edges[0], self.edges[-1])

    @property
    def end(self) -> float:
        """The right edge."""
        return max(self.edges[0], self.edges[-1])

    @property
    def size(self) -> float:
        """The size of the font in points."""
        return self.style.size

    def part(self, start: int, stop: int) -> TextRun:
        """Return the characters from `start` up to `stop`."""
        return TextRun(self.text[start:stop], self.edges[start : stop + 1], self.y, self.style, self.number)


def is_leftward(runs: Iterable[TextRun], *, among_leftward: bool = False) -> bool:
    """Return whether a line is written from right to left: most of its characters are.

    Among such lines some are enough, or a label at the right edge: an address may be all else in a line.
    """
    runs = tuple(runs)
    if not among_leftward and not any(run.leftward for run in runs):
        return False
    lengths = {True: 0, False: 0}
    rightmost: TextRun | None = None
    for run in runs:
        lengths[run.leftward] += len(run.text.strip())
        rightmost = run if rightmost is None or run.end > rightmost.end else rightmost
    labelled = rightmost is not None and _VISUAL_LABEL.fullmatch(rightmost.text.strip()) is not None
    return lengths[True] > lengths[False] or (among_leftward and (lengths[True] > 0 or labelled))


def order_leftward(runs: Iterable[TextRun], gap: float) -> list[TextRun]:
    """Return the runs of a line from right to left in reading order; `gap` is the least between words, in points.

    Numbers and Latin words are written from left to right within it. The marks at their ends belong to the line (the
    Unicode bidirectional algorithm, UAX #9, rules N1 and N2).
    """
    ordered: list[TextRun] = []
    group: list[TextRun] = []
    for run in sorted(runs, key=lambda run: -run.end):
        if run.leftward or (group and run.size != group[0].size):
            ordered += _turn_marks(group)
            group = []
        if run.leftward:
            ordered.append(run)
        else:
            group.insert(0, run)
    return list(_separate_leftward([*ordered, *_turn_marks(group)], gap))


def _turn_marks(group: Sequence[TextRun]) -> list[TextRun]:
    """Return runs from left to right, with the marks at their ends on the side where the line around them has them."""
    runs, before, after = list(group), list[TextRun](), list[TextRun]()
    while runs and (marks := _LAST_MARKS.search(runs[-1].text)):
        run = runs.pop()
        before.append(_turn(run, marks.start(), len(run.text)))
        if marks.start():
            runs.append(run.part(0, marks.start()))
            break
    while runs and (marks := _FIRST_MARKS.match(runs[0].text)):
        run = runs.pop(0)
        after.insert(0, _turn(run, 0, marks.end()))
        if marks.end() < len(run.text):
            runs.insert(0, run.part(marks.end(), len(run.text)))
            break
    return [*before, *runs, *after]


def _turn(run: TextRun, begin: int, stop: int) -> TextRun:
    """Return the marks of a run from right to left. Marks alone are as pdfium has turned them."""
    marks = run.part(begin, stop)
    if marks.text == run.text:
        return run
    return replace(marks, text=marks.text[::-1].translate(_MIRRORED), edges=marks.edges[::-1])


def _separate_leftward(runs: Iterable[TextRun], gap: float) -> Iterator[TextRun]:
    """Yield runs without blanks at their ends, and with one at the beginning where a blank or a gap was."""
    last: tuple[float, float] | None = None
    blank = False
    for run in runs:
        begin, stop = len(run.text) - len(run.text.lstrip()), len(run.text.rstrip())
        if begin >= stop:
            blank = True
            continue
        part = run.part(begin, stop)
        ends = min(part.edges), max(part.edges)  # a mark at the end has its own edges from left to right
        apart = last is not None and (blank or begin or max(last[0] - ends[1], ends[0] - last[1]) > gap)
        yield replace(part, text=f" {part.text}", edges=(part.edges[0], *part.edges)) if apart else part
        last, blank = ends, stop < len(run.text)


def collect_runs(texts: Any) -> tuple[tuple[TextRun, ...], int]:
    """Return the runs of a page in the direction that most characters have, and the quarter turns of their text.

    `texts` is pdfium's handle of the text of the page. Text in other directions is omitted.
    """
    return _TextCollector(texts).collect()


@dataclass(frozen=True, slots=True)
class _TextObject:
    """What the characters of an object of the page have in common.

    `turn` counts the quarter turns of its text to the left, and is None for a slanting text. `y` is the baseline.
    """

    style: _GlyphStyle
    turn: int | None
    y: float


class _TextCollector:
    """Collects the characters of one page as runs. Most is asked of pdfium once for each object, not each character."""

    def __init__(self, texts: Any) -> None:
        import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

        self._pdfium = pdfium
        self._texts = texts
        self._styles: dict[tuple[str, float, int | None], _GlyphStyle] = {}
        self._measured: dict[int, float] = {}
        self._raised: dict[_TextObject, _TextObject] = {}
        self._runs: dict[int, list[TextRun]] = {}
        self._text: list[str] = []
        self._edges: list[float] = []
        self._last = (0.0, 0.0)
        self._now: _TextObject | None = None

    def collect(self) -> tuple[tuple[TextRun, ...], int]:
        """Return the runs in the direction that most characters have, and the number of quarter turns to the left."""
        pdfium, texts = self._pdfium, self._texts
        box = pdfium.FS_RECTF()
        by_box = ctypes.byref(box)
        unicode, bounds, generated = (
            pdfium.FPDFText_GetUnicode,
            pdfium.FPDFText_GetLooseCharBox,
            pdfium.FPDFText_IsGenerated,
        )
        # as an address, which is read in a quarter of the time of a typed pointer
        shown = ctypes.cast(
            pdfium.FPDFText_GetTextObject, ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
        )
        handle = ctypes.cast(texts, ctypes.c_void_p)
        last, known = 0, _TextObject(_GlyphStyle("", _SMALLEST), None, 0.0)
        for at in range(min(pdfium.FPDFText_CountChars(texts), _MOST_CHARACTERS)):
            code, key = unicode(texts, at), shown(handle, at)
            code = code if code <= sys.maxunicode else _UNKNOWN
            if not key or (code in _BLANKS and generated(texts, at)):
                self._add_separator(code)
                continue
            if key != last:
                last, known = key, self._read_object(at)
            bounds(texts, at, by_box)
            left, right = (box.left, box.right) if known.turn == 0 else _turn_back(known.turn, box)
            self._add(code, left, right, self._raise(at, known) if code in _FIGURES and known.turn == 0 else known)
        self._end_run()
        if not self._runs:
            return (), 0
        turn = max(self._runs, key=lambda one: sum(len(run.text) for run in self._runs[one]))
        return tuple(self._runs[turn]), turn

    def _read_object(self, at: int) -> _TextObject:
        """Return what the object with the character `at` says of all of its characters."""
        pdfium, texts = self._pdfium, self._texts
        matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetMatrix(texts, at, matrix)
        pdfium.FPDFText_GetCharOrigin(texts, at, x, y)
        slant = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        turn = round(slant) % 4
        height = (y.value, -x.value, -y.value, x.value)[turn]
        size = abs(pdfium.FPDFText_GetFontSize(texts, at) * math.hypot(matrix.c, matrix.d))
        if size < _SMALLEST:
            size = self._measure_bitmap_fonts().get(self._font_of(at), _SMALLEST)
        name = ctypes.create_string_buffer(120)
        pdfium.FPDFText_GetFontInfo(texts, at, name, len(name), None)
        parts = [ctypes.c_uint() for _ in range(4)]
        known = pdfium.FPDFText_GetFillColor(texts, at, *parts)
        colour = (parts[0].value << 16 | parts[1].value << 8 | parts[2].value) if known else 0
        key = (name.value.decode("utf-8", "replace"), round(size, 2), colour or None)
        style = self._styles.setdefault(key, _GlyphStyle(*key))
        return _TextObject(style, turn if abs(slant - round(slant)) < _SLANT else None, height)

    def _font_of(self, at: int) -> int:
        font = self._pdfium.FPDFTextObj_GetFont(self._pdfium.FPDFText_GetTextObject(self._texts, at))
        return ctypes.addressof(font.contents) if font else 0

    def _measure_bitmap_fonts(self) -> dict[int, float]:
        """Return the sizes of fonts by their highest characters: fonts made of bitmaps state another size."""
        if not self._measured:
            box, y = self._pdfium.FS_RECTF(), ctypes.c_double()
            for at in range(min(self._pdfium.FPDFText_CountChars(self._texts), _MOST_CHARACTERS)):
                if self._pdfium.FPDFText_GetTextObject(self._texts, at):
                    self._pdfium.FPDFText_GetLooseCharBox(self._texts, at, box)
                    self._pdfium.FPDFText_GetCharOrigin(self._texts, at, ctypes.c_double(), y)
                    font, height = self._font_of(at), (box.top - y.value) / _ASCENT
                    self._measured[font] = max(self._measured.get(font, _SMALLEST), height)
        return self._measured

    def _raise(self, at: int, known: _TextObject) -> _TextObject:
        """Return what a figure would be if its font had no raised figures: a smaller one on a higher baseline."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        size = known.style.size
        self._pdfium.FPDFText_GetCharBox(self._texts, at, left, right, bottom, top)
        if bottom.value - known.y < _RAISED_FROM * size or top.value - bottom.value > _RAISED_HEIGHT * size:
            return known
        key = (known.style.font, round(_RAISED_SIZE * size, 2), known.style.colour)
        style = self._styles.setdefault(key, _GlyphStyle(*key))
        return self._raised.setdefault(known, _TextObject(style, known.turn, known.y + _RAISED_FROM * size))

    def _add_separator(self, code: int) -> None:
        if code in _BREAKS:
            self._end_run()
        elif self._text and self._text[-1] != " ":
            self._text.append(" ")
            self._edges.append(self._last[1])

    def _add(self, code: int, x: float, end: float, known: _TextObject) -> None:
        """Add a character to the run, or begin a run with it."""
        if code >= _FIRST_LEFTWARD and unicodedata.bidirectional(chr(code)) in _LEFTWARD:
            x, end = end, x
        text, now, size = self._text, self._now, known.style.size
        gap = x - self._last[1]
        if gap < -_OVER * size and text and (accent := _ACCENTS.get(text[-1])):
            composed = unicodedata.normalize("NFC", chr(code) + accent)
            text[-1] = composed if len(composed) == 1 else chr(code)
            self._last = (x, end)
            return
        # most characters follow the last one closely; asked first, this saves a twentieth of the time of a page
        if now is not None and (now is not known or end < x or not -_BACK * size <= gap <= _WORD_GAP * size):
            if not self._continues(x, end, known):
                self._end_run()
            elif gap > _WORD_GAP * size:
                self._add_separator(0x20)
        if code in _BLANKS:
            self._add_separator(code)
        elif code in _LETTERS:
            self._now = known
            for letter in _LETTERS[code]:
                self._text.append(letter)
                self._edges.append(x)
        else:
            self._now = known
            self._text.append(chr(code))
            self._edges.append(x)
        self._last = (x, end)

    def _continues(self, x: float, end: float, known: _TextObject) -> bool:
        now, size = self._now, known.style.size
        if now is not known and now is not None:
            same = now.style is known.style and now.turn == known.turn
            if not same or abs(known.y - now.y) > _SAME_LINE * size:
                return False
        gap = x - self._last[1] if end >= x else self._last[1] - x
        return -_BACK * size <= gap <= _GAP * size or (x, end) == self._last  # the letters of a ligature

    def _end_run(self) -> None:
        if self._now is not None and self._now.turn is not None and self._text:
            runs = self._runs.setdefault(self._now.turn, [])
            edges = (*self._edges, self._last[1])
            runs.append(TextRun("".join(self._text), edges, self._now.y, self._now.style, len(runs)))
        self._text, self._edges, self._now = [], [], None


def _turn_back(turn: int | None, box: Any) -> tuple[float, float]:
    """Return the left and the right edge of a character as if its text were not turned."""
    return ((box.left, box.right), (box.bottom, box.top), (-box.right, -box.left), (-box.top, -box.bottom))[turn or 0]
