"""`citecheck extract` and `citecheck refang` as a user runs them."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from citecheck.cli import root
from citecheck.errors import UnreadableInput

from .case_files import FOLDER


def run(*words, stdin=None):
    """Run the command line in this process."""
    return CliRunner().invoke(root, list(words), input=stdin)


def test_json_has_the_fixed_shape():
    """The JSON of a draft holds the fields that scripts rely on, with kinds, cuts and places."""
    result = run("extract", str(FOLDER / "cut-addresses.txt"), "--format", "json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["schema"] == "citecheck.extract/1"
    assert {"path", "format", "title", "language", "sha256"} <= set(answer["document"])
    assert answer["footnotes"][0]["sources"][0] == {
        "raw": "https://www.northern-courier.example/a/soldiers-hold-the-bridge-over-the-r...",
        "kind": "url",
        "url": None,
        "prefix": "https://www.northern-courier.example/a/soldiers-hold-the-bridge-over-the-r",
        "cut": True,
        "defanged": False,
        "malformed": None,
        "title": None,
        "archive_url": None,
        "line": 3,
        "column": 5,
    }
    assert {"marker", "footnote", "sentence", "section", "line", "column"} <= set(answer["citations"][0])
    assert {"rule", "level", "message", "advice", "path", "line", "column"} <= set(answer["findings"][0])


def test_text_is_the_default_and_names_every_source():
    """Without options a person reads the notes, their sources and the sentences that cite them."""
    result = run("extract", str(FOLDER / "several-sources.txt"))
    assert "4 footnotes" in result.stdout
    assert "database https://www.riverprices.example" in result.stdout
    assert "Many saw the fire." in result.stdout


def test_standard_input():
    """ "-" reads the draft from standard input."""
    result = run("extract", "-", "--format", "json", stdin="A claim.[1]\n\n[1] https://a.example/1\n")
    assert json.loads(result.stdout)["footnotes"][0]["sources"][0]["url"] == "https://a.example/1"


def test_as_overrides_the_format():
    """--as reads a file as the format named, whatever it looks like."""
    result = run(
        "extract", "-", "--format", "json", "--as", "markdown", stdin="A claim.[^1]\n\n[^1]: https://a.example/1\n"
    )
    assert json.loads(result.stdout)["document"]["format"] == "markdown"
    assert json.loads(result.stdout)["footnotes"][0]["marker"] == "[^1]"


def test_base_resolves_relative_links():
    """--base completes the relative links of a page."""
    page = '<p>A claim.<a href="#n" id="r">1</a></p><p id="n">1. <a href="../x">The report</a> <a href="#r">↩</a></p>'
    with_base = run("extract", "-", "--format", "json", "--base", "https://a.example/b/c/", stdin=f"<html>{page}")
    assert json.loads(with_base.stdout)["footnotes"][0]["sources"][0]["url"] == "https://a.example/b/x"
    without = run("extract", "-", "--format", "json", stdin=f"<html>{page}")
    assert json.loads(without.stdout)["footnotes"][0]["sources"][0]["url"] is None


def test_no_footnotes_is_an_empty_answer():
    """A draft without footnotes gives empty lists, a remark on standard error, and no failure."""
    result = run("extract", str(FOLDER / "no-notes.txt"), "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["footnotes"], answer["citations"]) == (0, [], [])
    assert "has no footnotes" in result.stderr


def test_the_kind_of_a_source_is_set_off_from_its_address(tmp_path):
    """A long kind does not run into the address after it."""
    (tmp_path / "a.md").write_text("Rain fell.[^1]\n\n[^1]: Hill A. Rain. J Weirs 2020;12:11. PMID: 12345678.\n")
    shown = run("extract", str(tmp_path / "a.md")).stdout
    assert "cites    bibliographic https://pubmed.ncbi.nlm.nih.gov/12345678/\n" in shown


@pytest.mark.parametrize("content", [b"", b"\n \n"], ids=["empty", "blank"])
def test_an_empty_file_is_a_normal_input(tmp_path, content):
    """An empty file is named in a sentence, nothing is printed, and the exit code is 0."""
    (tmp_path / "a.md").write_bytes(content)
    result = run("extract", str(tmp_path / "a.md"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"citecheck: {tmp_path / 'a.md'} is empty; provide a draft that contains text.\n"


def bad_inputs(folder):
    """Make files that no draft is in; give each with a word of the sentence it must get."""
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "zip.docx").write_bytes(b"PK\x03\x04 not a document")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (folder / "text.rtf").write_bytes(b"{\\rtf1 text}")
    (folder / "saved.html").write_bytes(b"From: <Saved by Blink>\r\nContent-Type: multipart/related;\r\n")
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    return {
        "binary.txt": "binary",
        "zip.docx": "ZIP",
        "old.doc": "old Word document",
        "text.rtf": "RTF",
        "saved.html": "web archive",
        "picture.html": "image",
        "missing.txt": "does not exist",
    }


def test_bad_input_gets_one_sentence(tmp_path):
    """Every input that holds no draft gets one sentence with its name, and exit code 2."""
    for name, word in bad_inputs(tmp_path).items():
        result = run("extract", str(tmp_path / name))
        assert isinstance(result.exception, UnreadableInput), name
        assert result.exception.exit_code == 2
        assert word in str(result.exception)
        assert str(tmp_path) in str(result.exception)
        assert "\n" not in str(result.exception)


@pytest.mark.parametrize("form", ["docx", "odt", "pdf", "html"])
def test_text_read_as_a_binary_format(form):
    """A text that --as calls a Word file, or an empty page, is an unreadable input or an empty draft, never a crash."""
    result = run("extract", "-", "--as", form, stdin="Nothing of the sort.")
    assert result.exit_code == 0 or isinstance(result.exception, UnreadableInput)


def test_text_loads_no_heavy_parser():
    """Reading a text imports no parser of another format."""
    program = (
        "import sys\nfrom citecheck.cli.extract import command\nfrom citecheck.draft.reading import read_draft\n"
        "read_draft(b'A.[1]\\n\\n[1] https://a.example/1', path='x.txt')\n"
        "print(sorted({'lxml','docutils','bs4','markdown_it','pypdf','asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_refang_answers_line_by_line():
    """Each line in gives one object out, an empty line too; hostile addresses are marked."""
    result = run("refang", stdin="https://a dot example/1; https:...\n\nhxxp://bad[.]example\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["text"] for row in rows] == ["https://a.example/1; https:...", "", "http://bad.example"]
    assert [one["cut"] for one in rows[0]["references"]] == [False, True]
    assert rows[2]["references"][0]["hostile"] is True


def test_refang_as_text():
    """--format text gives the restored lines alone."""
    assert run("refang", "--format", "text", stdin="www dot a.example\n").stdout == "www.a.example\n"
