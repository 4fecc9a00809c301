"""A claim beside a source: the best passages, the facts compared, the verdict, and a score that ranks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citecheck.model.evidence import Claim, Evidence, Passage, Support
from citecheck.model.page import PageText
from citecheck.verify.across import Likeness, rank_across
from citecheck.verify.compare import compare
from citecheck.verify.day import date_borne_out
from citecheck.verify.facts import ClaimFacts, facts_of
from citecheck.verify.features import features_of, is_fragment
from citecheck.verify.lexer import tokens_of
from citecheck.verify.passages import Query, Ranked, rank, widened
from citecheck.verify.quantity import bears_out
from citecheck.verify.ranking import score_of
from citecheck.verify.source import SourceText, read_sentences, read_text
from citecheck.verify.stems import stem
from citecheck.verify.support import support_of

_SHOWN = 5
_CONTEXT = 0.12
_STOPWORD = 0.2
"""Weights of a word of the claim's surroundings and of a stop word; the claim's own words weigh 1."""
_AGREEING = 0.3
"""What a number or date that agrees adds to a sentence, in units of a word found nowhere else."""


def examine(claim: Claim, text: PageText, likeness: Likeness | None = None) -> Evidence:
    """Look for the passages of a page that bear a claim out and compare its facts; offsets cut `text.visible`.

    `likeness` is asked for pages in another language than the claim's; without it their passages are not searched and
    numbers, dates and quotations alone are compared.
    """
    if not text.visible.strip():
        return Evidence(Support.NOT_CHECKABLE, 0.0, reason="the page holds no text")
    return _examined(claim, read_text(text.visible, text.published), text.visible, likeness)


def examine_sentences(claim: Claim, sentences: Sequence[str], likeness: Likeness | None = None) -> Evidence:
    """Do the same for a text already cut into sentences; offsets are those of the sentences joined by line breaks."""
    if not any(sentence.strip() for sentence in sentences):
        return Evidence(Support.NOT_CHECKABLE, 0.0, reason="the source holds no text")
    return _examined(claim, read_sentences(sentences), None, likeness)


def examine_features(claim: Claim, sentences: Sequence[str]) -> dict[str, float]:
    """Give the features the score is made from, for training and for explaining a score."""
    facts, source = facts_of(claim), read_sentences(sentences)
    ranked = _by_words(facts, source)
    return features_of(facts, source, ranked, compare(facts, source, ranked, same_language=_same(facts, source)))


def _examined(claim: Claim, source: SourceText, text: str | None, likeness: Likeness | None) -> Evidence:
    facts = facts_of(claim)
    same = _same(facts, source)
    by_words = _by_words(facts, source)
    across = None if same or likeness is None else rank_across(claim, source, by_words, likeness)
    ranked = across or by_words
    compared = compare(facts, source, ranked, same_language=same)
    score = score_of(features_of(facts, source, ranked, compared), fragment=is_fragment(source))
    support, reason = support_of(ranked, compared, foreign=None if same or across else source.language)
    best = ranked[0].score or 1.0
    passages = tuple(_passage(source, row, text, best) for row in _different(source, ranked))
    if not passages and support is not Support.NOT_CHECKABLE:
        support = Support.NOT_FOUND
    return Evidence(support, score, passages, tuple(row.fact for row in compared), reason)


def _different(source: SourceText, ranked: Sequence[Ranked]) -> Iterator[Ranked]:
    """Give the best passages; of sentences that say the same (a title in the page and in its head) the first."""
    said: set[tuple[str, ...]] = set()
    for row in ranked:
        stems = source.sentences[row.index].stems
        if row.score <= 0 or len(said) == _SHOWN:
            return
        if stems not in said:
            said.add(stems)
            yield row


def _by_words(facts: ClaimFacts, source: SourceText) -> list[Ranked]:
    return rank(source, widened(query_of(facts), source), _bonus(facts, source))


def _same(facts: ClaimFacts, source: SourceText) -> bool:
    return source.language == facts.vocabulary.tongue.code


def query_of(facts: ClaimFacts) -> Query:
    """Weigh the words to search: the claim's own, faintly those around it ("the attack" alone finds nothing).

    Words that spell numbers and dates, and the words around the claim, help to find a sentence but are no part of the
    overlap.
    """
    stopwords = facts.vocabulary.stopwords
    spans = [(number.start, number.end) for number in facts.numbers] + [(day.start, day.end) for day in facts.days]
    values = {stem(token.low) for start, end in spans for token in facts.tokens if start <= token.start < end}
    own = {
        stem(token.low): _STOPWORD if token.low in stopwords else 1.0
        for token in facts.tokens
        if token.is_word or token.is_number
    }
    around = {
        stem(token.low): _CONTEXT
        for text in (facts.claim.section, facts.claim.paragraph)
        for token in tokens_of(text)
        if token.is_word and token.low not in stopwords and stem(token.low) not in own
    }
    return Query(around | own, frozenset(values | around.keys()))


def _bonus(facts: ClaimFacts, source: SourceText) -> list[float]:
    return [
        _AGREEING
        * (
            sum(any(bears_out(number, stated) for stated in sentence.numbers) for number in facts.numbers)
            + sum(any(date_borne_out(day, stated, source.years) for stated in sentence.days) for day in facts.days)
        )
        if sentence.numbers or sentence.days
        else 0.0
        for sentence in source.sentences
    ]


def _passage(source: SourceText, row: Ranked, text: str | None, best: float) -> Passage:
    sentence = source.sentences[row.index]
    shown = sentence.text if text is None else text[sentence.start : sentence.end]
    return Passage(shown, sentence.start, sentence.end, min(1.0, row.overlap * row.score / best), row.index)
