"""Read the parts of DOCX and ODT files, and other XML.

A ZIP container with size limits, and XML without entities or network access.

A container may state a size of a few bytes and unpack to gigabytes, so sizes are counted while unpacking and not taken
from the directory. Every fault of the container raises `UnreadableInput` with advice.

This is the only module of the readers that imports lxml's XML parser. A part that has a document type is refused before
anything is expanded: office programs do not write one, and every entity bomb needs one.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from citecheck.errors import UnreadableInput

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, EOFError, OSError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""Exceptions of zipfile on containers with an inconsistent structure."""

_PART_LIMIT = 60_000_000
"""The largest size of one unpacked part, in bytes. The largest part among real reports seen was 4 MB."""


class OfficeContainer:
    """The parts of one document by name.

    `what` is the kind of document in messages ("Word document").
    """

    def __init__(self, data: bytes, *, what: str, part_limit: int = _PART_LIMIT) -> None:
        self._what = what
        indefinite = f"an {what}" if what[0] in "AEIOU" else f"a {what}"
        self._limit = part_limit
        if data.startswith(_OLE):
            raise UnreadableInput(
                f"the file is an encrypted or old binary document, not {indefinite}: open it, remove the password and "
                "save it in the current format"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise UnreadableInput(
                f"the file is not {indefinite}: its ZIP container cannot be opened ({error}); save it again or "
                "specify its real format with --as"
            ) from error
        self._names = frozenset(self._zip.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return one unpacked part.

        Raises:
            UnreadableInput: The part is missing, damaged, encrypted, or larger than the limit.
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


def parse_part(data: bytes, name: str, *, document_type: bool = False) -> Element:
    """Return the root of an XML part. `name` is used in messages.

    With `document_type` a document may name its document type, which is not loaded, but may not define entities.

    Raises:
        UnreadableInput: The part is not XML, declares a document type, or is nested deeper than 256 elements.
    """
    from lxml import etree  # noqa: PLC0415  importing takes 50 ms, which plain-text drafts do not need

    if b"<!DOCTYPE" in data[:4096] and not document_type:
        raise _refuse_document_type(name)
    if b"<!ENTITY" in data[:4096]:
        raise _refuse_entities(name)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput(f"the part {name} is damaged: {error.msg}") from error
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and not document_type:
        raise _refuse_document_type(name)
    if declared is not None and any(True for _ in declared.iterentities()):
        raise _refuse_entities(name)
    return root


def _refuse_document_type(name: str) -> UnreadableInput:
    return UnreadableInput(f"the part {name} was refused: it declares a document type, which office programs never do")


def local_name(element: Element) -> str:
    """Return an element's name without its namespace, "" for a node that is not an element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _refuse_entities(name: str) -> UnreadableInput:
    return UnreadableInput(f"the part {name} was refused: its document type defines entities; save it without them")


def line_of(element: Element) -> int | None:
    """Return the line of an element in its source."""
    return cast("int | None", element.sourceline)


def read_all_text(element: Element) -> str:
    """Return the text of an element and its descendants."""
    return "".join(str(piece) for piece in element.itertext())
