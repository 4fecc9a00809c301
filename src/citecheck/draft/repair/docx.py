"""Addresses in a Word document, and the replacement of members in its ZIP file (APPNOTE 4.3).

Addresses are in the relationships of links, in field codes, and in text that may be split over runs. The XML is
scanned rather than parsed and serialised, so only the repaired characters change. A copy is named by separate runs
after the link or address; its address becomes a link by a field code, which needs no relationship (ECMA-376-1,
17.16.5.25).

`zipfile` would recompress every member. Here unchanged members, including headers and data descriptors, are copied
byte for byte, so that the document differs from the draft only in what was repaired.
"""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from citecheck.draft.repair.edits import (
    AddressSyntax,
    Splice,
    WrittenAddress,
    build_splices,
    find_text_addresses,
    match_repairs,
    resolve_link_text,
)
from citecheck.draft.repair.plan import Repair, target_of
from citecheck.errors import UnreadableInput
from citecheck.model.target import Target

_END = struct.Struct("<4s4H2IH")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_HAS_DESCRIPTOR = 0x8
_DEFLATED = 8
_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _DirectoryEntry:
    """A row of the central directory: its fields, followed by the name, extra field and comment."""

    fields: tuple[int, ...]
    name: str
    tail: bytes

    @property
    def offset(self) -> int:
        return self.fields[-1]


def replace_members(data: bytes, new: Mapping[str, bytes]) -> bytes:
    """Return the ZIP file `data` with the members named in `new` replaced in place.

    Raises:
        UnreadableInput: the directory is damaged or in ZIP64 format, which is for files over 4 GB.
    """
    try:
        return _rebuild(data, new)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise UnreadableInput(f"the ZIP directory of the document is damaged ({error})") from error


def _rebuild(data: bytes, new: Mapping[str, bytes]) -> bytes:
    at = data.rindex(b"PK\x05\x06") if b"PK\x05\x06" in data else len(data)
    end = _END.unpack_from(data, at)
    directory = end[6]
    if directory == _ZIP64:
        raise UnreadableInput(
            "the ZIP file of the document is in ZIP64 format, for files over 4 GB; save the document again"
        )
    entries = sorted(_read_entries(data, directory, end[4]), key=lambda entry: entry.offset)
    bounds = [entry.offset for entry in entries] + [directory]
    members = [data[: bounds[0]]]
    rows: dict[int, bytes] = {}
    length = bounds[0]
    for position, entry in enumerate(entries):
        stored = data[entry.offset : bounds[position + 1]]
        fields = entry.fields
        if entry.name in new:
            stored, fields = _pack_member(stored, entry, new[entry.name])
        rows[entry.offset] = _ENTRY.pack(b"PK\x01\x02", *fields[:-1], length) + entry.tail
        members.append(stored)
        length += len(stored)
    listed = b"".join(rows[entry.offset] for entry in _read_entries(data, directory, end[4]))
    closing = _END.pack(*end[:5], len(listed), length, end[7]) + data[at + _END.size :]
    return b"".join((*members, listed, closing))


def _read_entries(data: bytes, directory: int, count: int) -> Iterator[_DirectoryEntry]:
    """Yield the rows of the directory in order."""
    at = directory
    for _ in range(count):
        signature, *fields = _ENTRY.unpack_from(data, at)
        if signature != b"PK\x01\x02":
            raise UnreadableInput("the ZIP directory of the document is damaged; save the document again")
        size = sum(fields[9:12])
        tail = data[at + _ENTRY.size : at + _ENTRY.size + size]
        encoding = "utf-8" if fields[2] & 0x800 else "cp437"
        yield _DirectoryEntry(tuple(fields), tail[: fields[9]].decode(encoding), tail)
        at += _ENTRY.size + size


def _pack_member(stored: bytes, entry: _DirectoryEntry, content: bytes) -> tuple[bytes, tuple[int, ...]]:
    """Return one member with new content, and its fields; time, attributes and extra fields are unchanged."""
    signature, needs, flags, _, time, date, *_, name, extra = _LOCAL.unpack_from(stored)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    sizes = (zlib.crc32(content), len(packed), len(content))
    flags &= ~_HAS_DESCRIPTOR
    head = _LOCAL.pack(signature, needs, flags, _DEFLATED, time, date, *sizes, name, extra)
    names = stored[_LOCAL.size : _LOCAL.size + name + extra]
    fields = entry.fields
    return head + names + packed, (*fields[:2], flags, _DEFLATED, *fields[4:6], *sizes, *fields[9:])


_TOKEN = re.compile(
    r"(?P<paragraph><w:p(?=[\s>/])|</w:p>)"
    r"|<w:t(?:\s[^<>]*)?>(?P<text>[^<]*)</w:t>"
    r"|(?P<space><w:(?:tab|br|cr)\b[^<>]*/>)"
    r"|(?P<hyphen><w:noBreakHyphen\b[^<>]*/>)"
    r"|<w:hyperlink\b(?P<link>[^<>]*)(?<!/)>"
    r"|(?P<unlink></w:hyperlink>)"
    r"|<w:instrText(?:\s[^<>]*)?>(?P<code>[^<]*)</w:instrText>"
)
_ID = re.compile(r'\br:id="([^"]*)"')
_RELATIONSHIP = re.compile(r"<Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(r'\b(Id|Target|TargetMode)="([^"]*)"')
_CODE = re.compile(r"HYPERLINK\s+(?:&quot;|\")([^\"&]*(?:&amp;[^\"&]*)*)(?:&quot;|\")")
_RUN_END = re.compile(r"</w:t>\s*</w:r>")
_RUN = re.compile(r"<w:r\b[^<>]*>\s*(<w:rPr>.*?</w:rPr>)?", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)


def find_relationships(rels: str) -> dict[str, WrittenAddress]:
    """Return the addresses of a part's relationships by id, each at its Target attribute."""
    found = {}
    for element in _RELATIONSHIP.finditer(rels):
        attributes = {each[1]: each for each in _ATTRIBUTE.finditer(rels, element.start(), element.end())}
        if "Id" in attributes and "Target" in attributes and "TargetMode" in attributes:
            target = attributes["Target"]
            found[attributes["Id"][2]] = WrittenAddress(*target.span(2), target_of(html.unescape(target[2])))
    return found


def find_relationship_splices(rels: str, repairs: Sequence[Repair]) -> tuple[Splice, ...]:
    """Return the changes to the relationships of a part."""
    return _find_link_splices(rels, list(find_relationships(rels).values()), repairs, _ATTRIBUTES)


def _find_link_splices(
    xml: str, addresses: Sequence[WrittenAddress], repairs: Sequence[Repair], syntax: AddressSyntax
) -> tuple[Splice, ...]:
    """Return the changes to the addresses of links, which have no lines and no order; one of several stays."""
    clear = [repair for repair in repairs if repair.slot is None or repair.slot.of == 1]
    return build_splices(xml, zip(addresses, match_repairs(addresses, clear, None), strict=True), syntax)


def find_story_splices(xml: str, links: dict[str, WrittenAddress], repairs: Sequence[Repair]) -> tuple[Splice, ...]:
    """Return the changes to the XML of a part whose relationships are `links`, in order."""
    found: list[Splice] = []
    paragraphs = list(_read_paragraphs(xml, links))
    places = [(paragraph, address) for paragraph in paragraphs for address in paragraph.find_addresses()]
    matched = match_repairs([address for _, address in places], repairs, None)
    for (paragraph, address), those in zip(places, matched, strict=True):
        for change in build_splices(paragraph.plain, [(address, those)], _IN_TEXT):
            found += paragraph.split_change(xml, change)
    found += _find_link_splices(xml, [one for each in paragraphs for one in each.elements], repairs, _AFTER_LINK)
    found += _find_link_splices(xml, [one for each in paragraphs for one in each.codes], repairs, _ATTRIBUTES)
    return tuple(sorted(found, key=lambda splice: (splice.start, splice.end)))


@dataclass(slots=True)
class _WordParagraph:
    """The text of a paragraph with the place of each character in the XML, and its links.

    `linked` holds the ranges of the text inside links, with their targets; `elements` the places after links.
    """

    characters: list[str] = field(default_factory=list)
    at: list[tuple[int, int]] = field(default_factory=list)
    linked: list[tuple[range, Target]] = field(default_factory=list)
    elements: list[WrittenAddress] = field(default_factory=list)
    codes: list[WrittenAddress] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The text as displayed."""
        return "".join(self.characters)

    def add(self, character: str, start: int, end: int) -> None:
        """Add the characters written at `xml[start:end]`."""
        for each in character:
            self.characters.append(each)
            self.at.append((start, end))

    def find_addresses(self) -> Iterator[WrittenAddress]:
        """Yield the displayed addresses; those in a link have no place for a copy, which is named after the link."""
        for each in find_text_addresses(self.plain):
            link = next((target for span, target in self.linked if each.start in span), None)
            yield each if link is None else replace(each, target=resolve_link_text(link, each.target), copy_at=None)

    def split_change(self, xml: str, change: Splice) -> Iterator[Splice]:
        """Yield a change of the text as changes to the XML; only the first stretch gets the new text."""
        if change.start == change.end:
            yield _insert_copy_after(xml, self.at[change.start - 1][1], change.repair)
            return
        new = html.escape(change.new, quote=False)
        stretches: list[list[int]] = []
        for start, end in self.at[change.start : change.end]:
            if stretches and stretches[-1][1] == start:
                stretches[-1][1] = end
            else:
                stretches.append([start, end])
        for start, end in stretches:
            yield Splice(start, end, new, change.repair)
            new = ""


def _read_paragraphs(xml: str, links: dict[str, WrittenAddress]) -> Iterator[_WordParagraph]:
    paragraph = _WordParagraph()
    link: tuple[WrittenAddress | None, int] | None = None
    for token in _TOKEN.finditer(xml):
        match token.lastgroup:
            case "paragraph":
                yield paragraph
                paragraph = _WordParagraph()
            case "text":
                for character in _ENTITY.finditer(xml, *token.span("text")):
                    paragraph.add(html.unescape(character[0]), *character.span())
            case "space":
                paragraph.add(" ", *token.span())
            case "hyphen":
                paragraph.add("-", *token.span())
            case "link":
                named = _ID.search(token["link"])
                link = (links.get(named[1]) if named else None, len(paragraph.characters))
            case "unlink" if link is not None:
                target, start = link
                if target is not None:
                    paragraph.linked.append((range(start, len(paragraph.characters)), target.target))
                    paragraph.elements.append(WrittenAddress(token.end(), token.end(), target.target, token.end()))
                link = None
            case "code":
                for code in _CODE.finditer(xml, *token.span("code")):
                    paragraph.codes.append(WrittenAddress(*code.span(1), target_of(html.unescape(code[1]))))
            case _:
                continue
    yield paragraph


def _insert_copy_after(xml: str, after: int, repair: Repair) -> Splice:
    """Name a copy after the character that ends at `after`: after its run, or inside a run that continues."""
    inside = xml.startswith("</w:t>", xml.find("<", after))  # a hyphen or tab is outside <w:t>
    if not inside or _RUN_END.match(xml, after):
        end = xml.find("</w:r>", after) + len("</w:r>")
        return Splice(end, end, _render_runs(repair), repair)
    opened = max(xml.rfind("<w:r>", 0, after), xml.rfind("<w:r ", 0, after))
    properties = _RUN.match(xml, opened)
    again = f'<w:r>{(properties and properties[1]) or ""}<w:t xml:space="preserve">'
    return Splice(after, after, f"</w:t></w:r>{_render_runs(repair)}{again}", repair)


def _render_runs(repair: Repair) -> str:
    """Return the runs that name a copy, with its address as a link."""
    address = html.escape(repair.new, quote=False)
    return (
        '<w:r><w:t xml:space="preserve"> (archived: </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> HYPERLINK "{address}" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr><w:t>{address}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>)</w:t></w:r>'
    )


def _render_nothing(_: str) -> str:
    return ""


def _render_no_copy(_: Repair) -> str:
    return ""


def _render_copy(repair: Repair) -> str:
    return f" (archived: {repair.new})"


_IN_TEXT = AddressSyntax(address=str, copy=_render_copy)
_ATTRIBUTES = AddressSyntax(address=html.escape, copy=_render_no_copy)
_AFTER_LINK = AddressSyntax(address=_render_nothing, copy=_render_runs)
