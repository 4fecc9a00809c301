"""Answers from an archive, through the seam that the crawler uses."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from citecheck.archive import NotInReplay, open_replay
from citecheck.archive.replay import HOP
from citecheck.errors import UnreadableInput

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
    assert response.extensions[HOP].moment == START


def test_the_newest_capture_answers_or_that_of_a_moment(archive):
    """Of several captures the newest is given, or the one in force at a moment."""
    assert ask(open_replay(archive), "https://example.org/")[1] == b"new"
    assert ask(open_replay([archive], at=START + timedelta(days=1)), "https://example.org/")[1] == b"old"
    assert ask(open_replay(archive, at=START - timedelta(days=1)), "https://example.org/")[1] == b"old"


def test_a_revisit_is_answered_with_its_body(archive):
    """A body stored once answers for every address that sent it."""
    assert ask(open_replay(archive), "https://EXAMPLE.org/copy?a=%C3%A9")[1] == b"old"


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
