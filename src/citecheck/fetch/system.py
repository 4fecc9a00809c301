"""What the network needs of the operating system: names looked up, sockets connected, one's own numbers known.

Kept apart so that a test can hand in a system of its own that lies, fails and writes down what it was asked.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

THREADS = 32
"""Look-ups at once: getaddrinfo blocks, for ten seconds where a name server is silent."""


class System:
    """The machine itself."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None

    async def numbers(self, name: str) -> list[str]:
        """Look a name up. Raises OSError (`socket.gaierror`) as getaddrinfo does."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resolver")
        return await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, name)

    async def connect(self, sock: socket.socket, number: str, port: int) -> None:
        """Connect a non-blocking socket. Raises OSError."""
        await asyncio.get_running_loop().sock_connect(sock, (number, port))

    def owns(self, number: str) -> bool:
        """Tell whether the kernel would reach `number` from itself: then it is one of this machine's.

        Connecting a datagram socket sends nothing; it only chooses the source, and for one's own address that is the
        address itself. This sees every interface, also those that came up after the program started.
        """
        family = socket.AF_INET6 if ":" in number else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((number, 9))
                return bool(probe.getsockname()[0] == number)
        except OSError:
            return False

    def close(self) -> None:
        """Let the threads go; a look-up under way is abandoned."""
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(name: str) -> list[str]:
    """Give the numbers of a name in the order the system prefers (RFC 6724); blocks."""
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))
