"""`citecheck verify` on the command line."""

import json

from click.testing import CliRunner

from citecheck.cli.verify import command
from citecheck.errors import UnreadableInput, WrongUsage


def run(*words, stdin=None):
    """Run the command and return its result."""
    return CliRunner().invoke(command, list(words), input=stdin)


def test_batch_answers_a_line_each():
    """Every line of the batch is answered with its id, in order, in the shape scripts rely on."""
    rows = [
        {"id": "a", "claim": "It rose to 5 percent.", "sentences": ["It rose to five per cent.", "Home"]},
        {"id": "b", "claim": "It rose to 7 percent.", "text": "It rose to five per cent."},
        {"id": "c", "claim": "It rose."},
        {"id": "d"},
    ]
    result = run("--batch", "-", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d"]
    assert answers[0]["facts"] == [
        {"kind": "number", "claimed": "5 percent", "found": "five per cent", "verdict": "agrees"}
    ]
    assert answers[0]["passages"][0]["sentence"] == 0
    assert answers[1]["support"] == "differs"
    assert all("error" in answer for answer in answers[2:])


def test_a_line_that_is_not_json_is_refused():
    """A line that is not JSON ends the batch with the line's number."""
    result = run("--batch", "-", stdin='{"id": 1, "claim": "a", "text": "b"}\nnonsense\n')
    assert isinstance(result.exception, UnreadableInput)
    assert "line 2" in str(result.exception)


def test_a_file_is_read(tmp_path):
    """A single claim is shown for people with the passages of a file."""
    path = tmp_path / "page.txt"
    path.write_text("It rose to five per cent.\nHome\n", encoding="utf-8")
    result = run("--claim", "It rose to 6 percent.", str(path))
    assert result.exit_code == 0
    assert "differs" in result.output
    missing = run("--batch", "-", stdin=json.dumps({"id": 1, "claim": "x", "path": str(tmp_path / "no.txt")}) + "\n")
    assert "cannot be read" in json.loads(missing.output)["error"]


def test_usage_without_claim():
    """Without a claim and a source the way out is named."""
    assert isinstance(run().exception, WrongUsage)


def test_coverage_of_a_row():
    """A row says how much of the source its text is, and is answered with it; another word for it is refused."""
    sentences = ["The mayor of the town met nobody.", "It rained.", "The road was closed.", "Then it was opened again."]
    row = {"id": "a", "claim": "The mayor of the town met Ana Kamau.", "sentences": sentences}
    stated = (None, "whole", "part", "abstract", "fragment", "metadata", "most")
    rows = "".join(json.dumps({**row, "coverage": each}) + "\n" for each in stated)
    *answers, refused = [json.loads(line) for line in run("--batch", "-", stdin=rows).output.splitlines()]
    assert [answer["coverage"] for answer in answers] == ["whole", *stated[1:-1]]
    assert [answer["facts"][0]["verdict"] for answer in answers] == ["absent"] * 2 + ["unseen"] * 4
    assert "coverage" in refused["error"]
