"""The main job on a real report over a loopback web of its hosts, and after a kill in the middle of it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.e2e.loopback import LoopbackWeb, running

from citecheck.draft.reading import read_draft
from citecheck.model.target import Url
from citecheck.store.database import open_store

REPORT = Path(__file__).parents[3] / "shared/corpus/documents/files/ctp-africa-file-2024-03-07.txt"
needs_report = pytest.mark.skipif(not REPORT.exists(), reason="the shared corpus is not next to the project")


def addresses(path):
    draft = read_draft(path.read_bytes(), path=str(path))
    return sorted({s.target.canonical for note in draft.footnotes for s in note.sources if isinstance(s.target, Url)})


def command(web, store, *more):
    return [
        sys.executable, "-m", "citecheck", "check", str(REPORT), "--store", str(store), "--format", "json",
        "--connect-to", f":443:127.0.0.1:{web.tls_port}", "--connect-to", f":80:127.0.0.1:{web.port}",
        "--cacert", str(web.cacert), "--allow-private", *more,
    ]  # fmt: skip


@pytest.fixture
def web(tmp_path):
    urls = addresses(REPORT)
    with running(LoopbackWeb({urlsplit(url).hostname for url in urls}, tmp_path)) as served:
        yield served


@needs_report
def test_every_address_of_the_report_is_asked_once_and_kept(web, tmp_path):
    """One request per distinct address; the archive and the store hold all of them."""
    store_file = tmp_path / "store" / "citecheck.db"
    done = subprocess.run(command(web, store_file, "--interval", "0"), capture_output=True, text=True, timeout=120)
    assert done.returncode in {0, 1}, done.stderr
    report = json.loads(done.stdout)
    assert len(report["citations"]) == 55
    urls = addresses(REPORT)
    assert {url: web.asked[url] for url in urls} == dict.fromkeys(urls, 1)
    assert sum(web.asked.values()) == len(urls)
    store = open_store(store_file, read_only=True)
    assert store.rows("SELECT count(*) AS n FROM captures")[0]["n"] == len(urls)
    assert store.rows("SELECT count(*) AS n FROM visits WHERE reach = 'live'")[0]["n"] == len(urls)
    store.close()
    archives = sorted((store_file.parent / "warc").glob("*.warc.gz"))
    checked = subprocess.run([sys.executable, "-m", "citecheck", "warc", "verify", *map(str, archives)], check=False)
    assert checked.returncode == 0


@needs_report
def test_a_repair_changes_nothing_that_is_not_proven(web, tmp_path):
    """Forty addresses of the report are cut and nothing proves what they were, so the copy is the report."""
    report, copy = tmp_path / "report.json", tmp_path / "copy.txt"
    done = subprocess.run(
        command(web, tmp_path / "citecheck.db", "--interval", "0"), capture_output=True, text=True, timeout=120
    )
    report.write_text(done.stdout)
    arguments = ["repair", str(REPORT), "-o", str(copy), "--report", str(report), "--format", "json"]
    repaired = subprocess.run(
        [sys.executable, "-m", "citecheck", *arguments], capture_output=True, text=True, check=True
    )
    assert json.loads(repaired.stdout)["done"] == []
    assert copy.read_bytes() == REPORT.read_bytes()


@needs_report
def test_a_run_killed_in_the_middle_loses_nothing_and_asks_nothing_twice(web, tmp_path):
    """After kill -9 the same command asks only what was not acknowledged, and the result is whole."""
    store_file = tmp_path / "store" / "citecheck.db"
    web.most = 20  # so that the run cannot end before it is killed
    first = subprocess.Popen(
        command(web, store_file, "--concurrency", "4"), stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    acknowledged = set()
    while len(acknowledged) < 5 and time.monotonic() < deadline and first.poll() is None:
        time.sleep(0.1)
        acknowledged = stored(store_file)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    acknowledged = stored(store_file)
    asked_before = dict(web.asked)
    web.most = None
    done = subprocess.run(command(web, store_file, "--interval", "0"), capture_output=True, text=True, timeout=120)
    assert done.returncode in {0, 1}, done.stderr
    urls = set(addresses(REPORT))
    assert 5 <= len(acknowledged) < len(urls)
    assert stored(store_file) == urls
    assert all(web.asked[url] == asked_before[url] for url in acknowledged)
    for archive in sorted((store_file.parent / "warc").glob("*.warc.gz")):
        checked = subprocess.run([sys.executable, "-m", "citecheck", "warc", "verify", str(archive)], check=False)
        assert checked.returncode == 0


def stored(store_file):
    """Return the addresses whose visit is in the store."""
    if not store_file.exists():
        return set()
    store = open_store(store_file, read_only=True)
    try:
        if not store.db.table("visits").exists():
            return set()
        return {row["url"] for row in store.rows("SELECT url FROM visits JOIN sources ON sources.id = source_id")}
    finally:
        store.close()
