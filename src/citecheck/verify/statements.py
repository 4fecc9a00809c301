"""The sentences of a draft as statements that can be laid side by side.

Telling words apart from numbers and dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from citecheck.model.draft import Block, BlockKind, Draft
from citecheck.model.evidence import Claim
from citecheck.verify.facts import ClaimFacts, facts_of
from citecheck.verify.sentences import sentence_spans
from citecheck.verify.stems import stem

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
LEAST_WORDS = 7
"""Telling words a statement has at least: shorter ones are captions, menus and rows of tables."""
_LISTING = re.compile(
    r"\W*(?:\d+\W+)?(?:references?|bibliography|works cited|sources|further reading|(?:foot|end)?notes|change ?log"
    r"|release notes|history|literature?|literatur|quellen|anmerkungen|fußnoten|références|bibliographie|notes de bas"
    r"|referencias|bibliografía|fuentes|notas|примечания|литература|источники|参考文献|注释|المراجع|الهوامش)\b",
    re.IGNORECASE,
)
"""Headings of sections whose entries are alike but for a year or a page, as they should be."""
_SIGNS = "{}[]<>=_\\|;#$"
_SIGN_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the running text: its block, its place in it, and its telling stems without numbers and dates."""

    block: Block
    text: str
    start: int
    facts: ClaimFacts
    stems: frozenset[str]


def statements_of(draft: Draft) -> list[Statement]:
    """Cut the prose of a draft into statements that hold a number or a date, in reading order."""
    found = []
    listing = False
    for block in draft.blocks:
        if block.kind is BlockKind.HEADING:
            listing = _LISTING.match(block.text) is not None
        if block.kind not in _PROSE or listing or _is_code(block.text):
            continue
        for start, end in sentence_spans(block.text):
            statement = _statement(block, start, end)
            if statement is not None:
                found.append(statement)
    return found


def _is_code(text: str) -> bool:
    """Tell code and tables of values from prose: a sentence has few such signs."""
    return sum(map(text.count, _SIGNS)) > _SIGN_SHARE * len(text)


def _statement(block: Block, start: int, end: int) -> Statement | None:
    text = block.text[start:end]
    facts = facts_of(Claim(text))
    if not facts.numbers and not facts.days:
        return None
    taken = [(day.start, day.end) for day in facts.days] + [(number.start, number.end) for number in facts.numbers]
    stems = frozenset(
        stem(token.low)
        for token in facts.tokens
        if token.is_word
        and token.low not in facts.vocabulary.stopwords
        and not any(first <= token.start < last for first, last in taken)
    )
    return Statement(block, text, start, facts, stems) if len(stems) >= LEAST_WORDS else None
