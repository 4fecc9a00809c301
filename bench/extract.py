"""What reading drafts costs: a folder of Markdown, a long text, a report checked offline; and lychee over the folder.

python bench/extract.py [--files 5000] [--runs 3] [--addresses 100000] [--links 20000] [--report DRAFT]

Seconds are of the clock; "cpu" is what all processes of the command used, which a busy machine changes less. The draft
of `--links` is checked offline with half of them and with all: the second takes twice as long as the first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

CITECHECK = [sys.executable, "-m", "citecheck"]
FOLDER = [*CITECHECK, "extract", ".", "--format", "json", "--store"]
FILLER = "Words fill the page without any note at all, as they do in most documents. " * 34
Cost = tuple[float, float]
"""Seconds by the clock and of processor time."""


def write_files(folder: Path, count: int) -> None:
    for number in range(count):
        body = "".join(f"On March {k + 1} some {k * 7} people met at place {number}.[^{k}]\n\n" for k in range(15))
        notes = "".join(f"[^{k}]: https://h{(number + k) % 50}.example.com/a/{number}/{k}\n" for k in range(15))
        (folder / f"{number}.md").write_text(f"{body}{FILLER}\n\n{notes}")


def write_text(path: Path, addresses: int) -> None:
    """Write a report whose every note holds an address and one spelled with words for its dots."""
    count = addresses // 2
    body = "".join(f"The ministry said that forces had moved on day {k}. [{k}]\n\n" for k in range(1, count + 1))
    notes = "".join(
        f"[{k}] https://h{k % 997}.example.com/news/{k}/story; https://isw dot pub/{k}\n" for k in range(1, count + 1)
    )
    path.write_text(f"{body}Notes\n\n{notes}")


def write_links(path: Path, count: int) -> None:
    """Write a draft whose every sentence rests on a link."""
    path.write_text(
        "".join(
            f"The mill of place {k} stopped on day {k % 300} ([page](https://h{k % 997}.example.com/news/{k})).\n\n"
            for k in range(count)
        )
    )


def cost(words: list[str], folder: Path) -> Cost:
    before, start = os.times(), time.perf_counter()
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    elapsed, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return elapsed, used


def check_anew(words: list[str], folder: Path, count: int, run: int) -> Cost:
    """Return the cost of a command with a store of its own."""
    return cost([*words, f"{folder}/links{count}-{run}.db"], folder)


def show(what: str, measure: Callable[[int], Cost], runs: int) -> None:
    costs = [measure(run) for run in range(runs)]
    wall, used = (statistics.median(column) for column in zip(*costs, strict=True))
    print(f"{what:24} {wall:6.2f} s, cpu {used:6.2f} s (median of {runs})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--addresses", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--report", type=Path, help="a draft to check offline")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as kept:
        folder, beside = Path(name), Path(kept)
        write_files(folder, asked.files)
        write_text(beside / "long.txt", asked.addresses)
        show("version", lambda _: cost([*CITECHECK, "--version"], beside), asked.runs)
        show("folder, first time", lambda run: cost([*FOLDER, f"{kept}/{run}.db"], folder), asked.runs)
        show("folder, unchanged", lambda run: cost([*FOLDER, f"{kept}/{run}.db"], folder), asked.runs)
        if shutil.which("lychee"):
            show("folder, lychee --dump", lambda _: cost(["lychee", "--dump", "."], folder), asked.runs)
        long = [*CITECHECK, "extract", "long.txt", "--format", "json"]
        show(f"{asked.addresses:,} addresses", lambda _: cost(long, beside), asked.runs)
        check = [*CITECHECK, "check", "--offline", "--format", "json"]
        whole = [*check, ".", "--store"]
        show("check, first time", lambda run: cost([*whole, f"{kept}/whole{run}.db"], folder), asked.runs)
        show("check, unchanged", lambda run: cost([*whole, f"{kept}/whole{run}.db"], folder), asked.runs)
        for count in (asked.links // 2, asked.links):
            write_links(beside / "links.md", count)
            links = [*check, "links.md", "--store"]
            show(f"check, {count:,} links", partial(check_anew, links, beside, count), asked.runs)
        if asked.report is not None:
            report = [*check, str(asked.report.resolve()), "--store"]
            show("check, offline", lambda run: cost([*report, f"{kept}/check{run}.db"], beside), asked.runs)


if __name__ == "__main__":
    main()
