"""Copies by date negotiation, by address, by TimeMap and by the availability service."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.archive.public.archives import (
    WAYBACK,
    Absent,
    Excluded,
    FetchedMemento,
    MementoList,
    PublicArchive,
)
from citecheck.archive.public.memento import (
    build_shown_address,
    fetch_raw,
    find_closest_available,
    find_nearest_memento,
    list_mementos,
    negotiate,
)
from citecheck.archive.public.memento_format import http_date_of, parse_links, parse_stamp, stamp_of
from citecheck.model.report import Memento
from citecheck.net.message import parse_http_date
from citecheck.net.paced_client import NoReply

from .asking import asking
from .fake_archive import Copy, FakeArchive

URL = "https://example.org/story"
NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
PYWB = PublicArchive("pywb", "https://pywb.example/pywb/")


def at(stamp, body=b"kept", **fields):
    return Copy(stamp, URL, body, **fields)


def memento(stamp, name=WAYBACK.name):
    return Memento(f"https://web.archive.org/web/{stamp}/{URL}", parse_stamp(stamp), name)


def test_negotiation_by_redirect():
    """A TimeGate that redirects leads to the copy nearest to the date."""
    archive = FakeArchive([at("20190601000000"), at("20200201000000"), at("20230101000000")])
    held = asking(archive, lambda asker: negotiate(asker, WAYBACK, URL, NEW_YEAR))
    assert held.memento == memento("20200201000000")
    assert held.status == 200


def test_negotiation_at_once():
    """A TimeGate that answers with the copy itself is read, the copy's address from Content-Location."""
    archive = FakeArchive([at("20200201000000")])
    held = asking(archive, lambda asker: negotiate(asker, PYWB, URL, NEW_YEAR))
    assert held.memento.url == f"https://pywb.example/pywb/20200201000000/{URL}"
    assert held.body == b"kept"


def test_negotiation_with_a_frame():
    """A TimeGate that answers with a frame is followed to the copy that its Link field names."""
    archive = FakeArchive([at("20200201000000")], framed=True)
    held = asking(archive, lambda asker: negotiate(asker, PYWB, URL, NEW_YEAR))
    assert (held.memento.moment, held.body) == (datetime(2020, 2, 1, tzinfo=UTC), b"kept")


def test_never_archived():
    """A 404 without Memento-Datetime says that nothing is kept."""
    assert asking(FakeArchive([]), lambda asker: negotiate(asker, WAYBACK, URL, NEW_YEAR)) == Absent(WAYBACK.name)


def test_page_of_the_archive_is_no_copy():
    """An answer of 200 without Memento-Datetime is the archive's own page, whatever it shows."""
    archive = FakeArchive([at("20200201000000")], excluded="example.org")
    assert isinstance(asking(archive, lambda asker: negotiate(asker, WAYBACK, URL, NEW_YEAR)), Excluded)
    assert isinstance(asking(archive, lambda asker: fetch_raw(asker, WAYBACK, memento("20200201000000"))), Excluded)


@pytest.mark.parametrize("status", [404, 429, 503])
def test_archived_errors_are_copies(status):
    """An archived 429 is a copy of an error, not a busy archive: it is not asked for again."""
    archive = FakeArchive([at("20200201000000", status=status)])
    held = asking(archive, lambda asker: fetch_raw(asker, WAYBACK, memento("20200201000000")))
    assert (held.status, len(archive.asked)) == (status, 1)


def test_far_redirect_is_told():
    """An archive that redirects to a copy months away is believed about the moment, and the distance is stated."""
    archive = FakeArchive([at("20200601000000")])
    held = asking(archive, lambda asker: fetch_raw(asker, WAYBACK, memento("20200101000000")))
    assert held.memento.moment == datetime(2020, 6, 1, tzinfo=UTC)
    assert held.distance > timedelta(days=150).total_seconds()


def test_archived_redirect_is_followed_within_the_archive():
    """An archived redirect leads to the copy of its target; the live target is not asked."""
    moved = at("20200201000000", status=301, headers=(("location", "/new"),))
    archive = FakeArchive([moved, Copy("20200202000000", "https://example.org/new", b"moved")])
    held = asking(archive, lambda asker: fetch_raw(asker, WAYBACK, memento("20200201000000")))
    assert held.body == b"moved"
    assert {request.url.host for request in archive.asked} == {"web.archive.org"}


def test_circles_end():
    """Copies that redirect to one another end as unknown."""
    there = at("20200201000000", status=302, headers=(("location", URL),))
    assert isinstance(
        asking(FakeArchive([there]), lambda asker: fetch_raw(asker, WAYBACK, memento("20200201000000"))), NoReply
    )


def test_coding_named_twice():
    """A body that was coded once and is called coded twice is read."""
    archive = FakeArchive([at("20200201000000", b"once")], double_coding=True)
    assert asking(archive, lambda asker: fetch_raw(asker, WAYBACK, memento("20200201000000"))).body == b"once"


def test_body_is_bounded():
    """A copy longer than the bound is cut and called truncated."""
    archive = FakeArchive([at("20200201000000", b"x" * 1000)])
    held = asking(archive, lambda asker: fetch_raw(asker, WAYBACK, memento("20200201000000")), body_limit=100)
    assert (held.body, held.truncated) == (b"x" * 100, True)


def test_timemap():
    """A TimeMap lists every copy, oldest first, with a comma at its end."""
    archive = FakeArchive([at("20230101000000"), at("20190601000000")])
    found = asking(archive, lambda asker: list_mementos(asker, WAYBACK, URL))
    assert found == MementoList((memento("20190601000000"), memento("20230101000000")))
    assert asking(FakeArchive([]), lambda asker: list_mementos(asker, WAYBACK, URL)) == Absent(WAYBACK.name)


def test_timemap_pages():
    """A paged TimeMap is followed, each page once."""
    first = f'<{URL}>; rel="original", <https://a.example/2/{URL}>; rel="timemap"; type="application/link-format"'
    second = f'<https://a.example/2/{URL}>; rel="self timemap", <https://a.example/20200101000000/{URL}>; rel="memento"; datetime="{http_date_of(NEW_YEAR)}"'
    archive = FakeArchive([], trouble=[httpx.Response(200, text=first), httpx.Response(200, text=second)])
    found = asking(archive, lambda asker: list_mementos(asker, WAYBACK, URL))
    assert [one.moment for one in found.mementos] == [NEW_YEAR]
    assert len(archive.asked) == 2


def test_timemap_in_json():
    """MemGator's JSON is a TimeMap; JSON of another shape is unknown."""
    table = {"mementos": {"list": [{"datetime": "2020-01-01T00:00:00Z", "uri": "https://a.example/1"}]}}
    found = asking(
        FakeArchive([], trouble=[httpx.Response(200, json=table)]), lambda asker: list_mementos(asker, WAYBACK, URL)
    )
    assert found.mementos[0].moment == NEW_YEAR
    found = asking(
        FakeArchive([], trouble=[httpx.Response(200, json=[["urlkey"]])]),
        lambda asker: list_mementos(asker, WAYBACK, URL),
    )
    assert isinstance(found, NoReply)


def test_availability():
    """The closest copy comes back over https; an empty answer is unknown though the archive may hold copies."""
    archive = FakeArchive([at("20200201000000")])
    assert asking(archive, lambda asker: find_closest_available(asker, WAYBACK, URL, NEW_YEAR)) == memento(
        "20200201000000"
    )
    archive.empty_availability = True
    assert isinstance(asking(archive, lambda asker: find_closest_available(asker, WAYBACK, URL, NEW_YEAR)), NoReply)


def nearest(archive, holds=lambda held: b"kept" in held.body, source=WAYBACK):
    return asking(archive, lambda asker: find_nearest_memento(asker, source, URL, NEW_YEAR, holds=holds))


def test_nearest_is_checked():
    """The nearest copy that shows the content wins over a nearer one that does not."""
    archive = FakeArchive([at("20200103000000", b"please log in"), at("20200201000000"), at("20210201000000")])
    found = nearest(archive)
    assert (found.url, found.verified) == (memento("20200201000000").url, True)


def test_nearest_unverified():
    """Where no copy shows the content, the nearest is named and not called verified."""
    found = nearest(FakeArchive([at("20200201000000", b"gone")]))
    assert (found.url, found.verified) == (memento("20200201000000").url, False)


def test_nearest_outside_the_years_asked():
    """A page copied only long after is found by the TimeMap."""
    assert nearest(FakeArchive([at("20290201000000")])).moment.year == 2029


def test_nearest_without_index():
    """An archive without index and TimeMap is asked by date alone."""
    assert nearest(FakeArchive([at("20200201000000")]), source=PYWB).verified


def test_nearest_of_nothing():
    """Where the index and the TimeMap list none, the page is absent; where the site is excluded, it is excluded."""
    assert nearest(FakeArchive([])) == Absent(WAYBACK.name)
    assert isinstance(nearest(FakeArchive([], excluded="example.org")), Excluded)


def test_links_with_commas():
    """Commas and semicolons in addresses and dates part nothing; separators may stand on lines of their own."""
    text = '<http://a.example/x,y;z?q="1">; rel="memento first";\n datetime="Sat, 01 Feb 2020 00:00:00 GMT"; license="a, b"\n ,\n ;<//b.example>;rel=timegate,\n'
    links = parse_links(text, base="https://c.example/")
    assert [link.target for link in links] == ['http://a.example/x,y;z?q="1"', "https://b.example"]
    assert links[0].relations == {"memento", "first"}
    assert links[0].get("license") == "a, b"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='<>;,="\\ rel datetime\n', max_size=80))
def test_links_never_fail(text):
    """Any text is read without an error, and no target holds a bracket."""
    assert all("<" not in link.target for link in parse_links(text))


@settings(max_examples=60, deadline=None)
@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2100, 1, 1)))
def test_moments_round_trip(moment):
    """A moment written as stamp or date and read again is itself, to the second."""
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert parse_stamp(stamp_of(moment)) == parse_http_date(http_date_of(moment)) == moment


def test_shown_address():
    """The address given to readers is without the mark for raw bytes."""
    assert (
        build_shown_address(f"https://web.archive.org/web/20200101000000id_/{URL}")
        == f"https://web.archive.org/web/20200101000000/{URL}"
    )
    assert re.search("id_", build_shown_address("https://example.org/id_/")) is not None
    assert isinstance(FetchedMemento(memento("20200201000000"), 200, (), b"", NEW_YEAR).distance, float)
