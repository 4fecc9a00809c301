"""The fields of a Word document that matter to notes: links, and note numbers printed again (ECMA-376, 17.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from citecheck.draft.formats.docx.numbering import BY_REFERENCE
from citecheck.draft.formats.docx.wordprocessingml import value
from citecheck.draft.formats.office_parts import Element, local_name

_CODE_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|“([^”]*)”|(\S+)')
"""A word of a field's code: in straight quotation marks with escapes, in curled ones, or bare."""


@dataclass(slots=True)
class WordField:
    """A field under way. Its code is not shown; `href` is set for a link, `bookmark` for a repeated note number."""

    code: list[str] = field(default_factory=list)
    shown: bool = False
    href: str | None = None
    bookmark: str | None = None
    result: list[str] = field(default_factory=list)
    raised: bool = False

    def show(self) -> None:
        """Read the code, which ends where the result begins."""
        self.shown = True
        words = _split_words("".join(self.code))
        name = words[0].upper() if words else ""
        if name == "HYPERLINK":
            self.href = _read_hyperlink(words)
        elif name == "NOTEREF" and len(words) > 1:
            self.bookmark = words[1]
            self.raised = r"\f" in words


def _read_hyperlink(words: list[str]) -> str | None:
    """Return the address of a HYPERLINK field's words, None for a jump within the document."""
    address, fragment = "", ""
    rest = iter(words[1:])
    for word in rest:
        if word == r"\l":
            fragment = next(rest, "")
        elif word in {r"\o", r"\t"}:
            next(rest, "")
        elif not word.startswith("\\") and not address:
            address = word
    if not address:
        return None
    return f"{address}#{fragment}" if fragment else address


def _split_words(code: str) -> list[str]:
    found = []
    for quoted, curled, bare in _CODE_WORD.findall(code):
        found.append((quoted or curled or bare).replace("\\\\", "\\") if (quoted or curled) else bare)
    return found


def notes_of_bookmarks(body: Element) -> dict[str, str]:
    """Return the note that each bookmark stands around, as repeated note numbers (NOTEREF) name it."""
    found: dict[str, str] = {}
    open_names: dict[str, str] = {}
    for element in body.iter():
        name = local_name(element)
        if name == "bookmarkStart":
            open_names[value(element, "id") or ""] = value(element, "name") or ""
        elif name == "bookmarkEnd":
            open_names.pop(value(element, "id") or "", None)
        elif name in BY_REFERENCE and open_names:
            note = BY_REFERENCE[name].prefix + (value(element, "id") or "")
            found.update((bookmark, note) for bookmark in open_names.values() if bookmark not in found)
    return found
