"""What `noscript` holds: nothing of the page for most, the article for a few."""

import pytest

from citecheck.model.page import Answer, Page
from citecheck.page.reading import read_page

SENTENCES = "The council closed the iron bridge after engineers found deep cracks in two of its piers. " * 4
ARTICLE = f"<h1>Bridge closed</h1><p>{SENTENCES}</p><p>Traffic is led over the ferry. {SENTENCES}</p>"
SCRIPT = '<script src="/app.js"></script>'


def read(body):
    """Give the reading of a page that answered with 200."""
    page = f'<!doctype html><html lang="en"><head><title>Bridge closed</title></head><body>{body}</body></html>'
    return read_page(Answer(page.encode(), "https://www.example.org/bridge", status=200))


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="root"></div><noscript><article>{ARTICLE}</article></noscript>{SCRIPT}',
        f"<noscript>{ARTICLE}</noscript>{SCRIPT}",
        f"<NOSCRIPT >{ARTICLE}</NOSCRIPT >{SCRIPT}",
        f'<noscript><div style="opacity:0"></noscript>{ARTICLE}{SCRIPT}',
        f'<noscript><section><div class="x"></noscript><main>{ARTICLE}</main>{SCRIPT}',
        f"<noscript><table><tr><td></noscript>{ARTICLE}{SCRIPT}",
    ],
)
def test_an_article_is_read_with_and_around_noscript(body):
    """An article in `noscript` is the page where there is no other; an unclosed element in it swallows nothing."""
    reading = read(body)
    assert reading.page is Page.LIVE
    assert "deep cracks in two of its piers" in reading.text.main


@pytest.mark.parametrize(
    "notice",
    [
        "You need to enable JavaScript to run this app.",
        "<p>Please turn on JavaScript in your browser to see the news of the day and all our comments.</p>",
        '<img src="https://count.example.org/pixel.gif">',
    ],
)
def test_a_notice_in_noscript_is_no_article(notice):
    """A page that shows nothing but a demand for scripts stays a shell."""
    assert read(f'<div id="root"></div><noscript>{notice}</noscript>{SCRIPT}').page is Page.JS_SHELL


def test_a_notice_next_to_an_article_is_no_part_of_it():
    """The text of `noscript` is left out of an article that the page shows."""
    reading = read(
        f"<noscript><p>{'Enable scripts to see the comments of other readers. ' * 12}</p></noscript>{ARTICLE}"
    )
    assert "Enable scripts" not in reading.text.main
