"""Content codings are undone within a bound, whatever the server claims."""

import gzip
import hashlib
import zlib
from datetime import UTC, datetime

import brotli
import pytest
import zstandard

from citecheck.model.exchange import Hop, Reached, Truncation
from citecheck.page.answer import answer_of

TEXT = b"The river rose by two metres. " * 50
RAW = zlib.compressobj(wbits=-15)
RAW_DEFLATE = RAW.compress(TEXT) + RAW.flush()


def reached(body, coding, truncated=None):
    return Reached(
        url="https://example.org/a",
        hops=(
            Hop(
                url="https://example.org/b",
                request_headers=(),
                status=200,
                reason="OK",
                version="HTTP/1.1",
                headers=((b"Content-Encoding", coding),) if coding else (),
                body=body,
                moment=datetime(2024, 1, 1, tzinfo=UTC),
                elapsed=0.1,
                truncated=truncated,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        pytest.param(TEXT, b"", id="none"),
        pytest.param(TEXT, b"identity", id="identity"),
        pytest.param(gzip.compress(TEXT), b"gzip", id="gzip"),
        pytest.param(gzip.compress(TEXT), b"x-gzip", id="old name"),
        pytest.param(gzip.compress(TEXT[:300]) + gzip.compress(TEXT[300:]), b"gzip", id="two members"),
        pytest.param(gzip.compress(gzip.compress(TEXT)), b"gzip, gzip", id="twice"),
        pytest.param(zlib.compress(TEXT), b"deflate", id="deflate with zlib framing"),
        pytest.param(RAW_DEFLATE, b"deflate", id="deflate raw"),
        pytest.param(TEXT, b"gzip", id="plain body called gzip"),
        pytest.param(gzip.compress(TEXT) + b"junk after the end", b"gzip", id="junk after the end"),
        pytest.param(brotli.compress(TEXT), b"br", id="brotli"),
        pytest.param(TEXT, b"br", id="plain body called brotli"),
        pytest.param(zstandard.compress(TEXT), b"zstd", id="zstandard"),
        pytest.param(zstandard.compress(TEXT[:300]) + zstandard.compress(TEXT[300:]), b"zstd", id="two frames"),
        pytest.param(TEXT, b"zstd", id="plain body called zstandard"),
        pytest.param(brotli.compress(gzip.compress(TEXT)), b"gzip, br", id="brotli of gzip"),
    ],
)
def test_a_coding_is_undone(body, coding):
    """The body comes out as it was written, whole."""
    answer = answer_of(reached(body, coding), body_limit=1_000_000)
    assert answer.body == TEXT
    assert not answer.truncated


def test_the_addresses_and_status_are_those_of_the_ends():
    """An answer knows the address asked and the one reached."""
    answer = answer_of(reached(TEXT, b""), body_limit=1_000_000)
    assert (answer.requested_url, answer.url, answer.status) == ("https://example.org/a", "https://example.org/b", 200)


def test_a_torn_stream_keeps_what_could_be_read():
    """Half a gzip body gives the text up to the tear and says that it is torn."""
    text = bytes(range(256)) * 400
    answer = answer_of(reached(gzip.compress(text)[:-200], b"gzip"), body_limit=1_000_000)
    assert text.startswith(answer.body)
    assert answer.body
    assert answer.truncated


@pytest.mark.parametrize(("pack", "coding"), [(brotli.compress, b"br"), (zstandard.compress, b"zstd")])
def test_a_torn_body_of_a_browser_keeps_what_could_be_read(pack, coding):
    """Half a body in `br` or `zstd` gives the text up to the tear and says that it is torn."""
    text = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(20_000))
    answer = answer_of(reached(pack(text)[:-200_000], coding), body_limit=10_000_000)
    assert text.startswith(answer.body)
    assert answer.body
    assert answer.truncated


def test_a_damaged_body_of_a_browser_keeps_what_is_before_the_damage():
    """A body in `br` with a wrong byte gives the text before it."""
    text = b"".join(hashlib.sha256(b"%d" % number).hexdigest().encode() for number in range(2000))
    packed = bytearray(brotli.compress(text))
    packed[-5000:] = b"\xff" * 5000
    answer = answer_of(reached(bytes(packed), b"br"), body_limit=1_000_000)
    assert answer.truncated
    assert len(answer.body) > 10_000
    assert text.startswith(answer.body)


@pytest.mark.parametrize(
    ("pack", "coding"), [(gzip.compress, b"gzip"), (brotli.compress, b"br"), (zstandard.compress, b"zstd")]
)
def test_a_bomb_ends_at_the_limit(pack, coding):
    """Megabytes of zeros in a few bytes stop at the limit, and that is our doing, not the sender's."""
    answer = answer_of(reached(pack(bytes(30_000_000)), coding), body_limit=100_000)
    assert len(answer.body) == 100_000
    assert not answer.truncated


def test_an_unknown_coding_gives_no_text():
    """A body in a coding with a dictionary cannot be known, so nothing is said about it."""
    answer = answer_of(reached(b"\x1b\x00\x00", b"dcb"), body_limit=1000)
    assert answer.body == b""
    assert answer.truncated


@pytest.mark.parametrize(
    ("truncation", "faulty"),
    [(None, False), (Truncation.LENGTH, False), (Truncation.DISCONNECT, True), (Truncation.TIME, True)],
)
def test_only_the_sender_is_blamed_for_a_cut_body(truncation, faulty):
    """A body cut by our own limit is no fault of the source."""
    assert answer_of(reached(TEXT, b"", truncation), body_limit=1_000_000).truncated is faulty
