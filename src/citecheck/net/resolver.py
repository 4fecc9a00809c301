"""Names to vetted IP addresses: the operating system's resolver, each name looked up once a minute at most.

`getaddrinfo` knows what the machine knows (hosts file, VPN, search order), and its error codes tell two faults
apart;
the third, a server that does not answer, comes under the same code as a server that fails (EAI_AGAIN), but only
after
the resolver's own patience. `OperatingSystem` is apart so that a test can pass one that lies, fails and records
what
it was asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time

from citecheck.model.exchange import Fault
from citecheck.net.failure import NoAnswer, translate_dns_error
from citecheck.net.guard import Guard, list_own_ips, parse_ip_literal

LOOK_UPS = 64
"""Look-ups at once: getaddrinfo blocks a thread, for ten seconds where a name server is silent."""
OWN_IPS_SECONDS = 60.0


class OperatingSystem:
    """The machine itself."""

    def __init__(self) -> None:
        self._looking = asyncio.Semaphore(LOOK_UPS)
        self._own: frozenset[str] = frozenset()
        self._list_again_at = 0.0

    async def numbers(self, name: str) -> list[str]:
        """Look a name up. Raises OSError (`socket.gaierror`) or UnicodeError as getaddrinfo does."""
        async with self._looking:
            found = await _look_up_in_thread(name)
        if isinstance(found, Exception):
            raise found
        return found

    async def connect(self, sock: socket.socket, number: str, port: int) -> None:
        """Connect a non-blocking socket. Raises OSError."""
        await asyncio.get_running_loop().sock_connect(sock, (number, port))

    def owns(self, number: str) -> bool:
        """Tell whether `number` is one of this machine's own; listed anew each minute, since interfaces come up."""
        now = time.monotonic()
        if now >= self._list_again_at:
            self._own, self._list_again_at = list_own_ips(), now + OWN_IPS_SECONDS
        return number in self._own


def _look_up_in_thread(name: str) -> asyncio.Future[list[str] | Exception]:
    """Look a name up in a thread that may be left behind: no name server may hold up the end of the program."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str] | Exception] = loop.create_future()

    def settle(found: list[str] | Exception) -> None:
        if not future.done():
            future.set_result(found)

    def look_up() -> None:
        found = _look_up(name)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=look_up, daemon=True, name="look-up").start()
    return future


def _look_up(name: str) -> list[str] | Exception:
    """Give the numbers of a name in the order the system prefers (RFC 6724); blocks."""
    try:
        answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    return list(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))


NAME_SECONDS = 60.0
KEPT_NAMES = 20_000


class Resolver:
    """The numbers of names for one run; `seconds` bounds one look-up."""

    def __init__(self, system: OperatingSystem, guard: Guard, *, seconds: float) -> None:
        self._system = system
        self._guard = guard
        self._seconds = seconds
        self._kept: dict[str, tuple[float, list[str]]] = {}

    async def numbers_of(self, host: str) -> list[str]:
        """Give the vetted numbers of a canonical host. Raises NotAsked (the guard) or NoAnswer (DNS faults)."""
        number = parse_ip_literal(host)
        numbers = [str(number)] if number is not None else await self._numbers_of_name(host)
        self._guard.vet_numbers(numbers)
        return numbers

    async def _numbers_of_name(self, host: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(host)
        if kept and now - kept[0] < NAME_SECONDS:
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
            raise translate_dns_error(error, host, waited=loop.time() - started) from error
        if not numbers:
            raise NoAnswer(Fault.NO_SUCH_HOST, f"the name {host} has no address")
        return numbers
