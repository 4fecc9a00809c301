"""Files that a draft needs and that lie beside it: the BibTeX lists of a LaTeX text.

Only what lies in the draft's own folder or one folder up is opened, and nothing but `.bib`: a draft may come from a
stranger and name any path.
"""

from __future__ import annotations

from pathlib import Path

from citecheck.draft import bibliographies
from citecheck.model.format import Format

LIST_LIMIT = 20_000_000
"""Bytes of one list; the largest ones that groups share have 5 MB."""


def lists_beside(data: bytes, path: str, fmt: Format | None = None) -> tuple[bytes, ...]:
    """Return the contents of the lists that the draft at `path` names, those left out that cannot be opened."""
    folder = Path(path).resolve().parent
    found = []
    for name in bibliographies(data, path=path, fmt=fmt):
        file = (folder / name).resolve()
        if file.suffix != ".bib" or not file.is_relative_to(folder.parent) or not file.is_file():
            continue
        try:
            with file.open("rb") as opened:
                content = opened.read(LIST_LIMIT + 1)
        except OSError:
            continue  # the keys of such a list stay unknown, which is no fault of the draft
        if len(content) <= LIST_LIMIT:
            found.append(content)
    return tuple(found)
