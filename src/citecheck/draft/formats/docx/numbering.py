"""Count the numbers that Word prints for footnotes, endnotes and list items, which the file does not store.

The file stores only which note a reference belongs to. The program that shows the document counts the number from the
number format, start and restart of the document and of each section (ECMA-376, 17.11). A reference with a custom mark
takes no number, so the numbers after it differ from the ids in the file. Restarts on each page cannot be determined
from the file and are ignored.

List numbers are needed where sources are listed by hand. A list numbered "[1]", or "1." under a heading such as
"References", is what "[1]" in the text refers to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from citecheck.draft.formats.docx.wordprocessingml import W, parse_whole, value
from citecheck.draft.formats.office_parts import Element, local_name

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHICAGO = "*†‡§"  # repeated when they run out (ECMA-376, 17.18.59 "chicago")
_LAST_ROMAN = 3999


def _format_roman(number: int) -> str:
    if not 0 < number <= _LAST_ROMAN:
        return str(number)
    out = ""
    for step, letters in _ROMAN:
        times, number = divmod(number, step)
        out += letters * times
    return out


def _format_letters(number: int) -> str:
    """Format a number as Word does: a … z, aa, bb … zz, aaa. One letter is repeated; it is not base 26."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _format_symbol(number: int) -> str:
    if number < 1:
        return str(number)
    return _CHICAGO[(number - 1) % 4] * ((number - 1) // 4 + 1)


def _format_in_digits(zero: str) -> Callable[[int], str]:
    return lambda number: "".join(chr(ord(zero) + int(digit)) for digit in str(max(number, 0)))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "lowerRoman": _format_roman,
    "upperRoman": lambda number: _format_roman(number).upper(),
    "lowerLetter": _format_letters,
    "upperLetter": lambda number: _format_letters(number).upper(),
    "chicago": _format_symbol,
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": _format_in_digits("０"),
    "hindiNumbers": _format_in_digits("०"),
    "thaiNumbers": _format_in_digits("๐"),
    "decimalEnclosedCircle": lambda number: chr(0x245F + number) if 0 < number <= 20 else str(number),
}


def _format_number(number: int, number_format: str) -> str:
    """Format a number in a format of `w:numFmt`. Unknown formats use plain figures."""
    return _FORMATS.get(number_format, str)(number)


@dataclass(frozen=True, slots=True)
class NoteSequence:
    """One of the two note sequences. `prefix` makes ids unique across both."""

    reference: str
    properties: str
    note: str
    part: str
    prefix: str
    number_format: str


NOTE_SEQUENCES: Final = (
    NoteSequence("footnoteReference", "footnotePr", "footnote", "footnotes", "fn", "decimal"),
    NoteSequence("endnoteReference", "endnotePr", "endnote", "endnotes", "en", "lowerRoman"),
)
BY_REFERENCE: Final = {stream.reference: stream for stream in NOTE_SEQUENCES}
REMOVED: Final = frozenset({"del", "moveFrom", "Fallback"})
"""Elements whose content is not in the text: deleted, moved away, or a second rendering of the same content."""


@dataclass(slots=True)
class _NumberingRule:
    number_format: str
    start: int
    each_section: bool


def _read_numbering_rule(properties: Element | None, default: _NumberingRule) -> _NumberingRule:
    if properties is None:
        return default
    start = properties.find(W + "numStart")
    restart = properties.find(W + "numRestart")
    return _NumberingRule(
        value(properties.find(W + "numFmt")) or default.number_format,
        parse_whole(value(start), default.start),
        default.each_section if restart is None else value(restart) == "eachSect",
    )


def _is_present(element: Element, below: Element) -> bool:
    """Return whether an element is in the text: none of its ancestors up to `below` is deleted or moved away."""
    parent = element.getparent()
    while parent is not None and parent is not below:
        if local_name(parent) in REMOVED:
            return False
        parent = parent.getparent()
    return True


def has_custom_mark(reference: Element) -> bool:
    """Return whether a reference is printed as the text that follows it instead of a number."""
    follows = value(reference, "customMarkFollows")
    return follows is not None and follows not in {"0", "false", "off"}


def _find_sections(body: Element, reference: str) -> Iterator[tuple[Element | None, list[Element]]]:
    """Yield each section's properties with its references. The properties of a section are in its last paragraph."""
    found: list[Element] = []
    seen: set[Element] = set()
    for paragraph in body.iter(W + "p"):
        for element in paragraph.iter(W + reference):
            if element not in seen and _is_present(element, body):
                seen.add(element)
                found.append(element)
        section = paragraph.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            yield section, found
            found = []
    yield body.find(W + "sectPr"), found


def number_notes(body: Element, settings: Element | None, stream: NoteSequence) -> dict[str, str]:
    """Return the printed number of each note by its id in the file, without notes that have a custom mark."""
    general = None if settings is None else settings.find(W + stream.properties)
    document = _read_numbering_rule(general, _NumberingRule(stream.number_format, 1, each_section=False))
    printed: dict[str, str] = {}
    count: int | None = None
    for section, references in _find_sections(body, stream.reference):
        rule = _read_numbering_rule(None if section is None else section.find(W + stream.properties), document)
        if count is None or rule.each_section:
            count = rule.start
        for element in references:
            if not has_custom_mark(element):
                printed[value(element, "id") or ""] = _format_number(count, rule.number_format)
                count += 1
    return printed


_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _ListLevel:
    number_format: str
    text: str
    start: int


class ListNumbering:
    """The lists of one document. Call `label` once for each paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _ListLevel]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        if root is None:
            return
        for abstract in root.iterfind(W + "abstractNum"):
            self._levels[value(abstract, "abstractNumId") or ""] = {
                parse_whole(value(level, "ilvl")): _ListLevel(
                    value(level.find(W + "numFmt")) or "decimal",
                    value(level.find(W + "lvlText")) or "",
                    parse_whole(value(level.find(W + "start")), 1),
                )
                for level in abstract.iterfind(W + "lvl")
            }
        for number in root.iterfind(W + "num"):
            self._abstract[value(number, "numId") or ""] = value(number.find(W + "abstractNumId")) or ""

    def label(self, numbering: Element | None) -> str:
        """Count a paragraph with this `w:numPr` and return the label printed before it, "" for bullets."""
        if numbering is None:
            return ""
        abstract = self._abstract.get(value(numbering.find(W + "numId")) or "", "")
        levels = self._levels.get(abstract, {})
        depth = parse_whole(value(numbering.find(W + "ilvl")))
        if depth not in levels or depth >= _LEVELS:
            return ""
        counts = self._counts[abstract]
        before = counts[depth]
        counts[depth] = levels[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if levels[depth].number_format in {"bullet", "none"}:
            return ""
        return _PLACEHOLDER.sub(lambda found: self._number(levels, counts, int(found[1]) - 1), levels[depth].text)

    @staticmethod
    def _number(levels: dict[int, _ListLevel], counts: list[int | None], depth: int) -> str:
        level, count = levels.get(depth), counts[depth]
        if level is None:
            return ""
        return _format_number(level.start if count is None else count, level.number_format)
