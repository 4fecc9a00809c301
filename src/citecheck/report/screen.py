"""A screen of a given width: lays texts out and gives them back as strings, with or without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_WORD = re.compile(r"\(citecheck [^()]{1,60}\)\S*\s*|\S+\s*")
"""What a line is not broken in: a word, or a command in parentheses, so that it can be copied."""


class Screen:
    """Holds what was written since it was last taken; narrower than 40 columns it does not get."""

    def __init__(self, width: int, *, color: bool) -> None:
        self._written = StringIO()
        self._width = max(width, 40)
        self._console = Console(
            file=self._written,
            width=self._width,
            force_terminal=color,
            color_system="standard" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    def say(self, text: str | Text, *, style: str = "", indent: int = 0, hanging: int = 0, label: str = "") -> None:
        """Write a paragraph wrapped at the width, `indent` columns in, its further lines `hanging` more.

        `label` stands in the last six columns of the first line's indent. An address longer than a line runs over.
        """
        paragraph = Text(text, style=style) if isinstance(text, str) else text
        lead = Text(f"{label:<6}".rjust(indent) if label else " " * indent, style="dim")
        for part in paragraph.divide(_breaks(paragraph.plain, self._width - indent - hanging)):
            part.rstrip()
            self._console.print(lead.append_text(part), soft_wrap=True)
            lead = Text(" " * (indent + hanging))

    def address(self, text: str, *, indent: int) -> None:
        """Write an address on one line, however long."""
        self._console.print(Text(" " * indent).append(text, style="underline"), soft_wrap=True)

    def gap(self) -> None:
        """Write an empty line."""
        self._console.print()

    def taken(self) -> str:
        """Return what was written since the last call."""
        text = self._written.getvalue()
        self._written.seek(0)
        self._written.truncate()
        return text


def _breaks(text: str, width: int) -> Iterator[int]:
    """Give the offsets at which `text` begins a new line; addresses stay whole, other long words (CJK) are folded."""
    used = 0
    for word in _WORD.finditer(text):
        cells = cell_len(word[0].rstrip())
        if used and used + cells > width:
            yield word.start()
            used = 0
        if cells <= width or "://" in word[0]:
            used += cell_len(word[0])
            continue
        for offset, character in enumerate(word[0], start=word.start()):
            if used + cell_len(character) > width:
                yield offset
                used = 0
            used += cell_len(character)
