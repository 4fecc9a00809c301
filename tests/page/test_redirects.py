"""Stub pages are seen through, pages with text of their own are not."""

import pytest

from citecheck.page.html.redirects import find_stub_redirect

URL = "https://example.org/old/page.html"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=/new">', "https://example.org/new"),
        ("<META HTTP-EQUIV=REFRESH CONTENT='3;URL=\"next.html\"'>", "https://example.org/old/next.html"),
        ('<meta content="0;https://example.net/?a=1&amp;b=2" http-equiv="Refresh">', "https://example.net/?a=1&b=2"),
        ("<script>window.location.href = '/lander'</script>", "https://example.org/lander"),
        ('<script>location.replace("//example.net/x")</script>', "https://example.net/x"),
        ("<script>document.location='https://example.net/'</script><p>One moment.</p>", "https://example.net/"),
        ("<script>window.onload=function(){window.location.assign('/y')}</script>", "https://example.org/y"),
    ],
)
def test_a_stub_leads_on(body, target):
    """Meta refresh and plain script redirects give the absolute address."""
    assert find_stub_redirect(body.encode(), URL) == target


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "<p>" + "A paragraph of an article. " * 40 + "</p><script>location.href='/x'</script>", id="article"
        ),
        pytest.param('<meta http-equiv="refresh" content="600; url=/new"><p>Scores</p>', id="ticker"),
        pytest.param('<meta http-equiv="refresh" content="0; url=#top">', id="itself"),
        pytest.param('<meta http-equiv="refresh" content="30">', id="reload"),
        pytest.param("<script>if (a) { location == '/x' }</script>", id="comparison"),
        pytest.param("<script>location.href = base + path</script>", id="computed"),
        pytest.param("<script>if (old) { location.href = '/upgrade' }</script>", id="condition"),
        pytest.param("<script>b.onclick = () => { location.href = '/x' }</script>", id="click"),
        pytest.param("<noscript><meta http-equiv=refresh content='9;url=/x'></noscript>", id="only without scripts"),
        pytest.param("<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", id="not http"),
        pytest.param("<!-- <script>location.href='/x'</script> -->", id="comment"),
        pytest.param("", id="empty"),
    ],
)
def test_other_pages_do_not(body):
    """A page that shows something, reloads itself or computes its target is no stub."""
    assert find_stub_redirect(body.encode(), URL) is None
