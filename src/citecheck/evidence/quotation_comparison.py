"""Compare the quotations of a claim with a source.

A source holds a quotation if its words are there in one piece, or in parts with an attribution between them. Most of
its words in one place are another version of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate

from citecheck.evidence.facts import LEAST_CLOSE, Quotation, find_attributions, find_close, find_verbatim
from citecheck.evidence.passages import ComparedFact
from citecheck.evidence.source_text import SourceText
from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.text.tokens import Token, fold

_Words = Sequence[tuple[int, Token] | None]
_Look = Callable[[Quotation, Sequence[str]], tuple[int, int] | None]


def compare_quotation(quotation: Quotation, source: SourceText) -> ComparedFact:
    """Compare a quotation of the claim with a source: its words, a version of them, or neither."""
    near = list(_list_words_near(quotation, source))
    looks: tuple[tuple[FactVerdict, _Look, Callable[[_Words, SourceText], _Words]], ...] = (
        (FactVerdict.AGREES, find_verbatim, lambda rows, _: rows),
        (FactVerdict.AGREES, find_verbatim, _leave_out_attributions),
        (FactVerdict.DIFFERS, find_close, lambda rows, _: rows),
    )
    for verdict, look, choose in looks:
        rows = choose(near, source)
        words = [fold(row[1].lower) if row is not None else "" for row in rows]
        span = look(quotation, words)
        if span is not None:
            held = [row for row in rows[span[0] : span[1]] if row is not None]
            fact = Fact(FactKind.QUOTATION, quotation.text, _cut_wording(source, held), verdict)
            return ComparedFact(fact, quotation.start, quotation.end, held[0][0])
    fact = Fact(FactKind.QUOTATION, quotation.text, None, FactVerdict.ABSENT)
    return ComparedFact(fact, quotation.start, quotation.end, None)


def _leave_out_attributions(rows: _Words, source: SourceText) -> _Words:
    """Return words without those that interrupt a quotation, also over two sentences."""
    indices = sorted({row[0] for row in rows if row is not None})
    texts = [source.sentences[index].text + "\n" for index in indices]
    starts = dict(zip(indices, accumulate(map(len, texts), initial=0), strict=False))
    spans = find_attributions("".join(texts))
    firsts = [first for first, _ in spans]

    def interrupts(index: int, token: Token) -> bool:
        at = bisect_right(firsts, starts[index] + token.start) - 1
        return at >= 0 and starts[index] + token.start < spans[at][1]

    return [row for row in rows if row is None or not interrupts(*row)]


def _list_words_near(quotation: Quotation, source: SourceText) -> Iterator[tuple[int, Token] | None]:
    """Yield the words of the parts of a source that may hold a quotation, with their sentences.

    Between two parts are as many times None as the quotation has words, so that no version of it spans both.
    """
    wanted = {word for run in quotation.runs for word in run}
    size, last = sum(map(len, quotation.runs)), None
    for index in _find_dense_sentences(quotation, wanted, source):
        if last is not None and index != last + 1:
            yield from (None for _ in range(size))
        last = index
        yield from ((index, token) for token in source.sentences[index].tokens if token.is_word or token.is_number)


def _find_dense_sentences(quotation: Quotation, wanted: AbstractSet[str], source: SourceText) -> Sequence[int]:
    """Return the sentences in whose neighbourhood enough of a quotation's words are, in order.

    A neighbourhood is a sentence and those after it within the length of the quotation. A run of the quotation between
    gaps counts by itself.
    """
    held: dict[int, set[str]] = {}
    for word in wanted:
        for index in source.words.find_sentences_of(word):
            held.setdefault(index, set()).add(word)
    figures = sum(word[0].isdecimal() for word in wanted)
    size = sum(map(len, quotation.runs))
    dense: set[int] = set()
    for first in sorted(held):
        near, between = set[str](), 0
        for at in range(first, len(source.rows)):
            near |= held.get(at, set())
            runs = any(near.issuperset(word for word in run if not word[0].isdecimal()) for run in quotation.runs)
            if runs or len(near) + figures >= LEAST_CLOSE * len(wanted):
                dense.update(range(first, at + 1))
            between += source.lengths[at] if at > first else 0
            if between >= size:
                break
    return sorted(dense)


def _cut_wording(source: SourceText, rows: Sequence[tuple[int, Token]]) -> str:
    """Return the source's wording from the first to the last of the given words."""
    parts = []
    for index in dict.fromkeys(index for index, _ in rows):
        tokens = [token for at, token in rows if at == index]
        parts.append(source.sentences[index].text[tokens[0].start : tokens[-1].end])
    return " ".join(parts)
