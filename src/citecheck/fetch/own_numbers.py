"""The numbers of this machine's own interfaces.

Services bound to a public number of the machine itself often trust whoever comes from there, so the guard refuses it.
Interfaces are listed, not probed: asking the kernel which source it would use for a number says "itself" for every
number on machines that answer for whole networks (AnyIP routes, as of some load balancers and closed test networks).
"""

from __future__ import annotations

import array
import contextlib
import socket
import struct
from collections.abc import Iterator
from ipaddress import IPv6Address
from pathlib import Path

SIOCGIFCONF = 0x8912
"""Linux's ioctl that lists interfaces with their IPv4 numbers (netdevice(7))."""
ROW = 40
"""Bytes of one `struct ifreq` on 64-bit Linux: a name of 16, then a socket address with the number at 4."""
MOST = 1024
"""Rows asked for."""
IF_INET6 = Path("/proc/net/if_inet6")
ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Documentation numbers: the source chosen to reach them is the machine's main number, and nothing is sent."""


def own_numbers() -> frozenset[str]:
    """List the numbers of this machine as far as they can be known."""
    return frozenset((*_listed_v4(), *_listed_v6(), *_main()))


def _listed_v4() -> Iterator[str]:
    with contextlib.suppress(ImportError, OSError):  # not Linux
        import fcntl  # noqa: PLC0415

        rows = array.array("B", bytes(ROW * MOST))
        place, _ = rows.buffer_info()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            filled = fcntl.ioctl(sock.fileno(), SIOCGIFCONF, struct.pack("iL", len(rows), place))
        length, _ = struct.unpack("iL", filled)
        for start in range(0, length, ROW):
            yield socket.inet_ntoa(rows[start + 20 : start + 24].tobytes())


def _listed_v6() -> Iterator[str]:
    with contextlib.suppress(OSError):
        for line in IF_INET6.read_text("ascii").splitlines():
            yield str(IPv6Address(int(line.split()[0], 16)))


def _main() -> Iterator[str]:
    for family, number in ELSEWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((number, 9))
            yield sock.getsockname()[0]
