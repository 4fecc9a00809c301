"""The copy that a note names next to an address: which originals it replaces, and which copies were not seen."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from citecheck.model.change import Change, Comparison
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.page import Reach
from citecheck.model.report import CitationResult, SourceResult, Turn, TurnKind, Visit
from citecheck.model.target import Kind, Url
from citecheck.rules.archive import check_named_copy
from citecheck.rules.finding import SourceOccurrence, Subject
from citecheck.rules.links import check_links
from citecheck.rules.support import check_claims

URL = "https://www.example.org/rain"
COPY = "https://archive.example/x"
MOMENT = datetime(2026, 11, 20, 8, tzinfo=UTC)
SOURCE = Source(URL, Kind.URL, Url(URL, URL), Place(9, 12))
DRAFT = Draft("brief.md", Format.MARKDOWN, None, None, "")
STATES = {
    "live": None,
    "moved": None,
    "gone": "is gone",
    "suspect": "may be gone",
    "walled": "is hidden by a wall",
    "failing": "could not be read",
    "unknown": "was not asked",
    "offline": None,
}
"""What a message says of an original that is not seen; nothing is said of one that is."""
ELSEWHERE = "no longer shows what is cited"
SEEN, UNSEEN, LOST = {"live", "moved"}, {"suspect", "walled", "failing", "unknown"}, {"gone", "suspect"}


def build_visit(reach, url=URL, change=None):
    return Visit(url, url, Reach(reach), None, None, "why", change=Comparison(change) if change else None)


def build_occurrence(copy, *, in_copy=False, marker="[1]", unsupported=False):
    return SourceOccurrence(
        DRAFT,
        Footnote(marker, marker, "A note.", Place(9), (SOURCE,)),
        SOURCE,
        copy and build_visit(copy, COPY),
        in_copy,
        unsupported,
    )


@pytest.mark.parametrize("original", STATES)
@pytest.mark.parametrize("copy", [None, *STATES])
def test_a_copy_matters_where_the_original_is_not_seen(original, copy):
    """A live copy replaces an original that is not seen; one that was not seen matters only for a lost original."""
    for change, in_copy in product((None, Change.EDITED, Change.REPLACED), (False, True)):
        lost = change is Change.REPLACED
        state = ELSEWHERE if lost or (in_copy and original in SEEN) else STATES[original]
        visit = build_visit(original, change=change)
        found = check_named_copy(visit, build_occurrence(copy, in_copy=in_copy), Subject(url=URL))
        expected = None
        if state and copy in SEEN:
            expected = ("A103", f"The original {state}; the copy that the note names is live: {COPY}")
        elif state and copy in UNSEEN and (lost or original in LOST):
            expected = ("A104", f"The original {state}; the copy that the note names could not be seen (why): {COPY}")
        assert (found and (found.rule, found.message)) == expected, (change, in_copy)
        assert found is None or found.url == URL


def test_notes_with_and_without_a_copy_are_reported_apart():
    """Notes that name copies of one reach are one finding; others of the same address have their own."""
    visit = build_visit("gone")
    places = [
        build_occurrence("live", marker="[1]"),
        build_occurrence(None, marker="[2]"),
        build_occurrence("live", marker="[3]"),
        build_occurrence("walled", marker="[4]"),
        build_occurrence("live", marker="[5]", in_copy=True),
        build_occurrence(None, marker="[6]"),
    ]
    found = list(check_links([(place, visit) for place in places]))
    assert [(finding.rule, finding.marker, finding.also) for finding in found] == [
        ("A103", "[1]", ("[3]",)),
        ("L101", "[2]", ("[6]",)),
        ("A104", "[4]", ()),
        ("A103", "[5]", ()),
    ]


def test_a_copy_replaces_every_finding_of_its_original():
    """Where the copy that a note names is live, nothing else is said of the original."""
    visit = replace(build_visit("moved", change=Change.REPLACED), tls_days=3, turn=Turn(TurnKind.BACK, MOMENT))
    rules = [finding.rule for finding in check_links([(build_occurrence("live"), visit)])]
    assert rules == ["A103"]
    rules = [finding.rule for finding in check_links([(build_occurrence(None), visit)])]
    assert rules == ["L401", "L308", "L601", "D102"]


@pytest.mark.parametrize(
    ("unsupported", "advice"),
    [
        (False, "Nothing to do if readers are led to the copy."),
        (True, "Compare the claim with the copy: it was not found to support the whole claim."),
    ],
)
def test_a_copy_needs_nothing_only_where_it_supports_the_claim(unsupported, advice):
    """The advice on a live copy is to compare it where the claim compared with it was not supported."""
    occurrence = build_occurrence("live", in_copy=True, unsupported=unsupported)
    assert check_named_copy(build_visit("gone"), occurrence, Subject(url=URL)).advice == advice


def test_sources_disagree_by_the_copy_that_was_read():
    """Where a claim was compared with the copy of a lost original, the copy is named as what says it."""
    results = []
    for verdict, found, copy in ((FactVerdict.AGREES, "four", None), (FactVerdict.DIFFERS, "three", COPY)):
        passage = Passage(f"It rose by {found} metres.", 0, 20, 0.9, 0)
        said = Evidence(Support.DIFFERS, 0.9, (passage,), (Fact(FactKind.NUMBER, "four", found, verdict),))
        visit = build_visit("gone" if copy else "live")
        results.append(SourceResult(SOURCE, visit, said, copy=copy and build_visit("live", copy)))
    citation = Citation("[1]", "[1]", "It rose by four metres.", Place(1))
    found = check_claims(DRAFT, [CitationResult(citation, tuple(results))], {})
    messages = [one.message for one in found if one.rule == "S105"]
    expected = f"{URL} agrees with “four”, {COPY} says “three”: “It rose by three metres”."
    assert messages == [f"The sources disagree: {expected}"]
