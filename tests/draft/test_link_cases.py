"""Tests of the links that each format reports: a draft in `link_cases` and its list of links next to it.

A line of a list is "line:column kind target", with the note's identifier at the end for a link in a note.
`python -m tests.draft.test_link_cases` writes the lists anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.draft import Link
from tests.draft_formats.built import of_folder

CASES = Path(__file__).with_name("link_cases")
DRAFTS = sorted(path for path in CASES.iterdir() if path.suffix != ".links")


def describe(link: Link) -> str:
    """Return the line of a list for a link."""
    place = f"{link.place.line}:{link.place.column}"
    note = f" ({link.footnote})" if link.footnote else ""
    return f"{place} {link.kind.value} {link.target}{note}"


def list_links(path: Path) -> list[str]:
    """Return the lines of the list of a draft."""
    data = of_folder(path) if path.is_dir() else path.read_bytes()
    return [describe(link) for link in read_draft(data, path=path.name).links]


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.name)
def test_every_link_has_its_kind_and_place(path: Path) -> None:
    """A draft's links are those of its list, with line, column, kind and target, and no others."""
    expected = path.with_name(f"{path.name}.links").read_text("utf-8").splitlines()
    assert list_links(path) == expected


if __name__ == "__main__":
    for case in DRAFTS:
        case.with_name(f"{case.name}.links").write_text("\n".join([*list_links(case), ""]), "utf-8")
