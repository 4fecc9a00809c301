"""Interpret the functions of Typst that make notes, links, citations, pictures and parts of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from citecheck.draft.citation_keys import is_word_of_sentence
from citecheck.draft.formats.typst import tokens
from citecheck.draft.formats.typst.notes import TypstNotes
from citecheck.draft.formats.typst.typeset_text import DEPTH, TypstTypesetter
from citecheck.draft.manuscript import LooseLink, join_names
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, LinkKind

_PROSE_FORM: Final = re.compile(r"\bform:\s*\"(?:prose|author)\"")
"""The argument of a citation that prints the author in the sentence."""


class TypstInterpreter(TypstTypesetter):
    """The interpreter of one document. `links` are those outside the text."""

    def __init__(self, text: str, notes: TypstNotes, parts: Mapping[str, str]) -> None:
        """Initialize with the text, the collector of its notes, and the texts of its parts by name."""
        super().__init__(text, notes)
        self.links: list[LooseLink] = []
        self._parts = dict(parts)
        self._file = ""
        self._calls = {
            "footnote": self._footnote,
            "link": self._link,
            "cite": self._cite,
            "image": self._image,
            "include": self._include,
            "heading": self._heading,
        }

    def _opens(self, at: int) -> bool:
        """Return whether arguments begin at an offset."""
        return self._text[at : at + 1] == "("

    def _skip_arguments(self, at: int, end: int) -> int:
        """Return the offset after the arguments at an offset, without reading them as text."""
        return self._mute(lambda: self._code(at + 1, end)) if self._opens(at) else at

    def _read_content(self, at: int, end: int) -> int:
        """Read the content in brackets at an offset, if there is any."""
        return self._markup(at + 1, end) if self._text[at : at + 1] == "[" else at

    def _footnote(self, at: int, end: int) -> int:
        """Read a footnote, or a reference to one by its label."""
        place = self._place(max(at - len("#footnote"), 0))
        label = tokens.LABEL_ARGUMENT.match(self._text, at + 1, end) if self._opens(at) else None
        if self._muted or label is not None or self._text[at : at + 1] not in {"(", "["}:
            if label is not None and not self._muted:
                self._notes.cite(label[1] or label[2], self._prose, place)
            return self._read_content(self._skip_arguments(at, end), end)
        named = self._notes.begin()
        self._prose.add_marker(named[0], place, named[1])
        outer, self._prose = self._prose, Prose()
        self._in_note += 1
        after = self._content_of_call(at, end)
        self._in_note -= 1
        self._notes.keep(self._prose, named, place)
        outer.adopt(self._prose)
        self._prose = outer
        own = tokens.LABEL_AFTER.match(self._text, after, end)
        if own is None:
            return after
        self._notes.name(own[1], named[1])
        return own.end()

    def _content_of_call(self, at: int, end: int) -> int:
        """Read the arguments of a call and the content after them: a first string as well as brackets are its text."""
        if self._opens(at):
            shown = tokens.STRING.match(self._text, at + 1, end)
            if shown is not None:
                self._write(tokens.unescape_string(shown[1]), shown.start(1))
            at = self._code(shown.end() if shown else at + 1, end)
        return self._read_content(at, end)

    def _link(self, at: int, end: int) -> int:
        """Read a link: to an address with or without words, or to a label of the document."""
        target = tokens.STRING.match(self._text, at + 1, end) if self._opens(at) else None
        self._in_note += 1  # words among the arguments stay in the sentence
        if target is None or self._muted:
            after = self._read_content(self._code(at + 1, end) if self._opens(at) else at, end)
            self._in_note -= 1
            return after
        href = tokens.unescape_string(target[1])
        self._prose.open_link(href, LinkKind.INLINE, self._place(max(at - len("#link"), 0)))
        before = self._prose.length
        after = self._read_content(self._code(target.end(), end), end)
        self._in_note -= 1
        if self._prose.length == before:
            self._write(href.removeprefix("mailto:"), target.start(1))
        self._prose.close_link()
        return after

    def _cite(self, at: int, end: int) -> int:
        label = tokens.LABEL_ARGUMENT.match(self._text, at + 1, end) if self._opens(at) else None
        after = self._skip_arguments(at, end)
        if label is not None and not self._muted:
            opens = self._prose.opens_sentence and is_word_of_sentence(self._text, after)
            printed = opens or _PROSE_FORM.search(self._text, at, after) is not None
            place = self._place(max(at - len("#cite"), 0))
            self._notes.cite(label[1] or label[2], self._prose, place, printed=printed)
        return after

    def _image(self, at: int, end: int) -> int:
        target = tokens.STRING.match(self._text, at + 1, end) if self._opens(at) else None
        if target is not None and not self._muted:
            place = self._place(at - len("image"))
            self.links.append(LooseLink(tokens.unescape_string(target[1]), LinkKind.IMAGE, place))
        return self._skip_arguments(at, end)

    def _heading(self, at: int, end: int) -> int:
        after = self._skip_arguments(at, end)
        if self._muted or self._text[after : after + 1] != "[":
            return after
        self._end_block(BlockKind.HEADING)
        after = self._markup(after + 1, end)
        self._end_block()
        return after

    def _include(self, at: int, end: int) -> int:
        """Read a part of the document where it is included, once."""
        target = tokens.PART.match(self._text, at, end)
        if target is None or self._muted:
            return at if target is None else target.end()
        place = self._place(target.start())
        written = tokens.unescape_string(target[1])
        self.links.append(LooseLink(written, LinkKind.INCLUDE, place))
        name = join_part_name(self._file, written)
        text = self._parts.pop(name, None)
        if text is not None and self._depth < DEPTH:
            outer = self._text, self._place, self._file
            self._end_block()
            self._text, self._place, self._file = text, lambda _: place, name
            self._markup(0, len(text), nested=False)
            self._end_block()
            self._text, self._place, self._file = outer
        return target.end()


def join_part_name(own: str, written: str) -> str:
    """Return a name in a Typst file relative to the draft's folder, which is taken for the root of the project."""
    if written.startswith("/"):
        return join_names("", written.lstrip("/"))
    return join_names(own, written)
