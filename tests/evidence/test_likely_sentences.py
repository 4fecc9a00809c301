"""A claim is answered from few sentences of a page as it is from all of them."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from citecheck.evidence import quotation_comparison, source_text
from citecheck.evidence.examination import examine_sentences
from citecheck.evidence.facts import facts_of
from citecheck.evidence.likely_sentences import LikelySentences
from citecheck.evidence.source_text import read_source_sentences
from citecheck.model.evidence import Claim
from citecheck.text.citation_marks import blank_marks, load_mark_patterns
from tests.evidence.table import table

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


class AllSentences(LikelySentences):
    """The plain reader: every sentence may hold every fact. `made` counts the sources that were read so."""

    made = 0
    of_figures = of_dates = of_clock_times = of_years = property(lambda self: frozenset(range(len(self.texts))))

    def __init__(self, *values, **named):
        super().__init__(*values, **named)
        AllSentences.made += 1

    def choose_for_number(self, number):
        return self.of_figures

    def choose_for_value(self, value):
        return self.of_figures

    def choose_for_date(self, day):
        return self.of_dates


@pytest.fixture
def plainly(monkeypatch):
    """Return the answer of the plain reader, which shares no source that was read for another answer."""

    def answer(claim, sentences, **options):
        source_text._read_rows.cache_clear()
        made = AllSentences.made
        with monkeypatch.context() as patched:
            patched.setattr("citecheck.evidence.source_text.LikelySentences", AllSentences)
            patched.setattr(
                quotation_comparison, "_find_dense_sentences", lambda _q, _w, source: range(len(source.rows))
            )
            found = examine_sentences(claim, [*sentences, "End."], **options)
        source_text._read_rows.cache_clear()
        assert AllSentences.made == made + 1 or not (facts_of(claim).numbers or facts_of(claim).days)
        return found

    return answer


FILLER = (
    "The 12 members of the board met in room 6 on 3 May 1998 and spent $4 million.",
    "About a third of the 2,400 residents moved between 1990 and 1995.",
    "In the eighties it took two hours and 20 minutes, or half a day with luggage.",
    "“We shall not close the old mill,” she said on Monday.",
    "Nine of ten paid; 7% did not, and five dozen left.",
    "The 19th-century weir is 3.5 km long and 0.6 m high.",
)
CLAIMS = (
    ("The weir carried 600 people.", "On that day 600 people crossed."),
    ("The weir carried 3.6 million people.", "It had 3,600,000 riders."),
    ("The weir carried 3.6 million people.", "It had 3.55 million riders."),
    ("About 30 people were hurt.", "Twenty-nine people were hurt."),
    ("More than 45 people were hurt.", "Some 61 people were hurt."),
    ("Sixty people were hurt.", "Five dozen people were hurt."),
    ("The weir carried 1.25 million people.", "It carried 1 250 000 people."),
    ("The weir carried 12,000 people.", "It carried 12 000 people."),
    ("Between 600 and 900 people were hurt.", "It hurt 740 people."),
    ("About 60 people were hurt.", "It hurt 50 to 70 people."),
    ("A third of the voters agreed.", "33 percent of voters agreed."),
    ("20 percent of the voters agreed.", "One in five voters agreed."),
    ("80 percent of the voters agreed.", "Eight out of ten voters agreed."),
    ("The trip takes 90 minutes.", "The trip takes one and a half hours."),
    ("The wall is 5 miles long.", "The wall is 8 km long."),
    ("The mill opened in 1975.", "It was opened to the public in 1974/75."),
    ("The mill opened on 6 March 2024.", "Opened 06/03/2024, it is new."),
    ("The mill opened in the 1990s.", "It has run since 1994."),
    ("The mill is from the 19th century.", "It was built in 1867."),
    ("The vote was on 4 May 2021.", "On May 4 the council voted. It was 2021."),
    ("The ferry leaves at 18:40.", "The 18:40 ferry was full."),
    ("The ferry leaves at noon.", "It leaves at 12 noon."),
    ("Resolution 2334 was adopted.", "They adopted S/RES/2334 that night."),
    ("Article 5 was invoked.", "They never invoked article seven."),
    ("He said “the bridge will stay closed for good”.", "“The bridge will stay closed for good,” he said."),
    ("He said “the bridge will stay closed for good”.", "“The bridge must stay closed for good,” he said."),
    ("He said “the bridge stays shut for good”.", "“The bridge stays shut,” he said on Monday. “For good.”"),
    ("The beam is 3.5 metres long.", "It measures 3½ metres."),
    ("The firm owes 2.25 million pounds.", "It owes 2¼ million pounds."),
    ("The beam is 3.5 metres long.", "It measures 3 1/2 metres."),
    ("The bell rang at 6:20 p.m.", "It rang at twenty past six in the evening."),
    ("It was -8 °C.", "It was 8 degrees below zero."),
    ("It was 17.6 °F.", "It was -8 °C."),
    ("The rate fell by 0.5 percentage points.", "It fell by 50 basis points."),
    ("The rate fell by 50 basis points.", "It fell by half a percentage point."),
    ("The UAE paid.", "United Arab Emirates money paid for it."),
    ("Kadhafi resigned.", "Gaddafi has resigned."),
    ("The half-timbered houses cost 25 euros.", "Each of the houses cost a quarter of a hundred euros."),
)


@pytest.mark.parametrize("at", [0, 3, 6])
@pytest.mark.parametrize(("claim", "passage"), CLAIMS)
def test_an_answer_is_that_of_the_plain_reader(claim, passage, at, plainly):
    """Wherever the passage is among sentences with other figures, few sentences give the answer of all."""
    sentences = [*FILLER[:at], passage, *FILLER[at:]]
    asked = Claim(claim, language="en")
    assert examine_sentences(asked, [*sentences, "End."], language="en") == plainly(asked, sentences, language="en")


TABLES = [
    *(("en", claim, source) for _, _, _, claim, source in table("facts.tsv")),
    *(row[1:] for name in ("claims.tsv", "labels.tsv") for row in table(name)),
]


@pytest.mark.parametrize(("language", "claim", "source"), TABLES)
def test_a_case_is_answered_as_by_the_plain_reader(language, claim, source, plainly):
    """The cases of the tables have the same answer when all sentences of their sources are read."""
    sentences = [*FILLER, *source.split(" | ")]
    asked = Claim(claim, language=language)
    assert examine_sentences(asked, [*sentences, "End."], language=language) == plainly(
        asked, sentences, language=language
    )


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpora are not there")
@pytest.mark.parametrize("name", ["claims/wice", "claims/french", "claims-more/attributionbench"])
def test_real_claims_are_answered_as_by_the_plain_reader(name, plainly):
    """Of claims with their own pages, all have the answer of the plain reader."""
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, 0, 300, 6)]
    for row in rows:
        asked, language = Claim(row["claim"], language="en"), row.get("lang")
        fast = examine_sentences(asked, [*row["sentences"], "End."], language=language)
        assert fast == plainly(asked, row["sentences"], language=language), row["claim"]


def test_a_number_asks_for_few_sentences():
    """Of sentences with figures, few are read: those with the number, or with its first figure and a scale, of one letter too."""
    source = read_source_sentences([*FILLER, "On that day 600 people crossed."], language="en")
    (number,) = facts_of(Claim("The weir carried 600 people.", language="en")).numbers
    assert source.likely.choose_for_number(number) == {0, 4, 5, 6}


@pytest.mark.parametrize("row", load_mark_patterns(), ids=lambda row: row[0])
def test_every_row_of_marks_passes_the_first_look(row):
    """A mark of the table is found in its example, whatever the first look at a text leaves out."""
    assert blank_marks(row[2].replace("|", "")) != row[2].replace("|", "")
