"""Responses read from bytes: framing by the standard, heads as forgivingly as browsers, the same however they arrive."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.exchange import Fault, Truncation
from citecheck.net.failure import NoAnswer
from citecheck.net.response import MAX_FRAMING, MAX_HEAD, ResponseReader

OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 2\r\n\r\nhi"

# name, bytes, status, body, (truncated, reusable)
CASES = [
    ("plain", OK + LENGTH, 200, b"hi", (None, True)),
    ("no reason", b"HTTP/1.1 200\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("odd reason", b"HTTP/1.1 404 Not  Found \xe9\r\n" + LENGTH, 404, b"hi", (None, True)),
    ("folded field", OK + b"X-A: one\r\n two\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("tab before colon", OK + b"X-A\t: one\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("space before colon", OK + b"X-A : one\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("no colon", OK + b"X-A one\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("empty name", OK + b": one\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("bare line feeds", b"HTTP/1.1 200 OK\nX-A: one\nContent-Length: 2\n\nhi", 200, b"hi", (None, True)),
    ("bytes in names", OK + "X-Ä: é\x01\r\n".encode() + LENGTH, 200, b"hi", (None, True)),
    ("blank lines first", b"\r\n\r\n" + OK + LENGTH, 200, b"hi", (None, True)),
    ("interim answers", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n" + OK + LENGTH, 200, b"hi", (None, True)),
    ("same length twice", OK + b"Content-Length: 2\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("length in a list", OK + b"Content-Length: 2, 2\r\n\r\nhi", 200, b"hi", (None, True)),
    ("length no number", OK + b"Content-Length: two\r\n\r\nhi", 200, b"hi", (None, False)),
    ("length negative", OK + b"Content-Length: -2\r\n\r\nhi", 200, b"hi", (None, False)),
    ("length absurd", OK + b"Content-Length: 99999999999999999999\r\n\r\nhi", 200, b"hi", (None, False)),
    ("length too short", OK + LENGTH + b"more", 200, b"hi", (None, False)),
    ("length too long", OK + b"Content-Length: 50\r\n\r\nhi", 200, b"hi", (Truncation.DISCONNECT, False)),
    ("until close", OK + b"\r\nhi", 200, b"hi", (None, False)),
    ("http/1.0", b"HTTP/1.0 200 OK\r\n\r\nhi", 200, b"hi", (None, False)),
    ("http/1.0 kept", b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("http/2 in text", b"HTTP/2 200\r\n\r\nhi", 200, b"hi", (None, False)),
    ("close", OK + b"Connection: close\r\n" + LENGTH, 200, b"hi", (None, False)),
    ("304 with length", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, b"", (None, True)),
    ("204", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", (None, True)),
    ("empty", OK + b"Content-Length: 0\r\n\r\n", 200, b"", (None, True)),
    ("chunks", OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x=y\r\ni\r\n0\r\nT: t\r\n\r\n", 200, b"hi", (None, True)),
    ("chunks and length", OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200, b"hi", (None, True)),
    ("chunk sizes spaced", OK + b"Transfer-Encoding: chunked\r\n\r\n 2  \r\nhi\r\n000\r\n\r\n", 200, b"hi", (None, True)),
    ("chunk lines bare", OK + b"Transfer-Encoding: chunked\r\n\r\n2\nhi\n0\n\n", 200, b"hi", (None, True)),
    ("chunk size no number", OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nzz\r\n", 200, b"hi", (Truncation.UNSPECIFIED, False)),
    ("chunks torn", OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhi", 200, b"hi", (Truncation.DISCONNECT, False)),
    ("last chunk missing", OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", 200, b"hi", (Truncation.DISCONNECT, False)),
    ("identity", OK + b"Transfer-Encoding: identity\r\n" + LENGTH, 200, b"hi", (None, True)),
    ("status of nobody", b"HTTP/1.1 999 Denied\r\n" + LENGTH, 999, b"hi", (None, True)),
]  # fmt: skip


def read(data: bytes, cuts=(), limit: int = 1000) -> ResponseReader:
    reader = ResponseReader(limit=limit)
    edges = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    for piece in pieces:
        if reader.feed(piece):
            return reader
    reader.end()
    return reader


@pytest.mark.parametrize(
    ("data", "status", "body", "ending"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_answer_is_read(data, status, body, ending):
    """Each answer of the table gives its status, body and ending."""
    reader = read(data)
    assert (reader.status, reader.body(), (reader.truncated, reader.reusable)) == (status, body, ending)


@settings(max_examples=150, deadline=None)
@given(case=st.sampled_from(CASES), cuts=st.lists(st.integers(0, 200), max_size=12))
def test_pieces_do_not_matter(case, cuts):
    """However an answer is cut on its way, it is read the same."""
    name, data, status, body, (truncated, _) = case
    reader = read(data, cuts)
    assert (reader.status, reader.body(), reader.truncated) == (status, body, truncated), name


FAULTY = [
    b"<html>no head</html>",
    b"ICY 200 OK\r\n\r\n",
    b"HTTP/1.1 20\r\n\r\n",
    b"HTTP/1.1 abc OK\r\n\r\n",
    b"HTTP/ 200 OK\r\n\r\n",
    b"SSH-2.0-OpenSSH_9\r\n",
    b"\x15\x03\x01\x00\x02\x02\x50",
    OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi",
    b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n",
    OK + b"X: " + b"y" * MAX_HEAD,
]


@pytest.mark.parametrize("data", FAULTY)
def test_what_is_not_http_is_named(data):
    """What is no HTTP answer, or an attack on framing, is a protocol fault."""
    with pytest.raises(NoAnswer) as caught:
        read(data)
    assert caught.value.fault is Fault.PROTOCOL


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=300),
    head=st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n"]),
)
def test_any_bytes_are_read_or_refused(data, head):
    """No bytes crash the reader, and none make it keep more than the limit."""
    try:
        reader = read(head + data, limit=50)
    except NoAnswer:
        return
    assert len(reader.body()) <= 50


@pytest.mark.parametrize(
    "framing", [b"Content-Length: 1000\r\n\r\n", b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n"]
)
def test_body_is_cut_at_the_limit(framing):
    """A body longer than the limit is cut there and marked, whatever its framing."""
    reader = ResponseReader(limit=100)
    assert reader.feed(OK + framing + b"x" * 1000)
    assert (reader.body(), reader.truncated, reader.reusable) == (b"x" * 100, Truncation.LENGTH, False)


def test_body_of_the_limit_is_whole():
    """A body of exactly the limit is not marked."""
    reader = read(OK + b"Content-Length: 100\r\n\r\n" + b"x" * 100, limit=100)
    assert (len(reader.body()), reader.truncated) == (100, None)


def test_many_fields_are_kept_as_sent():
    """A thousand field lines keep their order, spelling and repeats; codings are not undone."""
    fields = b"".join(b"X-Field: %d\r\n" % n for n in range(1000))
    body = gzip.compress(b"hello")
    reader = read(OK + fields + b"content-ENCODING: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert [value for name, value in reader.headers if name == b"X-Field"] == [b"%d" % n for n in range(1000)]
    assert (b"content-ENCODING", b"gzip") in reader.headers
    assert reader.body() == body


def test_tiny_chunks_cost_little():
    """A hundred thousand chunks of one byte in one piece are read without copying the rest each time."""
    data = OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n"
    assert read(data, limit=200_000).body() == b"x" * 100_000


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
PIECE = 65_536


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (OK + CHUNKED, b"1\r\nx\r\n"),
        (OK + CHUNKED, b"1;" + b"a=b;" * 900 + b"\r\nx\r\n"),
        (OK + CHUNKED, b"\r\n"),
        (OK + CHUNKED + b"1\r\nx\r\n0\r\n", b"X-T: y\r\n"),
    ],
    ids=["tiny chunks", "extensions", "blank lines", "trailer"],
)
def test_what_goes_on_beside_the_body_is_cut(start, again):
    """An answer whose framing never ends is cut and marked after about a megabyte."""
    reader = ResponseReader(limit=20_000_000)
    sent = start + again * (4 * MAX_FRAMING // len(again))
    assert any(reader.feed(sent[place : place + PIECE]) for place in range(0, len(sent), PIECE))
    assert reader.truncated is Truncation.UNSPECIFIED


def test_endless_interim_answers_are_named():
    """Answers before the answer without end are a protocol fault."""
    reader = ResponseReader(limit=100)
    with pytest.raises(NoAnswer, match="interim responses"):
        while True:
            reader.feed(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 1000)
