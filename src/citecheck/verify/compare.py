"""The facts of a claim beside those of a source: agrees, differs, absent.

A fact agrees if any place of the source bears it out, best passages first. It differs only where one of the best
passages holds another value in the same slot: same unit, or same word behind it. Everything else is absent, which
says that it was not found, not that it is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.verify.beside import Beside, Compared
from citecheck.verify.compare_dates import compare_date
from citecheck.verify.compare_numbers import compare_number
from citecheck.verify.facts import ClaimFacts
from citecheck.verify.lexer import fold
from citecheck.verify.names import Name, is_absent, missing_words
from citecheck.verify.passages import Ranked
from citecheck.verify.polarity import contraries
from citecheck.verify.quotations import Quotation, find_close, find_verbatim
from citecheck.verify.source import SourceText
from citecheck.verify.stems import stem

_AS_LONG = 1.7
"""How many times as long as the claim a passage may be and still say just that: a longer one denies other things."""


def compare(facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked], *, same_language: bool) -> list[Compared]:
    """Compare every fact of a claim with a source; in the order of the claim.

    Names that a source in another language does not know are left out: it may spell them in ways not listed. So is all
    that does not agree where the words of the language are not known.
    """
    beside = Beside(facts, source, ranked)
    rows = [
        *(compare_number(beside, number) for number in facts.numbers),
        *(compare_date(beside, day) for day in facts.days),
        *(_name(beside, name, same_language=same_language) for name in facts.names),
        *(_quotation(quotation, source) for quotation in facts.quotations),
        *(_contraries(beside) if same_language else ()),
    ]
    told = (row for row in rows if row is not None and (source.is_read or row.fact.verdict is FactVerdict.AGREES))
    return sorted(told, key=lambda row: (row.start, row.end))


def _name(beside: Beside, name: Name, *, same_language: bool) -> Compared | None:
    source = beside.source
    if name.doubtful and fold(name.text) in source.small:
        return None  # an ordinary word that opens the sentence
    for form in [name, *_aliases(beside.facts, name)]:
        missing = missing_words(form, source.words, source.stems, source.initials)
        if not is_absent(form, missing):
            index, found = _where(form, missing, beside)
            fact = Fact(FactKind.NAME, name.text, found, FactVerdict.AGREES)
            return Compared(fact, name.start, name.end, index)
    if not same_language or name.doubtful:
        return None
    return beside.compared(FactKind.NAME, name, None)


def _aliases(facts: ClaimFacts, name: Name) -> Iterable[Name]:
    """Give the other forms that the draft defines for a name: "JNIM" for its long form, and back."""
    folded = fold(name.text)
    for short, long in facts.claim.aliases:
        for own, other in ((short, long), (long, short)):
            if folded == fold(own):
                words = tuple(fold(word) for word in other.split() if word[:1].isupper())
                yield Name(other, name.start, name.end, words or (fold(other),))


def _where(name: Name, missing: Sequence[str], beside: Beside) -> tuple[int | None, str]:
    known = [word for word in name.words if word not in missing]
    last = known[-1] if known else name.words[-1]
    for row, sentence in beside.in_order():
        for token in sentence.tokens:
            if fold(token.low).startswith(last[:5]):
                return row.index, sentence.text[token.start : token.end]
    return None, name.text


def _quotation(quotation: Quotation, source: SourceText) -> Compared:
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
            found = _stretch(source, rows[span[0] : span[1]])
            fact = Fact(FactKind.QUOTATION, quotation.text, found, verdict)
            return Compared(fact, quotation.start, quotation.end, rows[span[0]][0])
    fact = Fact(FactKind.QUOTATION, quotation.text, None, FactVerdict.ABSENT)
    return Compared(fact, quotation.start, quotation.end, None)


def _contraries(beside: Beside) -> Iterable[Compared]:
    """Say what the best passage denies or turns round; only where it is otherwise the claim's very sentence."""
    facts, best = beside.facts, beside.ranked[0].index
    sentence, words = beside.source.sentences[best], facts.vocabulary
    wanted = {stem(token.low) for token in facts.tokens if token.is_word and token.low not in words.stopwords}
    if len(wanted - set(sentence.stems)) > 1 or len(sentence.tokens) > _AS_LONG * len(facts.tokens):
        return
    for row in contraries(facts.tokens, sentence.tokens, words.negations, words.stopwords):
        claimed = facts.claim.sentence[row.claimed.start : row.claimed.end]
        found = sentence.text[row.found.start : row.found.end]
        verdict = FactVerdict.AGREES if row.agrees else FactVerdict.DIFFERS
        fact = Fact(FactKind.NEGATION, claimed, found, verdict)
        yield Compared(fact, row.claimed.start, row.claimed.end, best)


def _stretch(source: SourceText, rows: Sequence[tuple[int, object]]) -> str:
    """Cut the source's wording from the first to the last of the words given."""
    parts = []
    for index in dict.fromkeys(index for index, _ in rows):
        tokens = [token for at, token in rows if at == index]
        parts.append(source.sentences[index].text[tokens[0].start : tokens[-1].end])  # type: ignore[attr-defined]
    return " ".join(parts)
