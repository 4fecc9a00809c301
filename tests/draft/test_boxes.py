"""Boxes and tabs of Python-Markdown, whose text is indented as code is, and directives of MyST, which are fences."""

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


DIRECTIVES = [
    "note",
    "admonition",
    "seealso",
    "versionadded",
    "dropdown",
    "tab-item",
    "theorem",
    "prf:theorem",
    "sidebar",
]
CODE = [
    "code-block",
    "code-cell",
    "mermaid",
    "math",
    "r",
    "python",
    "literalinclude",
    "eval-rst",
    "csv-table",
    "toctree",
]
FENCED = "See [this](https://example.org/weir) now.[^1]\n"


@pytest.mark.parametrize("fence", ["```", "````", "~~~"])
@pytest.mark.parametrize("name", DIRECTIVES)
def test_the_text_of_a_directive_is_text(name, fence):
    """Links and notes between the fences of a directive are those of the page, at their place."""
    links, markers = read(f"{fence}{{{name}}}", f"{FENCED}{fence}\n")
    assert (links[0], markers) == (("https://example.org/weir", 5, 5), ["[^1]"])


@pytest.mark.parametrize("name", CODE)
def test_a_directive_that_shows_code_or_draws_is_code(name):
    """What a directive runs, draws or lists is no text of the page."""
    links, markers = read(f"```{{{name}}}", f"{FENCED}```\n")
    assert ([target for target, _, _ in links], markers) == (["https://example.org/note"], [])


def test_a_directive_without_an_end_is_code():
    """A fence that nothing closes has code to the end of the file, as CommonMark has it."""
    assert read("```{note}", FENCED)[1] == []


@pytest.mark.parametrize("options", [":class: tip\n:name: weir-box\n", "---\nname: https://example.org/no\n---\n"])
def test_the_title_of_a_directive_is_text_and_its_options_are_not(options):
    """Words after the name of a directive are shown; lines that set something are not."""
    text = f"# Weir\n\n```{{admonition}} A [plan](plan.md)\n{options}Text of [it](it.md).\n```\n"
    draft = read_draft(text.encode(), path="a.md")
    assert [link.target for link in draft.links] == ["plan.md", "it.md"]
    assert [block.text for block in draft.blocks] == ["Weir", "A plan", "Text of it."]


def test_a_figure_is_an_image_with_its_caption():
    """The path after the name of a figure is that of an image; the text below it is its caption."""
    text = "````{note}\n```{figure} img/weir.png\n:alt: x\n\nFrom [the board](board.md).\n```\n````\n"
    draft = read_draft(text.encode(), path="a.md")
    assert [(link.target, link.kind.value, link.place.line) for link in draft.links] == [
        ("img/weir.png", "image", 2),
        ("board.md", "inline", 5),
    ]


def test_a_directive_in_an_item_ends_with_its_fence():
    """A directive may be in an item and after a paragraph without an empty line; text after it goes on."""
    text = "- Item.\n  ```{tip}\n  Read [one](1.md).\n  ```\n  Then [two](2.md).\n\nAfter [three](3.md).\n"
    draft = read_draft(text.encode(), path="a.md")
    assert [(link.target, link.place.line, link.place.column) for link in draft.links] == [
        ("1.md", 3, 8),
        ("2.md", 5, 8),
        ("3.md", 7, 7),
    ]
