"""Keys and choice of captures in the index."""

import pytest

from citecheck.archive.warc.index import build_urlkey


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/", "org,example)/"),
        ("http://example.org:80", "org,example)/"),
        ("https://example.org:8443/A/b/", "org,example:8443)/a/b"),
        ("https://example.org/a?z=1&b=2#top", "org,example)/a?b=2&z=1"),
        ("https://example.org/%7Ba%2Cb%20c%2520%25", "org,example)/{a,b%20c%20%25"),
        ("https://web.archive.org/web/2013/http://a.org/x", "org,archive,web)/web/2013/http:/a.org/x"),
        ("https://user:pass@example.org/x", "org,example)/x"),
        ("http://127.0.0.1:8000/x", "127.0.0.1:8000)/x"),
        ("http://[2001:db8::1]/x", "[2001:db8::1])/x"),
        ("urn:text:https://Example.org/a b", "urn:text:https://example.org/a%20b"),
        ("http://a::1/", "http://a::1/"),
    ],
)
def test_addresses_are_turned_round_as_other_archives_do(url, key):
    """Keys agree with the `surt` package on ordinary addresses, and odd ones are kept as they are."""
    assert build_urlkey(url) == key
