"""Elements that stand too deep lose their tags, never their words."""

import pytest

from citecheck.page.html.document import MAX_DEPTH, limit_depth

DEEP = 100_000


@pytest.mark.parametrize("opening", ["<div>", "<b><i>", "<svg><g>", '<a href="x">', "<table><tr><td><div>"])
@pytest.mark.parametrize("closed", [False, True])
def test_depth_is_bounded_and_the_words_stay(opening, closed):
    """However elements nest, as many start tags stay as browsers nest, and all words."""
    names = [part.split(" ")[0].strip("<>") for part in opening.split("><")]
    closing = "".join(f"</{name}>" for name in reversed(names)) if closed else ""
    source = opening * DEEP + "deep words" + closing * DEEP + "<p>and others</p>"
    flat = limit_depth(source)
    assert flat.count("<div") + flat.count("<b") + flat.count("<g") + flat.count("<a ") <= MAX_DEPTH + 1
    assert "deep words" in flat
    assert "and others" in flat


def test_what_is_wide_stays_as_it_is():
    """A long list and many elements next to one another lose nothing."""
    source = "<ul>" + "<li>word <b>bold</b> <p>text" * DEEP + "</ul>"
    assert limit_depth(source) == source
