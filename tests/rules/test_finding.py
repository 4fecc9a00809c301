"""What the texts of findings are filled with, and what a finding takes over from its subject."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from citecheck.model.change import Change, Comparison
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.finding import Finding, FindingPlace, Level
from citecheck.model.page import Page, Reach
from citecheck.model.report import Capture, Visit
from citecheck.model.target import Kind, Url
from citecheck.rules import RULES
from citecheck.rules.finding import (
    MOST_OF_PASSAGE,
    MOST_OF_SENTENCE,
    MOST_OF_TITLE,
    SourceOccurrence,
    Subject,
    describe_visit,
    locate_citation,
    locate_note,
    locate_source,
    lower_to_warning,
    make_finding,
    restore_finding,
    shorten_quotation,
    shorten_text,
)

URL = "https://www.example.org/rain"
BARE = Visit(URL, None, Reach.FAILING, None, None, None)
MOMENT = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
CAPTURE = Capture("01234567-89ab", MOMENT, "0" * 64, "a.warc.gz", 0)
SAID_OF_PAGES = {
    Page.SOFT_404: "a “not found” page was sent in its place",
    Page.HARD_404_BODY: "a “not found” page was sent in its place",
    Page.HOMEPAGE_FOR_MISSING: "the site's home page was sent in its place",
    Page.PARKED: "the domain seems to be parked or for sale",
    Page.SITE_MOVED: "the site says that it closed or moved",
}


def test_unknown_fields_of_a_visit_are_empty():
    """Of a visit that brought nothing, only the address, its host and that there was no answer are known."""
    assert describe_visit(BARE) == {
        "final_url": URL,
        "status": "",
        "error": "no answer",
        "titled": "",
        "host": "www.example.org",
        "since": "the last copy",
        "language": "",
        "days": "",
        "kept": "",
        "kept_on": "",
    }


def test_every_field_of_a_visit_is_described():
    """The address and the host are those that answered; days are those of the captures."""
    visit = replace(
        BARE,
        final_url="https://rain.example.net/new",
        status=503,
        error="the proxy is down",
        title="Back soon.",
        compared_with=MOMENT,
        tls_days=1,
        kept=CAPTURE,
        change=Comparison(Change.EDITED, language="de"),
    )
    assert describe_visit(visit) == {
        "final_url": "https://rain.example.net/new",
        "status": "503",
        "error": "the proxy is down",
        "titled": " (“Back soon”)",
        "host": "rain.example.net",
        "since": "2026-11-20",
        "language": "de",
        "days": "1 day",
        "kept": "01234567-89ab",
        "kept_on": "2026-11-20",
    }


def test_an_address_without_a_host_is_named_whole():
    """Where no host can be read from an address, messages name the address."""
    assert describe_visit(replace(BARE, url="mailto:a@example.org"))["host"] == "mailto:a@example.org"


@pytest.mark.parametrize("page", [None, *Page])
@pytest.mark.parametrize("status", [None, 200, 302, 399, 400, 404, 503])
def test_a_page_that_looks_dead_is_named_only_under_a_success(page, status):
    """Below 400 the page class says what is wrong with an answer, from 400 on its status."""
    said = SAID_OF_PAGES.get(page, f"status {status}") if (status or 400) < 400 else f"status {status}"
    assert describe_visit(replace(BARE, page=page, status=status))["error"] == (said if status else "no answer")


@pytest.mark.parametrize(("days", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (30, "30 days")])
def test_days_are_counted(days, said):
    """One day is singular."""
    assert describe_visit(replace(BARE, tls_days=days))["days"] == said


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("It rose.", "It rose"),
        ("It rose!", "It rose!"),
        ("It rose ...", "It rose .."),
        ("aaaa bbbb cc", "aaaa bbbb cc"),
        ("aaaa bbbb ccc", "aaaa bbbb …"),
        ("aaaa bbbbcccc", "aaaa …"),
        ("aaaabbbbccccd", "aaaabbbbcccc …"),
        ("", ""),
    ],
)
def test_a_quotation_is_cut_after_a_word(text, quoted):
    """A quotation of at most 12 characters stays whole, a longer one ends after its last whole word."""
    assert shorten_quotation(text, 12) == quoted


@pytest.mark.parametrize(
    ("text", "shown"), [("It rose.", "It rose."), ("It rose..", "It rose…"), ("It ros  and fell", "It ros…"), ("", "")]
)
def test_a_text_is_cut_anywhere(text, shown):
    """A text of at most 8 characters stays whole; a longer one is cut to that with its ellipsis."""
    assert shorten_text(text, 8) == shown


def test_quotations_have_their_lengths():
    """Passages are quoted to 300 characters, sentences to 200, titles to 120."""
    assert (MOST_OF_PASSAGE, MOST_OF_SENTENCE, MOST_OF_TITLE) == (300, 200, 120)


@pytest.mark.parametrize(
    ("level", "lowered"),
    [(Level.ERROR, Level.WARNING), (Level.WARNING, Level.WARNING), (Level.INFO, Level.INFO)],
)
def test_a_finding_is_lowered_to_a_warning_and_never_raised(level, lowered):
    """An error becomes a warning; a warning or a note stays what it is."""
    assert lower_to_warning(Finding("S101", level, "m", "a")).level is lowered


def test_a_finding_takes_over_its_subject():
    """Every field of the subject and of its places is a field of the finding."""
    subject = Subject(
        Place(3, 5, 2, 7),
        "brief.md",
        "[1]",
        "1",
        URL,
        ("[2]",),
        further=(Subject(Place(9, 1, 4, 8), "b.md", "[3]", "3"),),
    )
    assert make_finding(RULES["L601"], subject, {}, cause="host") == Finding(
        "L601",
        Level.INFO,
        "The source was gone and is back.",
        "Nothing to do.",
        marker="[1]",
        footnote="1",
        url=URL,
        path="brief.md",
        line=3,
        column=5,
        page=2,
        paragraph=7,
        also=("[2]",),
        cause="host",
        further_places=(FindingPlace("b.md", "[3]", "3", 9, 1, 4, 8),),
    )


def test_a_finding_without_a_subject_is_about_the_run():
    """Nothing but the texts is known of a finding about the run itself."""
    assert make_finding(RULES["L601"], Subject(), {}) == Finding(
        "L601", Level.INFO, "The source was gone and is back.", "Nothing to do."
    )


def test_a_kept_copy_is_named_by_eight_characters_and_its_day():
    """The advice says how to show a kept copy, and nothing where the field is empty."""
    kept = make_finding(RULES["L601"], Subject(), {"kept": "0123456789", "kept_on": "2026-11-20"})
    assert kept.advice == "Nothing to do. A copy of 2026-11-20 is kept (citecheck archive show 01234567)."
    assert make_finding(RULES["L601"], Subject(), {"kept": "", "kept_on": ""}).advice == "Nothing to do."


def test_subjects_are_where_their_things_are():
    """A source, a citation and a note each give their own place with the note's marker and id."""
    source = Source(URL, Kind.URL, Url(URL, URL), Place(9, 12))
    note = Footnote("1", "[1]", "A note.", Place(9, 5), (source,))
    citation = Citation("[1a]", "1", "Rain fell.", Place(2, 4))
    draft = Draft("brief.md", Format.MARKDOWN, None, None, "", footnotes=(note,), citations=(citation,))
    here = SourceOccurrence(draft, note, source)
    assert locate_source(here, URL, ("[2]",)) == Subject(Place(9, 12), "brief.md", "[1]", "1", URL, ("[2]",))
    assert locate_citation(draft, citation, URL) == Subject(Place(2, 4), "brief.md", "[1a]", "1", URL)
    assert locate_note(draft, note) == Subject(Place(9, 5), "brief.md", "[1]", "1")


def test_a_stored_finding_comes_back_with_its_place():
    """Each column of a row is the field of its name."""
    fields = {
        "marker": "[1]",
        "footnote": "1",
        "url": URL,
        "path": "brief.pdf",
        "line": 3,
        "column": 5,
        "page": 7,
        "paragraph": 9,
        "also": ("[2]",),
        "cause": "host:www.example.org",
    }
    row = {"rule": "L101", "level": "warning", "message": "It is gone.", "advice": "Look.", **fields}
    further = (FindingPlace("brief.pdf", "[3]", "3", 4),)
    restored = restore_finding({**row, "further": further})
    assert restored == Finding("L101", Level.WARNING, "It is gone.", "Look.", **fields, further_places=further)
