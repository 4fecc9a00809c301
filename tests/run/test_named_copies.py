"""Copies that a draft names next to the address of a source, in a run: asked where needed, and searched for the claim."""

import asyncio

import pytest
from tests.run.world import World, page

from citecheck.model.evidence import Support
from citecheck.model.page import Reach
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources, check_drafts

ORIGINAL = "http://gone.example.net/minutes/7"
COPY = f"https://web.archive.org/web/20190302110500/{ORIGINAL}"
PAGE = page(
    "Minutes of the harbour board",
    "The board met on the first Monday of March under the chair of the harbour master.",
    "The ferry Halla sank on 2 March 2019 with nine people on board, all of whom were saved.",
    "A second ferry will be hired for the summer months, the board decided with one vote against.",
)
ELSEWHERE = page(
    "Holidays on the coast",
    "Book a room with a view of the sea for two nights and get the third night for nothing.",
    "Our kitchen serves fish from the market every evening, and breakfast until noon on Sundays.",
)
WIKI = f"The ferry Halla sank on 2 March 2019 with nine people on board.<ref>{{{{cite web |url={ORIGINAL} |title=Minutes |archive-url={COPY}}}}}</ref>\n"
TEXT = f"The ferry Halla sank on 2 March 2019 with nine people on board.[1]\n\n[1] {ORIGINAL} (archived at {COPY})\n"
LOST, BUSY = (
    (404, b"<title>Not found</title>There is no such page here."),
    (503, b"<title>Busy</title>Try again later."),
)


def check(tmp_path, answers, text, path):
    """Check a draft in a world; give the world, the result of its only source, and its findings by rule."""
    world = World(tmp_path, answers)
    ports = world.ports()
    try:
        report = asyncio.run(check_drafts([world.draft(text, path=path)], ports, world.options(), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()
    (draft,) = report.drafts
    return world, draft.citations[0].sources[0], {finding.rule: finding for finding in draft.findings}


@pytest.mark.parametrize(("path", "text"), [("brief.wiki", WIKI), ("brief.txt", TEXT)])
@pytest.mark.parametrize("lost", [LOST, BUSY, ELSEWHERE])
def test_the_copy_stands_in_for_an_original_that_shows_nothing(tmp_path, path, text, lost):
    """Where the original is lost, failing or shows something else, the claim is compared with the copy: no error."""
    world, source, found = check(tmp_path, {ORIGINAL: lost, COPY: PAGE}, text, path)
    assert world.asked.count(COPY) == 1
    assert source.evidence.support is Support.EVIDENCE
    assert source.copy.url == COPY
    assert source.visit.url == ORIGINAL
    assert set(found) == {"A103"}
    assert COPY in found["A103"].message


def test_a_copy_is_not_asked_for_a_live_original(tmp_path):
    """Archives are busy: a copy that only a template names is asked when its original does not suffice."""
    world, source, found = check(tmp_path, {ORIGINAL: PAGE, COPY: PAGE}, WIKI, "brief.wiki")
    assert COPY not in world.asked
    assert source.copy is None
    assert not found


def test_a_lost_copy_leaves_the_original_lost(tmp_path):
    """Where original and copy are both gone, both are reported."""
    _, source, found = check(tmp_path, {ORIGINAL: LOST, COPY: LOST}, WIKI, "brief.wiki")
    assert source.visit.reach is Reach.GONE
    assert source.evidence.support is Support.NOT_CHECKABLE
    assert found["L101"].level.value == "error"


def test_a_copy_that_cannot_be_seen_is_looked_at_by_hand(tmp_path):
    """Where the original is gone and the archive fails, nobody says that the source is lost."""
    _, source, found = check(tmp_path, {ORIGINAL: LOST, COPY: BUSY}, WIKI, "brief.wiki")
    assert source.evidence.support is Support.NOT_CHECKABLE
    assert found["A104"].level.value == "warning"
    assert "L101" not in found


def test_a_copy_about_something_else_supports_nothing(tmp_path):
    """A claim whose copy is live but speaks of something else has no passage."""
    _, source, found = check(tmp_path, {ORIGINAL: LOST, COPY: ELSEWHERE}, WIKI, "brief.wiki")
    assert source.evidence.support is Support.NOT_FOUND
    assert {"A103", "S103"} == set(found)


def test_an_audit_reads_the_copy_that_the_store_remembers(tmp_path):
    """An audit has the draft from the store alone: where the original dies later, the copy is read as in a check."""
    world = World(tmp_path, {ORIGINAL: PAGE, COPY: PAGE})
    ports = world.ports()
    said_live = WIKI.replace("}}", " |url-status=live}}")
    try:
        asyncio.run(check_drafts([world.draft(said_live, path="brief.wiki")], ports, world.options(), world.make_id()))
        assert COPY not in world.asked
        world.answers[ORIGINAL] = LOST
        world.later(days=40)
        everything = AuditOptions(everything=True)
        report = asyncio.run(audit_sources(ports, world.options(), everything, world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()
    (draft,) = report.drafts
    assert COPY in world.asked
    assert draft.citations[0].sources[0].evidence.support is Support.EVIDENCE
    assert [finding.rule for finding in draft.findings] == ["A105"]
