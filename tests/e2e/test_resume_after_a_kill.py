"""What a run that was killed had received is read from the archive, and not asked for again."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from citecheck.store.database import open_store

PAGES = 60
HEAVY = b"<html><body>" + b"<div><p>The tide gauge was read again.</p>" * 160_000
"""A page that takes a child several seconds to read."""


class Site(ThreadingHTTPServer):
    """Answers every path at once, `/heavy` with a page that is slow to read, and `/slow` only when `gate` opens."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = Counter()
        self.in_flight = Counter()
        self.gate = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """Serves the site."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked[self.path] += 1
        self.server.in_flight[self.path] += 1
        if self.path == "/slow":
            self.server.gate.wait(30)
        body = HEAVY if self.path == "/heavy" else page(self.path)
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.in_flight[self.path] -= 1

    def log_message(self, *_):
        pass


def page(path):
    text = f"The harbour board rebuilt pier {path} in 1998 after the storm. " * 8
    return (
        f"<html lang=en><title>Pier {path}</title><body><main><h1>Pier</h1><p>{text}</p></main></body></html>".encode()
    )


@contextmanager
def running():
    site = Site()
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.gate.set()
        site.shutdown()
        site.server_close()


def command(site, folder, *more):
    """Return the command that checks a draft with the pages of the site."""
    draft = folder / "piers.md"
    if not draft.exists():
        names = ["heavy", *(f"p{number}" for number in range(PAGES)), "gone", "slow"]
        urls = [f"http://127.0.0.1:{site.server_port}/{name}" for name in names]
        body = "".join(f"The harbour board rebuilt pier {name} in 1998.[^{name}]\n\n" for name in names)
        notes = "".join(f"[^{name}]: {url}\n" for name, url in zip(names, urls, strict=True))
        draft.write_text(f"# Piers\n\n{body}\n{notes}")
    return [
        *(sys.executable, "-m", "citecheck", "check", str(draft), "--store", str(folder / "s" / "citecheck.db")),
        *("--allow-private", "--interval", "0", "--per-host", "40", "--concurrency", "40", "--format", "json", *more),
    ]


def kill_when(process, holds):
    """Kill a run and its children once `holds` returns true."""
    deadline = time.monotonic() + 40
    while not holds() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("moment", [0.3, 1.0, 2.0])
def test_a_resumed_run_asks_only_what_was_in_flight_again(tmp_path, moment):
    """While one page is slow to come and one slow to read, a kill costs no other answer a second request."""
    with running() as site:
        run = subprocess.Popen(command(site, tmp_path), stdout=subprocess.DEVNULL, start_new_session=True)
        begun = []

        def has_run_long_enough():
            if not begun and sum(site.asked.values()) >= PAGES:
                begun.append(time.monotonic())
            return bool(begun) and time.monotonic() - begun[0] > moment

        kill_when(run, has_run_long_enough)
        asked = Counter(site.asked)
        in_flight = {path for path, number in site.in_flight.items() if number}
        assert sum(asked.values()) >= PAGES
        site.gate.set()
        done = subprocess.run(command(site, tmp_path), capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode in {0, 1}, done.stderr
        again = {path for path in asked if site.asked[path] > asked[path]} - {"/gone"}
        assert again <= in_flight
        assert len(json.loads(done.stdout)["citations"]) == PAGES + 3
        store = open_store(tmp_path / "s" / "citecheck.db", read_only=True)
        assert store.rows("SELECT count(*) AS n FROM visits")[0]["n"] == PAGES + 3
        assert store.rows("SELECT count(*) AS n FROM unread_answers")[0]["n"] == 0
        store.close()
