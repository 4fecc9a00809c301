"""Runs that are asked to end in the middle: what was done is saved, and the next run goes on from there."""

import signal
import subprocess
import sys
import time

import pytest
from tests.e2e.loopback import LoopbackWeb, running

from citecheck.store.database import open_store

HOSTS = [f"h{number}.org" for number in range(30)]
SENTENCE = "citecheck: interrupted; what was done is saved"
SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture
def web(tmp_path):
    """Serve thirty hosts and hold a draft that cites them."""
    note = "A claim of {0} ships.[^{0}]\n\n[^{0}]: http://h{0}.org/ships\n\n"
    (tmp_path / "draft.md").write_text("".join(map(note.format, range(30))), encoding="utf-8")
    with running(LoopbackWeb(HOSTS, tmp_path)) as served:
        yield served


def started(web, folder, *command):
    network = ("--connect-to", f"::127.0.0.1:{web.port}", "--allow-private", "--interval", "0", "--no-robots")
    return subprocess.Popen(
        [sys.executable, "-m", "citecheck", *command, "--store", "s.db", *network],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(program, how, until):
    """Wait until something is true, send the signal, and give the exit code and the last line of the errors."""
    deadline = time.monotonic() + 40
    while not until() and program.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    program.send_signal(how)
    _, errors = program.communicate(timeout=40)
    assert "Traceback" not in errors
    return program.returncode, errors.strip().splitlines()[-1:]


def visits(folder):
    if not (folder / "s.db").exists():
        return 0
    store = open_store(folder / "s.db", read_only=True)
    try:
        return store.rows("SELECT count(*) AS n FROM visits")[0]["n"] if store.db.table("visits").exists() else 0
    finally:
        store.close()


@pytest.mark.parametrize("how", SIGNALS)
def test_check_goes_on_where_it_was_interrupted(web, tmp_path, how):
    """What was visited before the signal is in the store, and the next run does not ask for it."""
    web.most = 10
    program = started(web, tmp_path, "check", "draft.md")
    assert ended(program, how, lambda: visits(tmp_path)) == (130, [SENTENCE])
    saved = visits(tmp_path)
    assert saved
    web.most = None
    before = sum(web.asked.values())
    again = started(web, tmp_path, "check", "draft.md")
    again.communicate(timeout=60)
    assert again.returncode in {0, 1}
    assert sum(web.asked.values()) - before == len(HOSTS) - saved


@pytest.mark.parametrize("how", SIGNALS)
def test_an_audit_keeps_what_it_was_told_before(web, tmp_path, how):
    """An audit that is asked to end says so, and the store holds what it held."""
    started(web, tmp_path, "check", "draft.md").communicate(timeout=60)
    before, asked = visits(tmp_path), sum(web.asked.values())
    web.most = asked + 5
    program = started(web, tmp_path, "audit", "--all")
    code = ended(program, how, lambda: sum(web.asked.values()) > asked + 6)
    assert code == (130, [SENTENCE])
    assert visits(tmp_path) >= before


@pytest.mark.parametrize("how", SIGNALS)
def test_extract_ends_quietly(tmp_path, how):
    """A reader of drafts that waits for its input ends with 130."""
    program = subprocess.Popen(
        [sys.executable, "-m", "citecheck", "extract", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True,
    )  # fmt: skip
    program.stdin.write("words " * 50_000)  # more than a pipe holds: it is reading once this comes back
    program.stdin.flush()
    assert ended(program, how, lambda: True) == (130, ["citecheck: interrupted"])
