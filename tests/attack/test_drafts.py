"""What is given as a draft and is none."""

import os
import socket

import pytest

from tests.attack.started import citecheck

COMMANDS = [("check", "--offline"), ("extract",), ("extract", "good.md"), ("repair", "-o", "copy.md", "--set", "a=b")]
NOTE = "There were 42 ships.[^1]\n\n[^1]: https://one.example.org/x\n"


@pytest.fixture
def folder(tmp_path):
    """Hold a draft, a pipe that nobody writes to, a socket and a folder."""
    (tmp_path / "good.md").write_text(NOTE, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "huge.md").touch()
    os.truncate(tmp_path / "huge.md", 10**12)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.md"))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
@pytest.mark.parametrize("name", ["pipe.md", "socket.md", "huge.md", "/dev/zero", "missing.md", "\udcff.md"])
def test_what_is_no_file_is_refused_at_once(folder, command, name):
    """A pipe, a socket, a device, a file of a terabyte: one sentence, and exit code 2 where no other file was named."""
    done = citecheck(*command, os.fsencode(name), folder=folder)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1, done.stderr
    assert os.path.basename(os.fsencode(name)) in done.stderr or name == "\udcff.md"


def test_pipe_in_a_folder_holds_nothing_up(folder):
    """The drafts of a folder are read around a pipe that lies among them."""
    for command, code in ((("check", "--offline"), 1), (("extract",), 2)):
        done = citecheck(*command, "good.md", "pipe.md", folder=folder)
        assert done.returncode == code
        assert b"pipe.md" in done.stderr + done.stdout
        assert b"is a pipe" in done.stderr + done.stdout
        assert b"one.example.org" in done.stdout or b"1 footnotes" in done.stdout
