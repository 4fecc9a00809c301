"""`citecheck audit --notify`: what is new reaches a webhook, once."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

pytest.importorskip("apprise", reason="the extra citecheck[notify] is not installed")

BRIEF = Path(__file__).parents[2] / "fixtures" / "brief"


@pytest.fixture
def webhook():
    """Serve a webhook on loopback; `received` holds what was posted."""
    received = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/", received
    server.shutdown()
    server.server_close()


def citecheck(desk, *words):
    return subprocess.run(
        [sys.executable, "-m", "citecheck", *map(str, words)], cwd=desk, capture_output=True, text=True, timeout=120
    )


def test_news_reach_a_webhook_once(webhook, tmp_path):
    """The first audit that finds something tells it; the next one, which finds the same, tells nothing."""
    (tmp_path / "cache").mkdir()
    address, received = webhook
    citecheck(tmp_path, "check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    audit = ("audit", "--all", "--replay", BRIEF / "after.warc.gz", "--notify", address)
    citecheck(tmp_path, *audit)
    assert len(received) == 1
    assert "killed 14 people …” is now “… breakwater killed 17 people" in received[0]["message"]
    citecheck(tmp_path, *audit)
    assert len(received) == 1


def test_an_address_that_apprise_does_not_know_is_one_sentence(tmp_path):
    """A wrong address is refused before anything is asked, by its place, and not shown: it may hold a password."""
    done = citecheck(tmp_path, "audit", "--notify", "nonsense:secret@")
    assert done.returncode == 2
    assert "number 1" in done.stderr
    assert "secret" not in done.stderr
