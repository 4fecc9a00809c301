"""Take lines as they come: one at once when a person types, many at once when a file is piped in."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Iterator
from queue import Queue
from typing import IO

CHUNK = 65_536


def unbuffered(stream: Iterable[bytes] | IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream, read from its descriptor where it has one.

    A thread that is left waiting inside a buffered reader holds its lock, and the interpreter cannot end without it.
    """
    try:
        descriptor = stream.fileno() if isinstance(stream, io.IOBase) else -1
    except io.UnsupportedOperation:
        descriptor = -1
    if descriptor < 0:
        yield from stream
        return
    rest = b""
    while chunk := os.read(descriptor, CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest


def batches_of(lines: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    """Yield all lines that are waiting, at least one and at most `most`, blank ones left out.

    A thread reads ahead by no more than `most` lines, so that a line is answered while its writer waits for the answer.
    """
    waiting: Queue[bytes | None] = Queue(maxsize=most)

    def read() -> None:
        for line in unbuffered(lines):
            if line.strip():
                waiting.put(line)
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    while (line := waiting.get()) is not None:
        batch = [line]
        while len(batch) < most and not waiting.empty():
            following = waiting.get()
            if following is None:
                yield batch
                return
            batch.append(following)
        yield batch
