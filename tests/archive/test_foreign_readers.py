"""Every kind of export is opened by programs of others: ReplayWeb.page, pywb, py-wacz, warcio, FastWARC, cdxj-indexer.

`.ci/run` installs them into `.foreign/`, apart from the tests' own environment; a program that is missing is skipped.
"""

import gzip
import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from citecheck.archive.wacz import ArchivedPage, WaczCase, write_wacz
from citecheck.archive.warc.writer import WarcWriter, kept_body_of
from citecheck.model.exchange import Rendering, Truncation

from .exchanges import START, a_clock, a_hop, an_id_factory, reached

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "foreign"
LATER = START + timedelta(days=1)
PAGE = b"<p>the page</p>" * 30
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
ZIPPED = gzip.compress(PAGE, mtime=0)


def with_headers(*rows):
    return {"headers": ((b"Content-Type", b"text/html"), *rows)}


def moved(url, to):
    return a_hop(url, b"", status=301, reason="Moved Permanently", **with_headers((b"Location", to.encode())))


EXPORTS = {
    "one page": [reached(a_hop(body=PAGE))],
    "several pages": [reached(a_hop(f"https://example.org/{number}", b"%d" % number)) for number in range(20)],
    "redirects": [reached(moved("http://a.example/", "https://a.example/b"), a_hop("https://a.example/b", PAGE))],
    "a repeated body": [reached(a_hop(body=PAGE)), reached(a_hop("https://example.org/copy", PAGE, moment=LATER))],
    "an unchanged page": [reached(a_hop(body=PAGE)), reached(a_hop(body=PAGE, moment=LATER))],
    "an error": [reached(a_hop("https://example.org/gone", b"not here", status=404, reason="Not Found"))],
    "a PDF": [reached(a_hop("https://example.org/a.pdf", PDF, headers=((b"Content-Type", b"application/pdf"),)))],
    "a cut body": [reached(a_hop("https://example.org/cut", PAGE, truncated=Truncation.LENGTH))],
    "a coded body": [reached(a_hop("https://example.org/z", ZIPPED, **with_headers((b"Content-Encoding", b"gzip"))))],
    "a chunked body": [
        reached(a_hop("https://example.org/c", PAGE, **with_headers((b"Transfer-Encoding", b"chunked"))))
    ],
    "HTTP/2": [reached(a_hop("https://example.org/h2", PAGE, version="HTTP/2", reason=""))],
    "an empty body": [reached(a_hop("https://example.org/empty", b""))],
    "odd addresses": [
        reached(a_hop(url, url.encode()))
        for url in (
            "https://example.org/Caf%C3%A9?q=%E4%B8%AD&b=1&A=2",
            "https://xn--bcher-kva.example/b%C3%BCcher",
            "https://example.org:8443/Path/With/CASE/",
            "http://192.0.2.7/a,b;c=1",
            "https://www2.example.org/a//b/./c?",
            "https://example.org/a%20b%2Fc%25",
        )
    ],
}
"""The exchanges of each kind of export."""

TOGETHER = {(one.hops[-1].url, one.hops[-1].moment): one for several in EXPORTS.values() for one in several}
"""The exchanges of all kinds, each page and moment once."""


def export(folder, exchanges, rotate_bytes=1 << 30):
    """Write the exchanges, the last one confirmed and rendered later unless it was cut, and export their pages."""
    pages = []
    with WarcWriter(
        folder / "warc", software="t/1", now=a_clock(), make_id=an_id_factory(), rotate_bytes=rotate_bytes
    ) as writer:
        for number, exchange in enumerate(exchanges):
            capture, hop = writer.write(exchange), exchange.hops[-1]
            pages.append((ArchivedPage(hop.url, hop.moment, (capture.warc, capture.offset), str(number)), hop))
        if not hop.truncated:
            page = kept_body_of(capture, hop.url)
            again = a_hop(hop.url, b"", status=304, reason="Not Modified", moment=LATER + timedelta(days=1), headers=())
            confirmed = writer.write(reached(again), confirmed=page)
            pages.append((ArchivedPage(hop.url, again.moment, (confirmed.warc, confirmed.offset), "304"), None))
            shown = Rendering(hop.url, hop.url, PAGE, b"\x89PNG", LATER, 0.5, 3, 0, None, "a browser")
            drawn = writer.write_rendering(shown, page=page)
            pages.append((ArchivedPage(f"urn:rendered:{hop.url}", LATER, (drawn.warc, drawn.offset), "shown"), None))
    target = folder / "case.wacz"
    rows = tuple(page for page, _ in pages)
    write_wacz(
        target, WaczCase("A case", rows, [{"sentence": "It rained."}]), folder / "warc", software="t/1", now=START
    )
    return target, [hop for _, hop in pages if hop]


@pytest.fixture(scope="module", params=[*EXPORTS, "several files"])
def exported(request, tmp_path_factory):
    """An export of each kind, and what the server sent for each page."""
    folder = tmp_path_factory.mktemp("export")
    if request.param == "several files":
        return export(folder, list(TOGETHER.values()), rotate_bytes=3000)
    return export(folder, EXPORTS[request.param])


@pytest.fixture
def warc(exported, tmp_path):
    """The WARC of an export as a file."""
    with zipfile.ZipFile(exported[0]) as archive:
        return Path(archive.extract("archive/captures.warc.gz", tmp_path))


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, **options)


def find_program(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on the PATH; `.ci/run` installs tests/archive/foreign/requirements.txt")
    return found


def find_wabac(root):
    node, folder = shutil.which("node"), root / ".foreign"
    if node is None:
        pytest.skip("node is not on the PATH, and ReplayWeb.page's engine needs it")
    if not (folder / "node_modules/@webrecorder/wabac").is_dir():
        pytest.skip("wabac.js is not in .foreign; `.ci/run` installs tests/archive/foreign/package.json")
    return node, folder


def read_pages(wacz):
    """Give the rows of the list of pages that a server sent."""
    with zipfile.ZipFile(wacz) as archive:
        _, *rows = map(json.loads, archive.read("pages/pages.jsonl").splitlines())
    return [row for row in rows if not row["url"].startswith("urn:")]


def undo(body):
    return PAGE if body == ZIPPED else body


def test_replay_web_page_shows_every_page(exported, request):
    """The engine of ReplayWeb.page finds each page with its status and its body."""
    node, folder = find_wabac(request.config.rootpath)
    target, hops = exported
    lines = "".join(json.dumps(page) + "\n" for page in read_pages(target))
    done = run(node, str(FOLDER / "replay_web_page.mjs"), str(folder), str(target), input=lines)
    assert done.returncode == 0, done.stderr
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["url"], row["status"]) for row in shown] == [(hop.url, hop.status) for hop in hops], done.stderr
    digests = [{hashlib.sha256(body).hexdigest() for body in (hop.body, undo(hop.body))} for hop in hops]
    assert all(row["sha256"] in allowed for row, allowed in zip(shown, digests, strict=True))


def test_the_public_validator_finds_no_fault(exported):
    """`wacz validate` accepts the package."""
    done = run(find_program("wacz"), "validate", "-f", str(exported[0]))
    assert done.returncode == 0, done.stdout + done.stderr


def test_warcio_finds_no_fault(warc):
    """`warcio check` accepts every record and digest."""
    done = run(sys.executable, "-m", "warcio.cli", "check", str(warc))
    assert done.returncode == 0, done.stdout + done.stderr


def test_fastwarc_reads_every_body(warc):
    """FastWARC verifies the digest of each record, and that of the body of each answer."""
    fastwarc = pytest.importorskip("fastwarc.warc")
    with warc.open("rb") as file:
        assert all(record.verify_block_digest() for record in fastwarc.ArchiveIterator(file, parse_http=False))
    answers = fastwarc.WarcRecordType.response
    with warc.open("rb") as file:
        assert all(record.verify_payload_digest() for record in fastwarc.ArchiveIterator(file, record_types=answers))


def test_our_index_has_the_lines_of_another_indexer(exported, warc):
    """cdxj-indexer finds the captures of the export's index with equal keys, places and lengths."""
    done = run(find_program("cdxj-indexer"), str(warc))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(exported[0]) as archive:
        ours = archive.read("indexes/index.cdx").decode().splitlines()
    theirs = [place_of(line) for line in sorted(done.stdout.splitlines()) if '"status": "304"' not in line]
    assert [place_of(line) for line in ours] == theirs


def place_of(line):
    key, stamp, row = line.split(" ", 2)
    row = json.loads(row)
    return key, stamp, row["offset"], row["length"], row["url"]


@pytest.fixture(scope="module")
def pywb(tmp_path_factory):
    """A pywb server over the export of all kinds, with its pages and what the server sent for each."""
    manager, server = find_program("wb-manager"), find_program("wayback")
    folder = tmp_path_factory.mktemp("pywb")
    target, hops = export(folder, list(TOGETHER.values()))
    for words in (["init", "kept"], ["add", "--unpack-wacz", "kept", str(target)]):
        subprocess.run([manager, *words], cwd=folder, check=True, capture_output=True, timeout=120)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen([server, "-p", str(port), "-b", "127.0.0.1"], cwd=folder, **silent)
    try:
        yield wait_until_served(f"http://127.0.0.1:{port}/kept/"), read_pages(target), hops
    finally:
        running.terminate()
        running.wait(10)


def wait_until_served(base):
    for _ in range(100):
        try:
            httpx.get(base, timeout=5)
        except httpx.TransportError:
            time.sleep(0.3)
        else:
            return base
    raise AssertionError("pywb did not start within 30 s")


def test_pywb_replays_every_page(pywb):
    """pywb answers each page with its status and the bytes that were sent."""
    base, pages, hops = pywb
    with httpx.Client(timeout=20) as client:
        for page, hop in zip(pages, hops, strict=True):
            stamp = re.sub(r"\D", "", page["ts"])[:14]
            answer = client.get(f"{base}{stamp}id_/{page['url']}")
            assert (answer.status_code, answer.content) == (hop.status, undo(hop.body)), page
