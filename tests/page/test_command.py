"""`citecheck content`: a saved page, or a batch of them, in and JSON out."""

import json

import pytest
from click.testing import CliRunner

from citecheck.cli.content import command
from citecheck.errors import UnreadableInput, WrongUsage

FIELDS = {"id", "page", "reach", "title", "text", "language", "published", "fingerprint"}


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<html lang=en><title>Levels</title><p>The river rose by two metres in the night, they said.</p>")
    return file


def run(*words, rows=None):
    given = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows or ()) + "\n"
    return CliRunner().invoke(command, [str(word) for word in words], input=given)


def test_a_file(page):
    """One file gives one object with all fields."""
    answer = json.loads(run(page, "--url", "https://example.org/levels").stdout)
    assert set(answer) >= FIELDS
    assert (answer["page"], answer["reach"], answer["title"]) == ("live", "live", "Levels")
    assert answer["text"].startswith("The river rose")
    assert len(answer["fingerprint"]) == 16


def test_a_batch_keeps_its_order(page, tmp_path):
    """Answers come in the order of the lines, also around a page that cannot be opened."""
    rows = [{"id": n, "path": str(page if n % 3 else tmp_path / "missing"), "status": 200} for n in range(9)]
    answers = [json.loads(line) for line in run("--batch", "-", rows=rows).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(9))
    assert [answer["page"] for answer in answers] == [None if n % 3 == 0 else "live" for n in range(9)]
    assert "No such file" in answers[0]["error"]


def test_what_is_known_of_a_page_is_used(page):
    """Status, headers and the address asked count; null and nonsense are the same as nothing."""
    rows = [
        {"id": "status", "path": str(page), "status": 404, "headers": {}, "url": None},
        {"id": "header", "path": str(page), "status": 403, "headers": {"CF-Mitigated": "challenge"}},
        {"id": "asked", "path": str(page), "url": "https://example.org/", "requested_url": "https://example.org/a/b"},
        {"id": "nonsense", "path": str(page), "status": "200", "headers": 7, "url": ["x"]},
    ]
    answers = [json.loads(line)["page"] for line in run("--batch", "-", rows=rows).stdout.splitlines()]
    assert answers == ["hard_404_body", "waf_challenge", "homepage_for_missing", "live"]


def test_the_fingerprint_is_of_the_text(page, tmp_path):
    """The same words in other markup have the same fingerprint, other words another."""
    same, other = tmp_path / "same.html", tmp_path / "other.html"
    same.write_text(page.read_text().replace("<p>", "<p class=x> "))
    other.write_text(page.read_text().replace("two", "three"))
    prints = [json.loads(run(file).stdout)["fingerprint"] for file in (page, same, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_line_that_is_no_json_ends_the_run(page):
    """The lines before it are answered, and the sentence names the line."""
    result = run("--batch", "-", rows=[{"id": 1, "path": str(page)}, "no json"])
    assert json.loads(result.stdout)["id"] == 1
    assert isinstance(result.exception, UnreadableInput)
    assert "line 2" in str(result.exception)


def test_neither_file_nor_batch():
    """Wrong usage gets a sentence."""
    assert isinstance(run().exception, WrongUsage)


def test_a_missing_file(tmp_path):
    """A file that is not there gets a sentence that names it."""
    result = run(tmp_path / "none.html")
    assert isinstance(result.exception, UnreadableInput)
    assert "none.html" in str(result.exception)
