"""Examine a claim with a source: best passages, compared facts, verdict, and a score for ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from citecheck.evidence.clock_comparison import compare_clock_times
from citecheck.evidence.coverage import coverage_of, find_abstract, is_fragment, limit_to_coverage, word_part
from citecheck.evidence.date_comparison import is_date_supported
from citecheck.evidence.fact_comparison import compare_facts
from citecheck.evidence.facts import ClaimFacts, facts_of
from citecheck.evidence.label_comparison import compare_labels
from citecheck.evidence.number_agreement import is_number_supported
from citecheck.evidence.passages import (
    ComparedFact,
    Likeness,
    PassageQuery,
    RankedSentence,
    rank_across_languages,
    rank_sentences,
    widen_query,
)
from citecheck.evidence.source_text import SourceText, read_source_sentences, read_source_text
from citecheck.evidence.support import (
    SearchLimits,
    features_of,
    is_tied_by_names_only,
    score_of,
    shares_words,
    support_of,
    support_without_passage,
)
from citecheck.model.evidence import Claim, Evidence, FactVerdict, Passage, Support
from citecheck.model.page import Coverage, PageText
from citecheck.text.language import assume_language, fits_language
from citecheck.text.stems import stem
from citecheck.text.tokens import count_letters, tokens_of

_SHOWN_PASSAGES = 5
_CONTEXT_WEIGHT = 0.12
_STOP_WORD_WEIGHT = 0.2
"""Weights of a word of the claim's context and of a stop word; the claim's own words have weight 1."""
_AGREEING_WEIGHT = 0.3
"""Bonus of a sentence per number or date that agrees, as a multiple of the score of a word found nowhere else."""


def examine(
    claim: Claim, text: PageText, likeness: Likeness | None = None, *, coverage: Coverage | None = None
) -> Evidence:
    """Find the passages of a page that support a claim and compare its facts; offsets refer to `text.visible`.

    `likeness` is used for pages in another language than the claim's. Without it their passages are not searched, and
    only numbers, dates and quotations are compared. `coverage` says how much of the source the text is; where it is not
    given, a text of a few sentences is a fragment.
    """
    if not text.visible.strip():
        return Evidence(Support.NOT_CHECKABLE, 0.0, reason="the page holds no text")
    language = assume_language(text.language, text.main or text.visible)
    source = read_source_text(text.visible, text.published, language=language)
    found = _examine_source(claim, source, text.visible, likeness, coverage or text.coverage)
    if found.support in _WITH_PASSAGE and _rests_on_labels(found, text):
        return replace(found, support=Support.NOT_CHECKABLE, reason=_ONLY_LABELS)
    return found


_WITH_PASSAGE = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.DIFFERS})
_ONLY_LABELS = "only a heading or a link of its page has words of the claim"
_LITTLE_TEXT = 400
"""Letters of main text below which a page may be a notice, whose heading and links echo what was asked for."""
_STOPS = ".!?;:。！？।؟…"
_CLOSING = "\"'”’»)]"


def _rests_on_labels(found: Evidence, text: PageText) -> bool:
    """Return whether a page with little text is about a claim only in headings and links, outside of its main text.

    A search without results repeats the query, the page of a removed video links to others, and a dealer names the
    domain. A row of a table is in the main text.
    """
    best, main = max((passage.score for passage in found.passages), default=0.0), text.main.strip()
    telling = [passage.text for passage in found.passages if 2 * passage.score >= best > 0]
    if not telling or not main or count_letters(main) >= _LITTLE_TEXT:
        return False
    return all(each not in main and not each.rstrip(_CLOSING).endswith(tuple(_STOPS)) for each in telling)


def examine_sentences(
    claim: Claim,
    sentences: Sequence[str],
    likeness: Likeness | None = None,
    *,
    language: str | None = None,
    coverage: Coverage | None = None,
) -> Evidence:
    """Examine a text that is already split into sentences; offsets refer to the sentences joined by line breaks."""
    if not any(sentence.strip() for sentence in sentences):
        return Evidence(Support.NOT_CHECKABLE, 0.0, reason="the source holds no text")
    source = read_source_sentences(sentences, language=language)
    return _examine_source(claim, source, None, likeness, coverage)


def examine_features(claim: Claim, sentences: Sequence[str]) -> dict[str, float]:
    """Return the features of the score, for training and for explaining a score."""
    facts, source = facts_of(claim), read_source_sentences(sentences)
    ranked = _rank_by_words(facts, source)
    same = _is_same_language(facts, source, ranked)
    return features_of(facts, source, ranked, compare_facts(facts, source, ranked, same_language=same))


def _examine_source(
    claim: Claim, source: SourceText, text: str | None, likeness: Likeness | None, coverage: Coverage | None
) -> Evidence:
    facts = _read_claim(claim, source)
    stated = coverage or find_abstract(source)
    elsewhere = word_part(stated, source) if stated else None
    coverage = stated or coverage_of(source)
    by_words = _rank_by_words(facts, source)
    same = _is_same_language(facts, source, by_words)
    across = None if same or likeness is None else rank_across_languages(claim, source, by_words, likeness)
    ranked = across or by_words
    compared = compare_facts(facts, source, ranked, same_language=same)
    score = score_of(features_of(facts, source, ranked, compared), fragment=is_fragment(source))
    labels, times = compare_labels(facts, source, ranked), compare_clock_times(facts, source, ranked)
    compared = limit_to_coverage(sorted([*compared, *labels, *times], key=lambda row: (row.start, row.end)), coverage)
    limits = SearchLimits(
        unsearched=None if same or across else _word_unsearched(source.language),
        unread=None if facts.is_read and source.is_read else _word_unread(facts, source),
        unseen=word_part(coverage, source) or _word_unnamed(labels),
        elsewhere=elsewhere,
    )
    best = ranked[0].score or 1.0
    passages = tuple(_build_passage(source, row, text, best) for row in _choose_different(source, ranked))
    support, reason = support_of(ranked, compared, limits) if passages else support_without_passage(limits)
    return Evidence(
        support,
        score,
        passages,
        tuple(row.fact for row in compared),
        reason,
        coverage,
        names_only=bool(passages) and is_tied_by_names_only(facts, source, ranked, compared),
    )


def _choose_different(source: SourceText, ranked: Sequence[RankedSentence]) -> Iterator[RankedSentence]:
    """Yield the best passages, and only the first of equal sentences (a title in the page and in its head)."""
    shown: set[tuple[str, ...]] = set()
    for row in ranked:
        stems = source.sentences[row.index].stems
        if row.score <= 0 or len(shown) == _SHOWN_PASSAGES:
            return
        if stems not in shown:
            shown.add(stems)
            yield row


def _read_claim(claim: Claim, source: SourceText) -> ClaimFacts:
    """Return the facts of a claim; one too short for its language to be known is in the source's, if its words fit."""
    facts = facts_of(claim)
    if facts.language is None and source.language is not None and fits_language(source.language, claim.sentence):
        return facts_of(replace(claim, language=source.language))
    return facts


def _rank_by_words(facts: ClaimFacts, source: SourceText) -> list[RankedSentence]:
    query = widen_query(_query_of(facts), source)
    return rank_sentences(source, query, _weigh_agreeing_facts(facts, source, _find_related(query, facts, source)))


def _find_related(query: PassageQuery, facts: ClaimFacts, source: SourceText) -> AbstractSet[int]:
    """Return the sentences with a word of the claim; all where the languages are not known to be one."""
    if facts.language is None or facts.language != source.language:
        return frozenset(range(len(source.rows)))
    words = (word for word, weight in query.weights.items() if weight > _STOP_WORD_WEIGHT)
    return {index for word in words for index, _ in source.find_rows(word)}


def _is_same_language(facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence]) -> bool:
    """Return whether claim and source are in one language or, where one is not known, whether they share words."""
    if facts.language is not None and source.language is not None:
        return source.language == facts.language
    return shares_words(ranked)


def _word_unsearched(language: str | None) -> str:
    if language is None:
        return "the language of the claim or of the source is not known"
    return f"the source is in another language ({language}), which was not searched"


def _word_unread(facts: ClaimFacts, source: SourceText) -> str:
    of, language = ("source", source.language) if facts.is_read else ("claim", facts.language)
    if language is None:
        return f"numbers and dates in words are not read, since the language of the {of} is not known"
    return f"numbers and dates in words are not read in the language of the {of} ({language})"


def _word_unnamed(labels: Sequence[ComparedFact]) -> str | None:
    missing = next((row.fact.claimed for row in labels if row.fact.verdict is FactVerdict.UNSEEN), None)
    return f"the source does not name “{missing}”, and may mean it in other words" if missing else None


def _query_of(facts: ClaimFacts) -> PassageQuery:
    """Return the words to search with their weights: the claim's own and, with less weight, those of its context.

    The context is needed because "the attack" alone finds nothing. Context words, and words that spell numbers and
    dates, help to find a sentence but are not part of the overlap.
    """
    stopwords = facts.vocabulary.stopwords
    spans = [(number.start, number.end) for number in facts.numbers] + [(day.start, day.end) for day in facts.days]
    values = {stem(token.lower) for start, end in spans for token in facts.tokens if start <= token.start < end}
    own = {
        stem(token.lower): _STOP_WORD_WEIGHT if token.lower in stopwords else 1.0
        for token in facts.tokens
        if token.is_word or token.is_number
    }
    around = {
        stem(token.lower): _CONTEXT_WEIGHT
        for text in (facts.claim.section, facts.claim.paragraph)
        for token in tokens_of(text)
        if token.is_word and token.lower not in stopwords and stem(token.lower) not in own
    }
    return PassageQuery(around | own, frozenset(values | around.keys()))


def _weigh_agreeing_facts(facts: ClaimFacts, source: SourceText, related: AbstractSet[int]) -> list[float]:
    """Return the bonus of each sentence; one that is not `related` has none, whatever its figures."""
    bonus = [0.0] * len(source.sentences)
    for number in facts.numbers:
        for index in related & source.likely.choose_for_number(number):
            agrees = any(is_number_supported(number, stated) for stated in source.sentences[index].numbers)
            bonus[index] += _AGREEING_WEIGHT * agrees
    for day in facts.days:
        for index in related & source.likely.choose_for_date(day):
            agrees = any(is_date_supported(day, stated, source) for stated in source.sentences[index].days)
            bonus[index] += _AGREEING_WEIGHT * agrees
    return bonus


def _build_passage(source: SourceText, row: RankedSentence, text: str | None, best: float) -> Passage:
    sentence = source.sentences[row.index]
    shown = sentence.text if text is None else text[sentence.start : sentence.end]
    return Passage(shown, sentence.start, sentence.end, min(1.0, row.overlap * row.score / best), row.index)
