"""One run at a time holds a store; a second one waits or ends, and a lease that nobody holds is taken over."""

import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.run.world import START, World, page

from citecheck.errors import StoreLocked
from citecheck.run import lease as leases
from citecheck.run.context import AuditOptions, Memory
from citecheck.run.lease import hold_lease
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.store.database import open_store
from citecheck.store.runs import load_lease, record_lease

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "citecheck.db")
    yield store
    store.close()


def hold(store, *, wait=0.0, holder="me", moment=NOW, announced=None):
    """Hold the lease of a store within `async with`."""
    announce = (announced if announced is not None else []).append
    return hold_lease(store, wait=wait, clock=lambda: moment, holder=holder, announce=announce)


async def take(store, **more):
    """Take the lease and release it; return since when a run was waited for."""
    async with hold(store, **more) as since:
        return since


def leave(store, **changes):
    """Leave a lease of this process in the store, with changes."""

    async def read():
        async with hold(store, holder="other"):
            return load_lease(store)

    lease = replace(asyncio.run(read()), **changes)
    with store.writing():
        record_lease(store, lease)
    return lease


def find_ended_process():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_lease_is_there_while_a_run_holds_it(store):
    """The row names process, host and start, and goes with the run."""

    async def look():
        async with hold(store):
            return load_lease(store)

    lease = asyncio.run(look())
    assert (lease.process, lease.host, lease.since) == (os.getpid(), socket.gethostname(), NOW)
    assert load_lease(store) is None


def test_a_second_run_ends_at_once_and_names_the_first(store):
    """Without `--wait` the second run has exit code 3 and says who holds the store, since when, and what to do."""
    leave(store)
    with pytest.raises(StoreLocked) as refused:
        asyncio.run(take(store, moment=NOW + timedelta(seconds=5)))
    said = str(refused.value)
    assert refused.value.exit_code == 3
    assert f"process {os.getpid()} on {socket.gethostname()} has held this store since 2026-11-22 12:00:00 UTC" in said
    assert "--wait" in said
    assert len(said.split()) <= 25 + 3
    assert load_lease(store).holder == "other"


def test_a_second_run_waits_for_the_first(store):
    """With `--wait` the second run begins when the first ends, and knows since when that one was running."""
    announced = []

    async def wait():
        async with hold(store, holder="first"):
            second = asyncio.create_task(take(store, wait=5, moment=NOW + timedelta(seconds=3), announced=announced))
            await asyncio.sleep(0.3)
            assert not second.done()
        return await second

    assert asyncio.run(wait()) == NOW
    assert len(announced) == 1
    assert "waiting" in announced[0]


def test_a_wait_ends(store):
    """A run that has waited long enough ends as one that does not wait."""
    leave(store)
    with pytest.raises(StoreLocked):
        asyncio.run(take(store, wait=0.3, moment=NOW + timedelta(seconds=5)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"process": None}, "which has ended"),
        ({"process_started": "1"}, "which has ended"),
        ({"renewed": NOW - timedelta(minutes=3)}, "gave no sign since 2026-11-22 11:57:00 UTC"),
        ({"renewed": NOW - timedelta(minutes=3), "machine": "elsewhere", "host": "far"}, "on far, which gave no sign"),
    ],
)
def test_a_lease_that_nobody_holds_is_taken_over(store, changes, why):
    """A lease of a process that ended, of another with its number, or of one that shows no sign, ends and is reported."""
    leave(store, **{name: find_ended_process() if value is None else value for name, value in changes.items()})
    announced = []
    assert asyncio.run(take(store, announced=announced)) is None
    assert len(announced) == 1
    assert why in announced[0]


def test_a_run_of_another_computer_holds_its_lease_while_it_gives_signs(store):
    """A process of another computer cannot be looked at, so that its signs decide."""
    leave(store, process=find_ended_process(), machine="elsewhere", host="far")
    with pytest.raises(StoreLocked, match="on far"):
        asyncio.run(take(store, moment=NOW + timedelta(seconds=90)))


def test_a_run_whose_lease_was_taken_over_ends(store, monkeypatch):
    """A process that stood still for two minutes stops when it finds that another run has the store."""
    monkeypatch.setattr(leases, "_RENEWAL_SECONDS", 0.05)

    async def lose():
        async with hold(store):
            with store.writing():
                record_lease(store, replace(load_lease(store), holder="other"))
            await asyncio.sleep(5)

    with pytest.raises(StoreLocked, match="took the store over"):
        asyncio.run(lose())
    assert load_lease(store).holder == "other"


def test_a_lease_is_renewed(store, monkeypatch):
    """The sign of a run is written while it runs."""
    monkeypatch.setattr(leases, "_RENEWAL_SECONDS", 0.05)
    moments = iter(NOW + timedelta(seconds=each) for each in range(1000))

    async def look():
        async with hold_lease(store, wait=0, clock=lambda: next(moments), holder="me", announce=print):
            await asyncio.sleep(0.5)
            return load_lease(store)

    lease = asyncio.run(look())
    assert lease.renewed > lease.since


def test_a_broken_lease_is_none(store):
    """A row whose moments cannot be read keeps no run from the store."""
    leave(store)
    with store.writing():
        store.execute("UPDATE leases SET renewed = 'soon'")
    assert asyncio.run(take(store)) is None


URLS = [f"https://one.example.org/{number}" for number in range(4)]
TEXT = "".join(f"The dam at mile {n} leaks.[{n}]\n\n" for n in range(1, 5)) + "".join(
    f"[{n}] {url}\n\n" for n, url in enumerate(URLS, 1)
)


def run_check(world, path, *, since):
    ports = replace(world.ports(), since=since)
    options = world.options(memory=Memory(conditional=True))
    try:
        return asyncio.run(check_drafts([world.draft(TEXT, path)], ports, options, world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()


@pytest.mark.parametrize(("since", "asked"), [(START, 4), (None, 8), (START + timedelta(seconds=1), 8)])
def test_a_run_takes_what_the_run_saw_that_it_waited_for(tmp_path, since, asked):
    """Another draft with the same sources asks none again where it waited for the run that asked them."""
    world = World(tmp_path, dict.fromkeys(URLS, page("Dam", "The dam at mile 3 leaks and was mended in 1998.")))
    run_check(world, "one.txt", since=None)
    world.later(seconds=9)
    report = run_check(world, "two.txt", since=since)
    assert len(world.asked) == asked
    assert len(report.drafts[0].citations) == 4


def test_an_audit_of_everything_takes_what_the_run_saw_that_it_waited_for(tmp_path):
    """An audit that waited for another one does not visit its sources again."""
    world = World(tmp_path, dict.fromkeys(URLS, page("Dam", "The dam at mile 3 leaks and was mended in 1998.")))
    run_check(world, "one.txt", since=None)
    world.asked.clear()
    ports = replace(world.ports(), since=START)
    report = asyncio.run(audit_sources(ports, world.options(), AuditOptions(everything=True), world.make_id()))
    ports.archive.close()
    ports.store.close()
    assert world.asked == []
    assert len(report.drafts) == 1
