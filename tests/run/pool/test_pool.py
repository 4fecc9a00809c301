"""Children that hang, hog memory, exit or are interrupted cost their own job and nothing else."""

import asyncio
import functools
import itertools
import operator
import os
import resource
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from citecheck.cli.streams import parse_row
from citecheck.errors import UnreadableInput
from citecheck.model.page import Answer, Page
from citecheck.page.reading import read_page
from citecheck.run.pool import Pool
from citecheck.run.pool_child import Unread

ENDLESS = itertools.repeat(0)
"""`sum` of it never returns, and never leaves C."""


@pytest.fixture(scope="module")
def pool():
    with Pool(2, seconds=2, memory=600 << 20) as pool:
        yield pool


def test_a_call_returns_its_result(pool):
    """A blocking call gives what the function returns."""
    assert pool.call(operator.neg, 4) == -4


def test_map_keeps_the_order(pool):
    """Results come in the order of the items, however the batches were spread."""
    assert pool.map(operator.neg, list(range(1000))) == [-n for n in range(1000)]


def test_run_keeps_the_order_and_the_loop_free(pool):
    """Asynchronous batches come in order while the event loop turns."""

    async def both():
        turns = 0
        job = asyncio.ensure_future(pool.run(time.sleep, [0.2, 0.2]))
        while not job.done():
            await asyncio.sleep(0.01)
            turns += 1
        return await job, turns

    results, turns = asyncio.run(both())
    assert results == [None, None]
    assert turns > 2


@pytest.mark.parametrize(
    ("function", "item", "reason"),
    [
        pytest.param(sum, ENDLESS, "took longer than 2 s", id="endless loop in C"),
        pytest.param(bytes, 4 << 30, "needs more memory", id="memory"),
        pytest.param(os._exit, 7, "exit code 7", id="exit"),
        pytest.param(int, "seven", "ValueError", id="an error that is not ours"),
        pytest.param(signal.raise_signal, signal.SIGSEGV, "signal 11", id="segmentation fault"),
    ],
)
def test_a_felled_job_comes_back_unread(pool, function, item, reason):
    """A job that overstays, hogs or falls over is a value with its reason."""
    result = pool.call(function, item)
    assert isinstance(result, Unread)
    assert reason in result.reason


def test_the_others_of_a_batch_are_not_disturbed(pool):
    """Items before and after the one that fells its child have their results."""
    results = pool.map(operator.neg, [1, 2, "x", 4, 5, 6])
    assert [r for r in results if not isinstance(r, Unread)] == [-1, -2, -4, -5, -6]
    assert isinstance(results[2], Unread)


def test_an_error_of_ours_reaches_the_caller(pool):
    """A function's sentence for the reader is raised where the call was made."""
    with pytest.raises(UnreadableInput, match="line 3"):
        pool.call(functools.partial(parse_row, number=3), b"no JSON")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<div>" * 100_000 + b"x", id="100,000 nested elements"),
        pytest.param(b"<div " + b" ".join(b"a%d=b" % n for n in range(1_000_000)) + b">x", id="a million attributes"),
    ],
)
def test_hostile_markup_costs_its_own_page_only(pool, body):
    """Markup no parser survives is unread or read within the limit; the page after it is read."""
    results = pool.map(read_page, [Answer(body=body), Answer(body=b"<title>t</title><p>A page.</p>")])
    assert isinstance(results[0], Unread) or results[0].page in Page
    assert results[1].page is Page.LIVE


def test_closing_ends_a_job_in_the_middle():
    """Leaving the pool ends its children at once; what they did comes back unread."""
    pool = Pool(1, seconds=60, memory=600 << 20)
    future = pool._submit(sum, [ENDLESS])
    time.sleep(0.3)
    pool.close()
    assert future.result()[0] == ("unread", "the run was stopped")


def test_an_interrupt_ends_parent_and_children():
    """Ctrl-C in the parent raises there, ends its children and leaves no process."""
    script = textwrap.dedent("""
        import itertools
        from citecheck.run.pool import Pool
        try:
            with Pool(1, seconds=60) as pool:
                print(pool.call(abs, -1), flush=True)
                print(pool._workers[0]._process.pid, flush=True)
                pool.call(sum, itertools.repeat(0))
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout.readline() == "1\n"
        child = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.send_signal(signal.SIGINT)
        assert parent.stdout.read() == "interrupted\n"
        assert parent.wait(timeout=10) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_large_items_go_in_messages_of_their_own():
    """A batch of large items is sent in parts, so that it needs no more memory than one of them; none is lost."""
    items = [bytes([n]) * (30 << 20) for n in range(6)]
    with Pool(1, seconds=20, memory=150 << 20) as pool:
        assert pool.map(len, items) == [30 << 20] * 6


def test_jobs_may_be_given_less_time():
    """A pool in use gives what is begun from then on less time, and never more."""
    with Pool(1, seconds=30) as pool:
        assert pool.call(operator.neg, 4) == -4
        pool.allow(0.5)
        pool.allow(20)
        assert pool.call(sum, ENDLESS) == Unread("took longer than 0.5 s")


def test_a_child_has_no_network(pool):
    """A child cannot even reach a server of this machine, where the kernel lets it leave the network."""
    if pool.call(os.readlink, "/proc/self/ns/net") == os.readlink("/proc/self/ns/net"):
        pytest.skip("the kernel does not let a child leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        lost = pool.call(socket.create_connection, server.getsockname())
    assert isinstance(lost, Unread)
    assert "unreachable" in lost.reason


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_FSIZE, 16_000_000),
        (resource.RLIMIT_CORE, 0),
    ],
)
def test_a_child_is_limited(pool, kind, most):
    """A child may open few files, write no large one and leave no core dump."""
    assert pool.call(resource.getrlimit, kind)[0] == most


def test_a_child_cannot_write_a_large_file(pool, tmp_path):
    """A file that a child writes ends at the limit, and the child answers the next job."""
    lost = pool.call(functools.partial(Path.write_bytes, tmp_path / "large"), bytes(17_000_000))
    assert isinstance(lost, Unread)
    assert pool.call(operator.neg, 4) == -4
