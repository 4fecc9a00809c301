"""What citecheck, lychee and linkinator say of the same pages, live, dead and walled, served over loopback through one proxy.

    python bench/verdicts.py ../shared/corpus/web/pages

The corpus names for each page what it really is. The programs, peers where they are found, ask through the same HTTP proxy, which answers each
address with the page's bytes and status. A false alarm is a page called dead that is not (live, walled, failing); a
miss is a dead page that passes.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

DEAD = {"soft_404", "parked", "homepage_for_missing", "hard_404_body", "site_moved"}


def truth(label: str) -> str:
    """Return what an editor should be told: dead, live, or blocked (walled or failing)."""
    return "dead" if label in DEAD else "live" if label == "live" else "blocked"


def addresses(rows: list[dict]) -> dict[str, dict]:
    """Give each page an address of its own over plain HTTP, its real one where the corpus has it."""
    found = {}
    for number, row in enumerate(rows):
        url = row.get("requested_url") or row.get("url") or f"https://site-{number}.com/articles/{number}"
        parts = urlsplit(url)
        plain = f"http://{parts.netloc}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        while plain in found:
            plain += "&again" if "?" in plain else "?again"
        found[plain] = row
    return found


class Proxy:
    """Answers a request for any address with the page that the corpus has for it."""

    def __init__(self, pages: dict[str, dict], folder: Path) -> None:
        self.pages = pages
        self.folder = folder

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = head.split(b" ")[1].decode("latin-1")
                row = self.pages.get(target)
                body, status = (b"", 502) if row is None else (self.body(row), row.get("http_status") or 200)
                type_ = b"text/html"
                for name, value in ((row or {}).get("headers") or {}).items():
                    type_ = value.encode("latin-1", "replace") if name.lower() == "content-type" else type_
                lines = [b"HTTP/1.1 %d X" % status, b"Content-Type: " + type_, b"Content-Length: %d" % len(body)]
                writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def body(self, row: dict) -> bytes:
        data = (self.folder / row["html"]).read_bytes()
        return gzip.decompress(data) if row["html"].endswith(".gz") else data


def citecheck_says(urls: list[str], proxy: str) -> dict[str, str]:
    """Return dead, live or blocked for each address."""
    words = [sys.executable, "-m", "citecheck", "fetch", "--batch", "-", "--no-archive", "--allow-private"]
    words += ["--interval", "0", "--proxy", proxy]
    lines = "".join(json.dumps({"id": url, "url": url}) + "\n" for url in urls)
    done = subprocess.run(words, input=lines, capture_output=True, text=True, check=False)
    said = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        said[row["id"]] = {"gone": "dead", "live": "live", "moved": "live"}.get(row["reach"], "blocked")
    return said


def lychee_says(urls: list[str], proxy: str) -> dict[str, str]:
    """Return dead for what lychee fails, live for what it passes; it has no third word but for time-outs."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "links.md"
        page.write_text("".join(f"<{url}>\n\n" for url in urls))
        words = ["lychee", "--format", "json", "--host-request-interval", "0ms", "--max-retries", "0", str(page)]
        environment = os.environ | {"http_proxy": proxy, "HTTP_PROXY": proxy}
        done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    answer = json.loads(done.stdout)
    said = dict.fromkeys(urls, "live")
    for kind, verdict in (("error_map", "dead"), ("timeout_map", "blocked")):
        for rows in (answer.get(kind) or {}).values():
            for row in rows:
                said[row["url"]] = verdict
    return said


def linkinator_says(urls: list[str], proxy: str) -> dict[str, str]:
    """Return dead for what linkinator calls broken, live for the rest."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "links.md").write_text("".join(f"<{url}>\n\n" for url in urls))
        # node reads the proxy from the environment since version 24.
        environment = os.environ | {"http_proxy": proxy, "NO_PROXY": "127.0.0.1,localhost", "NODE_USE_ENV_PROXY": "1"}
        words = ["linkinator", "links.md", "--format", "json"]
        done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=folder, check=False)
    links = {link["url"]: link["state"] for link in json.loads(done.stdout)["links"]}
    return {url: "dead" if links.get(url) == "BROKEN" else "live" for url in urls}


def table(name: str, said: dict[str, str], pages: dict[str, dict]) -> None:
    """Print right verdicts, false alarms and misses."""
    counts: Counter[tuple[str, str]] = Counter(
        (truth(row["label"]), said.get(url, "blocked")) for url, row in pages.items()
    )
    dead = sum(count for (is_, _), count in counts.items() if is_ == "dead")
    rest = sum(count for (is_, _), count in counts.items() if is_ != "dead")
    found = counts["dead", "dead"]
    false = counts["live", "dead"] + counts["blocked", "dead"]
    passed = counts["blocked", "live"]
    print(
        f"{name:10} dead found {found}/{dead}   dead missed (called live) {counts['dead', 'live']}/{dead}"
        f"   false alarms {false}/{rest}   walls passed as live {passed}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    corpus = parser.parse_args().corpus
    pages = addresses(json.loads((corpus / "labels.json").read_text("utf-8")))
    proxy, loop, ready = Proxy(pages, corpus), asyncio.new_event_loop(), threading.Event()
    port = []

    async def start() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        ready.set()

    def work() -> None:
        loop.run_until_complete(start())
        loop.run_forever()

    threading.Thread(target=work, daemon=True).start()
    ready.wait()
    address = f"http://127.0.0.1:{port[0]}"
    print(f"{len(pages)} pages, by label: {dict(Counter(truth(row['label']) for row in pages.values()))}")
    table("citecheck", citecheck_says(list(pages), address), pages)
    for peer, says in (("lychee", lychee_says), ("linkinator", linkinator_says)):
        if shutil.which(peer):
            table(peer, says(list(pages), address), pages)


if __name__ == "__main__":
    main()
