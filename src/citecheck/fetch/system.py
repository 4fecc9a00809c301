"""What the network needs of the operating system: names looked up, sockets connected, one's own numbers known.

Kept apart so that a test can hand in a system of its own that lies, fails and writes down what it was asked.
"""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from citecheck.fetch.own_numbers import own_numbers

THREADS = 32
"""Look-ups at once: getaddrinfo blocks, for ten seconds where a name server is silent."""
LISTED_SECONDS = 60.0


class System:
    """The machine itself."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._own: frozenset[str] = frozenset()
        self._list_again_at = 0.0

    async def numbers(self, name: str) -> list[str]:
        """Look a name up. Raises OSError (`socket.gaierror`) as getaddrinfo does."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resolver")
        return await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, name)

    async def connect(self, sock: socket.socket, number: str, port: int) -> None:
        """Connect a non-blocking socket. Raises OSError."""
        await asyncio.get_running_loop().sock_connect(sock, (number, port))

    def owns(self, number: str) -> bool:
        """Tell whether `number` is one of this machine's own; listed anew each minute, since interfaces come up."""
        now = time.monotonic()
        if now >= self._list_again_at:
            self._own, self._list_again_at = own_numbers(), now + LISTED_SECONDS
        return number in self._own

    def close(self) -> None:
        """Let the threads go; a look-up under way is abandoned."""
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(name: str) -> list[str]:
    """Give the numbers of a name in the order the system prefers (RFC 6724); blocks."""
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))
