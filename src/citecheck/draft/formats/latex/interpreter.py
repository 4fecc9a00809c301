"""Interpret the commands of LaTeX.

Tables assign a method to each command, and notes are kept separate from the text.

A short piece of LaTeX, such as a BibTeX field, is converted to plain text in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from citecheck.draft.citation_keys import is_word_of_sentence
from citecheck.draft.formats.latex import commands, tokens
from citecheck.draft.formats.latex.source import FILE_COMMANDS, FOLDER_COMMANDS, LatexNotes, LatexSource, part_name_of
from citecheck.draft.formats.latex.tokens import read_address, read_verbatim, strip_comments, unescape_address
from citecheck.draft.formats.latex.typeset_text import CommandStep, LatexTypesetter
from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import LooseLink, Note
from citecheck.draft.markers import raise_figures
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, LinkKind, Place

_TEXTUAL = re.compile(r"[Tt]extcite|[Cc]ite(?:t|alt|author)\b")
"""Commands that print the author as a word of the sentence."""
_BARE_NAME = re.compile(r"[ \t]+([^\s{}\\%]{1,300})")
"""The name of a part without braces, which TeX allows."""
_REFERENCE = re.compile(r"\\(?:ref|getrefnumber|footref)\*?\s*\{([^{}]*)\}")
"""A reference to the number of a note."""
_OVERLAY_ROOM = 43
r"""The most characters between the name of a command and its arguments: a star or the slides of "\item<2->"."""
_BIBITEM = re.compile(r"\\bibitem\b|\\end\{thebibliography\}")
"""Where a work in a list ends: at the next work or the end of the list."""


class LatexInterpreter(LatexTypesetter):
    """The interpreter of one document. `blocks` grow in reading order, and notes are added to `notes`."""

    def __init__(self, text: str, notes: LatexNotes, parts: Mapping[str, str] = MappingProxyType({})) -> None:
        """Initialize with the text, the collector of its notes, and the texts of its parts by name."""
        super().__init__(text)
        self._parts = dict(parts)
        self.title: str | None = None
        self.notes = notes
        self.links: list[LooseLink] = []
        self._missing: set[str] = set()
        self._step_of = self._table()

    def _table(self) -> dict[str, CommandStep]:
        """Return the method for each command.

        It receives the offset after the command's name and returns the offset where reading continues.
        """
        return {
            **dict.fromkeys(commands.HEADINGS, self._heading),
            "author": self._heading,
            **dict.fromkeys(commands.RUN_IN, self._run_in),
            **dict.fromkeys(commands.CAPTIONS, self._caption),
            **dict.fromkeys(commands.NOTES, self._note),
            **dict.fromkeys(commands.NOTE_MARKS, self._note_mark),
            **dict.fromkeys(commands.NOTE_TEXTS, self._note_text),
            "cite": self._cite,
            "ref": self._ref,
            "label": self._label,
            "textsuperscript": self._raised,
            **dict.fromkeys(commands.COUNTERS, self._count),
            **dict.fromkeys(commands.QUOTED, self._quoted),
            **self._definitions(),
            **dict.fromkeys(commands.SILENT, self._silent),
            **dict.fromkeys(commands.LAST_OF, self._last_argument),
            **dict.fromkeys(commands.FIRST_OF, self._first_argument),
            **dict.fromkeys((*commands.PARAMETERS, "let", "newif"), self._assignment),
            **dict.fromkeys(("url", "nolinkurl"), self._url),
            "path": self._path,
            **dict.fromkeys(commands.SHOWN_FILES, self._shown_file),
            **dict.fromkeys(("verb", "lstinline", "mintinline"), self._verbatim),
            **dict.fromkeys(FILE_COMMANDS | FOLDER_COMMANDS, self._part),
            "href": self._href,
            "begin": self._begin,
            "end": self._end,
            "item": self._item,
            "bibitem": self._bibitem,
            **dict.fromkeys(("par", "newpage", "clearpage", "maketitle"), self._paragraph),
            "iffalse": self._if_false,
        }

    def _definitions(self) -> dict[str, CommandStep]:
        macros = self._macros
        return {
            **dict.fromkeys(commands.MACROS, lambda source, _name, at, end: macros.new_command(source, at, end)),
            **dict.fromkeys(
                commands.DOCUMENT_MACROS, lambda source, _name, at, end: macros.document_command(source, at, end)
            ),
            **dict.fromkeys(("def", "gdef", "edef"), lambda source, _name, at, end: macros.define(source, at, end)),
        }

    def _assignment(self, source: LatexSource, name: str, at: int, end: int) -> int:
        found = (tokens.ASSIGNED if name in commands.PARAMETERS else tokens.LET).match(source.text, at, end)
        return found.end() if found else at

    def _silent(self, source: LatexSource, name: str, at: int, end: int) -> int:
        return source.arguments(at, end, commands.SILENT[name])[1]

    def _last_argument(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, commands.LAST_OF[name])
        if len(spans) == commands.LAST_OF[name]:
            self._run(source, *spans[-1])
        return after

    def _first_argument(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, commands.FIRST_OF[name])
        if spans:
            self._run(source, *spans[0])
        return after

    def _heading(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 1)
        if not spans:
            return at
        self._end_block(BlockKind.PARAGRAPH if name == "author" else BlockKind.HEADING)
        self._run(source, *spans[0])
        self._end_block()
        if name == "title" and self.blocks:
            self.title = self.title or self.blocks[-1].text
        return after

    def _run_in(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        """Begin a paragraph whose heading is on its first line."""
        self._end_block()
        spans, after = source.arguments(at, end, 1)
        if spans:
            self._run(source, *spans[0])
            self._prose.write(" ")
        return after

    def _caption(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 2 if name == "captionof" else 1)
        if not spans:
            return at
        tables, self._tables = self._tables, 0
        self._end_block()
        self._run(source, *spans[-1])
        self._tables = tables
        self._end_block(BlockKind.CELL if tables else BlockKind.PARAGRAPH)
        return after

    def _number(self, source: LatexSource, at: int, end: int) -> tuple[str | None, int]:
        """Read the number of a note in brackets. A word there ("[frame]") is another kind of option."""
        option = source.option(at, end)
        if option is None:
            return None, at
        written = source.text[option[0] : option[1]].strip()
        label = _REFERENCE.fullmatch(written)
        if label is not None:
            return self.notes.number_of(label[1].strip()), option[2]
        return (None if len(written) > 2 and written.isalpha() else written or None), option[2]

    def _note(self, source: LatexSource, name: str, at: int, end: int) -> int:
        number, after = self._number(source, at, end)
        argument = source.argument(after, end)
        if argument is None:
            return at
        marker, note_id = self.notes.label(commands.NOTES[name], number)
        self._prose.add_marker(marker, self._place(source, at - len(name) - 1), note_id)
        self._keep(source, argument, marker, note_id)
        return argument[2]

    def _keep(self, source: LatexSource, argument: tuple[int, int, int], marker: str, note_id: str) -> None:
        """Read the text of a note into separate prose."""
        outer, inside, tables = self._prose, self._in_note, self._tables
        self._prose, self._in_note, self._tables = Prose(), (marker, note_id), 0
        self._run(source, *argument[:2])
        outer.adopt(self._prose)
        note = self._prose.note(note_id, marker)
        places = note.places or ((0, self._place(source, argument[0])),)
        self.notes.keep(Note(note.id, note.marker, note.text, places, note.links))
        self._prose, self._in_note, self._tables = outer, inside, tables

    def _note_mark(self, source: LatexSource, name: str, at: int, end: int) -> int:
        number, after = self._number(source, at, end)
        marker, note_id = self.notes.label(commands.NOTE_MARKS[name], number)
        self.notes.call(commands.NOTE_MARKS[name], note_id)
        self._prose.add_marker(marker, self._place(source, at - len(name) - 1), note_id)
        return after

    def _note_text(self, source: LatexSource, name: str, at: int, end: int) -> int:
        number, after = self._number(source, at, end)
        argument = source.argument(after, end)
        if argument is None:
            return at
        self._keep(source, argument, *self.notes.called(commands.NOTE_TEXTS[name], number))
        return argument[2]

    def _count(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, commands.COUNTERS[name])
        counter, *change = [source.text[slice(*span)].strip() for span in spans] or [""]
        self.notes.move(counter, change[0] if change else "1")
        return after

    def _label(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 1)
        if spans and self._in_note:
            self.notes.name(source.text[slice(*spans[0])].strip(), self._in_note)
        return after

    def _ref(self, source: LatexSource, name: str, at: int, end: int) -> int:
        r"""Read a reference, which prints a number. `\footref` repeats the marker of a note."""
        spans, after = source.arguments(at, end, 1)
        known = self.notes.named(source.text[slice(*spans[0])].strip()) if spans and "foot" in name else None
        if known is not None:
            self._prose.add_marker(known[0], self._place(source, at - len(name) - 1), known[1])
        return after

    def _raised(self, source: LatexSource, name: str, at: int, end: int) -> int:
        r"""Read raised text. A reference to a note in it (`\textsuperscript{\ref{fn:a}}`) is the note's marker."""
        argument = source.argument(at, end)
        if argument is None:
            return at
        label = _REFERENCE.fullmatch(source.text[argument[0] : argument[1]].strip())
        known = self.notes.named(label[1].strip()) if label else None
        raised = raise_figures(source.text[argument[0] : argument[1]])
        if known is not None:
            self._prose.add_marker(known[0], self._place(source, at - len(name) - 1), known[1])
        elif raised != source.text[argument[0] : argument[1]]:
            self._prose.write(raised, self._place(source, argument[0]))
        else:
            self._run(source, *argument[:2])
        return argument[2]

    def _quoted(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 1)
        if spans:
            self._prose.write("“")
            self._run(source, *spans[0])
            self._prose.write("”")
        return after

    def _cite(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 1)
        if not spans:
            return at
        while name.endswith("cites") and after < end and source.text[after] in "[{":
            more, after = source.arguments(after, end, 1)
            if not more:
                break
            spans += more
        may_open = self._prose.opens_sentence and not (self._prose.length and name.startswith(commands.NOTE_CITES))
        printed = _TEXTUAL.match(name) or (may_open and is_word_of_sentence(source.text, after))
        for key in (key.strip() for span in spans for key in strip_comments(source.text[slice(*span)]).split(",")):
            found = self.notes.cite(key)
            self.notes.unlisted += found is None and bool(key.strip("# 123"))
            if printed and key.strip("# 123"):
                self._prose.write_author(self.notes.author_of(key) or key)
                printed = False  # of several works the first is named
            if found is not None:
                self._prose.add_marker(found[0], self._place(source, at - len(name) - 1), found[1])
                self._prose.write(f" {found[0]}" if self._in_note else "")
        return after

    def _path(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        found = read_address(source, at, end)
        if found is None:
            return at
        self._prose.write_literal(found[0], self._place(source, at))
        return found[1]

    def _shown_file(self, source: LatexSource, name: str, at: int, end: int) -> int:
        """Record the image or the file that a command shows."""
        spans, after = source.arguments(at, end, 1)
        if spans:
            written = unescape_address(source.text[slice(*spans[0])])
            self.links.append(LooseLink(written, commands.SHOWN_FILES[name], self._command_place(source, name, at)))
        return after

    def _command_place(self, source: LatexSource, name: str, at: int) -> Place:
        """Return the place of the backslash of a command whose name ends at `at`."""
        begin = source.text.rfind("\\", 0, at)
        return self._place(source, begin if begin >= at - len(name) - _OVERLAY_ROOM else at)

    def _open_link(self, source: LatexSource, name: str, at: int, address: str) -> None:
        place = self._command_place(source, name, at)
        self.links.append(LooseLink(address, LinkKind.INLINE, place))
        self._prose.open_link(address, LinkKind.INLINE, place)

    def _url(self, source: LatexSource, name: str, at: int, end: int) -> int:
        found = read_address(source, at, end)
        if found is None:
            return at
        self._open_link(source, name, at, found[0])
        self._prose.write(found[0], self._place(source, at))
        self._prose.close_link()
        return found[1]

    def _href(self, source: LatexSource, name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 2)
        if len(spans) < 2:
            return at
        self._open_link(source, name, at, unescape_address(source.text[slice(*spans[0])]))
        self._run(source, *spans[1])
        self._prose.close_link()
        return after

    def _verbatim(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        found = read_verbatim(source, at, end)
        if found is None or source.text[at] in "[*":
            return at
        self._prose.write_literal(found[0], self._place(source, at))
        return found[1]

    def _paragraph(self, _source: LatexSource, _name: str, at: int, _end: int) -> int:
        self._end_block()
        return at

    def _item(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        self._end_block(BlockKind.ITEM)
        option = source.option(at, end)
        if option is None:
            return at
        self._run(source, *option[:2])
        self._prose.write(" ")
        return option[2]

    def _bibitem(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        """Read one work of the document's own list, up to the next work or the end of the list."""
        spans, after = source.arguments(at, end, 1)
        if not spans:
            return at
        key = strip_comments(source.text[slice(*spans[0])]).strip()
        stop = following.start() if (following := _BIBITEM.search(source.text, after, end)) else end
        found = self.notes.cite(key)
        if found is not None and found[1] is not None:
            self._keep(source, (after, stop, stop), found[0], found[1])
        return stop

    def _part(self, source: LatexSource, name: str, at: int, end: int) -> int:
        """Read a part of the document where it is included. Each part is included once."""
        spans, after = source.arguments(at, end, 2 if name in FOLDER_COMMANDS else 1)
        written = [source.text[slice(*span)] for span in spans]
        if not written and (bare := _BARE_NAME.match(source.text, at, end)):
            written, after = [bare[1]], bare.end()
        if written:
            place = self._command_place(source, name, at)
            self.links.append(LooseLink("".join(written).strip(), LinkKind.INCLUDE, place))
        text = self._parts.pop(part_name_of(*written), None) if written else None
        if text is not None:
            self._run(LatexSource(text, at=at if source.at is None else source.at), 0, len(text))
        return after

    def _if_false(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        return self._skip_past(source, r"\fi", at, end)

    def _skip_past(self, source: LatexSource, closer: str, at: int, end: int) -> int:
        """Return the offset after the next `closer`, or `at` if there is none, so that nothing is skipped."""
        if closer in self._missing:
            return at
        stop = source.text.find(closer, at)
        if stop < 0:
            self._missing.add(closer)
        return stop + len(closer) if 0 <= stop < end else at

    def _begin(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 1)
        if not spans:
            return at
        name = source.text[slice(*spans[0])].strip()
        plain = name.rstrip("*")
        if plain in commands.VERBATIM or plain in commands.DISPLAY_MATH:
            return self._skip_past(source, f"\\end{{{name}}}", after, end)
        if plain in commands.TABLES:
            self._end_block(BlockKind.CELL)
            self._tables += 1
            self._kind = BlockKind.CELL
            return source.arguments(after, end, commands.TABLES[plain] + name.endswith("*"))[1]
        self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
        after = source.arguments(after, end, commands.ENVIRONMENT_ARGUMENTS.get(plain, 0))[1]
        option = source.option(after, end)
        return source.skip_options(option[2], end) if option else after

    def _end(self, source: LatexSource, _name: str, at: int, end: int) -> int:
        spans, after = source.arguments(at, end, 1)
        if not spans:
            return at
        name = source.text[slice(*spans[0])].strip()
        if name == "document":
            self._done = True
        if name.rstrip("*") in commands.TABLES:
            self._tables = max(0, self._tables - 1)
        self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
        return after


def render_plain_text(text: str) -> str:
    """Return what a piece of LaTeX prints, on one line."""
    if not any(character in text for character in "\\{}$~-`'%"):
        return " ".join(text.split())
    source = LatexSource(text)
    walk = LatexInterpreter(text, LatexNotes({}, CitedWorks(())))
    walk.read(source, 0, len(text))
    return " ".join(block.text for block in walk.blocks)
