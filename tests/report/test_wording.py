"""The words of the report."""

import pytest

from citecheck.model.change import AnchorState, Change
from citecheck.model.evidence import FactKind, Support
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.finding import Level
from citecheck.model.page import Page, Reach
from citecheck.model.report import CitationState, Visit
from citecheck.model.target import Kind
from citecheck.report import github, gitlab, markdown, sarif, terminal, verdict
from citecheck.report import summary as wording
from citecheck.report.html import card_view as card
from citecheck.report.verdict import Advice

TABLES = [
    (Level, wording.LEVELS), (Reach, wording.REACHES), (Page, wording.PAGES), (Change, wording.CHANGES),
    (AnchorState, wording.ANCHORS), (Support, wording.SUPPORTS), (FactKind, wording.FACT_KINDS), (FactKind, wording.FACT_PLURALS), (Kind, wording.KINDS),
    (Level, sarif.LEVELS), (Level, github.COMMANDS), (Level, gitlab.SEVERITIES), (Level, markdown.ICONS),
    (Level, terminal.STYLES), (Advice, terminal.ADVICE_STYLES), (Level, card.TONES), (CitationState, card.STATE_TONES),
    (CitationState, wording.STATES), (CitationState, verdict.STATE_WORDS), (RefusalReason, wording.REFUSALS),
]  # fmt: skip


@pytest.mark.parametrize(("members", "table"), TABLES)
def test_every_member_has_its_word(members, table):
    """No value of the model is without a word in any table."""
    assert set(table) == set(members)
    assert all(table.values())


def visit(**said):
    return Visit(
        "https://a.example/",
        "https://a.example/",
        **{"reach": Reach.GONE, "page": None, "status": None, "error": None} | said,
    )


SEEN = [
    (visit(reach=Reach.LIVE, page=Page.LIVE, status=200, title="Boats", published="2026-04-15T08:00:00Z"), "“Boats”, dated 2026-04-15"),
    (visit(page=Page.SOFT_404, status=200, title="Oops"), "HTTP 200, a page saying that nothing was found, “Oops”"),
    (visit(error="no such host", fault=Fault.NO_SUCH_HOST), "no such host"),
    (visit(), ""),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "words"), SEEN)
def test_what_was_seen_in_a_line(seen, words):
    """The status is said only where the page was not read."""
    assert wording.describe_visit(seen) == words


def test_nothing_is_said_twice():
    """What is next to it already is left out."""
    gone = visit(page=Page.SOFT_404, status=200, title="Oops", error="no such host")
    assert (
        wording.describe_visit(gone, message="No such host “Oops”") == "HTTP 200, a page saying that nothing was found"
    )


@pytest.mark.parametrize(("number", "words"), [(0, "0 entries"), (1, "1 entry"), (1204, "1,204 entries")])
def test_counted(number, words):
    """Numbers agree with their noun."""
    assert wording.write_count(number, "entry", "entries") == words
