"""Boxes and tabs of Python-Markdown, whose text is indented as code is."""

import pytest

from citecheck.draft.reading import read_draft

HEADS = ["!!! note", '!!! tip "How to"', "??? question", '???+ tip inline end "How to"', '=== "C"', '===! "C++"']
TEXT = "    The weir opened.[^1] See [this](https://example.org/weir) now.\n\n    It closed.\n"


def read(head, text=TEXT):
    """Read a page with a box, and give the addresses with their lines, and the markers."""
    page = f"# Weir\n\n{head}\n\n{text}\nAfter it.\n\n[^1]: https://example.org/note\n"
    draft = read_draft(page.encode(), path="a.md")
    return [(link.target, link.place.line, link.place.column) for link in draft.links], [
        c.marker for c in draft.citations
    ]


@pytest.mark.parametrize("head", HEADS)
def test_the_text_of_a_box_is_text(head):
    """Links and notes in a box are found, at their place in the file."""
    links, markers = read(head)
    assert links[0] == ("https://example.org/weir", 5, 30)
    assert markers == ["[^1]"]


@pytest.mark.parametrize("head", ["Some text.", "!!!", "!!! Stop it, now!", "===", "??"])
def test_other_indented_text_is_code(head):
    """What is indented below any other line is code."""
    links, markers = read(head)
    assert [target for target, _, _ in links] == ["https://example.org/note"]
    assert markers == []


def test_boxes_may_be_in_boxes_and_lists():
    """A box is indented with the box or the item that it is in, and ends with it."""
    inner = (
        "    ??? tip\n\n        See [one](https://example.org/1).\n\n            See [code](https://example.org/no).\n"
    )
    item = "\n1.  Open it.\n\n    !!! note\n        See [two](https://example.org/2).\n"
    assert [target for target, _, _ in read("!!! note", inner + item)[0]][:2] == [
        "https://example.org/1",
        "https://example.org/2",
    ]


def test_a_head_without_text_is_plain():
    """A line that begins as a box does, above a paragraph, is a line of text."""
    draft = read_draft(b"# Weir\n\n!!! note\n\nSee [this](https://example.org/w) now.\n", path="a.md")
    assert [block.text for block in draft.blocks][:2] == ["Weir", "!!! note"]
