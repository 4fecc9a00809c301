"""The network on this machine: real sockets, real TLS, and hosts that are broken in every way."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from citecheck.errors import WrongUsage
from citecheck.model.exchange import Fault, Lost, Reached, Truncation
from citecheck.net.request import FetchRequest
from citecheck.net.resolver import OperatingSystem

AUTHORITY = trustme.CA()


def tls(*names: str, authority: trustme.CA = AUTHORITY, **terms) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **terms).configure_cert(context)
    return context


@pytest.fixture(scope="module")
def cacert(tmp_path_factory):
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def self_signed(tmp_path):
    """A certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "self.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def led_to(settings, port: int, **changes):
    """Settings that lead every address to `port` of this machine."""
    return replace(settings, connect_to=(("", "", "127.0.0.1", str(port)),), **changes)


def test_connections_are_kept(crawl, quick, serve, answer_with):
    """One connection carries many requests, in the spelling of the canonical address, with its peer recorded."""

    async def answer(reader, writer, head):
        peers.add(writer.get_extra_info("peername"))
        writer.write(answer_with())

    peers = set()
    with serve(answer) as server:
        exchanges = crawl([server.url(f"/{n}?q=ä") for n in range(20)], replace(quick, per_host=1))
    assert {each.hops[0].peer for each in exchanges} == {"127.0.0.1"}
    assert len(peers) == 1
    assert b"GET /0?q=%C3%A4 HTTP/1.1\r\nHost: 127.0.0.1:" in server.requests[0]


def test_second_look_is_on_a_fresh_connection(crawl, quick, serve, answer_with):
    """A browser's request does not share a connection."""

    async def answer(reader, writer, head):
        peers.append(writer.get_extra_info("peername"))
        writer.write(answer_with())

    peers = []
    with serve(answer) as server:
        crawl([FetchRequest(server.url(f"/{n}"), browser=True) for n in range(5)], replace(quick, per_host=1))
    assert len(set(peers)) == 5


def test_stale_connection_is_replaced(crawl, quick, serve, answer_with):
    """A kept connection that its server closes is replaced without a word."""

    async def answer(reader, writer, head):
        count[writer] += 1
        if count[writer] == 1:
            writer.write(answer_with())
            await writer.drain()
        else:
            writer.transport.abort()

    count = Counter()
    with serve(answer) as server:
        exchanges = crawl([server.url(f"/{n}") for n in range(4)], replace(quick, per_host=1, tries=1))
    assert [type(each) for each in exchanges] == [Reached] * 4


def test_tls_is_spoken_and_its_end_known(crawl, quick, serve, answer_with, cacert):
    """Over TLS the host name stays that of the address, and the certificate's end is stated."""
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    context = tls("site.example", not_after=end)
    with serve(answer_with(), context=context) as server:
        (exchange,) = crawl(["https://site.example/"], led_to(quick, server.port, cacert=cacert))
    assert exchange.tls_expires == end
    assert b"Host: site.example\r\n" in server.requests[0]


def test_tls_faults_are_told_apart(crawl, quick, serve, answer_with, cacert, self_signed):
    """Expired, for another host, by nobody known, signed by itself: each has its name, and is asked once."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    contexts = {
        Fault.TLS_EXPIRED: tls("site.example", not_after=yesterday),
        Fault.TLS_WRONG_HOST: tls("other.example"),
        Fault.TLS_UNKNOWN_ISSUER: tls("site.example", authority=trustme.CA()),
        Fault.TLS_SELF_SIGNED: self_signed,
    }
    for fault, context in contexts.items():
        with serve(answer_with(), context=context) as server:
            urls = [f"https://site.example/{n}" for n in range(10)]
            exchanges = crawl(urls, led_to(quick, server.port, cacert=cacert))
        assert [each.fault for each in exchanges] == [fault] * 10
        assert server.requests == []


def test_what_is_not_tls_is_named(crawl, quick, serve, answer_with):
    """A plain server where TLS is expected is a fault of TLS."""
    with serve(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        (exchange,) = crawl([server.url().replace("http:", "https:")], replace(quick, tries=1))
    assert isinstance(exchange, Lost)
    assert exchange.fault in {Fault.TLS_OTHER, Fault.DISCONNECTED, Fault.CONNECT_TIMEOUT}


def test_client_certificate_demanded(crawl, quick, serve, answer_with, cacert):
    """A server that wants a certificate of ours is a fault of TLS, not a dead one."""
    context = tls("site.example")
    context.verify_mode = ssl.CERT_REQUIRED
    AUTHORITY.configure_trust(context)
    with serve(answer_with(), context=context) as server:
        (exchange,) = crawl(["https://site.example/"], led_to(quick, server.port, cacert=cacert, tries=1))
    assert exchange.fault in {Fault.TLS_OTHER, Fault.DISCONNECTED}


def test_unreadable_cacert_is_our_users_mistake(crawl, quick, tmp_path):
    """A --cacert that holds no certificate is said in one sentence."""
    path = tmp_path / "no.pem"
    path.write_text("nothing")
    with pytest.raises(WrongUsage, match="no certificates"):
        crawl(["https://127.0.0.1/"], replace(quick, cacert=str(path)))


def gaierror(code: int) -> socket.gaierror:
    return socket.gaierror(code, "words")


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (gaierror(socket.EAI_NONAME), Fault.NO_SUCH_HOST),
        (gaierror(socket.EAI_NODATA), Fault.NO_SUCH_HOST),
        (gaierror(socket.EAI_AGAIN), Fault.DNS_FAILURE),
        (gaierror(socket.EAI_FAIL), Fault.DNS_FAILURE),
        (OSError(5, "broken"), Fault.DNS_FAILURE),
        ([], Fault.NO_SUCH_HOST),
    ],
)
def test_dns_faults_are_told_apart(crawl, outside, watched, error, fault):
    """No such host and failing name servers are different faults."""
    system = watched(names={"site.org": error})
    exchanges = crawl([f"http://site.org/{n}" for n in range(20)], replace(outside, tries=1), system=system)
    assert [each.fault for each in exchanges] == [fault] * 20
    assert len(system.looked_up) == 1


def test_silent_name_server_is_a_timeout(crawl, outside, watched):
    """A look-up without an answer ends in time, with its own fault."""

    class Silent(watched):
        async def look_up(self, name):
            await asyncio.sleep(60)

    (exchange,) = crawl(["http://site.org/"], replace(outside, connect_time=0.1, tries=1), system=Silent())
    assert exchange.fault is Fault.DNS_TIMEOUT


def test_dead_host_is_met_once(crawl, quick, watched):
    """A thousand addresses of a host that refuses connections cost two calls, and each of them says why."""
    system = watched(names={"dead.example": ["127.0.0.1"]})
    exchanges = crawl([f"http://dead.example/{n}" for n in range(1000)], quick, system=system)
    assert Counter(each.fault for each in exchanges) == {Fault.CONNECT_REFUSED: 1000}
    assert len(system.connected) == 2


def test_next_number_is_tried(crawl, quick, serve, answer_with):
    """Where the first number of a name refuses, the next is called."""

    class Two(OperatingSystem):
        async def look_up(self, name):
            return ["127.0.0.2", "127.0.0.1"]

    with serve(answer_with()) as server:
        (exchange,) = crawl([server.url(host="two.example")], quick, system=Two())
    assert exchange.hops[0].peer == "127.0.0.1"


def test_connect_to_rows_match_as_in_curl(crawl, quick, serve, answer_with):
    """Empty parts match anything, the first row that fits holds, and host and port of the address stay."""
    with serve(answer_with()) as server:
        rows = (("x.example", "", "", "1"), ("", "81", "127.0.0.1", str(server.port)), ("", "", "127.0.0.1", "2"))
        settings = replace(quick, connect_to=rows, tries=1)
        urls = ["http://a.example:81/", "http://b.example/", "http://127.0.0.1:81/"]
        exchanges = {each.url: each for each in crawl(urls, settings)}
    assert [type(exchanges[url]) for url in urls] == [Reached, Lost, Reached]
    assert any(b"Host: a.example:81\r\n" in head for head in server.requests)


def test_proxy_is_asked(crawl, quick, serve, answer_with, cacert):
    """Plain addresses go whole to the proxy, secure ones through a tunnel; its password stays unrecorded."""

    async def proxy(reader, writer, head):
        if not head.startswith(b"CONNECT"):
            writer.write(answer_with())
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        inner, outer = await asyncio.open_connection("127.0.0.1", secure.port)

        async def pipe(source, sink):
            while piece := await source.read(65536):
                sink.write(piece)

        await asyncio.gather(pipe(reader, outer), pipe(inner, writer))

    with serve(answer_with(), context=tls("site.example")) as secure, serve(proxy) as server:
        settings = replace(quick, proxy=f"http://me:secret@127.0.0.1:{server.port}", cacert=cacert)
        exchanges = crawl(["http://plain.example/x", "https://site.example/y"], settings)
    assert [type(each) for each in exchanges] == [Reached] * 2
    heads = b"".join(sorted(server.requests))
    assert b"GET http://plain.example/x HTTP/1.1\r\n" in heads
    assert b"CONNECT site.example:443 HTTP/1.1\r\n" in heads
    assert heads.count(b"Proxy-Authorization: Basic bWU6c2VjcmV0\r\n") == 2
    assert b"GET /y HTTP/1.1\r\n" in secure.requests[0]
    assert not any(b"proxy" in name.lower() for each in exchanges for name, _ in each.hops[0].request_headers)


REFUSING = [
    ("https", "407 Proxy Authentication Required", Fault.PROXY, "407"),
    ("https", "403 Forbidden", Fault.PROXY, "403"),
    ("https", "500 Oops", Fault.PROXY, "500"),
    ("https", "502 Bad Gateway", Fault.UNREACHABLE, "502"),
    ("https", "504 Gateway Timeout", Fault.UNREACHABLE, "504"),
    ("http", "407 Proxy Authentication Required", Fault.PROXY, "407"),
]


@pytest.mark.parametrize(("scheme", "status", "fault", "words"), REFUSING)
def test_a_proxy_that_refuses_is_no_fault_of_the_source(crawl, quick, serve, answer_with, scheme, status, fault, words):
    """A proxy that wants a password or will not ask is a fault of its own; a host that it could not reach is not."""
    with serve(answer_with(b"", status)) as server:
        settings = replace(quick, proxy=f"http://127.0.0.1:{server.port}", tries=1)
        (exchange,) = crawl([f"{scheme}://site.example/"], settings)
    assert (type(exchange), exchange.fault) == (Lost, fault)
    assert words in exchange.detail


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_cannot_be_reached_is_no_fault_of_the_source(crawl, quick, watched, scheme):
    """Where nobody listens at the proxy, or it has no address, each address has the fault of the proxy."""
    for system, words in [
        (watched(names={"proxy.lan": ["127.0.0.1"]}), "proxy.lan:8080 could not be reached (it refuses connections"),
        (watched(), "the proxy proxy.lan has no address"),
    ]:
        settings = replace(quick, proxy="http://proxy.lan:8080", tries=1)
        exchanges = crawl([f"{scheme}://{name}.example/" for name in "abc"], settings, system=system)
        assert [each.fault for each in exchanges] == [Fault.PROXY] * 3
        assert all(words in each.detail for each in exchanges)


def test_a_site_without_a_proxy_may_answer_407(crawl, quick, serve, answer_with):
    """The status is an answer like any other where no proxy is used."""
    with serve(answer_with(b"", "407 Odd")) as server:
        (exchange,) = crawl([server.url()], quick)
    assert exchange.hops[-1].status == 407


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1080", "https://127.0.0.1", "http://", "http://a:b:c", "nonsense", "proxy.example"]
)
def test_proxy_that_cannot_be_used_is_our_users_mistake(crawl, quick, proxy):
    """A proxy of another kind is said in one sentence."""
    with pytest.raises(WrongUsage, match="--proxy"):
        crawl(["http://site.example/"], replace(quick, proxy=proxy))


def test_retry_after_slows_all_connections(crawl, quick, serve, answer_with):
    """While a host pauses, no other address of it is asked."""

    async def answer(reader, writer, head):
        first = not times
        times.append(asyncio.get_running_loop().time())
        writer.write(answer_with(b"", "429 Too Many", "Retry-After: 1") if first else answer_with())

    times = []
    with serve(answer) as server:
        exchanges = crawl([server.url(f"/{n}") for n in range(5)], quick)
    assert {each.hops[-1].status for each in exchanges} == {200}
    assert times[1] - times[0] >= 0.9


def test_drip_is_cut_at_the_deadline(crawl, quick, serve):
    """A body that drips is kept as far as it came and marked as cut by time."""

    async def drip(reader, writer, head):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    with serve(drip) as server:
        (exchange,) = crawl([server.url()], replace(quick, max_time=0.4))
    assert exchange.hops[0].truncated is Truncation.TIME
    assert 0 < len(exchange.hops[0].body) < 100


def test_pace_is_kept(crawl, quick, serve, answer_with):
    """Two starts at a host lie the interval apart, on one connection or several."""

    async def answer(reader, writer, head):
        times.append(asyncio.get_running_loop().time())
        writer.write(answer_with())

    times = []
    with serve(answer) as server:
        crawl([server.url(f"/{n}") for n in range(5)], replace(quick, interval=0.1))
    assert all(later - earlier > 0.08 for earlier, later in pairwise(times))


def test_server_that_hangs_up_at_once_is_not_called_forever(crawl, quick, serve):
    """A host that closes every connection is called as often as a passing fault allows, and no more."""

    async def answer(reader, writer, head):
        writer.transport.abort()

    with serve(answer) as server:
        (exchange,) = crawl([server.url()], quick)
    assert exchange.fault is Fault.DISCONNECTED
    assert len(server.requests) == 3


def test_busy_host_may_drop_a_call(crawl, quick, watched, serve, answer_with):
    """A host that has answered is not dead for one refused call."""

    class Busy(watched):
        async def connect(self, sock, number, port):
            if len(self.connected) in (1, 2):
                self.connected.append(number)
                raise ConnectionRefusedError(111, "refused")
            await super().connect(sock, number, port)

    with serve(answer_with(b"x", "200 OK", "Connection: close")) as server:
        system = Busy(names={"busy.example": ["127.0.0.1"]}, port=server.port)
        exchanges = crawl([f"http://busy.example/{n}" for n in range(6)], replace(quick, per_host=1), system=system)
    assert Counter(type(each) for each in exchanges) == {Reached: 5, Lost: 1}


def test_deadline_holds_over_look_up_and_call(crawl, quick, watched):
    """A slow name server takes from the same deadline as the answer does."""

    class Slow(watched):
        async def look_up(self, name):
            await asyncio.sleep(30)

    (exchange,) = crawl(["http://slow.example/"], replace(quick, max_time=0.2, connect_time=20.0), system=Slow())
    assert exchange.fault in {Fault.DNS_TIMEOUT, Fault.CONNECT_TIMEOUT}


@pytest.mark.parametrize(
    "host", ["a" * 70 + ".example", ".site.example", "site..example", "foo_bar.example", "-x-.example"]
)
def test_odd_host_names_are_values(crawl, quick, serve, answer_with, cacert, host):
    """A name that no resolver or certificate takes is a fault of that address and of no other."""
    with serve(answer_with(), context=tls("site.example")) as server:
        settings = led_to(quick, server.port, cacert=cacert, tries=1)
        exchanges = crawl([f"https://{host}/", f"http://{host}:{server.port}/", "https://site.example/"], settings)
    assert isinstance({each.url: each for each in exchanges}["https://site.example/"], Reached)
    assert len(exchanges) == 3
    (unled,) = crawl([f"http://{host}.invalid/"], replace(quick, tries=1))
    assert isinstance(unled, Lost)
