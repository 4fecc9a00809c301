"""XML parts of DOCX and ODT, parsed without entities, document types or network.

The one importer of lxml's XML parser in the readers. No office program writes a document type, and every
entity bomb needs one: a part that has one is refused before anything is expanded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from citecheck.errors import UnreadableInput

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


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for what is not an element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_text(element: Element) -> str:
    """Return the text of an element and of everything in it."""
    return "".join(str(piece) for piece in element.itertext())
