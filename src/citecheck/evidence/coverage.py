"""How much of a source its text is, and what may therefore be said of what the text does not contain.

Absence is said only of a whole source. Of supported claims with a source of one to three sentences, half name
something that the sentences do not hold: the rest of the source has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citecheck.evidence.passages import FRAGMENT_SENTENCES, ComparedFact
from citecheck.evidence.source_text import SourceText
from citecheck.model.evidence import FactVerdict
from citecheck.model.page import Coverage

NOT_THE_WHOLE: dict[Coverage, str | None] = {
    Coverage.WHOLE: None,
    Coverage.PART: "only a part of the source could be read",
    Coverage.ABSTRACT: "only the abstract of the source could be read",
    Coverage.FRAGMENT: "only a few sentences of the source could be read",
    Coverage.METADATA: "only a record of the source could be read, not its text",
}
"""Why a source may hold what its text does not, one clause each."""


def coverage_of(source: SourceText) -> Coverage:
    """Return how much of a source a text is where nothing states it: a text of a few sentences is a fragment."""
    return Coverage.FRAGMENT if is_fragment(source) else Coverage.WHOLE


def is_fragment(source: SourceText) -> bool:
    """Return whether a source is a fragment of a text, which has other weights than a whole page."""
    return len(source.sentences) < FRAGMENT_SENTENCES


def limit_to_coverage(compared: Sequence[ComparedFact], coverage: Coverage) -> list[ComparedFact]:
    """Return compared facts without absences that are not known: of a part of a source, what is missing is `unseen`."""
    if coverage is Coverage.WHOLE:
        return list(compared)
    return [_limit(row) if row.fact.verdict is FactVerdict.ABSENT else row for row in compared]


def _limit(row: ComparedFact) -> ComparedFact:
    return replace(row, fact=replace(row.fact, verdict=FactVerdict.UNSEEN))
