"""Standard input, output and error, which may be closed, on a full disk, or without a reader.

Python sets a closed stream to None, raises a traceback for a full disk, and exits with its own code where the last
flush fails. Here the streams are always files, in UTF-8 for every locale, and an error is reported once.

The rows of a batch: one JSON object per line, read as they arrive and written as strict JSON.

A line is processed at once when a person types, and many together when a file is piped in. Rows are untrusted, and
Python's `json` reads and writes more than JSON: `NaN`, nesting up to the stack limit, and lone surrogates that no UTF-8
file can hold. Such input is treated as absent or refused, and the output is strict JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from queue import Queue
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

import click

from citecheck.errors import RunIncomplete, UnreadableInput, WrongUsage
from citecheck.report.safe_text import escape_json, hide_secrets

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from citecheck.model.report import OwnFault

_LAST_STANDARD = 2
"""The descriptor of standard error."""


def conclude_faults(faults: Sequence[OwnFault]) -> int:
    """Print the report of the faults of citecheck that a command survived; return its exit code, 0 without faults."""
    if not faults:
        return 0
    from citecheck.cli.fault_report import OWN_FAULT_CODE, report_faults  # noqa: PLC0415 (most runs need none)

    report_faults(faults, sys.argv[1:])
    return OWN_FAULT_CODE


class ReaderGone(Exception):
    """The reader of standard output closed it."""


class _StandardOutput(io.FileIO):
    """Standard output; after the first error, everything written to it is discarded."""

    lost = False
    """Whether anything written to it was discarded: it was closed at the start, or an error occurred."""

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
        self.lost = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


class _ErrorOutput(_StandardOutput):
    """Standard error, without secrets in addresses, for logs; its own errors cannot be reported anywhere."""

    def write(self, written: ReadableBuffer, /) -> int:
        """Write bytes, or discard them if that fails."""
        given = bytes(written)
        left = hide_secrets(given.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        with contextlib.suppress(ReaderGone, RunIncomplete):
            while left:
                left = left[super().write(left) :]
        return len(given)


def prepare() -> None:
    """Replace the standard streams with our own files, and treat SIGTERM as an interrupt."""
    _fill_closed_places()
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (a descriptor)
    output = _StandardOutput(1, "wb", closefd=False)
    output.lost = sys.stdout is None
    sys.stdout = _open_text(output, by_line=output.isatty())
    sys.stderr = _open_text(_ErrorOutput(2, "wb", closefd=False), by_line=True)
    signal.signal(signal.SIGTERM, _interrupt)


def is_output_lost() -> bool:
    """Return whether nobody can have read all of standard output, which was closed or had an error."""
    output = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(output, _StandardOutput) and output.lost


def _fill_closed_places() -> None:
    """Open the null device on each closed standard descriptor, so that no store or socket gets its number."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STANDARD:
        pass
    os.close(descriptor)


def _open_text(file: _StandardOutput, *, by_line: bool) -> io.TextIOWrapper:
    """Return a UTF-8 text stream over `file`; a lone surrogate, as in file names, is written as its JSON escape."""
    return io.TextIOWrapper(io.BufferedWriter(file), "utf-8", "backslashreplace", line_buffering=by_line)


def _interrupt(number: int, frame: FrameType | None) -> Any:
    """Act like the interrupt key, even where the shell disables that key, as for background jobs."""
    as_key = signal.getsignal(signal.SIGINT)
    return as_key(number, frame) if callable(as_key) else signal.default_int_handler(number, frame)


def write_file(target: Path, pieces: Iterable[str | bytes], what: str, option: str) -> None:
    """Write `pieces` to what `target` names, in UTF-8; a regular file is written whole or stays as it was.

    A link is followed, so that the file it names is replaced and not the link. A device or a pipe is written as it is,
    and a standard stream through its own descriptor: opening the file after `>>` anew would cut it.

    Raises:
        WrongUsage: The target cannot be opened; the sentence names `what` and the command's `option` for it.
        RunIncomplete: The target was opened and what was written is lost, as on a full disk.
    """
    opened = False
    try:
        with _open_target(target) as file:
            opened = True
            for piece in pieces:
                file.write(piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece)
    except BrokenPipeError:
        return  # a reader that leaves early has what it wanted
    except OSError as error:
        lost = f"{target}: the {what} cannot be written ({error.strerror})"
        if opened:
            raise RunIncomplete(f"{lost}; free space or give another name to {option}, and run again") from error
        raise WrongUsage(f"{lost}; give another name to {option}") from error


@contextlib.contextmanager
def _open_target(target: Path) -> Iterator[IO[bytes]]:
    """Open what `target` names for writing. Raises OSError."""
    try:
        found = target.stat()
    except FileNotFoundError:
        found = None
    descriptor = next((each for each in (1, _LAST_STANDARD) if found and _is_same_file(found, each)), None)
    if descriptor is not None:
        sys.stdout.flush()
        with open(os.dup(descriptor), "wb") as file:  # noqa: PTH123 (a descriptor)
            yield file
    elif found is None or stat.S_ISREG(found.st_mode):
        with _open_replacement(Path(os.path.realpath(target))) as file:
            yield file
    else:
        with target.open("wb") as file:
            yield file


def _is_same_file(found: os.stat_result, descriptor: int) -> bool:
    return os.path.samestat(found, os.fstat(descriptor))


@contextlib.contextmanager
def _open_replacement(target: Path) -> Iterator[IO[bytes]]:
    """Open a file next to `target` that takes its place once it is whole. Raises OSError."""
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


_CHUNK = 65_536


def _read_unbuffered(stream: Iterable[bytes] | IO[bytes]) -> Iterator[bytes]:
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
    while chunk := os.read(descriptor, _CHUNK):
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
        for line in _read_unbuffered(lines):
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


def read_rows(path: str, *, holding: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines, "-" for standard input, without blank lines.

    Raises:
        UnreadableInput: The file cannot be read, or as in `parse_row`.
    """
    try:
        lines = click.open_file(path, "rb")
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror}); name a file of JSON lines") from error
    with lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield parse_row(line, number, holding=holding)


def _parse_finite(written: str) -> float | None:
    """Parse a number; return None if it exceeds the range of a double (`1e999`)."""
    number = float(written)
    return number if math.isfinite(number) else None


_decode = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_parse_finite).decode
"""Created once: `json.loads` creates a decoder for every line, which takes as long as decoding the line."""


def encode_row(row: Mapping[str, Any]) -> bytes:
    """Encode one line, with a lone surrogate as its JSON escape."""
    return escape_json(json.dumps(row, ensure_ascii=False)).encode("utf-8", "backslashreplace") + b"\n"
