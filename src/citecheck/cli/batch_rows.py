"""The rows of a batch: one JSON object a line, read as they come and written so that any reader takes them.

One line is taken at once when a person types, many when a file is piped in. Rows come from strangers, and
Python's `json` reads and writes more than JSON: `NaN`, nesting until its stack ends, halves of surrogate
pairs that no UTF-8 file can hold. What comes in that way is taken as absent or refused, and what goes out is
strict.
"""

from __future__ import annotations

import io
import json
import math
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from queue import Queue
from typing import IO, Any

from citecheck.errors import UnreadableInput
from citecheck.report.safe_text import escape_json

CHUNK = 65_536


def read_unbuffered(stream: Iterable[bytes] | IO[bytes]) -> Iterator[bytes]:
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


def take_batches(lines: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    """Yield all lines that are waiting, at least one and at most `most`, blank ones left out.

    A thread reads ahead by no more than `most` lines, so that a line is answered while its writer waits for the answer.
    """
    waiting: Queue[bytes | None] = Queue(maxsize=most)

    def read() -> None:
        for line in read_unbuffered(lines):
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


def parse_row(line: bytes, number: int, *, holding: str = "id and path") -> dict[str, Any]:
    """Read line `number` of a batch; a number that JSON does not know becomes None.

    Raises:
        UnreadableInput: the line is not a JSON object; `holding` tells the reader what it should hold.
    """
    try:
        row = _decode(line.removeprefix(b"\xef\xbb\xbf").decode())
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnreadableInput(
            f"standard input, line {number}: not a JSON object; write one object a line with {holding}"
        )
    return row


def parse_finite(written: str) -> float | None:
    """Read a number, None where it is beyond what a double holds (`1e999`)."""
    number = float(written)
    return number if math.isfinite(number) else None


_decode = json.JSONDecoder(parse_constant=lambda _: None, parse_float=parse_finite).decode
"""Made once: `json.loads` makes a decoder for every line, which takes as long as reading one."""


def encode_row(row: Mapping[str, Any]) -> bytes:
    """Write one line; half a surrogate pair as the escape that JSON has for it."""
    return escape_json(json.dumps(row, ensure_ascii=False)).encode("utf-8", "backslashreplace") + b"\n"
