"""Drafts as chatbots export them: their marks of citation, and the lists of sources at the end."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.rules.draft import check_draft

FIRST, SECOND = "https://dam.example.org/1975", "https://dam.example.org/rebuilt"
TEXT = "The dam failed in 1975{0} It was rebuilt in 1981{1}\n\n{2}"
DRAFTS = {
    "labels-of-links.md": TEXT.format(".[^1]", ".[^2]", f"[1]: {FIRST}\n[2]: {SECOND}\n"),
    "titled-labels.md": TEXT.format(".[^1]", ".[^2]", f'[1]: <{FIRST}> "Dam"\n[2]: {SECOND}\n'),
    "daggers.md": TEXT.format(
        "【4†source】.", "【7†source】.", f"Sources:\n【4†source】 {FIRST}\n【7†source】 {SECOND}\n"
    ),
    "daggers.txt": TEXT.format("【4†source】.", "【7†source】.", f"Sources:\n\n[4] {FIRST}\n[7] {SECOND}\n"),
    "heading.md": TEXT.format(" [1].", " [2].", f"Quellen:\n1. {FIRST}\n2. Rebuilt - {SECOND}\n"),
    "citations.md": TEXT.format("[1].", "[2].", f"Citations:\n[1] {FIRST}\n[2] {SECOND}\n"),
    "numbers-lost.txt": TEXT.format(" [1].", " [2].", f"Quellen\n{FIRST}\n{SECOND}\n"),
    "numbers-lost.md": TEXT.format(" [1].", " [2].", f"## Sources\n\n- Dam board, {FIRST}\n- {SECOND}\n"),
    "number-links.md": TEXT.format(f" [1]({FIRST}).", f" [2]({SECOND}).", ""),
    "from-zero.md": TEXT.format(
        " :contentReference[oaicite:0]{index=0}.",
        " :contentReference[oaicite:1]{index=1}.",
        f"## Sources\n\n1. Dam board, {FIRST}\n2. {SECOND}\n",
    ),
    "from-zero.txt": TEXT.format("【0†source】.", "【1†source】.", f"Sources:\n\n[1] {FIRST}\n[2] {SECOND}\n"),
    "list-from-zero.txt": TEXT.format("【0†source】.", "【1†source】.", f"Sources:\n\n[0] {FIRST}\n[1] {SECOND}\n"),
    "numbered-words.md": TEXT.format("[citation:1].", "[citation:2].", f"Sources:\n\n1. {FIRST}\n2. {SECOND}\n"),
    "opened-words.md": TEXT.format(" [cite: 1].", " [cite: 2].", f"Sources:\n\n1. {FIRST}\n2. {SECOND}\n").replace(
        "It was", "[cite_start]It was"
    ),
    "labelled-alike.md": TEXT.format(
        "[citation:1].",
        "[citation:2].",
        f"Sources:\n\n- [citation:1] [Dam]({FIRST})\n- [citation:2] [Board]({SECOND})\n",
    ),
    "labelled-alike-below.md": TEXT.format(
        " [cite: 1].", " [cite: 2].", f"参考:\n[cite: 1] Dam {FIRST}\n[cite: 2] Board {SECOND}\n"
    ),
    "labelled-alike.txt": TEXT.format(
        "[citation:1].", "[citation:2].", f"Sources:\n* [citation:1] Dam {FIRST}\n* [citation:2] Board {SECOND}\n"
    ),
    "labelled-alike.html": TEXT.format(
        "[citation:1].",
        "[citation:2].",
        f"<h2>Sources</h2><ul><li>[citation:1] Dam {FIRST}</li><li>[citation:2] Board {SECOND}</li></ul>",
    ),
    "numbered-word-links.md": TEXT.format(f"[citation:3]({FIRST}).", f"[citation:5]({SECOND}).", ""),
    "addresses-alone.md": TEXT.format("[1].", "[2].", f"Citations:\n{FIRST}\n{SECOND}\n"),
    "site-names.md": TEXT.format(
        ". ([dam.example.org][1])", ". ([dam.example.org][2])", f"[1]: {FIRST}\n[2]: {SECOND}\n"
    ),
    "wordless-links.md": TEXT.format(f".[]({FIRST})", f".[]({SECOND})", ""),
    "exported-links.md": TEXT.format(f" [oai_citation:1‡Dam]({FIRST}).", f" [oai_citation:2‡Board]({SECOND}).", ""),
}


@pytest.mark.parametrize("path", DRAFTS)
def test_marks_lead_to_their_sources(path):
    """Each mark is the marker of one source, and no part of its sentence."""
    draft = check_draft(read_draft(DRAFTS[path].encode(), path=path))
    sources = {
        note.id: [one.target.canonical for one in note.sources] for note in (*draft.footnotes, *draft.link_entries)
    }
    assert [(one.sentence, sources[one.footnote]) for one in draft.citations] == [
        ("The dam failed in 1975.", [FIRST]),
        ("It was rebuilt in 1981.", [SECOND]),
    ]
    assert [one.rule for one in draft.findings] == []


@pytest.mark.parametrize(
    ("marks", "count"),
    [
        ("【4†source】", 1),
        ("【4:0†dam.pdf】", 1),
        ("citeturn0search1turn0search2", 2),
        ("fileciteturn0file3L5-L9", 1),
        ("[citation:3]", 1),
        ("[cite: 3, 4]", 2),
        ("\ue200cite\ue202turn0news4\ue201", 1),
        (":contentReference[oaicite:2]{index=2}", 1),
    ],
)
@pytest.mark.parametrize("path", ["a.md", "a.txt"])
def test_a_mark_whose_source_was_lost_is_an_error(path, marks, count):
    """What chatbots leave where they cite is a marker without a note, never nothing to check."""
    draft = check_draft(read_draft(f"The dam failed in 1975. {marks} It rained.\n".encode(), path=path))
    assert [one.footnote for one in draft.citations] == [None] * count
    assert {one.rule for one in draft.findings} == {"C101"}
    assert marks[:6] not in draft.blocks[0].text


@pytest.mark.parametrize(
    "text",
    [
        "The dam† failed in 1975‡.",
        "We cite turn0 of the search.",
        "The value is [4‡](https://a.example.org/) here.",
    ],
)
def test_what_is_no_mark(text):
    """Daggers, words and links are no marks of a chatbot."""
    draft = read_draft(f"{text}\n".encode(), path="a.md")
    assert all(one.footnote for one in draft.citations)


@pytest.mark.parametrize("end", [f"{FIRST}\n", f"{FIRST}\n{SECOND}\n{SECOND}\n", f"{FIRST}\nThe end.\n"])
def test_a_list_without_numbers_counts_like_its_markers(end):
    """Addresses under a heading are notes only if they are as many as the markers before."""
    draft = read_draft(TEXT.format(" [1].", " [2].", f"Sources\n{end}").encode(), path="a.txt")
    assert draft.footnotes == ()


def test_a_note_that_another_note_cites_is_cited():
    """A marker within a note counts as a citation of the note that it names."""
    text = "Rain fell.[^out]\n\n[^out]: See a friend.[^in] https://a.example.org/o\n[^in]: https://a.example.org/i\n"
    assert [one.rule for one in check_draft(read_draft(text.encode(), path="a.md")).findings] == []


def test_a_mark_beyond_a_list_has_no_source():
    """Marks that count from 0 reach one less than their list: the next one is a marker without a note."""
    text = "It rained【0†a】. It snowed【1†a】. It hailed【2†a】.\n\nSources:\n\n[1] https://a.example.org/1\n[2] https://a.example.org/2\n"
    draft = read_draft(text.encode(), path="a.txt")
    assert [one.footnote for one in draft.citations] == ["1", "2", None]


TYPED = "The dam failed in 1975.1 It was rebuilt{0}.2 The old wall fell first.1 It cost 3.2 million.3 It is high.2, 3"
WORKS = "".join(
    f"{number}. Dam Board, accessed March 4, 2025, https://dam.example.org/{number}\n" for number in (1, 2, 3)
)


@pytest.mark.parametrize("path", ["a.md", "a.txt"])
def test_numbers_typed_after_the_full_stop_lead_to_the_works(path):
    """Plain figures after sentences count through the list at the end, also where one comes again or two together."""
    draft = check_draft(read_draft(f"{TYPED.format('')}\n\nWorks cited\n\n{WORKS}".encode(), path=path))
    assert [(one.sentence, one.marker, one.footnote) for one in draft.citations] == [
        ("The dam failed in 1975.", "1", "1"),
        ("It was rebuilt.", "2", "2"),
        ("The old wall fell first.", "1", "1"),
        ("It cost 3.2 million.", "3", "3"),
        ("It is high.", "2, 3", "2"),
        ("It is high.", "2, 3", "3"),
    ]
    assert draft.findings == ()


@pytest.mark.parametrize("end", ["It ended.4", "It ended.", ""])
def test_numbers_that_do_not_count_through_a_list_stay(end):
    """A list that has fewer or more entries than the figures after sentences is another list."""
    listed = WORKS if end.endswith("4") else WORKS + "4. Dam Board, https://dam.example.org/4\n"
    draft = read_draft(f"{TYPED.format('')} {end}\n\n{listed}".encode(), path="a.md")
    assert "in 1975.1 It" in draft.blocks[0].text


@pytest.mark.parametrize("numbers", ["[1][2]", "[citation:1][citation:2]", "[2][1]"])
def test_two_numbers_defined_as_links_are_two_sources(numbers):
    """A number directly before another one is no words of a link to it if the file defines both."""
    labels = ("citation:1", "citation:2") if "citation" in numbers else ("1", "2")
    text = f"The dam failed in 1975.{numbers} It rained.\n\n[{labels[0]}]: {FIRST}\n[{labels[1]}]: {SECOND}\n"
    draft = read_draft(text.encode(), path="a.md")
    sources = {note.id: note.sources[0].target.canonical for note in draft.footnotes}
    assert sorted(sources[one.footnote] for one in draft.citations) == [FIRST, SECOND]
    assert {one.sentence for one in draft.citations} == {"The dam failed in 1975."}


@pytest.mark.parametrize(("words", "marker"), [("2021", "[2021]"), ("the report", "the report"), ("a1", "a1")])
def test_words_before_a_number_are_the_words_of_a_link(words, marker):
    """What the file defines no address for, and what is no number, is the words of a link."""
    text = f"The dam failed, says [{words}][1], in 1975.[1]\n\n[1]: {FIRST}\n[2]: {SECOND}\n[a1]: {SECOND}\n"
    draft = read_draft(text.encode(), path="a.md")
    sources = {one.marker: one.sources[0].target.canonical for one in (*draft.footnotes, *draft.link_entries)}
    assert sources[marker] == FIRST


NOTE, LINK = "https://council.example.net/vote", "https://weather.example.com/june"
MIXED = {
    "link-after-marker": (f"The vote was held.[^1]\n\nJune was dry[1]({LINK}) there.\n\n[^1]: {NOTE}\n", [NOTE, LINK]),
    "link-before-marker": (f"June was dry.[1]({LINK}) The vote was held.[^1]\n\n[^1]: {NOTE}\n", [LINK, NOTE]),
    "link-twice": (
        f"June[1]({LINK}) was dry.[1]({LINK})\n\nThe vote was held.[^1]\n\n[^1]: {NOTE}\n",
        [LINK, LINK, NOTE],
    ),
    "line-of-a-link": (f"The vote was held.[^1]\n\nJune was dry.[1]({LINK})\n\n[1]: {NOTE}\n", [NOTE, LINK]),
    "line-and-number": (f"The vote was held.[1]\n\nJune was dry.[1]({LINK})\n\n[1]: {NOTE}\n", [NOTE, LINK]),
    "numbers-in-a-row": (
        f"The vote was held.[1][2] June was dry.[2]({LINK})\n\n[1]: {NOTE}\n[2]: {FIRST}\n",
        [NOTE, FIRST, LINK],
    ),
}


@pytest.mark.parametrize(("text", "addresses"), MIXED.values(), ids=MIXED)
def test_number_with_an_address_takes_no_note_of_that_number(text, addresses):
    """Where a draft has a note 1 and a link "[1](address)", each marker cites its own, and no note is without a marker."""
    draft = check_draft(read_draft(text.encode(), path="mixed.md"))
    cited = {note.id: [source.target.written for source in note.sources] for note in draft.footnotes}
    assert [url for citation in draft.citations for url in cited[citation.footnote]] == addresses
    assert "C102" not in {finding.rule for finding in draft.findings}
