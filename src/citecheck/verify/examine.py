"""A claim beside a source: the best passages, the facts compared, the verdict, and a score that ranks it."""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model.evidence import Claim, Evidence, FactVerdict, Passage, Support
from citecheck.model.page import PageText
from citecheck.verify.compare import Compared, compare
from citecheck.verify.day import date_borne_out
from citecheck.verify.facts import ClaimFacts, facts_of
from citecheck.verify.features import features_of, is_fragment
from citecheck.verify.lexer import tokens_of
from citecheck.verify.passages import Query, Ranked, rank, rarity
from citecheck.verify.quantity import bears_out
from citecheck.verify.ranking import score_of
from citecheck.verify.source import SourceText, read_sentences, read_text
from citecheck.verify.stems import stem

_SHOWN = 5
_CONTEXT = 0.12
_STOPWORD = 0.1
"""Weights of a word of the claim's surroundings and of a stop word; the claim's own words weigh 1."""
_AGREEING = 0.3
"""What a number or date that agrees adds to a sentence, in units of a word found nowhere else."""
_FOUND = 0.25
"""Share of the claim's weighted words the best passage must hold to bear on it at all."""


def examine(claim: Claim, text: PageText) -> Evidence:
    """Look for the passages of a page that bear a claim out and compare its facts; offsets cut `text.visible`."""
    if not text.visible.strip():
        return Evidence(Support.NOT_CHECKABLE, 0.0, reason="the page holds no text")
    return _examined(claim, read_text(text.visible, text.published), text.visible)


def examine_sentences(claim: Claim, sentences: Sequence[str]) -> Evidence:
    """Do the same for a text already cut into sentences; offsets are those of the sentences joined by line breaks."""
    if not any(sentence.strip() for sentence in sentences):
        return Evidence(Support.NOT_CHECKABLE, 0.0, reason="the source holds no text")
    return _examined(claim, read_sentences(sentences), None)


def examine_features(claim: Claim, sentences: Sequence[str]) -> dict[str, float]:
    """Give the features the score is made from, for training and for explaining a score."""
    facts, source = facts_of(claim), read_sentences(sentences)
    ranked = _ranked(facts, source)
    return features_of(facts, source, ranked, _compared(facts, source, ranked))


def _examined(claim: Claim, source: SourceText, text: str | None) -> Evidence:
    facts = facts_of(claim)
    ranked = _ranked(facts, source)
    compared = _compared(facts, source, ranked)
    score = score_of(features_of(facts, source, ranked, compared), fragment=is_fragment(source))
    support, reason = _verdict(source, ranked, compared, same_language=_same_language(facts, source))
    best = ranked[0].score or 1.0
    passages = tuple(_passage(source, row, text, best) for row in ranked[:_SHOWN] if row.score > 0)
    if not passages and support is not Support.NOT_CHECKABLE:
        support = Support.NOT_FOUND
    return Evidence(support, score, passages, tuple(row.fact for row in compared), reason)


def _ranked(facts: ClaimFacts, source: SourceText) -> list[Ranked]:
    return rank(source, query_of(facts), rarity(source), _bonus(facts, source))


def _compared(facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked]) -> list[Compared]:
    return compare(facts, source, ranked, same_language=_same_language(facts, source))


def _same_language(facts: ClaimFacts, source: SourceText) -> bool:
    return source.language == facts.vocabulary.tongue.code


def query_of(facts: ClaimFacts) -> Query:
    """Weigh the words to search: the claim's own, faintly those around it ("the attack" alone finds nothing).

    Words that spell numbers and dates, and the words around the claim, help to find a sentence but are no part of the
    overlap.
    """
    stopwords = facts.vocabulary.stopwords
    values = {
        stem(token.low)
        for fact in (*facts.numbers, *facts.days)
        for token in facts.tokens
        if fact.start <= token.start < fact.end
    }
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


def _verdict(
    source: SourceText, ranked: Sequence[Ranked], compared: Sequence[Compared], *, same_language: bool
) -> tuple[Support, str | None]:
    verdicts = {row.fact.verdict for row in compared}
    top = max((row.overlap for row in ranked[:_SHOWN]), default=0.0)
    if not same_language and top < _FOUND and FactVerdict.AGREES not in verdicts:
        return Support.NOT_CHECKABLE, f"the source is in another language ({source.language}), which was not searched"
    if top < _FOUND and FactVerdict.AGREES not in verdicts:
        return Support.NOT_FOUND, None
    if FactVerdict.DIFFERS in verdicts:
        return Support.DIFFERS, None
    if FactVerdict.ABSENT in verdicts:
        return Support.FACTS_MISSING, None
    return Support.EVIDENCE, None


def _passage(source: SourceText, row: Ranked, text: str | None, best: float) -> Passage:
    sentence = source.sentences[row.index]
    shown = sentence.text if text is None else text[sentence.start : sentence.end]
    return Passage(shown, sentence.start, sentence.end, min(1.0, row.overlap * row.score / best), row.index)
