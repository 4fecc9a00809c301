"""Text documents cited as sources give their paragraphs, other archives nothing."""

import io
import zipfile

import pytest

from citecheck.model.page import Answer, Page
from citecheck.page.reading import read_page

WORD = (
    '<w:document><w:body><w:p><w:r><w:t xml:space="preserve">The river rose by </w:t></w:r><w:r><w:t>two &lt; three</w:t></w:r>'
    "<w:r><w:tab/><w:t>metres.</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>Nine towns were cut off.</w:t></w:r></w:p></w:body></w:document>"
)
ODT = (
    "<office:text><text:h>Levels</text:h><text:p>The river<text:s/>rose by <text:span>two</text:span> metres.</text:p>"
    "</office:text>"
)


def packed(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        (
            packed(word__document=WORD, docProps__core="<dc:title>Levels &amp; tides</dc:title>"),
            "Levels & tides",
            "The river rose by two < three metres.\nNine towns were cut off.",
        ),
        (packed(content=ODT, meta="<dc:title></dc:title>"), None, "Levels\nThe river rose by two metres."),
        (packed(other=WORD), None, ""),
        (packed(word__document=WORD)[:80], None, ""),
    ],
    ids=["word", "opendocument", "other", "cut"],
)
def test_a_text_document_is_read(body, title, text):
    """Word and OpenDocument files give title and paragraphs; other and broken archives are there, without text."""
    reading = read_page(Answer(body=body, status=200))
    assert (reading.text.title, reading.text.main, reading.page) == (title, text, Page.LIVE)
