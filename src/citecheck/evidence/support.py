"""The score that ranks support: a logistic regression over a few named features, each explainable to an editor.

The weights are in the file `weights.json`, which is written by `bench/support_train.py` and names the data it was
trained on. Whole pages and fragments have separate weights: a missing word means much in a source of one sentence and
little on a page.

The verdict on the evidence of one source, and of all sources of one claim.

For one source, the verdict depends on the words of the best passages and on the compared facts. Measured on 349 claims
with their own pages and with unrelated ones, the best passage of a claim's own source has .18 or more of its weighted
words (19 of 20). The best passage of an unrelated page has .15 or less (19 of 20). Between these values the facts
decide.

With several sources, a fact is covered if one of them supports it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Support
from citecheck.text.language_table import Bound, split_word_set
from citecheck.text.stems import stem
from citecheck.text.tokens import Token

if TYPE_CHECKING:
    from citecheck.evidence.facts import ClaimFacts
    from citecheck.evidence.passages import ComparedFact, RankedSentence
    from citecheck.evidence.source_text import SourceSentence, SourceText

_HARD_KINDS = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY})
_SWEEPING_WORDS = split_word_set("only all every always never none no entire whole each first sole")
"""Words that claim more than most passages state."""
_TOP_PASSAGES = 3


def features_of(
    facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence], compared: Sequence[ComparedFact]
) -> dict[str, float]:
    """Return the features of a comparison, each of about 0 to 1, by their names in the weights file."""
    return {
        **_word_features(facts, source, ranked),
        **_verdict_features(compared),
        **_wording_features(facts, source.sentences[ranked[0].index]),
    }


def _word_features(facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence]) -> dict[str, float]:
    """Return the shares of the claim's words in the best passage, in the best three and anywhere in the source."""
    tokens = [token for token in facts.tokens if token.is_word or token.is_number]
    wanted = {stem(token.lower) for token in tokens if token.lower not in facts.vocabulary.stopwords}
    pairs = list(pairwise(stem(token.lower) for token in tokens))
    best = source.sentences[ranked[0].index]
    neighbours = set(pairwise(best.stems))
    in_top = {word for row in ranked[:_TOP_PASSAGES] for word in source.sentences[row.index].stems}
    size = len(wanted) or 1
    return {
        "overlap_best": ranked[0].overlap,
        "covered_best": len(wanted & set(best.stems)) / size,
        "covered_top": len(wanted & in_top) / size,
        "covered_page": len(wanted & source.stems) / size,
        "pairs_best": sum(pair in neighbours for pair in pairs) / (len(pairs) or 1),
    }


def _verdict_features(compared: Sequence[ComparedFact]) -> dict[str, float]:
    """Count facts by verdict, numbers and dates (hard) separately from names and quotations (soft); three count 1."""
    compared = [row for row in compared if row.fact.verdict is not FactVerdict.UNSEEN]
    hard = [row.fact.verdict for row in compared if row.fact.kind in _HARD_KINDS]
    soft = [row.fact.verdict for row in compared if row.fact.kind not in _HARD_KINDS]
    return {
        "hard_agree": min(1.0, hard.count(FactVerdict.AGREES) / 3),
        "hard_differ": min(1.0, hard.count(FactVerdict.DIFFERS) / 3),
        "soft_absent": min(1.0, soft.count(FactVerdict.ABSENT) / 3),
        "any_hard_wrong": float(any(verdict is not FactVerdict.AGREES for verdict in hard)),
        "all_agree": float(bool(compared) and all(verdict is FactVerdict.AGREES for verdict in hard + soft)),
    }


def _wording_features(facts: ClaimFacts, best: SourceSentence) -> dict[str, float]:
    """Return the features of claims that say more than most passages: bounds, negations, sweeping words."""
    words = {token.lower for token in facts.tokens}
    there = {token.lower for token in best.tokens}
    return {
        "bounded": float(any(number.bound is not Bound.EXACT for number in facts.numbers)),
        "negated": float(not words.isdisjoint(facts.vocabulary.negations)),
        "sweeping": min(1.0, len((words & _SWEEPING_WORDS) - there) / 2),
    }


@cache
def _load_weights(column: str) -> Mapping[str, float]:
    """Return the weights of a column ("page" or "fragment") by feature, with the constant."""
    text = files("citecheck.evidence").joinpath("weights.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)[column]["weights"]
    return weights


def score_of(features: Mapping[str, float], *, fragment: bool) -> float:
    """Return the score of features in [0, 1]: the higher, the more often similar claims were supported."""
    weights = _load_weights("fragment" if fragment else "page")
    total = weights["constant"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))


_SHOWN_PASSAGES = 5
_LEAST_OVERLAP, _SURE_OVERLAP = 0.12, 0.25
"""Shares of a claim's words: below the first, a passage is irrelevant; from the second, relevant whatever the facts."""


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Why a search proves nothing by what it does not find; one clause each, None where it does.

    `unsearched`: passages were not searched, since the source is, or may be, in another language than the claim.
    `unread`: the number words of either language are not known. `unseen`: the text is not the whole source, so
    that a fact may be in the rest. `elsewhere`: the same of a passage, where the text is stated to be a part.
    """

    unsearched: str | None = None
    unread: str | None = None
    unseen: str | None = None
    elsewhere: str | None = None


def support_of(
    ranked: Sequence[RankedSentence], compared: Sequence[ComparedFact], limits: SearchLimits
) -> tuple[Support, str | None]:
    """Return the verdict on the evidence of one source, with a reason if it is `not-checkable`."""
    verdicts = [row.fact.verdict for row in compared if row.fact.verdict is not FactVerdict.UNSEEN]
    top = _best_overlap(ranked)
    if limits.unsearched is not None:
        if not _is_tied_by_facts(compared):
            return Support.NOT_CHECKABLE, limits.unsearched
    elif top < _LEAST_OVERLAP:
        return _word_not_found(limits.elsewhere)
    elif top < _SURE_OVERLAP and not _relate(verdicts):
        return _word_not_found(limits.unread or limits.elsewhere)
    support = _support_of_facts({row.fact.verdict for row in compared})
    return support, limits.unread or limits.unseen if support is Support.NOT_CHECKABLE else None


def _relate(verdicts: Sequence[FactVerdict]) -> bool:
    """Return whether facts relate a passage of few words to the claim: one that differs, or half of them that agree."""
    agreeing = verdicts.count(FactVerdict.AGREES)
    return FactVerdict.DIFFERS in verdicts or 2 * agreeing >= max(1, len(verdicts))


def support_without_passage(limits: SearchLimits) -> tuple[Support, str | None]:
    """Return the verdict where no sentence of the source shares a word or a fact with the claim."""
    return _word_not_found(limits.unsearched or limits.elsewhere)


def _word_not_found(reason: str | None) -> tuple[Support, str | None]:
    return (Support.NOT_FOUND, None) if reason is None else (Support.NOT_CHECKABLE, reason)


def _support_of_facts(verdicts: AbstractSet[FactVerdict]) -> Support:
    """Return the verdict on the facts of a claim that has a relevant passage; the worst fact decides."""
    return next((support for verdict, support in _BY_WORST_FACT if verdict in verdicts), Support.EVIDENCE)


_BY_WORST_FACT = (
    (FactVerdict.DIFFERS, Support.DIFFERS),
    (FactVerdict.ABSENT, Support.FACTS_MISSING),
    (FactVerdict.UNSEEN, Support.NOT_CHECKABLE),
)


def shares_words(ranked: Sequence[RankedSentence]) -> bool:
    """Return whether the words alone show that a passage is relevant to the claim."""
    return _best_overlap(ranked) >= _SURE_OVERLAP


def _best_overlap(ranked: Sequence[RankedSentence]) -> float:
    return max((row.overlap for row in ranked[:_SHOWN_PASSAGES]), default=0.0)


def is_tied_by_names_only(
    facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence], compared: Sequence[ComparedFact]
) -> bool:
    """Return whether only names relate a source to the claim: a headline about the same people is not its support.

    No fact of another kind agrees, and no passage shown has enough of the claim's other words. Labels are names here.
    """
    labels = {(label.start, label.end) for label in facts.labels}
    met = [row for row in compared if row.fact.verdict is FactVerdict.AGREES and (row.start, row.end) not in labels]
    if any(row.fact.kind is not FactKind.NAME for row in met):
        return False
    wanted = {
        stem(token.lower)
        for token in facts.tokens
        if token.is_word and token.lower not in facts.vocabulary.stopwords and not _is_in_names(token, facts)
    }
    held = (len(wanted & set(source.sentences[row.index].stems)) for row in ranked[:_SHOWN_PASSAGES])
    return max(held, default=0) < _SURE_OVERLAP * len(wanted) or not wanted


def _is_in_names(token: Token, facts: ClaimFacts) -> bool:
    return any(name.start <= token.start < name.end for name in facts.names)


def _is_tied_by_facts(compared: Sequence[ComparedFact]) -> bool:
    """Return whether facts alone relate a source in another language to the claim: a number, a date or two names."""
    agreeing = [row.fact.kind for row in compared if row.fact.verdict is FactVerdict.AGREES]
    return any(kind is not FactKind.NAME for kind in agreeing) or len(agreeing) > 1


_BEST_FIRST = (FactVerdict.AGREES, FactVerdict.DIFFERS, FactVerdict.UNSEEN, FactVerdict.ABSENT)
_UNCOVERED = frozenset({FactVerdict.DIFFERS, FactVerdict.ABSENT})
_WITH_PASSAGE = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.DIFFERS})


@dataclass(frozen=True, slots=True)
class _CombinedEvidence:
    """The verdict on all sources of a claim, and every fact with its best verdict among them."""

    support: Support
    facts: tuple[Fact, ...] = ()

    @property
    def uncovered(self) -> tuple[Fact, ...]:
        """The facts that no source supports, although they could be compared."""
        return tuple(fact for fact in self.facts if fact.verdict in _UNCOVERED)


def combine_evidence(evidences: Sequence[Evidence]) -> _CombinedEvidence:
    """Combine the evidence of several sources for one claim.

    A value that differs in one source and that another supports is covered: the sources disagree, but the claim has
    support. If no source could be checked, the verdict is `not-checkable`.
    """
    judged = [evidence.support for evidence in evidences]
    for decided in (Support.SUPPORTED, Support.CONTRADICTED):
        if decided in judged:
            return _CombinedEvidence(decided, _choose_best_facts(evidences))
    with_passage = [evidence for evidence in evidences if evidence.support in _WITH_PASSAGE]
    if not with_passage:
        support = Support.NOT_FOUND if Support.NOT_FOUND in judged else Support.NOT_CHECKABLE
        return _CombinedEvidence(support, _choose_best_facts(evidences))
    facts = _choose_best_facts(evidences)
    return _CombinedEvidence(_support_of_facts({fact.verdict for fact in facts}), facts)


def _choose_best_facts(evidences: Sequence[Evidence]) -> tuple[Fact, ...]:
    best: dict[tuple[FactKind, str], Fact] = {}
    for evidence in evidences:
        for fact in evidence.facts:
            key = (fact.kind, fact.claimed)
            if key not in best or _BEST_FIRST.index(fact.verdict) < _BEST_FIRST.index(best[key].verdict):
                best[key] = fact
    return tuple(best.values())
