"""One child process as its parent sees it: started when needed, killed when it overstays, replaced the next time."""

from __future__ import annotations

import contextlib
import pickle
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import IO, Any

from citecheck.pool.frame import read_frame, write_frame, write_pickle
from citecheck.pool.unread import Unread

if sys.platform == "linux":
    import fcntl

STARTUP = 10.0
"""Seconds more for the first job of a child, which imports what the job needs."""

GRACE = 1.0
"""Seconds that the parent waits on after the child's own alarm is due."""

LAST_WORDS = 2.0
"""Seconds that a child which closed its pipe has to end by itself, so that its exit code is known."""

MESSAGE = 8 << 20
"""Bytes of items after which a message is sent."""

PIPE = 1 << 20
"""Bytes a pipe holds where the system lets us choose: with the usual 64 kB both ends wake up forty times a batch."""

TAIL = 2_000
"""Bytes of the child's standard error that are looked at when it fell over."""


class Worker:
    """A child and its pipes. Used by one thread at a time; `kill` may come from any."""

    def __init__(self, *, seconds: float, memory: int) -> None:
        """Keep the limits: `seconds` a job, `memory` in bytes a child."""
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._closed = False

    def run(self, function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """Run `function` on each item and return (kind, value) pairs in order, see `child.answer`.

        An item that overstays or fells its child comes back as ("unread", reason), and those after it go to a new one.
        """
        results: list[Any] = []
        while len(results) < len(items):
            if self._closed:
                results.extend([("unread", "the run was stopped")] * (len(items) - len(results)))
                break
            results.extend(self._attempt(function, packed(items[len(results) :])))
        return results

    def kill(self) -> None:
        """End the child at once; the next job starts another."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """End the child for good; a job in it comes back as unread."""
        self._closed = True
        self.kill()

    def discard(self) -> None:
        """Wait for the killed child and close what belonged to it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def _attempt(self, function: Callable[[Any], Any], items: Sequence[bytes]) -> list[Any]:
        """Send pickled items to the child and collect answers until all are there or one was lost."""
        fresh = self._process is None
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        results: list[Any] = []
        try:
            write_frame(process.stdin, (function, len(items)))
            for pickled in items:
                write_pickle(process.stdin, pickled)
            for _ in items:
                if not self._readable(process.stdout, grace=STARTUP if fresh else GRACE):
                    results.append(("unread", self._overstayed()))
                    self.discard()
                    break
                results.append(read_frame(process.stdout))
                fresh = False
        except (EOFError, OSError):
            results.append(("unread", self._why()))
            self.discard()
        return results

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the child, starting one where there is none."""
        if self._process is None or self._process.poll() is not None:
            self.discard()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the child)
            # Its own session: an interrupt at the terminal is for the parent, which then ends its children in order.
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "citecheck.pool.child", str(self.memory), str(self.seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                start_new_session=True,
            )
            widen(self._process.stdin)
        return self._process

    def _readable(self, stream: IO[bytes], *, grace: float) -> bool:
        """Wait until the next answer begins to arrive, at most the time of one job and `grace` seconds."""
        # Not a selector: making one for every answer took as long as all else that the parent does with it.
        waiting = select.poll()
        waiting.register(stream, select.POLLIN)
        return bool(waiting.poll((self.seconds + grace) * 1000))

    def _why(self) -> str:
        """Say how the child ended, with the last line of its standard error where it left one."""
        assert self._process is not None
        try:
            code = self._process.wait(timeout=LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._closed:
            return "the run was stopped"
        if code == -signal.SIGALRM:
            return self._overstayed()
        ended = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"the reader fell over ({': '.join(filter(None, [ended, self._last_line()]))})"

    def _overstayed(self) -> str:
        return f"took longer than {self.seconds:g} s"

    def _last_line(self) -> str:
        """Return the last line that the child wrote to its standard error, empty if none."""
        if self._errors is None:
            return ""
        end = self._errors.seek(0, 2)
        self._errors.seek(max(0, end - TAIL))
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


def widen(pipe: IO[bytes] | None) -> None:
    """Let a pipe hold more where the system knows how and grants it."""
    if pipe is not None and sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


def packed(items: Sequence[Any]) -> list[bytes]:
    """Pickle the first items: as many as fit into one message, and at least one.

    So a batch of large pages costs no more memory on either side than one of them.
    """
    pickles: list[bytes] = []
    size = 0
    for item in items:
        pickles.append(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        size += len(pickles[-1])
        if size >= MESSAGE:
            break
    return pickles


def as_result(message: tuple[str, Any]) -> Any:
    """Turn a child's message into a result: its value, `Unread`, or the raised error of ours."""
    kind, value = message
    match kind:
        case "value":
            return value
        case "error":
            raise value
        case _:
            return Unread(value)
