"""The facts of a claim compared with those of a source: agrees, differs, absent.

A fact agrees if any place of the source supports it, best passages first. It differs only where one of the best
passages holds another value in the same slot: same unit, or same word after it. Everything else is absent,
which says that it was not found, not that it is wrong.

Negation and direction: a claim may say the opposite of a passage that otherwise says the same. Only words are
compared, so the reading is narrow: a word of the claim whose opposite is in the passage where the word itself
is not, with the same words around it; or a word that one side denies and the other says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from citecheck.evidence.claim_and_source import ClaimAndSource, ComparedFact
from citecheck.evidence.date_comparison import compare_date
from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.names import ProperName, find_missing_words, is_name_absent
from citecheck.evidence.number_comparison import compare_number
from citecheck.evidence.passages import RankedSentence
from citecheck.evidence.quotations import Quotation, find_close, find_verbatim
from citecheck.evidence.source_text import SourceText
from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.text.stems import OPPOSITES, stem
from citecheck.text.tokens import Token, fold

_LONGER_BY = 1.7
"""How many times as long as the claim a passage may be and still say just that: a longer one denies other things."""


def compare_facts(
    facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence], *, same_language: bool
) -> list[ComparedFact]:
    """Compare every fact of a claim with a source; in the order of the claim.

    Names that a source in another language does not know are left out: it may spell them in ways not listed. Numbers
    and dates that do not agree are `unseen` where the number words of the claim's or of the source's language are not
    known; names and quotations that do not agree are left out where those of the source's language are not.
    """
    beside = ClaimAndSource(facts, source, ranked)
    rows = [
        *(compare_number(beside, number) for number in facts.numbers),
        *(compare_date(beside, day) for day in facts.days),
        *(_compare_name(beside, name, same_language=same_language) for name in facts.names),
        *(_compare_quotation(quotation, source) for quotation in facts.quotations),
        *(_compare_polarity(beside) if same_language else ()),
    ]
    known = (
        limited for row in rows if row is not None and (limited := _limit_to_known(row, facts, source)) is not None
    )
    return sorted(known, key=lambda row: (row.start, row.end))


_WRITTEN_IN_WORDS = frozenset({FactKind.NUMBER, FactKind.QUANTITY, FactKind.DATE})


def _limit_to_known(row: ComparedFact, facts: ClaimFacts, source: SourceText) -> ComparedFact | None:
    """Return a row as far as it can be relied on: one that does not agree needs the number words of both languages."""
    if row.fact.verdict is FactVerdict.AGREES:
        return row
    if row.fact.kind not in _WRITTEN_IN_WORDS:
        return row if source.is_read else None
    if facts.is_read and source.is_read:
        return row
    return replace(row, fact=replace(row.fact, found=None, verdict=FactVerdict.UNSEEN), sentence=None)


def _compare_name(beside: ClaimAndSource, name: ProperName, *, same_language: bool) -> ComparedFact | None:
    source = beside.source
    if name.doubtful and fold(name.text) in source.small:
        return None  # an ordinary word that opens the sentence
    for form in [name, *_other_forms_of(beside.facts, name)]:
        missing = find_missing_words(form, source.words, source.stems, source.initials)
        if not is_name_absent(form, missing):
            index, found = _find_name(form, missing, beside)
            fact = Fact(FactKind.NAME, name.text, found, FactVerdict.AGREES)
            return ComparedFact(fact, name.start, name.end, index)
    if not same_language or name.doubtful:
        return None
    return beside.compared(FactKind.NAME, name, None)


def _other_forms_of(facts: ClaimFacts, name: ProperName) -> Iterable[ProperName]:
    """Give the other forms that the draft defines for a name: "JNIM" for its long form, and back."""
    folded = fold(name.text)
    for short, long in facts.claim.aliases:
        for own, other in ((short, long), (long, short)):
            if folded == fold(own):
                words = tuple(fold(word) for word in other.split() if word[:1].isupper())
                yield ProperName(other, name.start, name.end, words or (fold(other),))


def _find_name(name: ProperName, missing: Sequence[str], beside: ClaimAndSource) -> tuple[int | None, str]:
    known = [word for word in name.words if word not in missing]
    last = known[-1] if known else name.words[-1]
    for row, sentence in beside.in_order():
        for token in sentence.tokens:
            if fold(token.low).startswith(last[:5]):
                return row.index, sentence.text[token.start : token.end]
    return None, name.text


def _compare_quotation(quotation: Quotation, source: SourceText) -> ComparedFact:
    rows = [
        (index, token)
        for index, sentence in enumerate(source.sentences)
        for token in sentence.tokens
        if token.is_word or token.is_number
    ]
    words = [fold(token.low) for _, token in rows]
    looks: tuple[tuple[FactVerdict, Callable[[Quotation, Sequence[str]], tuple[int, int] | None]], ...] = (
        (FactVerdict.AGREES, find_verbatim),
        (FactVerdict.DIFFERS, find_close),
    )
    for verdict, look in looks:
        span = look(quotation, words)
        if span is not None:
            found = _cut_wording(source, rows[span[0] : span[1]])
            fact = Fact(FactKind.QUOTATION, quotation.text, found, verdict)
            return ComparedFact(fact, quotation.start, quotation.end, rows[span[0]][0])
    fact = Fact(FactKind.QUOTATION, quotation.text, None, FactVerdict.ABSENT)
    return ComparedFact(fact, quotation.start, quotation.end, None)


def _compare_polarity(beside: ClaimAndSource) -> Iterable[ComparedFact]:
    """Say what the best passage denies or turns round; only where it is otherwise the claim's very sentence."""
    facts, best = beside.facts, beside.ranked[0].index
    sentence, words = beside.source.sentences[best], facts.vocabulary
    wanted = {stem(token.low) for token in facts.tokens if token.is_word and token.low not in words.stopwords}
    if len(wanted - set(sentence.stems)) > 1 or len(sentence.tokens) > _LONGER_BY * len(facts.tokens):
        return
    for row in find_contraries(facts.tokens, sentence.tokens, words.negations, words.stopwords):
        claimed = facts.claim.sentence[row.claimed.start : row.claimed.end]
        found = sentence.text[row.found.start : row.found.end]
        verdict = FactVerdict.AGREES if row.agrees else FactVerdict.DIFFERS
        fact = Fact(FactKind.NEGATION, claimed, found, verdict)
        yield ComparedFact(fact, row.claimed.start, row.claimed.end, best)


def _cut_wording(source: SourceText, rows: Sequence[tuple[int, object]]) -> str:
    """Cut the source's wording from the first to the last of the words given."""
    parts = []
    for index in dict.fromkeys(index for index, _ in rows):
        tokens = [token for at, token in rows if at == index]
        parts.append(source.sentences[index].text[tokens[0].start : tokens[-1].end])  # type: ignore[attr-defined]
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Contrary:
    """A word of the claim and the word of the passage that says the contrary (or, if both deny it, the same)."""

    claimed: Token
    found: Token
    agrees: bool = False


_NEGATION_REACH = 3
"""Tokens a negation reaches forward, and within which two opposites must share a neighbour."""


def find_contraries(
    claim: Sequence[Token], passage: Sequence[Token], negations: frozenset[str], stopwords: frozenset[str]
) -> list[Contrary]:
    """Find what a claim and a passage deny differently, and words with opposites in the same surroundings."""
    return [*_find_denials(claim, passage, negations, stopwords), *_find_opposites(claim, passage, stopwords)]


def _find_denials(
    claim: Sequence[Token], passage: Sequence[Token], negations: frozenset[str], stopwords: frozenset[str]
) -> list[Contrary]:
    mine, theirs = _find_denied_words(claim, negations, stopwords), _find_denied_words(passage, negations, stopwords)
    here = {stem(token.low): token for token in claim if token.is_word}
    there = {stem(token.low): token for token in passage if token.is_word}
    found = [
        Contrary(negation, theirs.get(word, there[word]), agrees=word in theirs)
        for word, negation in mine.items()
        if word in there
    ]
    found += [Contrary(here[word], negation) for word, negation in theirs.items() if word in here and word not in mine]
    return found


def _find_denied_words(
    tokens: Sequence[Token], negations: frozenset[str], stopwords: frozenset[str]
) -> dict[str, Token]:
    """Give the stems of the words that a sentence denies, with the negation before each."""
    denied: dict[str, Token] = {}
    for index, token in enumerate(tokens):
        if token.low not in negations and not token.low.endswith("n't"):
            continue
        for behind in tokens[index + 1 : index + 1 + _NEGATION_REACH]:
            if behind.is_word and behind.low not in stopwords:
                denied[stem(behind.low)] = token
                break
    return denied


def _find_opposites(claim: Sequence[Token], passage: Sequence[Token], stopwords: frozenset[str]) -> list[Contrary]:
    mine = {stem(token.low): index for index, token in enumerate(claim) if token.is_word}
    theirs = {stem(token.low): index for index, token in enumerate(passage) if token.is_word}
    return [
        Contrary(claim[index], passage[theirs[other]])
        for word, index in mine.items()
        if word not in theirs
        for other in sorted(OPPOSITES.get(word, ()))
        if other in theirs
        and other not in mine
        and _stems_around(claim, index, stopwords) & _stems_around(passage, theirs[other], stopwords)
    ]


def _stems_around(tokens: Sequence[Token], index: int, stopwords: frozenset[str]) -> set[str]:
    near = (*tokens[max(0, index - _NEGATION_REACH) : index], *tokens[index + 1 : index + 1 + _NEGATION_REACH])
    return {stem(token.low) for token in near if token.is_word and token.low not in stopwords}
