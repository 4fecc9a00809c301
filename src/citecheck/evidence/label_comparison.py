"""Compare the labels of a claim with a source: "Article 5" is absent where only other articles occur.

A source has a label if the figure has the same kind before it. A telling figure ("2334") is enough without the kind:
"S/RES/2334" is a resolution too. A label whose kind occurs nowhere in the source is unseen if it is written like a
name, and is left out otherwise: "the ferry (route 5)" says the same as "the ferry".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.labels import LABEL_SIGNS, TELLING_FIGURE, Label, find_labels
from citecheck.evidence.passages import GOOD_PASSAGES, ClaimAndSource, ComparedFact, RankedSentence, StatedFact
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.evidence.statements import read_source_sentence
from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.text.numerals import LARGEST_ROMAN, to_roman
from citecheck.text.tokens import Token

_LARGEST_COMMON_FIGURE = 12
"""Figures up to this occur on every page."""
_NEAR = 3
"""Best passages in which the same figure of another kind is the label meant."""
_WORDS_BEFORE = 3
"""Tokens before a figure among which the word for its kind is looked for: "Resolution No. 7"."""


def compare_labels(facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence]) -> list[ComparedFact]:
    """Compare the labels of a claim with a source, in order, without those that nothing speaks against."""
    compared = [label for label in facts.labels if label.is_compared]
    if not compared:
        return []
    pair = ClaimAndSource(facts, source, ranked)
    likely = frozenset[int]().union(*(_find_likely(pair, label) for label in compared))
    stated = {index: find_labels(read_source_sentence(pair, source.sentences[index])) for index in likely}
    rows = (_compare_label(pair, label, stated) for label in compared)
    return [row for row in rows if row is not None]


def _find_likely(pair: ClaimAndSource, label: Label) -> AbstractSet[int]:
    """Return the sentences that may hold a label, its figure, or another member of its kind."""
    source, figures = pair.source, {str(figure) for figure in (label.figures[0], label.figures[-1])}
    if label.kind in LABEL_SIGNS:
        signed = {index for index, (text, _, _) in enumerate(source.rows) if not LABEL_SIGNS.isdisjoint(text)}
    else:
        signed = source.words.choose_sentences(label.is_of_kind)
    spelled = _spellings_of(label.figures[0]) | figures | {figure[:-3] for figure in figures}
    near = {row.index for row in pair.ranked[: max(_NEAR, GOOD_PASSAGES)]}
    return signed | near | source.words.find_sentences(spelled) | source.likely.choose_for_value(label.figures[0])


_Stated: TypeAlias = Mapping[int, Sequence[Label]]
"""The labels of the sentences that may have one of interest, by their indices."""


def _compare_label(pair: ClaimAndSource, label: Label, stated: _Stated) -> ComparedFact | None:
    wording = pair.facts.claim.sentence[label.start : label.end]
    met = _find_label(pair, label, stated)
    if met is not None and not any(map(str.isspace, wording)):
        return None  # "COVID-19" agrees as a name does
    if met is not None or _has_other_member(pair, label, stated):
        return pair.build_compared(FactKind.NUMBER, label, met)
    if not label.is_name:
        return None
    return ComparedFact(Fact(FactKind.NUMBER, wording, None, FactVerdict.UNSEEN), label.start, label.end, None)


def _find_label(pair: ClaimAndSource, label: Label, stated: _Stated) -> StatedFact | None:
    words = pair.facts.vocabulary.labels
    listed = label.kind in words
    for place, row, sentence in pair.iterate_likely(stated.keys()):
        for other in stated[row.index]:
            alike = place < _NEAR and (other.kind in words) == listed
            if _is_member(label, other, alike=alike):
                return StatedFact(row.index, other, FactVerdict.AGREES)
        at = _find_figure(sentence, label, anywhere=not listed)
        if at is not None:
            return StatedFact(row.index, sentence.tokens[at], FactVerdict.AGREES)
    return None


def _is_member(label: Label, stated: Label, *, alike: bool) -> bool:
    """Return whether a label of the source is the claim's, or a list or range of labels that holds it.

    Where the kinds may be `alike` ("Highway 61" and "Route 61"), a figure that is not common is enough.
    """
    if label.is_of_kind(stated.kind):
        return stated.holds(label)
    return alike and label.figures == stated.figures and label.figures[0] > _LARGEST_COMMON_FIGURE


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


def _has_other_member(pair: ClaimAndSource, label: Label, stated: _Stated) -> bool:
    """Return whether a passage about the claim has another label of the kind; of a name, any sentence of the source."""
    rows = stated.keys() if label.is_name else {row.index for row, _ in pair.iterate_good_passages()}
    return any(label.is_of_kind(other.kind) for index in rows for other in stated[index])
