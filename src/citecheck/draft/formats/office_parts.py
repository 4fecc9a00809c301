"""The parts of DOCX and ODT: a ZIP container read with bounds, and its XML parsed without entities or network.

A container may promise a few bytes and unpack to gigabytes, so sizes are counted while unpacking and never taken
from
the directory. Anything wrong with the container is one `UnreadableInput` with the way out.

This is the one importer of lxml's XML parser in the readers. No office program writes a document type, and every
entity bomb needs one: a part that has one is refused before anything is expanded.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, TypeAlias

from citecheck.errors import UnreadableInput

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, EOFError, OSError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What zipfile raises on containers that lie about their own structure."""

PART_LIMIT = 60_000_000
"""Bytes of one part unpacked; the largest part among real reports seen was 4 MB."""


class OfficeContainer:
    """The parts of one document by name. `what` names the sort of document in messages ("Word document")."""

    def __init__(self, data: bytes, *, what: str, part_limit: int = PART_LIMIT) -> None:
        self._what = what
        one = f"an {what}" if what[0] in "AEIOU" else f"a {what}"
        self._limit = part_limit
        if data.startswith(_OLE):
            raise UnreadableInput(
                f"the file is an encrypted or old binary document, not {one}: open it, remove the password and "
                "save it in the current format"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise UnreadableInput(
                f"the file is not {one}: its ZIP container cannot be opened ({error}); save it again or name its "
                "real format with --as"
            ) from error
        self._names = frozenset(self._zip.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return one part unpacked.

        Raises:
            UnreadableInput: the part is missing, damaged, encrypted, or larger than the limit.
        """
        if name not in self._names:
            raise UnreadableInput(f"the {self._what} is incomplete: its part {name} is missing; save it again")
        if self._zip.getinfo(name).flag_bits & _ENCRYPTED:
            raise UnreadableInput(f"the {self._what} is encrypted: save a copy without a password")
        try:
            with self._zip.open(name) as part:
                unpacked = part.read(self._limit + 1)
        except _FAULTS as error:
            raise UnreadableInput(f"the {self._what} is damaged in its part {name} ({error}); save it again") from error
        if len(unpacked) > self._limit:
            raise UnreadableInput(
                f"the {self._what} was refused: its part {name} unpacks to more than {self._limit:,} bytes"
            )
        return unpacked


if TYPE_CHECKING:
    from lxml import etree

    Element: TypeAlias = etree._Element  # noqa: SLF001  lxml names its element type so
else:
    Element: TypeAlias = object


def parse_part(data: bytes, name: str) -> Element:
    """Return the root of an XML part; `name` stands in messages.

    Raises:
        UnreadableInput: the part is no XML, declares a document type, or nests deeper than 256 elements.
    """
    from lxml import etree  # noqa: PLC0415  50 ms that plain-text drafts need not pay

    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise UnreadableInput(f"the part {name} was refused: it declares a document type, which no office program does")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput(f"the part {name} is damaged: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableInput(f"the part {name} was refused: it declares a document type, which no office program does")
    return root


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; empty for what is not an element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_all_text(element: Element) -> str:
    """Return the text of an element and of everything in it."""
    return "".join(str(piece) for piece in element.itertext())
