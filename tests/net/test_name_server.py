"""Negative answers of name servers: only a denial that names its zone proves that a name does not exist."""

import asyncio
import socket
import struct
import threading

import pytest

from citecheck.net.name_server import is_denial, is_denied_by_zone

NAME = b"\x04gone\x07example\x00"
QUESTION = NAME + struct.pack(">2H", 1, 1)
SOA = b"\xc0\x11" + struct.pack(">HHIH", 6, 1, 60, 4) + b"\0" * 4
ADDRESS = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + b"\x7f\0\0\x01"
NAME_SERVER = b"\xc0\x11" + struct.pack(">HHIH", 2, 1, 60, 2) + b"\xc0\x0c"


def build_answer(code=3, *, answers=(), authorities=(SOA,), flags=0x8180, identity=b"ab"):
    """Make the answer of a name server, with its records."""
    counts = struct.pack(">4H", 1, len(answers), len(authorities), 0)
    return identity + struct.pack(">H", flags | code) + counts + QUESTION + b"".join((*answers, *authorities))


ANSWERS = {
    "denied by its zone": (build_answer(), True),
    "denied after an alias": (build_answer(answers=(ADDRESS,)), True),
    "denied with more records": (build_answer(authorities=(NAME_SERVER, SOA)), True),
    "denied without a zone": (build_answer(authorities=()), False),
    "denied with name servers alone": (build_answer(authorities=(NAME_SERVER,)), False),
    "the zone among the answers": (build_answer(answers=(SOA,), authorities=()), False),
    "no record of this type": (build_answer(code=0), False),
    "server failed": (build_answer(code=2, authorities=()), False),
    "refused": (build_answer(code=5), False),
    "another query": (build_answer(identity=b"xy"), False),
    "a query": (build_answer(flags=0x0100), False),
    "cut": (build_answer()[:-20], False),
    "header alone": (build_answer()[:12], False),
    "nothing": (b"", False),
}


@pytest.mark.parametrize(("answer", "denied"), ANSWERS.values(), ids=ANSWERS)
def test_a_denial_names_its_zone(answer, denied):
    """An answer is a denial if it is to this query, has the code NXDOMAIN, and holds the SOA record of the zone."""
    assert is_denial(answer, b"ab") is denied


def test_a_circle_of_pointers_ends():
    """A message whose name points to itself is read in one step."""
    assert not is_denial(build_answer(authorities=(b"\xc0\x0c" * 3,)), b"ab")


@pytest.fixture
def name_server():
    """Serve one answer on loopback by UDP, with the identity of each query; `asked` holds the queries."""
    asked, sock = [], socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))

    def serve(answer):
        def run():
            while True:
                try:
                    query, peer = sock.recvfrom(4096)
                except OSError:
                    return
                asked.append(query)
                sock.sendto(query[:2] + answer[2:], peer)

        threading.Thread(target=run, daemon=True).start()
        return sock.getsockname()[1], asked

    yield serve
    sock.close()


@pytest.mark.parametrize(("answer", "denied"), [(build_answer(), True), (build_answer(authorities=()), False)])
def test_the_servers_of_this_machine_are_asked(name_server, answer, denied):
    """The query is one for the address of the name, with recursion, and its answer decides."""
    port, asked = name_server(answer)
    assert asyncio.run(is_denied_by_zone("gone.example", servers=("127.0.0.1",), port=port)) is denied
    assert [query[2:] for query in asked] == [struct.pack(">5H", 0x0100, 1, 0, 0, 0) + QUESTION]


@pytest.mark.parametrize("name", ["", "a..b", "x" * 64 + ".org"])
def test_a_name_that_no_query_holds_is_not_asked_for(name_server, name):
    """An empty label or one that is too long proves nothing."""
    port, asked = name_server(build_answer())
    assert asyncio.run(is_denied_by_zone(name, servers=("127.0.0.1",), port=port)) is False
    assert asked == []


def test_a_server_that_is_not_there_proves_nothing():
    """Where no server answers, or there is none, nothing is denied."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    for servers in ((), ("127.0.0.1",)):
        assert asyncio.run(is_denied_by_zone("gone.example", servers=servers, port=port)) is False
