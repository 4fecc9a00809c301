"""The cache of drafts: an unchanged file is not read again, and a row gives only what it was made of."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from tests.draft.case_files import FOLDER

from citecheck.config.configuration_file import load_configuration
from citecheck.config.draft_paths import find_drafts
from citecheck.draft.manuscript import CompanionFiles
from citecheck.model.draft import Draft, Format
from citecheck.rules.self_contradiction import check_self_contradictions
from citecheck.run.draft_cache import DraftCache, ReadingJob, pack_value
from citecheck.run.draft_reading import read_drafts, read_job_draft
from citecheck.store.database import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

NOTE = "The port moved {n} ships in March.[^1]\n\n[^1]: https://a.example.org/{n}\n"
JOB = ReadingJob(b"text", "a.md")
CASE_FILES = sorted(FOLDER.glob("*.md")) + sorted(FOLDER.glob("*.txt"))


class Readers:
    """Children that run in this process and count what they read."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.needed = False

    async def run(
        self, function: Callable[[ReadingJob], bytes], items: Sequence[ReadingJob], *, here: bool = False
    ) -> list[bytes]:
        """Run all jobs and return the results in order."""
        self.read += [item.path for item in items]
        self.needed |= bool(items) and not here
        return [function(item) for item in items]


def keep(path: Path, job: ReadingJob, value: object, made: str = "draft") -> None:
    """Write the value of a job into the store at `path`."""
    with DraftCache(path) as cache:
        cache.complete(cache.find([job], made), [pack_value(value)])
        cache.save()


def find(path: Path, job: ReadingJob, made: str = "draft") -> list[object]:
    """Return the value that the store at `path` has for a job, none if it is to be read."""
    with DraftCache(path) as cache:
        return list(cache.find([job], made).known.values())


@pytest.mark.parametrize(
    "other",
    [
        ReadingJob(b"Text", "a.md"),
        ReadingJob(b"text", "b.md"),
        ReadingJob(b"text", "a.md", Format.TEXT),
        ReadingJob(b"text", "a.md", None, "https://a.example.org/"),
        ReadingJob(b"text", "a.md", None, None, CompanionFiles(lists=(("a.bib", b"@book"),))),
        ReadingJob(b"text", "a.md", None, None, CompanionFiles(parts=(("a.bib", b"@book"),))),
    ],
    ids=["text", "path", "format", "base", "list", "part"],
)
def test_another_job_is_not_known(tmp_path, other):
    """A reading is known for its own bytes, path, format, base and companion files only."""
    keep(tmp_path / "a.db", JOB, "read")
    assert find(tmp_path / "a.db", JOB) == ["read"]
    assert find(tmp_path / "a.db", other) == []
    assert find(tmp_path / "a.db", JOB, "links") == []


def test_a_changed_file_replaces_what_it_was(tmp_path):
    """The store has one row for a path, however often its file changes."""
    for number in range(4):
        keep(tmp_path / "a.db", ReadingJob(b"%d" % number, "a.md"), number)
    store = open_store(tmp_path / "a.db")
    assert len(store.rows("SELECT key FROM answers")) == 1
    store.close()


def test_a_folder_of_the_same_names_is_another(tmp_path, monkeypatch):
    """Files of one name in two folders have a row each."""
    keep(tmp_path / "a.db", JOB, "here")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert find(tmp_path / "a.db", JOB) == []


def tamper(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change every row of the store at `path`."""
    store = open_store(path)
    for row in store.rows("SELECT key, answer FROM answers"):
        with store.writing():
            store.execute("UPDATE answers SET answer = ? WHERE key = ?", [change(bytes(row["answer"])), row["key"]])
    store.close()


@pytest.mark.parametrize("change", [lambda _: b"", lambda row: row[:-1], lambda row: row[:-3] + b"abc"])
def test_a_damaged_row_is_as_none(tmp_path, change):
    """A row that was cut or changed is read again."""
    keep(tmp_path / "a.db", JOB, "read")
    tamper(tmp_path / "a.db", change)
    assert find(tmp_path / "a.db", JOB) == []


class Calls:
    """A value whose pickle calls a function."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch called",)


@pytest.mark.parametrize("value", [Calls(), open, json.JSONDecodeError("a", "b", 0)], ids=["call", "name", "class"])
def test_a_row_can_run_nothing(tmp_path, monkeypatch, value):
    """A row that names anything but values of the model is refused, and nothing in it is called."""
    monkeypatch.chdir(tmp_path)
    keep_raw(tmp_path / "a.db", value)
    assert find(tmp_path / "a.db", JOB) == []
    assert not (tmp_path / "called").exists()


def keep_raw(path: Path, value: object) -> None:
    """Write a row whose seal is right, as one who knows the draft could."""
    with DraftCache(path) as cache:
        lookup = cache.find([JOB], "draft")
        with pytest.raises(pickle.UnpicklingError):
            cache.complete(lookup, [pack_value(value)])
        cache.save()


@pytest.mark.parametrize("file", CASE_FILES, ids=lambda file: file.name)
def test_a_draft_comes_back_as_it_was(file):
    """What is kept of a draft equals the draft, the fields that no comparison takes included."""
    draft = read_job_draft(ReadingJob(file.read_bytes(), file.name))
    cache = DraftCache()
    (back,) = cache.complete(cache.find([JOB], "draft"), [pack_value(draft)])
    assert asdict(back) == asdict(draft)


def read(folder: Path, readers: Readers) -> tuple[Draft, ...]:
    """Read the drafts of a folder as `check` does."""
    found = find_drafts([folder])
    with DraftCache(folder / "kept.db") as cache:
        done = asyncio.run(read_drafts(found, load_configuration(folder), readers, cache))
        cache.save()
    return done.drafts


def test_a_check_reads_what_changed(tmp_path):
    """A second run reads and searches the changed file and the new one, and gives what a run without the cache gives."""
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(NOTE.format(n=number))
    first = read(tmp_path, Readers())
    (tmp_path / "1.md").write_text(NOTE.format(n=10))
    (tmp_path / "3.md").write_text(NOTE.format(n=3))
    readers = Readers()
    second = read(tmp_path, readers)
    assert [path.rpartition("/")[2] for path in readers.read] == [*("1.md", "3.md"), *("1.md", "3.md")]
    assert (second[0], second[2]) == (first[0], first[2])
    assert [draft.footnotes[0].sources[0].raw for draft in second] == [
        f"https://a.example.org/{number}" for number in (0, 10, 2, 3)
    ]
    assert second[1] == read_job_draft(ReadingJob((tmp_path / "1.md").read_bytes(), second[1].path))


def test_a_linked_file_is_read_once(tmp_path):
    """A file that a draft only links to is not read again, and its headings are known."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("See [this](../b.md#ports) and [that](../b.md#harbours).\n")
    (tmp_path / "b.md").write_text("# Ports\n\nText.\n")
    (tmp_path / ".git").mkdir()
    first, again = Readers(), Readers()
    drafts = [read_one(tmp_path, readers) for readers in (first, again)]
    assert "b.md" in first.read
    assert again.read == []
    assert drafts[0].findings == drafts[1].findings
    assert [finding.rule for finding in drafts[1].findings] == ["I102"]


def read_one(folder: Path, readers: Readers) -> Draft:
    """Read the draft docs/a.md of a folder as `check` does."""
    with DraftCache(folder / "kept.db") as cache:
        done = asyncio.run(
            read_drafts(find_drafts([folder / "docs" / "a.md"]), load_configuration(folder), readers, cache)
        )
        cache.save()
    (draft,) = done.drafts
    return draft


MARCH = "Heavy rain fell on the northern harbour town during the night of 6 March.[^1]"
FEBRUARY = "Heavy rain fell on the northern harbour town during the night of 6 February.[^1]"


def test_contradictions_are_searched_once(tmp_path):
    """The contradictions of an unchanged draft are those of the first run; nothing is searched again."""
    note = "\n\n[^1]: https://a.example.org/\n"
    (tmp_path / "a.md").write_text(f"{MARCH}\n\n{FEBRUARY}{note}")
    readers, again = Readers(), Readers()
    (first,), (second,) = read(tmp_path, readers), read(tmp_path, again)
    assert again.read == []
    assert first.contradictions == second.contradictions == check_self_contradictions(first)
    assert [finding.rule for finding in first.contradictions] == ["C201"]


@pytest.mark.parametrize(("words", "needed"), [(20, False), (20_000, True)])
def test_a_short_text_needs_no_child(tmp_path, words, needed):
    """A note is read in this process, a long text in one that can be ended."""
    (tmp_path / "a.md").write_text("Rain fell. " * words + NOTE.format(n=1))
    readers = Readers()
    read(tmp_path, readers)
    assert readers.needed == needed


def test_a_check_of_nothing_makes_no_store(tmp_path):
    """A file without links leaves no store."""
    (tmp_path / "a.md").write_text("Nothing is cited here.\n")
    command = [sys.executable, "-m", "citecheck", "check", ".", "--offline", "--store", "kept.db"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert not (tmp_path / "kept.db").exists()
