"""Messages between parent and child: eight bytes of length, then a pickle.

A batch is the function with the number of its items, then each item. Both ends run the same code on the same
machine,
and the child only ever sends values of our own model; the pickle carries functions by name.
"""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any

LENGTH = struct.Struct(">Q")


def write_frame(stream: IO[bytes], value: Any) -> None:
    """Send one value and flush.

    Raises:
        OSError: the other end is gone.
    """
    write_pickle(stream, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    stream.flush()


def write_pickle(stream: IO[bytes], pickled: bytes) -> None:
    """Send a value that is a pickle already, without another copy of it and without flushing.

    Raises:
        OSError: as `write_frame`.
    """
    for part in (LENGTH.pack(len(pickled)), pickled):
        pending = memoryview(part)
        while pending:
            pending = pending[stream.write(pending) :]


def read_frame(stream: IO[bytes]) -> Any:
    """Receive one value.

    Raises:
        EOFError: the other end closed, perhaps in the middle of a message.
    """
    return pickle.loads(read_pickle(stream))  # noqa: S301 (our own child, see the module's docstring)


def read_pickle(stream: IO[bytes]) -> bytes:
    """Receive one value as its pickle.

    Raises:
        EOFError: as `read_frame`.
    """
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """Read `size` bytes of a stream that may give fewer at a time."""
    pieces = []
    while size:
        piece = stream.read(size)
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
