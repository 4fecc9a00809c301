"""Raised figures that call no note keep their meaning: 2²⁴ is not 224."""

import pytest

from citecheck.draft.reading import read_draft

DRAFTS = {
    "d.html": "<p>The key has 2<sup>24</sup> values and the 1<sup>st</sup> row.<sup><a href='#fn1'>1</a></sup></p>"
    "<p id='fn1'><a href='#r1'>1</a> https://a.example/1</p>",
    "d.rst": "The key has 2\\ :sup:`24` values and the 1\\ :sup:`st` row. [#a]_\n\n.. [#a] https://a.example/1\n",
    "d.tex": "\\begin{document}The key has 2\\textsuperscript{24} values and the 1\\textsuperscript{st} row."
    "\\footnote{\\url{https://a.example/1}}\\end{document}",
    "d.md": "The key has 2<sup>24</sup> values and the 1<sup>st</sup> row.[^1]\n\n[^1]: https://a.example/1\n",
    "d.txt": "The key has 2²⁴ values and the 1st row.[1]\n\n[1] https://a.example/1\n",
}


@pytest.mark.parametrize("path", DRAFTS)
def test_a_power_stays_raised(path):
    """A raised figure in a sentence is not joined to the number before it, and raised letters are letters."""
    (citation,) = read_draft(DRAFTS[path].encode(), path=path).citations
    assert citation.sentence == "The key has 2²⁴ values and the 1st row."


TYPED = {
    "plain": ("1 Port book, 1901.\n2 Letter of the captain.\n3 Minutes of the council.\n", "1"),
    "dots": ("1. Port book, 1901.\n\n2. Letter of the captain.\n\n3. Minutes of the council.\n", "1"),
    "brackets": ("1) Port book, 1901.\n2) Letter of the captain.\n3) Minutes of the council.\n", "1"),
}
PASSAGES = {
    "English": "Ships came in 1901.1 They left \u201cfor good.\u201d2 The council, which met in May,3 said no.",
    "German": "Die Schiffe kamen 1901.1 Sie blieben lange.2 Der Rat tagte im Mai,3 sagte aber nichts.",
    "French": "Les bateaux vinrent en 1901.1 \u00c0 l'aube ils partirent!2 Le conseil se tut (deux fois).3",
}


@pytest.mark.parametrize("notes", TYPED)
@pytest.mark.parametrize("passage", PASSAGES)
def test_figures_typed_after_sentences_call_the_numbered_lines_at_the_end(passage, notes):
    """Numbers that count through the ends of sentences call the same numbers at the end, printed as they were typed."""
    draft = read_draft(f"{PASSAGES[passage]}\n\n{TYPED[notes][0]}".encode(), path="draft.txt")
    assert [note.id for note in draft.footnotes] == ["1", "2", "3"]
    assert [(one.marker, one.footnote) for one in draft.citations] == [("1", "1"), ("2", "2"), ("3", "3")]
    assert [note.marker.strip(".)") for note in draft.footnotes] == ["1", "2", "3"]
    assert draft.citations[0].sentence.endswith("1901.")


@pytest.mark.parametrize(
    "text",
    [
        "It is in version 2.1 The list adds 3.2 It ends with 4.3\n\n1. Load it.\n2. Open it.\n3. Run it.\n",
        "Steps are here.1 Then wait.2 Go on.3\n\n1. Load it.\n2. Open it.\n3. Run it.\n4. Close it.\n",
        "Steps are here.1 Then wait.3 Go on.2\n\n1. Load it.\n2. Open it.\n3. Run it.\n",
        "Steps are here. Then wait. Go on.\n\n1. Load it.\n2. Open it.\n3. Run it.\n",
    ],
)
def test_decimals_and_steps_call_no_line(text):
    """Decimals, other orders and lists of another length are no notes."""
    draft = read_draft(text.encode(), path="draft.txt")
    assert (draft.footnotes, draft.citations) == ((), ())


@pytest.mark.parametrize("call", ['<sup><a href="#n{0}">{0}</a></sup>', '<a href="#n{0}"><sup>{0}</sup></a>'])
def test_raised_links_to_items_of_their_number_call_notes(call: str) -> None:
    """A list without heading or back links is notes if raised links, names of its items and its numbers agree."""
    text = f"<p>The dam failed in 1975.{call.format(1)} It was rebuilt.{call.format(2)}</p>"
    items = "".join(f'<li id="n{one}">Board, <a href="https://a.example.org/{one}">Dams</a></li>' for one in (1, 2))
    draft = read_draft(f"{text}<ol>{items}</ol>".encode(), path="a.html")
    assert [(one.footnote, one.sentence) for one in draft.citations] == [
        ("n1", "The dam failed in 1975."),
        ("n2", "It was rebuilt."),
    ]


@pytest.mark.parametrize(
    "call", ['<a href="#n{0}">{0}</a>', '<sup><a href="#x">{0}</a></sup>', '<sup><a href="#step{0}">{0}</a></sup>']
)
def test_links_to_items_without_these_signs_call_none(call: str) -> None:
    """A link on the line, to a place of another name or to a step is a cross-reference."""
    text = f"<p>The dam failed in 1975 {call.format(1)} and it was rebuilt {call.format(2)}.</p>"
    items = "".join(f'<li id="{name}">Board</li>' for name in ("n1", "n2", "x", "step1", "step2"))
    draft = read_draft(f"{text}<ol>{items}</ol>".encode(), path="a.html")
    assert draft.citations == ()


@pytest.mark.parametrize(
    "heading", ["Notes", "\u0420\u0435\u0444\u0435\u0440\u0435\u043d\u0446\u0438\u0438", "Quellen zum Wehr"]
)
@pytest.mark.parametrize("raised", ["<sup>[{0}](#fn{0})</sup>", "<SUP>[{0}](#note-{0})</SUP>"])
def test_a_raised_link_within_the_page_is_a_marker(raised: str, heading: str) -> None:
    """A raised number that leads to a place of the page calls the note that begins with it raised."""
    text = f"# Weirs\n\nThe weir is old{raised.format(1)}. It has two gates{raised.format(2)}.\n\n### {heading}\n\n"
    text += "<sup>1</sup> Board, [plan][b].\n{: #fn1}\n\n<sup>2</sup> Board, 2021.\n{: #fn2}\n\n[b]: https://a.example.net\n"
    draft = read_draft(text.encode(), path="a.md")
    assert [one.section for one in draft.citations] == ["Weirs", "Weirs"]
    assert {one.footnote for one in draft.citations} == {note.id for note in draft.footnotes}


@pytest.mark.parametrize(
    "raised", ["<sup>[1](https://a.example.net)</sup>", "<sup>[th](#th)</sup>", "<sup>[1](#x) a</sup>"]
)
def test_another_raised_link_is_no_figure(raised):
    """What leads out of the page, is no number, or has words after it stays a link."""
    draft = read_draft(f"The weir is old{raised} and low.\n".encode(), path="a.md")
    assert not any("\u00b9" in block.text for block in draft.blocks)
    assert len(draft.links) == 1
