"""Hostile lines given to the commands that read one JSON object a line."""

import json

import pytest

from tests.attack.started import citecheck

GOOD = {"id": "good", "path": "page.html", "a": "page.html", "b": "page.html", "claim": "It is 42.", "text": "It is 42.",
        "url": "http://127.0.0.1/"}  # fmt: skip
COMMANDS = ["content", "compare", "verify", "fetch"]
ROWS = {
    "nothing": b"{}",
    "no path": b'{"id": "odd"}',
    "wrong types": b'{"id": "odd", "path": 5, "url": 5, "a": 5, "b": 5, "claim": 5, "text": 5, "headers": 5}',
    "nulls": b'{"id": "odd", "path": null, "url": null, "a": null, "b": null, "claim": null, "text": null}',
    "folder": b'{"id": "odd", "path": ".", "a": ".", "b": ".", "claim": "x", "url": "."}',
    "missing": b'{"id": "odd", "path": "none", "a": "page.html", "b": "none", "claim": "x", "url": "zz"}',
    "NUL": b'{"id": "odd", "path": "a\\u0000", "a": "a\\u0000", "b": "x", "claim": "x", "url": "http://a\\u0000/"}',
    "surrogate": b'{"id": "\\ud800", "path": "\\ud800", "a": "\\ud800", "b": "x", "claim": "\\ud800", "url": "\\ud800"}',
    "infinity": b'{"id": 1e999, "path": "page.html", "a": "page.html", "b": "page.html", "claim": "x", "text": "y"}',
    "not a number": b'{"id": NaN, "path": "page.html", "a": "page.html", "b": "page.html", "claim": "x", "text": "y"}',
}
REFUSED = {
    "no JSON": b"nonsense",
    "deep": b"[" * 100_000,
    "digits": b'{"id": ' + b"9" * 5000 + b"}",
    "not UTF-8": b"\xff\xfe",
    "control character": b'{"id": "\x00"}',
    "list": b"[]",
}


@pytest.fixture
def folder(tmp_path):
    """Hold a saved page."""
    (tmp_path / "page.html").write_text("<title>T</title><p>It is 42, they said.</p>", encoding="utf-8")
    return tmp_path


def strict(line):
    """Read a line as a reader does that knows no `NaN`."""
    return json.loads(line, parse_constant=lambda written: pytest.fail(f"{written} is not JSON"))


@pytest.mark.parametrize("command", COMMANDS)
def test_odd_rows_are_answered_and_the_others_go_on(folder, command):
    """Each odd row has one strict JSON line, the rows after it have theirs, and nothing is a traceback."""
    lines = b"\n".join([*ROWS.values(), b"\xef\xbb\xbf" + json.dumps(GOOD).encode()]) + b"\n"
    done = citecheck(command, "--batch", "-", given=lines, folder=folder)
    assert done.returncode == 0, done.stderr
    answers = [strict(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert len(answers) == len(ROWS) + 1
    assert answers[-1]["id"] == "good"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("line", REFUSED.values(), ids=REFUSED)
def test_what_is_no_object_is_one_sentence(folder, command, line):
    """A line that is no JSON object ends in exit code 2 and one sentence that names the line."""
    done = citecheck(command, "--batch", "-", given=line + b"\n", folder=folder)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count(b"\n") == 1
    assert b"line 1" in done.stderr
