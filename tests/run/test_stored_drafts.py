"""Drafts of every kind are checked, audited, changed and audited again, and the store answers as the draft would."""

import asyncio
from pathlib import Path

import pytest
from tests.run.test_audit import audit
from tests.run.world import World, page

from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.rules.draft import check_draft
from citecheck.run.pipeline import check_drafts

HERE = Path(__file__).parents[1]
PAGE = page(
    "Ferries",
    *(f"The harbour office counted {n}00 passengers on the ferry in May {2000 + n}, it said." for n in range(1, 9)),
)
DRAFTS = sorted(path for path in (HERE / "draft" / "cases").iterdir() if ".expected." not in path.name)[3::9]


def check(world, draft):
    ports = world.ports()
    try:
        return asyncio.run(check_drafts([draft], ports, world.options(), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.name)
def test_an_audit_follows_every_check(tmp_path, path):
    """An audit visits the addresses that the check asked, before and after the draft lost its last note."""
    try:
        draft = check_draft(read_draft(path.read_bytes(), path=path.name))
    except UnreadableInput:
        pytest.skip("no draft")
    world = World(tmp_path, default=PAGE)
    check(world, draft)
    asked = set(world.asked)
    world.asked.clear()
    world.later(hours=2)
    audit(world, everything=True, per_host=10_000)
    assert set(world.asked) == asked
    check(world, draft.__class__(draft.path, draft.format, draft.title, draft.language, "1", draft.blocks))
    world.asked.clear()
    audit(world, everything=True, per_host=10_000)
    assert world.asked == []


REPORT = """Published: 4 March 2024

The Harbour Pilots' Association (HPA) moved its office to Lorne.

The HPA said 300 passengers took the ferry in May 2003.[1] It was about the Lorne ferry.

[1] http://ferries.example/lorne
"""


def test_an_audit_finds_what_the_check_found(tmp_path):
    """The evidence of a claim is the same from the store: its paragraph, abbreviations and dates are kept."""
    world = World(tmp_path, default=PAGE)
    draft = world.draft(REPORT)
    checked = check(world, draft)
    world.later(days=2)
    audited = audit(world)
    (before,), (after,) = checked.drafts[0].citations, audited.drafts[0].citations
    assert after.sources[0].evidence == before.sources[0].evidence
    assert audited.drafts[0].draft.blocks == draft.blocks


def test_an_audit_does_not_repeat_what_the_draft_says_itself(tmp_path):
    """Two sentences that disagree are reported when the draft is checked, and not at each visit of its sources."""
    text = "The bridge has 14 piers.[1]\n\nThe bridge has 17 piers.[1]\n\nSee there.[2]\n\n[1] http://ferries.example/lorne\n"
    world = World(tmp_path, default=PAGE)
    assert {"C101"} <= {finding.rule for finding in check(world, world.draft(text)).drafts[0].findings}
    world.later(days=2)
    assert not {finding.rule for finding in audit(world).drafts[0].findings if finding.rule.startswith("C")}
