"""The rows of a batch: one JSON object per line, read as they arrive and written as strict JSON.

A line is processed at once when a person types, and many together when a file is piped in. Rows are untrusted, and
Python's `json` reads and writes more than JSON: `NaN`, nesting up to the stack limit, and lone surrogates that no UTF-8
file can hold. Such input is treated as absent or refused, and the output is strict JSON.
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

    A thread that waits in a buffered reader holds the reader's lock, and the interpreter cannot exit without that lock.
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
    """Yield batches of the available lines, at least one and at most `most`, without blank ones.

    A thread reads at most `most` lines ahead, so that a line is answered while its writer waits for the answer.
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
        UnreadableInput: The line is not a JSON object; the message names `holding` as the expected keys.
    """
    try:
        row = _decode(line.removeprefix(b"\xef\xbb\xbf").decode())
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnreadableInput(
            f"standard input, line {number}: not a JSON object; write one object per line with {holding}"
        )
    return row


def parse_finite(written: str) -> float | None:
    """Parse a number; return None if it exceeds the range of a double (`1e999`)."""
    number = float(written)
    return number if math.isfinite(number) else None


_decode = json.JSONDecoder(parse_constant=lambda _: None, parse_float=parse_finite).decode
"""Created once: `json.loads` creates a decoder for every line, which takes as long as decoding the line."""


def encode_row(row: Mapping[str, Any]) -> bytes:
    """Encode one line, with a lone surrogate as its JSON escape."""
    return escape_json(json.dumps(row, ensure_ascii=False)).encode("utf-8", "backslashreplace") + b"\n"
