"""What the network needs of the operating system: names looked up, sockets connected, one's own numbers known.

Kept apart so that a test can hand in a system of its own that lies, fails and writes down what it was asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time

from citecheck.fetch.own_numbers import own_numbers

LOOK_UPS = 64
"""Look-ups at once: getaddrinfo blocks a thread, for ten seconds where a name server is silent."""
LISTED_SECONDS = 60.0


class System:
    """The machine itself."""

    def __init__(self) -> None:
        self._looking = asyncio.Semaphore(LOOK_UPS)
        self._own: frozenset[str] = frozenset()
        self._list_again_at = 0.0

    async def numbers(self, name: str) -> list[str]:
        """Look a name up. Raises OSError (`socket.gaierror`) or UnicodeError as getaddrinfo does."""
        async with self._looking:
            found = await _in_thread(name)
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
            self._own, self._list_again_at = own_numbers(), now + LISTED_SECONDS
        return number in self._own


def _in_thread(name: str) -> asyncio.Future[list[str] | Exception]:
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
