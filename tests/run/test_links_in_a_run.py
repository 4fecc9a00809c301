"""Links outside notes in a run: asked once, judged, reported at their places, stored, audited."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.run.world import START, World, page

from citecheck.model.draft import Draft, Footnote
from citecheck.model.evidence import Support
from citecheck.model.exchange import Hop, Reached
from citecheck.model.page import Coverage, Page, Reach
from citecheck.model.target import Kind
from citecheck.report import render
from citecheck.report.verdict import judge_report
from citecheck.run.context import AuditOptions, Memory
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.run.pool_jobs import VisitPageJob, read_and_compare

if TYPE_CHECKING:
    from pathlib import Path

    from citecheck.model.report import Report

REPORT, GONE = "https://port.net/report", "https://port.net/gone"
PAGE = page(
    "Report of the port",
    "The harbour handled 9 million tonnes in 2024, the port said in its yearly report.",
    "The board met in May and spoke of new cranes for the northern quay and of the pilots.",
    "A second ferry will be hired for the summer months, the board decided with one vote against.",
)
ARTICLE = f"The harbour handled 9 million tonnes in 2024, [the port said]({REPORT}).\n\n[More]({GONE})\n"


def check(world: World, *texts: str | Draft, **options: object) -> Report:
    """Check Markdown drafts in a world."""
    ports = world.ports()
    drafts = [
        text if isinstance(text, Draft) else world.draft(text, path=f"draft{number}.md")
        for number, text in enumerate(texts)
    ]
    try:
        return asyncio.run(check_drafts(drafts, ports, world.options(**options), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()


def audit(world: World) -> Report:
    """Audit every source of a world's store."""
    ports = world.ports()
    try:
        chosen = AuditOptions(everything=True)
        return asyncio.run(audit_sources(ports, world.options(), chosen, world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()


def test_links_are_asked_once_and_compared_where_they_are_cited(tmp_path: Path) -> None:
    """The claim of a linked sentence is compared, the link that nobody cites is asked, and each has its finding."""
    world = World(tmp_path, {REPORT: PAGE})
    (draft,) = check(world, ARTICLE + f"\nAgain: [the report]({REPORT}), [gone]({GONE})\n").drafts
    assert sorted(set(world.asked)) == [GONE, REPORT]
    assert world.asked.count(REPORT) == 1
    assert [source.evidence.support for each in draft.citations for source in each.sources] == [Support.EVIDENCE]
    assert [(link.entry.marker, link.source.visit.reach) for link in draft.links if link.source.visit] == [
        ("the port said", Reach.LIVE),
        ("More", Reach.GONE),
        ("the report", Reach.LIVE),
        ("gone", Reach.GONE),
    ]
    (finding,) = draft.findings
    assert (finding.rule, finding.line, finding.column, finding.also) == ("L101", 3, 1, ("line 5",))


def test_the_verdict_counts_the_links(tmp_path: Path) -> None:
    """The line says how many links there are, how far they were reached, and that no sentence was compared."""
    world = World(tmp_path, {REPORT: PAGE})
    verdict = judge_report(check(world, f"[The report]({REPORT})\n\n[More]({REPORT}/2)\n"))
    assert verdict.line == (
        "Do not publish yet: 1 error; 0 notes, 2 links: 1 live, 1 gone; no sentence was compared with a link."
    )
    fine = judge_report(check(world, f"[The report]({REPORT})\n"))
    assert fine.line == "Links checked: 0 notes, 1 link: 1 live; no sentence was compared with a link."
    assert not fine.ready


def test_the_verdict_counts_the_links_that_no_sentence_cites(tmp_path: Path) -> None:
    """A draft that cites by links is ready only with the number of its other links in the same line."""
    world = World(tmp_path, {REPORT: PAGE, GONE: PAGE})
    assert judge_report(check(world, ARTICLE)).line == (
        "Ready to publish: 1 citation found; 2 links: 2 live; no sentence was compared with 1 of them."
    )


def test_with_notes_the_verdict_names_the_links_outside_them(tmp_path: Path) -> None:
    """Notes are compared, links next to them are asked, and the line keeps the two apart."""
    world = World(tmp_path, {REPORT: PAGE, GONE: PAGE})
    text = f"The harbour handled 9 million tonnes in 2024.[^1] [More]({GONE})\n\n[^1]: {REPORT}\n"
    assert judge_report(check(world, text)).line == (
        "Ready to publish: 1 citation found; 1 link outside notes: 1 live; no sentence was compared with a link."
    )


def test_the_json_lists_each_link_with_its_reach(tmp_path: Path) -> None:
    """`links` has place, address, status and reach of every web link outside notes."""
    report = json.loads("".join(render(check(World(tmp_path, {REPORT: PAGE}), ARTICLE), "json")))
    assert [(each["url"], each["line"], each["column"], each["reach"], each["status"]) for each in report["links"]] == [
        (REPORT, 1, 47, "live", 200),
        (GONE, 3, 1, "gone", 404),
    ]
    assert report["links"][0]["footnote"] == report["citations"][0]["footnote"]


@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_the_words_of_a_link_are_quoted(tmp_path: Path, form: str) -> None:
    """Words are no number, so a report quotes them where it lists markers."""
    assert "“More”" in "".join(render(check(World(tmp_path, {REPORT: PAGE}), ARTICLE), form))


def as_resource(draft: Draft) -> Draft:
    """Return the draft with its links as those of images."""

    def change(entry: Footnote) -> Footnote:
        return replace(entry, sources=tuple(replace(each, kind=Kind.RESOURCE) for each in entry.sources))

    return replace(draft, citations=(), link_entries=tuple(map(change, draft.link_entries)))


def test_a_file_that_a_page_loads_is_judged_by_its_status_alone(tmp_path: Path) -> None:
    """An empty script is live, and a badge that changes is no edited source; a page in its place is read."""

    def answer(body: bytes, kind: bytes) -> object:
        return lambda world, request: world.exchange(
            request.url, [(request.url, 200, body, ((b"content-type", kind),))]
        )

    badge, script, image = "https://port.net/b.svg", "https://port.net/x.js", "https://port.net/c.png"
    missing = b"<title>Page not found</title><h1>404</h1><p>Sorry, the page you asked for was not found.</p>"
    world = World(
        tmp_path,
        {
            badge: answer(b"<svg xmlns='http://www.w3.org/2000/svg'><text>passing</text></svg>", b"image/svg+xml"),
            script: answer(b"", b"text/javascript"),
            image: answer(missing, b"text/html"),
        },
    )
    draft = as_resource(world.draft(f"<{badge}> <{script}> <{image}>\n", path="draft.md"))
    (first,) = check(world, draft).drafts
    seen = [(link.source.visit.reach, link.source.visit.page) for link in first.links if link.source.visit]
    assert seen[:2] == [(Reach.LIVE, Page.LIVE)] * 2
    assert seen[2][0] is Reach.GONE
    world.answers[badge] = answer(
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>failing</text></svg>", b"image/svg+xml"
    )
    world.later(days=30)
    (second,) = audit(world).drafts
    assert second.links[0].source.visit is not None
    assert second.links[0].source.visit.change is None


def test_without_evidence_links_and_notes_are_only_asked(tmp_path: Path) -> None:
    """`--no-evidence` asks every address and compares no claim."""
    world = World(tmp_path, {REPORT: PAGE})
    (draft,) = check(world, ARTICLE, evidence=False).drafts
    assert sorted(set(world.asked)) == [GONE, REPORT]
    assert [source.evidence.support for source in draft.citations[0].sources] == [Support.NOT_CHECKABLE]


def test_an_audit_visits_links_and_reports_them(tmp_path: Path) -> None:
    """Links are stored like the sources of notes: an audit asks them again and loads the draft with them."""
    world = World(tmp_path, {REPORT: PAGE})
    check(world, f"The harbour handled 9 million tonnes in 2024, [the port said]({REPORT}).\n")
    world.later(days=400)
    world.answers[REPORT] = (410, b"gone")
    (draft,) = audit(world).drafts
    assert [link.entry.marker for link in draft.links] == ["the port said"]
    assert [finding.rule for finding in draft.findings if finding.rule.startswith("L")] == ["L101"]


def test_a_finding_at_a_link_concerns_no_other_link_of_the_same_words(tmp_path: Path) -> None:
    """Many links are called "the port said"; only the one with the address is meant."""
    world = World(tmp_path, {REPORT: PAGE})
    text = f"The harbour handled 9 million tonnes in 2024, [the port said]({REPORT}).\n\n# [the port said]({GONE})\n"
    shown = "".join(render(check(world, text), "csv"))
    assert "The harbour handled" not in shown


_PROSE = "<p>The harbour handled nine million tonnes of grain, and the port spoke of new cranes for its quay.</p>\n"


@pytest.mark.parametrize(
    ("body", "is_part"),
    [
        (f"<title>The quay</title><article>{_PROSE * 1000}</article>", True),
        (f"<title>The quay</title><article>{_PROSE * 9}</article>", False),
        (f"<title>The quay</title><script>{'x = 1;' * 20_000}</script><article>{_PROSE * 9}</article>", False),
        (f"<style>{'p {}' * 20_000}</style><title>The quay</title><article>{_PROSE * 9}</article>", False),
        (f"<title>Not found</title><h1>404</h1><p>This page does not exist.</p><!--{'-' * 90_000}-->", False),
        (f"<title>Just a moment...</title><p>Checking your browser</p><script>{'y();' * 30_000}</script>", False),
        ("plain words, " * 9_000, False),
    ],
    ids=["long", "short", "late text", "late title", "soft 404", "wall", "text"],
)
def test_a_link_is_judged_by_the_beginning_of_its_page(body, is_part):
    """Without copies and claims the first 64 kB are read, and the rest where they are not enough; verdicts are equal."""
    kind = b"text/plain" if body.startswith("plain") else b"text/html"
    hop = Hop(
        "https://a.net/", (), 200, "", "1.1", ((b"content-type", kind),), body.encode(), START, 0.1, "203.0.113.7"
    )
    jobs = [VisitPageJob(Reached("https://a.net/", (hop,)), 1_000_000, brief=brief) for brief in (False, True)]
    whole, brief = (read_and_compare(job).reading for job in jobs)
    assert (brief.page, brief.text.title, brief.doubt) == (whole.page, whole.text.title, whole.doubt)
    assert (brief.text.coverage is Coverage.PART) is is_part
    cited = read_and_compare(replace(jobs[1], fragments=("crane",)))
    assert (cited.reading.text, cited.lost) == (
        whole.text,
        read_and_compare(replace(jobs[0], fragments=("crane",))).lost,
    )


def test_a_claim_is_not_compared_with_a_part(tmp_path):
    """A page of which a run without copies and claims read the beginning is asked again for a claim."""
    long = f"<title>The quay</title><article>{_PROSE * 1000}</article>".encode()
    world = World(tmp_path, {"https://port.net/": long})
    text = "The harbour handled nine million tonnes of grain.[^1]\n\n[^1]: https://port.net/\n"
    memory = Memory({Reach.LIVE: timedelta(days=7)}, "web", conditional=True, everywhere=True)
    for evidence, asked in ((False, 1), (False, 1), (True, 2), (True, 2)):
        world.later(hours=1)
        ports = replace(world.ports(), archive=None)
        options = world.options(memory=memory, evidence=evidence)
        asyncio.run(check_drafts([world.draft(text, path="report.md")], ports, options, world.make_id()))
        ports.store.close()
        assert len(world.asked) == asked
