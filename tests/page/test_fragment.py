"""Which cited places a page holds."""

from __future__ import annotations

import pytest

from citecheck.model.page import Answer
from citecheck.page.fragments import find_lost_fragments
from citecheck.page.reading import read_text

PAGE = """<html><body><h2 id=methods>What we did</h2><a name="old">Old</a><p id="état">State</p>
<h3 id="user-content-install">Setting up</h3><h2>Flood in the Old Town</h2><script>go({"id":"late"})</script>
<p>The council voted to close the iron bridge for two years.</p></body></html>"""


def lost(*fragments: str, body: bytes = PAGE.encode()) -> tuple[str, ...]:
    answer = Answer(body)
    return find_lost_fragments(answer, read_text(answer).visible, fragments)


@pytest.mark.parametrize(
    "fragment",
    [
        *("methods", "old", "état", "%C3%A9tat", "install", "late", "flood-in-the-old-town"),
        *("", "top", "TOP", "/route", "!state", "page=3", "xtor=RSS-1", "L10", "L10-L20", "issuecomment-123", "comments", ".UaBcDeFgHi"),
        *(":~:text=iron%20bridge", ":~:text=the-,Iron%20bridge,-for", ":~:text=The%20council,two%20years", ":~:selector(x)"),
        "a" * 3000,
        *("gone:~:text=iron%20bridge", ":~:text=no%20such&text=iron%20bridge"),
    ],
)  # fmt: skip
def test_held(fragment):
    """An element, what a script or heading may make one, a text of the page, and what names no place are not missed."""
    assert lost(fragment) == ()


@pytest.mark.parametrize(
    "fragment",
    ["results", "Methods", "%E9tat", "gone:~:text=wooden%20bridge", ":~:text=two%20years,The%20council", "notes"],
)
def test_lost(fragment):
    """A place that the page does not hold is named as it was written."""
    assert lost("methods", fragment) == (fragment,)


@pytest.mark.parametrize("body", [b"%PDF-1.7 of one page", b"plain words", b'{"a": 1}', b""])
def test_only_pages_are_searched(body):
    """Nothing is said of what is no HTML page."""
    assert lost("results", body=body) == ()
