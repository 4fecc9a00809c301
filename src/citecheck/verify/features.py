"""What the ranking score looks at: a handful of numbers about a claim and a source, each explainable to an editor."""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.verify.compare import FRAGMENT, Compared
from citecheck.verify.facts import ClaimFacts
from citecheck.verify.passages import Ranked
from citecheck.verify.source import SourceText
from citecheck.verify.stems import stem

_HARD = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY})


def features_of(
    facts: ClaimFacts,
    source: SourceText,
    ranked: Sequence[Ranked],
    compared: Sequence[Compared],
) -> dict[str, float]:
    """Describe a comparison in numbers of about 0 to 1, by name; the names are those of the weights file."""
    content = {
        stem(token.low)
        for token in facts.tokens
        if (token.is_word or token.is_number) and token.low not in facts.vocabulary.stopwords
    }
    best = source.sentences[ranked[0].index] if ranked else None
    in_best = set(best.stems) if best else set()
    in_top = {word for row in ranked[:3] for word in source.sentences[row.index].stems}
    size = len(content) or 1
    verdicts = [(row.fact.kind in _HARD, row.fact.kind, row.fact.verdict) for row in compared]
    return {
        "fragment": float(len(source.sentences) < FRAGMENT),
        "overlap_best": ranked[0].overlap if ranked else 0.0,
        "covered_best": len(content & in_best) / size,
        "covered_top": len(content & in_top) / size,
        "covered_page": len(content & source.stems) / size,
        "hard_agree": float(sum(hard and verdict is FactVerdict.AGREES for hard, _, verdict in verdicts)),
        "hard_absent": float(sum(hard and verdict is FactVerdict.ABSENT for hard, _, verdict in verdicts)),
        "hard_differ": float(sum(hard and verdict is FactVerdict.DIFFERS for hard, _, verdict in verdicts)),
        "names_absent": float(
            sum(kind is FactKind.NAME and verdict is FactVerdict.ABSENT for _, kind, verdict in verdicts)
        ),
        "length": min(1.0, len(content) / 20),
    }
