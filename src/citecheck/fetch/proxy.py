"""A proxy the user named: plain HTTP to it, CONNECT through it for https (RFC 9110, 9.3.6).

The proxy's own number is the user's choice and not vetted. Behind it the guard sees names and literal numbers only:
what a name leads to is decided by the proxy.
"""

from __future__ import annotations

import asyncio
import socket
from base64 import b64encode
from urllib.parse import unquote, urlsplit

from citecheck.errors import WrongUsage
from citecheck.fetch.failure import NoAnswer
from citecheck.fetch.response import ResponseReader
from citecheck.fetch.system import System
from citecheck.model.exchange import Fault


class Proxy:
    """One HTTP proxy; raises WrongUsage for an address that is none."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            self.port = parts.port or 80
        except ValueError as error:
            raise WrongUsage(f"--proxy {url}: not an address ({error})") from error
        if parts.scheme != "http" or not parts.hostname:
            raise WrongUsage(f"--proxy {url}: only proxies of the form http://[USER:PASSWORD@]HOST:PORT can be used")
        self._host = parts.hostname
        self.credentials = b""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self.credentials = b"Proxy-Authorization: Basic " + b64encode(pair) + b"\r\n"
            """A whole field line, never recorded."""

    async def numbers(self, system: System) -> list[str]:
        """Look the proxy's host up. Raises NoAnswer."""
        try:
            return await system.numbers(self._host)
        except OSError as error:
            raise NoAnswer(Fault.DNS_FAILURE, f"the proxy {self._host} has no address") from error

    async def tunnel(self, sock: socket.socket, host: str, port: int) -> None:
        """Ask the proxy for a tunnel on a connected socket. Raises NoAnswer where it does not grant one."""
        loop = asyncio.get_running_loop()
        target = f"{host}:{port}".encode()
        head = b"CONNECT " + target + b" HTTP/1.1\r\nHost: " + target + b"\r\n" + self.credentials + b"\r\n"
        await loop.sock_sendall(sock, head)
        reader = ResponseReader(limit=0)
        while not reader.has_head:
            # One byte at a time: what follows the head belongs to the host behind the proxy.
            piece = await loop.sock_recv(sock, 1)
            if not piece:
                raise NoAnswer(Fault.DISCONNECTED, "the proxy closed the connection")
            reader.feed(piece)
        if not 200 <= reader.status < 300:
            raise NoAnswer(Fault.UNREACHABLE, f"the proxy would not connect to the host ({reader.status})")
