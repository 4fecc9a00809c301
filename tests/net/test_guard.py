"""The gate: what is hostile is refused before anything is connected to, what is ordinary passes."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from citecheck.model.exchange import Fault, Lost, Reached, RefusalReason, Refused
from citecheck.net.guard import SPECIAL_V4 as BLOCKS_V4
from citecheck.net.guard import SPECIAL_V6 as BLOCKS_V6
from citecheck.net.guard import explain_special_ip, explain_special_name
from citecheck.net.request import FetchRequest

CASES = Path(__file__).parent / "cases"
PUBLIC = "93.184.215.14"

SPECIAL_V4 = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254 127.0.0.1 127.1.2.3 127.255.255.255
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.254 192.0.0.1 192.0.0.170 192.0.2.1 192.31.196.1
192.52.193.1 192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
""".split()

SPECIAL_V6 = """
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
100::1 2001::1 2001:0:53aa:64c::1 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::
2002:a00:1::1 2620:4f:8000::1 3fff::1 3fff:fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 ff0e::1
::ffff:169.254.169.254 ::a00:1 0:0:0:0:0:0:0:1
""".split()

PUBLIC_NUMBERS = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.215.14 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1
168.63.129.15 169.253.1.1 172.15.255.255 172.32.0.1 192.0.1.1 192.167.1.1 198.17.1.1 198.20.0.1 223.255.255.254
2001:4860:4860::8888 2600::1 2606:4700::6810:84e5 2a00:1450:4001::1 2003::1 2620:4f:8001::1
""".split()


def spellings(number: str) -> list[str]:
    """Every way of writing an IPv4 host that some program reads as that number."""
    a, b, c, d = (int(part) for part in number.split("."))
    whole = int(ipaddress.IPv4Address(number))
    full_width = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return [
        number,
        f"{number}.",
        f"{whole}",
        f"0x{whole:x}",
        f"0{whole:o}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"{a}.{(b << 16) + (c << 8) + d}",
        f"{a}.{b}.{(c << 8) + d}",
        f"0x{a:02x}.{b}.0{c:o}.{d}",
        full_width,
        number.replace(".", "。"),
        number.replace(".", "%2e"),
        "".join(f"%{ord(each):02x}" for each in number),
        f"[::ffff:{number}]",
        f"[64:ff9b::{number}]",
        f"[::{number}]",
    ]


@pytest.mark.parametrize("number", SPECIAL_V4)
def test_special_ipv4_is_refused_in_every_spelling(crawl, outside, watched, number):
    """However a special IPv4 number is written, nothing is looked up and nothing is connected to."""
    system = watched()
    urls = [
        f"{scheme}://{host}{port}/" for host in spellings(number) for scheme, port in [("http", ""), ("https", ":8443")]
    ]
    exchanges = crawl(urls, outside, system=system)
    assert exchanges
    assert all(isinstance(each, Refused) and each.reason is RefusalReason.GUARD for each in exchanges)
    assert system.connected == []
    assert system.looked_up == []


@pytest.mark.parametrize("number", SPECIAL_V6)
def test_special_ipv6_is_refused(crawl, outside, watched, number):
    """An IPv6 number outside the public space is refused as an address and as the answer of a resolver."""
    system = watched(names={"names.org": [number]})
    exchanges = crawl([f"http://[{number}]/", "http://names.org/"], outside, system=system)
    assert [each.reason for each in exchanges] == [RefusalReason.GUARD] * 2
    assert system.connected == []


@pytest.mark.parametrize("number", PUBLIC_NUMBERS)
def test_public_number_passes(crawl, outside, watched, number):
    """A public number next to a special block is connected to, as an address and through a name."""
    host = f"[{number}]" if ":" in number else number
    system = watched(names={"names.org": [number]})
    exchanges = crawl([f"http://{host}/", "http://names.org/"], replace(outside, tries=1), system=system)
    assert [each.fault for each in exchanges] == [Fault.CONNECT_REFUSED] * 2
    assert system.connected == [str(ipaddress.ip_address(number))] * 2


HOSTILE = [
    line for line in (CASES / "hostile.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")
]


@pytest.mark.parametrize("written", HOSTILE)
def test_hostile_address_is_refused(crawl, outside, watched, written):
    """An address of the table is refused, and no number but the public one is ever connected to."""
    url = written.encode().decode("unicode_escape").encode("latin-1").decode("utf-8")
    system = watched(names={"public.org": [PUBLIC], "xn--bcher-kva.org": [PUBLIC]})
    (exchange,) = crawl([url], outside, system=system)
    assert isinstance(exchange, Refused), exchange
    assert exchange.reason in {RefusalReason.GUARD, RefusalReason.SCHEME}
    assert exchange.detail
    assert system.connected == []


def test_redirects_inward_are_refused(crawl, outside, watched, serve):
    """A public page that redirects to a special number, in any spelling, is followed to the gate and no further."""
    targets = [f"http://{host}/" for number in SPECIAL_V4 for host in spellings(number)]
    targets += [f"http://[{number}]:8080/x" for number in SPECIAL_V6]

    async def answer(reader, writer, head):
        place = int(head.split(b" ")[1].rpartition(b"/")[2])
        location = targets[place].encode()
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")

    with serve(answer) as server:
        system = watched(names={"public.org": [PUBLIC]}, port=server.port)
        urls = [f"http://public.org/{place}" for place in range(len(targets))]
        exchanges = crawl(urls, replace(outside, per_host=8), system=system)
    assert len(exchanges) == len(targets)
    assert all(isinstance(each, Refused) and len(each.hops) == 1 and each.at != each.url for each in exchanges)
    assert set(system.connected) == {PUBLIC}


def test_one_special_answer_refuses_all(crawl, outside, watched):
    """A name with a public and a special number is refused whole."""
    system = watched(names={"mixed.org": [PUBLIC, "10.0.0.1"], "mixed6.org": ["2600::1", "::1"]})
    exchanges = crawl(["http://mixed.org/", "http://mixed6.org/"], outside, system=system)
    assert [each.reason for each in exchanges] == [RefusalReason.GUARD] * 2
    assert system.connected == []


def test_name_that_turns_inward_is_refused(crawl, outside, watched, serve, answer_with):
    """Rebinding: what a name leads to is vetted where it is connected to, whatever it led to before."""
    answers = cycle([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"], [PUBLIC, "::1"]])
    with serve(answer_with()) as server:
        system = watched(names={f"h{n}.org": lambda: next(answers) for n in range(40)}, port=server.port)
        requests = [FetchRequest(f"http://h{n % 40}.org/{n}", browser=True) for n in range(120)]
        exchanges = crawl(requests, outside, system=system)
    assert {type(each) for each in exchanges} == {Reached, Refused}
    assert set(system.connected) == {PUBLIC}


def test_own_number_is_refused(crawl, outside, watched):
    """A public number that is this machine's own is refused."""
    system = watched(names={"mine.org": [PUBLIC]}, own=frozenset({PUBLIC, "8.8.8.8"}))
    exchanges = crawl(["http://mine.org/", "http://8.8.8.8/"], outside, system=system)
    assert [each.reason for each in exchanges] == [RefusalReason.GUARD] * 2


def test_name_is_looked_up_absolute(crawl, outside, watched):
    """The resolver gets a name with its trailing dot, so that no search domain completes it."""
    system = watched()
    crawl(["http://somewhere.org/"], outside, system=system)
    assert system.looked_up == ["somewhere.org."]


def test_connection_target_is_vetted(crawl, outside, watched):
    """A special number named by --connect-to is refused unless private addresses are allowed."""
    settings = replace(outside, connect_to=(("", "", "127.0.0.1", "80"),))
    system = watched(names={"public.org": [PUBLIC]})
    (exchange,) = crawl(["http://public.org/"], settings, system=system)
    assert isinstance(exchange, Refused)
    (exchange,) = crawl(["http://public.org/"], replace(settings, allow_private=True, tries=1), system=system)
    assert isinstance(exchange, Lost)
    assert system.connected == ["127.0.0.1"]


@pytest.mark.parametrize(
    "name", ["localhost", "a.localhost", "printer", "nas.local", "x.home.arpa", "db.internal", "a.onion."]
)
def test_special_names_are_known(name):
    """Names that never lead to the public web have a reason."""
    assert explain_special_name(name)


@pytest.mark.parametrize(
    "name", ["example.com", "local.org", "internal.example.com", "arpa.net", "xn--e1aybc.xn--p1ai", "a.b.c.d.co.uk."]
)
def test_ordinary_names_pass(name):
    """A name that only contains a special word is ordinary."""
    assert explain_special_name(name) is None


def test_every_special_row_is_hit():
    """Each block of the tables refuses its own first and last number."""
    for block in (*BLOCKS_V4, *BLOCKS_V6):
        assert explain_special_ip(block[0])
        assert explain_special_ip(block[-1])
