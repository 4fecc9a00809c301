"""Negative answers of name servers: whether the zone of a name denies that it exists (RFC 2308, RFC 8020).

`getaddrinfo` gives one code for a name that its zone denies and for a resolver that has no network and denies every
name. The answer of the zone itself differs: it has the code NXDOMAIN and the SOA record of the zone. So the name
servers of this machine are asked directly, which is done only where a run could look up no name at all.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

_RESOLV_CONF = Path("/etc/resolv.conf")
_PORT = 53
_MOST_SERVERS = 3
"""The number of name servers that the system's resolver uses (resolv.conf(5), MAXNS)."""
_SECONDS = 3.0
"""Seconds to wait for one name server."""
_HEADER = struct.Struct(">6H")
_ASKS_RECURSION = 0x0100
_IS_ANSWER, _CODE = 0x8000, 0x000F
_NXDOMAIN = 3
_TYPE_A, _TYPE_SOA, _CLASS_IN = 1, 6, 1
_RECORD = struct.Struct(">HHIH")
_POINTER = 0xC0
_MOST_LABEL = 63


async def is_denied_by_zone(name: str, *, servers: tuple[str, ...] | None = None, port: int = _PORT) -> bool:
    """Return whether a name server answers that the zone of `name` (in ASCII) denies it.

    `servers` are IP addresses, by default those of this machine. A server that does not answer, fails, or denies the
    name without naming the zone proves nothing.
    """
    asked = _list_servers() if servers is None else servers
    return any([await asyncio.to_thread(_ask, server, port, name) for server in asked[:_MOST_SERVERS]])


def _list_servers() -> tuple[str, ...]:
    """Return the IP addresses of the machine's name servers, none where it does not list them in a file."""
    try:
        lines = _RESOLV_CONF.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    rows = [line.split() for line in lines]
    return tuple(row[1] for row in rows if len(row) > 1 and row[0] == "nameserver")


def _ask(server: str, port: int, name: str) -> bool:
    """Ask one name server for a name, and return whether its answer is a denial by the zone. Blocks."""
    query = _write_query(name)
    if query is None:
        return False
    try:
        with socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(_SECONDS)
            sock.connect((server.partition("%")[0], port))  # answers of other peers are dropped by the system
            sock.send(query)
            return is_denial(sock.recv(4096), query[:2])
    except OSError:
        return False


def _write_query(name: str) -> bytes | None:
    """Return the query for the address of a name, None for one that no query can hold."""
    labels = name.rstrip(".").encode("ascii", "replace").split(b".")
    if not all(0 < len(label) <= _MOST_LABEL for label in labels):
        return None
    written = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    header = os.urandom(2) + _HEADER.pack(0, _ASKS_RECURSION, 1, 0, 0, 0)[2:]
    return header + written + struct.pack(">2H", _TYPE_A, _CLASS_IN)


def is_denial(answer: bytes, identity: bytes) -> bool:
    """Return whether a message answers the query `identity` (two bytes) with NXDOMAIN and the SOA of the zone."""
    try:
        _, flags, questions, answers, authorities, _ = _HEADER.unpack_from(answer)
        if answer[:2] != identity or not flags & _IS_ANSWER or flags & _CODE != _NXDOMAIN:
            return False
        return _TYPE_SOA in list(_list_types(answer, questions, answers + authorities))[answers:]
    except (struct.error, IndexError):
        return False


def _list_types(message: bytes, questions: int, records: int) -> Iterator[int]:
    """Yield the types of the records after the questions. Raise struct.error or IndexError for a cut message."""
    at = _HEADER.size
    for _ in range(questions):
        at = _skip_name(message, at) + 4
    for _ in range(records):
        at = _skip_name(message, at)
        kind, _, _, length = _RECORD.unpack_from(message, at)
        yield kind
        at += _RECORD.size + length


def _skip_name(message: bytes, at: int) -> int:
    """Return the offset after a name, which ends with an empty label or a pointer (RFC 1035, 4.1.4)."""
    while (length := message[at]) != 0:
        if length & _POINTER == _POINTER:
            return at + 2
        at += 1 + length
    return at + 1
