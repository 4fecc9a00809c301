"""Citations by author and year in drafts of several languages, rendered as Markdown, text, wrapped text and HTML."""

import html
import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.draft import CitationSystem
from citecheck.rules.draft import check_draft

CASES = dict(
    part.split("\n", 1)
    for part in re.split(
        r"^## ", Path(__file__).with_name("author_year_cases.txt").read_text("utf-8"), flags=re.MULTILINE
    )[1:]
)
CITED = re.compile(r"⟦(.*?) => (.*?)⟧")


def paragraphs_of(case):
    """Yield the paragraphs of a case as (kind, text): "heading", "text" or "entry"."""
    kind = "text"
    for number, line in enumerate(CASES[case].rstrip("\n").split("\n")):
        if line.startswith(("== ", "++ ")):
            kind = "entry" if line.startswith("==") else "text"
            if line[3:] != "-":
                yield "heading", line[3:]
        elif kind == "entry":
            yield kind, line.partition(": ")[2]
        else:
            yield ("heading" if number == 0 else "text"), CITED.sub(r"\1", line).removeprefix("# ")


def as_markdown(case):
    """Render a case as Markdown."""
    return "\n\n".join(f"# {text}" if kind == "heading" else text for kind, text in paragraphs_of(case))


def as_text(case):
    """Render a case as text with one line a paragraph."""
    lines = (f"\n{text}\n" if kind == "heading" else text for kind, text in paragraphs_of(case))
    return "\n".join(line.replace("*", "") for line in lines).lstrip()


def as_wrapped_text(case):
    """Render a case as text wrapped at a column, entries with a hanging indent and no blank lines between them."""
    indents = {"entry": "    "}
    rows = (
        textwrap.fill(text.replace("*", ""), 72, subsequent_indent=indents.get(kind, ""))
        + ("" if kind == "entry" else "\n")
        for kind, text in paragraphs_of(case)
    )
    return "\n".join(rows)


def as_html(case):
    """Render a case as a page."""
    tags = {"heading": "h2", "text": "p", "entry": "p"}
    rows = (f"<{tags[kind]}>{html.escape(text)}</{tags[kind]}>" for kind, text in paragraphs_of(case))
    return f"<!doctype html><html><head><title>x</title></head><body>{''.join(rows)}</body></html>"


RENDERINGS = {"a.md": as_markdown, "a.txt": as_text, "b.txt": as_wrapped_text, "a.html": as_html}


def read(case, path):
    """Read a case as one of the renderings."""
    return read_draft(RENDERINGS[path](case).encode(), path=path)


def plain(text):
    """Return a text without emphasis, bullet and spaces."""
    return re.sub(r"[\s*]|^- ", "", text)


@pytest.mark.parametrize("path", RENDERINGS)
@pytest.mark.parametrize("case", CASES)
def test_citations_name_their_entries(case, path):
    """Every citation names its entry, what is not in the list names none, and nothing else is a citation."""
    draft = read(case, path)
    texts = {note.id: plain(note.text) for note in draft.footnotes}
    entries = dict(line.split(": ", 1) for line in CASES[case].split("\n") if re.match(r"\w+: ", line))
    starts = {plain(text)[:40]: name for name, text in entries.items()}
    found = Counter(starts[texts[one.footnote][:40]] if one.footnote else "?" for one in draft.citations)
    assert found == Counter(name for _, names in CITED.findall(CASES[case]) for name in names.split(", "))
    assert all(note.system is CitationSystem.REFERENCE for note in draft.footnotes)


@pytest.mark.parametrize("case", CASES)
def test_brackets_are_no_part_of_the_sentence(case):
    """A bracket that only cites is taken out of its sentence, and the marker is as written."""
    draft = read(case, "a.md")
    written = [words for words, _ in CITED.findall(CASES[case]) if words[0] in "(["]
    sentences = " ".join(one.sentence for one in draft.citations)
    assert [words for words in written if words in sentences] == []
    assert all(plain(one.marker.strip("()[]"))[:4] for one in draft.citations)


def test_a_draft_without_a_list_cites_nothing():
    """Names and years in brackets alone are no citations."""
    draft = read_draft(b"The bridge closed (Doe, 2024).\n\nThe repair is dear (Roe & Poe, 2023, p. 4).\n", path="a.md")
    assert draft.citations == ()


def test_a_list_that_nothing_cites_stays_text():
    """A list of further reading is no list of references if the text names none of its works."""
    text = b"The bridge closed in May.\n\n# Further reading\n\nDoe, J. (2024). Bridges. https://a.example.org/1\n"
    draft = read_draft(text, path="a.md")
    assert (draft.footnotes, draft.citations) == ((), ())
    assert [link.footnote for link in draft.links] == [None]


def test_what_the_list_lacks_is_a_warning():
    """An author and a year without an entry are reported at their place, and so is an entry that is never cited."""
    draft = check_draft(read("en5", "a.md"))
    found = [(one.rule, one.level.value, one.marker, one.line) for one in draft.findings if one.rule.startswith("C")]
    assert found == [("C101", "warning", "(Brook, 2012)", 3), ("C102", "warning", "Unused 2014", 11)]


def test_judgments_of_a_table_are_entries():
    """A judgment is an entry without a title after its year, cited by its parties."""
    text = (
        "The toll was void (*Hale v. Port of Lorne*, 1988). A later panel agreed (In re Vance, 1986). Orr v Kay (1932) "
        "began it, and Canada went further (Canada v Moss, 2019).\n\n# Table of Authorities\n\nCanada v Moss, 2019 SCC 65."
        "\n\nHale v. Port of Lorne, 123 F.2d 456 (5th Cir. 1988).\n\nIn re Vance, 61 B.R. 7 (Bankr. D. Md. 1986).\n\n"
        "Orr v Kay [1932] AC 562.\n"
    )
    draft = read_draft(text.encode(), path="a.md")
    texts = {note.id: note.text for note in draft.footnotes}
    assert [(one.marker, texts[one.footnote or ""][:9]) for one in draft.citations] == [
        ("(Hale v. Port of Lorne, 1988)", "Hale v. P"),
        ("(In re Vance, 1986)", "In re Van"),
        ("Orr v Kay (1932)", "Orr v Kay"),
        ("(Canada v Moss, 2019)", "Canada v "),
    ]


def test_a_note_that_names_an_entry_has_its_sources():
    """A short citation in a footnote is checked against the work in the list, which counts as cited."""
    text = (
        "Der Pegel fiel.[^1] Er stieg wieder.[^2]\n\n[^1]: Vgl. Hofmann/Krüger 2018, S. 33.\n[^2]: Ebd., S. 34.\n\n"
        "# Literatur\n\nHofmann, A./Krüger, B. (2018): Pegel. In: Wasser 7, S. 30–41. https://pegel.example.org/7\n"
    )
    draft = check_draft(read_draft(text.encode(), path="a.md"))
    assert [one.footnote for one in draft.citations] == ["1", "2"]
    assert [[one.target.canonical for one in note.sources] for note in draft.footnotes] == [
        ["https://pegel.example.org/7"]
    ] * 3
    assert draft.findings == ()


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("As Doe and van der Berg (2024) found, the weir leaks.", None),
        ("As Doe and Berg (2024) found, the weir leaks.", None),
        ("As van der Berg (2024) found, the weir leaks.", "berg-2024"),
        ("Doe and van der Berg (2021) found that the weir leaks.", "doe-2021"),
        ("In Paris and in Rome, Berg (2024) found the same.", "berg-2024"),
    ],
)
def test_a_further_author_is_not_the_first_of_another_work(sentence, cited):
    """The second of two names cites no work of that name alone, even if the year is that of such a work."""
    entries = (
        "Berg, A. van der (2024). Leaks of weirs. Lorne Press.\n\n"
        "Doe, J., & van der Berg, K. (2021). Weirs of the north. Lorne Press.\n\n"
        "Poe, P. (2019). Rivers and dams. Lorne Press.\n"
    )
    text = f"{sentence}\n\nRivers rise (Poe, 2019).\n\n# References\n\n{entries}"
    draft = read_draft(text.encode(), path="a.md")
    found = [citation.footnote for citation in draft.citations if "Poe" not in citation.marker]
    assert [each for each in found if each] == ([cited] if cited else [])


@pytest.mark.parametrize(
    "first", ["Berg D, Lund AB, Orr S", "Berg, D., Lund, A. B., & Orr, S.", "Berg DE, Lund A, Orr SÖ"]
)
def test_three_authors_in_any_style_are_not_the_last_of_them(first):
    """Initials without full stops separate authors as those with them do: the last of three is not cited alone."""
    entries = f"{first} (2007). Leaks of weirs. Lorne Press.\n\nOrr S, Lund AB (2007). Weirs. Lorne Press.\n"
    text = f"Weirs leak (Berg, Lund, and Orr 2007; Orr and Lund 2007).\n\n# References\n\n{entries}"
    draft = read_draft(text.encode(), path="a.md")
    first_note, second_note = (note.id for note in draft.footnotes)
    assert [citation.footnote for citation in draft.citations] == [first_note, second_note]


def test_a_count_with_a_date_is_no_citation():
    """A bracket that states a size of a sample and a date names no author."""
    text = "We took all of them (N = 71 as of November 2018), as others did (Ruiz, 2017).\n\n# References\n\n"
    text += "Ruiz, P. (2017). The dam in spring. River Press.\n\nAdler, B. (2018). The mill in spring. River Press.\n"
    draft = read_draft(text.encode(), path="mills.md")
    assert [citation.marker for citation in draft.citations] == ["(Ruiz, 2017)"]


@pytest.mark.parametrize("label", ["Rapid7(2023)", "3M(2021)", "G20(2019a)"])
def test_a_label_of_natbib_with_a_figure_in_its_name_leads_to_its_entry(label):
    """A name with a figure is cited by the label of its entry, next to entries whose authors are names."""
    text = (
        f"The mill burned in 1912 [{label}]. The harbour opened in 1901 [Doe(2019)]. It froze [{label}, p. 4].\n\n"
        f"References\n\n[Doe(2019)] A. Doe. Harbours of the north. Journal of Ports 3, 4-5, 2019.\n\n"
        f"[{label}] The board. Mills of the south. Journal of Mills 3, 4-5, {label[-6:-1].strip('(')}.\n"
    )
    draft = read_draft(text.encode(), path="draft.txt")
    shown = {note.id: note.text for note in draft.footnotes}
    cited = {each.sentence: shown[each.footnote] for each in draft.citations}
    assert "Mills" in cited["The mill burned in 1912."]
    assert "Mills" in cited["It froze."]
    assert "Harbours" in cited["The harbour opened in 1901."]


LISTED = """The mill burned in 1912 (Doe{c} 2019). The lake froze in that winter, as the town recalls (Roe & Moe{c} 2018).

{sentence} Each of the windows of the brewery was broken in that year.

References

Doe, A. (2019). Mills of the south. Journal of Mills 3, 4-5.

Roe, B., & Moe, C. (2018). Lakes of the north. Journal of Lakes 3, 4-5.
"""


def list_lost(sentence, comma):
    """Return the sentences of the citations without an entry in a draft that cites its list in a style."""
    draft = read_draft(LISTED.format(c=comma, sentence=sentence).encode(), path="draft.txt")
    return [each.sentence for each in draft.citations if each.footnote is None]


@pytest.mark.parametrize("comma", [",", ""])
@pytest.mark.parametrize(
    "sentence",
    [
        "The second printing had many more pages than the first one (Edition{c} 2018).",
        "The team won two medals in the games there (Olympics{c} 2012).",
        "The clinic closed its doors for a whole year (COVID{c} 2019).",
        "The computers of the office ran an older system (Windows{c} 2000).",
        "The beer of the valley won a prize there (Brewery{c} 2014).",
        "Das Land \u00e4nderte die Regeln danach noch einmal gr\u00fcndlich (Gesetz{c} 2017).",
        "Le pays a chang\u00e9 ses r\u00e8gles une fois encore (Loi{c} 2017).",
        "El pueblo eligi\u00f3 otra vez a su alcalde en mayo (Elecciones{c} 2019).",
    ],
)
def test_an_occasion_with_its_year_is_no_lost_citation(sentence, comma):
    """A word for an event or an edition, and one that the draft also writes small, name no author."""
    assert list_lost(sentence.format(c=comma), comma) == []


@pytest.mark.parametrize("comma", [",", ""])
@pytest.mark.parametrize("author", ["Hansen", "Miller", "Dupont et al.", "Wahl & Berg", "Law & Ray"])
def test_an_author_without_an_entry_is_still_lost(author, comma):
    """A surname in the style of the draft, and several authors, cite a work that the list lacks."""
    assert len(list_lost(f"The survey was repeated in each of the towns ({author}{comma} 2016).", comma)) == 1


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("According to Tanaka (2015), fish return within a year.", ["Tanaka (2015)"]),
        ("Laut Tanaka (2015) kehren die Fische zurück.", ["Tanaka (2015)"]),
        ("Selon Tanaka (2015), les poissons reviennent.", ["Tanaka (2015)"]),
        ("Según Tanaka y Sato (2015), los peces vuelven.", ["Tanaka y Sato (2015)"]),
        ("Costs of such works rose in all towns (Lund, 2019).", ["(Lund, 2019)"]),
        ("Laut Jahresbericht (2016) fiel der Umsatz.", []),
        ("Nach Angaben der Stadt (2014) ist es anders.", []),
        ("According to the Act (2013), the dam is closed.", []),
        ("The mayor of Tanaka (2015) agreed.", []),
    ],
)
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_an_author_who_is_named_as_the_origin_needs_an_entry(sentence: str, missing: list[str], path: str) -> None:
    """A name and year after "according to", or in brackets as the draft writes others, is cited though not listed."""
    listed = "Hill, T. (2020). Costs of removal. https://dam.example.org/1\n\nPike, A. (2018). Silt. https://dam.example.org/2"
    text = f"Hill (2020) gives the costs. {sentence} Others doubt it (Pike, 2018).\n\nReferences\n\n{listed}\n"
    draft = read_draft(text.encode(), path=path)
    assert [one.marker for one in draft.citations if one.footnote is None] == missing
    assert {"hill-2020", "pike-2018"} <= {one.footnote for one in draft.citations}
