"""The child process: read a batch, answer each item in turn, wait for the next batch.

It imports no module of the program until a job names it, so that a replacement starts in some tens of milliseconds. The
operating system enforces the limits, since a parser in C cannot be interrupted: address space by RLIMIT_AS, time by an
alarm whose default action ends the process. It is confined as well: few files, no large ones and, on Linux where the
kernel allows it, no network. An exception that nobody foresaw is sent back with its traceback, and the child
continues. A crash of a library in C ends it; the parent reads the last line of its standard error.

A message is eight bytes of length and then a pickle. A batch is the function with the number of its items, and then
each item. Both ends run the same code on the same machine, and the child sends only values of our own model; the pickle
refers to functions by name.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from citecheck.errors import CitecheckError

_LENGTH = struct.Struct(">Q")
_OUT_OF_MEMORY = "needs more memory than a page may take"
_MEMORY_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Unread:
    """A job without a result; `reason` is one clause for the user, such as "took longer than 20 s".

    `trace` is the traceback if a fault of the program is the reason, None for everything else.
    """

    reason: str
    trace: str | None = None


def main(memory: int, seconds: float) -> None:
    """Serve batches from standard input until it closes; `memory` is the limit in bytes above the idle child's use."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    # Output that a library prints must not mix with the messages.
    os.dup2(2, 1)
    _limit_memory(memory)
    _confine()
    # Pages create many objects and few cycles: a collection every 700 objects takes a twentieth of the time.
    gc.set_threshold(20_000, 20, 100)
    while True:
        try:
            function, count = read_frame(source)
            items = [_read_pickle(source) for _ in range(count)]
        except EOFError:
            return
        for pickled in items:
            _run_job(sink, function, pickled, seconds=seconds)


def _run_job(sink: IO[bytes], function: Any, pickled: bytes, *, seconds: float) -> None:
    """Run one job and send its message."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    message = attempt_job(lambda: function(pickle.loads(pickled)))  # noqa: S301 (from our own parent, see the module docstring)
    signal.setitimer(signal.ITIMER_REAL, 0)
    write_frame(sink, message)


def attempt_job(work: Callable[[], Any]) -> tuple[str, Any]:
    """Return a kind with its value: "value", "error" (an exception), "unread" or "fault" (a reason)."""
    try:
        return ("value", work())
    except CitecheckError as error:
        return ("error", error)
    except MemoryError:
        return ("unread", _OUT_OF_MEMORY)
    except RecursionError:
        return ("unread", "is nested too deeply")
    except Exception as error:  # noqa: BLE001 (a fault of ours in one job must not cost the others)
        reason = " ".join("".join(traceback.format_exception_only(error)).split())
        return ("fault", (f"the reader failed: {reason}", traceback.format_exc()))


def _limit_memory(memory: int) -> None:
    """Limit the address space to its current size plus `memory` bytes."""
    try:
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _MEMORY_PAGE
    except OSError:
        used = 0
    limit = used + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


_LIMITS = {
    resource.RLIMIT_NOFILE: 256,
    resource.RLIMIT_FSIZE: 16_000_000,
    resource.RLIMIT_CORE: 0,
}
"""Open files, bytes of a written file, and of a core dump. Processes are counted for the whole user, not for one."""
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000
"""CLONE_NEWUSER and CLONE_NEWNET of unshare(2)."""


def _confine() -> None:
    """Limit files, and leave the network; what the system does not allow is left as it is."""
    for kind, limit in _LIMITS.items():
        _, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)  # noqa: PLW2901
        resource.setrlimit(kind, (limit, hard))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 (os.unshare is in Python 3.12 and later)

        unshare = ctypes.CDLL(None, use_errno=True).unshare
        # With the right to do it, as root has, no user namespace is needed, in which files of others are closed to it.
        if unshare(_NEW_NETWORK):
            unshare(_NEW_USER | _NEW_NETWORK)


def write_frame(stream: IO[bytes], value: Any) -> None:
    """Send one value and flush.

    Raises:
        OSError: The other end is closed.
    """
    write_pickle(stream, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    stream.flush()


def write_pickle(stream: IO[bytes], pickled: bytes) -> None:
    """Send a pickled value without copying it and without flushing.

    Raises:
        OSError: As in `write_frame`.
    """
    for part in (_LENGTH.pack(len(pickled)), pickled):
        pending = memoryview(part)
        while pending:
            pending = pending[stream.write(pending) :]


def read_frame(stream: IO[bytes]) -> Any:
    """Receive one value.

    Raises:
        EOFError: The other end closed, possibly in the middle of a message.
    """
    return pickle.loads(_read_pickle(stream))  # noqa: S301 (from our own child, see the module docstring)


def _read_pickle(stream: IO[bytes]) -> bytes:
    """Receive one value as a pickle.

    Raises:
        EOFError: As in `read_frame`.
    """
    (size,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """Read exactly `size` bytes of a stream that may return fewer at a time."""
    pieces = []
    while size:
        piece = stream.read(size)
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
