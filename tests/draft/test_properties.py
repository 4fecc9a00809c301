"""What holds for every draft that can be thought of, and for every real one at hand."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.draft.formats.registry import recognise_format
from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format
from citecheck.rules.draft import check_draft
from citecheck.text.sentences import find_sentence_at, sentence_spans

SHARED = Path(__file__).parents[3] / "shared" / "corpus"
PIECES = st.sampled_from(
    [
        "A claim.", "Mr. A. B. Reed said “no.” ", "[1]", "[2]", "[^1]", "[^a]: ", "[1]: ", "\n", "\n\n", "[1] ", "[2] ", "1. ",
        "https://a.example/x", " dot com/y", "...", "; ", "¹", "水。", "قال؟", "\u00a0", "\u00ad", "Notes\n", "## Notes\n", "(1)",
        "<p>", "</p>", '<a href="#fn1">1</a>', '<li id="fn1">', "<sup>1</sup>", "<ol>", "<br>", "<pre>", "</div>", "Ibid.",
        "See note 1.", "`", "*", "_", "|", "> ", "- ", "hxxp://b[.]example", "\t", "&#91;", "\x0c", "[Page 1]\n",
    ]
)  # fmt: skip
DRAFTS = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)


@given(DRAFTS, st.sampled_from([Format.TEXT, Format.HTML, Format.MARKDOWN]))
@settings(max_examples=250, deadline=None)
def test_any_draft_is_read_or_refused(text, form):
    """Whatever a draft holds, it is read or refused with a sentence; ids are unique and every citation fits its block."""
    try:
        draft = read_draft(text.encode("utf-8", "replace"), path="x", fmt=form)
    except UnreadableInput:
        return
    ids = [note.id for note in draft.entries]
    assert len(ids) == len(set(ids))
    for one in draft.citations:
        assert one.footnote is None or one.footnote in ids
        assert one.block is not None
        assert draft.blocks[one.block].text[one.start : one.end] == one.sentence


@given(st.lists(PIECES | st.text(max_size=6), max_size=20).map("".join), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_sentences_cover_all_words(text, offset):
    """Sentences are in order, do not overlap, leave out nothing but white space, and a marker finds one of them."""
    spans = sentence_spans(text)
    end = 0
    for start, stop in spans:
        assert end <= start < stop
        assert not text[end:start].strip()
        end = stop
    assert not text[end:].strip()
    assert find_sentence_at(spans, text, offset) in [*spans, (0, 0)]


def real_documents():
    """Give the shared documents, if they are next to the project."""
    folder = SHARED / "documents"
    return sorted([*folder.glob("files/*"), *folder.glob("markup/*")]) if folder.is_dir() else []


def real_pages():
    """Give every eighth of the shared web pages; reading all is `bench`'s affair."""
    folder = SHARED / "web"
    return sorted(folder.rglob("*.html.gz"))[::8] if folder.is_dir() else []


@pytest.mark.skipif(not real_documents(), reason="the shared corpus is not next to the project")
def test_real_documents_are_read():
    """Every shared document of these formats is recognised and read, and no finding lacks message or advice."""
    for path in real_documents():
        data = path.read_bytes()
        form = recognise_format(data, path.name)
        if form not in {Format.TEXT, Format.HTML, Format.MARKDOWN}:
            continue
        draft = check_draft(read_draft(data, path=path.name))
        assert all(one.message and one.advice for one in draft.findings), path.name


@pytest.mark.skipif(not real_pages(), reason="the shared corpus is not next to the project")
def test_pages_without_notes_give_none():
    """Real pages are read without failing, and notes are found only where a page has markers to them."""
    for path in real_pages():
        try:
            draft = read_draft(gzip.decompress(path.read_bytes()), path=path.name, fmt=Format.HTML)
        except UnreadableInput:
            continue
        if draft.footnotes:
            assert any(one.footnote for one in draft.citations), path.name


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"%PDF-1.7", "x.txt", Format.PDF),
        (b"<!DOCTYPE html><p>x", "x.md", Format.HTML),
        (b"\xef\xbb\xbf<html><p>x", "x", Format.HTML),
        (b"\\documentclass{article}", "x", Format.LATEX),
        (b"@article{a, title={b}}", "x", Format.BIBTEX),
        (b'<?xml version="1.0"?>\n<article><front><article-meta>', "x.xml", Format.JATS),
        (b"<article><p>x</p></article>", "x.html", Format.HTML),
        (b"plain words", "x.md", Format.MARKDOWN),
        (b"plain words", "x.wiki", Format.WIKITEXT),
        (b"plain words < 3", "x.html", Format.TEXT),
        (b"a[^1] b[^2]\n\n[^1]: c\n[^2]: d\n\n# e\n", "x.txt", Format.MARKDOWN),
        (b"plain words with one ](http://a) in them", "x.txt", Format.TEXT),
        (b"", "x.txt", None),
    ],
)
def test_recognition(data, name, form):
    """The contents decide, the name where contents look alike."""
    if form is None:
        with pytest.raises(UnreadableInput):
            recognise_format(data, name)
    else:
        assert recognise_format(data, name) is form


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Nara fell in May.¹ Bema held.²\n\n¹ https://a.example/1\n² https://a.example/2\n", ["Nara fell in May.", "Bema held."]),
        ("Der Hafen ist zu.[1] Die Bahn fährt.[2]\n\n[1] https://a.example/1\n[2] https://a.example/2\n", ["Der Hafen ist zu.", "Die Bahn fährt."]),
        ("What is peace? A short guide.¹\n\nText.\n\n¹ https://a.example/1\n", ["What is peace? A short guide."]),
    ],
)  # fmt: skip
def test_a_first_line_with_a_marker_after_a_sentence_is_no_title(text, sentences):
    """A line that may be a title is cut into sentences where a marker ends one within it."""
    draft = read_draft(text.encode(), path="draft.txt")
    assert [citation.sentence for citation in draft.citations] == sentences
