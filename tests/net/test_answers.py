"""Servers that mean harm or are broken, through the command line: each ends with its reach and a reason."""

from __future__ import annotations

import asyncio
import json
import socketserver
import ssl
import struct
import threading
import zlib
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from tests.attack.started import citecheck

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
WORDS = b"<title>A page</title><p>" + b"An ordinary page, with words in it. " * 30
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def again(start, piece):
    """Send `start`, then `piece` until the reader leaves."""

    async def send(writer):
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()

    return send


def dripped(start):
    """Send `start`, then a byte every twentieth of a second."""

    async def send(writer):
        writer.write(start)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    return send


async def silent(writer):
    await asyncio.sleep(30)


def bomb(coding, bits):
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()
    return OK + b"Content-Encoding: %b\r\nContent-Length: %d\r\n\r\n" % (coding, len(packed)) + packed


def sized(length, body=WORDS, *fields):
    return b"\r\n".join([OK + b"Content-Length: %d" % length, *fields, b"", body])


def moved(to):
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n"


# name: what is sent, the reach, and a word of the reason; None where the answer is of use and none is needed.
ANSWERS = {
    "endless-head": (again(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 500), "failing", "head is longer"),
    "endless-line": (again(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 9000), "failing", "head is longer"),
    "endless-interim": (again(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500), "failing", ""),
    "endless-extension": (again(CHUNKED + b"5;", b"x" * 9000), None, None),
    "endless-trailers": (again(CHUNKED + b"0\r\n", b"X-More: and more\r\n" * 500), None, None),
    "endless-chunks": (again(CHUNKED, b"1\r\nx\r\n" * 2000), None, None),
    "endless-body": (again(OK + b"\r\n", WORDS * 20), None, None),
    "dripped-head": (dripped(b"HTTP/1.1 200 OK\r\nX: "), "failing", "time"),
    "dripped-body": (dripped(OK + b"\r\n" + WORDS), None, None),
    "silence": (silent, "failing", "time"),
    "nothing": (b"", "failing", ""),
    "length-too-great": (sized(90_000), None, None),
    "length-too-small": (sized(400), "live", None),
    "length-negative": (sized(-1), None, None),
    "length-huge": (OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + WORDS, None, None),
    "two-lengths": (sized(5, WORDS, b"Content-Length: 6"), "failing", "length"),
    "huge-chunk": (CHUNKED + b"fffffffffffffffff\r\n" + WORDS, None, None),
    "negative-chunk": (CHUNKED + b"-5\r\nhello", None, None),
    "gzip-bomb": (bomb(b"gzip", 31), None, None),
    "deflate-bomb": (bomb(b"deflate", 15), None, None),
    "codings-by-the-hundred": (sized(len(WORDS), WORDS, b"Content-Encoding: " + b"gzip," * 300 + b"gzip"), None, None),
    "brotli": (sized(5, b"\x0b\x02\x80hi", b"Content-Encoding: br"), "failing", "coding"),
    "circle": (moved(b"/"), "failing", "loop"),
    "pair": (None, "failing", "loop"),
    "hundred": (None, "failing", "redirects"),
    "inward-file": (moved(b"file:///etc/passwd"), "unknown", "http"),
    "long-location": (moved(b"/" + b"x" * 40_000), None, None),
    "no-http": (b"SSH-2.0-OpenSSH_9.2\r\n", "failing", "HTTP"),
    "nul-bytes": (b"HTTP/1.1 200 O\0K\r\nX\0Y: \0\r\n\r\n" + bytes(2000), None, None),
    "deep": (sized(6 * 15_000, b"<div>x" * 15_000), None, None),
    "attributes": (sized(90_000, b"<p " + b"a=b " * 22_499 + b">"), None, None),
    "ordinary": (sized(len(WORDS)), "live", None),
}  # fmt: skip


def place_of(name, path):
    """Give what the hosts of redirects without end send."""
    number = int(path.strip("/") or 0)
    return moved(b"/1" if name == "pair" and not number else b"/" if name == "pair" else b"/%d" % (number + 1))


@pytest.fixture(scope="module")
def rows(serve, tmp_path_factory):
    """Ask all of them in two runs."""

    async def answer(reader, writer, head):
        name = head.split(b"Host: ")[1].split(b".")[0].decode()
        sent = ANSWERS[name][0]
        if callable(sent):
            await sent(writer)
        writer.write(place_of(name, head.split(b" ")[1].decode()) if sent is None else sent or b"")
        await writer.drain()
        writer.close()

    def asked(names, port):
        lines = "".join(json.dumps({"id": name, "url": f"http://{name}.odd.org/"}) + "\n" for name in names)
        done = citecheck(
            *("fetch", "--batch", "-", "--allow-private", "--interval", "0", "--max-time", "3"),
            *("--connect-to", f"::127.0.0.1:{port}"),
            given=lines.encode(),
            folder=tmp_path_factory.mktemp("answers"),
        )
        assert done.returncode == 0, done.stderr
        return {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}

    endless = [name for name, (sent, *_) in ANSWERS.items() if callable(sent)]
    with serve(answer) as server:
        # Apart, so that the test's own server has the time to answer both sorts.
        return asked(ANSWERS.keys() - set(endless), server.port) | asked(endless, server.port)


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_ends_with_its_reach(rows, name):
    """Whatever a server sends, its line comes, with the right reach and a reason where nothing usable came."""
    row = rows[name]
    _, reach, word = ANSWERS[name]
    if reach:
        assert row["reach"] == reach, row
    assert row["reach"] not in {"gone", "moved"}
    assert row["error"] or row["status"]
    if word is not None:
        assert word.lower() in (row["error"] or "no reason").lower(), row


AUTHORITY = trustme.CA()
NOW = datetime.now(UTC)


def context(*names, authority=AUTHORITY, **terms):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **terms).configure_cert(made)
    return made


def without_chain():
    """Give a server that leaves out the authority between its own and the one that is trusted."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf = AUTHORITY.create_child_ca().issue_cert("missing.org")
    with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as own:
        made.load_cert_chain(own, key)
    return made


def old():
    made = context("old.org")
    made.minimum_version, made.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    made.set_ciphers("ALL:@SECLEVEL=0")
    return made


@contextmanager
def blurting(sent):
    """Send bytes to whoever calls, before and whatever is asked; without any, nothing at all."""

    class Call(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(4096)
            if sent:
                self.request.sendall(sent)
            else:
                self.request.recv(4096)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Call) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


ALERT = b"\x15\x03\x03" + struct.pack(">HBB", 2, 2, 40)
# host: its context, or what it sends in place of TLS; and words of the reason, None where it is reached.
SECURE = {
    "sound": (context("sound.org", not_after=NOW + timedelta(days=11, hours=1)), None),
    "expired": (context("expired.org", not_after=NOW - timedelta(days=1)), "expired"),
    "early": (context("early.org", not_before=NOW + timedelta(days=2)), "not valid yet"),
    "wrong": (context("other.org"), "another host"),
    "unknown": (context("unknown.org", authority=trustme.CA()), "issuer is unknown"),
    "missing": (without_chain(), "leaves out the chain"),
    "old": (old(), "reset the connection|no secure connection"),
    "alert": (ALERT, "no secure connection"),
    "plain": (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "no secure connection"),
    "slow": (b"", "in time"),
}


@pytest.fixture(scope="module")
def secure(serve, answer_with, tmp_path_factory):
    """Serve each host of `SECURE` on a port of its own; give a folder and the options that lead there."""
    folder = tmp_path_factory.mktemp("tls")
    AUTHORITY.cert_pem.write_to_path(folder / "authority.pem")
    options = ["--cacert", "authority.pem", "--allow-private", "--interval", "0", "--max-time", "4"]
    with ExitStack() as stack:
        for name, (how, _) in SECURE.items():
            if isinstance(how, bytes):
                port = stack.enter_context(blurting(how))
            else:
                port = stack.enter_context(serve(answer_with(WORDS), context=how)).port
            options += ["--connect-to", f"{name}.org:443:127.0.0.1:{port}"]
        yield folder, options


def test_faults_of_tls_are_named(secure):
    """Each way in which TLS fails is a failing source with its own reason, and nothing else is touched by it."""
    folder, options = secure
    done = citecheck("fetch", "--no-archive", *options, *(f"https://{name}.org/" for name in SECURE), folder=folder)
    rows = {row["url"][len("https://") : -len(".org/")]: row for row in map(json.loads, done.stdout.splitlines())}
    assert rows["sound"]["reach"] == "live"
    for name, (_, words) in SECURE.items():
        assert words is None or rows[name]["reach"] == "failing"
        assert words is None or any(each in rows[name]["error"] for each in words.split("|")), rows[name]["error"]


def test_a_certificate_about_to_end_is_told_in_days(secure):
    """A check says how many days a certificate is still good for, next to the sources whose certificate is not."""
    folder, options = secure
    note = "A claim of 42 ships.[^{0}]\n\n[^{0}]: https://{0}.org/\n\n"
    (folder / "draft.md").write_text("".join(note.format(name) for name in ("sound", "expired", "wrong")), "utf-8")
    done = citecheck("check", "draft.md", "--format", "json", *options, folder=folder)
    report = json.loads(done.stdout)
    messages = {finding["rule"]: finding["message"] for finding in report["findings"]}
    assert "11 days" in messages["L308"]
