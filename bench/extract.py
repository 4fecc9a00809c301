"""What reading drafts costs: a folder of Markdown, a long text, a report checked offline; and lychee over the folder.

python bench/extract.py [--files 5000] [--runs 3] [--addresses 100000] [--report DRAFT]

Seconds are of the clock; "cpu" is what all processes of the command used, which a busy machine changes less.
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


def cost(words: list[str], folder: Path) -> Cost:
    before, start = os.times(), time.perf_counter()
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    elapsed, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return elapsed, used


def show(what: str, measure: Callable[[int], Cost], runs: int) -> None:
    costs = [measure(run) for run in range(runs)]
    wall, used = (statistics.median(column) for column in zip(*costs, strict=True))
    print(f"{what:24} {wall:6.2f} s, cpu {used:6.2f} s (median of {runs})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--addresses", type=int, default=100_000)
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
        if asked.report is not None:
            check = [*CITECHECK, "check", str(asked.report.resolve()), "--offline", "--format", "json", "--store"]
            show("check, offline", lambda run: cost([*check, f"{kept}/check{run}.db"], beside), asked.runs)


if __name__ == "__main__":
    main()
