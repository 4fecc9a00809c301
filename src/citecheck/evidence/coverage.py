"""How much of a source its text is, and what may therefore be said of what the text does not contain.

Absence is said only of a whole source. Of supported claims with a source of one to three sentences, half name
something that the sentences do not hold: the rest of the source has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from citecheck.evidence.passages import FRAGMENT_SENTENCES, ComparedFact
from citecheck.evidence.source_text import SourceText
from citecheck.model.evidence import FactVerdict
from citecheck.model.page import Coverage
from citecheck.text.languages import alternatives_in_all_languages

_NOT_THE_WHOLE: dict[Coverage, str | None] = {
    Coverage.WHOLE: None,
    Coverage.PART: "only a part of the source could be read",
    Coverage.ABSTRACT: "only the abstract of the source could be read",
    Coverage.FRAGMENT: "only a few sentences of the source could be read",
    Coverage.METADATA: "only a record of the source could be read, not its text",
    Coverage.RENDERED: "only what a browser showed of the source without a click could be read",
}
"""Why a source may hold what its text does not, one clause each."""


_SHOWN = 60
"""Characters of a text that are quoted to say which part of a source was read."""


def word_part(coverage: Coverage, source: SourceText) -> str | None:
    """Return why a source may hold what its text does not, one clause that names what was read; None for the whole."""
    reason = _NOT_THE_WHOLE[coverage]
    if reason is None or coverage not in {Coverage.PART, Coverage.FRAGMENT}:
        return reason
    opening = " ".join(source.sentences[0].text.split())
    shown = opening if len(opening) <= _SHOWN else opening[:_SHOWN].rsplit(" ", 1)[0] + " …"
    count = len(source.sentences)
    return f"{reason}: {count} sentence{'s' * (count != 1)} from “{shown}” on"


def coverage_of(source: SourceText) -> Coverage:
    """Return how much of a source a text is where nothing states it: a text of a few sentences is a fragment."""
    return Coverage.FRAGMENT if is_fragment(source) else Coverage.WHOLE


_IDENTIFIER = re.compile(r"\b10\.\d{4,9}/\S")
_LEAST_TOKENS, _MOST_SENTENCES = 8, 60
"""Tokens of a sentence of prose, and how many of them the page of an abstract has at most, lists of titles included."""


@cache
def _abstract() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{alternatives_in_all_languages('abstract_headings')})\W*(?:$|:)", re.IGNORECASE)


def find_abstract(source: SourceText) -> Coverage | None:
    """Return `ABSTRACT` for the page that a publisher or an index has of a paper, None for any other text.

    It states an identifier (DOI), has the heading of an abstract, and has less prose than the paper itself.
    """
    if not any(_abstract().match(sentence.text) for sentence in source.sentences):
        return None
    prose = sum(len(sentence.tokens) >= _LEAST_TOKENS for sentence in source.sentences)
    if prose > _MOST_SENTENCES:
        return None
    return Coverage.ABSTRACT if any(_IDENTIFIER.search(sentence.text) for sentence in source.sentences) else None


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
