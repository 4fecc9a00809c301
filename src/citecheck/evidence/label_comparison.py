"""Compare the labels of a claim with a source: "Article 5" is absent where only other articles occur.

A source has a label if the figure has the same kind before it. A telling figure ("2334") is enough without the kind:
"S/RES/2334" is a resolution too. A label whose kind occurs nowhere in the source is unseen if it is written like a
name, and is left out otherwise: "the ferry (route 5)" says the same as "the ferry".
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.labels import LARGEST_ROMAN, TELLING_FIGURE, Label, find_labels, to_roman
from citecheck.evidence.passages import ClaimAndSource, ComparedFact, RankedSentence, StatedFact
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.evidence.statements import read_source_sentence
from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.text.tokens import Token

_LARGEST_COMMON_FIGURE = 12
"""Figures up to this occur on every page."""
_WORDS_BEFORE = 3
"""Tokens before a figure among which the word for its kind is looked for: "Resolution No. 7"."""


def compare_labels(facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence]) -> list[ComparedFact]:
    """Compare the labels of a claim with a source, in order, without those that nothing speaks against."""
    pair = ClaimAndSource(facts, source, ranked)
    rows = (_compare_label(pair, label) for label in facts.labels if label.is_compared)
    return [row for row in rows if row is not None]


def _compare_label(pair: ClaimAndSource, label: Label) -> ComparedFact | None:
    wording = pair.facts.claim.sentence[label.start : label.end]
    met = _find_label(pair, label)
    if met is not None and not any(map(str.isspace, wording)):
        return None  # "COVID-19" agrees as a name does
    if met is not None or _has_other_member(pair, label):
        return pair.build_compared(FactKind.NUMBER, label, met)
    if not label.is_name:
        return None
    return ComparedFact(Fact(FactKind.NUMBER, wording, None, FactVerdict.UNSEEN), label.start, label.end, None)


def _find_label(pair: ClaimAndSource, label: Label) -> StatedFact | None:
    for row, sentence in pair.iterate_sentences():
        for stated in find_labels(read_source_sentence(pair, sentence)):
            if _is_member(label, stated):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
        listed = label.kind in pair.facts.vocabulary.labels
        at = _find_figure(sentence, label, anywhere=not listed)
        if at is not None:
            return StatedFact(row.index, sentence.tokens[at], FactVerdict.AGREES)
    return None


def _is_member(label: Label, stated: Label) -> bool:
    """Return whether a label of the source is the claim's, or a list or range of labels that holds it."""
    if label.is_of_kind(stated.kind):
        return stated.holds(label)
    return label.figures == stated.figures and label.figures[0] > _LARGEST_COMMON_FIGURE


def _find_figure(sentence: SourceSentence, label: Label, *, anywhere: bool) -> int | None:
    """Return the token of the label's figure in a sentence: a telling one, or one next to the word for its kind.

    With `anywhere`, the word may be elsewhere in the sentence: "In Halm 40 were killed" for "40 people died in Halm".
    """
    held = (
        anywhere
        and label.figures[0] > _LARGEST_COMMON_FIGURE
        and any(label.is_of_kind(token.lower) for token in sentence.tokens)
    )
    spellings = _spellings_of(label.figures[0])
    words = {number.bare_span[0] for number in sentence.numbers if number.values == (float(label.figures[0]),)}
    measures = {number.bare_span[0] for number in sentence.numbers if number.unit}
    for index, token in enumerate(sentence.tokens):
        if token.start in measures or not (token.lower in spellings or token.start in words):
            continue
        if (
            held
            or label.figures[0] >= TELLING_FIGURE
            or any(label.is_of_kind(near.lower) for near in _near(sentence, index))
        ):
            return index
    return None


def _near(sentence: SourceSentence, index: int) -> Sequence[Token]:
    """Return the words next to a figure: "Article V", "the fifth Article", "Resolution No. 7"."""
    return (*sentence.tokens[max(0, index - _WORDS_BEFORE) : index], *sentence.tokens[index + 1 : index + 3])


def _spellings_of(figure: int) -> frozenset[str]:
    return frozenset({str(figure), to_roman(figure).lower()} if figure <= LARGEST_ROMAN else {str(figure)})


def _has_other_member(pair: ClaimAndSource, label: Label) -> bool:
    """Return whether a passage about the claim has another label of the kind; of a name, any sentence of the source."""
    sentences = pair.iterate_sentences() if label.is_name else pair.iterate_good_passages()
    return any(
        label.is_of_kind(stated.kind)
        for _, each in sentences
        for stated in find_labels(read_source_sentence(pair, each))
    )
