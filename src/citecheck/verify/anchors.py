"""Anchors: the passage that bore a claim out, kept so that a later text can be asked for it again.

A passage that is found again word for word is intact, or moved if its neighbours stayed elsewhere. Else the nearest
passage is laid beside it word by word: if only punctuation, case, inflection or small words changed it is intact; if a
number, a date, a name, a negation or another telling word changed it is altered, however alike the two look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from citecheck.model.change import Anchor, AnchorReading, AnchorState
from citecheck.model.evidence import Claim, Evidence, Fact, FactKind, FactVerdict
from citecheck.verify.facts import ClaimFacts, facts_of
from citecheck.verify.lexer import Token, fold
from citecheck.verify.source import read_text
from citecheck.verify.stems import stem
from citecheck.verify.wordrows import word_set

_CONTEXT = 64
"""Characters of text kept before and behind the passage."""
_ALIKE = 0.5
"""Share of telling words, both ways, above which two passages are versions of one another."""
_SPACE = re.compile(r"\s+")


def anchor_of(evidence: Evidence, text: str) -> Anchor | None:
    """Make the anchor of the best passage; `text` is the text its offsets cut. None where there is no passage."""
    if not evidence.passages:
        return None
    best = evidence.passages[0]
    return Anchor(
        exact=text[best.start : best.end],
        prefix=text[max(0, best.start - _CONTEXT) : best.start],
        suffix=text[best.end : best.end + _CONTEXT],
    )


def read_anchor(anchor: Anchor, text: str) -> AnchorReading:
    """Ask a later text for an anchored passage: intact, moved, altered (with the facts, before and after) or gone."""
    plain = _plain(text)
    exact = _plain(anchor.exact)
    at = plain.find(exact)
    if at >= 0:
        state = AnchorState.MOVED if _moved(anchor, plain, exact) else AnchorState.INTACT
        return AnchorReading(state, anchor.exact)
    nearest = _nearest(anchor, text)
    if nearest is None:
        return AnchorReading(AnchorState.GONE)
    before, after = facts_of(Claim(anchor.exact)), facts_of(Claim(nearest))
    changes = _changes(before, after)
    if not changes:
        return AnchorReading(AnchorState.INTACT, nearest)
    return AnchorReading(AnchorState.ALTERED, nearest, _changed_facts(before, after, changes))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().replace("’", "'").replace("“", '"').replace("”", '"')


def _moved(anchor: Anchor, plain: str, exact: str) -> bool:
    """Tell whether the passage's neighbours are still there, but nowhere beside it."""
    prefix, suffix = _plain(anchor.prefix)[-30:], _plain(anchor.suffix)[:30]
    places = [match.start() for match in re.finditer(re.escape(exact), plain)]
    for place in places:
        if prefix and plain[:place].rstrip().endswith(prefix):
            return False
        if suffix and plain[place + len(exact) :].lstrip().startswith(suffix):
            return False
    return any(side and side in plain for side in (prefix, suffix))


def _nearest(anchor: Anchor, text: str) -> str | None:
    """Find the sentence, or the two that follow one another, most like the passage."""
    wanted = _telling(facts_of(Claim(anchor.exact)).tokens)
    if not wanted:
        return None
    sentences = read_text(text).sentences
    spans = [(at, at + 1) for at in range(len(sentences))] + [(at, at + 2) for at in range(len(sentences) - 1)]
    best, best_share = None, _ALIKE
    for first, last in spans:
        held = [word for sentence in sentences[first:last] for word in _telling(sentence.tokens)]
        shared = len(set(wanted) & set(held))
        share = shared / max(len(set(wanted)), len(set(held)), 1)
        if share > best_share:
            best, best_share = (first, last), share
    if best is None:
        return None
    return text[sentences[best[0]].start : sentences[best[1] - 1].end]


_SMALL = word_set(
    "a an the of to in on at by for from with and or that which who is are was were be been has have had it its"
)
"""Words that come and go without changing what is said."""


def _telling(tokens: Sequence[Token]) -> list[str]:
    """Give the words whose change changes what is said: no punctuation, no small words, inflection off."""
    return [_form(token) for token in tokens if _tells(token)]


def _tells(token: Token) -> bool:
    return (token.is_word or token.is_number or token.low in "%$€£¥") and token.low not in _SMALL


def _form(token: Token) -> str:
    return stem(token.low) if token.is_word else fold(token.low)


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of telling words that was replaced, added or taken out: the characters on both sides."""

    before: tuple[int, int] | None
    after: tuple[int, int] | None


def _changes(before: ClaimFacts, after: ClaimFacts) -> list[_Change]:
    left = [token for token in before.tokens if _tells(token)]
    right = [token for token in after.tokens if _tells(token)]
    matcher = SequenceMatcher(None, [_form(token) for token in left], [_form(token) for token in right], autojunk=False)
    return [
        _Change(_stretch(left[i1:i2]), _stretch(right[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _stretch(tokens: Sequence[Token]) -> tuple[int, int] | None:
    return (tokens[0].start, tokens[-1].end) if tokens else None


def _places(facts: ClaimFacts) -> list[tuple[FactKind, int, int]]:
    return [
        *((FactKind.DATE, day.start, day.end) for day in facts.days),
        *((FactKind.NUMBER, number.start, number.end) for number in facts.numbers),
        *((FactKind.NAME, name.start, name.end) for name in facts.names),
        *(
            (FactKind.NEGATION, token.start, token.end)
            for token in facts.tokens
            if token.low in facts.vocabulary.negations
        ),
    ]


def _changed_facts(before: ClaimFacts, after: ClaimFacts, changes: Sequence[_Change]) -> tuple[Fact, ...]:
    """Name the facts that the changed stretches touch, with the wording on both sides."""
    facts = []
    for change in changes:
        left = _touched(before, change.before)
        right = _touched(after, change.after)
        kind = (left or right or (None, ""))[0]
        if kind is None:
            continue
        claimed = left[1] if left else _cut(before, change.before)
        found = right[1] if right else _cut(after, change.after)
        facts.append(Fact(kind, claimed, found or None, FactVerdict.DIFFERS if found else FactVerdict.ABSENT))
    return tuple(dict.fromkeys(facts))


def _touched(facts: ClaimFacts, span: tuple[int, int] | None) -> tuple[FactKind, str] | None:
    if span is None:
        return None
    for kind, start, end in _places(facts):
        if start < span[1] and span[0] < end:
            return kind, facts.claim.sentence[start:end]
    return None


def _cut(facts: ClaimFacts, span: tuple[int, int] | None) -> str:
    return facts.claim.sentence[span[0] : span[1]] if span else ""
