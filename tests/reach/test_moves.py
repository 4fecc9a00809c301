"""What is a move, and what proves that the page at the new address is the one that was cited."""

from dataclasses import replace

import pytest
from tests.reach.expectations import hop

from citecheck.model.change import AnchorReading, AnchorState, Change, Comparison
from citecheck.model.draft import Place, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.page import Page, Reach
from citecheck.model.report import CompletionOrigin, SourceResult, Visit
from citecheck.model.target import Kind, Url
from citecheck.reach.decision import explain_unproven_move, is_permanent_move, judge_move

OLD, NEW = "http://old.example.com/2019/03/bridge", "https://new.example.org/2019/iron-bridge-closed"


def moved(url, final):
    return is_permanent_move(url, (hop(301, url), hop(200, final)))


@pytest.mark.parametrize(
    ("url", "final"),
    [
        ("http://sun.example.com/software/desktop/", "http://big.example.org/cloud-infrastructure/"),
        ("http://a.example.com/news/2024/03/flood.html", "http://a.example.com/news/"),
        ("http://a.example.com/en/reports/dam", "http://a.example.com/news-and-events"),
        ("http://a.example.com/archiv/2011/bruecke", "http://a.example.com/startseite.html"),
        ("http://a.example.com/a/b/c", "http://b.example.org/"),
        ("http://a.example.com/produit", "http://b.example.org"),
        ("http://a.example.com/x/y.php?id=7", "http://b.example.org/support"),
        ("http://a.example.com/archiv/bruecke", "http://a.example.com/news-and-events.html"),
    ],
)
def test_a_page_that_redirects_to_a_section_is_no_move(url, final):
    """A page inside a site that leads to a home page or to a section has no page of its own any more."""
    assert not moved(url, final)


@pytest.mark.parametrize(
    ("url", "final"),
    [
        (OLD, NEW),
        ("http://a.example.com/2019/03/iron-bridge-closed", "https://b.example.org/iron-bridge/"),
        ("http://a.example.com/2019/03/p123", "https://b.example.org/council-closes-the-iron-bridge"),
        ("http://a.example.com/docs/page", "https://b.example.org/4711"),
        ("http://a.example.com/docs/page", "https://b.example.org/view?id=4711"),
        ("http://a.example.com/", "https://b.example.org/"),
        ("http://a.example.com/about", "https://b.example.org/company"),
        ("http://a.example.com/a/b", "https://b.example.org/c/d"),
        ("http://a.example.com/a/b/c", "https://b.example.org/support/team"),
        ("http://a.example.com/docs/linux", "https://b.example.org/linux"),
        ("http://a.example.com/docs/Linux/", "https://b.example.org/LINUX-kernel"),
        ("http://a.example.com/2019/03/p123", "https://b.example.org/council-closes-iron-bridge"),
        ("http://a.example.com/2019/03/p123", "https://b.example.org/council-closes-iron-bridge.html"),
    ],
)
def test_a_page_that_redirects_to_a_page_is_a_move(url, final):
    """A page of its own at the new address is known by its depth, its number, its words or those of the old address."""
    assert moved(url, final)


def result(
    support=Support.NOT_FOUND,
    *,
    raw=OLD,
    named=None,
    reach=Reach.MOVED,
    final=NEW,
    title=None,
    change=None,
    anchor=None,
    compared=OLD,
):
    comparison = Comparison(change, ()) if change else None
    visit = Visit(OLD, final, reach, Page.LIVE, 200, None, title=title, change=comparison)
    visit = replace(visit, compared_address=compared)
    source = Source(raw, Kind.URL, Url(OLD, OLD), Place(), title=named)
    reading = AnchorReading(anchor) if anchor else None
    return SourceResult(source, visit, Evidence(support, 0.0), reading)


PASSAGE = "it holds a passage that supports the claim"
ANCHOR = "it holds the passage that supported the claim"
TEXT = "its text is that of the copy kept before the redirect"
TITLE = "it has the title that the draft names"
CITED = f"“The iron bridge closed”, {OLD}"


@pytest.mark.parametrize(
    ("seen", "proof"),
    [
        ({"support": Support.EVIDENCE}, PASSAGE),
        ({"support": Support.SUPPORTED}, PASSAGE),
        ({"anchor": AnchorState.INTACT}, ANCHOR),
        ({"anchor": AnchorState.MOVED}, ANCHOR),
        ({"anchor": AnchorState.MOVED, "support": Support.EVIDENCE}, ANCHOR),
        ({"change": Change.SAME}, TEXT),
        ({"change": Change.COSMETIC, "anchor": AnchorState.INTACT}, TEXT),
        ({"raw": f"Iron bridge closed, {OLD}", "title": "Iron Bridge Closed"}, TITLE),
        ({"raw": f"{OLD}: Iron bridge closed", "title": "Iron bridge closed"}, TITLE),
        ({"raw": f"Iron bridge, closed today, {OLD}", "title": "Iron bridge - closed today"}, TITLE),
        *(({"raw": CITED, "title": f"Courier {sign} The iron bridge closed"}, TITLE) for sign in "|–—·:-"),
        ({"named": "Iron bridge closed", "title": "News: iron bridge closed"}, TITLE),
        ({}, "nothing that was cited was found there"),
    ],
)
def test_the_proof_says_what_was_seen(seen, proof):
    """The first thing that was seen of the text, the passage and the title is named, or that there was nothing."""
    assert judge_move(result(**seen)).proof == f"a permanent redirect leads there, and {proof}"


@pytest.mark.parametrize(
    "seen",
    [
        {"support": Support.EVIDENCE},
        {"support": Support.SUPPORTED},
        {"anchor": AnchorState.INTACT},
        {"anchor": AnchorState.MOVED},
        {"change": Change.SAME},
        {"change": Change.COSMETIC},
        {"raw": f"“The iron bridge closed”, {OLD}", "title": "The Iron Bridge Closed | Courier"},
        {"named": "Iron bridge closed", "title": "Iron bridge closed for two years"},
    ],
)
def test_what_was_cited_proves_a_move(seen):
    """The passage, the text of the last copy or the title, seen at the new address, is the proof."""
    move = judge_move(result(**seen))
    assert (move.url, move.origin, move.proven) == (NEW, CompletionOrigin.REDIRECT, True)


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"support": Support.FACTS_MISSING},
        {"support": Support.DIFFERS},
        {"support": Support.NOT_CHECKABLE},
        {"anchor": AnchorState.GONE},
        {"change": Change.EDITED},
        {"raw": f"News, {OLD}", "title": "News"},
        {"raw": f"Annual report, {OLD}", "title": "Annual report"},
        {"named": "Iron bridge closed", "title": "All news of the week"},
        {"named": "Iron bridge closed", "title": "Iron bridge is closed"},
        {"named": "Iron bridge", "title": "Iron bridge"},
        {"raw": CITED, "title": "Courier/The iron bridge closed"},
        {"raw": CITED},
        {"title": "Iron bridge closed"},
        {"change": Change.SAME, "compared": NEW},
        {"change": Change.COSMETIC, "compared": "https://new.example.org/2019/other"},
        {"change": Change.SAME, "compared": None},
        {"anchor": AnchorState.INTACT, "compared": NEW},
        {"anchor": AnchorState.MOVED, "compared": None, "support": Support.FACTS_MISSING},
    ],
)
def test_a_redirect_alone_proves_nothing(seen):
    """A permanent redirect to a page where nothing cited was found is an offer."""
    move = judge_move(result(**seen))
    assert (move.url, move.proven) == (NEW, False)
    assert "nothing" in move.proof


def test_names_alone_prove_no_move():
    """A page that shares only names with the claim may be any page of the subject."""
    names = Evidence(Support.EVIDENCE, 0.5, names_only=True)
    assert not judge_move(replace(result(), evidence=names)).proven
    judged = Evidence(Support.SUPPORTED, 0.5, names_only=True)
    assert judge_move(replace(result(), evidence=judged)).proven


@pytest.mark.parametrize(
    ("seen", "proven"),
    [
        ({"support": Support.EVIDENCE}, False),
        ({"anchor": AnchorState.INTACT}, False),
        ({"change": Change.SAME}, True),
        ({"raw": CITED, "title": "The iron bridge closed"}, True),
    ],
)
def test_what_a_copy_shows_proves_no_move(seen, proven):
    """Evidence of the archived copy that the draft names says nothing of the new address; its own page does."""
    assert judge_move(replace(result(**seen), copy=result().visit)).proven is proven


def test_a_source_that_was_not_visited_did_not_move():
    """Without a visit there is no new address."""
    assert judge_move(replace(result(), visit=None)) is None


HOPS = ((OLD, 301), (NEW, 200))
SECTION = "https://new.example.org/notices/"


@pytest.mark.parametrize(
    ("support", "hops", "proven"),
    [
        (Support.EVIDENCE, HOPS, True),
        (Support.NOT_FOUND, HOPS, False),
        (Support.EVIDENCE, ((OLD, 302), (NEW, 200)), None),
        (Support.EVIDENCE, ((OLD, 301), (OLD, 302), (NEW, 200)), None),
        (Support.EVIDENCE, ((NEW, 200),), None),
        (Support.UNCHECKED, HOPS, None),
    ],
)
def test_what_was_cited_decides_of_a_page_of_the_first_level(support, hops, proven):
    """A permanent redirect to a page that may be a section is judged by what was cited, and by nothing else."""
    seen = result(support, reach=Reach.LIVE, final=SECTION)
    move = judge_move(replace(seen, visit=replace(seen.visit, hops=hops)))
    assert (move and move.proven) == proven


@pytest.mark.parametrize("final", ["https://new.example.org/", "https://new.example.org"])
def test_a_home_page_is_no_new_address(final):
    """The first page of a site changes, whatever it holds on the day of the visit."""
    seen = result(Support.EVIDENCE, reach=Reach.LIVE, final=final)
    assert judge_move(replace(seen, visit=replace(seen.visit, hops=((OLD, 301), (final, 200))))) is None


def test_a_title_proves_the_move_of_a_link_without_a_sentence():
    """A link that no sentence cites has moved where the new page has the title that its words name."""
    seen = result(Support.UNCHECKED, raw="x", named="The iron bridge closed", title="The iron bridge closed")
    assert judge_move(seen).proven
    assert "no sentence was compared" in judge_move(result(Support.UNCHECKED)).proof


@pytest.mark.parametrize("seen", [{"reach": Reach.LIVE}, {"final": OLD}, {"final": None}])
def test_what_did_not_move_has_no_new_address(seen):
    """Only a permanent redirect to another address offers one."""
    assert judge_move(result(Support.EVIDENCE, **seen)) is None


@pytest.mark.parametrize(
    ("final", "offer", "clause"),
    [
        ("https://new.example.org/tag/strike", None, "which is a list of pages that changes"),
        ("https://new.example.org/news/category/ports/", None, "which is a list of pages that changes"),
        ("https://new.example.org/search?q=bridge", None, "which is a list of pages that changes"),
        ("https://new.example.org/fr/rubrique/ports", None, "which is a list of pages that changes"),
        ("https://new.example.org/themen/hafen", None, "which is a list of pages that changes"),
        (f"{NEW}?session=8f3a&utm_source=redirect", NEW, "with parameters that belong to one visit"),
        (f"{NEW}?id=7&PHPSESSID=8f3a", f"{NEW}?id=7", "with parameters that belong to one visit"),
        (f"{NEW};jsessionid=8F3A?id=7", f"{NEW}?id=7", "with parameters that belong to one visit"),
        (f"{NEW}?fbclid=8f3a", NEW, "with parameters that belong to one visit"),
    ],
)
def test_an_address_that_is_no_page_of_its_own_is_offered(final, offer, clause):
    """A list of pages, or an address with parameters of one visit, is offered although the passage is there."""
    moved_there = result(Support.EVIDENCE, final=final)
    move = judge_move(moved_there)
    assert (move.url, move.proven, move.proof) == (
        offer or final,
        False,
        f"a permanent redirect leads there, {clause}",
    )
    assert explain_unproven_move(moved_there.visit, move) == clause


@pytest.mark.parametrize(
    "final",
    [
        f"{NEW}?id=7",
        f"{NEW}?page=2&lang=en",
        "https://new.example.org/tags/2019/iron-bridge/closed",
        "https://new.example.org/topical/iron-bridge",
        "https://new.example.org/archive/2019/iron-bridge",
    ],
)
def test_a_page_of_its_own_is_proven(final):
    """Parameters that name the page, and folders below which articles are, raise no doubt."""
    assert judge_move(result(Support.EVIDENCE, final=final)).proven
