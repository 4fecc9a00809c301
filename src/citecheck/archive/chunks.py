"""The chunked transfer coding (RFC 9112, 7.1) in records of other writers; ours never hold it."""

from __future__ import annotations

import re

_FIRST_LINE = re.compile(rb"[0-9A-Fa-f]+[ \t]*(?:;[^\r\n]*)?\r?\n")


def unchunked(body: bytes) -> bytes:
    """Undo the coding of a whole body; one that only claims to be chunked, as some writers leave it, stays."""
    return Chunks().undo(body) if _FIRST_LINE.match(body) else body


class Chunks:
    """Undoes the coding of a body as it streams by; a broken chunk ends it."""

    def __init__(self) -> None:
        self._left = 0
        self._line = b""
        self._done = False

    def undo(self, data: bytes) -> bytes:
        """Return the bytes that `data` holds of the body."""
        taken = []
        while data and not self._done:
            if self._left:
                part, data = data[: self._left], data[self._left :]
                self._left -= len(part)
                taken.append(part)
                continue
            line, newline, data = data.partition(b"\n")
            self._line += line
            if newline:
                self._begin_chunk(self._line.partition(b";")[0].strip())
                self._line = b""
        return b"".join(taken)

    def _begin_chunk(self, size: bytes) -> None:
        if not size:
            return
        try:
            self._left = int(size, 16)
        except ValueError:
            self._left = 0
        self._done = self._left == 0
