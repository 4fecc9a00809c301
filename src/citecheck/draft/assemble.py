"""A draft assembled from a manuscript: markers resolved to notes, sentences around markers, sources in notes.

All formats share this step, so that a claim or a source is the same whether it came from Word or from Markdown.

Invisible characters are first removed from the text of a block, and its offsets are adjusted. Soft hyphens, zero-width
spaces and direction markers would split words and break later comparisons. A no-break space becomes a plain space. The
text of a note is unchanged, because such characters separate addresses there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from citecheck.draft.back_references import borrow_source, resolve_back_references
from citecheck.draft.link_entries import build_link_entries, cite_links
from citecheck.draft.link_markers import take_out_numbers
from citecheck.draft.links import blank_web_links, find_links
from citecheck.draft.manuscript import (
    Manuscript,
    ManuscriptBlock,
    Marker,
    Note,
    place_at,
    remove_lead,
    remove_stretches,
)
from citecheck.draft.note_signs import count_probable_markers
from citecheck.draft.references import read_references
from citecheck.draft.sources import CitedSource, sources_of
from citecheck.model.draft import (
    Block,
    BlockKind,
    Citation,
    CitationSystem,
    Draft,
    DraftFacts,
    Footnote,
    Format,
    ReadSource,
)
from citecheck.model.target import CutUrl, Hostile, Offline, Reference, Url
from citecheck.text.language import assume_language
from citecheck.text.sentence_ends import sentence_words
from citecheck.text.sentences import find_sentence_at, sentence_spans
from citecheck.url.references import find_references

_MARKER_PUNCTUATION = re.compile(r"[\[\](){}^.:*\u2191\u21a9\s]+")
_SLASHES_BEFORE_PATH = 3
_HEADING_WORDS = 30
_LIST_NUMBER = re.compile(r"\d{1,3}\.\s+(?=([^\W\d_]{1,30})|\S)")
"""The number of a list item, which is not part of the claim: tests/draft/cases/list-above-notes.txt"""
_DEFANGED = re.compile(r"hxxp|[\[({]\s?(?:\.|dot|:)\s?[\])}]|\[://\]", re.IGNORECASE)


def assemble(manuscript: Manuscript, *, path: str, form: Format, sha256: str, base: str | None = None) -> Draft:
    """Return the draft of a manuscript at the address `base`; pure, deterministic, linear in its length."""
    blocks, read = _read_references(manuscript, form)
    if not (read or manuscript.unlisted or any(block.markers for block in blocks)):
        blocks = take_out_numbers(blocks)
    written = tuple(map(_find_references_of, read))
    cited = tuple(map(sources_of, read, written))
    notes = tuple(map(_build_footnote, read, cited))
    notes = (*notes[:-1], *map(_cut_last_address, notes[-1:])) if manuscript.cut else notes
    notes, unresolved, misnamed = resolve_back_references(_borrow_from_references(notes, read))
    sources = tuple(_list_read_sources(notes, cited))
    labels = _NoteIndex.of(read)
    language = assume_language(manuscript.language, "\n".join(block.text for block in blocks if block.text))
    own = manuscript.base or base
    links = find_links(blocks, tuple(zip(read, written, strict=True)), manuscript.links, own)
    entries = build_link_entries(links, blocks, labels.ids, own)
    citations = tuple(_build_citations(blocks, labels, language))
    by_notes = frozenset(_find_notes_cited_by_notes(labels, read))
    called = by_notes | {citation.footnote for citation in citations}
    indicators = _find_indicators(blocks, manuscript.notes)
    if not (notes or citations or indicators or manuscript.unlisted):
        citations = tuple(cite_links(entries, blocks, language))
    return Draft(
        path=path,
        format=form,
        title=manuscript.title,
        language=manuscript.language,
        sha256=sha256,
        blocks=tuple(Block(block.kind, block.text, place_at(block.places, 0)) for block in blocks),
        footnotes=notes,
        citations=citations,
        indicators=indicators,
        facts=DraftFacts(manuscript.cut, unresolved, misnamed, by_notes, sources, tuple(one.read for one in entries)),
        links=tuple(one.link for one in links),
        link_entries=tuple(one.entry for one in entries),
        pages_not_read=manuscript.pages_not_read,
        notes_without_marker=sum(note.id not in called for note in notes),
        markers_without_note=manuscript.unlisted
        + (0 if called or notes else count_probable_markers(map(_blank_code_and_links, blocks))),
    )


def _read_references(manuscript: Manuscript, form: Format) -> tuple[tuple[ManuscriptBlock, ...], tuple[Note, ...]]:
    """Return the blocks, and the notes with the references; where the markup itself lists works, none is inferred.

    The notes of a page are not searched: where they only name a work, as in wikis, a link leads to its entry.
    """
    blocks = tuple(_clean_block(block) for block in manuscript.blocks)
    notes = tuple(_remove_backlinks(note) for note in manuscript.notes)
    if manuscript.lists_works:
        return blocks, notes
    return read_references(blocks, notes, notes_cite=form is not Format.HTML)


def _find_references_of(note: Note) -> tuple[Reference, ...]:
    """Return the references in a note's text, that its sources and its links are made from."""
    return find_references(note.text) if not note.sources or "://" in note.text else ()


def _blank_code_and_links(block: ManuscriptBlock) -> str:
    """Return the text of a block with blanks in place of code and of links to web pages."""
    text = blank_web_links(block)
    for low, high in block.literal:
        text = f"{text[:low]}{' ' * (high - low)}{text[high:]}"
    return text


def _find_notes_cited_by_notes(labels: _NoteIndex, notes: tuple[Note, ...]) -> Iterator[str]:
    for note in notes:
        for marker in note.inner_markers:
            cited = labels.note_of(marker)
            if cited is not None:
                yield cited


def _list_read_sources(
    notes: Iterable[Footnote], cited: Iterable[tuple[CitedSource, ...]]
) -> Iterator[tuple[ReadSource, ...]]:
    for note, found in zip(notes, cited, strict=True):
        yield tuple(_build_read_source(note, one) for one in found)


def _build_read_source(note: Footnote, cited: CitedSource) -> ReadSource:
    address = cited.address
    if address is None:
        return ReadSource(cited.source)
    shown = note.text[address.start : address.end]
    return ReadSource(
        cited.source, addressed=True, shown=shown, href=address.href, flaw=address.flaw, repaired=address.repaired
    )


def _marker_key(label: str) -> str:
    """Return the key that links a marker to its note: "[6]", "6." and "6" share one; "*" is unchanged."""
    return _MARKER_PUNCTUATION.sub("", label).casefold() or label.strip()


def _build_footnote(note: Note, cited: tuple[CitedSource, ...]) -> Footnote:
    text = " ".join(note.text.split())
    sources = tuple(one.source for one in cited)
    return Footnote(note.id, note.marker, text, place_at(note.places, 0), sources, note.system)


def _borrow_from_references(notes: tuple[Footnote, ...], read: Sequence[Note]) -> tuple[Footnote, ...]:
    """Return the notes with the sources of the works they cite: "See @doe2024, p. 3" has those of the work."""
    works = {note.id: note for note in notes}
    made = []
    for note, source in zip(notes, read, strict=True):
        marks = (mark for mark in source.inner_markers if mark.system is CitationSystem.REFERENCE)
        cited = dict.fromkeys(mark.note for mark in marks if mark.note in works)
        own = [one for one in note.sources if not isinstance(one.target, Offline)]
        held = {one.target for one in own}
        found = [one for name in cited for one in works[name or ""].sources if one.target not in held]
        borrowed = [borrow_source(note, one) for one in found]
        made.append(replace(note, sources=(*own, *borrowed)) if borrowed else note)
    return tuple(made)


def _cut_last_address(note: Footnote) -> Footnote:
    """Return `note` with its last address cut if the text ends there: the rest of a cut file is unknown."""
    last = note.sources[-1] if note.sources else None
    if last is None or not isinstance(last.target, Url) or not note.text.endswith(last.raw):
        return note
    cut = CutUrl(last.target.written, host_cut=last.target.written.count("/") < _SLASHES_BEFORE_PATH)
    return replace(note, sources=(*note.sources[:-1], replace(last, target=cut)))


@dataclass(slots=True)
class _NoteIndex:
    """The notes by id and by label; only the id is unique where numbering restarts in each chapter."""

    ids: set[str]
    by_label: dict[str, str]

    @classmethod
    def of(cls, notes: tuple[Note, ...]) -> _NoteIndex:
        by_label: dict[str, str] = {}
        for note in notes:
            if note.system is CitationSystem.NOTE:
                by_label.setdefault(_marker_key(note.marker), note.id)
        return cls({note.id for note in notes}, by_label)

    def note_of(self, marker: Marker) -> str | None:
        if marker.note is not None and marker.note in self.ids:
            return marker.note
        if marker.system is not CitationSystem.NOTE:
            return None
        return self.by_label.get(_marker_key(marker.label))


def _build_citations(blocks: tuple[ManuscriptBlock, ...], labels: _NoteIndex, language: str | None) -> list[Citation]:
    made: list[Citation] = []
    section: str | None = None
    for index, block in enumerate(blocks):
        spans = _find_claim_spans(block, language) if block.markers else []
        for marker in block.markers:
            start, end = find_sentence_at(spans, block.text, marker.offset)
            made.append(
                Citation(
                    marker.label,
                    labels.note_of(marker),
                    block.text[start:end],
                    marker.place,
                    section,
                    index,
                    start,
                    end,
                    marker.system,
                )
            )
        if block.kind is BlockKind.HEADING:
            section = block.text.strip() or section
    return made


def _find_claim_spans(block: ManuscriptBlock, language: str | None) -> list[tuple[int, int]]:
    """Return the spans that a marker can be attached to: a heading as a whole, else the sentences.

    In word processors, paragraphs of text may have a heading style to get numbers, and the first line of a text file
    may be taken for its title. Such paragraphs have sentences: they are long, or a marker ends a sentence within them.
    """
    marked = {marker.offset for marker in block.markers}
    spans = sentence_spans(block.text, language, marked)
    is_prose = len(block.text.split()) > _HEADING_WORDS or not marked.isdisjoint(end for _, end in spans[:-1])
    if block.kind is BlockKind.HEADING and not is_prose:
        return [(spans[0][0], spans[-1][1])] if spans else []
    return [(_skip_list_number(block.text, span, language), span[1]) for span in spans]


def _skip_list_number(text: str, span: tuple[int, int], language: str | None) -> int:
    """Return the offset after the number of a list item, which begins a line; that of the sentence if there is none.

    An ordinal is no such number: "19. yüzyılda", "6. März". English and others write none with a full stop.
    """
    start = span[0]
    found = _LIST_NUMBER.match(text, *span)
    if found is None or text[text.rfind("\n", 0, start) + 1 : start].strip():
        return start
    words, following = sentence_words(language), found[1] or ""
    may_be_ordinal = words.has_ordinals or language is None
    is_month = following.lower() in words.months or (words.has_ordinals and following.lower() in words.after_clock)
    return start if may_be_ordinal and (following[:1].islower() or is_month) else found.end()


def _find_indicators(blocks: tuple[ManuscriptBlock, ...], notes: tuple[Note, ...]) -> tuple[str, ...]:
    """Return the hostile indicators of text and notes, each once, in order."""
    texts = [block.text for block in blocks] + [note.text for note in notes]
    found = (
        one.target.refanged
        for text in texts
        if _DEFANGED.search(text)
        for one in find_references(text)
        if isinstance(one.target, Hostile)
    )
    return tuple(dict.fromkeys(found))


_INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]+")
"""Soft hyphens, zero-width spaces, direction markers."""
_ODD = re.compile(r"[\u00a0\u202f\u2007\u3000\n\t\r\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
"""An invisible character, or a space other than the plain one."""
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\n": " ", "\t": " ", "\r": " "})
"""Spaces of other widths; the zero-width joiner and non-joiner stay: Persian and emoji are spelled with them."""
_BULLET = re.compile(r"\s*[\u2022\u25aa\u25cf\u25e6\u25a0\u25a1\u25cb\u2023\u2219\u27a2\uf0b7\uf0a7]\s+(?=\S)")
"""Characters that are bullets at the start of any block."""
_TYPED_BULLET = re.compile(r"\s*(?:[*\u00b7-]|\bo)\s+(?=\S)")
"""Characters that are bullets only in a list item (Word's round bullet becomes "o")."""
_BACKLINKS = re.compile(
    r"\s*(?:[\^\u2191]|Jump up(?: to)?:?)\s*"
    r"(?:Jump up to:?\s*)?(?:[*_]{0,3}a[*_]{0,3}\s+[*_]{0,3}b[*_]{0,3}\s+(?:[*_]{0,3}[c-z][*_]{0,3}\s+){0,24})?(?=\S)"
)
"""The links of a wiki from a note back to its markers; a note cited twice has one letter per marker."""


def _clean_block(block: ManuscriptBlock) -> ManuscriptBlock:
    """Return `block` without invisible characters and bullet; markers, links and places keep their words."""
    block = _remove_invisible(block)
    bullet = _BULLET.match(block.text)
    if bullet is None and block.kind is BlockKind.ITEM:
        bullet = _TYPED_BULLET.match(block.text)
    return remove_stretches(block, [bullet.span()]) if bullet else block


def _remove_invisible(block: ManuscriptBlock) -> ManuscriptBlock:
    if block.text.isascii() or not _ODD.search(block.text):
        return block
    text = block.text.translate(_BLANKS)
    shown = block if text == block.text else replace(block, text=text)
    return remove_stretches(shown, [match.span() for match in _INVISIBLE.finditer(text)])


def _remove_backlinks(note: Note) -> Note:
    """Return a note without the arrow and letters that precede it in text copied from a wiki page."""
    found = _BACKLINKS.match(note.text)
    return remove_lead(note, found.end()) if found else note
