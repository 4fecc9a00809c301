"""Standard input, output and error, which may be closed, on a full disk, or without a reader.

Python sets a closed stream to None, raises a traceback for a full disk, and exits with its own code where the last
flush fails. Here the streams are always files, in UTF-8 for every locale, and an error is reported once.
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
    """The reader of standard output closed it."""


class StandardOutput(io.FileIO):
    """Standard output; after the first error, everything written to it is discarded."""

    def write(self, written: ReadableBuffer, /) -> int:
        """Write bytes. Raises ReaderGone for a closed pipe, and RunIncomplete for other errors such as a full disk."""
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
        """Discard all further output, including the buffer."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


class ErrorOutput(StandardOutput):
    """Standard error; its own errors cannot be reported anywhere."""

    def write(self, written: ReadableBuffer, /) -> int:
        """Write bytes, or discard them if that fails."""
        try:
            return super().write(written)
        except (ReaderGone, RunIncomplete):
            return memoryview(written).nbytes


def prepare() -> None:
    """Replace the standard streams with our own files, and treat SIGTERM as an interrupt."""
    fill_closed_places()
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (a descriptor)
    output = StandardOutput(1, "wb", closefd=False)
    sys.stdout = open_text(output, by_line=output.isatty())
    sys.stderr = open_text(ErrorOutput(2, "wb", closefd=False), by_line=True)
    signal.signal(signal.SIGTERM, interrupt)


def fill_closed_places() -> None:
    """Open the null device on each closed standard descriptor, so that no store or socket gets its number."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= LAST_STANDARD:
        pass
    os.close(descriptor)


def open_text(file: StandardOutput, *, by_line: bool) -> io.TextIOWrapper:
    """Return a UTF-8 text stream over `file`; a lone surrogate, as in file names, is written as its JSON escape."""
    return io.TextIOWrapper(io.BufferedWriter(file), "utf-8", "backslashreplace", line_buffering=by_line)


def interrupt(number: int, frame: FrameType | None) -> Any:
    """Act like the interrupt key, even where the shell disables that key, as for background jobs."""
    as_key = signal.getsignal(signal.SIGINT)
    return as_key(number, frame) if callable(as_key) else signal.default_int_handler(number, frame)
