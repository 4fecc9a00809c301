"""Name resolution: vetted IP addresses of host names, each looked up at most once a minute.

`getaddrinfo` uses the machine's own configuration (hosts file, VPN, search order). Its error codes distinguish two
faults. A third one, a name server that does not answer, has the same code as a server that fails (EAI_AGAIN), but only
after the resolver's own timeout. `OperatingSystem` is a class of its own so that a test can pass one that lies, fails
and records its calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time

from citecheck.model.exchange import Fault
from citecheck.net.failure import NoAnswer, translate_dns_error
from citecheck.net.guard import Guard, Way, list_own_ips, parse_ip_literal

_LOOK_UPS = 64
"""Simultaneous look-ups: getaddrinfo blocks a thread, for ten seconds if a name server is silent."""
_OWN_IPS_SECONDS = 60.0
"""Seconds after which the machine's own IP addresses are listed again."""


class OperatingSystem:
    """The machine's resolver, sockets and IP addresses."""

    def __init__(self) -> None:
        self._looking = asyncio.Semaphore(_LOOK_UPS)
        self._own: frozenset[str] = frozenset()
        self._list_again_at = 0.0

    async def look_up(self, name: str) -> list[str]:
        """Return the IP addresses of a name. Raise OSError (`socket.gaierror`) or UnicodeError as getaddrinfo does."""
        async with self._looking:
            found = await _look_up_in_thread(name)
        if isinstance(found, Exception):
            raise found
        return found

    async def connect(self, sock: socket.socket, ip: str, port: int) -> None:
        """Connect a non-blocking socket. Raise OSError."""
        await asyncio.get_running_loop().sock_connect(sock, (ip, port))

    def owns(self, ip: str) -> bool:
        """Return whether `ip` belongs to this machine. The list is renewed each minute, since interfaces change."""
        now = time.monotonic()
        if now >= self._list_again_at:
            self._own, self._list_again_at = list_own_ips(), now + _OWN_IPS_SECONDS
        return ip in self._own


def _look_up_in_thread(name: str) -> asyncio.Future[list[str] | Exception]:
    """Look up a name in a daemon thread, so that no name server can delay the end of the program."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str] | Exception] = loop.create_future()

    def set_result(found: list[str] | Exception) -> None:
        if not future.done():
            future.set_result(found)

    def look_up() -> None:
        found = _look_up(name)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(set_result, found)

    threading.Thread(target=look_up, daemon=True, name="look-up").start()
    return future


def _look_up(name: str) -> list[str] | Exception:
    """Return the IP addresses of a name in the order the system prefers (RFC 6724). Blocks."""
    try:
        answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    return list(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))


_NAME_SECONDS = 60.0
"""Seconds a result is kept."""
_KEPT_NAMES = 20_000


class Resolver:
    """The IP addresses of host names for one run. `seconds` bounds one look-up."""

    def __init__(self, system: OperatingSystem, guard: Guard, *, seconds: float) -> None:
        self._system = system
        self._guard = guard
        self._seconds = seconds
        self._kept: dict[str, tuple[float, list[str]]] = {}

    async def resolve(self, host: str, way: Way, *, is_chosen: bool = False) -> list[str]:
        """Return the vetted IP addresses of a canonical host; `is_chosen` is whether the user connects others to it.

        Raises:
            NotAsked: The guard refuses it.
            NoAnswer: The name cannot be resolved.
        """
        ip = parse_ip_literal(host)
        ips = [str(ip)] if ip is not None else await self._resolve_name(host)
        self._guard.vet_ips(ips, host, way, is_chosen=is_chosen)
        return ips

    async def _resolve_name(self, host: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(host)
        if kept and now - kept[0] < _NAME_SECONDS:
            return kept[1]
        ips = await self._look_up(host)
        if len(self._kept) >= _KEPT_NAMES:
            self._kept.clear()
        self._kept[host] = (now, ips)
        return ips

    async def _look_up(self, host: str) -> list[str]:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self._seconds):
                ips = await self._system.look_up(self._guard.write_absolute_name(host))
        except TimeoutError:
            raise NoAnswer(Fault.DNS_TIMEOUT, f"no name server answered for {host}") from None
        except (OSError, UnicodeError) as error:
            raise translate_dns_error(error, host, waited=loop.time() - started) from error
        if not ips:
            raise NoAnswer(Fault.NO_SUCH_HOST, f"the name {host} has no address")
        return ips
