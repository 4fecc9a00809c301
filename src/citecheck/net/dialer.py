"""Opening connections: choose the destination (connect-to, proxy) and a vetted IP address, then start TLS.

A proxy named by the user gets plain HTTP, and CONNECT for https (RFC 9110, 9.3.6). The proxy's own IP address is the
user's choice and not vetted. With a proxy the guard sees only names and literal IP addresses, since the proxy resolves
the names.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from citecheck.errors import WrongUsage
from citecheck.model.exchange import Fault
from citecheck.model.settings import NetworkSettings
from citecheck.net.address import Address
from citecheck.net.connection import Connection, LargeBodies
from citecheck.net.failure import NoAnswer, translate_os_error, translate_tls_error
from citecheck.net.guard import Guard, Way
from citecheck.net.resolver import OperatingSystem, Resolver
from citecheck.net.response import ResponseReader

_OP_LEGACY_SERVER_CONNECT = 0x4
"""Allows servers without secure renegotiation (RFC 5746): browsers open them, OpenSSL 3 alone refuses."""


def _build_tls_context(cacert: str | None) -> ssl.SSLContext:
    """Build the TLS context. `cacert` replaces the system's roots, as curl's option does.

    Without `cacert` the roots of the system and of certifi are trusted, since bare machines ship none. Raise
    WrongUsage for a file that holds no certificate.
    """
    context = ssl.create_default_context(cafile=None) if cacert is None else _load_only(cacert)
    if cacert is None:
        _add_certifi(context)
    context.options |= _OP_LEGACY_SERVER_CONNECT
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load_only(cacert: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=cacert)
    except (OSError, ssl.SSLError) as error:
        raise WrongUsage(f"--cacert {cacert}: no certificates can be read from it ({error})") from error


def _add_certifi(context: ssl.SSLContext) -> None:
    try:
        import certifi  # noqa: PLC0415 (a bundle of 300 kB, read only if TLS is used)
    except ImportError:
        return
    context.load_verify_locations(certifi.where())


_HOST_FAILED_STATUSES = frozenset({502, 503, 504})
"""Statuses of a proxy that tried to connect to the host (RFC 9110, 15.6.3-5). Any other is its own refusal."""
PROXY_LOGIN_REQUIRED = 407
"""The status with which a proxy asks for a name and password (RFC 9110, 15.5.8); no host sends it."""


def explain_proxy_refusal(status: int) -> str:
    """Return the clause for a proxy that refuses to ask."""
    if status == PROXY_LOGIN_REQUIRED:
        return "the proxy asks for a name and password, or refuses those of --proxy (407)"
    return f"the proxy refused to connect to the host ({status})"


class _Proxy:
    """One HTTP proxy. Raise WrongUsage for anything but the address of an HTTP proxy."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            self.port = parts.port or 80
        except ValueError as error:
            raise WrongUsage(f"--proxy {url}: not an address ({error})") from error
        has_place = "://" in url or parts.port  # a bare word is a slip more often than a host
        if parts.scheme != "http" or not parts.hostname or not has_place:
            raise WrongUsage(f"--proxy {url}: only proxies of the form http://[USER:PASSWORD@]HOST:PORT can be used")
        self._host = parts.hostname
        self.credentials = b""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self.credentials = b"Proxy-Authorization: Basic " + b64encode(pair) + b"\r\n"
            """A whole field line. It is never recorded."""

    async def look_up(self, system: OperatingSystem) -> list[str]:
        """Return the IP addresses of the proxy's host. Raise NoAnswer if it has none."""
        try:
            return await system.look_up(self._host)
        except (OSError, UnicodeError) as error:
            raise NoAnswer(Fault.PROXY, f"the proxy {self._host} has no address") from error

    def explain_unreached(self, failure: NoAnswer) -> NoAnswer:
        """Return the failure to connect to the proxy, which says nothing of the host that was to be asked."""
        detail = failure.detail.replace("the host", "it", 1)
        return NoAnswer(Fault.PROXY, f"the proxy {self._host}:{self.port} could not be reached ({detail})")

    async def tunnel(self, sock: socket.socket, host: str, port: int) -> None:
        """Request a tunnel from the proxy on a connected socket. Raise NoAnswer if the proxy refuses."""
        loop = asyncio.get_running_loop()
        target = f"{host}:{port}".encode()
        head = b"CONNECT " + target + b" HTTP/1.1\r\nHost: " + target + b"\r\n" + self.credentials + b"\r\n"
        await loop.sock_sendall(sock, head)
        reader = ResponseReader(limit=0)
        while not reader.has_head:
            # One byte at a time: what follows the head comes from the host itself.
            piece = await loop.sock_recv(sock, 1)
            if not piece:
                raise NoAnswer(Fault.PROXY, "the proxy closed the connection")
            reader.feed(piece)
        if reader.status in _HOST_FAILED_STATUSES:
            raise NoAnswer(Fault.UNREACHABLE, f"the proxy could not connect to the host ({reader.status})")
        if not 200 <= reader.status < 300:
            raise NoAnswer(Fault.PROXY, explain_proxy_refusal(reader.status))


_FALLBACK_SECONDS = 2.0
"""Seconds after which a name's next IP address is tried. RFC 8305 races them; trying in turn saves a socket."""


class Dialer:
    """Opens connections by the settings of one run. Each passes the guard."""

    def __init__(self, settings: NetworkSettings, system: OperatingSystem) -> None:
        if wrong := [row for row in settings.connect_to if row[3] and not row[3].isdecimal()]:
            raise WrongUsage(f"--connect-to {':'.join(wrong[0])}: the last part is a port, a number")
        guard = Guard(settings.allow_private, system.owns, settings.private_host)
        self._settings = settings
        self._system = system
        self._guard = guard
        self.large = LargeBodies()
        self._resolver = Resolver(system, guard, seconds=settings.connect_time)
        self._proxy = _Proxy(settings.proxy) if settings.proxy else None
        self._context = _build_tls_context(settings.cacert) if settings.cacert else None

    @property
    def proxy(self) -> _Proxy | None:
        """The proxy in use."""
        return self._proxy

    async def vet(self, address: Address, way: Way) -> None:
        """Check an address that may be requested on a kept connection, which another way may have opened.

        Raise NotAsked (the guard) or NoAnswer.
        """
        host, _ = self._find_destination(address)
        is_chosen = host != address.host
        self._guard.vet(address, way, is_chosen=is_chosen)
        if way.is_led and not self._proxy:
            await self._resolver.resolve(host, way, is_chosen=is_chosen)

    async def open(self, address: Address, way: Way, *, seconds: float) -> Connection:
        """Open a connection for `address` within `seconds`. Raise NotAsked (the guard) or NoAnswer."""
        self._guard.vet(address, way, is_chosen=self._find_destination(address)[0] != address.host)
        sock, peer = await self._connect(address, way, seconds)
        try:
            async with asyncio.timeout(seconds):
                return await self._start_tls(sock, peer, address)
        except TimeoutError:
            sock.close()
            raise NoAnswer(Fault.CONNECT_TIMEOUT, "the host connected but did not start TLS in time") from None
        except ssl.SSLError as error:
            sock.close()
            raise translate_tls_error(error) from error
        except OSError as error:
            sock.close()
            raise translate_os_error(error) from error
        except ValueError:  # empty labels or labels longer than 63 characters: no valid server name for TLS
            sock.close()
            raise NoAnswer(Fault.TLS_OTHER, "the host name is not valid for a certificate") from None
        except (asyncio.CancelledError, NoAnswer):
            sock.close()
            raise

    async def _start_tls(self, sock: socket.socket, peer: str, address: Address) -> Connection:
        """Turn a connected socket into a connection: request the proxy's tunnel if needed, then start TLS."""
        secure = self._load_context() if address.scheme == "https" else None
        if self._proxy and secure:
            await self._proxy.tunnel(sock, address.host, address.port)
        name = address.host.strip("[]").rstrip(".") if secure else None
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(
            lambda: Connection(peer, self.large), sock=sock, ssl=secure, server_hostname=name
        )
        return made

    async def _connect(self, address: Address, way: Way, seconds: float) -> tuple[socket.socket, str]:
        """Return a socket connected for `address`, and the IP address it is connected to."""
        if self._proxy:
            ips = await self._proxy.look_up(self._system)
            try:
                return await self._try_ips(ips, self._proxy.port, seconds)
            except NoAnswer as failure:
                raise self._proxy.explain_unreached(failure) from failure
        host, port = self._find_destination(address)
        ips = await self._resolver.resolve(host, way, is_chosen=host != address.host)
        return await self._try_ips(ips, port, seconds)

    def _find_destination(self, address: Address) -> tuple[str, int]:
        """Apply the first row of connect-to that matches, as curl does."""
        for host1, port1, host2, port2 in self._settings.connect_to:
            if host1 in ("", address.host, address.host.strip("[]")) and port1 in ("", str(address.port)):
                host = Address.parse(f"http://{host2}/").host if host2 else address.host
                return host, int(port2) if port2 else address.port
        return address.host, address.port

    async def _try_ips(self, ips: list[str], port: int, seconds: float) -> tuple[socket.socket, str]:
        """Connect to the first IP address that accepts, each within its own timeout."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        failure = NoAnswer(Fault.CONNECT_TIMEOUT, "the host did not accept the connection in time")
        for ip, timeout in _divide_seconds(ips, seconds):
            try:
                async with asyncio.timeout(min(timeout, end - loop.time())):
                    return await self._connect_socket(ip, port), ip
            except TimeoutError:
                continue
            except OSError as error:
                failure = translate_os_error(error)
        raise failure

    async def _connect_socket(self, ip: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        with contextlib.ExitStack() as closing:
            sock = closing.enter_context(socket.socket(family, socket.SOCK_STREAM))
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._system.connect(sock, ip, port)
            closing.pop_all()
        return sock

    def _load_context(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = _build_tls_context(self._settings.cacert)
        return self._context


def _divide_seconds(ips: list[str], seconds: float) -> Iterator[tuple[str, float]]:
    """Yield each IP address with its timeout: `_FALLBACK_SECONDS` at most, and all of `seconds` for the last."""
    for ip in ips[:-1]:
        yield ip, min(_FALLBACK_SECONDS, seconds)
    yield ips[-1], seconds
