"""The doubt about a live page: notices in words that no rule lists are doubted, pages with content are not."""

import base64
import json
from importlib.resources import files

import pytest

from citecheck.model.page import Coverage, Page
from citecheck.page.answer import build_saved_answer
from citecheck.page.classify.article_doubt import BUCKETS
from citecheck.page.reading import read_page

WEIGHTS = json.loads(files("citecheck.page.classify").joinpath("article_doubt.json").read_text("utf-8"))

UNLISTED = {
    "dutch order": "<title>Melding</title><h1>Melding</h1><p>Deze bestemming is op aanwijzing van de toezichthouder niet bereikbaar.</p>",
    "swahili order": "<title>Taarifa</title><center><img src=a.png><p>Ukurasa huu haupatikani kwa amri ya mamlaka.</p></center>",
    "swahili login": "<title>Ingia</title><div><form action=/session method=post><input name=user><input name=key>"
    "<button>Ingia</button></form></div>",
    "policy of a gateway": "<title>Gateway notice</title><p>Your request was stopped by policy set 14. Ticket 88-2201.</p>",
    "no language": "<title>Vresta</title><center><h1>Vresta nolimar</h1><hr><p>Oru tami vel dosk.</p></center>",
}
"""Bodies of notices; the second half of their names says what they are."""

PARAGRAPH = "<p>The ferry to Skarn leaves at nine and at noon. It carries forty people and six cars at most.</p>"
MENU = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("boats", "times", "fares", "harbour", "contact"))
LIVE = {
    "notes with a menu": f"<title>Ferry notes</title><nav><ul>{MENU}</ul></nav><h1>Ferry notes</h1>{PARAGRAPH * 3}",
    "a report on a block": "<title>Provider blocks the ferry's site - Skarn Post</title>"
    f"<nav><ul>{MENU}</ul></nav><article><h1>Provider blocks the ferry's site</h1><time datetime=2024-03-01>1 March 2024</time>"
    f"<p>Access to the site was blocked by order of a court on Friday, the ferry company said.</p>{PARAGRAPH * 2}</article>",
    "a long page": f"<title>All crossings</title>{PARAGRAPH * 60}",
}


def read(body, status=200):
    page = f"<!doctype html><html><head>{body.replace('</title>', '</title></head><body>', 1)}</body></html>"
    return read_page(build_saved_answer(page.encode(), url="https://www.example.org/a/crossing", status=status))


@pytest.mark.parametrize("name", UNLISTED)
def test_a_notice_in_words_that_nobody_listed_is_doubted(name):
    """A notice that the rules take for live is doubted, and stays live."""
    reading = read(UNLISTED[name])
    assert reading.page is Page.LIVE
    assert reading.doubt


@pytest.mark.parametrize("name", LIVE)
def test_a_page_with_content_is_not_doubted(name):
    """A page with paragraphs and links is not doubted, whatever it is about."""
    reading = read(LIVE[name])
    assert (reading.page, reading.doubt) == (Page.LIVE, None)


def test_the_doubt_states_what_a_reader_can_see():
    """The reasons are counts of what the page shows, at most three of them."""
    assert read(UNLISTED["policy of a gateway"]).doubt == "58 letters, no letter of running text, 2 sentences"


def test_what_has_a_class_is_not_doubted():
    """A page that the rules recognise needs no doubt."""
    reading = read("<title>Page not found</title><h1>Page not found</h1>", status=404)
    assert reading.page is not Page.LIVE
    assert reading.doubt is None


def test_a_page_that_states_its_content_to_programs_is_not_doubted():
    """A post that shows nothing but is stated for previews was seen."""
    said = "The noon boat is cancelled today, the captain says."
    reading = read(
        f'<meta property="og:description" content="{said}"><title>Skarn Ferry on Posts</title><p>Skarn Ferry</p>'
    )
    assert reading.text.coverage is Coverage.METADATA
    assert reading.doubt is None


def test_only_html_is_doubted():
    """A short text file is what it says."""
    reading = read_page(build_saved_answer(b"Closed.", status=200, headers=((b"Content-Type", b"text/plain"),)))
    assert (reading.page, reading.doubt) == (Page.LIVE, None)


def test_the_weights_state_where_they_come_from():
    """The file names its script, its pages and its figures, keeps to the share of false doubts, and fits the code."""
    provenance = WEIGHTS["provenance"]
    doubted, live = map(int, provenance["found in folds by site"]["live doubted"].split("/"))
    assert doubted <= provenance["false share"] * live
    assert provenance["pages"]["sites"] > 400
    assert len(base64.b64decode(WEIGHTS["grams"])) == BUCKETS
