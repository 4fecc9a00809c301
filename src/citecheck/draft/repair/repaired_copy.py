"""The repaired copy of a draft as bytes, with the list of repairs made."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citecheck.draft.formats.html.page import parse_page
from citecheck.draft.formats.office_parts import OfficeContainer
from citecheck.draft.repair import docx
from citecheck.draft.repair import edits as markdown
from citecheck.draft.repair import edits as text
from citecheck.draft.repair.docx import replace_members
from citecheck.draft.repair.edits import Splice, apply_splices, find_html_splices, find_splices
from citecheck.draft.repair.plan import MadeRepair, Repair
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.draft import Format

_STORIES = ("document", "footnotes", "endnotes", "comments")
"""Parts of a Word document that contain text with addresses."""

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class RepairedCopy:
    """The bytes of the copy, and the repairs with their places, in the order of the draft."""

    data: bytes
    done: tuple[MadeRepair, ...]


def build_repaired_copy(data: bytes, fmt: Format, repairs: Sequence[Repair]) -> RepairedCopy:
    """Make `repairs` in a copy of the draft `data`; an address is repaired wherever it occurs.

    Raises:
        WrongUsage: drafts of this format cannot be repaired.
        UnreadableInput: a Word document is damaged.
    """
    if fmt is Format.DOCX:
        return _repair_document(data, tuple(repairs))
    if fmt not in _FINDERS:
        known = ", ".join(each.value for each in (*_FINDERS, Format.DOCX))
        raise WrongUsage(f"drafts in {fmt.value} cannot be repaired; supported formats are {known}")
    encoding = _choose_encoding(data)
    source = data.decode(encoding)
    changes = _FINDERS[fmt](source, tuple(repairs), _find_base(data) if fmt is Format.HTML else None)
    done = tuple(MadeRepair(change.repair, f"line {source.count(chr(10), 0, change.start) + 1}") for change in changes)
    return RepairedCopy(apply_splices(source, changes).encode(encoding), done)


def _find_text_splices(source: str, repairs: tuple[Repair, ...], _: str | None) -> tuple[Splice, ...]:
    return find_splices(source, text.find_text_addresses(source), repairs, text.TEXT_SYNTAX)


def _find_markdown_splices(source: str, repairs: tuple[Repair, ...], _: str | None) -> tuple[Splice, ...]:
    return find_splices(source, markdown.find_markdown_addresses(source), repairs, markdown.MARKDOWN_SYNTAX)


_SpliceFinder = Callable[[str, tuple[Repair, ...], str | None], tuple[Splice, ...]]
"""From a text, repairs and the address of the document (for relative links) to the changes, in order."""

_FINDERS: dict[Format, _SpliceFinder] = {
    Format.TEXT: _find_text_splices,
    Format.MARKDOWN: _find_markdown_splices,
    Format.HTML: find_html_splices,
}


def _find_base(data: bytes) -> str | None:
    """Return the address that a page states for itself; a page without elements has no links either."""
    try:
        return parse_page(data, base=None).base
    except UnreadableInput:
        return None


def _choose_encoding(data: bytes) -> str:
    """Return an encoding that round-trips the bytes; addresses are ASCII in nearly all of them."""
    marked = (name for bom, name in _BYTE_ORDER_MARKS if data.startswith(bom))
    for name in (*marked, "utf-8"):
        try:
            if data.decode(name).encode(name) == data:
                return name
        except UnicodeError:
            continue
    return "latin-1"


def _repair_document(data: bytes, repairs: tuple[Repair, ...]) -> RepairedCopy:
    container = OfficeContainer(data, what="Word document")
    parts: dict[str, bytes] = {}
    done: list[MadeRepair] = []
    for story in _STORIES:
        name, rels = f"word/{story}.xml", f"word/_rels/{story}.xml.rels"
        if name not in container:
            continue
        relations = _read_xml(container, rels) if rels in container else ""
        xml = _read_xml(container, name)
        for part, source, changes in (
            (rels, relations, docx.find_relationship_splices(relations, repairs)),
            (name, xml, docx.find_story_splices(xml, docx.find_relationships(relations), repairs)),
        ):
            changed = [change for change in changes if source[change.start : change.end] != change.new]
            if changed:
                parts[part] = apply_splices(source, changed).encode()
                done += [
                    MadeRepair(change.repair, _describe_place(part, source, change)) for change in changed if change.new
                ]
    return RepairedCopy(replace_members(data, parts) if parts else data, tuple(done))


def _read_xml(container: OfficeContainer, name: str) -> str:
    try:
        return container.read(name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"the part {name} of the Word document is not UTF-8; save the document again") from error


def _describe_place(part: str, source: str, change: Splice) -> str:
    if part.endswith(".rels"):
        return part
    return f"{part}, paragraph {source.count('</w:p>', 0, change.start) + 1}"
