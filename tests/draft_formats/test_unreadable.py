"""Files that cannot be read: one sentence that says what is wrong and what to do, never a traceback."""

import io
import zipfile

import pypdf
import pytest

from citecheck.draft.formats import asciidoc, bibtex, docx, epub, jats, latex, odt, org, pdf, rst, typst, wikitext
from citecheck.draft.formats.office_parts import OfficeContainer
from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format

from .built import book, of_layout, package_of, word, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DOCUMENT = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)


def _encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(of_layout("page\n72 700 10 Text."))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _encrypted_zip() -> bytes:
    packed = bytearray(zipped({DOCUMENT: "x"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + flags] |= 1
    return bytes(packed)


def _torn_zip() -> bytes:
    packed = bytearray(word("<w:p/>"))
    packed[60:90] = bytes(30)
    return bytes(packed)


def _protected(name: str) -> bytes:
    """Make a book with one encrypted file."""
    encryption = f'<encryption><EncryptedData><CipherData><CipherReference URI="{name}"/></CipherData></EncryptedData></encryption>'
    parts = {"package.opf": package_of("a.xhtml"), "a.xhtml": "<p>A.</p>", "META-INF/encryption.xml": encryption}
    return book(parts)


CASES = {
    "EPUB no zip": (epub, b"Just words.", "not an EPUB"),
    "EPUB without package": (epub, book({"a.xhtml": "A."}), "package document is missing"),
    "EPUB without text": (epub, book({"package.opf": package_of("gone.xhtml")}), "has no text"),
    "EPUB with a path out of it": (epub, book({"package.opf": package_of("../../etc/passwd")}), "has no text"),
    "EPUB with DRM": (epub, _protected("a.xhtml"), "protected against copying"),
    "EPUB entity bomb": (epub, book({"package.opf": BOMB}), "defines entities"),
    "EPUB no container": (epub, zipped({"package.opf": package_of()}), "META-INF/container.xml is missing"),
    "no zip": (docx, b"Just words.", "not a Word document"),
    "empty": (docx, b"", "not a Word document"),
    "old or encrypted Word": (docx, OLE, "encrypted or old"),
    "encrypted zip": (docx, _encrypted_zip(), "encrypted"),
    "torn zip": (docx, _torn_zip(), "Word document"),
    "cut zip": (docx, word("<w:p/>")[:-40], "ZIP container"),
    "no document part": (docx, zipped({"[Content_Types].xml": "<x/>"}), f"its part {DOCUMENT} is missing"),
    "broken XML": (docx, zipped({DOCUMENT: "<w:document"}), "damaged"),
    "no body": (docx, zipped({DOCUMENT: f'<w:document xmlns:w="{W}"/>'}), "no body"),
    "entity bomb": (docx, zipped({DOCUMENT: BOMB}), "document type"),
    "entity bomb in UTF-16": (docx, zipped({DOCUMENT: BOMB.encode("utf-16")}), "document type"),
    "deep nesting": (docx, zipped({DOCUMENT: "<w>" * 5000}), "damaged"),
    "ODT no zip": (odt, b"Just words.", "not an OpenDocument text"),
    "ODT encrypted": (odt, zipped({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "x"}), "encrypted"),
    "ODT spreadsheet": (odt, zipped({"content.xml": "<x/>"}), "no text document"),
    "ODT entity bomb": (odt, zipped({"content.xml": BOMB}), "document type"),
    "JATS no XML": (jats, b"Just words.", "damaged"),
    "JATS of another kind": (jats, b"<feed/>", "its root is <feed>"),
    "JATS entity bomb": (jats, BOMB.encode(), "document type"),
    "JATS late entity": (
        jats,
        b"<!DOCTYPE article [" + b" " * 5000 + b'<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><article>&b;</article>',
        "document type",
    ),
    "JATS deep nesting": (jats, b"<article>" + b"<sec>" * 5000, "damaged"),
    "PDF of nothing": (pdf, b"%PDF-1.7\n", "damaged"),
    "no PDF": (pdf, b"Just words.", "damaged"),
    "PDF without text": (pdf, of_layout("page\npicture 72 300 400 300"), "OCR"),
    "PDF of thin lines": (pdf, of_layout("page\nrule 72 700 200"), "only empty pages"),
    "PDF of empty pages": (pdf, of_layout("page\npage"), "only empty pages"),
    "PDF with a password": (pdf, _encrypted_pdf(), "encrypted"),
}


@pytest.mark.parametrize("name", CASES)
def test_unreadable_file_is_one_sentence(name):
    """A file that cannot be read is refused with one line that names the fault."""
    reader, data, words = CASES[name]
    with pytest.raises(UnreadableInput) as caught:
        reader.read(data, base=None)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["report.docx", "report.odt", "report.PDF"])
def test_text_under_the_name_of_a_binary_format_is_refused(name):
    """Text saved as report.docx is refused by name with the way out, and read where its format is named."""
    with pytest.raises(UnreadableInput, match=f"{name} is not a .* file, although its name suggests so.*--as"):
        read_draft(b"The page was not found [1].\n", path=name)
    assert read_draft(b"The page was not found.\n", path=name, fmt=Format.TEXT).format is Format.TEXT


def _of_type(kind: str) -> bytes:
    """Pack an OpenDocument of a kind, with its type stored as it is, as the standard asks."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<a/>")
    return packed.getvalue()


def _old_office(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(40)


UNREAD = {
    "a.ps": (b"%!PS-Adobe-3.0\n(Ships.) show", "it is PostScript; convert it to PDF"),
    "a.fodt": (
        b'<?xml version="1.0" encoding="UTF-8"?>\n\n<office:document office:version="1.3"/>',
        "it is a flat OpenDocument file; save it as .odt or .docx",
    ),
    "a.rtf": (b"{\\rtf1\\ansi Ships.}", "it is RTF; save it as .docx or .odt"),
    "n.ipynb": (
        b'{\n "cells": [{"source": ["See https://example.org"]}]}',
        "it is a notebook; export it with jupyter nbconvert --to markdown",
    ),
    "renamed.docx": (b"{\\rtf1\\ansi Ships.}", "it is RTF; save it as .docx or .odt"),
    "a.doc": (_old_office("WordDocument"), "it is an old Word document; save it as .docx or .odt"),
    "b.doc": (OLE, "it is an old Word document; save it as .docx or .odt"),
    "a.xls": (_old_office("Workbook"), "it is a spreadsheet; save it as HTML or PDF"),
    "b.xls": (OLE, "it is a spreadsheet; save it as HTML or PDF"),
    "a.ppt": (_old_office("PowerPoint Document"), "it is a presentation; export it as PDF"),
    "locked.docx": (_old_office("EncryptedPackage"), "it is encrypted; open it, remove the password and save it again"),
    "a.xlsx": (zipped({"xl/workbook.xml": "<a/>"}), "it is a spreadsheet; save it as HTML or PDF"),
    "a.pptx": (zipped({"ppt/presentation.xml": "<a/>"}), "it is a presentation; export it as PDF"),
    "a.ods": (
        _of_type("spreadsheet"),
        "it is a spreadsheet; save it as HTML or PDF",
    ),
    "a.odp": (
        _of_type("presentation"),
        "it is a presentation; export it as PDF",
    ),
    "a.pages": (zipped({"Index/Document.iwa": "x"}), "it is a Pages document; export it as Word (.docx)"),
    "a.numbers": (zipped({"Index/CalculationEngine.iwa": "x"}), "it is a spreadsheet; save it as HTML or PDF"),
    "a.key": (zipped({"Index.zip": "x"}), "it is a Keynote presentation; export it as PDF"),
    "a.zip": (
        zipped({"a.md": "x"}),
        "is a ZIP file without a draft that citecheck reads; unpack it, and name the draft",
    ),
    "a.jpg": (b"\xff\xd8\xff\xe0" + bytes(50), "it is an image; run text recognition on it"),
    "a.mobi": (b"Ships" + bytes(range(200)), "it is a Kindle book: convert it to EPUB"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c", "it is a packed archive; unpack it first"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_format_that_is_not_read_is_named_with_the_way_out(name):
    """A file in a format that is not read is called what it is, with what to do, and never with `--as`."""
    data, words = UNREAD[name]
    with pytest.raises(UnreadableInput) as caught:
        read_draft(data, path=name)
    assert words in str(caught.value)
    assert "--as" not in str(caught.value)


@pytest.mark.parametrize("name", ["letter.doc", "notes.rtf", "server.key"])
def test_text_with_the_name_of_such_a_format_is_read(name):
    """A text is read, whatever its name."""
    assert read_draft(b"Ships came.", path=name).format is Format.TEXT


def test_book_with_encrypted_fonts_is_read():
    """Only the documents of a book must not be encrypted; fonts often are."""
    assert [block.text for block in epub.read(_protected("fonts/a.otf"), base=None).blocks] == ["A."]


def test_entity_of_the_document_type_of_jats_is_its_character():
    """A JATS article may name its document type, which is not loaded; an entity that HTML knows too is its character."""
    article = b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "a.dtd"><article><body><p>Caf&eacute; &unknown;.</p></body></article>'
    assert [block.text for block in jats.read(article, base=None).blocks] == ["Café &unknown;."]


def test_zip_bomb_is_refused_while_unpacking():
    """A part that unpacks beyond the limit is refused, whatever the directory of the container says."""
    container = OfficeContainer(zipped({"a.xml": b"\0" * 3_000_000}), what="Word document", part_limit=1_000_000)
    with pytest.raises(UnreadableInput, match="unpacks to more than"):
        container.read("a.xml")


def test_part_named_twice_is_read_once():
    """A container that names a part twice is read; the last one counts, as for Word."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", "two")
    assert OfficeContainer(packed.getvalue(), what="Word document").read("a.xml") == b"two"


@pytest.mark.parametrize(
    "reader", [asciidoc, bibtex, latex, org, rst, typst, wikitext], ids=lambda reader: reader.__name__
)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00\x01", b"\x00" * 50, b"\xe4\xf6\xfc [1]"], ids=repr)
def test_text_formats_read_anything(reader, data):
    """Empty, binary and oddly encoded files are text to the readers of text formats."""
    assert reader.read(data, base=None).notes == ()


def test_file_cut_in_its_middle_is_said_to_be_cut():
    """A LaTeX document without its end is marked as cut."""
    assert latex.read(b"\\begin{document} A.\\footnote{b}", base=None).cut
    assert not latex.read(b"\\begin{document} A.\\footnote{b}\\end{document}", base=None).cut
