"""The repaired copy of a draft, as bytes, with the list of what was done."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citecheck.draft.container import Container
from citecheck.draft.html.page import parse
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.format import Format
from citecheck.repair import docx, markdown, text
from citecheck.repair.edits import Splice, spliced, splices
from citecheck.repair.html import html_splices
from citecheck.repair.repair import Done, Repair
from citecheck.repair.rezip import replace_members

STORIES = ("document", "footnotes", "endnotes", "comments")
"""Parts of a Word document that hold text with addresses."""

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The bytes of the copy, and what was done where, in the order of the draft."""

    data: bytes
    done: tuple[Done, ...]


def repaired_copy(data: bytes, fmt: Format, repairs: Sequence[Repair]) -> Outcome:
    """Make `repairs` in a copy of the draft `data`; an address is repaired wherever it stands.

    Raises:
        WrongUsage: drafts of this format are not repaired.
        UnreadableInput: a Word document is damaged.
    """
    if fmt is Format.DOCX:
        return _document(data, tuple(repairs))
    if fmt not in _FINDERS:
        known = ", ".join(each.value for each in (*_FINDERS, Format.DOCX))
        raise WrongUsage(f"drafts in {fmt.value} are not repaired; those in {known} are")
    encoding = _encoding(data)
    source = data.decode(encoding)
    changes = _FINDERS[fmt](source, tuple(repairs), _base(data) if fmt is Format.HTML else None)
    done = tuple(Done(change.repair, f"line {source.count(chr(10), 0, change.start) + 1}") for change in changes)
    return Outcome(spliced(source, changes).encode(encoding), done)


def _text(source: str, repairs: tuple[Repair, ...], _: str | None) -> tuple[Splice, ...]:
    return splices(source, text.standing_in_text(source), repairs, text.MANNER)


def _markdown(source: str, repairs: tuple[Repair, ...], _: str | None) -> tuple[Splice, ...]:
    return splices(source, markdown.standing_in_markdown(source), repairs, markdown.MANNER)


Finder = Callable[[str, tuple[Repair, ...], str | None], tuple[Splice, ...]]
"""From a text, the repairs and the address of the document (for its relative links) to the changes, in order."""

_FINDERS: dict[Format, Finder] = {
    Format.TEXT: _text,
    Format.MARKDOWN: _markdown,
    Format.HTML: html_splices,
}


def _base(data: bytes) -> str | None:
    """Find the address that a page gives for itself; one without any element has no links either."""
    try:
        return parse(data, base=None).base
    except UnreadableInput:
        return None


def _encoding(data: bytes) -> str:
    """Choose an encoding that gives the same bytes back; addresses are ASCII in nearly all there are."""
    marked = (name for mark, name in _MARKS if data.startswith(mark))
    for name in (*marked, "utf-8"):
        try:
            if data.decode(name).encode(name) == data:
                return name
        except UnicodeError:
            continue
    return "latin-1"


def _document(data: bytes, repairs: tuple[Repair, ...]) -> Outcome:
    container = Container(data, what="Word document")
    parts: dict[str, bytes] = {}
    done: list[Done] = []
    for story in STORIES:
        name, rels = f"word/{story}.xml", f"word/_rels/{story}.xml.rels"
        if name not in container:
            continue
        relations = _xml(container, rels) if rels in container else ""
        xml = _xml(container, name)
        for part, source, changes in (
            (rels, relations, docx.relationship_splices(relations, repairs)),
            (name, xml, docx.story_splices(xml, docx.relationships(relations), repairs)),
        ):
            changed = [change for change in changes if source[change.start : change.end] != change.new]
            if changed:
                parts[part] = spliced(source, changed).encode()
                done += [Done(change.repair, _place(part, source, change)) for change in changed if change.new]
    return Outcome(replace_members(data, parts) if parts else data, tuple(done))


def _xml(container: Container, name: str) -> str:
    try:
        return container.read(name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"the part {name} of the Word document is not UTF-8; save the document again") from error


def _place(part: str, source: str, change: Splice) -> str:
    if part.endswith(".rels"):
        return part
    return f"{part}, paragraph {source.count('</w:p>', 0, change.start) + 1}"
