"""The shared documents, read where they are present: none crashes a reader, and the labelled ones read as labelled."""

import json
from pathlib import Path

import pytest

from citecheck.draft.formats import pdf
from citecheck.draft.reading import read_draft

from .built import read_or_refusal

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
DOCUMENTS = SHARED / "documents"
SUFFIXES = {".docx", ".odt", ".pdf", ".tex", ".bib", ".rst", ".adoc", ".wiki"}
FILES = sorted(path for path in DOCUMENTS.glob("files/*") if path.suffix in SUFFIXES)
GOLDS = [path for path in FILES if (DOCUMENTS / "gold" / f"{path.name}.json").exists()]
PAGES = sorted(SHARED.glob("web/pdf/files/*.pdf"))


@pytest.mark.skipif(not FILES, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_document_is_read(path):
    """Every shared document of these formats is read, and every marker that names a note names one that is there."""
    draft = read_draft(path.read_bytes(), path=path.name)
    known = {entry.id for entry in draft.entries}
    assert {one.footnote for one in draft.citations} <= known | {None}


@pytest.mark.skipif(not GOLDS, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.name)
def test_labelled_document_has_its_notes_and_addresses(path):
    """A labelled document gives the notes and the addresses of its labels."""
    gold = json.loads((DOCUMENTS / "gold" / f"{path.name}.json").read_text("utf-8"))
    draft = read_draft(path.read_bytes(), path=path.name)
    wanted = [item["url"].rstrip("/") for note in gold["footnotes"] for item in note["items"] if item.get("url")]
    found = [
        source.target.written.rstrip("/")
        for note in draft.footnotes
        for source in note.sources
        if hasattr(source.target, "written")
    ]
    assert len(draft.footnotes) == len(gold["footnotes"])
    assert sorted(found) == sorted(wanted)


@pytest.mark.skipif(not PAGES, reason="the shared corpus is not here")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_foreign_pdf_is_read_or_refused(path):
    """Every shared PDF of the web is read, or refused in one sentence."""
    made = read_or_refusal(pdf, path.read_bytes())
    assert not isinstance(made, str) or "\n" not in made
