"""Which Markdown files are read as the page that they become."""

import pytest

from citecheck.draft.formats.markdown.parser import has_html_anchors
from citecheck.draft.reading import read_draft
from citecheck.model.draft import LinkKind


@pytest.mark.parametrize(
    "text",
    [
        "- [Setup](#setup)\n\n# Setup\n",
        "[1](#notes)\n\n## Notes\n\n1. Mill.\n",
        "[a]: #b\n",
        'An <img src="a.png"> and [b](#c).\n',
    ],
)
def test_links_to_headings_alone_make_no_page(text):
    """A link within the page leads to no note where no tag has a name: headings get theirs from the site."""
    assert not has_html_anchors(text)


@pytest.mark.parametrize(
    "text",
    [
        'A mill.[1](#n1)\n\n<i id="n1">1</i> Mill.\n',
        "A mill.<sup>1</sup>\n\n1. Mill.\n",
        'A mill.<A HREF="#n">1</A>\n\n<p\nid=n>1 Mill.\n',
    ],
)
def test_named_places_and_raised_figures_may_be_notes(text):
    """A file with a raised figure, or with a named place and a link to it, is read as a page."""
    assert has_html_anchors(text)


@pytest.mark.parametrize(
    ("fence", "shown"),
    [
        (":::{figure} img/weir.png\n:alt: a weir\n\nThe weir.\n:::", ["img/weir.png"]),
        ("::::{grid}\n:::{image} weir.svg\n:::\n::::", ["weir.svg"]),
        ("```{figure} img/weir.png\nThe weir.\n```", ["img/weir.png"]),
        (":::{figure}\nThe weir.\n:::", []),
        ("::: {.figure} weir.png\nThe weir.\n:::", []),
    ],
)
def test_a_picture_between_colons_is_a_link(fence, shown):
    """A directive of MyST that shows a picture is a link to its file, whichever fence it has."""
    draft = read_draft(f"# Weirs\n\n{fence}\n\nThe end.\n".encode(), path="a.md")
    assert [(one.target, one.kind, one.place.line) for one in draft.links] == [
        (name, LinkKind.IMAGE, 4 if "grid" in fence else 3) for name in shown
    ]
