"""Opening the files that a draft needs: the BibTeX lists and the parts of a LaTeX text.

A draft may come from a stranger and name any path. So parts are opened only in the draft's own folder and below, lists
also one folder up, links followed first; nothing but `.tex` and `.bib`, and a bounded number and size of them.
"""

from __future__ import annotations

from pathlib import Path

from citecheck.draft import Beside, wanted
from citecheck.model.format import Format

SIZE_LIMIT = 20_000_000
"""Bytes of all parts together, and of one list; the largest lists that groups share have 5 MB."""
MOST_FILES = 500
"""Parts of one draft; a thesis has 50."""


def files_beside(data: bytes, path: str, fmt: Format | None = None) -> Beside:
    """Return what the draft at `path` needs and has beside it; what cannot be opened is left out.

    A part may ask for further parts and lists; all names count from the draft's own folder, as in LaTeX.
    """
    folder = Path(path).resolve().parent
    asked = wanted(data, path=path, fmt=fmt)
    lists, waiting = list(asked.lists), list(asked.parts)
    parts: dict[str, bytes] = {}
    room = SIZE_LIMIT
    for name in waiting:  # grows while it is read
        content = _content(folder, name, ".tex", within=folder, limit=room) if name not in parts else None
        if content is None:
            continue
        parts[name] = content
        room -= len(content)
        further = wanted(content, path=name, fmt=Format.LATEX)
        lists += further.lists
        waiting += further.parts[: max(0, MOST_FILES - len(waiting))]
    opened = (_content(folder, name, ".bib", within=folder.parent, limit=SIZE_LIMIT) for name in dict.fromkeys(lists))
    return Beside(tuple(content for content in opened if content is not None), tuple(parts.items()))


def _content(folder: Path, name: str, suffix: str, *, within: Path, limit: int) -> bytes | None:
    """Return what a file of that name holds, None if it may not or cannot be opened or is larger than `limit`."""
    try:
        file = (folder / name).resolve()
        if file.suffix != suffix or not file.is_relative_to(within) or not file.is_file():
            return None
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
    except (OSError, ValueError):  # a name with a zero byte; a part that is missing is no fault of what is there
        return None
    return content if len(content) <= limit else None
