"""Reading 5,000 Markdown files of 5 kB: the first time, again unchanged, and lychee dumping the same files' links.

python bench/extract.py [--files 5000] [--runs 3]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CITECHECK = [sys.executable, "-m", "citecheck", "extract", ".", "--format", "json", "--store"]
FILLER = "Words fill the page without any note at all, as they do in most documents. " * 34


def write_files(folder: Path, count: int) -> None:
    for number in range(count):
        body = "".join(f"On March {k + 1} some {k * 7} people met at place {number}.[^{k}]\n\n" for k in range(15))
        notes = "".join(f"[^{k}]: https://h{(number + k) % 50}.example.com/a/{number}/{k}\n" for k in range(15))
        (folder / f"{number}.md").write_text(f"{body}{FILLER}\n\n{notes}")


def seconds(words: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as kept:
        folder = Path(name)
        write_files(folder, asked.files)
        first = [seconds([*CITECHECK, f"{kept}/{run}.db"], folder) for run in range(asked.runs)]
        again = [seconds([*CITECHECK, f"{kept}/{run}.db"], folder) for run in range(asked.runs)]
        figures = {"first time": first, "unchanged": again}
        if shutil.which("lychee"):
            figures["lychee --dump"] = [seconds(["lychee", "--dump", "."], folder) for _ in range(asked.runs)]
        for what, runs in figures.items():
            print(f"{what:14} {statistics.median(runs):6.2f} s (median of {asked.runs})")


if __name__ == "__main__":
    main()
