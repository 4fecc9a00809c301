"""The table of formats is the one place that a format is registered in."""

import importlib
import re
from pathlib import Path

import pytest

from citecheck.config.draft_paths import find_drafts
from citecheck.draft.formats.registry import DRAFT_FORMATS, SEARCHED_SUFFIXES, recognise_format
from citecheck.draft.formats.work_lists import LIST_SUFFIXES
from citecheck.model.draft import Format

ROOT = Path(__file__).parents[2]


def test_every_format_has_one_row():
    """Each member of `Format` has its row, and no format has two."""
    assert sorted(row.format for row in DRAFT_FORMATS) == sorted(Format)


@pytest.mark.parametrize("row", DRAFT_FORMATS, ids=lambda row: row.format.value)
def test_the_module_of_a_row_reads(row):
    """The module that a row names has the function `read`."""
    assert callable(importlib.import_module(f"citecheck.draft.formats.{row.module}").read)


@pytest.mark.parametrize(
    "row", [row for row in DRAFT_FORMATS if row.part_suffixes or row.list_suffixes], ids=lambda row: row.format.value
)
def test_the_module_of_a_row_with_companion_files_reads_them(row):
    """A row that names suffixes of parts or lists has a module that names and reads such files."""
    module = importlib.import_module(f"citecheck.draft.formats.{row.module}")
    assert all(callable(getattr(module, name)) for name in ("wanted", "read_with"))
    assert set(row.list_suffixes) <= set(LIST_SUFFIXES)


def test_every_format_is_documented():
    """The first table of docs/formats.md has a row for each format."""
    notes = (ROOT / "docs/formats.md").read_text("utf-8").partition("## What is a link")[0]
    documented = re.findall(r"^\| `(\w+)` \|", notes, re.MULTILINE)
    assert sorted(documented) == sorted(Format)


def test_no_two_formats_share_an_ending():
    """A name ends in the ending of one format at most."""
    endings = [suffix for row in DRAFT_FORMATS for suffix in (*row.suffixes, *row.rare_suffixes)]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize("row", [row for row in DRAFT_FORMATS if row.name_decides], ids=lambda row: row.format.value)
def test_a_name_that_decides_does(row):
    """Plain words under an ending of the format are read as that format."""
    for suffix in (*row.suffixes, *row.rare_suffixes):
        assert recognise_format(b"Plain words.", f"draft{suffix}") is row.format


CONTENT = {
    b'Some C.\n\n#include "weir.h"\n#show me\n': Format.TEXT,
    b'#import "@preview/report:0.1.0": report\nShips.': Format.TYPST,
    b'#set text(lang: "de")\nShips.': Format.TYPST,
    b"#+title: Ships\n\n* Salt\n": Format.ORG,
    b'<?xml version="1.0"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96)//EN" "a.dtd">\n<article/>': Format.JATS,
    b'<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"/>': Format.JATS,
    b"<article class='post'><p>Ships.</p><p>Salt.</p><p>a</p><p>b</p><p>c</p></article>": Format.HTML,
}


@pytest.mark.parametrize("data", CONTENT, ids=repr)
def test_content_decides_without_a_name(data):
    """Text with the unmistakable signs of a format is recognised where no name helps; similar text is not."""
    assert recognise_format(data, "draft") is CONTENT[data]


def test_docbook_is_no_jats():
    """An article of DocBook has the same root as one of JATS and other elements."""
    data = b'<article xmlns="http://docbook.org/ns/docbook" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
    assert recognise_format(data, "a.xml") is not Format.JATS


def test_folders_are_searched_for_the_endings_of_the_table(tmp_path):
    """A folder gives the files of every ending but the rare ones."""
    for row in DRAFT_FORMATS:
        for suffix in (*row.suffixes, *row.rare_suffixes):
            (tmp_path / f"draft{suffix}").touch()
    found = {path.suffix for path in find_drafts([tmp_path]).paths}
    assert found == {suffix for row in DRAFT_FORMATS for suffix in row.suffixes}


def test_the_hook_of_other_repositories_has_the_endings_of_the_table():
    """The hook for pre-commit is run on the files that a folder is searched for."""
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    endings = re.search(r"^ *files: \\\.\((.+)\)\$$", hook, re.MULTILINE)
    assert endings is not None
    assert [f".{ending}" for ending in endings[1].split("|")] == list(SEARCHED_SUFFIXES)
