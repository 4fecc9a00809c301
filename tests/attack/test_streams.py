"""Standard streams that are closed, full or left by their reader, and a request to end the program."""

import signal
import subprocess
import sys

import pytest

from tests.attack.started import citecheck

DRAFT = "There were 42 ships.[^1]\n\n[^1]: https://one.example.org/x\n"
COMMANDS = [
    ("check", "draft.md", "--offline"),
    ("extract", "draft.md"),
    ("fetch", "--offline", "--no-archive", "http://one.example.org/"),
    ("rules",),
]


@pytest.fixture
def folder(tmp_path):
    """Hold a draft."""
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def shell(line, folder):
    """Run the command as `$C` in a line of bash."""
    script = f'set -o pipefail; C() {{ {sys.executable} -m citecheck "$@"; }}; {line}'
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=60, cwd=folder, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_full_output_is_one_sentence(folder, command):
    """Standard output on a full disk ends with exit code 3 and a sentence."""
    done = shell(f"C {' '.join(command)} --store s.db > /dev/full".replace("rules --store s.db", "rules"), folder)
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1), done.stderr
    assert b"standard output cannot be written" in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_nothing(folder, closed):
    """A command whose caller closed standard files does its work."""
    assert shell(f"C check draft.md --offline --store s.db {closed}", folder).returncode == 0
    assert shell(f"C refang {closed}", folder).returncode == 0


def test_reader_who_leaves_changes_no_verdict(folder):
    """Of a report cut off by its reader the exit code stays that of its findings; other commands end quietly."""
    assert shell("C check draft.md --offline --store s.db --fail-on info | head -c 1", folder).returncode == 1
    done = shell("C rules | head -1", folder)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("how", "ignored"),
    [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGTERM, True)],
    ids=["the key", "SIGTERM", "SIGTERM in the background"],
)
def test_asked_to_end(folder, how, ignored):
    """A run that is asked to end does so with exit code 130; a job in the background, whose SIGINT is off, as well."""
    with subprocess.Popen(
        [sys.executable, "-m", "citecheck", "fetch", "--batch", "-", "--offline", "--no-archive", "--no-page"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if ignored else None,  # noqa: PLW1509
    ) as program:
        program.stdin.write(b'{"id": 1, "url": "http://one.example.org/"}\n')
        program.stdin.flush()
        assert program.stdout.readline()
        program.send_signal(how)
        assert program.wait(30) == 130
        assert program.stderr.read().strip() == b"citecheck: interrupted; what was done is saved"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_saves_nothing_does_not_say_that_it_did(folder, how):
    """An interrupted `extract` or `refang` ends with 130 and states only that."""
    with subprocess.Popen(
        [sys.executable, "-m", "citecheck", "refang"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=folder,
    ) as program:  # fmt: skip
        program.stdin.write(b"http://one.example[.]org/\n")
        program.stdin.flush()
        assert program.stdout.readline()
        program.send_signal(how)
        assert program.wait(30) == 130
        assert program.stderr.read().strip() == b"citecheck: interrupted"


def test_an_interrupt_while_the_program_is_loaded_ends_it_with_130(folder):
    """The interrupt key pressed before any command is loaded shows no traceback."""
    (folder / "click.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    program = [sys.executable, "-m", "citecheck", "check", "draft.md"]
    done = subprocess.run(program, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"citecheck: interrupted\n")


def test_full_output_beside_a_file(folder):
    """A report that goes to a file needs no standard output."""
    assert shell("C check draft.md --offline --store s.db --output r.txt > /dev/full", folder).returncode == 0
    assert citecheck("rules", folder=folder).returncode == 0
