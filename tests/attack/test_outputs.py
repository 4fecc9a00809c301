"""What strangers wrote, in what a person or a program reads."""

import csv
import io
import json
import os
import xml.etree.ElementTree as ET

import pytest

from citecheck.report.safe_text import hide_secrets
from tests.attack.started import citecheck

NAME = b"odd\x1b[31m \n::error::<b>&'.md"
DRAFT = (
    b"=cmd|calc <script>alert(1)</script> \x1b]0;own\x07 ::error::x ##[error]y ]]> | `z` \x85 42 ships left in 2019.[^1]"
    b"\n\n[^1]: http://127.0.0.1/?token=SECRET123&next=http%3A%2F%2Fone.test%2F%3Ftoken%3DSECRET123%26a%3D1\n"
)
READERS = {
    "text": str.splitlines,
    "json": json.loads,
    "jsonl": lambda said: [json.loads(line) for line in said.splitlines()],
    "html": str.splitlines,
    "sarif": json.loads,
    "junit": ET.fromstring,
    "github": str.splitlines,
    "gitlab": json.loads,
    "csv": lambda said: list(csv.reader(io.StringIO(said))),
    "markdown": str.splitlines,
}


@pytest.fixture
def folder(tmp_path):
    """Hold a hostile draft under a hostile name."""
    (tmp_path / os.fsdecode(NAME)).write_bytes(DRAFT)
    return tmp_path


@pytest.mark.parametrize("form", READERS)
def test_a_report_holds_its_form(folder, form):
    """Every format can be read back, acts on no terminal and gives no secret away."""
    done = citecheck("check", NAME, "--format", form, folder=folder)
    assert done.returncode in {0, 1}, done.stderr
    said = done.stdout.decode("utf-8")
    READERS[form](said)
    assert "SECRET123" not in said
    assert not any(character in said for character in "\x1b\x07\x85")
    assert "<script>alert" not in said or form in {"json", "jsonl", "text", "sarif", "gitlab", "csv"}


def test_an_extract_for_people_acts_on_no_terminal(folder):
    """The text of `extract` shows control characters by name, and hides secrets."""
    said = citecheck("extract", NAME, folder=folder).stdout
    assert b"\x1b" not in said
    assert b"SECRET123" not in said


def test_secrets_of_an_address_inside_an_address_are_hidden():
    """A parameter is hidden however often the address that carries it was encoded, and what follows stays."""
    assert hide_secrets("https://a.test/?u=b%3Ftoken%3Dabc%26x%3D1") == "https://a.test/?u=b%3Ftoken%3D***%26x%3D1"
    assert hide_secrets("https://a.test/?u=b%253Ftoken%253Dabc%2526x") == "https://a.test/?u=b%253Ftoken%253D***%2526x"


def test_fetch_hides_the_secrets_of_addresses(folder):
    """A line of `fetch` holds no secret of its address."""
    done = citecheck("fetch", "--no-archive", "http://u:SECRET123@a.test/", "http://127.0.0.1/?token=SECRET123",
                     folder=folder)  # fmt: skip
    assert done.returncode == 0
    assert b"SECRET123" not in done.stdout + done.stderr


def test_a_file_name_that_is_no_utf8_is_checked(folder):
    """A draft whose name is not UTF-8 is checked by its name, and found in its folder."""
    (folder / os.fsdecode(b"bad\xff.md")).write_bytes(DRAFT)
    for asked in (b"bad\xff.md", b"."):
        done = citecheck("check", asked, "--offline", "--format", "jsonl", folder=folder)
        assert done.returncode == 0, done.stderr
        assert "bad\ufffd.md" in done.stdout.decode("utf-8")


ACTING = "\x7f\x85\x9b31m\u202e\u2066\u2028"


@pytest.mark.parametrize("command", [("extract", "--format", "json"), ("check", "--offline", "--format", "json")])
def test_json_acts_on_no_terminal_and_says_the_same(folder, command):
    """Characters that act where JSON is shown are written as its escapes, so that a reader gets them all the same."""
    (folder / "acting.md").write_text(f"A {ACTING} sentence.[^1]\n\n[^1]: https://one.example/x\n", encoding="utf-8")
    said = citecheck(command[0], "acting.md", *command[1:], folder=folder).stdout.decode()
    assert not set(ACTING) & set(said) - set("31m")
    assert "\x9b31m" in json.loads(said)["citations"][0]["sentence"]
