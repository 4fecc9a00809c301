"""Answers from an archive, through the seam that the crawler uses."""

import asyncio
import gzip
import zipfile
from datetime import timedelta

import brotli
import httpx
import pytest
import zstandard

from citecheck.archive.replay import open_replay
from citecheck.errors import UnreadableInput
from citecheck.model.exchange import RefusalReason
from citecheck.model.settings import NetworkSettings
from citecheck.net.crawler import Crawler
from citecheck.net.request import FetchRequest
from citecheck.net.transport_engine import RECORDED_HOP, NotInReplay
from citecheck.page.answer import answer_of

from .exchanges import START, a_hop, reached


def ask(replay, url):
    async def asked():
        response = await replay.handle_async_request(httpx.Request("GET", url))
        return response, b"".join([part async for part in response.aiter_raw()])

    return asyncio.run(asked())


@pytest.fixture
def archive(open_writer, tmp_path):
    """A file with a redirect, two versions of one page and a repeated body."""
    with open_writer() as writer:
        moved = a_hop("http://example.org/", b"", status=301, headers=((b"Location", b"https://example.org/"),))
        writer.write(reached(moved, a_hop(body=b"old")))
        writer.write(reached(a_hop(body=b"new", moment=START + timedelta(days=2))))
        capture = writer.write(reached(a_hop("https://example.org/copy?a=%C3%A9", b"old")))
    return tmp_path / "warc" / capture.warc


def test_each_hop_is_answered_as_recorded(archive):
    """A redirect comes back as a redirect, with its headers and the recorded hop."""
    response, body = ask(open_replay(archive), "http://example.org/")
    assert (response.status_code, response.headers["location"], body) == (301, "https://example.org/", b"")
    assert response.extensions[RECORDED_HOP].moment == START


def test_the_newest_capture_answers_or_that_of_a_moment(archive):
    """Of several captures the newest is given, or the one in force at a moment."""
    assert ask(open_replay(archive), "https://example.org/")[1] == b"new"
    assert ask(open_replay([archive], at=START + timedelta(days=1)), "https://example.org/")[1] == b"old"
    assert ask(open_replay(archive, at=START - timedelta(days=1)), "https://example.org/")[1] == b"old"


def test_a_revisit_is_answered_with_its_body(archive):
    """A body stored once answers for every address that sent it."""
    assert ask(open_replay(archive), "https://EXAMPLE.org/copy?a=%C3%A9")[1] == b"old"


def test_every_record_of_a_gzip_member_is_read(archive, tmp_path):
    """An archive that was compressed as a whole answers for each of its records."""
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(gzip.decompress(archive.read_bytes())))
    for answers in (open_replay(archive), open_replay(tmp_path / "whole.warc.gz")):
        assert ask(answers, "https://example.org/")[1] == b"new"
        assert ask(answers, "https://example.org/copy?a=%C3%A9")[1] == b"old"
        assert ask(answers, "http://example.org/")[0].status_code == 301


def test_an_address_that_is_not_kept_is_named(archive):
    """Nothing is asked elsewhere: an unknown address is an exception of ours."""
    with pytest.raises(NotInReplay):
        ask(open_replay(archive), "https://example.org/other")


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"filedesc://x 0.0.0.0\n", b"\x1f\x8b\x08\x00broken", b"PK\x03\x04zip"]
)
def test_what_is_no_archive_is_refused_in_one_sentence(tmp_path, content):
    """Empty, foreign and damaged files are refused by name."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=r"x\.warc\.gz"):
        open_replay(path)


def test_a_missing_file_is_refused(tmp_path):
    """A path that does not exist is one sentence."""
    with pytest.raises(UnreadableInput, match=r"none\.warc"):
        open_replay(tmp_path / "none.warc")


FOREIGN = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
    b"WARC-Target-URI: <http://example.org/>\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n", b"hello world"),
        (b"5\r\nhello\r\nzz\r\n", b"hello"),
        (b"<p>hello</p>", b"<p>hello</p>"),
        (b"", b""),
    ],
    ids=["chunked", "broken", "only claimed", "empty"],
)
def test_archives_of_others_are_answered_from(tmp_path, body, expected):
    """A file of WARC 1.0 with angle brackets and chunks is replayed as its page was."""
    path = tmp_path / "other.warc"
    path.write_bytes(FOREIGN % (len(HEAD + body), HEAD + body))
    assert ask(open_replay(path), "http://example.org/")[1] == expected


def crawl(replay, *urls):
    """Have the crawler ask the archive for some addresses."""

    async def asked():
        settings = NetworkSettings(interval=0.0)
        async with Crawler(settings, clock=lambda: START, transport=replay) as crawler:
            return {each.url: each async for each in crawler.crawl([FetchRequest(url) for url in urls])}

    return asyncio.run(asked())


def record(
    url,
    body=b"<p>hello</p>",
    *,
    kind="response",
    moment="2020-01-01T00:00:00Z",
    line=b"HTTP/1.1 200 OK",
    more="",
    number=1,
):
    """Give one record of WARC 1.0 as others write it."""
    block = body if kind == "request" else line + b"\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: {moment}\r\n"
        f"WARC-Target-URI: <{url}>\r\n{more}Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


ONE, TWO, THREE = (f"http://{name}.example/" for name in ("one", "two", "three"))
FLIPPED = bytearray(gzip.compress(record(TWO, b"<p>two</p>" * 30)))
FLIPPED[-6] ^= 0xFF
WRONG = record(TWO, more="WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")
ALONE = record(TWO, b"", kind="revisit", more="WARC-Profile: http://x/1.0/revisit/identical-payload-digest\r\n")
ENDS = record(THREE)
SPOILT = {
    "flipped.warc.gz": gzip.compress(record(ONE)) + bytes(FLIPPED) + gzip.compress(ENDS),
    "digest.warc": record(ONE) + WRONG + ENDS,
    "revisit.warc": record(ONE) + ALONE + ENDS,
    "no answer.warc": record(ONE)
    + record(TWO, b"POST / HTTP/1.1\r\n\r\n", kind="request").replace(b"request", b"response")
    + ENDS,
    "no length.warc": record(ONE) + record(TWO).replace(b"Content-Length", b"Length") + ENDS,
    "torn.warc": record(ONE) + ENDS + record(TWO)[:-10],
    "torn.warc.gz": gzip.compress(record(ONE)) + gzip.compress(ENDS) + gzip.compress(record(TWO))[:-20],
}
"""Archives of which one record cannot be read, by kind of damage."""


@pytest.mark.parametrize("name", SPOILT)
def test_one_unreadable_record_leaves_the_rest(tmp_path, name):
    """What is before and after a damaged record is answered; the record itself is no fault of its source."""
    path = tmp_path / name
    path.write_bytes(SPOILT[name])
    exchanges = crawl(open_replay(path), ONE, TWO, THREE)
    assert [exchanges[url].hops[-1].status for url in (ONE, THREE)] == [200, 200]
    refused = exchanges[TWO]
    assert refused.reason is RefusalReason.UNREADABLE_RECORD
    assert refused.detail.startswith("the archive holds this record but it cannot be read: ")


def test_damage_is_announced_once(tmp_path):
    """A damaged archive is named in one sentence with the place, and one that is whole in none."""
    path, said = tmp_path / "torn.warc", []
    path.write_bytes(SPOILT["torn.warc"])
    open_replay(path, announce=said.append)
    (sentence,) = said
    assert "torn.warc is damaged at byte" in sentence
    path.write_bytes(record(ONE))
    open_replay(path, announce=said.append)
    assert len(said) == 1


def test_another_capture_answers_for_one_that_cannot_be_read(tmp_path):
    """Of two captures of an address, the older one answers where the newer one is damaged or a bare 304."""
    newer = record(
        ONE, b"<p>new</p>", moment="2021-01-01T00:00:00Z", more="WARC-Block-Digest: sha1:" + "A" * 32 + "\r\n"
    )
    bare = record(ONE, b"", moment="2022-01-01T00:00:00Z", line=b"HTTP/1.1 304 Not Modified")
    path = tmp_path / "two.warc"
    path.write_bytes(record(ONE, b"<p>old</p>") + newer + bare)
    assert ask(open_replay(path), ONE)[1] == b"<p>old</p>"


def test_the_answer_to_a_form_is_no_page(tmp_path):
    """A browser's archive has what it posted under the same address; only the answer to GET is the page."""
    page, posted = record(ONE, b"<p>page</p>"), record(ONE, b"{}", moment="2021-01-01T00:00:00Z", number=2)
    asked = record(
        ONE, b"POST / HTTP/1.1\r\n\r\n", kind="request", more="WARC-Concurrent-To: <urn:uuid:2>\r\n", number=3
    )
    path = tmp_path / "posted.warc"
    path.write_bytes(page + posted + asked)
    assert ask(open_replay(path), ONE)[1] == b"<p>page</p>"


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("http://host.example?x", "http://host.example/?x"),
        ("http://host.example", "http://host.example/?"),
        ("http://HOST.example:80/a", "http://host.example/a"),
        ("http://host.example/a b", "http://host.example/a%20b"),
        ("http://b\u00fccher.example/", "http://xn--bcher-kva.example/"),
        ("http://host.example/a#top", "http://host.example/a"),
        ("http://host.example/./b/../a", "http://host.example/a"),
    ],
)
def test_an_address_is_found_however_it_was_written(tmp_path, kept, asked):
    """Writers keep addresses as they were typed; the crawler asks for the form of browsers."""
    path = tmp_path / "one.warc"
    path.write_bytes(record(kept))
    assert ask(open_replay(path), asked)[1] == b"<p>hello</p>"


@pytest.mark.parametrize("line", ["HTTP/2 200", "HTTP/2.0 200 OK", "HTTP/3 200", "HTTP/1.0 200 Fine", "HTTP/1.1 200"])
def test_status_lines_of_all_versions_are_read(tmp_path, line):
    """HTTP/2 and HTTP/3 have no reason phrase, and writers invent a line for them."""
    path = tmp_path / "one.warc"
    path.write_bytes(record(ONE, line=line.encode()))
    assert ask(open_replay(path), ONE)[0].status_code == 200


def test_a_package_with_several_archives_answers_from_all_that_can_be_read(tmp_path):
    """A WACZ as Browsertrix writes it has several WARCs and a packed index; one damaged WARC leaves the others."""
    path = tmp_path / "several.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/a.warc.gz", gzip.compress(record(ONE)))
        archive.writestr("archive/b.warc.gz", gzip.compress(record(TWO))[:-20])
        archive.writestr("archive/c.warc.gz", gzip.compress(record(THREE)))
        archive.writestr("indexes/index.cdx.gz", gzip.compress(b""))
        archive.writestr("indexes/index.idx", b"")
    exchanges = crawl(open_replay(path), ONE, THREE)
    assert [exchange.hops[-1].status for exchange in exchanges.values()] == [200, 200]


@pytest.mark.parametrize(("coding", "pack"), [("br", brotli.compress), ("zstd", zstandard.compress)])
def test_bodies_of_browsers_are_read(tmp_path, coding, pack):
    """A body that a browser asked for in `br` or `zstd` is read, though our own requests accept neither."""
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding.encode() + b"\r\n\r\n"
    path = tmp_path / "browser.warc"
    block = head + pack(b"<p>hello</p>" * 50)
    path.write_bytes(FOREIGN % (len(block), block))
    exchange = crawl(open_replay(path), "http://example.org/")["http://example.org/"]
    answer = answer_of(exchange, body_limit=10_000)
    assert (answer.body, answer.truncated) == (b"<p>hello</p>" * 50, False)


def test_an_unknown_coding_is_no_fault_of_the_source(tmp_path):
    """A recorded body in a coding with a shared dictionary cannot be read, and the archive is named as the cause."""
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: dcz\r\n\r\n..."
    path = tmp_path / "browser.warc"
    path.write_bytes(FOREIGN % (len(block), block))
    exchange = crawl(open_replay(path), "http://example.org/")["http://example.org/"]
    assert exchange.reason is RefusalReason.UNREADABLE_RECORD
    assert "dcz" in exchange.detail


@pytest.mark.parametrize("name", ["example.warc.gz", "hello-world.warc.gz"])
def test_real_archives_are_answered_from(shared_warcs, name):
    """Every answer of a real file, repeated bodies included, is given back."""
    replay = open_replay(shared_warcs / name)
    url = {
        "example.warc.gz": "http://example.com/",
        "hello-world.warc.gz": "http://iipc.github.io/warc-specifications/primers/web-archive-formats/hello-world.txt",
    }[name]
    assert ask(replay, url)[1]
