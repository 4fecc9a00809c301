"""A finding: one thing an editor should know, with its places, its cause and advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters: the levels of SARIF without `none`, least first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """One place of a finding: the draft, the note or marker there, and the position.

    `line` and `column` count from 1; `page` is the page of a PDF, `paragraph` that of a Word document;
    a book has both, its chapter and the paragraph in it.
    """

    path: str | None = None
    marker: str | None = None
    footnote: str | None = None
    line: int | None = None
    column: int | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, reported once: a source that several footnotes name is one finding, at the first of them.

    `message` describes what was found, `advice` what to do next; both are plain text. The position is that of its
    first place, as in `FindingPlace`.
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
    cause: str | None = None
    """A stable key of what several findings of a rule have in common; they are shown as one task."""
    further_places: tuple[FindingPlace, ...] = ()
    """The places of a finding about more than one place of the draft, without the first."""

    @property
    def places(self) -> tuple[FindingPlace, ...]:
        """Every place of the finding, its own first."""
        first = FindingPlace(self.path, self.marker, self.footnote, self.line, self.column, self.page, self.paragraph)
        return (first, *self.further_places)
