"""Drafts that make a reader look through the rest of the text again and again.

No test asserts a time: a reader that takes quadratic time does not come back within the test's own deadline.
"""

import json

import pytest

from tests.attack.started import citecheck

SIZE = 200_000
NOTE = "\n\nA sentence here.[^1]\n\n[^1]: https://one.example/x\n"
BAITS = [
    ("markdown", "[^"),
    ("markdown", "<!--"),
    ("markdown", "+++\n"),
    ("markdown", "x-\n"),
    ("rst", "10.1000/"),
    ("rst", "\\begin{x}"),
    ("rst", "\t"),
    ("text", "http://"),
    ("html", '<a href="'),
    ("latex", "\\footnote{"),
    ("asciidoc", "footnote:["),
    ("wikitext", "{{"),
]  # fmt: skip


def test_strings_made_of_strings_do_not_fill_the_memory(tmp_path):
    """BibTeX names that double forty times are read to the end."""
    names = "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(40))
    draft = f'@string{{a0 = "x"}}\n{names}@misc{{key, title = a40, url = {{https://one.example/x}}}}\n'.encode()
    done = citecheck("extract", "-", "--as", "bibtex", "--format", "json", given=draft, folder=tmp_path)
    assert json.loads(done.stdout)["footnotes"][0]["sources"][0]["url"] == "https://one.example/x"


def test_a_long_draft_is_read_where_it_can_be_stopped(tmp_path):
    """A draft above the bound for reading at once is printed the same."""
    draft = ("Words of a sentence. " * 20_000 + NOTE).encode()
    done = citecheck("extract", "-", "--as", "markdown", "--format", "json", given=draft, folder=tmp_path)
    assert json.loads(done.stdout)["footnotes"][0]["sources"][0]["url"] == "https://one.example/x"


@pytest.mark.parametrize(("form", "bait"), BAITS)
def test_repetition_does_not_hold_a_reader_up(tmp_path, form, bait):
    """200 kB of what opens and never closes are read to the end, or refused in one sentence."""
    draft = (bait * (SIZE // len(bait)) + NOTE).encode()
    done = citecheck("extract", "-", "--as", form, "--format", "json", given=draft, folder=tmp_path)
    assert done.returncode in {0, 2}, done.stderr
    assert done.returncode == 2 or json.loads(done.stdout)["document"]["format"] == form
