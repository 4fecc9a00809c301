"""Which service is asked for what, and what its answers become."""

import asyncio

import httpx
import pytest

from citecheck.errors import WrongUsage
from citecheck.model.work import RecordState
from citecheck.net.paced_client import PacedClient
from citecheck.registries.lookup import look_up
from citecheck.registries.services import SERVICES, RegistryClient, parse_registries
from citecheck.works.reading import read_reference
from tests.public_archives.asking import Time
from tests.registries import small_world

BASES = tuple(f"{name}=http://registries.test/{name}" for name in SERVICES)
ARTICLE = "Holm D, Vik A. Ice on seven rivers: A survey of the plain. Polar Notes. 2020."


class World:
    """The made-up services: it counts what is asked, and may be busy or broken at first."""

    def __init__(self, failures=()):
        self.failures = list(failures)
        self.asked = []
        self.time = Time()

    def answer(self, request):
        self.asked.append(request.url.path)
        status, body, *fields = (
            self.failures.pop(0) if self.failures else small_world.answer(str(request.url), request.content)
        )
        return httpx.Response(status, headers=dict(fields), stream=httpx.ByteStream(body))

    def look_up(self, *texts):
        """Return the result of each reference, asked with one client."""

        async def run():
            async with httpx.AsyncClient(transport=httpx.MockTransport(self.answer)) as http:
                client = PacedClient(http, clock=self.time.clock, sleep=self.time.sleep)
                registries = RegistryClient(client, parse_registries(BASES))
                return await asyncio.gather(*(look_up(registries, read_reference(text)) for text in texts))

        return asyncio.run(run())


def state(text):
    """Return the state of one reference, and the registry of its record."""
    (found,) = World().look_up(text)
    return found.state.value, found.record.registry if found.record else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (ARTICLE, ("matched", "crossref")),
        (f"{ARTICLE} doi:10.1000/ice.12", ("matched", "crossref")),
        ("Li C. Ice on the small rivers of Weirham. River Review. 2018.", ("matched", "openalex")),
        ("Li C. Ice on the small rivers of Weirham. River Review. 2018. doi:10.1000/small.3", ("matched", "openalex")),
        (
            "Holm D. River ice measurements of seven winters. Zenodo. 2022. doi:10.5281/zenodo.77",
            ("matched", "datacite"),
        ),
        ("Holm D. Frozen networks of rivers. arXiv. 2021. arXiv:2101.00001", ("matched", "arxiv")),
        ("Holm D. Ice and the heart. J Cold Med. 2016. PMID: 12345678", ("matched", "pubmed")),
        ("Dora Holm, Rivers of the Plain (Weirham: Press, 2010). ISBN 978-0-306-40615-7", ("matched", "openlibrary")),
        ("Holm v. Bd. of Rivers, 347 U.S. 483 (1954).", ("matched", "courtlistener")),
        ("Holm v. Board of Rivers, 347 U.S. 483 (1984).", ("differs", "courtlistener")),
        ("Lund v. Vik, 347 U.S. 483 (1954).", ("other-work", "courtlistener")),
        ("Lund v. Vik, 999 U.S. 483 (1954).", ("not-found", None)),
        ("Lund E. Trade of the guilds of Weirham. Guilds. 1999. doi:10.1000/ice.12", ("other-work", "crossref")),
        ("Holm, \u201cSeven rivers,\u201d doi:10.1000/ice.12.", ("matched", "crossref")),
        ("Holm, \u201cSeven glaciers,\u201d doi:10.1000/ice.12.", ("other-work", "crossref")),
        (
            "Holm, Dora and Vik, Anton. Ice on seven rivers. Polar Notes. 2020. doi:10.1000/ice.12",
            ("matched", "crossref"),
        ),
        ("Lund E. Trade of the guilds of Weirham. Guilds. 1999. doi:10.1000/never", ("no-such-identifier", None)),
        ("Lund E. Trade of the guilds of Weirham. Guilds. 1999. doi:10.1000/elsewhere", ("not-found", None)),
        ("Lund E. Trade of the guilds of Weirham. Guilds. 1999. arXiv:1909.99999", ("no-such-identifier", None)),
        ("Lund E. Trade of the guilds of Weirham. Guilds. 1999. arXiv:1909.88888v2", ("not-found", None)),
        ("Lund E. Trade of the guilds of Weirham. Guilds. 1999.", ("not-found", None)),
        ("Holm D, Lund E. Ice on seven rivers: A survey of the plain. Polar Notes. 2020.", ("differs", "crossref")),
    ],
)
def test_each_identifier_is_asked_where_it_was_given(text, wanted):
    """The registrar answers for its identifiers, and a search for references without one."""
    assert state(text) == wanted


def test_a_notice_is_given_with_its_date_and_address():
    """Crossref's `updated-by` is a notice of the work, PubMed's type of publication as well."""
    article, heart = World().look_up(ARTICLE, "Holm D. Ice and the heart. J Cold Med. 2016. PMID: 12345678")
    assert [(one.type, one.doi, one.date) for one in article.notices] == [
        ("retraction", "10.1000/ice.12.r", "2021-04-09")
    ]
    assert [one.type for one in heart.notices] == ["retraction"]


@pytest.mark.parametrize(
    "text",
    [
        "Lund E. Guilds of the towns along seven rivers. Guilds. 1999.",
        "Lund E. Trade and tolls on the small rivers. Guilds. 1999.",
        "Lund E. Songs of the boatmen. arXiv. 1999.",
    ],
)
def test_a_search_that_brings_only_other_works_found_nothing(text):
    """Records of other works are no answer to the question, whichever service sends them."""
    (found,) = World().look_up(text)
    assert (found.state, {row.outcome for row in found.asked}) == (RecordState.NOT_FOUND, {"nothing"})


def test_one_question_is_asked_once_a_run():
    """Ten references to one DOI are one request."""
    world = World()
    world.look_up(*[f"{ARTICLE} doi:10.1000/ice.12"] * 10)
    assert world.asked == ["/crossref/works/10.1000/ice.12"]


def test_a_busy_service_is_asked_again_when_it_says():
    """A 429 with Retry-After is no answer about the work."""
    world = World([(429, b"", ("Retry-After", "7")), (503, b"")])
    (found,) = world.look_up(ARTICLE)
    assert (found.state, world.time.now >= 7) == (RecordState.MATCHED, True)


@pytest.mark.parametrize("failure", [(500, b""), (200, b"<html>"), (403, b""), (302, b"")])
def test_a_service_that_fails_is_never_the_answer_that_there_is_no_such_work(failure):
    """Whatever a broken service sends, the work is not looked up, and each service's outcome is stated."""
    world = World([failure] * 40)
    (found,) = world.look_up("Lund E. Trade of the guilds of Weirham. Guilds. 1999. doi:10.1000/never")
    assert found.state is RecordState.NOT_ASKED
    assert {row.outcome for row in found.asked}.isdisjoint({"found", "nothing"})


def test_a_silent_service_is_asked_once():
    """A service that takes a connection and sends nothing costs one time limit, however many tries a busy one gets."""
    asked = []

    async def be_silent(request):
        asked.append(request.url.host)
        await asyncio.sleep(60)

    async def run():
        async with httpx.AsyncClient(transport=httpx.MockTransport(be_silent)) as http:
            client = PacedClient(http, tries=5, connects=1, timeout=0.05)
            return await look_up(RegistryClient(client, parse_registries(())), read_reference("doi:10.1000/ice.12"))

    found = asyncio.run(run())
    assert found.state is RecordState.NOT_ASKED
    assert asked == ["api.crossref.org", "api.datacite.org", "doi.org", "api.openalex.org"]


def test_the_pace_of_a_service_is_kept():
    """Three questions to arXiv take six seconds of its clock."""
    world = World()
    world.look_up(*(f"Holm D. Frozen networks {n}. arXiv:2101.0000{n}" for n in (1, 2, 3)))
    assert world.time.slept[:2] == [3.0, 3.0]


def test_many_numbers_of_arxiv_are_one_question():
    """Forty papers are asked in one request; one that the answer leaves out is asked alone."""
    world = World()
    known = [f"Holm D. Frozen networks of rivers. arXiv. 2021. arXiv:2102.000{n:02}" for n in range(40)]
    results = world.look_up(*known, "Holm D. Frozen networks of rivers. arXiv. 2021. arXiv:2101.00001")
    assert [found.state for found in results] == [RecordState.MATCHED] * 41
    assert [found.record.doi for found in results[:2]] == ["10.48550/arXiv.2102.00000", "10.48550/arXiv.2102.00001"]
    assert world.asked == ["/arxiv/api/query"] * 2


def test_a_feed_with_an_entity_bomb_is_no_record():
    """XML of a service is read without entities."""
    bomb = b'<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><feed>&b;</feed>'
    (found,) = World([(200, bomb)]).look_up("Holm D. Frozen networks. arXiv:2101.00001")
    assert found.record is None


@pytest.mark.parametrize("written", ["nowhere=http://127.0.0.1", "crossref=ftp://x", "crossref"])
def test_another_address_of_a_service_must_name_a_service_and_an_address(written):
    """A wrong `--registry` gets one sentence with the way out."""
    with pytest.raises(WrongUsage, match=r"name one of crossref|write crossref=https"):
        parse_registries((written,))
