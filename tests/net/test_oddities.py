"""What servers really do, each re-created byte for byte: every one gives a value with its reason, none a traceback."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from citecheck.model.exchange import Fault, Lost, Reached, Truncation

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ARTICLE = b"<h1>An article</h1>" + b"<p>With words in it.</p>" * 50


def sized(body: bytes, *fields: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def status(code: int, body: bytes = b"words") -> bytes:
    return sized(body, status=str(code).encode())


def coded(body: bytes, coding: bytes = b"gzip") -> bytes:
    return sized(body, b"Content-Encoding: " + coding)


def redirect(location: str) -> bytes:
    return sized(b"", b"Location: " + location.encode(), status=b"302 Found")


async def forever(writer) -> None:
    await asyncio.sleep(30)


async def stall_mid(writer) -> None:
    writer.write(OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 500)
    await asyncio.sleep(30)


async def drip_head(writer) -> None:
    for byte in OK * 100:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless_head(writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Field: more\r\n" * 1000)
        await writer.drain()


async def endless_body(writer) -> None:
    writer.write(OK + b"\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def reset(writer) -> None:
    writer.transport.abort()


async def junk_behind(writer) -> None:
    writer.write(sized(b"first") + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nunsent")


BOMB = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMB_BYTES = b"".join(BOMB.compress(bytes(1 << 20)) for _ in range(64)) + BOMB.flush()

# id: what is sent, and what the exchange is: a status with its truncation, or a fault.
ROWS: dict[str, tuple[object, tuple[int, Truncation | None] | Fault]] = {
    "accept-language": (sized(ARTICLE, b"Vary: Accept-Language", b"Content-Language: en"), (200, None)),
    "head-405": (sized(ARTICLE), (200, None)),
    "head-with-body": (sized(ARTICLE), (200, None)),
    "status-304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", (304, None)),
    "status-402": (status(402), (402, None)),
    "status-444": (b"", Fault.DISCONNECTED),
    "status-444-headed": (b"HTTP/1.1 444\r\n\r\n", (444, None)),
    "flap-404": (status(404), (404, None)),
    "status-418": (status(418), (418, None)),
    "status-403": (status(403), (403, None)),
    "status-522": (status(522), (522, None)),
    "status-521": (status(521), (521, None)),
    "status-999": (status(999), (999, None)),
    "status-no-reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", (200, None)),
    "status-409": (status(409, b"error code: 1001"), (409, None)),
    "status-206": (sized(ARTICLE, b"Content-Range: bytes 0-9/100", status=b"206 Partial Content"), (206, None)),
    "body-0": (sized(b""), (200, None)),
    "body-1byte": (sized(b"\n"), (200, None)),
    "cl-too-short": (OK + b"Content-Length: 100\r\n\r\n" + b"x" * 5000, (200, None)),
    "truncated-cl": (OK + b"Content-Length: 50000\r\n\r\n" + b"x" * 20000, (200, Truncation.DISCONNECT)),
    "truncated-chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", (200, Truncation.DISCONNECT)),
    "bad-chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nworld\r\n", (200, Truncation.UNSPECIFIED)),
    "stall-mid": (stall_mid, (200, Truncation.TIME)),
    "silence": (forever, Fault.TIMEOUT),
    "drip-head": (drip_head, Fault.TIMEOUT),
    "huge-headers": (sized(ARTICLE, *(b"X-%d: " % n + b"v" * 190 for n in range(1000))), (200, None)),
    "endless-head": (endless_head, Fault.PROTOCOL),
    "endless-body": (endless_body, (200, Truncation.LENGTH)),
    "gzip": (coded(gzip.compress(ARTICLE)), (200, None)),
    "gzip-lie": (coded(ARTICLE), (200, None)),
    "gzip-double": (coded(gzip.compress(gzip.compress(ARTICLE)), b"gzip, gzip"), (200, None)),
    "gzip-bomb": (coded(BOMB_BYTES), (200, None)),
    "gzip-trailing": (coded(gzip.compress(ARTICLE) + b"junk"), (200, None)),
    "gzip-torn": (coded(gzip.compress(ARTICLE)[:40]), (200, None)),
    "deflate-raw": (coded(zlib.compress(ARTICLE)[2:-4], b"deflate"), (200, None)),
    "brotli": (coded(b"\x0b\x02\x80hello\x03", b"br"), Fault.BAD_CODING),
    "zstd-under-gzip": (coded(b"x", b"zstd, gzip"), Fault.BAD_CODING),
    "ct-junk": (sized(ARTICLE, b"Content-Type: text/html;; charset="), (200, None)),
    "ct-missing": (sized(ARTICLE), (200, None)),
    "ct-octet-pdf": (sized(b"%PDF-1.7", b"Content-Type: application/octet-stream"), (200, None)),
    "redir-loop": (redirect("/"), Fault.REDIRECT_LOOP),
    "redir-inward": (redirect("file:///etc/passwd"), None),
    "keepalive-stale": (sized(ARTICLE, b"Connection: keep-alive"), (200, None)),
    "hdr-etag": (sized(ARTICLE, b'ETag: W/"x"'), (200, None)),
    "hdr-fold": (OK + b"X-A: one\r\n\ttwo\r\nX-B\t: b\r\nX-C : c\r\nno colon\r\nX-D: d\nContent-Length: 2\r\n\r\nhi", (200, None)),
    "hdr-setcookie": (sized(ARTICLE, *(b"Set-Cookie: c%d=" % n + b"v" * 8000 for n in range(20))), (200, None)),
    "two-lengths": (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi", Fault.PROTOCOL),
    "no-head": (b"<html>hello</html>", Fault.PROTOCOL),
    "other-protocol": (b"SSH-2.0-OpenSSH_9.2\r\n", Fault.PROTOCOL),
    "switching": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", Fault.PROTOCOL),
    "interim": (b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 3 + sized(ARTICLE), (200, None)),
    "reset": (reset, Fault.DISCONNECTED),
    "junk-behind": (junk_behind, (200, None)),
}  # fmt: skip

ELSEWHERE = {
    "content": "what a page says is judged from its body",
    "charset": "decoding is tried on its own corpus",
    "tls": "see the network's tests",
    "url": "see the guard's and the crawl's tests",
    "robots": "see the tests of robots.txt",
    "connection": "see the network's tests",
    "type": "media types are read with the body",
    "redirect": "see the crawl's tests",
}


@pytest.fixture(scope="module")
def exchanges(serve, crawl, quick):
    """Every oddity in one crawl, each on a host of its own, so that none may disturb another."""

    async def answer(reader, writer, head):
        name = head.split(b"Host: ")[1].split(b".")[0].decode()
        sent, _ = ROWS[name]
        if isinstance(sent, bytes):
            writer.write(sent)
            await writer.drain()
        else:
            await sent(writer)
        writer.close()

    with serve(answer) as server:
        to_server = (("", "", "127.0.0.1", str(server.port)),)
        settings = replace(quick, connect_to=to_server, max_time=1.5, tries=2, body_limit=1_000_000)
        return {each.url: each for each in crawl([f"http://{name}.odd.org/" for name in ROWS], settings)}


@pytest.mark.parametrize("name", ROWS)
def test_oddity_is_a_value(exchanges, name):
    """The oddity is an exchange with the right status and ending, or a fault with its reason."""
    exchange = exchanges[f"http://{name}.odd.org/"]
    match ROWS[name][1]:
        case Fault() as fault:
            assert isinstance(exchange, Lost)
            assert (exchange.fault, bool(exchange.detail)) == (fault, True)
        case (code, truncated):
            assert isinstance(exchange, Reached), exchange
            assert (exchange.hops[-1].status, exchange.hops[-1].truncated) == (code, truncated)
        case None:
            assert exchange.reason


def test_every_shared_oddity_has_its_place():
    """Each oddity of the shared list is served here, or tried where its kind is at home."""
    corpus = Path(__file__).parents[3] / "shared" / "corpus" / "web" / "http" / "oddities.json"
    if not corpus.exists():
        pytest.skip("the shared corpus is not here")
    rows = json.loads(corpus.read_text("utf-8"))
    assert [row["id"] for row in rows if row["id"] not in ROWS and row["category"] not in ELSEWHERE] == []
