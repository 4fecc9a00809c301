"""The addresses of `citecheck fetch`: read as they come, each distinct one asked once, each line answered."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from citecheck.errors import UnreadableInput
from citecheck.net.address import Address
from citecheck.net.failure import NotAsked
from citecheck.net.request import FetchRequest

CHUNK = 65_536
"""Bytes read at once."""
AHEAD = 4
"""Chunks read ahead of the crawl."""


class Ledger:
    """Who waits for which address, and what was said of those already asked.

    `tell(id, url, answer)` is called for each line once its address has been asked. The answers are kept, some 300
    bytes each, since a later line may name the same address again.
    """

    def __init__(self, tell: Callable[[Any, str, str], None]) -> None:
        self._tell = tell
        self._waiting: dict[str, list[tuple[Any, str]]] = {}
        self._answers: dict[str, str] = {}

    def ask(self, number: Any, url: str) -> FetchRequest | None:
        """Note that line `number` waits for `url`; a request if it has not been asked yet."""
        try:
            key = Address.parse(url).href
        except NotAsked:
            key = url
        if key in self._answers:
            self._tell(number, url, self._answers[key])
            return None
        asked = key in self._waiting
        self._waiting.setdefault(key, []).append((number, url))
        return None if asked else FetchRequest(key)

    def answer(self, key: str, answer: str) -> None:
        """Answer every line that waits for the address."""
        self._answers[key] = answer
        for number, url in self._waiting.pop(key, ()):
            self._tell(number, url, answer)


async def batch_lines(path: str) -> AsyncIterator[bytes]:
    """Give the lines of a file, or of standard input for "-", as they come.

    The reading is done in a thread that may be left behind: a terminal or a pipe that says nothing must not hold up
    the end of the program. Raises UnreadableInput.
    """
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes | OSError] = asyncio.Queue()
    room = threading.Semaphore(AHEAD)
    descriptor = _open_input(path)

    def pump() -> None:
        chunk: bytes | OSError = b"first"
        while chunk and isinstance(chunk, bytes):
            room.acquire()
            chunk = _read_chunk(descriptor)
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)

    threading.Thread(target=pump, daemon=True, name="batch").start()
    rest = b""
    while chunk := await chunks.get():
        if isinstance(chunk, OSError):
            raise UnreadableInput(f"{path}: cannot be read ({chunk.strerror})")
        room.release()
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line
    if rest:
        yield rest


def _read_chunk(descriptor: int) -> bytes | OSError:
    try:
        return os.read(descriptor, CHUNK)
    except OSError as error:
        return error


def _open_input(path: str) -> int:
    if path == "-":
        return sys.stdin.fileno()
    try:
        return os.open(Path(path), os.O_RDONLY)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be opened ({error.strerror}); check the name") from error
