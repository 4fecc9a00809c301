"""Messages between parent and child: eight bytes of length, then a pickle.

Both ends run the same code on the same machine, and the child only ever sends values of our own model; the pickle
carries functions by name.
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
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pending = memoryview(LENGTH.pack(len(body)) + body)
    while pending:
        pending = pending[stream.write(pending) :]
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Receive one value.

    Raises:
        EOFError: the other end closed, perhaps in the middle of a message.
    """
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return pickle.loads(_exactly(stream, size))  # noqa: S301 (our own child, see the module's docstring)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """Read `size` bytes of a stream that may give fewer at a time."""
    pieces = []
    while size:
        piece = stream.read(size)
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
