"""The identifiers of headings, as each renderer derives them."""

import pytest

from citecheck.repository.slugs import Dialect, slug_headings

HEADINGS = [
    (Dialect.GITHUB, "Set up & run", "set-up--run"),
    (Dialect.GITHUB, "What's new in 2.0?", "whats-new-in-20"),
    (Dialect.GITHUB, "Über `foo_bar`", "über-foo_bar".replace("`", "")),
    (Dialect.GITLAB, "Set up & run", "set-up-run"),
    (Dialect.PYTHON_MARKDOWN, "Set up & run", "set-up-run"),
    (Dialect.PYTHON_MARKDOWN, "Über uns", "uber-uns"),
    (Dialect.VITEPRESS, "2.0 Migration", "_2-0-migration"),
    (Dialect.VITEPRESS, "`v-if` vs. `v-show`", "v-if-vs-v-show"),
    (Dialect.KRAMDOWN, "1. Set up", "set-up"),
    (Dialect.DOCUTILS, "3. What's new_here?", "what-s-new-here"),
    (Dialect.ASCIIDOCTOR, "Set up: the basics", "_set_up_the_basics"),
    (Dialect.ANTORA, "Set up: the basics", "set-up-the-basics"),
    (Dialect.PANDOC, "3. Applications", "applications"),
    (Dialect.PANDOC, "33", "section"),
    (Dialect.ASCIIDOCTOR, "किताब: एक", "_किताब_एक"),
    (Dialect.ANCHOR, "Use @weir/gauge", "use-@weir/gauge"),
    (Dialect.SLUGIFY, "--dry for the weir’s run", "dry-for-the-weirs-run"),
]


@pytest.mark.parametrize(("dialect", "heading", "slug"), HEADINGS)
def test_a_heading_gets_the_identifier_of_its_renderer(dialect, heading, slug):
    """Each renderer has its own way to write a heading as an identifier."""
    assert list(slug_headings([heading], dialect)) == [slug]


@pytest.mark.parametrize(
    ("dialect", "slugs"),
    [
        (Dialect.GITHUB, ["usage", "usage-1", "usage-2"]),
        (Dialect.PYTHON_MARKDOWN, ["usage", "usage_1", "usage_2"]),
        (Dialect.ASCIIDOCTOR, ["_usage", "_usage_2", "_usage_3"]),
    ],
)
def test_equal_headings_are_numbered(dialect, slugs):
    """The second of two equal headings gets a number, so that a link can name it."""
    assert list(slug_headings(["Usage"] * 3, dialect)) == slugs


def test_a_heading_without_latin_letters_is_a_number_in_python_markdown():
    """Python-Markdown keeps no letter of such a heading, and numbers those that are left empty."""
    headings = ["日本の堰", "Weir", "河川", "堰 2"]
    assert list(slug_headings(headings, Dialect.PYTHON_MARKDOWN)) == ["_1", "weir", "_2", "2"]


@pytest.mark.parametrize("heading", ["सामग्री आधारित", "سريعًا دائمًا", "ภาษาที่ใช้", "नदी: का पुल"])
def test_letters_keep_their_marks(heading):
    """Vowels and doublings that are written as marks of a letter are a part of the identifier."""
    assert list(slug_headings([heading], Dialect.GITHUB)) == [heading.replace(" ", "-").replace(":", "")]
