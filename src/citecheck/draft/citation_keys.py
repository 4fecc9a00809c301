"""Citations by key, as Pandoc, Quarto and R Markdown write them: "[@doe2024, p. 3; -@roe]", "@doe2024 says".

Keys are read only in a draft whose works are in a list, which the draft, its project or its folder names, or in its
front matter. A bracket with keys is taken out of its sentence, and so is a key at the end of a clause. A key that a
word follows, or that a preposition precedes, is a word of the sentence, and the name of its author is put in its place:
without it, "@doe says that …" is no sentence and joins the one before. A key that no list has is a citation without a
reference if it is in brackets or holds a figure; otherwise it may mention a person. Quarto's cross-references
(`@fig-map`) look the same.
https://pandoc.org/MANUAL.html#citation-syntax, https://quarto.org/docs/authoring/cross-references.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from citecheck.draft.manuscript import (
    ManuscriptBlock,
    Marker,
    Note,
    TextCitation,
    place_at,
    take_out_citations,
    widen_cut,
)
from citecheck.model.draft import CitationSystem
from citecheck.text.languages import words_in_all_languages

_KEY = re.compile(
    r"(?<![\w@/.\\-])-?@(?:\{(?P<braced>[^{}\s]{1,120})\}|(?P<plain>\w(?:\w|[:.#$%&+?<>~/-](?=\w)){0,120}))"
    r"(?P<page>\s\[(?![^\[\]]{0,300}@)[^\[\]]{1,80}\](?!\())?"
)
"""A key with the page after it: "@doe2024", "@doe2024 [p. 3]", "-@{doe/2024.}"."""
_GROUP = re.compile(r"\[(?=[^\[\]]{0,600}@)([^\[\]]{1,800})\](?![(\[:{])")
"""Several keys in brackets: "[see @doe2024, p. 3; -@roe]"."""
_CROSS_REFERENCE = re.compile(
    r"(?:(?:[a-z]{0,12}(?:fig|tbl|lst|eq|sec)|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau)-|ref\Z)"
)
"""The beginnings of cross-references: of Quarto, also of kinds that a draft defines (`@supptbl-a`), and of bookdown."""
_FIGURE = re.compile(r"\d")
_BEFORE_SENTENCE = re.compile(r"(?:\A|[.!?\u2026][\])}\u201d\u00bb\"']{0,3})\s*\Z")
_WORD_AFTER = re.compile(r"(?:['\u2019]s)?\s+[\w\"\u201c\u201e\u00ab]")
_WORD_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]+)\s\Z")
_LONGEST_BEFORE = 20
"""Characters before a key in which the word before it is looked for."""
_LONGEST_CLOSING = 8
"""Characters before a key in which the end of the sentence before is looked for."""


def is_word_of_sentence(text: str, end: int) -> bool:
    """Return whether a key that ends at `end` is read as a word, since one follows: "@doe says", "@doe's study"."""
    return _WORD_AFTER.match(text, end) is not None


def _completes_phrase(text: str, start: int) -> bool:
    """Return whether the word before the key at `start` needs a name: "as shown by @doe, meters save water"."""
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start)
    return before is not None and before[1].casefold() in words_in_all_languages("before_author")


def opens_sentence(text: str, end: int) -> bool:
    """Return whether a sentence begins after `text[:end]`: nothing precedes it, or a full stop does."""
    return _BEFORE_SENTENCE.search(text, max(0, end - _LONGEST_CLOSING), end) is not None


def write_name(name: str, before: str) -> str:
    """Return the name of an author as it is written after the text `before`: with a capital if it opens a sentence."""
    return name[:1].upper() + name[1:] if opens_sentence(before, len(before)) else name


@dataclass(slots=True)
class CitationKeys:
    """Finds the citations by key of a draft; `cite` gives the note of a key, None without one.

    `listed` is whether any list of works is available; without one, the keys are counted as `unlisted`.
    """

    cite: Callable[[str], Note | None]
    listed: bool
    unlisted: int = 0

    def take_out(self, block: ManuscriptBlock) -> ManuscriptBlock:
        """Return a block with its keys as markers and without their brackets."""
        if "@" not in block.text:
            return block
        closed = [*block.literal, *((link.start, link.end) for link in block.links)]
        return take_out_citations(block, list(self._find(block.text, closed)))

    def mark(self, note: Note) -> Note:
        """Return a note with the keys in it as markers; its text stays as it is written."""
        if "@" not in note.text or note.system is not CitationSystem.NOTE:
            return note
        markers = [
            Marker(call.at, call.label, place_at(note.places, call.at), call.note, CitationSystem.REFERENCE)
            for call in self._find(note.text, [(link.start, link.end) for link in note.links])
        ]
        return replace(note, inner_markers=(*note.inner_markers, *markers))

    def _find(self, text: str, closed: list[tuple[int, int]]) -> Iterator[TextCitation]:
        """Yield the citations of a text, in order, but none in the stretches `closed` (code, links)."""
        at = 0
        for group in _GROUP.finditer(text):
            yield from self._cite_keys(text, at, group.start(), closed, cut=None)
            cut = widen_cut(text, *group.span())
            yield from self._cite_keys(text, *group.span(1), closed, cut=cut)
            at = group.end()
        yield from self._cite_keys(text, at, len(text), closed, cut=None)

    def _cite_keys(
        self, text: str, low: int, high: int, closed: list[tuple[int, int]], *, cut: tuple[int, int] | None
    ) -> Iterator[TextCitation]:
        """Yield a citation for each key of `text[low:high]`; `cut` is the bracket around them."""
        for found in _KEY.finditer(text, low, high):
            if any(start <= found.start() < end for start, end in closed):
                continue
            key = found["braced"] or found["plain"]
            note = self.cite(key)
            if note is None and (_CROSS_REFERENCE.match(key) or (cut is None and not _FIGURE.search(key))):
                continue
            self.unlisted += not self.listed
            if self.listed:
                words = is_word_of_sentence(text, found.end()) or _completes_phrase(text, found.start())
                printed = cut is None and found[0][0] == "@" and words
                name = (note.author if note else "") or key
                yield TextCitation(
                    found.start(),
                    f"@{key}",
                    note.id if note else None,
                    cut or (found.span() if printed else widen_cut(text, *found.span())),
                    write_name(name, text[max(0, found.start() - _LONGEST_CLOSING) : found.start()]) if printed else "",
                )
