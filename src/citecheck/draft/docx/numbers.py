"""The numbers that Word prints for footnotes and endnotes.

The file stores only which note a reference belongs to; the number is counted by the program that shows it, from
the number format, start and restart of the document and of each section (ECMA-376, 17.11). A reference with a
mark of its own choosing takes no number, so the numbers behind it differ from the ids in the file.
Restarts on each page cannot be known from the file and are counted on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from citecheck.draft.docx.names import W, value, whole
from citecheck.draft.xmlpart import Element, local

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHICAGO = "*†‡§"  # repeated when they run out (ECMA-376, 17.18.59 "chicago")
_LAST_ROMAN = 3999


def _roman(number: int) -> str:
    if not 0 < number <= _LAST_ROMAN:
        return str(number)
    out = ""
    for step, letters in _ROMAN:
        times, number = divmod(number, step)
        out += letters * times
    return out


def _letter(number: int) -> str:
    """Word counts a … z, aa, bb … zz, aaa: one letter repeated, not a number to base 26."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _sign(number: int) -> str:
    if number < 1:
        return str(number)
    return _CHICAGO[(number - 1) % 4] * ((number - 1) // 4 + 1)


def _in_digits(zero: str) -> Callable[[int], str]:
    return lambda number: "".join(chr(ord(zero) + int(digit)) for digit in str(max(number, 0)))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "chicago": _sign,
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": _in_digits("０"),
    "hindiNumbers": _in_digits("०"),
    "thaiNumbers": _in_digits("๐"),
    "decimalEnclosedCircle": lambda number: chr(0x245F + number) if 0 < number <= 20 else str(number),
}


def formatted(number: int, number_format: str) -> str:
    """Write a number in a format of `w:numFmt`; unknown formats count in plain figures."""
    return _FORMATS.get(number_format, str)(number)


@dataclass(frozen=True, slots=True)
class Stream:
    """One of the two sequences of notes; `prefix` makes ids unique across both."""

    reference: str
    properties: str
    note: str
    part: str
    prefix: str
    number_format: str


STREAMS: Final = (
    Stream("footnoteReference", "footnotePr", "footnote", "footnotes", "fn", "decimal"),
    Stream("endnoteReference", "endnotePr", "endnote", "endnotes", "en", "lowerRoman"),
)
BY_REFERENCE: Final = {stream.reference: stream for stream in STREAMS}
GONE: Final = frozenset({"del", "moveFrom", "Fallback"})
"""Elements whose content is not in the text: deleted, moved away, or a second rendering of the same."""


@dataclass(slots=True)
class _Rule:
    number_format: str
    start: int
    each_section: bool


def _rule(properties: Element | None, default: _Rule) -> _Rule:
    if properties is None:
        return default
    start = properties.find(W + "numStart")
    restart = properties.find(W + "numRestart")
    return _Rule(
        value(properties.find(W + "numFmt")) or default.number_format,
        whole(value(start), default.start),
        default.each_section if restart is None else value(restart) == "eachSect",
    )


def is_present(element: Element, below: Element) -> bool:
    """Tell whether an element counts: none of its ancestors up to `below` is deleted or moved away."""
    parent = element.getparent()
    while parent is not None and parent is not below:
        if local(parent) in GONE:
            return False
        parent = parent.getparent()
    return True


def has_own_mark(reference: Element) -> bool:
    """Tell whether a reference is printed with the text that follows it instead of a number."""
    follows = value(reference, "customMarkFollows")
    return follows is not None and follows not in {"0", "false", "off"}


def _sections(body: Element, reference: str) -> Iterator[tuple[Element | None, list[Element]]]:
    """Yield each section's properties with its references; a section's properties stand in its last paragraph."""
    found: list[Element] = []
    seen: set[Element] = set()
    for paragraph in body.iter(W + "p"):
        for element in paragraph.iter(W + reference):
            if element not in seen and is_present(element, body):
                seen.add(element)
                found.append(element)
        section = paragraph.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            yield section, found
            found = []
    yield body.find(W + "sectPr"), found


def number_notes(body: Element, settings: Element | None, stream: Stream) -> dict[str, str]:
    """Return the printed number of each note by its id in the file; notes with their own mark are left out."""
    general = None if settings is None else settings.find(W + stream.properties)
    document = _rule(general, _Rule(stream.number_format, 1, each_section=False))
    printed: dict[str, str] = {}
    count: int | None = None
    for section, references in _sections(body, stream.reference):
        rule = _rule(None if section is None else section.find(W + stream.properties), document)
        if count is None or rule.each_section:
            count = rule.start
        for element in references:
            if not has_own_mark(element):
                printed[value(element, "id") or ""] = formatted(count, rule.number_format)
                count += 1
    return printed
