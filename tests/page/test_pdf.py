"""PDF files are read, and broken ones said to be broken."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfWriter

from citecheck.model.page import Answer, Page
from citecheck.page.pdf import join_lines, read_with_pdfium, read_with_pypdf
from citecheck.page.reading import read_page

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "web" / "pdf"


def one_page(text, title):
    """Build a PDF of one page with one line of text, the way the specification's smallest example does."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


REPORT = one_page("The river rose by two metres in the night, the gauge office said.", "Levels 2024")


@pytest.mark.parametrize("declared", [b"application/pdf", b"application/octet-stream", b"text/html"])
def test_a_pdf_is_read_whatever_it_is_called(declared):
    """The first bytes say that it is a PDF."""
    reading = read_page(Answer(body=REPORT, status=200, headers=((b"Content-Type", declared),)))
    assert (reading.page, reading.media_type) == (Page.LIVE, "application/pdf")
    assert "rose by two metres" in reading.text.main
    assert reading.text.title == "Levels 2024"


def test_a_page_at_the_address_of_a_pdf_is_judged_as_a_page():
    """The error page that a server sends for a missing PDF is no PDF, whatever its type says."""
    body = b"<html><head><title>Page not found</title></head><body><p>Page not found</p></body></html>"
    reading = read_page(
        Answer(body=body, url="https://example.org/a.pdf", status=200, headers=((b"content-type", b"application/pdf"),))
    )
    assert reading.page is Page.SOFT_404


def test_half_a_pdf_is_truncated():
    """A file that cannot be opened is called cut off."""
    assert read_page(Answer(body=REPORT[:60], status=200)).page is Page.TRUNCATED_BODY


def test_a_locked_pdf_is_there():
    """A file that wants a password is no broken file."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert read_page(Answer(body=out.getvalue(), status=200)).page is Page.LIVE


def test_lines_become_paragraphs():
    """Lines are joined, words that were divided are whole again, blank lines and short last lines end a paragraph."""
    lines = [
        "The river rose by two metres in the night to Tuesday, the authori-",
        "ty said, and went on rising in the morning until",
        "noon.",
        "Nine towns were cut off, among them the two that had been flooded",
        "",
        "Boats",
    ]
    assert join_lines(lines) == [
        "The river rose by two metres in the night to Tuesday, the authority said, and went on rising in the morning until noon.",
        "Nine towns were cut off, among them the two that had been flooded",
        "Boats",
    ]


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus of PDF files is not here")
def test_real_files_are_read_or_said_to_be_broken():
    """None of the real files raises, and those with text give text."""
    for row in json.loads((CORPUS / "labels.json").read_text()):
        reading = read_page(
            Answer(body=(CORPUS / row["file"]).read_bytes(), headers=((b"content-type", b"application/pdf"),))
        )
        assert reading.text.main or not row["gold"], row["id"]


@pytest.mark.parametrize("title", ["dvips.dvi", "Microsoft Word - Final v2.DOCX"])
def test_the_name_of_a_file_is_no_title(title):
    """What a program writes where its user gave no title is left out."""
    assert read_page(Answer(body=one_page("The river rose.", title))).text.title is None


@pytest.mark.parametrize("read", [read_with_pypdf, read_with_pdfium])
def test_a_word_divided_at_the_end_of_a_line_is_made_whole(read):
    """Either reader's mark of a hyphen at the end of a line goes."""
    body = one_page("It is given to everyone under the con-) Tj 0 -14 Td (ditions of the licence.", "Levels")
    assert read(body).main == "It is given to everyone under the conditions of the licence."
