"""Lines of standard input as they come."""

import io
import subprocess
import sys

import pytest

from citecheck.cli.streams import take_batches


def test_all_lines_come_in_order_without_blank_ones():
    """Every line is in some batch, in order, and blank ones are left out."""
    lines = io.BytesIO(b"a\n\nb\nc\n \nd")
    assert [line.strip() for batch in take_batches(lines, 2) for line in batch] == [b"a", b"b", b"c", b"d"]


@pytest.mark.parametrize("command", ["content", "compare", "verify", "fetch"])
def test_a_bad_line_ends_the_command_while_its_writer_is_still_there(command):
    """A line that is no JSON is one sentence and exit code 2, also while standard input stays open."""
    with subprocess.Popen(
        [sys.executable, "-m", "citecheck", command, "--batch", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        process.stdin.write(b"no json\n")
        process.stdin.flush()
        if command in {"compare", "fetch"}:  # they answer the other lines first
            process.stdin.close()
            process.stdin = None
        process.wait(timeout=30)
        errors = process.stderr.read().decode()
    assert process.returncode == 2, errors
    assert "Traceback" not in errors
    assert "line 1" in errors
