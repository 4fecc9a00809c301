"""Compare the facts of a claim with a source: agrees, differs, absent or unseen.

A fact agrees if any place of the source supports it; the best passages are searched first. It differs only if one of
the best passages has another value in the same slot: the same unit, or the same word after it. Everything else is
absent, which means not found, not wrong.

A claim may state the opposite of a passage that otherwise says the same. Only words are compared, so the rule is
narrow. It applies to a word that one side negates and the other does not. It also applies if the passage has an
opposite in place of the claim's word, with a word in common around both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from citecheck.evidence.date_comparison import compare_date
from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.names import ProperName, find_missing_words, is_name_absent
from citecheck.evidence.number_comparison import compare_number
from citecheck.evidence.passages import ClaimAndSource, ComparedFact, RankedSentence
from citecheck.evidence.quotation_comparison import compare_quotation
from citecheck.evidence.source_text import SourceText
from citecheck.evidence.swapped_numbers import find_swapped
from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.text.languages import words_in_all_languages
from citecheck.text.numbers import Quantity
from citecheck.text.stems import OPPOSITES, stem
from citecheck.text.tokens import Token, fold
from citecheck.text.vocabulary import DASHES, OPPOSITE_LISTS, Vocabulary

_LONGER_BY = 1.7
"""Maximum ratio of a passage's length to the claim's: a longer passage may negate something else."""


def compare_facts(
    facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence], *, same_language: bool
) -> list[ComparedFact]:
    """Compare every fact of a claim with a source; facts are returned in the order of the claim.

    Names that a source in another language lacks are left out, since it may spell them differently. Numbers and dates
    that do not agree are `unseen` if the number words of the claim's or the source's language are not known. Names and
    quotations that do not agree are left out if those of the source's language are not known.
    """
    pair = ClaimAndSource(facts, source, ranked)
    rows = [
        *_compare_numbers(pair),
        *_compare_dates(pair),
        *(_compare_name(pair, name, same_language=same_language) for name in facts.names),
        *(compare_quotation(quotation, source) for quotation in facts.quotations),
    ]
    if same_language and not any(_is_other_value(row) for row in rows):
        rows += _compare_polarity(pair)
    known = (
        limited for row in rows if row is not None and (limited := _limit_to_known(row, facts, source)) is not None
    )
    return sorted(known, key=lambda row: (row.start, row.end))


def _compare_numbers(pair: ClaimAndSource) -> Iterable[ComparedFact | None]:
    swapped = find_swapped(pair)
    for number in pair.facts.numbers:
        row = _compare_number(pair, number)
        if row is not None and row.fact.verdict is FactVerdict.AGREES and number in swapped:
            yield pair.build_compared(row.fact.kind, number, swapped[number])
        else:
            yield row


def _compare_number(pair: ClaimAndSource, number: Quantity) -> ComparedFact | None:
    """Compare a number; two is never missing from a source whose nouns have a form for two (Arabic "جنديان")."""
    row = compare_number(pair, number)
    if row is None or row.fact.verdict is FactVerdict.AGREES or not pair.source.vocabulary.language.has_dual:
        return row
    return _without_verdict(row) if 2.0 in number.values else row


def _compare_dates(pair: ClaimAndSource) -> Iterable[ComparedFact]:
    """Yield the dates of a claim; of the readings of one spelling ("5/3/2021") the one with the best verdict."""
    best: dict[tuple[int, int], ComparedFact] = {}
    for day in pair.facts.days:
        row = compare_date(pair, day)
        if row is not None:
            place = (row.start, row.end)
            best[place] = min((best.get(place, row), row), key=lambda each: _BEST_FIRST.index(each.fact.verdict))
    return best.values()


_BEST_FIRST = (FactVerdict.AGREES, FactVerdict.DIFFERS, FactVerdict.ABSENT, FactVerdict.UNSEEN)


def _without_verdict(row: ComparedFact) -> ComparedFact:
    return replace(row, fact=replace(row.fact, found=None, verdict=FactVerdict.UNSEEN), sentence=None)


def _is_other_value(row: ComparedFact | None) -> bool:
    """Return whether a passage lacks a value of the claim: opposites there belong to another statement."""
    return row is not None and row.fact.kind in _WRITTEN_IN_WORDS and row.fact.verdict is not FactVerdict.AGREES


_WRITTEN_IN_WORDS = frozenset({FactKind.NUMBER, FactKind.QUANTITY, FactKind.DATE})


def _limit_to_known(row: ComparedFact, facts: ClaimFacts, source: SourceText) -> ComparedFact | None:
    """Return a row limited to what is known: a difference is reliable only with the number words of both languages."""
    if row.fact.verdict is FactVerdict.AGREES:
        return row
    if row.fact.kind not in _WRITTEN_IN_WORDS:
        return row if source.is_read else None
    return row if facts.is_read and source.is_read else _without_verdict(row)


def _compare_name(pair: ClaimAndSource, name: ProperName, *, same_language: bool) -> ComparedFact | None:
    source = pair.source
    if name.doubtful and source.writes_in_lower_case(fold(name.text)):
        return None  # an ordinary word that opens the sentence
    for form in [name, *_other_forms_of(pair.facts, name)]:
        missing = find_missing_words(form, source)
        if not is_name_absent(form, missing):
            index, found = _find_name(form, missing, pair)
            fact = Fact(FactKind.NAME, name.text, found, FactVerdict.AGREES)
            return ComparedFact(fact, name.start, name.end, index)
    if not same_language or name.doubtful:
        return None
    return pair.build_compared(FactKind.NAME, name, None)


def _other_forms_of(facts: ClaimFacts, name: ProperName) -> Iterable[ProperName]:
    """Yield the other forms that the draft defines for a name: "JNIM" for its long form, and the reverse."""
    folded = fold(name.text)
    for short, long in facts.claim.aliases:
        for own, other in ((short, long), (long, short)):
            if folded == fold(own):
                words = tuple(fold(word) for word in other.split() if word[:1].isupper())
                yield ProperName(other, name.start, name.end, words or (fold(other),))


def _find_name(name: ProperName, missing: Sequence[str], pair: ClaimAndSource) -> tuple[int | None, str]:
    known = [word for word in name.words if word not in missing]
    last = known[-1] if known else name.words[-1]
    words = pair.source.words
    begins = (word for word in words.list_similar(last) if word.startswith(last[:5]))
    likely = frozenset[int]().union(*map(words.find_sentences_of, begins))
    for _, row, sentence in pair.iterate_likely(likely):
        for token in sentence.tokens:
            if fold(token.lower).startswith(last[:5]):
                return row.index, sentence.text[token.start : token.end]
    return None, name.text


def _compare_polarity(pair: ClaimAndSource) -> Iterable[ComparedFact]:
    """Yield the words that the best passage negates or reverses, if it otherwise states the same as the claim."""
    facts, best = pair.facts, pair.ranked[0].index
    sentence, words = pair.source.sentences[best], facts.vocabulary
    ignored = words.stopwords | _find_split_particles(facts.tokens, words)
    wanted = {stem(token.lower) for token in facts.tokens if token.is_word and token.lower not in ignored}
    if len(wanted - set(sentence.stems)) > 1 or len(sentence.tokens) > _LONGER_BY * len(facts.tokens):
        return
    for row in _find_opposite_words(facts.tokens, sentence.tokens, words):
        claimed = _quote_around(facts.claim.sentence, facts.tokens, row.claimed)
        found = _quote_around(sentence.text, sentence.tokens, row.found)
        verdict = FactVerdict.AGREES if row.agrees else FactVerdict.DIFFERS
        fact = Fact(FactKind.NEGATION, claimed, found, verdict)
        yield ComparedFact(fact, row.claimed.start, row.claimed.end, best)


_QUOTED_TOKENS = 4
"""Tokens quoted on each side of a negation or an opposite: the word alone does not say what is denied."""


def _quote_around(text: str, tokens: Sequence[Token], word: Token) -> str:
    """Return the words around a word of a sentence, as far as the next punctuation mark."""
    at = next(index for index, token in enumerate(tokens) if token.start == word.start)
    first = last = at
    while first > max(0, at - _QUOTED_TOKENS) and _joins_words(tokens[first - 1]):
        first -= 1
    while last < min(len(tokens) - 1, at + _QUOTED_TOKENS) and _joins_words(tokens[last + 1]):
        last += 1
    return text[tokens[first].start : tokens[last].end]


def _joins_words(token: Token) -> bool:
    return token.is_word or token.is_number or token.lower in DASHES


@dataclass(frozen=True, slots=True)
class _OppositeWords:
    """A word of the claim and its opposite in the passage; `agrees` is set if both sides negate the same word."""

    claimed: Token
    found: Token
    agrees: bool = False


_NEGATION_REACH = 3
"""Tokens after a negation that it may apply to, and around two opposites that must share a word."""


def _find_opposite_words(claim: Sequence[Token], passage: Sequence[Token], words: Vocabulary) -> list[_OppositeWords]:
    """Return the words that only one of claim and passage negates, and opposites with a word in common around them."""
    found = _find_negations(claim, passage, words)
    spelled = [*zip(claim, _spell_verbs(claim), strict=True), *zip(passage, _spell_verbs(passage), strict=True)]
    if any(_denies(token, words) and not _is_opposite(verb, words) for token, verb in spelled):
        return found  # "rejected" and "did not approve" say the same
    listed = _find_listed_opposites(claim, passage, words)
    return [*found, *(listed or _find_opposites(claim, passage, words.stopwords))]


def _is_opposite(verb: tuple[str, str], words: Vocabulary) -> bool:
    """Return whether a word, or it with its particle (German "lehnte … ab"), has opposites."""
    listed = any(not words.lists[name].isdisjoint(verb) for pair in OPPOSITE_LISTS for name in pair)
    return listed or stem(verb[0]) in OPPOSITES


def _find_listed_opposites(claim: Sequence[Token], passage: Sequence[Token], words: Vocabulary) -> list[_OppositeWords]:
    """Return the words of a list of opposites, where each side has one of the two lists only and a word in common."""
    found = []
    spelled = [_spell_verbs(tokens) for tokens in (claim, passage)]
    for pair in (order for lists in OPPOSITE_LISTS for order in (lists, lists[::-1])):
        mine, theirs = (
            [[at for at, verb in enumerate(verbs) if not words.lists[name].isdisjoint(verb)] for name in pair]
            for verbs in spelled
        )
        if not (mine[0] and theirs[1]) or mine[1] or theirs[0]:
            continue
        here, there = mine[0][0], theirs[1][0]
        if _stems_around(claim, here, words.stopwords) & _stems_around(passage, there, words.stopwords):
            found.append(_OppositeWords(claim[here], passage[there]))
    return found


def _spell_verbs(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Return each word, and it with the last word of its clause, which may be its particle: German "nahm zu"."""
    spelled: list[tuple[str, str]] = []
    particle = ""
    for token in reversed(tokens):
        spelled.append((token.lower, f"{token.lower} {particle}"))
        particle = (particle or token.lower) if _joins_words(token) else ""
    return spelled[::-1]


def _find_split_particles(tokens: Sequence[Token], words: Vocabulary) -> frozenset[str]:
    """Return the particles of listed verbs, which say nothing without them: German "sprach ... frei"."""
    listed = frozenset[str]().union(*(words.lists[name] for pair in OPPOSITE_LISTS for name in pair))
    return frozenset(both.rpartition(" ")[2] for _, both in _spell_verbs(tokens) if both in listed)


def _find_negations(claim: Sequence[Token], passage: Sequence[Token], words: Vocabulary) -> list[_OppositeWords]:
    """Return the words that claim and passage both negate, or that only one does and the other nowhere denies.

    "could not provide" and "ruled out providing" say the same, and so do "no clear evidence" and "no evidence".
    """
    mine, theirs = _find_negated_words(claim, words), _find_negated_words(passage, words)
    both = [_OppositeWords(mine[word], theirs[word], agrees=True) for word in mine if word in theirs]
    if both or (mine and theirs):
        return both
    here = {stem(token.lower): token for token in claim if token.is_word}
    there = {stem(token.lower): token for token in passage if token.is_word}
    other, negated = (passage, mine) if mine else (claim, theirs)
    if any(_denies(token, words) and stem(token.lower) not in negated for token in other):
        return []
    found = [_OppositeWords(negation, there[word]) for word, negation in mine.items() if word in there]
    return found or [_OppositeWords(here[word], negation) for word, negation in theirs.items() if word in here]


def _denies(token: Token, words: Vocabulary) -> bool:
    return _is_negation(token, words) or token.lower in words.denials


def _is_negation(token: Token, words: Vocabulary) -> bool:
    return token.lower in words.negations or token.lower.endswith("n't")


def _find_negated_words(tokens: Sequence[Token], words: Vocabulary) -> dict[str, Token]:
    """Return the stems of the words that a sentence negates, with the negation before each."""
    negated: dict[str, Token] = {}
    for index, token in enumerate(tokens):
        if _is_negation(token, words):
            word = _find_negated_word(tokens, index, words)
            if word is not None:
                negated[word] = token
    return negated


def _find_negated_word(tokens: Sequence[Token], index: int, words: Vocabulary) -> str | None:
    """Return the stem of the word that a negation applies to: none beyond a comma, for "or not" and for "not only"."""
    if index and tokens[index - 1].lower in words_in_all_languages("and_or"):
        return None
    if any(token.lower in words.lists["limit_words"] for token in tokens[index + 1 :]):
        return None  # "did not open until May" says when it opened
    for following in tokens[index + 1 : index + 1 + _NEGATION_REACH]:
        if following.lower in words.not_only or not (following.is_word or following.lower in DASHES):
            return None
        if following.is_word and following.lower not in words.stopwords:
            return stem(following.lower)
    return None


def _find_opposites(
    claim: Sequence[Token], passage: Sequence[Token], stopwords: frozenset[str]
) -> list[_OppositeWords]:
    mine = {stem(token.lower): index for index, token in enumerate(claim) if token.is_word}
    theirs = {stem(token.lower): index for index, token in enumerate(passage) if token.is_word}
    return [
        _OppositeWords(claim[index], passage[theirs[other]])
        for word, index in mine.items()
        if word not in theirs
        for other in sorted(OPPOSITES.get(word, ()))
        if other in theirs
        and other not in mine
        and _stems_around(claim, index, stopwords) & _stems_around(passage, theirs[other], stopwords)
    ]


def _stems_around(tokens: Sequence[Token], index: int, stopwords: frozenset[str]) -> set[str]:
    near = (*tokens[max(0, index - _NEGATION_REACH) : index], *tokens[index + 1 : index + 1 + _NEGATION_REACH])
    return {stem(token.lower) for token in near if token.is_word and token.lower not in stopwords}
