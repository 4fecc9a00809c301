"""What a source says about a claim: the passage, and what was compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What sort of checkable fact."""

    NUMBER = "number"
    DATE = "date"
    QUANTITY = "quantity"
    NAME = "name"
    QUOTATION = "quotation"
    NEGATION = "negation"


class FactVerdict(StrEnum):
    """What the source says of a fact: `differs` only where the same slot holds another value."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a claim. `found` is the source's wording for it, None if absent."""

    kind: FactKind
    claimed: str
    found: str | None
    verdict: FactVerdict


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the source. `start`, `end` cut it out of the text searched, characters; `score` in [0, 1] ranks.

    `sentence` is the index into the sentences where those were given, else the ordinal of the first sentence.
    """

    text: str
    start: int
    end: int
    score: float
    sentence: int


class Support(StrEnum):
    """The verdict over the evidence; `supported` and `contradicted` only from a judge or an editor."""

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
    """The verdict with what it rests on; never `evidence` or `differs` without a passage. `score` in [0, 1].

    `reason` says in one clause why a verdict is `not-checkable` or `unchecked`.
    """

    support: Support
    score: float
    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence to bear out, with what the draft says around it.

    `paragraph` is the block it is in, `section` the heading above, `drafted` the draft's date (ISO 8601), `aliases`
    the abbreviations the draft defines, as pairs (short, long), and `language` the draft's, None where it is not known.
    """

    sentence: str
    paragraph: str = ""
    section: str = ""
    drafted: str | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    language: str | None = None
