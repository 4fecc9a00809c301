"""Addresses that pages and hosts lead to while private addresses are allowed: the permission ends where others name them."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

import pytest

from citecheck.model.exchange import Lost, Reached, RefusalReason, Refused
from citecheck.net.guard import is_local_link
from citecheck.page.html.redirects import find_stub_redirect

PUBLIC = "93.184.215.14"
LED_TO = [
    "http://10.0.0.7/admin",
    "http://[fd00::7]/",
    "http://[::ffff:10.0.0.7]/",
    "http://wiki.corp/",
    "http://printer/",
    "http://turned.org/",
    "http://localhost:9200/",
    "http://0x0a000007/",
]
LOCAL_LINK = [
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://2852039166/",
    "http://169.254.1.1/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://metadata.google.internal/",
    "http://turned-link.org/",
    "http://turned-mapped.org/",
]
NAMES = {
    "wiki.corp": ["10.0.0.8"],
    "printer": ["192.168.1.9"],
    "turned.org": ["10.0.0.7"],
    "localhost": ["127.0.0.1"],
    "start.corp": ["10.0.0.5"],
    "public.org": [PUBLIC],
    "metadata.google.internal": ["169.254.169.254"],
    "turned-link.org": [PUBLIC, "169.254.169.254"],
    "turned-mapped.org": ["::ffff:169.254.169.254"],
}


def lead(kind, target):
    """Return the raw answer of a page or host that leads to `target` in one of the ways there are."""
    bodies = {
        "meta": f'<meta http-equiv="refresh" content="0; url={target}">',
        "href": f"<script>location.href = '{target}'</script>",
        "assign": f'<script>window.location.assign("{target}")</script>',
        "replace": f"<body onload=\"location.replace('{target}')\">",
    }
    body = bodies.get(kind, "").encode()
    fields = {"refresh": f"Refresh: 0; url={target}\r\n"}.get(kind, "")
    status = f"HTTP/1.1 {kind} Moved\r\nLocation: {target}\r\n" if kind.isdigit() else f"HTTP/1.1 200 OK\r\n{fields}"
    return f"{status}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


PAGE_WAYS = ["meta", "refresh", "href", "assign", "replace"]
HOST_WAYS = ["301", "302", "303", "307", "308"]


@pytest.fixture
def led(crawl, quick, watched, serve):
    """Return the exchange, and the IP addresses connected to, of a host that leads to another, private ones allowed."""

    def run(start, kind, target, settings=quick):
        async def answer(reader, writer, head):
            is_start = f"Host: {start}".lower().encode() in head.lower()
            page = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nHere"
            writer.write(lead(kind, target) if is_start and b"GET / " in head else page)

        with serve(answer) as server:
            system = watched(names=NAMES, port=server.port)
            (exchange,) = crawl([f"http://{start}/"], settings, system=system, stub_redirect=find_stub_redirect)
        return exchange, system.connected

    return run


@pytest.mark.parametrize("kind", PAGE_WAYS)
@pytest.mark.parametrize("start", ["public.org", "start.corp", "10.0.0.5"])
@pytest.mark.parametrize("target", LED_TO)
def test_a_page_leads_to_no_other_internal_host(led, start, kind, target):
    """With private addresses allowed, a redirect that a page makes ends at the guard if it leads to another internal host."""
    exchange, connected = led(start, kind, target)
    assert isinstance(exchange, Refused), exchange
    assert (exchange.reason, len(exchange.hops)) == (RefusalReason.GUARD, 1)
    assert "the draft does not name it" in exchange.detail
    assert len(connected) == 1


@pytest.mark.parametrize("kind", HOST_WAYS)
@pytest.mark.parametrize("target", LED_TO)
def test_a_public_host_leads_to_no_internal_one(led, kind, target):
    """With private addresses allowed, a public host that redirects to an internal one is followed to the guard only."""
    exchange, connected = led("public.org", kind, target)
    assert isinstance(exchange, Refused), exchange
    assert set(connected) == {PUBLIC}


@pytest.mark.parametrize("kind", HOST_WAYS)
def test_an_internal_host_redirects_within_its_network(led, kind):
    """With private addresses allowed, a redirect from one internal host to another is followed."""
    exchange, connected = led("start.corp", kind, "http://wiki.corp/home")
    assert isinstance(exchange, Reached), exchange
    assert connected == ["10.0.0.5", "10.0.0.8"]


@pytest.mark.parametrize("kind", PAGE_WAYS + HOST_WAYS)
def test_a_page_leads_on_within_its_own_internal_host(led, kind):
    """With private addresses allowed, any redirect within the host that the user named is followed."""
    exchange, _ = led("start.corp", kind, "http://start.corp/home")
    assert isinstance(exchange, Reached), exchange


@pytest.mark.parametrize("kind", PAGE_WAYS + HOST_WAYS)
@pytest.mark.parametrize("start", ["public.org", "start.corp"])
@pytest.mark.parametrize("target", LOCAL_LINK)
def test_nothing_leads_to_the_local_link(led, start, kind, target):
    """No redirect reaches the local link or a cloud's metadata, in any spelling or by any name, whatever is allowed."""
    exchange, connected = led(start, kind, target)
    assert isinstance(exchange, Refused), exchange
    assert len(connected) == 1


@pytest.mark.parametrize(
    "url", ["http://metadata.google.internal/", "http://turned-link.org/", "http://turned-mapped.org/"]
)
def test_a_name_of_the_local_link_is_refused(crawl, quick, watched, url):
    """A name that resolves to the local link is refused even where the user names it and allows private addresses."""
    system = watched(names=NAMES)
    (exchange,) = crawl([url], quick, system=system)
    assert isinstance(exchange, Refused), exchange
    assert system.connected == []


def test_the_local_link_is_asked_where_the_user_names_it(crawl, quick, watched):
    """With private addresses allowed, an IP address of the local link is asked if the user wrote it."""
    system = watched()
    (exchange,) = crawl(["http://169.254.7.7/"], replace(quick, tries=1), system=system)
    assert isinstance(exchange, Lost)
    assert set(system.connected) == {"169.254.7.7"}
    (exchange,) = crawl(["http://169.254.7.7/"], replace(quick, allow_private=False), system=watched())
    assert isinstance(exchange, Refused)


def test_a_kept_connection_gives_no_way_in(crawl, quick, watched, serve):
    """A page that leads to an internal host is refused also where an earlier request has left a connection open."""

    async def answer(reader, writer, head):
        body = (
            b'<meta http-equiv="refresh" content="0; url=http://wiki.corp/admin">' if b"public.org" in head else b"Wiki"
        )
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    with serve(answer) as server:
        system = watched(names=NAMES, port=server.port)
        settings = replace(quick, concurrency=1)
        exchanges = crawl(
            ["http://wiki.corp/home", "http://public.org/"], settings, system=system, stub_redirect=find_stub_redirect
        )
    assert {type(each) for each in exchanges} == {Reached, Refused}
    assert not any(b"/admin" in head for head in server.requests)


def test_robots_of_what_a_page_leads_to_is_not_asked(led, quick):
    """With robots.txt obeyed as well, nothing is asked of a host to which a page may not lead."""
    exchange, connected = led("public.org", "meta", "http://wiki.corp/", replace(quick, robots=True))
    assert isinstance(exchange, Refused), exchange
    assert "10.0.0.8" not in connected


def test_chosen_destinations_stay_allowed(led, quick):
    """What the user connects other hosts to is reached however a page leads there."""
    settings = replace(quick, connect_to=(("", "", "127.0.0.1", "80"),))
    exchange, connected = led("public.org", "meta", "http://other.test/", settings)
    assert isinstance(exchange, Reached), exchange
    assert set(connected) == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("169.254.169.254", True),
        ("fe80::abcd", True),
        ("::ffff:169.254.0.1", True),
        ("2002:a9fe:0101::", True),
        ("64:ff9b:1::a9fe:a9fe", True),
        ("10.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("8.8.8.8", False),
        ("::ffff:10.0.0.1", False),
        ("2600::1", False),
    ],
)
def test_local_link_is_known_in_any_embedding(ip, expected):
    """An IP address is on the local link if it is written as such or holds such an IPv4 address."""
    assert is_local_link(ipaddress.ip_address(ip)) is expected
