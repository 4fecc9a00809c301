"""The index of captures, against the fake archive."""

from datetime import UTC, datetime

import httpx
import pytest

from citecheck.archive.public.archives import WAYBACK, Absent, Excluded
from citecheck.archive.public.cdx import CdxQuery, CdxRows, UrlMatch, search_index
from citecheck.net.paced_client import NoReply

from .asking import Time, asking
from .fake_archive import Copy, FakeArchive

PAGE = "http://www.example.org/a?x=1&b=2"


def search(archive, query, time=None, **limits):
    return asking(archive, lambda asker: search_index(asker, WAYBACK, query, **limits), time=time)


def test_rows_come_once():
    """A row that the index repeats four times is returned once, with the original as archived."""
    archive = FakeArchive([Copy("20200102030405", PAGE)], repeat_rows=4)
    found = search(archive, CdxQuery("https://EXAMPLE.org/a?b=2&x=1"))
    assert [row.original for row in found.rows] == ["http://www.example.org:80/a?x=1&b=2"]
    assert found.rows[0].moment == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_resume_key_is_escaped_again():
    """Pages are followed by the resume key, which is sent escaped twice, until none is given."""
    copies = [Copy(f"2020010203040{second}", "http://example.org/") for second in range(7)]
    archive = FakeArchive(copies, repeat_rows=1, page_size=3)
    found = search(archive, CdxQuery("example.org"))
    assert len(found.rows) == 7
    assert found.complete
    assert b"resumeKey=org%252Cexample%2529" in archive.asked[1].url.raw_path


def test_pages_are_bounded():
    """When the bound on pages is met, what was read comes back and is called incomplete."""
    copies = [Copy(f"2020010203040{second}", "http://example.org/") for second in range(7)]
    found = search(FakeArchive(copies, repeat_rows=1, page_size=3), CdxQuery("example.org"), max_pages=1)
    assert len(found.rows) == 3
    assert not found.complete


def test_no_rows_is_absent():
    """An answer without rows, `[]`, says that nothing is kept."""
    assert search(FakeArchive([]), CdxQuery("example.org")) == Absent(WAYBACK.name)


def test_prefix_is_letter_for_letter():
    """A prefix search returns everything whose key goes on after the prefix, whatever its end."""
    copies = [Copy("20200101000000", f"https://example.org/attack-on-{end}") for end in ("mali", "malta", "rome")]
    found = search(FakeArchive(copies), CdxQuery("https://example.org/attack-on-mal", UrlMatch.PREFIX))
    assert [row.original for row in found.rows] == [
        "https://example.org/attack-on-mali",
        "https://example.org/attack-on-malta",
    ]


def test_revisits_show_content():
    """A revisit record has no status and counts as a copy of the page; an archived 404 does not."""
    copies = [Copy("20200101000000", PAGE, revisit=True), Copy("20210101000000", PAGE, status=404)]
    found = search(FakeArchive(copies), CdxQuery(PAGE))
    assert [(row.status, row.shows_content) for row in found.rows] == [(None, True), (404, False)]


def test_excluded_site():
    """A site that the archive does not show is excluded, which is not absent."""
    assert isinstance(search(FakeArchive([], excluded="example.org"), CdxQuery("example.org")), Excluded)


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (httpx.Response(504, text="<html>Gateway Time-out</html>"), "504"),
        (httpx.ConnectError("refused"), "cannot be reached"),
        (httpx.ReadTimeout("slow"), "failed"),
    ],
)
def test_trouble_that_stays_is_unknown(trouble, word):
    """An archive that stays busy or out of reach gives `NoReply` after the tries are used up."""
    archive = FakeArchive([Copy("20200101000000", PAGE)], trouble=[trouble] * 3)
    found = search(archive, CdxQuery(PAGE))
    assert isinstance(found, NoReply)
    assert word in found.reason
    assert len(archive.asked) == 3


@pytest.mark.parametrize("trouble", [httpx.UnsupportedProtocol("10.0.0.1 is not public"), httpx.InvalidURL("bad")])
def test_what_may_not_be_asked(trouble):
    """What the guard refuses is unknown at once, and not tried again."""
    archive = FakeArchive([], trouble=[trouble])
    found = search(archive, CdxQuery(PAGE))
    assert "not asked" in found.reason
    assert len(archive.asked) == 1


def test_trouble_that_passes_is_overcome():
    """One 503 is waited out and the answer returned."""
    archive = FakeArchive([Copy("20200101000000", PAGE)], trouble=[httpx.Response(503)])
    assert isinstance(search(archive, CdxQuery(PAGE)), CdxRows)


NOON, HALF_PAST = "Sun, 22 Nov 2026 12:00:00 GMT", "Sun, 22 Nov 2026 12:00:30 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "17"}, 17),
        ({"retry-after": HALF_PAST, "date": NOON}, 30),
        ({"retry-after": HALF_PAST}, 60),
        ({"retry-after": "1.5"}, 60),
        ({"retry-after": "nan"}, 60),
        ({"retry-after": "3600"}, 120),
        ({}, 60),
    ],
)
def test_throttling_is_obeyed(headers, wait):
    """After a 429 the client waits as long as the archive states (two minutes at most), else one minute."""
    time = Time()
    archive = FakeArchive([Copy("20200101000000", PAGE)], trouble=[httpx.Response(429, headers=headers)])
    assert isinstance(search(archive, CdxQuery(PAGE), time=time), CdxRows)
    assert wait <= time.now < wait + 3


def test_questions_are_paced():
    """Ten questions to the index take at least as long as 24 a minute allow."""
    time = Time()

    async def ten(asker):
        for _ in range(10):
            await search_index(asker, WAYBACK, CdxQuery(PAGE))

    asking(FakeArchive([]), ten, time=time)
    assert time.now >= 9 * 60 / 24 - 1e-6


@pytest.mark.parametrize("body", ['[["urlkey","timestamp"],["org,exa', "<html>busy</html>", '{"a": 1', "so sorry"])
def test_answers_that_cannot_be_read_are_unknown(body):
    """A cut or foreign body is `NoReply`, never an empty result."""
    found = search(FakeArchive([], trouble=[httpx.Response(200, text=body)]), CdxQuery(PAGE))
    assert isinstance(found, NoReply)


def test_other_notations():
    """Plain lines with a resume key and the CDXJ lines of pywb are read as well."""
    plain = "org,example)/ 20200101000000 http://example.org/ text/html 200 D -\n\norg%2Cexample%29%2F+20200102%21\n"
    again = "org,example)/ 20200102000000 http://example.org/ text/html - D -\n"
    archive = FakeArchive([], trouble=[httpx.Response(200, text=plain), httpx.Response(200, text=again)])
    assert [row.status for row in search(archive, CdxQuery(PAGE)).rows] == [200, None]
    lines = 'org,example)/ 20200101000000 {"url": "http://example.org/", "mime": "text/html", "status": "200", "digest": "D"}\n'
    assert search(FakeArchive([], trouble=[httpx.Response(200, text=lines)]), CdxQuery(PAGE)).rows[0].status == 200


def test_odd_rows():
    """Rows without a web address or a date are left out; month and day 00 are read as the first."""
    rows = [
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        ["k", "20000800001213", "http://example.org/", "unk", "200", "D", "-"],
        ["k", "20000101000000", "http://mailto:a@example.org", "text/html", "200", "D", "-"],
        ["k", "yesterday", "http://example.org/", "text/html", "200", "D", "-"],
    ]
    found = search(FakeArchive([], trouble=[httpx.Response(200, json=rows)]), CdxQuery(PAGE))
    assert [row.moment for row in found.rows] == [datetime(2000, 8, 1, 0, 12, 13, tzinfo=UTC)]
