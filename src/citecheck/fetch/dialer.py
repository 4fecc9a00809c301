"""Open connections: where to (connect-to, proxy), which number (vetted), and TLS on top."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Iterator

from citecheck.errors import WrongUsage
from citecheck.fetch.address import Address
from citecheck.fetch.connection import Connection
from citecheck.fetch.failure import NoAnswer
from citecheck.fetch.guard import Guard
from citecheck.fetch.large import LargeBodies
from citecheck.fetch.proxy import Proxy
from citecheck.fetch.resolver import Resolver
from citecheck.fetch.system import System
from citecheck.fetch.tls import tls_failure, trusting_context
from citecheck.model.exchange import Fault
from citecheck.model.settings import NetworkSettings

FALLBACK = 2.0
"""Seconds after which the next number of a name is tried, while one is left (RFC 8305 races them; we save a socket)."""

OS_FAULTS: dict[int, tuple[Fault, str]] = {
    errno.ECONNREFUSED: (Fault.CONNECT_REFUSED, "the host refuses connections on this port"),
    errno.ECONNRESET: (Fault.DISCONNECTED, "the host broke the connection off"),
    errno.EPIPE: (Fault.DISCONNECTED, "the host broke the connection off"),
    errno.ETIMEDOUT: (Fault.CONNECT_TIMEOUT, "the host did not answer the call"),
    errno.EHOSTUNREACH: (Fault.UNREACHABLE, "no way leads to the host"),
    errno.ENETUNREACH: (Fault.UNREACHABLE, "no way leads to the host's network"),
    errno.EADDRNOTAVAIL: (Fault.UNREACHABLE, "no way leads to the host from here"),
    errno.EACCES: (Fault.UNREACHABLE, "a filter on this machine forbids the connection"),
    errno.EPERM: (Fault.UNREACHABLE, "a filter on this machine forbids the connection"),
}
"""What the kernel says when it cannot connect."""


class Dialer:
    """Opens connections by the settings of one run, each through the guard."""

    def __init__(self, settings: NetworkSettings, system: System) -> None:
        if wrong := [row for row in settings.connect_to if row[3] and not row[3].isdecimal()]:
            raise WrongUsage(f"--connect-to {':'.join(wrong[0])}: the last part is a port, a number")
        guard = Guard(settings.allow_private, system.owns)
        self._settings = settings
        self._system = system
        self._guard = guard
        self.large = LargeBodies()
        self._resolver = Resolver(system, guard, seconds=settings.connect_time)
        self._proxy = Proxy(settings.proxy) if settings.proxy else None
        self._context = trusting_context(settings.cacert) if settings.cacert else None

    @property
    def proxy(self) -> Proxy | None:
        """The proxy in use."""
        return self._proxy

    async def open(self, address: Address, *, seconds: float) -> Connection:
        """Connect for `address` within `seconds`. Raises NotAsked (the guard) or NoAnswer."""
        self._guard.vet(address)
        sock, peer = await self._reach(address, seconds)
        try:
            async with asyncio.timeout(seconds):
                return await self._greet(sock, peer, address)
        except TimeoutError:
            sock.close()
            raise NoAnswer(Fault.CONNECT_TIMEOUT, "the host took the call but did not speak TLS in time") from None
        except ssl.SSLError as error:
            sock.close()
            raise tls_failure(error) from error
        except OSError as error:
            sock.close()
            raise os_failure(error) from error
        except ValueError:  # labels that are empty or longer than 63: no name TLS can ask for
            sock.close()
            raise NoAnswer(Fault.TLS_OTHER, "the host name is none that a certificate can be asked for") from None
        except (asyncio.CancelledError, NoAnswer):
            sock.close()
            raise

    async def _greet(self, sock: socket.socket, peer: str, address: Address) -> Connection:
        """Make a connected socket a connection: through the proxy, then TLS."""
        secure = self._secure() if address.scheme == "https" else None
        if self._proxy and secure:
            await self._proxy.tunnel(sock, address.host, address.port)
        name = address.host.strip("[]").rstrip(".") if secure else None
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(
            lambda: Connection(peer, self.large), sock=sock, ssl=secure, server_hostname=name
        )
        return made

    async def _reach(self, address: Address, seconds: float) -> tuple[socket.socket, str]:
        """Connect a socket to the first number that takes the call."""
        if self._proxy:
            return await self._call(await self._proxy.numbers(self._system), self._proxy.port, seconds)
        host, port = self._destination(address)
        return await self._call(await self._resolver.numbers_of(host), port, seconds)

    def _destination(self, address: Address) -> tuple[str, int]:
        """Apply the first row of connect-to that fits, as curl does."""
        for host1, port1, host2, port2 in self._settings.connect_to:
            if host1 in ("", address.host, address.host.strip("[]")) and port1 in ("", str(address.port)):
                host = Address.parse(f"http://{host2}/").host if host2 else address.host
                return host, int(port2) if port2 else address.port
        return address.host, address.port

    async def _call(self, numbers: list[str], port: int, seconds: float) -> tuple[socket.socket, str]:
        """Connect to the first number that takes the call, each in its time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        failure = NoAnswer(Fault.CONNECT_TIMEOUT, "the host did not answer the call")
        for number, patience in _turns(numbers, seconds):
            try:
                async with asyncio.timeout(min(patience, end - loop.time())):
                    return await self._connected(number, port), number
            except TimeoutError:
                continue
            except OSError as error:
                failure = os_failure(error)
        raise failure

    async def _connected(self, number: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in number else socket.AF_INET
        with contextlib.ExitStack() as closing:
            sock = closing.enter_context(socket.socket(family, socket.SOCK_STREAM))
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._system.connect(sock, number, port)
            closing.pop_all()
        return sock

    def _secure(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = trusting_context(self._settings.cacert)
        return self._context


def os_failure(error: OSError) -> NoAnswer:
    """Say why the kernel could not connect."""
    # asyncio raises a reset without a number where a host leaves in the middle of TLS.
    number = error.errno or (errno.ECONNRESET if isinstance(error, ConnectionResetError) else 0)
    fault, words = OS_FAULTS.get(number, (Fault.UNREACHABLE, "the connection could not be made"))
    return NoAnswer(fault, words)


def _turns(numbers: list[str], seconds: float) -> Iterator[tuple[str, float]]:
    """Give each number its time: the last one all that is left, those before it a little."""
    for number in numbers[:-1]:
        yield number, min(FALLBACK, seconds)
    yield numbers[-1], seconds
