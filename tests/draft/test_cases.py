"""The case files, one test per case and field, and what holds for every draft among them."""

import json

import pytest

from citecheck.text.encoding import decode_draft

from .case_files import FOLDER, inputs, read_case, summary

CASES = inputs()
FIELDS = ("format", "title", "footnotes", "citations", "indicators", "findings")


@pytest.fixture(scope="module")
def drafts():
    """Every case read once."""
    return {path.name: read_case(path) for path in CASES}


@pytest.fixture(scope="module")
def readings(drafts):
    """What a case pins down of each draft, as JSON gives it back."""
    return {name: json.loads(json.dumps(summary(draft))) for name, draft in drafts.items()}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_case(path, field, readings):
    """A case file reads as its expectation says."""
    expected = json.loads((FOLDER / f"{path.name}.expected.json").read_text("utf-8"))
    assert readings[path.name][field] == expected[field]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_reading_is_deterministic(path, drafts):
    """Reading the same bytes twice gives equal drafts."""
    assert read_case(path) == drafts[path.name]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_sentence_is_cut_from_its_block(path, drafts):
    """A citation's span cuts exactly its sentence out of the block it names."""
    draft = drafts[path.name]
    for one in draft.citations:
        assert one.block is not None
        assert draft.blocks[one.block].text[one.start : one.end] == one.sentence


@pytest.mark.parametrize("path", [one for one in CASES if one.suffix in {".txt", ".md"}], ids=lambda path: path.name)
def test_source_stands_where_it_says(path, drafts):
    """In text and Markdown the line and column of a source with an address are where its first characters stand."""
    lines = decode_draft(path.read_bytes()).split("\n")
    for note in drafts[path.name].footnotes:
        for source in note.sources:
            word = source.raw.split(" ")[0]
            if word.startswith(("http", "www")) and source.place.column:
                assert lines[source.place.line - 1][source.place.column - 1 :].startswith(word)
