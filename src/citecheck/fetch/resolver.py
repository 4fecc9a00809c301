"""Names to numbers, vetted: the system's resolver, each name asked once a minute at most.

`getaddrinfo` knows what the machine knows (hosts file, VPN, search order), and its error codes tell two faults apart;
the third, a server that does not answer, comes under the same code as a server that fails (EAI_AGAIN), but only after
the resolver's own patience.
"""

from __future__ import annotations

import asyncio
import socket

from citecheck.fetch.failure import NoAnswer
from citecheck.fetch.guard import Guard, literal
from citecheck.fetch.system import System
from citecheck.model.exchange import Fault

KEPT_SECONDS = 60.0
KEPT_NAMES = 20_000
PATIENCE = 4.5
"""Seconds after which glibc's failure means that no name server answered: it waits five for the first."""

_DENIED = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class Resolver:
    """The numbers of names for one run; `seconds` bounds one look-up."""

    def __init__(self, system: System, guard: Guard, *, seconds: float) -> None:
        self._system = system
        self._guard = guard
        self._seconds = seconds
        self._kept: dict[str, tuple[float, list[str]]] = {}

    async def numbers_of(self, host: str) -> list[str]:
        """Give the vetted numbers of a canonical host. Raises NotAsked (the guard) or NoAnswer (DNS faults)."""
        number = literal(host)
        numbers = [str(number)] if number is not None else await self._numbers_of_name(host)
        self._guard.vet_numbers(numbers)
        return numbers

    async def _numbers_of_name(self, host: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(host)
        if kept and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        numbers = await self._resolve(host)
        if len(self._kept) >= KEPT_NAMES:
            self._kept.clear()
        self._kept[host] = (now, numbers)
        return numbers

    async def _resolve(self, host: str) -> list[str]:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self._seconds):
                numbers = await self._system.numbers(self._guard.asked_by_resolver(host))
        except TimeoutError:
            raise NoAnswer(Fault.DNS_TIMEOUT, f"no name server answered for {host}") from None
        except (OSError, UnicodeError) as error:
            raise dns_failure(error, host, waited=loop.time() - started) from error
        if not numbers:
            raise NoAnswer(Fault.NO_SUCH_HOST, f"the name {host} has no address")
        return numbers


def dns_failure(error: OSError | UnicodeError, host: str, *, waited: float) -> NoAnswer:
    """Tell DNS faults apart by getaddrinfo's code and the seconds it took."""
    code = error.errno if isinstance(error, socket.gaierror) else None
    if code in _DENIED or isinstance(error, UnicodeError):
        return NoAnswer(Fault.NO_SUCH_HOST, f"there is no host named {host}")
    if code == socket.EAI_AGAIN and waited >= PATIENCE:
        return NoAnswer(Fault.DNS_TIMEOUT, f"no name server answered for {host}")
    return NoAnswer(Fault.DNS_FAILURE, f"the name servers of {host} failed")
