"""What holds for whatever a reader is given."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.draft.formats import asciidoc, bibtex, docx, latex, odt, org, pdf, rst, typst, wikitext
from citecheck.draft.prose import Prose
from citecheck.errors import UnreadableInput
from citecheck.model.draft import BlockKind, Place

from .built import of_layout, read_or_refusal, word

SCRAPS = {
    wikitext: ["<ref>", "</ref>", '<ref name="a"/>', "{{cite web|url=https://a.example/", "}}", "[[", "]]", "|", "{|", "|-",
               "|}", "==", "'''", "<!--", "-->", "<nowiki>", "</nowiki>", "[https://b.example t]", "{{reflist|refs="],
    latex: [r"\footnote{", "}", "{", r"\cite{a}", r"\begin{tabular}{l}", r"\end{tabular}", "&", r"\\", "$", "%", "~",
            r"\url{https://a.example}", r"\def\x#1{#1#1}", r"\x", r"\item", r"\'", "``", r"\bibitem{a}", r"\verb|", "["],
    rst: ["[1]_", ".. [1] ", "`a <https://a.example>`_", "a_", "__", "*", "**", "``", "|a|", ".. |a| replace:: b\n",
          "::\n\n  ", "====\n", "* ", "| ", ".. note::\n\n  ", ":ref:`x`"],
    asciidoc: ["footnote:[", "]", "footnote:a[b]", "footnote:a[]", "https://a.example[t]", "<<a>>", "[[[a]]]", "|===\n",
               "----\n", "== ", "* ", "_", "`", "{x}", ":x: y\n", "a::", "[[a]]", "[1]"],
    org: ["[fn:1]", "[fn:: ", "[fn:a: ", "]", "[[https://a.example]", "[", "[[./a.png]]", "[cite:@a; @b]", "*", "/", "=", "~",
          "* Head\n", "\n- ", "| ", "#+begin_src\n", "#+end_src\n", ":A:\n", ":END:\n", "\n[fn:1] ", "{{{a(b)}}}", "<https://b.example>"],
    typst: ["#footnote[", "]", '#link("https://a.example")[', "@a", "@a[", "#a(", ")", "#let x = ", "#if a [", "{", "}", "$", "`",
            "= Head\n", "\n- ", "/*", "*/", "// x\n", "<a>", "*", "_", "\\", "#footnote(<a>)", '"', "#cite(<a>)"],
    bibtex: ["@article{a,", "title={", "}", '"', "#", "@string{x=", "url={https://a.example}", ",", "=", "year=2000"],
}  # fmt: skip
WORDS = [" ", "\n", "\n\n", "Word. ", "a", "é", "水", "\u00a0", "https://c.example/d "]


def _sound(manuscript):
    if isinstance(manuscript, str):
        assert "\n" not in manuscript
        return
    ids = [note.id for note in manuscript.notes]
    assert len(ids) == len(set(ids))
    for block in manuscript.blocks:
        assert "\n" not in block.text
        assert all(0 <= mark.offset <= len(block.text) for mark in block.markers)
    for one in (*manuscript.blocks, *manuscript.notes):
        assert one.text == one.text.rstrip(" \n")
        assert all(0 <= link.start <= link.end <= len(one.text) for link in one.links)
        assert [offset for offset, _ in one.places] == sorted(offset for offset, _ in one.places)


@pytest.mark.parametrize("reader", SCRAPS, ids=lambda reader: reader.__name__)
def test_scraps_of_markup_are_read(reader):
    """Any row of markup is read; marks and links stay within their text, ids are unique, reading is deterministic."""

    @settings(max_examples=120, deadline=None)
    @given(st.lists(st.sampled_from(SCRAPS[reader] + WORDS), max_size=30).map("".join))
    def reads(text):
        manuscript = reader.read(text.encode(), base=None)
        _sound(manuscript)
        assert reader.read(text.encode(), base=None) == manuscript

    reads()


PIECES = [
    "<w:p>", "</w:p>", "<w:r><w:t>Word. </w:t></w:r>", '<w:r><w:footnoteReference w:id="2"/></w:r>',
    "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>', '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
    '<w:r><w:instrText>HYPERLINK "https://a.example"</w:instrText></w:r>', "<w:del>", "</w:del>",
    '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/></w:r>', "<w:p/>",
]  # fmt: skip
NOTES = '<w:footnotes {ns}><w:footnote w:id="2"><w:p><w:r><w:t>https://n.example</w:t></w:r></w:p></w:footnote></w:footnotes>'


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_word_bodies_are_read_or_refused(body):
    """A Word body of any pieces is read, or refused in one sentence where it is no XML."""
    _sound(read_or_refusal(docx, word(body, footnotes=NOTES)))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([docx, odt, pdf]), st.binary(max_size=300))
def test_foreign_bytes_are_refused(reader, data):
    """Bytes that are no document are refused in one sentence."""
    with pytest.raises(UnreadableInput):
        reader.read(data, base=None)


LINES = st.tuples(
    st.integers(0, 560), st.integers(0, 840), st.sampled_from([5, 6, 8, 9, 10, 16]),
    st.sampled_from(["1", "2", "*", "Word and word", "https://a.example/b-", "c.html", "31", "[1] x", "1. y", "• z"]),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(LINES, max_size=12), min_size=1, max_size=4))
def test_pages_are_read(pages):
    """A PDF with any text at any place is read."""
    layout = "\n".join("page\n" + "\n".join(f"{x} {y} {size} {text}" for x, y, size, text in page) for page in pages)
    if any(pages):
        _sound(pdf.read(of_layout(layout), base=None))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([b"0", b"\xff", b" ", b"<<", b"stream"]))
def test_damaged_pdf_is_read_or_refused(at, scrap):
    """A PDF with a few bytes overwritten is read or refused, and nothing else happens."""
    data = bytearray(of_layout("page\n72 700 10 Words\n100 704 6 1\n72 100 6 1\n80 96 8 https://a.example"))
    at %= len(data)
    data[at : at + len(scrap)] = scrap
    _sound(read_or_refusal(pdf, bytes(data)))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.integers(0, 30))
def test_damaged_container_is_read_or_refused(at, scrap, lost):
    """A Word document with a few bytes overwritten or lost is read or refused, and nothing else happens."""
    data = bytearray(word("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>", footnotes=NOTES))
    at %= len(data)
    data[at : at + len(scrap) + lost] = scrap
    _sound(read_or_refusal(docx, bytes(data)))


ACTIONS = st.one_of(
    st.tuples(st.just("write"), st.text("ab .,\n\t\u00a0", max_size=6)),
    st.tuples(st.just("mark"), st.just("1")),
    st.tuples(st.just("open"), st.just("https://a.example")),
    st.tuples(st.just("close"), st.just("")),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ACTIONS, max_size=25))
def test_prose_collapses_white_space(actions):
    """Whatever is written, the text has single spaces, and links cut exactly what was written while they were open."""
    prose = Prose()
    for action, value in actions:
        match action:
            case "write":
                prose.write(value, Place(line=1, column=1))
            case "mark":
                prose.add_marker(value, Place())
            case "open":
                prose.open_link(value)
            case _:
                prose.close_link()
    block = prose.block(BlockKind.PARAGRAPH)
    assert not re.search(r"\s\s|^\s|\s$|\u00a0", block.text)
    assert all(not link_text[:1].isspace() for link in block.links if (link_text := block.text[link.start : link.end]))
