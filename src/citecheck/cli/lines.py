"""Take lines as they come: one at once when a person types, many at once when a file is piped in."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from queue import Queue


def batches_of(lines: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    """Yield all lines that are waiting, at least one and at most `most`, blank ones left out.

    A thread reads ahead by no more than `most` lines, so that a line is answered while its writer waits for the answer.
    """
    waiting: Queue[bytes | None] = Queue(maxsize=most)

    def read() -> None:
        for line in lines:
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
