"""From what a reader hands over to a draft: markers tied to notes, sentences around markers, sources inside notes.

Done once for all formats, so that a claim or a source is the same thing whether it stood in Word or in Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from citecheck.draft.back_references import resolve_back_references
from citecheck.draft.clean import cleaned, without_backlinks
from citecheck.draft.manuscript import Manuscript, Mark, Note, TextBlock
from citecheck.draft.places import place_at
from citecheck.draft.sentences import sentence_at, sentence_spans
from citecheck.draft.sources import CitedSource, sources_of
from citecheck.draft.structure import structure_findings
from citecheck.draft.target_findings import target_findings
from citecheck.model.draft import Block, BlockKind, Citation, Draft, Footnote
from citecheck.model.format import Format
from citecheck.model.target import CutUrl, Hostile, Url
from citecheck.target import find_references

_LABEL = re.compile(r"[\[\](){}^.:*\u2191\u21a9\s]+")
_SLASHES_BEFORE_PATH = 3
_HEADING_WORDS = 30
_DEFANGED = re.compile(r"hxxp|[\[({]\s?(?:\.|dot|:)\s?[\])}]|\[://\]", re.IGNORECASE)


def assemble(manuscript: Manuscript, *, path: str, form: Format, sha256: str) -> Draft:
    """Make the draft of a manuscript; pure, deterministic, linear in its length."""
    blocks = tuple(cleaned(block) for block in manuscript.blocks)
    read = tuple(without_backlinks(note) for note in manuscript.notes)
    cited = tuple(sources_of(note) for note in read)
    notes = tuple(_footnote(note, found) for note, found in zip(read, cited, strict=True))
    if manuscript.cut and notes:
        notes = (*notes[:-1], _with_cut_end(notes[-1]))
    notes, unresolved = resolve_back_references(notes)
    labels = _Labels.of(manuscript.notes)
    citations = tuple(_citations(blocks, labels, manuscript.language))
    by_notes = frozenset(labels.note_of(mark) for note in manuscript.notes for mark in note.marks)
    draft = Draft(
        path=path,
        format=form,
        title=manuscript.title,
        language=manuscript.language,
        sha256=sha256,
        blocks=tuple(Block(block.kind, block.text, place_at(block.places, 0)) for block in blocks),
        footnotes=notes,
        citations=citations,
        indicators=_indicators(blocks, manuscript.notes),
    )
    findings = (
        *structure_findings(draft, cut=manuscript.cut, unresolved=unresolved, by_notes=by_notes),
        *target_findings(draft, cited),
    )
    return replace(draft, findings=tuple(replace(finding, path=path) for finding in findings))


def label_key(label: str) -> str:
    """Give the key by which a marker finds its note: "[6]", "6." and "6" are one; "*" stays as it is."""
    return _LABEL.sub("", label).casefold() or label.strip()


def _footnote(note: Note, cited: tuple[CitedSource, ...]) -> Footnote:
    text = " ".join(note.text.split())
    return Footnote(note.id, note.marker, text, place_at(note.places, 0), tuple(one.source for one in cited))


def _with_cut_end(note: Footnote) -> Footnote:
    """Take the address that a cut file ends in for a cut one: nobody knows whether it went on."""
    last = note.sources[-1] if note.sources else None
    if last is None or not isinstance(last.target, Url) or not note.text.endswith(last.raw):
        return note
    cut = CutUrl(last.target.written, host_cut=last.target.written.count("/") < _SLASHES_BEFORE_PATH)
    return replace(note, sources=(*note.sources[:-1], replace(last, target=cut)))


@dataclass(slots=True)
class _Labels:
    """The notes by id and by label. Where several notes share a label (a new count each chapter) only the id tells."""

    ids: set[str]
    by_label: dict[str, str]

    @classmethod
    def of(cls, notes: tuple[Note, ...]) -> _Labels:
        by_label: dict[str, str] = {}
        for note in notes:
            by_label.setdefault(label_key(note.marker), note.id)
        return cls({note.id for note in notes}, by_label)

    def note_of(self, mark: Mark) -> str | None:
        if mark.note is not None and mark.note in self.ids:
            return mark.note
        return self.by_label.get(label_key(mark.label))


def _citations(blocks: tuple[TextBlock, ...], labels: _Labels, language: str | None) -> list[Citation]:
    made: list[Citation] = []
    section: str | None = None
    for index, block in enumerate(blocks):
        spans = _claims(block, language) if block.marks else []
        for mark in block.marks:
            start, end = sentence_at(spans, block.text, mark.offset)
            made.append(
                Citation(
                    mark.label, labels.note_of(mark), block.text[start:end], mark.place, section, index, start, end
                )
            )
        if block.kind is BlockKind.HEADING:
            section = block.text.strip() or section
    return made


def _claims(block: TextBlock, language: str | None) -> list[tuple[int, int]]:
    """Cut a block into what a marker can be attached to: a heading as a whole, else its sentences.

    Word processors give paragraphs of text the style of a heading to have them numbered; those have sentences.
    """
    if block.kind is BlockKind.HEADING and len(block.text.split()) <= _HEADING_WORDS:
        lead = len(block.text) - len(block.text.lstrip())
        return [(lead, lead + len(block.text.strip()))] if block.text.strip() else []
    return sentence_spans(block.text, language, {mark.offset for mark in block.marks})


def _indicators(blocks: tuple[TextBlock, ...], notes: tuple[Note, ...]) -> tuple[str, ...]:
    """List the hostile indicators of text and notes, each once, in order."""
    texts = [block.text for block in blocks] + [note.text for note in notes]
    found = (
        one.target.refanged
        for text in texts
        if _DEFANGED.search(text)
        for one in find_references(text)
        if isinstance(one.target, Hostile)
    )
    return tuple(dict.fromkeys(found))
