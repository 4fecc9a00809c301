"""Read EPUB books: the chapters in reading order, by the reader of HTML.

Notes are often in another file than their markers. So files that such links tie are read as one page: their names
(`id`) get the number of their chapter, and links between them lead to these names. The others are read one by one,
because numbers begin again in each chapter. A place is the number of the chapter in reading order (`page`), that of the
paragraph in the chapter, notes included, and the line in the chapter's file. Links within the book are no links of the
draft.
"""

from __future__ import annotations

import html
import posixpath
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import unquote

from citecheck.draft.formats import html as html_format
from citecheck.draft.formats.epub.package import EpubChapter, open_book
from citecheck.draft.manuscript import Hyperlink, Manuscript, ManuscriptBlock, Marker, Note
from citecheck.draft.note_lines import is_notes_heading
from citecheck.model.draft import BlockKind, Place

_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.DOTALL
)
_ATTRIBUTE: Final = re.compile(
    r"(?<![\w:-])(?P<key>id|name|href|xml:id|data-note-id)(?P<is>\s*=\s*)(?P<quote>[\"'])(?P<value>[^\"']*)(?P=quote)"
)
_BODY: Final = re.compile(r"<body\b(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_BODY_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
_CALL: Final = re.compile(
    r"<a\b(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>(?P<words>.{0,200}?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_HREF: Final = re.compile(r"(?<![\w:-])href\s*=\s*[\"']([^\"']*)[\"']")
_TAGS: Final = re.compile(r"<[^<>]*>")
_LONGEST_CALL: Final = 8
"""Characters of a link to another file that may be a marker; titles of chapters have more."""
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _MergedPage:
    """Chapters as one page. `starts` are the first lines of `chapters` in it, `offsets` those lines in their files."""

    source: str
    chapters: tuple[int, ...]
    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    def place(self, place: Place, paragraph: int) -> Place:
        """Return a place of the page as chapter, paragraph and line."""
        at = max(bisect_right(self.starts, place.line or 0) - 1, 0)
        line = None if place.line is None else max(place.line - self.starts[at], 0) + self.offsets[at]
        return Place(line, page=self.chapters[at] + 1, paragraph=paragraph)

    def number_paragraphs(self, lines: Sequence[int]) -> tuple[int, ...]:
        """Return the number of each paragraph in its chapter; `lines` are those in which the paragraphs begin."""
        counted: Counter[int] = Counter()
        numbers = [0] * len(lines)
        for at in sorted(range(len(lines)), key=lambda at: lines[at]):
            chapter = bisect_right(self.starts, lines[at])
            counted[chapter] += 1
            numbers[at] = counted[chapter]
        return tuple(numbers)


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  links in a book are relative to its files
    """Read a book.

    Raises:
        UnreadableInput: The file is no EPUB, is encrypted or damaged, or unpacks to more than the limits.
    """
    book = open_book(data)
    read_parts = [_read_group(book.chapters, group) for group in _group_chapters(book.chapters)]
    if len(read_parts) > 1 and _has_apart_notes(read_parts):
        read_parts = [_read_group(book.chapters, tuple(range(len(book.chapters))))]
    blocks = sorted((block for part in read_parts for block in part.blocks), key=_chapter_of)
    return Manuscript(
        tuple(blocks),
        tuple(note for part in read_parts for note in part.notes),
        title=book.title,
        language=book.language,
        unlisted=sum(part.unlisted for part in read_parts),
        links=tuple(link for part in read_parts for link in part.links),
    )


def _has_apart_notes(parts: Sequence[Manuscript]) -> bool:
    """Return whether the notes are apart from the text that calls them, and only their numbers tie the two."""
    if any(part.notes and any(block.markers for block in part.blocks) for part in parts):
        return False
    blocks = [block for part in parts for block in part.blocks]
    listed = any(block.kind is BlockKind.HEADING and is_notes_heading(block.text) for block in blocks)
    return listed or any(part.notes for part in parts)


def _chapter_of(block: ManuscriptBlock) -> int:
    return (block.places[0][1].page or 0) if block.places else 0


def _group_chapters(chapters: Sequence[EpubChapter]) -> list[tuple[int, ...]]:
    """Return the chapters (by number) in groups that links like markers tie, each in reading order."""
    numbers = {chapter.name: at for at, chapter in enumerate(chapters)}
    group = list(range(len(chapters)))
    for at, chapter in enumerate(chapters):
        for other in {numbers[name] for name in _find_called_files(chapter) if name in numbers}:
            old, new = max(group[at], group[other]), min(group[at], group[other])
            if old != new:
                group = [new if one == old else one for one in group]
    members: dict[int, list[int]] = {}
    for at, one in enumerate(group):
        members.setdefault(one, []).append(at)
    return [tuple(one) for one in members.values()]


def _find_called_files(chapter: EpubChapter) -> Iterator[str]:
    """Yield the names of other files that short links of a chapter lead into."""
    for call in _CALL.finditer(chapter.source):
        href = _HREF.search(call["attributes"])
        if href is None or "#" not in href[1] or href[1].startswith("#") or _SCHEME.match(href[1]):
            continue
        words = html.unescape(_TAGS.sub("", call["words"])).strip()
        if len(words) <= _LONGEST_CALL or "noteref" in call["attributes"]:
            yield _resolve(chapter.name, href[1].partition("#")[0])


def _resolve(own: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(own), unquote(html.unescape(path))))


def _read_group(chapters: Sequence[EpubChapter], group: tuple[int, ...]) -> Manuscript:
    """Read some chapters as one page."""
    numbers = {chapters[at].name: at for at in group}
    page = _merge(chapters, group, numbers)
    made = html_format.read(page.source.encode(), base=None)
    lead = f"c{group[0] + 1}:"
    paragraphs = page.number_paragraphs([*map(_line_of, made.blocks), *map(_line_of, made.notes)])
    count = len(made.blocks)
    return replace(
        made,
        blocks=tuple(_move_block(one, page, lead, at) for one, at in zip(made.blocks, paragraphs, strict=False)),
        notes=tuple(_move_note(one, page, lead, at) for one, at in zip(made.notes, paragraphs[count:], strict=True)),
        links=tuple(replace(link, place=page.place(link.place, 1)) for link in made.links if _is_outside(link.href)),
    )


def _line_of(one: ManuscriptBlock | Note) -> int:
    return (one.places[0][1].line or 0) if one.places else 0


def _merge(chapters: Sequence[EpubChapter], group: tuple[int, ...], numbers: Mapping[str, int]) -> _MergedPage:
    pieces = ['<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n']
    starts: list[int] = []
    offsets: list[int] = []
    line = 2
    for at in group:
        source = chapters[at].source
        body = _BODY.search(source)
        low = body.end() if body else 0
        end = next((one.start() for one in reversed(list(_BODY_END.finditer(source, low)))), len(source))
        attributes = body["attributes"] if body else ""
        text = f'<section id="c{at}-"><section{attributes}>{source[low:end]}</section></section>\n'
        starts.append(line)
        offsets.append(source.count("\n", 0, body.start() if body else 0) + 1)
        pieces.append(_TAG.sub(partial(_rename, own=chapters[at].name, number=at, numbers=numbers), text))
        line += text.count("\n")
    pieces.append("</body></html>")
    return _MergedPage("".join(pieces), group, tuple(starts), tuple(offsets))


def _rename(tag: re.Match[str], *, own: str, number: int, numbers: Mapping[str, int]) -> str:
    """Return a tag with the names in it made unique in the book."""
    if not tag["name"]:
        return re.sub(r"[^\n]", "", tag.group())
    return _ATTRIBUTE.sub(lambda found: _rename_attribute(found, own, number, numbers), tag.group())


def _rename_attribute(found: re.Match[str], own: str, number: int, numbers: Mapping[str, int]) -> str:
    key, value = found["key"], found["value"]
    if key != "href":
        renamed = value if re.fullmatch(rf"c{number}-", value) else f"c{number}-{value}"
    elif _SCHEME.match(value):
        return found.group()
    else:
        path, _, fragment = value.partition("#")
        target = number if not path else numbers.get(_resolve(own, path))
        if target is None:
            return found.group()
        renamed = f"#c{target}-{fragment}"
    return f"{key}{found['is']}{found['quote']}{renamed}{found['quote']}"


def _is_outside(href: str) -> bool:
    """Return whether a link leads out of the book."""
    return _SCHEME.match(href) is not None and not href.startswith(("file:", "kindle:"))


def _move_links(links: Sequence[Hyperlink], page: _MergedPage, paragraph: int) -> tuple[Hyperlink, ...]:
    return tuple(
        replace(link, place=None if link.place is None else page.place(link.place, paragraph))
        for link in links
        if _is_outside(link.href)
    )


def _move_markers(markers: Sequence[Marker], page: _MergedPage, lead: str, paragraph: int) -> tuple[Marker, ...]:
    return tuple(
        replace(one, place=page.place(one.place, paragraph), note=None if one.note is None else lead + one.note)
        for one in markers
    )


def _move_block(block: ManuscriptBlock, page: _MergedPage, lead: str, paragraph: int) -> ManuscriptBlock:
    return replace(
        block,
        places=tuple((offset, page.place(place, paragraph)) for offset, place in block.places),
        links=_move_links(block.links, page, paragraph),
        markers=_move_markers(block.markers, page, lead, paragraph),
    )


def _move_note(note: Note, page: _MergedPage, lead: str, paragraph: int) -> Note:
    return replace(
        note,
        id=lead + note.id,
        places=tuple((offset, page.place(place, paragraph)) for offset, place in note.places),
        links=_move_links(note.links, page, paragraph),
        inner_markers=_move_markers(note.inner_markers, page, lead, paragraph),
    )
