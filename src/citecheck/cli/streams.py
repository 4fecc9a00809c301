"""Standard input, output and errors as a command finds them: closed, full, or with nobody reading any more.

Python gives None for a closed one, a traceback for a full one, and its own exit code where the last flush fails.
Here
they are always files, in UTF-8 whatever the locale says, and what goes wrong with one is said once.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any

from citecheck.errors import RunIncomplete

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LAST_STANDARD = 2
"""The descriptor of standard error."""


class ReaderGone(Exception):
    """Whoever read standard output has seen enough."""


class StandardOutput(io.FileIO):
    """Standard output; after the first fault what is written to it goes nowhere."""

    def write(self, written: ReadableBuffer, /) -> int:
        """Write. Raises ReaderGone, or RunIncomplete for a full disk."""
        try:
            return super().write(written) or 0
        except OSError as error:
            self.give_up()
            if isinstance(error, BrokenPipeError):
                raise ReaderGone from None
            raise RunIncomplete(
                f"standard output cannot be written ({error.strerror}); free space and run again"
            ) from error

    def give_up(self) -> None:
        """Let all that follows go nowhere, what is still buffered too."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


class ErrorOutput(StandardOutput):
    """Standard error: where it cannot be written there is nobody to tell."""

    def write(self, written: ReadableBuffer, /) -> int:
        """Write, or write nowhere."""
        try:
            return super().write(written)
        except (ReaderGone, RunIncomplete):
            return memoryview(written).nbytes


def prepare() -> None:
    """Make the standard streams files of ours, and a request to end the program an interrupt."""
    fill_closed_places()
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (a descriptor)
    output = StandardOutput(1, "wb", closefd=False)
    sys.stdout = open_text(output, by_line=output.isatty())
    sys.stderr = open_text(ErrorOutput(2, "wb", closefd=False), by_line=True)
    signal.signal(signal.SIGTERM, interrupt)


def fill_closed_places() -> None:
    """Open nothing in the places of standard files that the caller closed: no store and no socket may land there."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= LAST_STANDARD:
        pass
    os.close(descriptor)


def open_text(file: StandardOutput, *, by_line: bool) -> io.TextIOWrapper:
    """Write UTF-8 to a file, and half a surrogate pair, as of a file name, as the escape that JSON has for it."""
    return io.TextIOWrapper(io.BufferedWriter(file), "utf-8", "backslashreplace", line_buffering=by_line)


def interrupt(number: int, frame: FrameType | None) -> Any:
    """Do what the key for an interrupt does, also where that key is switched off, as for jobs in the background."""
    as_key = signal.getsignal(signal.SIGINT)
    return as_key(number, frame) if callable(as_key) else signal.default_int_handler(number, frame)
