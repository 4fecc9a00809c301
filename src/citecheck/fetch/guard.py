"""The one gate: which addresses may be asked, and which numbers may be connected to.

Every path that opens a connection comes through here: pages, robots.txt, archives, webhooks. Its rules, each forced
by an attack that passed the ready-made libraries:

- the canonical form of one WHATWG parser is vetted and requested (`address.Address`);
- a name is refused for what it is (one label, special use), and resolved as an absolute name, so that no search domain
  of this machine completes it;
- if any number a name resolves to is special, all are refused: a mixed answer is an attempt;
- the connection goes to the number that was vetted, and every new connection is vetted again (a second resolution may
  say something else);
- an address by number never meets a resolver, so numbers are vetted where the socket is made;
- the machine's own public numbers are refused as well: services bound to them trust it.

`allow_private` opens numbers and names, never user information or the ports of other protocols.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citecheck.fetch.address import Address
from citecheck.fetch.failure import NotAsked
from citecheck.fetch.special import BAD_PORTS, special_name, special_number
from citecheck.model.exchange import RefusalReason


@dataclass(frozen=True, slots=True)
class Guard:
    """The gate of one run; `allow_private` is the user's word that inner addresses are meant."""

    allow_private: bool
    owns: Callable[[str], bool]
    """Tells whether a number is one of this machine's."""

    def vet(self, address: Address) -> None:
        """Refuse an address for what it says, before anything is resolved. Raises NotAsked."""
        if address.port in BAD_PORTS:
            raise _refusal(f"port {address.port} belongs to another protocol")
        if self.allow_private:
            return
        number = literal(address.host)
        if number is None and (kept := special_name(address.host)):
            raise _refusal(f"the name is kept for {kept}")
        if number is not None and (kept := special_number(number)):
            raise _refusal(f"the number is kept for {kept}")

    def vet_numbers(self, numbers: Sequence[str]) -> None:
        """Refuse all of what a name resolved to if any of it is special. Raises NotAsked."""
        if self.allow_private:
            return
        for written in numbers:
            if kept := special_number(ipaddress.ip_address(written)):
                raise _refusal(f"the name leads to {written}, kept for {kept}")
            if self.owns(written):
                raise _refusal(f"the name leads to {written}, a number of this machine")

    def asked_by_resolver(self, host: str) -> str:
        """Give the name as the resolver gets it: absolute, unless local names are meant."""
        return host if self.allow_private or host.endswith(".") else host + "."


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read a canonical host as a number, None if it is a name."""
    if host.startswith("["):
        return ipaddress.IPv6Address(host[1:-1])
    # WHATWG, 3.5: a host whose last label is a number is an IPv4 address or no host at all.
    return ipaddress.IPv4Address(host) if host[-1].isdigit() and host.rpartition(".")[2].isdigit() else None


def _refusal(detail: str) -> NotAsked:
    return NotAsked(RefusalReason.GUARD, detail)
