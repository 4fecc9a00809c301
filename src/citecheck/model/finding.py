"""A finding: one thing an editor should know, with its place and advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters: the levels of SARIF without `none`, least first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, reported once: a source that several footnotes name is one finding, at the first of them.

    `message` describes what was found, `advice` what to do next; both are plain text.

    `line` and `column` count from 1; `page` is the page of a PDF, `paragraph` that of a Word document.
    """

    rule: str
    level: Level
    message: str
    advice: str
    marker: str | None = None
    footnote: str | None = None
    url: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    page: int | None = None
    paragraph: int | None = None
    also: tuple[str, ...] = ()
    """Markers of the other footnotes that the same finding concerns, as printed."""
