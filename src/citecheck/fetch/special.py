"""The tables of the address gate: numbers, names and ports that are never asked, each with its reason.

`ipaddress.is_global` is wrong on 113 of 281 special addresses (Python 3.11), so the blocks are listed: those of the
IANA special-purpose registries (RFC 6890 and its updates), multicast, and two numbers of clouds that stand in public
space. Of IPv6 only 2000::/3 is handed out at all (RFC 4291), so that everything else is refused without a row.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

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
GLOBAL_V6 = IPv6Network("2000::/3")
SPECIAL_V6: dict[IPv6Network, str] = {
    IPv6Network("2001::/23"): "protocol assignments, Teredo tunnels among them",
    IPv6Network("2001:db8::/32"): "documentation",
    IPv6Network("2002::/16"): "6to4 tunnels",
    IPv6Network("2620:4f:8000::/48"): "a name-server sink",
    IPv6Network("3fff::/20"): "documentation",
}

SPECIAL_NAMES: dict[str, str] = {
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
"""Names under which nothing public lives: the name itself and everything below it."""

BAD_PORTS = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190}
    | {5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080},
)
"""Ports of other protocols that a request could be smuggled into (Fetch standard, 2.9 Port blocking)."""


def special_number(number: IPv4Address | IPv6Address) -> str | None:
    """Say what a number is kept for, None if it is an ordinary public one."""
    if isinstance(number, IPv4Address):
        return next((what for block, what in SPECIAL_V4.items() if number in block), None)
    if number not in GLOBAL_V6:
        return "no public network"
    return next((what for block, what in SPECIAL_V6.items() if number in block), None)


def special_name(host: str) -> str | None:
    """Say what a host name is kept for, None if it is an ordinary public one. Single labels are local names."""
    labels = host.rstrip(".").split(".")
    if len(labels) < 2:
        return SPECIAL_NAMES.get(labels[0], "a local network, since it has one label only")
    below = (".".join(labels[start:]) for start in range(len(labels)))
    return next((SPECIAL_NAMES[name] for name in below if name in SPECIAL_NAMES), None)
