"""The score that ranks support: a logistic regression over a few named features, each explainable to an editor.

The weights are in the file `weights.json`, which is written by `bench/support_train.py` and names the data it was
trained on. Whole pages and fragments have separate weights: a missing word means much in a source of one sentence and
little on a page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from citecheck.evidence.claim_and_source import FRAGMENT_SENTENCES, ComparedFact
from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.passages import RankedSentence
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.language_table import Bound, split_word_set
from citecheck.text.stems import stem

_HARD_KINDS = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY})
_SWEEPING_WORDS = split_word_set("only all every always never none no entire whole each first sole")
"""Words that claim more than most passages state."""
_TOP_PASSAGES = 3


def is_fragment(source: SourceText) -> bool:
    """Return whether a source is a fragment of a text, which has other weights than a whole page."""
    return len(source.sentences) < FRAGMENT_SENTENCES


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
    wanted = {stem(token.low) for token in tokens if token.low not in facts.vocabulary.stopwords}
    pairs = list(pairwise(stem(token.low) for token in tokens))
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
    words = {token.low for token in facts.tokens}
    there = {token.low for token in best.tokens}
    return {
        "bounded": float(any(number.bound is not Bound.EXACT for number in facts.numbers)),
        "negated": float(not words.isdisjoint(facts.vocabulary.negations)),
        "sweeping": min(1.0, len((words & _SWEEPING_WORDS) - there) / 2),
    }


@cache
def load_weights(column: str) -> Mapping[str, float]:
    """Return the weights of a column ("page" or "fragment") by feature, with the constant."""
    text = files("citecheck.evidence").joinpath("weights.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)[column]["weights"]
    return weights


def score_of(features: Mapping[str, float], *, fragment: bool) -> float:
    """Return the score of features in [0, 1]: the higher, the more often similar claims were supported."""
    weights = load_weights("fragment" if fragment else "page")
    total = weights["constant"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))
