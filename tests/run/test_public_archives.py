"""A run that may ask a public archive: repairs offered, cut addresses completed, unkept sources saved."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from tests.public_archives.asking import Time
from tests.public_archives.fake_archive import Copy, FakeArchive
from tests.run.test_check import BRIDGE, BRIDGE_PAGE, FLOOD, FLOOD_PAGE, TEXT
from tests.run.world import World, page

from citecheck.archive.public.archives import WAYBACK, PublicArchives
from citecheck.cli.run_output import conclude
from citecheck.config.configuration import Configuration
from citecheck.model.report import CompletionOrigin
from citecheck.net.paced_client import PacedClient
from citecheck.report.sources import find_offers
from citecheck.run.pipeline import check_drafts

NOT_FOUND = (404, page("Not found", "There is no such page here."))


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, {FLOOD: FLOOD_PAGE, BRIDGE: BRIDGE_PAGE})


def check(world, archive, text=TEXT, *, save=False, keys=None, progress=None, **options):
    async def run():
        async with httpx.AsyncClient(transport=httpx.MockTransport(archive.answer)) as client:
            time = Time()
            asker = PacedClient(client, clock=time.clock, sleep=time.sleep)
            ports = replace(world.ports(), archives=PublicArchives(asker, (WAYBACK,), save=save, keys=keys))
            ports = replace(ports, progress=progress or ports.progress)
            try:
                return await check_drafts([world.draft(text)], ports, world.options(**options), world.make_id())
            finally:
                ports.archive.close()
                ports.store.close()

    return asyncio.run(run())


def source(report, url):
    return next(s for c in report.drafts[0].citations for s in c.sources if s.visit and s.visit.url == url)


def said_of_copies(report):
    (message,) = {finding.message for draft in report.drafts for finding in draft.findings if finding.rule == "A102"}
    return message


def test_a_lost_source_is_offered_with_a_copy_that_holds_its_content(world):
    """Of two copies the nearer one is a wall, so the farther one that shows the passage is offered."""
    archive = FakeArchive(
        [
            Copy("20261110000000", BRIDGE, BRIDGE_PAGE),
            Copy("20261121000000", BRIDGE, page("Sign in", "Please sign in to continue reading.")),
        ]
    )
    world.answers[BRIDGE] = NOT_FOUND
    memento = source(check(world, archive), BRIDGE).visit.memento
    assert memento.verified
    assert "20261110" in memento.url


def test_a_copy_without_the_content_is_not_called_verified(world):
    """A copy that answers 200 and shows something else is no repair."""
    archive = FakeArchive([Copy("20261110000000", BRIDGE, page("Garden", "Roses should be cut in March."))])
    world.answers[BRIDGE] = NOT_FOUND
    report = check(world, archive)
    memento = source(report, BRIDGE).visit.memento
    assert (memento.verified, memento.status) == (False, 200)
    assert "none that was read has the cited content" in said_of_copies(report)


def test_an_archived_error_page_is_no_copy(world):
    """An archive that kept only the 404 of a lost page is not offered as holding a copy."""
    archive = FakeArchive([Copy("20261110000000", BRIDGE, b"gone", status=404)])
    world.answers[BRIDGE] = NOT_FOUND
    report = check(world, archive)
    assert source(report, BRIDGE).visit.memento.is_error
    assert "holds a copy of an error page (404)" in said_of_copies(report)
    assert not [offer for offer in find_offers(source(report, BRIDGE)) if "web.archive.org" in offer.url]


def test_a_cut_address_is_shown_with_all_that_it_may_be(world):
    """Every address of the index under the prefix is a candidate, and none is chosen."""
    cut = "https://daily.example.com/2026/11/flood-in-the-old-town-of-the-river-..."
    full = [cut.removesuffix("...") + end for end in ("lorne.html", "arno.html")]
    archive = FakeArchive([Copy("20261104000000", url, FLOOD_PAGE) for url in full])
    report = check(world, archive, TEXT.replace(f"[1] {FLOOD}", f"[1] {cut}"))
    first = report.drafts[0].citations[0].sources[0]
    assert sorted(one.url for one in first.completions) == sorted(full)
    assert not any(one.proven for one in first.completions)
    assert first.visit is None


CUT = "https://daily.example.com/2026/11/flood-in-the-old-town-of-the-river-..."
ENDS = [CUT.removesuffix("...") + end for end in ("lorne.html", "arno.html", "tavra.html")]
OTHER_PAGE = page("Garden", "Roses should be cut in March.", "Tulips are planted in autumn, when the soil is cool.")


def completed(world, *copies):
    report = check(world, FakeArchive(list(copies)), TEXT.replace(f"[1] {FLOOD}", f"[1] {CUT}"))
    return report.drafts[0].citations[0].sources[0]


def test_the_capture_that_alone_supports_the_claim_completes_a_cut_address(world):
    """Of several pages with the prefix one holds the claim, and is asked and proven as the source."""
    copies = [Copy("20261104000000", ENDS[0], FLOOD_PAGE), Copy("20261104000000", ENDS[1], OTHER_PAGE)]
    source = completed(world, *copies)
    proven, other = source.completions
    assert (proven.url, proven.origin, proven.proven) == (ENDS[0], CompletionOrigin.CAPTURE, True)
    assert (other.url, other.proven) == (ENDS[1], False)
    assert source.visit.url == ENDS[0]


@pytest.mark.parametrize(
    "copies",
    [
        [Copy("20261104000000", url, FLOOD_PAGE) for url in ENDS[:2]],
        [Copy("20261104000000", url, OTHER_PAGE) for url in ENDS[:2]],
        [Copy("20261104000000", ENDS[0] + f"?p={n}", FLOOD_PAGE if n == 0 else OTHER_PAGE) for n in range(6)],
    ],
)
def test_captures_that_do_not_single_out_one_prove_nothing(world, copies):
    """Two that hold the claim, none that does, or too many to read: all stay candidates."""
    source = completed(world, *copies)
    assert source.visit is None
    assert not any(one.proven for one in source.completions)


def test_a_source_that_no_archive_holds_is_saved(world):
    """With --save the archive is asked to keep what it has no copy of."""
    archive = FakeArchive([Copy("20261104000000", FLOOD, FLOOD_PAGE)])
    archive.save_script = [
        {"url": BRIDGE, "job_id": "job-1"},
        {"status": "success", "job_id": "job-1", "original_url": BRIDGE, "timestamp": "20261122120100"},
    ]
    report = check(world, archive, save=True)
    assert source(report, BRIDGE).visit.memento is not None
    assert source(report, FLOOD).visit.memento is None


LOGIN = {"message": "You need to be logged in to use Save Page Now."}


def test_a_login_that_is_missing_is_named_for_each_source(world, tmp_path):
    """Without keys nothing is saved: the archive is asked once, and each source says why, and the run ends with 3."""
    progress, archive = Told(), FakeArchive([], save_script=[LOGIN])
    report = check(world, archive, save=True, progress=progress)
    unsaved = [finding for finding in report.drafts[0].findings if finding.rule == "A107"]
    assert [(finding.url, "IA_ACCESS_KEY_ID" in finding.advice) for finding in unsaved] == [
        (FLOOD, True),
        (BRIDGE, True),
    ]
    assert sum(request.url.path == "/save" for request in archive.asked) == 1
    assert "web.archive.org saved 0 of the 2 sources it held no copy of" in progress.sentences
    configuration = Configuration({}, tmp_path).merge({"output": str(tmp_path / "report.txt")})
    assert conclude(report, configuration) == 3
    assert conclude(report, configuration.merge({"fail-on": "warning"})) == 1


def test_the_keys_of_the_environment_are_sent(world):
    """With the keys of an account the archive is asked with them."""
    done = {"status": "success", "job_id": "1", "original_url": FLOOD, "timestamp": "20261122120100"}
    archive = FakeArchive([Copy("20261104000000", BRIDGE, BRIDGE_PAGE)], save_script=[{"job_id": "1"}, done])
    report = check(world, archive, save=True, keys=("key", "secret"))
    assert {request.headers.get("authorization") for request in archive.asked if request.url.path == "/save"} == {
        "LOW key:secret"
    }
    assert source(report, FLOOD).visit.unsaved is None


def test_a_source_of_which_only_an_error_page_is_kept_is_saved(world):
    """An archived 404 is no copy, so a live source is saved all the same."""
    done = {"status": "success", "job_id": "1", "original_url": FLOOD, "timestamp": "20261122120100"}
    kept = [Copy("20261104000000", BRIDGE, BRIDGE_PAGE), Copy("20261104000000", FLOOD, b"gone", status=404)]
    report = check(world, FakeArchive(kept, save_script=[{"job_id": "1"}, done]), save=True)
    assert "20261122120100" in source(report, FLOOD).visit.memento.url


def test_the_published_version_completes_a_cut_address(world):
    """What the published version says in the same note is asked like any other source."""
    cut = "https://daily.example.com/2026/11/flood-in-th..."
    published = "https://think.example.org/brief"
    world.answers[published] = (
        "<html><body><main><h1>Brief</h1>"
        "<p>The flood reached the old town on November 3 and displaced 450 families.<a href='#n1'>[1]</a></p>"
        "<p>The council voted to close the iron bridge for two years.<a href='#n2'>[2]</a></p>"
        f"<p id='n1'>[1] <a href='{FLOOD}'>{cut}</a></p>"
        f"<p id='n2'>[2] <a href='{BRIDGE}'>{BRIDGE}</a>; <a href='{FLOOD}'>{FLOOD}</a></p>"
        "</main></body></html>"
    ).encode()
    text = TEXT.replace(f"[1] {FLOOD}", f"[1] {cut}").replace(f"; {FLOOD}", "")
    report = check(world, FakeArchive([]), text, published=published)
    assert source(report, FLOOD).evidence.passages


class Told:
    """Keeps what a run says to the user at once."""

    def __init__(self):
        self.sentences = []

    def planned(self, addresses):
        pass

    def visited(self, url, reach):
        pass

    def announce(self, sentence):
        self.sentences.append(sentence)


def test_another_document_as_published_version_is_named(world):
    """A page about something else completes nothing, and the user learns that it is another document."""
    cut, published, progress = (
        "https://daily.example.com/2026/11/flood-in-th...",
        "https://think.example.org/milk",
        Told(),
    )
    world.answers[published] = (
        "<html><body><main><h1>Milk</h1><p>Milk is white in most countries of the world.<a href='#n1'>[1]</a></p>"
        "<p>Butter is yellow in the spring of each year.<a href='#n2'>[2]</a></p>"
        f"<p id='n1'>[1] <a href='{FLOOD}'>{cut}</a></p><p id='n2'>[2] <a href='{BRIDGE}'>{BRIDGE}</a></p>"
        "</main></body></html>"
    ).encode()
    text = TEXT.replace(f"[1] {FLOOD}", f"[1] {cut}").replace(f"; {FLOOD}", "")
    report = check(world, FakeArchive([]), text, progress=progress, published=published)
    assert FLOOD not in {each.visit.url for one in report.drafts[0].citations for each in one.sources if each.visit}
    assert ["another document" in sentence for sentence in progress.sentences] == [True]
