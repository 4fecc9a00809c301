"""`citecheck extract` of many drafts: in order, on all cores, and not again while they stay as they are."""

import json
import subprocess
import sys

import pytest

from citecheck.run.draft_cache import DraftCache, ReadingJob, pack_value

NOTE = "Something happened on March {n}.[1]\n\n[1] https://a.example.com/{n}\n"


@pytest.fixture
def folder(tmp_path):
    for number in range(1, 6):
        (tmp_path / f"{number}.md").write_text(NOTE.format(n=number))
    return tmp_path


def extract(folder, *words):
    """Run the command and return (exit code, one object a line, standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "citecheck", "extract", *words, "--format", "json", "--store", "kept.db"],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_folder_gives_one_object_a_line_in_order(folder):
    """Each draft of a folder is one line, in the order of the names."""
    code, rows, _ = extract(folder, ".")
    assert code == 0
    assert [row["document"]["path"] for row in rows] == [f"{number}.md" for number in range(1, 6)]
    assert [row["footnotes"][0]["sources"][0]["url"] for row in rows][:2] == [
        "https://a.example.com/1",
        "https://a.example.com/2",
    ]


def test_what_did_not_change_comes_from_the_store(folder):
    """An answer that the store keeps is given again; a draft that changed is read."""
    texts = [(folder / f"{number}.md").read_bytes() for number in range(1, 6)]
    jobs = [ReadingJob(text, f"{number}.md") for number, text in enumerate(texts, 1)]
    with DraftCache(folder / "kept.db") as cache:
        lookup = cache.find(jobs, "extract json", folder=folder)
        cache.complete(lookup, [pack_value(b'"kept %d"\n' % number) for number in range(1, 6)])
        cache.save()
    (folder / "3.md").write_text(NOTE.format(n=33))
    _, rows, _ = extract(folder, ".")
    assert [rows[at] for at in (0, 1, 3, 4)] == ["kept 1", "kept 2", "kept 4", "kept 5"]
    assert rows[2]["citations"][0]["sentence"] == "Something happened on March 33."


def test_a_bad_draft_among_good_ones_loses_nothing(folder):
    """The good drafts are printed, the bad one gets its sentence, and the exit code says so."""
    (folder / "6.md").write_bytes(b"PK\x03\x04torn")
    code, rows, errors = extract(folder, ".")
    assert code == 2
    assert len(rows) == 5
    assert "6.md" in errors
    assert errors.count("\n") == 1


def test_an_empty_file_in_a_folder_is_normal(folder):
    """An empty file of a folder is named, and the exit code is 0."""
    (folder / "6.md").write_text("")
    code, rows, errors = extract(folder, ".")
    assert code == 0
    assert len(rows) == 5
    assert errors == "citecheck: 6.md is empty; provide a draft that contains text.\n"
