"""PDF files are compared by their text, not by their bytes."""

from citecheck.model.change import Change
from citecheck.model.page import Answer
from citecheck.page.difference.comparison import compare
from citecheck.page.reading import read_page

from .pages import SENTENCES


def pdf(lines, *, producer="one"):
    """A one-page PDF file with a line of text for each of `lines`."""
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td\n{shown}\nET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Producer (%s) >>" % producer.encode(),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + tail


def wrapped(sentences, width):
    """The sentences as one paragraph, set in lines of at most `width` characters."""
    lines, line = [], ""
    for word in " ".join(sentences).split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def reading(lines, **fields):
    return read_page(Answer(pdf(lines, **fields), url="https://example.org/report.pdf"))


def test_saved_again():
    """A file with other bytes and the same text is the same."""
    lines = wrapped(SENTENCES, 60)
    assert compare(reading(lines), reading(lines, producer="another")).change is Change.SAME


def test_set_anew():
    """The same text in lines of another width is no change."""
    found = compare(reading(wrapped(SENTENCES, 60)), reading(wrapped(SENTENCES, 75)))
    assert found.change in {Change.SAME, Change.COSMETIC}


def test_edited():
    """A changed number is found with its sentence, wherever the lines break."""
    new = [one.replace("12 tanks", "14 tanks") for one in SENTENCES]
    found = compare(reading(wrapped(SENTENCES, 60)), reading(wrapped(new, 75)))
    assert [(edit.before, edit.after) for edit in found.edits] == [(SENTENCES[0], new[0])]


def test_replaced():
    """Another document at the same address is a replacement."""
    other = ["A comet will be visible from the southern hemisphere.", "Astronomers advise to look west."]
    assert compare(reading(SENTENCES), reading(other)).change is Change.REPLACED
