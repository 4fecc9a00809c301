"""What a page says of itself to programs is its text where it shows nothing; it is marked as metadata."""

import json

import pytest

from citecheck.model.page import Answer, Coverage, Page
from citecheck.page.reading import read_page

POST = "The ferry Brevik lost 2 of its 4 engines on 14 May 2022, the harbour board writes to the islanders."
SCRIPT = '<script src="/app.a1b2c3d4.js"></script>'
SHELL = '<noscript>JavaScript is not available. Please enable JavaScript.</noscript><div id="root"></div>' + SCRIPT


def page(head="", body=SHELL, lang="en"):
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Harbour on Net</title>{head}</head><body>{body}</body></html>'
    )


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def data(marker, value):
    return f"<script>window.{marker} = {json.dumps(value)};</script>"


def next_data(value):
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


def linked(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def streamed(row):
    return f"<script>self.__next_f.push([1,{json.dumps(row)}])</script>"


SHELLS = {
    "description for previews": page(meta("og:title", "Harbour on Net") + meta("og:description", POST)),
    "description for another network": page(f'<meta name="twitter:description" content="{POST}">'),
    "linked data": page(linked({"@type": "SocialMediaPosting", "text": POST})),
    "linked data in a graph": page(linked({"@graph": [{"@type": "VideoObject", "name": "Ferry", "description": POST}]})),
    "data of an application": page("", SHELL + next_data({"props": {"post": {"id": 8, "text": POST}}})),
    "state of an application": page("", SHELL + data("__INITIAL_STATE__", {"feed": [{"caption": POST, "url": "https://a.example/b"}]})),
    "data of a video": page("", SHELL + data("ytInitialPlayerResponse", {"videoDetails": {"title": "Ferry", "shortDescription": POST}})),
    "body as markup": page("", SHELL + next_data({"props": {"pageProps": {"article": {"body": f"<p>{POST}</p><p>It runs.</p>"}}}})),
    "content as markup": page("", SHELL + data("__NUXT__", {"data": [{"post": {"content": f"<div><h2>Engines</h2><p>{POST}</p></div>"}}]})),
    "list of paragraphs": page("", SHELL + data("__INITIAL_STATE__", {"story": {"paragraphs": ["Ferry news of the week.", POST]}})),
    "list of paragraphs with marks": page("", SHELL + data("__PRELOADED_STATE__", {"story": {"paragraphs": [f"<p>{POST}</p>"]}})),
    "table of values": page("", SHELL + f'<script type="application/json" id="__NUXT_DATA__">{json.dumps([["Reactive", 1], {"post": 2}, {"body": 3}, POST])}</script>'),
    "state as a string": page("", SHELL + f"<script>window.__PRELOADED_STATE__ = JSON.parse({json.dumps(json.dumps({'post': {'text': POST}}))})</script>"),
    "stream of elements": page("", SHELL + streamed('5:["$","p",null,{"children":' + json.dumps(POST) + "}]")),
    "stream of texts": page("", SHELL + streamed(f"7:T{len(POST):x},{POST}")),
    "stream of markup in two parts": page("", SHELL + streamed("7:T1f4,") + streamed(f"<p>{POST}</p>")),
    "page that says that it failed": page(
        meta("og:description", POST), SHELL + "<div>Something went wrong, but don’t fret. Try again.</div>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHELLS)
def test_the_text_of_a_post_without_scripts_is_what_its_page_states(name):
    """Where a page shows nothing without scripts, its text is what it states, whatever names the application uses."""
    reading = read_page(Answer(SHELLS[name].encode(), "https://net.example/harbour/status/81", None, 200))
    assert reading.page is Page.JS_SHELL
    assert POST in reading.text.visible.splitlines()
    assert reading.text.coverage is Coverage.METADATA


def test_a_card_that_leads_to_a_messenger_has_the_post_next_to_what_it_shows():
    """The page of a post in a messenger shows a button and the name; the post is in the head."""
    card = "<div class='t'>Harbour on Net</div><a href='tg://resolve'>View in Messenger</a>"
    reading = read_page(
        Answer(page(meta("og:description", POST), card).encode(), "https://m.example/harbour/12", None, 200)
    )
    assert reading.page is Page.LIVE
    assert reading.text.visible.splitlines()[0] == "Harbour on Net"
    assert POST in reading.text.visible
    assert reading.text.coverage is Coverage.METADATA


def test_a_card_of_a_contact_is_not_the_whole_of_a_post():
    """Where the head describes only the account, what the page does not hold is not missing from the post."""
    card = "<div>Harbour on Net</div><a href='tg://resolve'>Send Message</a>"
    head = meta("og:description", "You can contact @harbour right away, whatever you want to ask.")
    reading = read_page(Answer(page(head, card).encode(), "https://m.example/harbour/12", None, 200))
    assert POST not in reading.text.visible
    assert reading.text.coverage is Coverage.METADATA


def test_a_page_with_text_of_its_own_is_read_from_that():
    """A page that shows an article has the whole text, whatever it states in its head."""
    article = f"<main><h1>Ferry</h1>{'<p>Two boats of the islands are in the yard for the whole of this month.</p>' * 6}</main>"
    reading = read_page(
        Answer(page(meta("og:description", POST), article).encode(), "https://a.example/ferry", None, 200)
    )
    assert POST not in reading.text.visible
    assert reading.text.coverage is None


GONE = {"ERROR": Page.SOFT_404, "LOGIN_REQUIRED": Page.LOGIN_WALL, "OK": Page.JS_SHELL}


@pytest.mark.parametrize("status", GONE)
def test_a_video_that_was_removed_is_not_there(status):
    """The data of a player say whether the video can be played; a removed one is gone, a private one asks for a login."""
    state = data(
        "ytInitialPlayerResponse",
        {"responseContext": {}, "playabilityStatus": {"status": status, "reason": "Video unavailable"}},
    )
    reading = read_page(Answer(page("", SHELL + state).encode(), "https://video.example/watch?v=8", None, 200))
    assert reading.page is GONE[status]


@pytest.mark.parametrize("broken", ["{", '{"text": ', '{"text": "\\ud800 a b c d e"}', "[[[[", '{"a": ' * 3000])
def test_data_that_are_no_json_are_skipped(broken):
    """A page whose application data are cut off or no JSON has what its head states."""
    markup = page(
        meta("og:description", POST), SHELL + f'<script id="__NEXT_DATA__" type="application/json">{broken}</script>'
    )
    reading = read_page(Answer(markup.encode("utf-8", "replace"), "https://net.example/1", None, 200))
    assert POST in reading.text.visible


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"props": {"pageProps": {"statusCode": 404}}, "page": "/_error", "query": {}}, Page.SOFT_404),
        ({"props": {"pageProps": {}}, "page": "/404", "query": {}}, Page.SOFT_404),
        ({"props": {"pageProps": {"statusCode": 500}}, "page": "/_error", "query": {}}, Page.JS_SHELL),
        ({"props": {"pageProps": {"related": {"statusCode": 404}}}, "page": "/news/[slug]"}, Page.JS_SHELL),
    ],
)
def test_data_of_the_page_for_missing_pages_say_that_it_is_missing(value, expected):
    """The data of an application name its built-in page for missing pages; a status elsewhere in them says nothing."""
    reading = read_page(Answer(page("", SHELL + next_data(value)).encode(), "https://net.example/news/a", None, 200))
    assert reading.page is expected
