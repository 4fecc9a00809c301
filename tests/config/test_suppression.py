"""Comments that silence findings."""

import pytest

from citecheck.config.suppression import find_suppressions
from citecheck.model.draft import Format

COMMENTS = [
    (Format.HTML, "<p>x</p> <!-- citecheck: ignore[L102] the host is back soon -->", "the host is back soon"),
    (Format.MARKDOWN, "Text.[^1] <!-- citecheck:ignore[l102]-->", ""),
    (Format.WIKITEXT, "Text<ref>x</ref> <!-- citecheck: ignore[L102] r -->", "r"),
    (Format.LATEX, r"Text\footnote{x} % citecheck: ignore[L102] r", "r"),
    (Format.BIBTEX, "url = {x}, % citecheck: ignore[L102] r", "r"),
    (Format.RST, ".. citecheck: ignore[L102] r", "r"),
    (Format.ASCIIDOC, "// citecheck: ignore[L102] r", "r"),
    (Format.TEXT, "# citecheck: ignore[L102] r", "r"),
]


@pytest.mark.parametrize(("fmt", "line", "reason"), COMMENTS)
def test_each_syntax_is_read(fmt, line, reason):
    """The comment of each text format is found with codes and reason, and of no other format."""
    (found,) = find_suppressions(f"{line}\nnext", fmt)
    assert (found.codes, found.reason) == (("L102",), reason)
    assert find_suppressions(line, Format.DOCX) == ()


REACHES = [
    ("a\nb <!-- citecheck: ignore[L] -->\nc", [2]),
    ("<!-- citecheck: ignore[L] -->\na\nb\n\nc", [2, 3]),
    ("a\n\n<!-- citecheck: ignore[L] -->\n\nb\nc", [5, 6]),
    ("<!-- citecheck: ignore[L] -->\n[^1]: a\n  b\n[^2]: c", [2, 3]),
    ("<!-- citecheck: ignore[L] -->\n- a\n- b", [2]),
    ("a\n<!-- citecheck: ignore-file[L] -->\nb", [1, 2, 3]),
    ("<!-- citecheck: ignore[L] -->", [2]),
]


@pytest.mark.parametrize(("text", "lines"), REACHES)
def test_what_a_comment_reaches(text, lines):
    """A comment after text silences its line, one alone the paragraph, item or note after it."""
    (found,) = find_suppressions(text, Format.MARKDOWN)
    assert list(found.lines) == lines


def test_codes_are_needed():
    """A comment without codes silences nothing; several codes and prefixes are read."""
    assert find_suppressions("<!-- citecheck: ignore[] --> <!-- citecheck: ignore -->", Format.HTML) == ()
    (found,) = find_suppressions("x <!-- citecheck: ignore[L1, S102] -->", Format.HTML)
    assert (found.covers("L109", [1]), found.covers("S102", [1]), found.covers("S101", [1])) == (True, True, False)


def test_baits_end():
    """A long line of half comments ends soon."""
    assert find_suppressions("<!-- citecheck: ignore[" * 20_000, Format.HTML) == ()
    assert len(find_suppressions("<!-- citecheck: ignore[L]" * 5_000 + "-->", Format.HTML)) == 1


def test_plain_text_takes_whole_lines_only():
    """Behind text in a plain draft the words are part of the sentence, not a comment."""
    assert find_suppressions("Text. [1] # citecheck: ignore[L102] r", Format.TEXT) == ()
