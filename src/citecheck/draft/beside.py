"""Files that a draft needs besides itself: what it asks for by name, and their contents as far as they are at hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of files as a draft gives them, relative to its folder: BibTeX `lists`, and `parts` of its text.

    A name says what the draft's author wrote and nothing about what may be opened.
    """

    lists: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Contents of such files: the `lists` in the order of the draft, and the `parts` as rows of (name, content)."""

    lists: tuple[bytes, ...] = ()
    parts: tuple[tuple[str, bytes], ...] = ()


ALONE = Beside()
"""For a draft that needs no other files, or whose files are not at hand."""
