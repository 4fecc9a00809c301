"""What did not change is neither read nor compared again: the same body, and the same claim in the same text."""

import ast
import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.run.world import InlinePool, World, page

import citecheck.page
from citecheck.model.change import Change
from citecheck.model.evidence import Support
from citecheck.run import pool_jobs
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.run.pool_child import Unread
from citecheck.store.database import open_store

HTML = (b"content-type", b"text/html")
URL = "https://harbour.example/report"
FACT = "The harbour counted 412 ships in 2019."
OTHER = "The harbour was dredged by two companies from the north."
ARTICLE = page("The harbour", FACT, OTHER, "Its cranes are painted yellow, and its gates close at ten in the evening.")
EDITED = ARTICLE.replace(b"412", b"397")
DRAFT = f"{FACT}[1]\n\n{OTHER}[2]\n\n[1] {URL}\n\n[2] {URL}\n"


class CountingPool(InlinePool):
    """A pool that counts the pages it reads and the claims it looks for; `fails` leaves the claims unread."""

    def __init__(self):
        self.fails = False
        self.reset()

    def reset(self):
        self.pages, self.claims = 0, []

    async def run(self, function, items):
        if function is pool_jobs.read_and_compare:
            self.pages += len(items)
        if function is pool_jobs.run_evidence_job:
            self.claims += [claim.sentence for job in items for claim in job.claims]
            if self.fails:
                return [Unread("took longer than 20 s")] * len(items)
        return await super().run(function, items)


@pytest.fixture
def world(tmp_path):
    """Return a world after a first check of the draft, a day later."""
    made = World(tmp_path, {URL: ARTICLE}, pool=CountingPool())
    made.first = check(made)
    assert (made.pool.pages, made.pool.claims) == (1, [FACT, OTHER])
    made.pool.reset()
    made.later(days=1)
    return made


def check(world, text=DRAFT):
    return asyncio.run(check_drafts([world.draft(text)], world.ports(), world.options(), world.make_id())).drafts[0]


def audit(world):
    options = AuditOptions(everything=True)
    return asyncio.run(audit_sources(world.ports(), world.options(), options, world.make_id())).drafts[0]


def answer_unmodified(world, request):
    """Answer a conditional request with 304, any other with the article."""
    return world.exchange(request.url, (304, b"") if request.etag else (200, ARTICLE, (HTML, (b"etag", b'"1"'))))


def evidence_of(report):
    return [each.sources[0].evidence for each in report.citations]


def visit_of(report):
    return report.citations[0].sources[0].visit


def test_an_unchanged_page_is_not_read_again(world):
    """A second check of the same draft reads no page and looks for no claim, and says the same."""
    second = check(world)
    assert (world.pool.pages, world.pool.claims) == (0, [])
    assert evidence_of(second) == evidence_of(world.first)
    assert [each.support for each in evidence_of(second)] == [Support.EVIDENCE] * 2
    assert second.findings == world.first.findings
    assert visit_of(second).change.change is Change.SAME
    same = ("url", "final_url", "reach", "page", "status", "title", "published", "language", "doubt")
    assert [getattr(visit_of(second), name) for name in same] == [getattr(visit_of(world.first), name) for name in same]


def test_an_audit_of_an_unchanged_page_reads_nothing(world):
    """An equal body, and then one more, are taken from the store, each with its capture."""
    for _ in range(2):
        report = audit(world)
        assert evidence_of(report) == evidence_of(world.first)
        world.later(days=40)
    assert (world.pool.pages, world.pool.claims) == (0, [])
    assert visit_of(report).capture != visit_of(world.first).capture


def test_an_edited_page_is_read_and_searched_again(world):
    """A figure that changed is seen: the page is read, compared with the last one, and searched for both claims."""
    world.answers[URL] = EDITED
    second = check(world)
    assert (world.pool.pages, world.pool.claims) == (1, [FACT, OTHER])
    assert visit_of(second).change.change is Change.EDITED
    assert evidence_of(second)[0].support is Support.DIFFERS
    world.answers[URL] = ARTICLE
    assert evidence_of(check(world)) == evidence_of(world.first)


def test_an_edited_claim_is_looked_for_again(world):
    """Of two claims of an unchanged page, only the edited one is looked for."""
    edited = FACT.replace("412", "512")
    second = check(world, DRAFT.replace(FACT, edited))
    assert (world.pool.pages, world.pool.claims) == (0, [edited])
    assert [each.support for each in evidence_of(second)] == [Support.DIFFERS, Support.EVIDENCE]


@pytest.mark.parametrize(
    "answer",
    [
        (200, ARTICLE, (HTML, (b"cf-mitigated", b"challenge"))),
        (200, ARTICLE, ((b"content-type", b"text/plain"),)),
        (503, ARTICLE, (HTML,)),
        [(URL, 302, b""), ("https://harbour.example/login", 200, ARTICLE)],
    ],
    ids=["header", "type", "status", "redirect"],
)
def test_the_same_body_in_another_answer_is_read_again(world, answer):
    """A header by which pages are classified, a media type, a status or another address may give a body another meaning."""
    world.answers[URL] = answer
    check(world)
    assert world.pool.pages > 0


def test_a_header_that_says_nothing_of_the_page_makes_no_difference(world):
    """A date and the state of a cache differ at every request."""
    world.answers[URL] = (200, ARTICLE, (HTML, (b"date", b"today"), (b"x-cache", b"HIT")))
    check(world)
    assert world.pool.pages == 0


@pytest.mark.parametrize("reader", [None, "of another version"])
def test_another_reader_reads_an_unchanged_page_again(world, reader):
    """What another version of the code read, or one that did not say so, is read anew."""
    store = open_store(world.folder / "cache" / "citecheck.db")
    with store.writing():
        store.execute("UPDATE captures SET reader = ?", [reader])
    store.close()
    check(world)
    assert world.pool.pages == 1
    world.pool.reset()
    check(world)
    assert world.pool.pages == 0


def test_a_page_with_a_cited_place_is_read_again(world):
    """Whether the place is still there is seen in the page alone."""
    text = DRAFT.replace(f"[2] {URL}", f"[2] {URL}#ships")
    check(world, text)
    assert (world.pool.pages, world.pool.claims) == (1, [])


def test_a_confirmed_page_has_the_reading_that_was_confirmed(world):
    """After a 304, the same body is still not read again."""
    world.answers[URL] = answer_unmodified
    check(world)
    world.later(days=40)
    confirmed = audit(world)
    assert visit_of(confirmed).status == 304
    world.later(days=40)
    check(world)
    assert (world.pool.pages, world.pool.claims) == (0, [])


def test_a_file_that_pages_load_is_read_anew_where_it_is_cited(tmp_path):
    """A picture counts as live whatever it shows; where a note cites it, it is a source without text."""
    world = World(tmp_path, {URL: (200, b"\x89PNG\r\n\x1a\n", ((b"content-type", b"image/png"),))}, pool=CountingPool())
    first = asyncio.run(
        check_drafts(
            [world.draft(f"A sentence.\n\n![]({URL})\n", "a.md")], world.ports(), world.options(), world.make_id()
        )
    ).drafts[0]
    assert [each.source.visit.url for each in first.links] == [URL]
    world.pool.reset()
    world.later(days=1)
    cited = check(world)
    assert world.pool.pages == 1
    assert {each.support for each in evidence_of(cited)} == {Support.NOT_CHECKABLE}


def test_a_search_that_was_ended_is_made_again(tmp_path):
    """A text that took too long is no answer: the next check looks for the claims again."""
    world = World(tmp_path, {URL: ARTICLE}, pool=CountingPool())
    world.pool.fails = True
    assert {each.support for each in evidence_of(check(world))} == {Support.NOT_CHECKABLE}
    world.pool.fails = False
    assert {each.support for each in evidence_of(check(world))} == {Support.EVIDENCE}


def test_there_is_one_answer_for_each_sentence_and_source(world):
    """An answer to another question about the same sentence and source replaces the last one."""
    world.answers[URL] = EDITED
    check(world)
    store = open_store(world.folder / "cache" / "citecheck.db")
    (row,) = store.rows("SELECT count(*) AS n FROM answers WHERE kind = 'evidence'")
    store.close()
    assert row["n"] == 2


def test_every_field_that_classifies_a_page_identifies_its_reading():
    """A header field that the readers of pages ask for is one of those by which equal readings are known."""
    folder = Path(citecheck.page.__file__).parent
    asked = {
        node.args[0].value if name == "match_header" else node.args[place].value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for name, place in [_name_call(node)]
        if name and isinstance(node.args[place], ast.Constant)
    }
    assert {"server", "cf-mitigated", "content-type"} <= asked
    read = {field.decode() for field in pool_jobs._READ_FIELDS}
    assert asked == read


def _name_call(node):
    """Return how a call asks for a header field, and the place of the field's name; None for any other call."""
    called = ast.unparse(node.func)
    if called in {"match_header", "traits.headers.get"}:
        return called, 0
    return ("_read_field", 1) if called == "_read_field" else (None, 0)


def test_the_identity_of_a_reading_depends_on_the_address_asked(world):
    """A page that answers for two addresses is read for each: it may be the wall of one of them."""
    exchange = world.exchange(URL, ARTICLE)
    same, other = (pool_jobs.identify_reading(replace(exchange, url=url), 1_000) for url in (URL, f"{URL}/2"))
    assert same != other
    assert same == pool_jobs.identify_reading(exchange, 1_000) != pool_jobs.identify_reading(exchange, 2_000)
