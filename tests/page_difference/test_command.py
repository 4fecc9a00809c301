"""`citecheck compare` as people and scripts use it."""

import json
import subprocess
import sys

import pytest

from .pages import SENTENCES, page


def citecheck(*words, stdin=b""):
    return subprocess.run(
        [sys.executable, "-m", "citecheck", "compare", *words],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def saved(tmp_path):
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.write_text(page(), "utf-8")
    new.write_text(page([one.replace("12 tanks", "14 tanks") for one in SENTENCES]), "utf-8")
    return str(old), str(new)


def test_for_people(saved):
    """Two pages give the change and each edit, its words marked, and exit code 0."""
    done = citecheck(*saved)
    assert done.returncode == 0
    assert b"edited" in done.stdout
    assert b"[-12-]{+14+} tanks" in done.stdout


def test_for_scripts(saved):
    """With --format json one object is printed."""
    found = json.loads(citecheck(*saved, "--format", "json").stdout)
    assert found["change"] == "edited"
    assert found["edits"] == [{"before": SENTENCES[0], "after": SENTENCES[0].replace("12", "14")}]


def test_batch(saved):
    """A batch is answered line by line with its ids; a page that is missing spoils only its own line."""
    rows = [
        {"id": 1, "a": saved[0], "b": saved[1], "url": None},
        {"id": "x", "a": saved[0], "b": saved[0] + ".gone"},
        {"id": 3, "a": saved[0], "b": saved[0]},
        {"id": 4},
    ]
    done = citecheck("--batch", "-", stdin="".join(json.dumps(row) + "\n" for row in rows).encode())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["change"]) for one in answers] == [(1, "edited"), ("x", None), (3, "same"), (4, None)]
    assert "cannot be read" in answers[1]["error"]
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        ([], b"", b"two saved pages"),
        (["only-one"], b"", b"two saved pages"),
        (["a", "b", "--batch", "-"], b"", b"two saved pages"),
        (["missing-a", "missing-b"], b"", b"missing-a: cannot be read"),
        (["--batch", "-"], b"nonsense\n", b"line 1: not a JSON object"),
        (["--batch", "-"], b"[1]\n", b"line 1: not a JSON object"),
    ],
)
def test_wrong_use(words, stdin, said):
    """What cannot be understood gets one clear sentence and exit code 2."""
    done = citecheck(*words, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.fixture
def signed(tmp_path):
    """Two pages with another line on the desk each, outside of their text."""
    paths = tmp_path / "harbour.html", tmp_path / "court.html"
    for path, name in zip(paths, ("Harbour desk", "Court desk"), strict=True):
        path.write_text(page(before=f"<p class=desk>{name}, Lindow</p><p>{len(name) + 1200} views</p>"), "utf-8")
    return [str(path) for path in paths]


def test_changes_outside(signed):
    """Where the text is the same, what changed outside of it is listed, without counters."""
    done = citecheck(*signed)
    assert done.stdout.decode().splitlines() == [
        "cosmetic: the text is the same",
        "Outside of the text:",
        "",
        "~ [-Harbour-]{+Court+} desk, Lindow",
    ]
    found = json.loads(citecheck(*signed, "--format", "json").stdout)
    assert found["outside"] == [{"before": "Harbour desk, Lindow", "after": "Court desk, Lindow"}]
    assert found["edits"] == []
