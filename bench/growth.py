"""Measure what a source of a draft, and a source of the store, costs as their numbers grow; nothing is requested.

    python bench/growth.py [--citations N …] [--stored N …] [--folder PATH]

`check` takes drafts of N citations, fifty each, whose addresses a fake crawler answers: nine of ten are live, one is dead. The
store has N sources from earlier visits; the audit has fifty of them due, `check` takes one note that cites none of them. Each
row is a process of its own: CPU is its time without that for the store, which `--folder` keeps for the next call, and the
peak is its resident memory. The ratios are to the first row of the same kind, per source for `check` and as a whole for the rest.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.run.world import START, World, page

from citecheck.model.draft import Draft
from citecheck.model.evidence import Evidence, Passage, Support
from citecheck.model.page import Page, Reach
from citecheck.model.report import Report, Visit
from citecheck.net.crawler import run_async
from citecheck.report import render
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.store.drafts import record_draft
from citecheck.store.evidence import record_evidence
from citecheck.store.runs import begin_run, finish_run
from citecheck.store.visits import SeenVisit, record_visit, set_next_visit

_PER_DRAFT, _DUE = 50, 50
_PLACES = ("The northern quay", "The old mill", "The reservoir", "The tram depot", "The county library")


def _write_draft(world: World, name: str, numbers: range) -> Draft:
    """Return a draft with a citation for each number."""
    claims = [
        f"{_PLACES[n % 5]} was used by {n + 300} people in the spring of {1950 + n % 70}, which is more than before.[^{n}]"
        for n in numbers
    ]
    notes = [
        f"[^{n}]: A report on it, https://{name}-{n % 97}.example/reports/{n}/the-year-in-figures" for n in numbers
    ]
    return world.draft("\n\n".join(["# Figures", *claims, *notes]) + "\n", path=f"{name}-{numbers.start}.md")


def _write_drafts(world: World, name: str, count: int) -> Iterator[Draft]:
    for start in range(0, count, _PER_DRAFT):
        yield _write_draft(world, name, range(start, min(start + _PER_DRAFT, count)))


def _fill(folder: Path, count: int) -> None:
    """Write a store whose drafts cite `count` sources that one run visited and compared."""
    world = World(folder)
    ports = world.ports()
    store, run = ports.store, world.make_id()
    passage = Passage("The figures of the report are in its tables, and its text names them as well.", 0, 77, 0.7, 0)
    found = Evidence(Support.EVIDENCE, 0.7, (passage,))
    with store.writing():
        begin_run(store, run, command="check", key="growth", moment=START)
        for at, draft in enumerate(_write_drafts(world, "stored", count)):
            recorded = record_draft(store, draft, START)
            for citation, note in zip(draft.citations, draft.footnotes, strict=True):
                for source in note.sources:
                    url = source.target.canonical
                    row = recorded.sources[url]
                    visit = Visit(url, url, Reach.LIVE, Page.LIVE, 200, None, hops=((url, 200),), elapsed=0.1)
                    record_visit(store, run, row, SeenVisit(visit, START))
                    record_evidence(store, run, recorded.claims[citation.sentence], row, found)
                    set_next_visit(store, row, START + timedelta(days=1 if at * _PER_DRAFT < _DUE else 30))
        finish_run(store, run, START)
    ports.archive.close()
    store.close()


def _answer(world: World, request: object) -> object:
    """Answer an address of the world: one of ten is missing."""
    number = int(request.url.split("/")[4])
    if number % 10 == 9:
        return world.exchange(request.url, (404, b"<title>Not found</title>There is no such page here."))
    said = f"{_PLACES[number % 5]} was used by {number + 300} people in the spring of {1950 + number % 70}."
    return world.exchange(request.url, page("The year in figures", said, "The tables are in the annex."))


def _work(kind: str, count: int, folder: Path) -> None:
    """Do one piece of work and print its CPU in seconds and the peak of memory in MB as JSON."""
    world = World(folder, default=_answer)
    world.later(days=2)
    drafts = list(_write_drafts(world, "new", count if kind == "check" else 1))
    ports = world.ports()
    started = time.process_time()
    work = (
        audit_sources(ports, world.options(), AuditOptions(), world.make_id() + "a")
        if kind == "audit"
        else check_drafts(drafts, ports, world.options(), world.make_id() + "c")
    )
    report: Report = run_async(work)
    size = sum(len(piece) for form in ("text", "json") for piece in render(report, form))
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "peak": peak, "size": size, "drafts": len(report.drafts)}))


def _measure(kind: str, count: int, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--work", kind, str(count), str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _compare(title: str, kind: str, rows: list[tuple[int, Path]], *, per_source: bool) -> None:
    """Print a table of one kind of work."""
    print(f"\n{title}\n{'sources':>9} {'CPU s':>8} {'ms each':>8} {'MB':>7} {'ratio':>6}")
    first = None
    for count, folder in rows:
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / "copy"
            if folder.exists():
                shutil.copytree(folder, copy)
            done = _measure(kind, count, copy)
        cost = done["cpu"] / count if per_source else done["cpu"]
        first = first or cost
        each = done["cpu"] * 1000 / count
        print(f"{count:>9,} {done['cpu']:>8.2f} {each:>8.2f} {done['peak']:>7.0f} {cost / first:>6.2f}", flush=True)


def main() -> None:
    """Print a table for each kind of work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citations", type=int, nargs="*", default=[1000, 4000, 16000])
    parser.add_argument("--stored", type=int, nargs="*", default=[1000, 10000, 100_000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.work:
        kind, count, folder = wanted.work
        _work(kind, int(count), Path(folder))
        return
    with tempfile.TemporaryDirectory() as temporary:
        kept = wanted.folder or Path(temporary)
        folders = [(count, kept / f"stored-{count}") for count in wanted.stored]
        for count, folder in folders:
            if not folder.exists():
                _fill(folder, count)
        empty = [(count, Path(temporary) / f"checked-{count}") for count in wanted.citations]
        _compare("check of new drafts", "check", empty, per_source=True)
        _compare("check of one note, with a store", "note", folders, per_source=False)
        _compare("audit of fifty due sources, with a store", "audit", folders, per_source=True)


if __name__ == "__main__":
    main()
