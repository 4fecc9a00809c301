"""A work that a reference names, the record that a registry holds of it, and what the comparison of both says.

A registry (Crossref, OpenAlex, DataCite, arXiv …) is never complete, so a work without a record may well exist. Only
the registrar of an identifier can say that it was never given.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RecordState(StrEnum):
    """What the registries say of a cited work."""

    MATCHED = "matched"
    """A record agrees with the reference."""
    DIFFERS = "differs"
    """A record is of the cited work, and a field of the reference differs from it."""
    OTHER_WORK = "other-work"
    """The identifier leads to another work."""
    NO_SUCH_IDENTIFIER = "no-such-identifier"
    """The registrar of the identifier never gave it."""
    NOT_FOUND = "not-found"
    """No registry has a record. This is a lead and proves nothing."""
    NOT_ASKED = "not-asked"
    """Nothing was asked, or no registry answered."""


class WorkField(StrEnum):
    """The fields of a reference that are compared."""

    TITLE = "title"
    AUTHORS = "authors"
    YEAR = "year"
    CONTAINER = "container"
    VOLUME = "volume"
    PAGES = "pages"
    IDENTIFIER = "identifier"


class FieldVerdict(StrEnum):
    """The result of comparing one field. `ABSENT`: the record does not give it, or gives it for another version."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class WorkIdentifier:
    """An identifier of a work: "doi", "arxiv", "pmid", "isbn", "case" …, with its value in its usual form."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work as a reference names it. None or empty: the reference does not say, or not in a form that is certain.

    `text` is the whole reference. `authors` are the names in order as printed; `others` is whether the list says that
    it goes on ("et al."). `identifiers` are in the order in which they are written. `is_short_form` is whether the text
    only repeats an earlier reference ("Id. at 12"), of which nothing can be asked by itself.
    """

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    others: bool = False
    year: int | None = None
    container: str | None = None
    volume: str | None = None
    pages: str | None = None
    identifiers: tuple[WorkIdentifier, ...] = ()
    is_short_form: bool = False


@dataclass(frozen=True, slots=True)
class WorkNotice:
    """A notice about a work: "retraction", "withdrawal", "expression_of_concern", "correction" … `date` is ISO 8601."""

    type: str
    doi: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """The record of one work in one registry. Names of people are "Given Family"; `years` are all that it states.

    `others` is whether the list of authors goes on ("others"). `is_preprint` is whether it records a preprint, whose
    year and container are not those of the article.
    """

    registry: str
    title: str
    authors: tuple[str, ...] = ()
    others: bool = False
    years: tuple[int, ...] = ()
    containers: tuple[str, ...] = ()
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    url: str | None = None
    is_preprint: bool = False
    notices: tuple[WorkNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One field as cited and as found in the record."""

    field: WorkField
    cited: str
    found: str | None
    verdict: FieldVerdict


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What one service said to one question: "found" (the record asked for), "nothing", or a clause why no answer."""

    service: str
    question: str
    outcome: str


@dataclass(frozen=True, slots=True)
class WorkLookup:
    """The result of looking up one reference. `identifier` is the one that was asked, None if only the text was."""

    state: RecordState
    identifier: WorkIdentifier | None = None
    record: WorkRecord | None = None
    fields: tuple[FieldComparison, ...] = ()
    notices: tuple[WorkNotice, ...] = ()
    asked: tuple[ServiceAnswer, ...] = ()
