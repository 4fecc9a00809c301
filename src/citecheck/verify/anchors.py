"""Anchors: the passage that bore a claim out, kept so that a later text can be asked for it again.

A passage that is found again word for word is intact, or moved if its neighbours stayed elsewhere. Else the nearest
passage is laid beside it word by word: if only punctuation, case, inflection or small words changed it is intact;
if a
number, a date, a name, a negation or another telling word changed it is altered, however alike the two look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from citecheck.model.change import Anchor, AnchorReading, AnchorState
from citecheck.model.evidence import Claim, Evidence, Fact, FactKind, FactVerdict
from citecheck.verify.anchor_words import Word, within, without_marks, words_of
from citecheck.verify.facts import ClaimFacts, facts_of
from citecheck.verify.sentences import sentence_spans

_CONTEXT = 64
"""Characters of text kept before and behind the passage."""
_ALIKE = 0.5
"""Share of telling words, both ways, above which two passages are versions of one another..."""
_SURE = 0.8
"""...where the passage was taken from its place: the text is full of sentences that are half alike."""
_BESIDE = 30
"""Characters by which the text next to the passage is known again."""
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
    text = without_marks(text)
    kept = Anchor(*map(without_marks, (anchor.exact, anchor.prefix, anchor.suffix)))
    plain, exact = _plain(text), _plain(kept.exact)
    if exact in plain:
        state = AnchorState.MOVED if _moved(kept, plain, exact) else AnchorState.INTACT
        return AnchorReading(state, anchor.exact)
    nearest = _nearest(kept, text, floor=_SURE if _closed(kept, plain) else _ALIKE)
    if nearest is None:
        return AnchorReading(AnchorState.GONE)
    changes = _changes(words_of(kept.exact), words_of(nearest))
    if not changes:
        return AnchorReading(AnchorState.INTACT, nearest)
    before, after = facts_of(Claim(kept.exact)), facts_of(Claim(nearest))
    return AnchorReading(AnchorState.ALTERED, nearest, _changed_facts(before, after, changes))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().replace("’", "'").replace("“", '"').replace("”", '"')


def _sides(anchor: Anchor) -> tuple[str, str]:
    """Give the text next to the passage on both sides, short enough to be found again."""
    return _plain(anchor.prefix)[-_BESIDE:], _plain(anchor.suffix)[:_BESIDE]


def _closed(anchor: Anchor, plain: str) -> bool:
    """Tell whether what stood on both sides of the passage stands together now: it was taken out."""
    prefix, suffix = _sides(anchor)
    return bool(prefix and suffix) and f"{prefix} {suffix}" in plain


def _moved(anchor: Anchor, plain: str, exact: str) -> bool:
    """Tell whether the passage's neighbours are still there, but nowhere beside it."""
    prefix, suffix = _sides(anchor)
    places = [match.start() for match in re.finditer(re.escape(exact), plain)]
    for place in places:
        if prefix and plain[:place].rstrip().endswith(prefix):
            return False
        if suffix and plain[place + len(exact) :].lstrip().startswith(suffix):
            return False
    return any(side and side in plain for side in (prefix, suffix))


def _nearest(anchor: Anchor, text: str, *, floor: float) -> str | None:
    """Find the sentence, or the two that follow one another, most like the passage, with or without its neighbours."""
    wanted = {word.form for word in words_of(anchor.exact)}
    best, best_share = None, floor
    for start, end, words in _spans(text):
        if len(wanted.intersection(word.form for word in words)) <= floor * len(wanted):
            continue
        for inner in (words, within(words, anchor.prefix, anchor.suffix)):
            held = {word.form for word in inner}
            share = len(wanted & held) / max(len(wanted), len(held))
            if share > best_share:
                first = start if inner[0] is words[0] else inner[0].start
                best, best_share = text[first : end if inner[-1] is words[-1] else inner[-1].end], share
    return best


def _spans(text: str) -> Iterator[tuple[int, int, list[Word]]]:
    """Give each sentence, then each two that follow one another: their place in the text, and their words."""
    sentences = [
        (start, end, [Word(word.form, start + word.start, start + word.end) for word in words_of(text[start:end])])
        for start, end in sentence_spans(text)
    ]
    yield from sentences
    for (start, _, words), (_, end, more) in pairwise(sentences):
        yield start, end, words + more


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of telling words that was replaced, added or taken out: the characters on both sides."""

    before: tuple[int, int] | None
    after: tuple[int, int] | None


def _changes(left: Sequence[Word], right: Sequence[Word]) -> list[_Change]:
    matcher = SequenceMatcher(None, [word.form for word in left], [word.form for word in right], autojunk=False)
    return [
        _Change(_stretch(left[i1:i2]), _stretch(right[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _stretch(words: Sequence[Word]) -> tuple[int, int] | None:
    return (words[0].start, words[-1].end) if words else None


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
