"""The sort key of an address is the one that other archives search by."""

import random

import pytest

from citecheck.archive.warc.urlkey import build_urlkey

EXAMPLES = {
    "https://www.Example.org/": "org,example)/",
    "http://example.org:80": "org,example)/",
    "https://example.org:8443/A/b/": "org,example:8443)/a/b",
    "https://example.org/a?z=1&b=2#top": "org,example)/a?b=2&z=1",
    "https://example.org/%7Ba%2Cb%20c%2520%25": "org,example)/{a,b%20c%20%25",
    "https://web.archive.org/web/2013/http://a.org/x": "org,archive,web)/web/2013/http:/a.org/x",
    "https://user:pass@example.org/x": "org,example)/x",
    "http://127.0.0.1:8000/x": "1,0,0,127:8000)/x",
    "http://[2001:db8::1]/x": "2001:db8::1)/x",
    "urn:text:https://Example.org/a b": "urn:text:https://example.org/a%20b",
    "urn:rendered:https://example.org/": "urn:rendered:https://example.org",
    "http://example.org/./a/../b//c": "org,example)/b/c",
    "http://example.org/a?sid=0123456789abcdef0123456789abcdef&b=1": "org,example)/a?b=1",
    "http://example.org?x=1": "org,example)/?x=1",
    "https://b\u00fccher.example/\u00fc?": "example,xn--bcher-kva)/%c3%bc",
    "http://example.org:port/x": "http://example.org:port/x",
}


@pytest.mark.parametrize(("url", "key"), EXAMPLES.items())
def test_addresses_are_turned_round(url, key):
    """Host reversed, query sorted, ids of sessions left out; an address with a broken port stays as it is."""
    assert build_urlkey(url) == key


HOSTS = (
    "example.org www.Example.ORG www2.example.org a.b.c.example.co.uk EXAMPLE.org. ..example..org 192.0.2.7 0300.0.2.7 "
    "3221225991 192.0.515 192.0.2.300 1.2.3.4.5 [2001:db8::1] b\u00fccher.example xn--bcher-kva.example www.www.example "
    "ex%61mple.org a_b.example \u4f8b\u3048.example www.\u00fc.example 08.1.1.1 localhost"
).split()
PORTS = ("", "", "", "", ":80", ":443", ":8080", ":", ":0")
USERS = ("", "", "", "me@", "me:secret@", "a@b@")
SESSION = "0123456789abcdefABCDEF0123456789"
PATHS = (
    "", "/", "//", "/a", "/A/B/", "/a//b///c", "/./a/../b", "/../../a", "/a/..", "/a/.", "/%7Euser", "/%2525", "/caf%C3%A9",
    "/caf\u00e9", "/a b", "/a%20b", "/a;jsessionid=" + SESSION, "/(S(0123456789abcdefghijklmn))/a.aspx",
    "/(0123456789abcdefghijklmn)/A.aspx", "/x/(a(0123456789abcdefghijklmn)b(0123456789abcdefghijklmn))/a.aspx", "/a%2Fb",
    "/%2e%2e/a", "/a.", "/a,b;c=1", "/http://other.example/", "/a%zz%", "/%%34%31", "/a'\"<>{}|\\^`", "/\u4e2d/%e4%b8%ad",
)  # fmt: skip
QUERIES = (
    "", "", "?", "?a", "?a=", "?b=2&a=1", "?a=1&a=0&A=2", "?sid=" + SESSION, "?x=1&PHPSESSID=" + SESSION + "&y=2",
    "?jsessionid=" + SESSION + "&b", "?ASPSESSIONIDabcdefgh=abcdefghijklmnopqrstuvwx&z", "?cfid=1&cftoken=2&c=3", "?&", "?a&&b",
    "?q=%26%3D", "?q=a+b%20c", "?u=http://a.example/?x=1", "?q=\u00e9", "?sid=short", "?a=1;b=2", "??", "?%252525",
)  # fmt: skip
ENDS = ("", "", "", "#", "#top", "#a?b")
SCHEMES = ("http://", "https://", "HTTP://", "", "ftp://", "http://http://", "http:///", "http:/", "dns:", "urn:x:")


def generate_addresses(count):
    """Give `count` addresses, the same in every run, each put together from one of each part."""
    chosen = random.Random(16)
    parts = (SCHEMES, USERS, HOSTS, PORTS, PATHS, QUERIES, ENDS)
    weights = (8, 8, 1, 1, 1, 1, 1, 1, 1, 1)
    for _ in range(count):
        scheme = chosen.choices(SCHEMES, weights)[0]
        yield scheme + "".join(chosen.choice(part) for part in parts[1:])


def test_keys_are_those_of_the_package():
    """Over 3,000 addresses of all kinds the key is that of the `surt` package, for each one that it takes."""
    surt = pytest.importorskip("surt").surt
    compared = 0
    for url in generate_addresses(3000):
        try:
            expected = surt(url)
        except (ValueError, TypeError, AttributeError):
            continue
        compared += 1
        assert build_urlkey(url) == expected, url
    assert compared > 2000


def test_a_long_address_takes_no_long_time():
    """Escapes within escapes and beginnings of session ids are read in one pass."""
    assert build_urlkey("http://example.org/%" + "25" * 200_000) == "org,example)/%25"
    assert build_urlkey("http://example.org/?" + "cfid=" * 100_000).startswith("org,example)/?cfid=")
