"""Cookies of one chain: sent back where they belong, forgotten when they expire by command."""

from __future__ import annotations

import pytest

from citecheck.net.address import Address
from citecheck.net.redirect_chain import MAX_COOKIES, CookieJar

HOME = Address.parse("https://www.site.org/shop/cart?x=1")

# Set-Cookie, the address asked next, the Cookie field sent to it
CASES = [
    ("a=1", "https://www.site.org/shop/other", b"a=1"),
    ("a=1", "https://www.site.org/", b""),
    ("a=1; Path=/", "https://www.site.org/", b"a=1"),
    ("a=1; Path=/shop", "https://www.site.org/shopping", b""),
    ("a=1; Path=/", "https://other.org/", b""),
    ("a=1; Path=/", "https://sub.www.site.org/", b""),
    ("a=1; Path=/; Domain=site.org", "https://sub.site.org/", b"a=1"),
    ("a=1; Path=/; Domain=.site.org", "https://site.org/", b"a=1"),
    ("a=1; Path=/; Domain=other.org", "https://other.org/", b""),
    ("a=1; Path=/; Domain=ite.org", "https://www.site.org/", b""),
    ("a=1; Path=/; Secure", "http://www.site.org/", b""),
    ("a=1; Path=/; Secure; HttpOnly; SameSite=Lax", "https://www.site.org/", b"a=1"),
    ("a=deleted; Path=/; Expires=Thu, 01-Jan-70 00:00:01 GMT", "https://www.site.org/", b""),
    ("a=deleted; Path=/; Max-Age=0", "https://www.site.org/", b""),
    ("a=1; Path=/; Max-Age=100", "https://www.site.org/", b"a=1"),
    ("a=x=y; Path=/", "https://www.site.org/", b"a=x=y"),
    ("no equals", "https://www.site.org/shop/", b""),
    ("a=" + "x" * 8000 + "; Path=/", "https://www.site.org/", b""),
    ("a=1\x01; Path=/", "https://www.site.org/", b""),
]


@pytest.mark.parametrize(("line", "then", "sent"), CASES)
def test_cookie_is_sent_where_it_belongs(line, then, sent):
    """A cookie goes to the hosts, paths and schemes it was set for, and nowhere else."""
    jar = CookieJar()
    jar.take(((b"Set-Cookie", line.encode("latin-1")),), HOME)
    assert jar.field_for(Address.parse(then)) == sent


def test_later_value_replaces_and_deletion_removes():
    """A cookie set twice has its last value; one deleted is not sent."""
    jar = CookieJar()
    for line in (b"a=1; Path=/", b"b=2; Path=/", b"a=3; Path=/", b"b=; Path=/; Max-Age=0"):
        jar.take(((b"set-cookie", line),), HOME)
    assert jar.field_for(HOME) == b"a=3"


def test_jar_is_bounded():
    """A server cannot fill the jar without end."""
    jar = CookieJar()
    jar.take(tuple((b"Set-Cookie", b"c%d=1; Path=/" % n) for n in range(1000)), HOME)
    assert jar.field_for(HOME).count(b"=") == MAX_COOKIES


# the host that answers, the domain that its cookie names, the host asked next, whether the cookie goes there
SUFFIXES = [
    ("shop.co.uk", "co.uk", "bank.co.uk", False),
    ("me.github.io", "github.io", "other.github.io", False),
    ("me.github.io", ".github.io", "me.github.io", False),
    ("a.me.github.io", "me.github.io", "b.me.github.io", True),
    ("www.shop.co.uk", "shop.co.uk", "shop.co.uk", True),
    ("github.io", "github.io", "github.io", True),
    ("github.io", "github.io", "other.github.io", False),
    ("site.com", "com", "other.com", False),
    ("site.internal", "internal", "other.internal", False),
    ("a.kobe.jp", "kobe.jp", "b.kobe.jp", False),
    ("a.city.kobe.jp", "city.kobe.jp", "b.city.kobe.jp", True),
    ("shop.co.uk.", "co.uk.", "bank.co.uk.", False),
    ("5.6.7.8", "7.8", "9.9.7.8", False),
    ("5.6.7.8", "5.6.7.8", "5.6.7.8", True),
]


@pytest.mark.parametrize(("host", "domain", "then", "goes"), SUFFIXES)
def test_cookie_of_a_public_suffix_goes_nowhere_else(host, domain, then, goes):
    """A cookie for a domain below which hosts have different owners is kept for its own host at most."""
    jar = CookieJar()
    jar.take(((b"Set-Cookie", f"a=1; Path=/; Domain={domain}".encode()),), Address.parse(f"https://{host}/"))
    assert jar.field_for(Address.parse(f"https://{then}/")) == (b"a=1" if goes else b"")
