r"""LaTeX source with its braces paired in one pass, and the names of a document's parts in other files.

With paired braces, the end of an argument is found without scanning. A part is named by `\input{chapter}`, `\include`,
`\subfile` or `\import{dir/}{file}`.

Collect the notes of a LaTeX document: footnotes with their counts, and the works that `\cite` names.

The printed number of a footnote is known only when the document is typeset, because counters restart and classes
differ. A marker therefore names the command and its count: `\footnote#3` is the third. The marker of a work is "[key]",
or its number or label in `thebibliography`. Keys are looked up in the document's own list first, then in the given
BibTeX files.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import Note

_BRACE = re.compile(
    r"\\(?:url|nolinkurl|path|href)\s*(?P<raw>\{[^{}\n]*\})"  # no comments in addresses: "%20"
    r"|\\(?:verb\*?|lstinline)(?P<bar>[^a-zA-Z0-9\s{*]).*?(?P=bar)"
    r"|\\."
    r"|%[^\n]*"
    r"|(?P<open>[{\[])|(?P<close>[}\]])",
)
_AUTHOR = re.compile(r"\[(?P<author>[^\W\d][^()\d\]]{1,60}?)[ ,(]{1,2}(?:1[5-9]|20)\d\d")
_BLANK = re.compile(r"(?:[ \t]|%[^\n]*\n)*\n?(?:[ \t]|%[^\n]*\n)*")


@dataclass(slots=True)
class LatexSource:
    """A text to be read. If it is an expansion, `at` is the offset of the macro call in the file, otherwise None."""

    text: str
    at: int | None = None
    partners: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.partners = _pair_braces(self.text)

    def argument(self, position: int, end: int) -> tuple[int, int, int] | None:
        """Find a braced argument at `position`, and return the offsets of its content and the offset after it."""
        return self._bracketed(position, end, "{")

    def option(self, position: int, end: int) -> tuple[int, int, int] | None:
        """Find an optional argument in square brackets at `position`, and return the same offsets."""
        return self._bracketed(position, end, "[")

    def _bracketed(self, position: int, end: int, bracket: str) -> tuple[int, int, int] | None:
        blank = _BLANK.match(self.text, position, end)
        start = blank.end() if blank else position
        if start >= end or self.text[start] != bracket:
            return None
        partner = self.partners.get(start)
        return None if partner is None or partner >= end else (start + 1, partner, partner + 1)

    def skip_options(self, position: int, end: int) -> int:
        """Return the offset after the optional arguments at `position` that follow one another without a blank."""
        while position < end and self.text[position] == "[" and (option := self.option(position, end)) is not None:
            position = option[2]
        return position

    def arguments(self, position: int, end: int, count: int) -> tuple[list[tuple[int, int]], int]:
        """Find up to `count` arguments, skipping options between them.

        Returns their spans and the offset after them.
        """
        found: list[tuple[int, int]] = []
        while len(found) < count:
            skipped = self.option(position, end)
            if skipped is not None:
                position = skipped[2]
                continue
            argument = self.argument(position, end)
            if argument is None:
                break
            found.append(argument[:2])
            position = argument[2]
        return found, position


def _pair_braces(text: str) -> dict[int, int]:
    partners: dict[int, int] = {}
    unclosed: list[int] = []
    for found in _BRACE.finditer(text):
        if found["raw"] is not None:
            partners[found.start("raw")] = found.end("raw") - 1
        elif found["open"] is not None:
            unclosed.append(found.start())
        elif found["close"] == "]":
            if unclosed and text[unclosed[-1]] == "[":
                partners[unclosed.pop()] = found.start()
        elif found["close"] == "}":
            while unclosed and text[unclosed[-1]] == "[":
                unclosed.pop()
            if unclosed:
                partners[unclosed.pop()] = found.start()
    return partners


FILE_COMMANDS = frozenset({"input", "include", "subfile", "subfileinclude", "loadglsentries", "markdownInput"})
"""Commands whose argument names a file."""
FOLDER_COMMANDS = frozenset({"import", "subimport", "includefrom", "inputfrom", "subinputfrom", "subincludefrom"})
"""Commands whose arguments name a folder and a file in that folder."""
_INCLUDED = re.compile(
    rf"(?<!\\)%[^\n]*|\\(?:(?:{'|'.join(sorted(FILE_COMMANDS))})\s*\{{(?P<file>[^{{}}\n]{{1,300}})\}}"
    r"|input[ \t]+(?P<bare>[^\s{}\\%]{1,300})"
    rf"|(?:{'|'.join(sorted(FOLDER_COMMANDS))})\*?\s*\{{(?P<folder>[^{{}}\n]{{0,300}})\}}\s*\{{(?P<inner>[^{{}}\n]{{1,300}})\}})"
)
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")


def part_name_of(*written: str) -> str:
    """Return the file name in the arguments of a command, with its folder first. LaTeX adds `.tex` in the same way."""
    folder, name = written if len(written) > 1 else ("", written[0])
    whole = f"{folder.strip().rstrip('/')}/{name.strip()}" if folder.strip() else name.strip()
    whole = whole.strip('"')
    return whole if whole.endswith(".tex") else f"{whole}.tex"


def find_part_names(text: str) -> tuple[str, ...]:
    """Return the names of the parts that a text includes, in order, without those in comments."""
    names = (
        part_name_of(found["folder"], found["inner"])
        if found["inner"]
        else part_name_of(found["file"] or found["bare"])
        for found in _INCLUDED.finditer(text)
        if found.lastgroup
    )
    return tuple(dict.fromkeys(names))


def body_of(text: str) -> str:
    """Return the text that a part contributes: all of it, or the inside if the part is a document itself."""
    begin = _BEGIN.search(text)
    end = _END.search(text)
    return text[begin.end() if begin else 0 : end.start() if end else len(text)]


class LatexNotes:
    """Counter and collector of the notes of one document while it is read."""

    def __init__(self, items: dict[str, str], works: CitedWorks) -> None:
        r"""Initialize with the labels of the document's `\bibitem`s by key, and the works of its lists."""
        self._items = items
        self._works = works
        self._counts: dict[str, int] = {}
        self._texts: dict[str, Note] = {}
        self._kept: Counter[str] = Counter()
        self._open: dict[str, list[str]] = {}
        self._moved: dict[str, int] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self.unlisted = 0

    def label(self, counter: str, number: str | None) -> tuple[str, str]:
        """Count a note of a command, and return its marker and id. A number in brackets is used and not counted."""
        if number is None:
            self._counts[counter] = self._counts.get(counter, 0) + 1
            self._moved[counter] = 0
            number = str(self._counts[counter])
        return self.at(counter, number)

    def at(self, counter: str, number: str) -> tuple[str, str]:
        """Return the marker and id of the note with a number."""
        return f"\\{counter}#{number}", f"{counter}{number}"

    def call(self, counter: str, note_id: str) -> None:
        r"""Record a marker whose text is separate (`\footnotemark`), unless the text has already been read."""
        if note_id not in self._texts:
            self._open.setdefault(counter, []).append(note_id)

    def called(self, counter: str, number: str | None) -> tuple[str, str]:
        r"""Return the marker and id of the note for a separate text (`\footnotetext`).

        It is the note of the given number, otherwise of the current count. If no marker waits for that note, it is the
        first that waits, because a caption or table has increased the count in between.
        """
        shown = number or str(max(1, self._counts.get(counter, 0) + self._moved.get(counter, 0)))
        marker, note_id = self.at(counter, shown)
        waiting = self._open.get(counter, [])
        if waiting and note_id not in waiting:
            note_id = waiting[0]
            marker = self.at(counter, note_id.removeprefix(counter))[0]
        if note_id in waiting:
            waiting.remove(note_id)
        return marker, note_id

    def move(self, counter: str, change: str) -> None:
        r"""Change the count used by `\footnotetext`, as authors do after several markers in a row."""
        if re.fullmatch(r"[+-]?\d{1,4}", change):
            self._moved[counter] = self._moved.get(counter, 0) + int(change)

    def name(self, label: str, note: tuple[str, str]) -> None:
        r"""Record the `\label` of a note, given as its marker and id."""
        self._names.setdefault(label, note)

    def named(self, label: str) -> tuple[str, str] | None:
        """Return the marker and id of the note with a label, or None if no earlier note has it."""
        return self._names.get(label)

    def number_of(self, label: str) -> str | None:
        """Return the number of the note with a label, or None if no earlier note has it."""
        known = self._names.get(label)
        return known[0].rpartition("#")[2] if known else None

    def keep(self, note: Note) -> None:
        """Store a note. The first note of an id keeps it, and later ones get an id with a suffix."""
        self._kept[note.id] += 1
        serial = self._kept[note.id]
        note_id = note.id if serial == 1 else f"{note.id}-{serial}"
        self._texts[note_id] = Note(note_id, note.marker, note.text, note.places, note.links, note.sources)

    def cite(self, key: str) -> tuple[str, str | None] | None:
        """Return the marker and note id of a cited key, or None if no list of works is available."""
        if key in self._items:
            return self._items[key], f"bib:{key}"
        work = self._works.cite(key)
        if work is not None:
            return work.marker, work.id
        return (f"[{key}]", None) if self._items or self._works else None

    def author_of(self, key: str) -> str:
        r"""Return the author in the label of a `\bibitem` ("Doe(2020)", of natbib) or in a list, "" without one."""
        found = _AUTHOR.match(self._items.get(key, ""))
        work = None if found else self._works.cite(key)
        return found["author"].strip() if found else work.author if work else ""

    def finished(self) -> tuple[Note, ...]:
        """Return all notes: footnotes and listed works in document order, then works from BibTeX files."""
        return (*self._texts.values(), *self._works.cited)
