"""The guard: which addresses may be requested, and which IP addresses may be connected to.

Every path that opens a connection passes the guard: pages, robots.txt, archives, webhooks. Each of its rules answers an
attack that ready-made libraries let through:

- The canonical form of one WHATWG parser is both vetted and requested (`address.Address`).
- A name is refused by its form (one label, special use), and resolved as an absolute name, so that no search domain
  of this machine completes it.
- If any IP address of a name is special, all are refused: a mixed answer is an attack.
- The connection goes to the IP address that was vetted, and every new connection is vetted again, since a second
  resolution may give another result.
- An IP address as host never passes a resolver, so IP addresses are vetted where the socket is made.
- The machine's own public IP addresses are refused as well: services bound to them often trust local clients.

`allow_private` allows private IP addresses and names, but never user information or the ports of other protocols.
It is a permission for what the user names, so it ends where others name an address:

- What a page leads to by itself (meta refresh, `Refresh` field, script), or a public host by a redirect, may be
  internal only on the host that the user named. A redirect from one internal host to another is that network's own.
- The local link, where clouds keep their credentials, is never asked unless the user wrote that IP address. A name that
  resolves to it is refused.
- `only_host` limits the permission to one host: a page that runs scripts in a browser may reach its own host in an
  internal network, and nothing else there.

What the user connects other hosts to is allowed everywhere.

The special blocks are listed here, since `ipaddress.is_global` is wrong on 113 of 281 special addresses
(Python 3.11). The list holds the IANA special-purpose registries (RFC 6890 and its updates), multicast, and two
cloud addresses in public space. IPv6 addresses are only assigned from 2000::/3 (RFC 4291), so every other block is
refused without a row.

The machine's own interfaces are listed, not probed. Asking the kernel which source address it would use for a
destination is not reliable: with AnyIP routes, as on some load balancers and closed test networks, the kernel answers
with the destination itself for every address.
"""

from __future__ import annotations

import array
import contextlib
import ipaddress
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Any, NamedTuple

from citecheck.model.exchange import RefusalReason
from citecheck.net.address import Address
from citecheck.net.failure import NotAsked

SPECIAL_V4: dict[IPv4Network, str] = {
    IPv4Network("0.0.0.0/8"): "this network",
    IPv4Network("10.0.0.0/8"): "a private network",
    IPv4Network("100.64.0.0/10"): "a carrier's inner network",
    IPv4Network("127.0.0.0/8"): "this machine",
    IPv4Network("168.63.129.16/32"): "a cloud's inner service",
    IPv4Network("169.254.0.0/16"): "the local link, where clouds keep their credentials",
    IPv4Network("172.16.0.0/12"): "a private network",
    IPv4Network("192.0.0.0/24"): "protocol assignments",
    IPv4Network("192.0.2.0/24"): "documentation",
    IPv4Network("192.31.196.0/24"): "a name-server sink",
    IPv4Network("192.52.193.0/24"): "multicast tunnels",
    IPv4Network("192.88.99.0/24"): "6to4 relays",
    IPv4Network("192.168.0.0/16"): "a private network",
    IPv4Network("192.175.48.0/24"): "a name-server sink",
    IPv4Network("198.18.0.0/15"): "benchmarks",
    IPv4Network("198.51.100.0/24"): "documentation",
    IPv4Network("203.0.113.0/24"): "documentation",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "reserved or broadcast",
}
_GLOBAL_V6 = IPv6Network("2000::/3")
SPECIAL_V6: dict[IPv6Network, str] = {
    IPv6Network("2001::/23"): "protocol assignments, Teredo tunnels among them",
    IPv6Network("2001:db8::/32"): "documentation",
    IPv6Network("2002::/16"): "6to4 tunnels",
    IPv6Network("2620:4f:8000::/48"): "a name-server sink",
    IPv6Network("3fff::/20"): "documentation",
}

_LOCAL_LINK: dict[int, tuple[Any, ...]] = {
    4: tuple(map(IPv4Network, ("169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32"))),
    6: tuple(map(IPv6Network, ("fe80::/10", "fd00:ec2::254/128", "fd00:42::42/128", "fd20:ce::254/128"))),
}
"""By version, the local link (RFC 3927, 4291) and the addresses outside of it at which clouds give out credentials."""
_EMBEDDING = tuple(map(IPv6Network, ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48")))
"""Blocks whose last 32 bits are an IPv4 address (RFC 4291, 6052, 7915, 8215)."""

_SPECIAL_NAMES: dict[str, str] = {
    "localhost": "this machine (RFC 6761)",
    "local": "the local link (RFC 6762)",
    "internal": "private networks (ICANN 2024)",
    "intranet": "private networks by custom",
    "private": "private networks by custom",
    "corp": "private networks (ICANN name collisions)",
    "home": "private networks (ICANN name collisions)",
    "lan": "private networks by custom",
    "localdomain": "this machine by custom",
    "home.arpa": "home networks (RFC 8375)",
    "in-addr.arpa": "reverse look-ups",
    "ip6.arpa": "reverse look-ups",
    "ipv4only.arpa": "address translation (RFC 7050)",
    "resolver.arpa": "the resolver (RFC 9462)",
    "service.arpa": "the local network (RFC 9665)",
    "test": "tests (RFC 6761)",
    "invalid": "names that do not exist (RFC 6761)",
    "example": "documentation (RFC 6761)",
    "alt": "other name systems (RFC 9476)",
    "onion": "the Tor network (RFC 7686)",
}
"""Names without public hosts: each name itself and all its subdomains."""

_BAD_PORTS = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190}
    | {5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080},
)
"""Ports of other protocols, into which a request could be smuggled (Fetch standard, 2.9 Port blocking)."""


def explain_special_ip(ip: IPv4Address | IPv6Address) -> str | None:
    """Return what an IP address is reserved for, or None for an ordinary public one."""
    if isinstance(ip, IPv4Address):
        return next((what for block, what in SPECIAL_V4.items() if ip in block), None)
    if ip not in _GLOBAL_V6:
        return "no public network"
    return next((what for block, what in SPECIAL_V6.items() if ip in block), None)


def explain_special_name(host: str) -> str | None:
    """Return what a host name is reserved for, or None for an ordinary public one. Single labels are local names."""
    labels = host.rstrip(".").split(".")
    if len(labels) < 2:
        return _SPECIAL_NAMES.get(labels[0], "a local network, since it has one label only")
    below = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_SPECIAL_NAMES[name] for name in below if name in _SPECIAL_NAMES), None)


def is_local_link(ip: IPv4Address | IPv6Address) -> bool:
    """Return whether an IP address is of the local link or gives out a cloud's credentials, embedded in IPv6 or not."""
    inner = _extract_ipv4(ip) if isinstance(ip, IPv6Address) else None
    return any(each in block for each in (ip, inner) if each is not None for block in _LOCAL_LINK[each.version])


def _extract_ipv4(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that packets to an IPv6 address may be sent to, or None."""
    if any(ip in block for block in _EMBEDDING):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def is_internal_host(host: str, peer: str | None) -> bool:
    """Return whether a canonical host that answered from the IP address `peer` is none of the public network."""
    ip = parse_ip_literal(host) or (ipaddress.ip_address(peer) if peer else None)
    return (explain_special_name(host) if ip is None else explain_special_ip(ip)) is not None


_SIOCGIFCONF = 0x8912
"""Linux's ioctl that lists interfaces with their IPv4 addresses (netdevice(7))."""
_IFREQ_BYTES = 40
"""Bytes of one `struct ifreq` on 64-bit Linux: a name of 16 bytes, then a socket address with the IP at offset 4."""
_IFREQ_ROWS = 1024
"""Rows requested."""
_IF_INET6 = Path("/proc/net/if_inet6")
_DOCUMENTATION_IPS = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Documentation addresses. The source chosen to reach them is the machine's main address; nothing is sent."""


def list_own_ips() -> frozenset[str]:
    """List the IP addresses of this machine, as far as they can be found."""
    return frozenset((*_list_ipv4(), *_list_ipv6(), *_list_main()))


def _list_ipv4() -> Iterator[str]:
    with contextlib.suppress(ImportError, OSError):  # not Linux
        import fcntl  # noqa: PLC0415

        rows = array.array("B", bytes(_IFREQ_BYTES * _IFREQ_ROWS))
        pointer, _ = rows.buffer_info()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            filled = fcntl.ioctl(sock.fileno(), _SIOCGIFCONF, struct.pack("iL", len(rows), pointer))
        length, _ = struct.unpack("iL", filled)
        for start in range(0, length, _IFREQ_BYTES):
            yield socket.inet_ntoa(rows[start + 20 : start + 24].tobytes())


def _list_ipv6() -> Iterator[str]:
    with contextlib.suppress(OSError):
        for line in _IF_INET6.read_text("ascii").splitlines():
            yield str(IPv6Address(int(line.split()[0], 16)))


def _list_main() -> Iterator[str]:
    for family, ip in _DOCUMENTATION_IPS:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((ip, 9))
            yield sock.getsockname()[0]


class Way(NamedTuple):
    """How an address came to be requested: `named_host` is the host that the user named.

    `is_led` is whether a page or a public host led from there to the address.
    """

    named_host: str = ""
    is_led: bool = False


_DIRECT = Way()


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard of one run. With `allow_private` the user allows internal addresses, of `only_host` if it is one.

    `owns` returns whether an IP address belongs to this machine.
    """

    allow_private: bool
    owns: Callable[[str], bool]
    only_host: str | None = None

    def vet(self, address: Address, way: Way = _DIRECT, *, is_chosen: bool = False) -> None:
        """Check an address before anything is resolved. Raise NotAsked to refuse it.

        `is_chosen` is whether the user connects its host to another.
        """
        if address.port in _BAD_PORTS:
            raise _build_refusal(f"port {address.port} belongs to another protocol")
        ip = parse_ip_literal(address.host)
        if self._allows(address.host, [] if ip is None else [ip], way, is_chosen=is_chosen):
            return
        if ip is None and (use := explain_special_name(address.host)):
            raise self._build_internal_refusal(f"the name is reserved for {use}")
        if ip is not None and (use := explain_special_ip(ip)):
            raise self._build_internal_refusal(f"the IP address is reserved for {use}")

    def vet_ips(self, ips: Sequence[str], host: str, way: Way = _DIRECT, *, is_chosen: bool = False) -> None:
        """Check the IP addresses of a host. Raise NotAsked if any of them is special.

        `is_chosen` is whether the user connects other hosts to this one.
        """
        parsed = [ipaddress.ip_address(ip) for ip in ips]
        if self._allows(host, parsed, way, is_chosen=is_chosen):
            return
        for ip in parsed:
            if use := explain_special_ip(ip):
                raise self._build_internal_refusal(f"the name resolves to {ip}, reserved for {use}")
            if self.owns(str(ip)):
                raise self._build_internal_refusal(f"the name resolves to {ip}, an address of this machine")

    def write_absolute_name(self, host: str) -> str:
        """Return the name for the resolver: absolute, unless local names are allowed."""
        return host if self.allow_private or host.endswith(".") else host + "."

    def _allows(
        self, host: str, ips: Sequence[IPv4Address | IPv6Address], way: Way, *, is_chosen: bool = False
    ) -> bool:
        """Return whether the user allows a host with these IP addresses though they are internal."""
        if not self.allow_private or is_chosen:
            return self.allow_private
        if any(map(is_local_link, ips)) and not (host == way.named_host and parse_ip_literal(host)):
            return False
        return self.only_host in (None, host) and not (way.is_led and host != way.named_host)

    def _build_internal_refusal(self, detail: str) -> NotAsked:
        """Return the refusal of an internal address, with the way to allow it or why that does not."""
        reason = "the draft does not name it" if self.allow_private else "--allow-private permits it"
        return _build_refusal(f"{detail} ({reason})")


def parse_ip_literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Parse a canonical host as an IP address. Return None if it is a name."""
    if host.startswith("["):
        return ipaddress.IPv6Address(host[1:-1])
    # WHATWG, 3.5: a host whose last label is a number is an IPv4 address or no host at all.
    return ipaddress.IPv4Address(host) if host[-1].isdigit() and host.rpartition(".")[2].isdigit() else None


def _build_refusal(detail: str) -> NotAsked:
    return NotAsked(RefusalReason.GUARD, detail)
