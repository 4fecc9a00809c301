"""The whole job, step by step: CPU and memory of a check with evidence, of a second one, and of audits.

    python bench/whole.py steps  [--citations 5000] [--pages 2000] [--size 40000] [--than SRC]
    python bench/whole.py again  [--citations 2000] [--pages 800] [--than SRC]
    python bench/whole.py growth [--sizes 1000,4000,16000] [--stored 0,100000] [--than SRC]

The answers come from memory in the place of the crawler; children, archive and store are real. `steps` prints what each
step costs, `again` what the runs after the first one do, `growth` the cost of a citation by the number of citations, each
of a source of its own, and by the number of other sources in the store. Milliseconds are processor time of parent and
children. `--than` names the src folder of another release, which is measured in turn. A ratio is printed, nothing fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from citecheck.archive.warc.writer import WarcWriter
from citecheck.draft.reading import read_draft
from citecheck.model.exchange import Hop, Reached
from citecheck.model.page import Reach
from citecheck.model.report import Visit
from citecheck.model.settings import DeathPolicy
from citecheck.rules.draft import check_draft
from citecheck.run import pipeline
from citecheck.run.context import AuditOptions, CheckOptions, Ports
from citecheck.run.pool import Pool
from citecheck.run.session import make_id
from citecheck.store.captures import StoredBodies
from citecheck.store.database import open_store
from citecheck.store.drafts import record_draft
from citecheck.store.runs import begin_run, finish_run
from citecheck.store.visits import SeenVisit, record_visit, set_next_visit

OWN = Path(__file__).resolve().parents[1] / "src"
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
SYLLABLES = [first + last for first in "bdfklmnrst" for last in "aeio"]
JOINTS = ("of the", "in the", "with a", "and the", "for its", "from the", "to a", "by the")
ENTRIES = 5_000
"""Notes of one draft."""


def words_of(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]


COMMON = words_of(1, 2_000)


def sentence(chance: random.Random, own: list[str]) -> str:
    words = [chance.choice(own if chance.random() < 0.3 else COMMON) for _ in range(chance.randint(6, 12))]
    parts = (f"{word} {chance.choice(JOINTS)}" if place % 3 == 2 else word for place, word in enumerate(words))
    figure = (
        f" {chance.randint(2, 9_000)} {chance.choice(own)}s in {chance.randint(1950, 2024)}"
        if chance.random() < 0.3
        else ""
    )
    return f"{chance.choice(own).title()} {' '.join(parts)} {chance.choice(own)}{figure}.".capitalize()


def sentences_of(number: int, size: int) -> list[str]:
    """Return the sentences of a page: a fifth of its bytes, as of real articles."""
    chance, own, made = random.Random(number), words_of(number + 10, 60), []
    while sum(map(len, made)) < size / 5:
        made.append(sentence(chance, own))
    return made


def page(number: int, size: int) -> bytes:
    """Return an article in the frame of a site, with sentences of its own."""
    rows = sentences_of(number, size)
    text = "".join(
        f'<p class="article__paragraph">{" ".join(rows[at : at + 4])}</p>\n' for at in range(0, len(rows), 4)
    )
    menu = "".join(
        f'<li class="menu__item"><a href="/section/{n}">Section {n}</a></li>' for n in range(min(40, size // 400))
    )
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{rows[0][:60]}</title>'
    body = f"</head><body><nav><ul>{menu}</ul></nav><main><article><h1>{rows[0][:60]}</h1>\n{text}</article></main></body></html>"
    script = f"<script>/*{'x' * max(0, size - len(head) - len(body) - 20)}*/</script>"
    return f"{head}{script}{body}".encode()


def url_of(number: int) -> str:
    return f"https://h{number % 50}.example.org/articles/{number}.html"


def text_of(first: int, last: int, pages: int, size: int) -> str:
    """Return a draft whose notes `first` to `last` cite the pages in turn; two thirds of its sentences are those of the page."""
    lines, notes = ["# A draft\n"], []
    for number in range(first, last):
        rows, chance = sentences_of(number % pages, min(size, 4_000)), random.Random(-number - 1)
        words = (chance.choice(rows) if number % 3 else sentence(chance, COMMON[:50])).removesuffix(".")
        lines.append(f"{words}.[^{number}]" + ("\n" if number % 5 == 4 else ""))
        notes.append(f"[^{number}]: {rows[0][:30]}, {url_of(number % pages)}")
    return "\n".join([*lines, "", *notes, ""])


class Pages:
    """Answers from memory, in the place of the crawler; with `confirm`, a conditional request gets a 304."""

    def __init__(self, size: int, dead: int) -> None:
        self.dead = dead
        self.size, self.confirm, self.spent, self.moment = size, False, 0.0, START

    def clock(self) -> datetime:
        return self.moment

    async def crawl(self, requests):
        for request in requests:
            yield self.answer(request)

    def answer(self, request):

        began = time.process_time()
        number = int(request.url.rpartition("/")[2].partition(".")[0]) if request.url.endswith(".html") else -1
        same = self.confirm and request.etag is not None
        alive = number >= 0 and (not self.dead or number % self.dead)
        status = 304 if same else 200 if alive else 404
        body = page(number, self.size) if status == 200 else b""
        headers = ((b"Content-Type", b"text/html; charset=utf-8"), (b"ETag", b'"%d"' % number))
        hop = Hop(request.url, (), status, "OK", "HTTP/1.1", headers, body, self.moment, 0.1, "203.0.113.7")
        self.spent += time.process_time() - began
        return Reached(request.url, (hop,))


def children() -> list[int]:
    """Return the processes that the threads of this one have started."""
    return [int(pid) for listed in Path("/proc/self/task").glob("*/children") for pid in listed.read_text().split()]


def used_by(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Meter:
    """The processor time of this process and of the pool's children, by step; what the pages cost is left out."""

    def __init__(self, pages) -> None:
        self.pages, self.steps = pages, defaultdict(lambda: [0.0, 0.0])

    def now(self):
        return time.process_time() - self.pages.spent, sum(map(used_by, children()))

    def add(self, name, before):
        for at, (then, now) in enumerate(zip(before, self.now(), strict=True)):
            self.steps[name][at] += now - then

    def wrap(self, stage):
        if hasattr(stage, "steps"):
            return TimedStage(self, replace(stage, steps=tuple(TimedStep(self, each) for each in stage.steps)))
        return TimedStage(self, stage)


class TimedStage:
    def __init__(self, meter, stage) -> None:
        self.meter, self.stage = meter, stage

    async def run(self, context):
        before, inner = self.meter.now(), [list(map(float, each)) for each in self.meter.steps.values()]
        spent = [sum(each[at] for each in inner) for at in (0, 1)]
        try:
            return await self.stage.run(context)
        finally:
            nested = [sum(each[at] for each in self.meter.steps.values()) - spent[at] for at in (0, 1)]
            name = type(self.stage).__name__
            self.meter.add(name, before)
            for at in (0, 1):
                self.meter.steps[name][at] -= nested[at]


class TimedStep:
    def __init__(self, meter, step) -> None:
        self.meter, self.step = meter, step

    async def take(self, context, batch):
        before = self.meter.now()
        try:
            return await self.step.take(context, batch)
        finally:
            self.meter.add(type(self.step).__name__, before)


def measure(asked: dict) -> dict:
    """Make the runs that are asked for in a store of their own; return their steps in seconds, and the memory in MB."""

    pages, runs, peaks = Pages(asked["size"], asked["dead"]), {}, []
    stages = {"check": pipeline.CHECK_STAGES, "audit": pipeline.AUDIT_STAGES}

    def text(first, last):
        return text_of(first, last, asked["pages"], asked["size"]).encode()

    def parts(first, last):
        return [(start, min(start + ENTRIES, last)) for start in range(first, last, ENTRIES)]

    with tempfile.TemporaryDirectory() as name:
        if asked["stored"]:
            fill_store(Path(name) / "citecheck.db", asked["stored"])
        for job in asked["runs"]:
            with Pool(2, seconds=60) as pool:
                meter = Meter(pages)
                drafts = []
                if job == "check":
                    written = [text(*each) for each in parts(0, asked["citations"])]
                    before = meter.now()
                    drafts = [check_draft(read_draft(each, path=f"draft{at}.md")) for at, each in enumerate(written)]
                    meter.add("(read drafts)", before)
                pipeline.CHECK_STAGES, pipeline.AUDIT_STAGES = (tuple(map(meter.wrap, stages[each])) for each in stages)
                pages.confirm = job == "audit 304"
                store = open_store(Path(name) / "citecheck.db")
                bodies = StoredBodies(store)
                with WarcWriter(
                    store.warc_folder, software="bench", now=pages.clock, make_id=make_id, bodies=bodies
                ) as writer:
                    ports = Ports(store=store, crawler=pages, archive=writer, pool=pool, clock=pages.clock)
                    options = CheckOptions(DeathPolicy(visits=1))
                    if job == "check":
                        report = asyncio.run(pipeline.check_drafts(drafts, ports, options, make_id()))
                    else:
                        chosen = AuditOptions(per_host=10**9)
                        report = asyncio.run(pipeline.audit_sources(ports, options, chosen, make_id()))
                assert not report.faults, report.faults[:1]
                store.close()
                peaks.append(max(map(peak_of, children()), default=0.0))
                label = job if job not in runs else f"{job} again"
                runs[label] = dict(meter.steps)
                pages.moment += timedelta(days=40)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"runs": runs, "parent": own, "child": max(peaks)}


def fill_store(path: Path, count: int) -> None:
    """Write a draft with `count` other sources, visited once, into a new store, without a run for each."""

    store = open_store(path)
    with store.writing():
        begin_run(store, "earlier", command="check", key="earlier", moment=START - timedelta(days=1))
        for first in range(0, count, ENTRIES):
            lines = [f"A sentence about {n}.[^{n}]\n" for n in range(first, min(first + ENTRIES, count))]
            notes = [
                f"[^{n}]: https://o{n % 500}.example.net/other/{n}.html"
                for n in range(first, min(first + ENTRIES, count))
            ]
            draft = read_draft("\n".join([*lines, *notes, ""]).encode(), path=f"other{first}.md")
            for url, row in record_draft(store, draft, START - timedelta(days=1)).sources.items():
                seen = SeenVisit(
                    Visit(url, url, Reach.LIVE, None, 200, None, None, None, None, None), START - timedelta(days=1)
                )
                record_visit(store, "earlier", row, seen)
                set_next_visit(store, row, START + timedelta(days=400))
        finish_run(store, "earlier", START - timedelta(days=1))
    store.close()


def peak_of(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def run(source: Path, **asked) -> dict:
    command = [sys.executable, __file__, "child", "--asked", json.dumps(asked)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(source)}, capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.decode()[-2000:])
    return json.loads(done.stdout)


def total(steps: dict) -> float:
    return sum(sum(each) for each in steps.values())


def show_steps(sources, asked) -> None:
    """Print what each step of a check costs for one citation, in milliseconds: parent, children, both of the other release."""
    rows = [
        run(each, citations=asked.citations, pages=asked.pages, size=asked.size, stored=0, dead=0, runs=["check"])
        for each in sources
    ]
    named = {name: None for row in rows for name in row["runs"]["check"]}
    each = 1000 / asked.citations
    print(f"{'ms a citation':22}{'parent':>9}{'children':>9}" + "  other release" * (len(rows) > 1))
    for name in [*named, "all"]:
        figures = []
        for row in rows:
            steps = row["runs"]["check"]
            figures += [
                sum(one[at] for one in steps.values()) if name == "all" else steps.get(name, (0, 0))[at]
                for at in (0, 1)
            ]
        print(f"{name:22}" + "".join(f"{figure * each:9.3f}" for figure in figures))
    for row in rows:
        print(f"memory: parent {row['parent']:.0f} MB, child {row['child']:.0f} MB")


def show_again(sources, asked) -> None:
    """Print what later runs cost, as shares of the first check, and for one source."""
    jobs = ["check", "check", "audit 200", "audit 304"]
    for source in sources:
        rows = [
            run(source, citations=asked.citations, pages=asked.pages, size=asked.size, stored=0, dead=0, runs=jobs)
            for _ in range(asked.runs)
        ]
        for label in rows[0]["runs"]:
            spent = statistics.median(total(row["runs"][label]) for row in rows)
            first = statistics.median(total(row["runs"]["check"]) for row in rows)
            print(f"{label:14}{spent / asked.pages * 1000:9.2f} ms a source {spent / first:6.2f} of the first check")
            steps = rows[0]["runs"][label]
            print(
                "   ",
                ", ".join(
                    f"{name} {sum(one) / asked.pages * 1000:.2f}"
                    for name, one in steps.items()
                    if sum(one) > 0.02 * total(steps)
                ),
            )


def show_growth(sources, asked) -> None:
    """Print the cost of one citation by the number of citations, each of a page of its own, and of other sources stored."""
    for source in sources:
        base = None
        for stored in map(int, asked.stored.split(",")):
            for size in map(int, asked.sizes.split(",")):
                row = run(
                    source,
                    citations=size,
                    pages=size,
                    size=asked.size,
                    stored=stored,
                    dead=asked.dead,
                    runs=["check", "check", "audit 304"],
                )
                cost = {label: total(steps) / size * 1000 for label, steps in row["runs"].items()}
                base = base or cost
                print(
                    f"{stored:7} stored {size:7} cited  "
                    + "  ".join(f"{label} {ms:.2f} ms ({ms / base[label]:.2f})" for label, ms in cost.items()),
                    f" {row['parent']:.0f} MB",
                    flush=True,
                )
                for label, steps in row["runs"].items() if asked.steps else ():
                    print(
                        "     ",
                        label,
                        ", ".join(
                            f"{name} {sum(one) / size * 1000:.2f}"
                            for name, one in steps.items()
                            if sum(one) > 0.01 * total(steps)
                        ),
                    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("steps", "again", "growth", "child"))
    parser.add_argument("--citations", type=int, default=5_000)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--size", type=int, default=40_000, help="bytes of a page")
    parser.add_argument("--sizes", default="1000,4000,16000")
    parser.add_argument("--stored", default="0")
    parser.add_argument("--dead", type=int, default=0, help="each so-manieth page of `growth` is gone")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--steps", action="store_true", help="show the steps of each run of `growth`")
    parser.add_argument("--than", type=Path, help="the src folder of another release")
    parser.add_argument("--asked", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.what == "child":
        print(json.dumps(measure(json.loads(asked.asked))))
        return
    sources = [OWN, asked.than.resolve()] if asked.than else [OWN]
    {"steps": show_steps, "again": show_again, "growth": show_growth}[asked.what](sources, asked)


if __name__ == "__main__":
    main()
