"""The state of a citation, over the whole product of facts and for chosen notes."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from citecheck.evidence.examination import examine_sentences
from citecheck.model.change import AnchorReading, AnchorState, Change, Comparison
from citecheck.model.draft import Citation, Place, Source
from citecheck.model.evidence import Claim, Evidence, Fact, FactKind, FactVerdict, Support
from citecheck.model.page import Coverage, Page, Reach
from citecheck.model.report import CitationResult, CitationState, Decision, SourceResult, Visit
from citecheck.model.target import Kind, Offline, Url
from citecheck.rules import RULES
from citecheck.rules.state import SUPPORT_STATE, is_deciding, state_of, state_of_source

URL = "https://www.example.org/rain"
S, R, C, A = CitationState, Reach, Change, AnchorState
CONTRADICTING = {Support.DIFFERS, Support.CONTRADICTED}
COMPARED = set(Support) - {Support.NOT_CHECKABLE, Support.UNCHECKED}
SIGNED = Decision("seen", "K. Roe", date(2026, 11, 30))


def source(support="evidence", *, reach="live", page="live", change=None, anchor=None, facts=(), kind=Kind.URL, **more):
    """One source; `facts` are (kind, verdict) or (kind, verdict, claimed)."""
    decision = more.pop("decision", None)
    flapping = more.pop("flapping", False)
    said = tuple(
        Fact(FactKind(kind), rest[0] if rest else "four", None, FactVerdict(verdict)) for kind, verdict, *rest in facts
    )
    visit = Visit(
        URL,
        URL,
        Reach(reach),
        page and Page(page),
        200,
        None,
        change=change and Comparison(Change(change)),
        flapping=flapping,
    )
    return SourceResult(
        Source(URL, kind, Url(URL, URL) if reach != "offline" else Offline(), Place(3, 5)),
        None if reach == "offline" else visit,
        Evidence(Support(support), 0.9, (), said, **more),
        anchor and AnchorReading(AnchorState(anchor)),
        decision=decision,
    )


def cited(*sources):
    return state_of(CitationResult(Citation("[1]", "1", "The river rose.", Place(1, 9)), sources))


def test_a_note_of_remarks_alone_is_in_the_state_of_its_remark():
    """A remark counts where the note names nothing else, and is passed over next to a source."""
    remark = source(Support.UNCHECKED, reach="offline", kind=Kind.NOTE, decision=SIGNED)
    assert cited(remark) is S.ATTESTED
    assert cited(remark, source("differs")) is S.CONTRADICTED
    assert cited(remark, source()) is S.FOUND


PRODUCT = list(itertools.product(Reach, (None, *Page), Support, (None, *Change), (None, *AnchorState)))


def test_the_state_is_total():
    """Every combination of reach, page, support, change and anchor is in one state, by the order of the table."""
    for reach, page, support, change, anchor in PRODUCT:
        found = state_of_source(source(support, reach=reach, page=page, change=change, anchor=anchor))
        lost_passage = anchor in {A.ALTERED, A.GONE}
        lost_page = reach is R.GONE or (change is C.REPLACED and reach is not R.OFFLINE)
        passage = support in COMPARED - {Support.NOT_FOUND}
        read = reach in {R.LIVE, R.MOVED} and page is Page.LIVE
        expected = {
            S.CONTRADICTED: support in CONTRADICTING,
            S.LOST: lost_passage or (lost_page and not passage),
            S.UNSUPPORTED: support is Support.NOT_FOUND and read,
            S.PARTLY: False,
            S.UNSEEN: not passage,
            S.FOUND: True,
        }
        assert found is next(state for state, holds in expected.items() if holds), (
            reach,
            page,
            support,
            change,
            anchor,
        )


VERDICTS = [set(some) for size in range(5) for some in itertools.combinations(FactVerdict, size)]


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("coverage", Coverage)
@pytest.mark.parametrize("names_only", [False, True])
def test_the_state_of_a_passage_is_total(kind, coverage, names_only):
    """Whatever the facts say, a passage without a fact of the claim is partly found; names that agree are not enough."""
    for verdicts in VERDICTS:
        facts = [(kind, verdict) for verdict in verdicts]
        found = state_of_source(source("evidence", facts=facts, coverage=coverage, names_only=names_only))
        missing = verdicts & {FactVerdict.ABSENT, FactVerdict.DIFFERS}
        unseen = kind is not FactKind.NAME and FactVerdict.UNSEEN in verdicts
        if missing:
            assert found is S.PARTLY
        elif unseen or names_only or (verdicts and FactVerdict.AGREES not in verdicts):
            assert found is S.UNSEEN
        else:
            assert found is S.FOUND


@pytest.mark.parametrize(
    ("state", "language", "claim", "source"),
    [
        (
            S.PARTLY,
            "en",
            "Ada Morrow founded the Plover playhouse in 1921.",
            "Ben Keel founded the Plover playhouse in 1921.",
        ),
        (
            S.FOUND,
            "en",
            "Ada Morrow founded the Plover playhouse in 1921.",
            "In 1921 Ada Morrow founded the Plover playhouse.",
        ),
        (S.PARTLY, "en", "The boat sails to Grimsby at dawn.", "The boat sails to Whitby at dawn."),
        (
            S.PARTLY,
            "en",
            "“We will sell the old mill now,” said Ada Morrow.",
            "“We will sell the old mill now,” said Ben Keel.",
        ),
        (S.PARTLY, "de", "Ada Morrow gründete die Bühne im Jahr 1921.", "Ben Keel gründete die Bühne im Jahr 1921."),
        (S.FOUND, "de", "Die Zahl der Unfälle sank 2021 auf 40.", "Es gab 2021 weniger Stürze: Die Zahl sank auf 40."),
        (
            S.PARTLY,
            "fr",
            "La troupe d’Ada Morrow a joué à Vannes en 1921.",
            "La troupe d’Ada Morrow a joué à Lorient en 1921.",
        ),
        (
            S.PARTLY,
            "es",
            "La actriz Ada Morrow fundó el teatro en 1921.",
            "La actriz Eva Quiles fundó el teatro en 1921.",
        ),
    ],
)
def test_what_is_said_of_a_name_that_a_source_lacks_is_not_found(state, language, claim, source):
    """Another person or place in an otherwise equal passage leaves the citation partly found."""
    sentences = [source, "It rained.", "The hall was full.", "Nobody left."]
    evidence = examine_sentences(Claim(claim, language=language), sentences, language=language, coverage=Coverage.WHOLE)
    assert state_of_source(replace(FOUND, evidence=evidence)) is state


@pytest.mark.parametrize("coverage", Coverage)
def test_only_a_source_read_whole_lacks_support(coverage):
    """A fragment, an abstract or the opening of a paid article without a passage says nothing about the rest."""
    expected = S.UNSUPPORTED if coverage is Coverage.WHOLE else S.UNSEEN
    assert state_of_source(source("not-found", coverage=coverage)) is expected
    assert state_of_source(source("not-found", reach="walled", page="paywall_partial")) is S.UNSEEN


def test_a_page_that_alternates_is_not_lost():
    """A page that went back to its other version is to be looked at, not lost."""
    assert state_of_source(source("not-checkable", change="replaced")) is S.LOST
    assert state_of_source(source("not-checkable", change="replaced", flapping=True)) is S.UNSEEN


def test_a_judge_is_believed_about_names():
    """What a configured judge supports is found, although the passage shares only names with the claim."""
    assert state_of_source(source("supported", names_only=True)) is S.FOUND


def test_each_verdict_has_a_row():
    """No verdict over the evidence is without a state."""
    assert set(SUPPORT_STATE) == set(Support)


FOUND, UNSEEN = source(facts=[("number", "agrees")]), source("not-checkable", reach="walled", page="login_wall")
GONE, ELSEWHERE = source("not-checkable", reach="gone", page="soft_404"), source("not-found")
DIFFERS, PARTLY = source("differs"), source("facts-missing", facts=[("number", "absent")])
NAMELESS = source("facts-missing", facts=[("number", "agrees"), ("name", "absent", "Tavra")])
BOOK, REMARK = source("not-checkable", reach="offline"), source("not-checkable", reach="offline", kind=Kind.NOTE)
SEEN = source("not-checkable", reach="walled", page="login_wall", decision=SIGNED)
NOTES = [
    ((), S.UNSEEN),
    ((FOUND,), S.FOUND),
    ((UNSEEN,), S.UNSEEN),
    ((BOOK,), S.UNSEEN),
    ((REMARK,), S.UNSEEN),
    ((SEEN,), S.ATTESTED),
    ((FOUND, UNSEEN), S.FOUND),
    ((FOUND, BOOK), S.FOUND),
    ((SEEN, UNSEEN), S.ATTESTED),
    ((FOUND, SEEN), S.FOUND),
    ((FOUND, GONE), S.LOST),
    ((FOUND, DIFFERS), S.CONTRADICTED),
    ((GONE, DIFFERS), S.CONTRADICTED),
    ((SEEN, GONE), S.LOST),
    ((ELSEWHERE,), S.UNSUPPORTED),
    ((ELSEWHERE, ELSEWHERE), S.UNSUPPORTED),
    ((ELSEWHERE, REMARK), S.UNSUPPORTED),
    ((ELSEWHERE, UNSEEN), S.UNSEEN),
    ((ELSEWHERE, FOUND), S.FOUND),
    ((ELSEWHERE, GONE), S.LOST),
    ((ELSEWHERE, PARTLY), S.PARTLY),
    ((PARTLY, UNSEEN), S.PARTLY),
    ((PARTLY, FOUND), S.FOUND),
    ((NAMELESS, FOUND), S.PARTLY),
    ((NAMELESS, source(facts=[("name", "agrees", "Tavra"), ("number", "agrees")])), S.FOUND),
    ((PARTLY, source(facts=[("date", "agrees", "May")])), S.PARTLY),
]


@pytest.mark.parametrize(("sources", "state"), NOTES)
def test_the_worst_source_decides(sources, state):
    """The worst source decides, but one passage carries what could not be read or has none, and facts complement."""
    assert cited(*sources) is state
    assert cited(*reversed(sources)) is state


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (None, S.UNSEEN),
        (Decision("known"), S.UNSEEN),
        (Decision("known", "K. Roe"), S.UNSEEN),
        (Decision("known", None, date(2026, 11, 30)), S.UNSEEN),
        (SIGNED, S.ATTESTED),
    ],
)
def test_only_a_person_with_a_day_attests(decision, state):
    """A decision without a name or without a day leaves the state as it is."""
    assert cited(source("not-checkable", reach="walled", page="login_wall", decision=decision)) is state


def test_a_page_that_looks_like_no_article_lacks_nothing():
    """What is not found on a doubted page was not seen; a passage that is found there counts."""
    for support, expected in (("not-found", S.UNSEEN), ("evidence", S.FOUND)):
        clear = source(support, coverage=Coverage.WHOLE)
        doubted = replace(clear, visit=replace(clear.visit, doubt="41 letters, no link"))
        assert cited(doubted) is expected
    assert cited(source("not-found", coverage=Coverage.WHOLE)) is S.UNSUPPORTED


def test_nobody_attests_what_is_lost():
    """A source that is gone stays lost whoever signs for it; one that differs, lacks support or was unseen is attested."""
    assert cited(source("not-checkable", reach="gone", decision=SIGNED)) is S.LOST
    assert cited(source("evidence", anchor="gone", decision=SIGNED)) is S.LOST
    assert {cited(source(each, decision=SIGNED)) for each in ("differs", "not-found", "facts-missing")} == {S.ATTESTED}


NOT_FOUND = (
    "L101 L102 L103 L104 L105 L106 L109 L201 L202 L203 L204 L205 L206 L207 L208 L209 L301 L302 L303 L304 L305 L306 L307 "
    "L309 "
    "L501 T101 T103 T104 T110 S101 S102 S103 S104 S105 D102 D103 D104"
)
SPELLINGS = (
    "T102 T105 T106 T107 T108 T109 L308 L401 L402 L403 L502 L601 D101 D105 D106 D109 A102 A103 A104 C101 C201 C301"
)


@pytest.mark.parametrize("rule", NOT_FOUND.split())
def test_accepting_that_a_source_is_not_found_decides_about_it(rule):
    """A finding that says why a source is not found is a decision on that source."""
    assert rule in RULES
    assert is_deciding(rule)


@pytest.mark.parametrize("rule", SPELLINGS.split())
def test_accepting_a_spelling_decides_nothing(rule):
    """A finding that does not say why a source is not found decides nothing, nor does one of the text."""
    assert rule in RULES
    assert not is_deciding(rule)
