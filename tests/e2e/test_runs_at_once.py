"""Several processes on one store: one asks, the others wait their turn or end, and no address is asked twice."""

import subprocess
import sys
import time

from tests.e2e.test_resume_after_a_kill import running

PROCESSES = 8


def command(site, folder, number, *more):
    """Return the command that checks a draft of its own, whose sources other drafts cite as well."""
    draft = folder / f"brief-{number}.md"
    names = [f"p{each}" for each in range(number, number + 6)]
    body = "".join(f"The harbour board rebuilt pier {name} in 1998.[^{name}]\n\n" for name in names)
    notes = "".join(f"[^{name}]: http://127.0.0.1:{site.server_port}/{name}\n" for name in names)
    draft.write_text(f"# Brief {number}\n\n{body}\n{notes}")
    return [
        *(sys.executable, "-m", "citecheck", "check", str(draft), "--store", str(folder / "s" / "citecheck.db")),
        *("--allow-private", "--interval", "0", "--format", "json", *more),
    ]


def start(site, folder, number, *more):
    return subprocess.Popen(
        command(site, folder, number, *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_runs_that_wait_share_what_was_seen(tmp_path):
    """Eight checks of drafts with common sources at once all report, and each address is asked once."""
    with running() as site:
        runs = [start(site, tmp_path, number, "--wait", "200") for number in range(PROCESSES)]
        ended = [(*run.communicate(timeout=240), run.returncode) for run in runs]
    for out, said, code in ended:
        assert code in {0, 1}, said
        assert "Traceback" not in said
        assert out.startswith("{")
    assert set(site.asked.values()) == {1}
    assert len(site.asked) == PROCESSES + 5


def test_a_run_that_does_not_wait_ends_with_three(tmp_path):
    """While one check asks a slow page, a second one ends at once, says who holds the store, and asks nothing."""
    with running() as site:
        first = subprocess.Popen(
            [*command(site, tmp_path, 0)[:4], str(write_slow(site, tmp_path)), *command(site, tmp_path, 0)[5:]],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not site.asked["/slow"]:
            assert first.poll() is None
            time.sleep(0.05)
        second = subprocess.run(command(site, tmp_path, 1), capture_output=True, text=True, timeout=60, check=False)
        site.gate.set()
        first.wait(timeout=60)
    assert second.returncode == 3
    assert f"process {first.pid} on" in second.stderr
    assert "--wait" in second.stderr
    assert set(site.asked) == {"/slow"}


def write_slow(site, folder):
    draft = folder / "slow.md"
    draft.write_text(f"The pier was rebuilt.[^1]\n\n[^1]: http://127.0.0.1:{site.server_port}/slow\n")
    return draft
