"""pywb, an independent archive server, is spoken to like any other archive of the configuration."""

import asyncio
import io
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime

import httpx
import pytest

from citecheck.archive.public.archives import Absent, PublicArchive
from citecheck.archive.public.cdx import CdxQuery, UrlMatch, search_index
from citecheck.archive.public.memento import fetch_raw, find_nearest_memento, list_mementos, negotiate
from citecheck.model.report import Memento
from citecheck.net.paced_client import PacedClient

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("wb-manager") is None, reason="pywb (wb-manager, wayback) is not on the PATH"),
]

STORY = "http://example.org/story"
NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
COPIES = (
    ("2019-06-01T00:00:00Z", STORY, 200, b"<p>first</p>", ()),
    ("2020-02-01T00:00:00Z", STORY, 200, b"<p>second</p>", ()),
    ("2020-02-01T00:00:00Z", "http://example.org/old", 301, b"", (("Location", "/new"),)),
    ("2020-02-02T00:00:00Z", "http://example.org/new", 200, b"<p>moved</p>", ()),
    ("2020-02-02T00:00:00Z", "http://example.org/attack-on-mali-s-main-airport/1.html", 200, b"a", ()),
    ("2020-02-02T00:00:00Z", "http://example.org/attack-on-mali-s-main-base/2.html", 200, b"b", ()),
)


def write_warc(path):
    warcio = pytest.importorskip("warcio", reason="warcio writes what pywb replays")
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415

    assert warcio
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for stamp, url, status, body, more in COPIES:
            fields = [("Content-Type", "text/html"), ("Content-Length", str(len(body))), *more]
            head = StatusAndHeaders(f"{status} OK", fields, protocol="HTTP/1.1")
            dated = {"WARC-Date": stamp}
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=head, warc_headers_dict=dated)
            )


@pytest.fixture(scope="module")
def pywb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pywb")
    write_warc(folder / "kept.warc.gz")
    for words in (["init", "kept"], ["add", "kept", "kept.warc.gz"]):
        subprocess.run(["wb-manager", *words], cwd=folder, check=True, capture_output=True, timeout=60)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["wayback", "-p", str(port), "-b", "127.0.0.1"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}/kept/"
    try:
        for _ in range(100):
            try:
                httpx.get(base, timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.3)
        yield PublicArchive(
            "pywb", base, timemap=f"{base}timemap/link/", replay=base, cdx=f"{base}cdx", per_minute=(("", 6000.0),)
        )
    finally:
        server.terminate()
        server.wait(10)


def asking(question):
    async def run():
        async with httpx.AsyncClient() as client:
            return await question(PacedClient(client))

    return asyncio.run(run())


def test_index(pywb):
    """Its index is read, exact and by prefix, and an address it never saw is absent."""
    rows = asking(lambda asker: search_index(asker, pywb, CdxQuery(STORY))).rows
    assert [(row.moment.year, row.status) for row in rows] == [(2019, 200), (2020, 200)]
    prefix = CdxQuery(
        "http://example.org/attack-on-mali-s-mai", UrlMatch.PREFIX, filters=("statuscode:200",), collapse="urlkey"
    )
    assert len(asking(lambda asker: search_index(asker, pywb, prefix)).rows) == 2
    assert asking(lambda asker: search_index(asker, pywb, CdxQuery("http://nothing.example/"))) == Absent("pywb")


def test_copies(pywb):
    """Its TimeGate, TimeMap, raw copies and archived redirects are read."""
    assert asking(lambda asker: negotiate(asker, pywb, STORY, NEW_YEAR)).body == b"<p>second</p>"
    assert len(asking(lambda asker: list_mementos(asker, pywb, STORY)).mementos) == 2
    old = Memento(f"{pywb.replay}20200201000000/http://example.org/old", datetime(2020, 2, 1, tzinfo=UTC), "pywb")
    assert asking(lambda asker: fetch_raw(asker, pywb, old)).body == b"<p>moved</p>"


def test_nearest(pywb):
    """The nearest copy that shows the content is found, though a nearer one does not show it."""
    found = asking(
        lambda asker: find_nearest_memento(asker, pywb, STORY, NEW_YEAR, holds=lambda held: b"first" in held.body)
    )
    assert (found.moment.year, found.verified) == (2019, True)
