"""The evidence of a source for a claim: passages, compared facts, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citecheck.model.page import Coverage


class FactKind(StrEnum):
    """The kind of a checkable fact."""

    NUMBER = "number"
    DATE = "date"
    QUANTITY = "quantity"
    NAME = "name"
    QUOTATION = "quotation"
    NEGATION = "negation"


class FactVerdict(StrEnum):
    """How the source compares with a fact: `differs` only if the same slot holds another value.

    `unseen` is a fact that could not be compared: the source may hold it in words that are not read, or in a part that
    could not be read.
    """

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "absent"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a claim. `found` is the source's wording for it, None if absent."""

    kind: FactKind
    claimed: str
    found: str | None
    verdict: FactVerdict


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the source. `start` and `end` are its span in the searched text, in characters.

    `score` in [0, 1] ranks it. `sentence` is the index into the sentences if those were passed, else the ordinal of
    the first sentence.
    """

    text: str
    start: int
    end: int
    score: float
    sentence: int


class Support(StrEnum):
    """The verdict over the evidence. Only a judge or an editor returns `supported` and `contradicted`."""

    EVIDENCE = "evidence"
    FACTS_MISSING = "facts-missing"
    DIFFERS = "differs"
    NOT_FOUND = "not-found"
    NOT_CHECKABLE = "not-checkable"
    UNCHECKED = "unchecked"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verdict and its basis. `evidence` and `differs` always have a passage. `score` is in [0, 1].

    `reason` is one clause on why a verdict is `not-checkable` or `unchecked`. `coverage` says how much of the source
    the searched text is.
    """

    support: Support
    score: float
    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    reason: str | None = None
    coverage: Coverage = Coverage.WHOLE
    names_only: bool = False
    """Only names relate the passages to the claim: no other fact agrees, and too few of its other words are there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to check against its source, with its context in the draft.

    `paragraph` is its block, `section` the heading above it, `drafted` the draft's date (ISO 8601), `aliases` the
    abbreviations that the draft defines, as pairs (short, long), and `language` the draft's, None if it is unknown.
    """

    sentence: str
    paragraph: str = ""
    section: str = ""
    drafted: str | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    language: str | None = None
