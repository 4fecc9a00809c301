"""Links that open a page at a passage."""

import pytest

from citecheck.url.normal_form import build_text_fragment_link


@pytest.mark.parametrize(
    ("url", "passage", "link"),
    [
        ("https://e.org/a", "Thirty died.", "https://e.org/a#:~:text=Thirty%20died."),
        ("https://e.org/a#top", "a-b, c & d", "https://e.org/a#top:~:text=a%2Db%2C%20c%20%26%20d"),
        ("https://e.org/a#x:~:text=old", "new", "https://e.org/a#x:~:text=new"),
        (
            "https://e.org/",
            "one two three four five six seven eight nine ten eleven twelve thirteen",
            "https://e.org/#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen",
        ),
        ("https://e.org/", "  ", "https://e.org/"),
    ],
)
def test_text_fragment(url, passage, link):
    """A short passage is named whole, a long one by its ends; syntax characters are escaped."""
    assert build_text_fragment_link(url, passage) == link
