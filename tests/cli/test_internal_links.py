"""`citecheck check` follows links inside a repository, without any address."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def repository(tmp_path):
    """A repository with a page that links to a heading of a file outside the checked folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Weir\n\n## Costs\n")
    (tmp_path / "docs/a.md").write_text(
        "# A\n\n[one](../README.md#costs) [two](../README.md#cost) [three](../build/x.md)\n\n[four](b.md)\n"
    )
    (tmp_path / "docs/empty.md").write_text("")
    return tmp_path


def check(folder, *names):
    """Give the findings of a check without network, as (rule, line, target), and the exit code."""
    command = [sys.executable, "-m", "citecheck", "check", *names, "--offline", "--format", "json", "--store", "s.db"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    answer = json.loads(done.stdout)
    found = [each for document in answer.get("documents", [answer]) for each in document["findings"]]
    return [(each["rule"], each["line"], each["url"]) for each in found], done.returncode


@pytest.mark.parametrize("names", [["docs"], ["docs/a.md"], ["."], ["./docs/a.md"], ["docs/*.md"]])
def test_dead_links_are_reported_however_the_draft_is_named(repository, names):
    """A file, a folder and a pattern lead to the same findings; the files around a draft are read from its repository."""
    found, code = check(repository, *names)
    assert sorted(found) == [("I101", 5, "b.md"), ("I102", 3, "../README.md#cost")]
    assert code == 1


def test_a_link_out_of_a_folder_without_repository_is_unknown(tmp_path):
    """Where no repository is known, files above the named folder are not looked at."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("# A\n\n[one](../secret.md) [two](b.md)\n")
    assert check(tmp_path, "docs") == ([("I101", 3, "b.md")], 1)


def test_several_drafts_do_not_each_say_that_the_run_is_offline(tmp_path):
    """The last line says once that nothing was asked; a draft without another finding is not listed."""
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("Rain fell.[^1]\n\n[^1]: https://www.example.org/rain\n")
    command = [sys.executable, "-m", "citecheck", "check", ".", "--offline", "--store", "s.db"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False).stdout
    assert "L501" not in said
    assert "a.md" not in said
    assert "2 sources not asked (offline)" in " ".join(said.split())
