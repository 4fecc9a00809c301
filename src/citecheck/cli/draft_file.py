"""The bytes of a file that the user named: of an ordinary one of a size that can be read, and of nothing else.

A named pipe without a writer holds its reader up for ever, and a device may have no end.
"""

from __future__ import annotations

import stat
from pathlib import Path

from citecheck.errors import UnreadableInput

FILE_LIMIT = 300_000_000
"""Bytes; the largest reports tried have 90 MB, nearly all of it pictures."""

OTHER_KINDS: dict[int, str] = {
    stat.S_IFIFO: "a pipe, not a file; send what it holds to `citecheck extract -`, or keep it in a file",
    stat.S_IFSOCK: "a socket, not a file; name a draft",
    stat.S_IFCHR: "a device, not a file; name a draft",
    stat.S_IFBLK: "a device, not a file; name a draft",
    stat.S_IFDIR: "a directory; name a draft in it",
}


def file_bytes(path: Path) -> bytes:
    """Read a file whole. Raises UnreadableInput for what is no file, too large, or closed to us."""
    try:
        state = path.stat()
        if other := OTHER_KINDS.get(stat.S_IFMT(state.st_mode)):
            raise UnreadableInput(f"{path} is {other}.")
        if state.st_size > FILE_LIMIT:
            raise UnreadableInput(f"{path} is larger than {FILE_LIMIT // 1_000_000} MB; leave out its pictures.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path} does not exist; check the name.") from error
    except OSError as error:
        raise UnreadableInput(
            f"{path} cannot be opened ({error.strerror}); check the name and the permissions."
        ) from error
    except ValueError as error:  # a NUL in the name
        raise UnreadableInput(f"{path} is no name of a file; check it.") from error
