"""The case files, one test per case and field, and what holds for every draft among them."""

import json

import pytest

from citecheck.draft import read_draft

from .case_files import FOLDER, draft_bytes, draft_name, inputs, read_case

CASES = inputs()
FIELDS = ("format", "title", "footnotes", "citations", "indicators", "findings")


@pytest.fixture(scope="module")
def readings():
    """Every case read once."""
    return {path.name: read_case(path) for path in CASES}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_case(path, field, readings):
    """A case file reads as its expectation says."""
    expected = json.loads((FOLDER / f"{path.name}.expected.json").read_text("utf-8"))
    assert readings[path.name][field] == expected[field]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_reading_is_deterministic(path):
    """Reading the same bytes twice gives equal drafts."""
    data = draft_bytes(path)
    assert read_draft(data, path=draft_name(path)) == read_draft(data, path=draft_name(path))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_sentence_is_cut_from_its_block(path):
    """A citation's span cuts exactly its sentence out of the block it names."""
    draft = read_draft(draft_bytes(path), path=draft_name(path))
    for one in draft.citations:
        if one.block is not None:
            assert draft.blocks[one.block].text[one.start : one.end] == one.sentence
