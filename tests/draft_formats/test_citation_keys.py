"""Citations by key in Markdown, as Pandoc, Quarto and R Markdown write them, with lists in BibTeX and CSL."""

import json

import pytest

from citecheck.draft.manuscript import CompanionFiles
from citecheck.draft.reading import find_wanted_files, read_draft
from citecheck.model.draft import CitationSystem, Format
from citecheck.model.target import Url
from citecheck.rules.draft import check_draft

FRONT = "---\ntitle: Rivers\nbibliography: works.bib\n---\n\n"
BIB = b"""@article{hill2010, author={Hill, B.}, title={Rain in May}, year={2010}, url={https://weather.example.org/hill}}
@book{dale_snow, author={Dale, C.}, title={Snow}, year={2012}, doi={10.1000/dale}}
"""
ITEMS = [
    {
        "id": "lang:2019",
        "title": "Floods",
        "author": [{"family": "Lang", "given": "D.", "non-dropping-particle": "de"}, {"literal": "River Office"}],
        "issued": {"date-parts": [[2019, 4, 2]]},
        "DOI": "10.1000/floods",
        "URL": "https://publisher.example.org/floods",
        "ISBN": "978-3-16-148410-0",
    },
    {"id": "roth", "title": "Wells", "issued": "2001", "PMID": 1234567},
    {"title": "A work without a key"},
]


def read(text, *lists):
    """Read a draft with its lists of works, by default one in BibTeX."""
    rows = lists or (("works.bib", BIB),)
    return read_draft(text.encode(), path="a.qmd", companions=CompanionFiles(tuple(rows)))


def cited(draft):
    """Return the marker, the id of the entry and the sentence of each citation."""
    return [(one.marker, one.footnote, one.sentence) for one in draft.citations]


def test_keys_in_brackets_cite_their_works():
    """Each key of a bracket is a citation; the bracket with its pages is no part of the sentence."""
    draft = read(FRONT + "Rain fell in May [see @hill2010, p. 3; -@dale_snow, chap. 2]. Snow fell [@dale_snow].\n")
    assert cited(draft) == [
        ("@hill2010", "bib:hill2010", "Rain fell in May."),
        ("@dale_snow", "bib:dale_snow", "Rain fell in May."),
        ("@dale_snow", "bib:dale_snow", "Snow fell."),
    ]
    assert {note.system for note in draft.footnotes} == {CitationSystem.REFERENCE}
    assert [one.target.canonical for note in draft.footnotes for one in note.sources] == [
        "https://weather.example.org/hill",
        "https://doi.org/10.1000/dale",
    ]


def test_a_key_in_the_sentence_cites():
    """A key without brackets is a citation, with the page after it; so is one in braces."""
    draft = read(FRONT + "As @hill2010 [p. 33] says, rain fell. So does @{dale_snow}.\n")
    assert cited(draft) == [
        ("@hill2010", "bib:hill2010", "As Hill says, rain fell."),
        ("@dale_snow", "bib:dale_snow", "So does."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Write to hill@hill2010.example or b.hill@hill2010.",
        "The code `[@hill2010]` is shown.",
        "See @fig-rain, @tbl-snow, [@supptbl-counts-study3] and \\@ref(fig:map).",
        "Ask @somebody on the mailing list.",
        "[@hill2010](https://social.example.org/@hill2010) is an account.",
    ],
)
def test_what_is_no_key(text):
    """Mail addresses, code, cross-references, mentions and links are no citations."""
    assert read(FRONT + text + "\n").citations == ()


def test_a_missing_key_is_an_error():
    """A key in brackets that no list has is an error at its place; a work that is not cited is not listed."""
    draft = check_draft(read(FRONT + "Rain fell [@hill2010; @hall2010].\n"))
    found = [(one.rule, one.level.value, one.marker, one.line, one.column) for one in draft.findings]
    assert found == [("C101", "error", "@hall2010", 6, 23)]
    assert [note.marker for note in draft.footnotes] == ["@hill2010"]


def test_without_the_list_keys_are_counted():
    """Where the list cannot be opened, no key is called missing; their number is kept."""
    draft = read_draft((FRONT + "Rain fell [@hill2010; @dale_snow].\n").encode(), path="a.md")
    assert (draft.citations, draft.markers_without_note) == ((), 2)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rain fell [@hill2010, p. 4]. It dried [see @dale_1998; @hill2010].", 3),
        ("Thanks to [@octocat] and [@hill2010](https://a.example.org/).", 0),
        ("Write `[@hill2010]` to cite.", 0),
    ],
)
def test_keys_with_years_are_counted_where_no_list_is_named(text, count):
    """A draft with keys whose list is unknown is not one without citations; names of people are no keys."""
    draft = read_draft(f"{text}\n".encode(), path="a.md")
    assert (draft.citations, draft.markers_without_note) == ((), count)


def test_without_front_matter_nothing_is_a_key():
    """A draft that names no works mentions people."""
    assert read_draft(b"Thanks to [@hill2010].\n", path="a.md").citations == ()


def test_a_note_has_the_sources_of_the_works_it_cites():
    """A footnote with a key is checked against the work, which counts as cited."""
    draft = check_draft(
        read(FRONT + "Rain fell.[^1]\n\n[^1]: Compare @hill2010, p. 3, and https://own.example.org/x\n")
    )
    assert [one.target.canonical for one in draft.footnotes[0].sources] == [
        "https://own.example.org/x",
        "https://weather.example.org/hill",
    ]
    assert [one.rule for one in draft.findings] == []


def test_lists_in_csl():
    """A list in CSL-JSON gives authors, year and the address of the identifier; an entry without a key is left out."""
    draft = read(FRONT + "A [@lang:2019]. B [@roth].\n", ("works.json", json.dumps(ITEMS).encode()))
    assert [note.text for note in draft.footnotes] == [
        "de Lang, D.; River Office. (2019). Floods. https://doi.org/10.1000/floods. ISBN 978-3-16-148410-0",
        "(2001). Wells. https://pubmed.ncbi.nlm.nih.gov/1234567/",
    ]
    assert all(isinstance(one.target, Url) for note in draft.footnotes for one in note.sources)


def test_works_in_the_front_matter():
    """`references` in the front matter is a list of works like a file."""
    front = "---\nreferences:\n- id: poe\n  title: Dams\n  issued: 2020\n  URL: https://dam.example.org/\n---\n\n"
    draft = read_draft((front + "Dams fail [@poe].\n").encode(), path="a.md")
    assert cited(draft) == [("@poe", "bib:poe", "Dams fail.")]


@pytest.mark.parametrize("damaged", [b"{", b"[" * 100_000, b"null", b'"x"', b'{"items": 3}'])
def test_a_damaged_list_gives_no_works(damaged):
    """A list that is no CSL is no error of the draft."""
    assert read(FRONT + "Dams fail [@poe].\n", ("works.json", damaged)).citations == ()


@pytest.mark.parametrize("damaged", ["a: [", "a: " + "[" * 5_000, "- &a [*a]", "\x00", "? {x: y}\n: 3"])
def test_damaged_front_matter_is_no_error(damaged):
    """Front matter that is no YAML gives no works."""
    text = f"---\nbibliography: works.bib\n{damaged}\n---\n\nDams fail [@hill2010].\n"
    assert read_draft(text.encode(), path="a.md").path == "a.md"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("works.bib", ("works.bib",)),
        ("works", ("works.bib",)),
        ("[a.bib, more/b.json]", ("a.bib", "more/b.json")),
        ("\n  - a.bib\n  - b.yaml", ("a.bib", "b.yaml")),
        ("\n  main: a.bib\n  web: [b.bib]", ("a.bib", "b.bib")),
        ("3", ()),
    ],
)
def test_the_front_matter_names_lists(value, names):
    """`bibliography` is a name, a list of names, or names by topic."""
    text = f"---\ntitle: x\nbibliography: {value}\n---\n\nText.\n"
    assert find_wanted_files(text.encode(), form=Format.MARKDOWN).lists == names


_AUTHORS = b"""@book{fell, author={Smith, Ann}, title={Dry years}, year={2020}, url={https://fall.example.org/}}
@book{council, author={{City Council}}, title={Votes}, year={2021}, url={https://votes.example.org/}}
@book{berg, author={Anna van der Berg and Ray Roe}, title={Dams}, year={2022}, url={https://dams.example.org/}}
@book{bare, title={Wells}, year={2023}, url={https://wells.example.org/}}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.md",
            "---\nbibliography: works.bib\n---\nUse fell by 9 percent [@fell]. @council says that it voted.",
        ),
        (
            "a.tex",
            "Use fell by 9 percent \\cite{fell}. \\citet{council} says that it voted. \\bibliography{works}",
        ),
        ("a.tex", "Use fell by 9 percent \\cite{fell}. \\cite{council} says that it voted. \\bibliography{works}"),
        (
            "a.org",
            "#+bibliography: works.bib\nUse fell by 9 percent [cite:@fell]. [cite/t:@council] says that it voted.",
        ),
        (
            "a.org",
            "#+bibliography: works.bib\nUse fell by 9 percent [cite:@fell]. [cite:@council] says that it voted.",
        ),
        ("a.typ", '#bibliography("works.bib")\nUse fell by 9 percent @fell. @council says that it voted.'),
        (
            "a.typ",
            '#bibliography("works.bib")\nUse fell by 9 percent @fell. #cite(<council>, form: "prose") says that it voted.',
        ),
    ],
)
def test_a_key_that_opens_a_sentence_is_its_author(path, text):
    """A key that opens a sentence is printed as its author, so that the sentence before it ends at its full stop."""
    lists = CompanionFiles((("works.bib", _AUTHORS),))
    draft = read_draft(text.encode(), path=path, companions=lists)
    assert [(one.footnote, one.sentence) for one in draft.citations] == [
        ("bib:fell", "Use fell by 9 percent."),
        ("bib:council", "City Council says that it voted."),
    ]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("As @fell [p. 4] found, rain fell.", "As Smith found, rain fell."),
        ("Dams hold. @berg says so.", "Van der Berg says so."),
        ("According to @berg the dam holds.", "According to van der Berg the dam holds."),
        ("Rain fell. @council's study counted it.", "City Council's study counted it."),
        ("Rain fell. @bare says so.", "Bare says so."),
        ("Rain fell @fell.", "Rain fell."),
        ("As shown by @berg, the dam holds.", "As shown by van der Berg, the dam holds."),
        ("Nach @fell, sagt man, regnet es.", "Nach Smith, sagt man, regnet es."),
        ("Rain fell [@fell] in May.", "Rain fell in May."),
        ("Smith says -@fell that rain fell.", "Smith says that rain fell."),
    ],
)
def test_a_key_that_a_word_follows_is_a_word_of_its_sentence(written, sentence):
    """A key before a word is printed as its author; one in brackets or at the end of a clause is taken out."""
    draft = read(FRONT + written, ("works.bib", _AUTHORS))
    assert [one.sentence for one in draft.citations] == [sentence]
