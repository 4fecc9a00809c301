"""Split text into sentences: one function for drafts, for the fingerprints of pages and for passages.

The same text is split in the same places in all of them, and a change in one sentence does not move the end of another.
For this, a sentence never spans two lines. Within a line, `text.sentence_ends` reads only the words around an end mark
and short quotations. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from itertools import pairwise

from citecheck.text.sentence_ends import find_ends, is_one_sentence, sentence_words

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""A line with its end. `str.splitlines` ends lines at control characters too, which a draft may hold in a sentence."""
LONGEST_SENTENCE = 2_000
"""Maximum characters. A longer text is a list, data or an attack; the longest sentence in the drafts tried has 454."""


def sentence_spans(text: str, language: str | None = None, marks: Collection[int] = ()) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order; they cover everything except white space.

    `language` is an ISO 639 code, None for any language. `marks` are the offsets at which a draft's markers were
    removed: two sentences may touch there without white space. No sentence is longer than `LONGEST_SENTENCE`.
    """
    spans: list[tuple[int, int]] = []
    words = sentence_words(language)
    ordered = sorted(marks)
    offset = 0
    for line in _LINE.findall(text):
        low, high = bisect_left(ordered, offset), bisect_left(ordered, offset + len(line))
        met = [mark - offset for mark in ordered[low:high]]
        ends = [] if not met and is_one_sentence(line) else find_ends(line, words, met)
        start = 0
        for end in (*ends, len(line)):
            piece = line[start:end].lstrip()
            first = end - len(piece)
            last = first + len(piece.rstrip())
            if last - first > LONGEST_SENTENCE:
                spans.extend(_cut_long_sentence(line, first, last, offset))
            elif first < last:
                spans.append((offset + first, offset + last))
            start = end
        offset += len(line)
    return spans


def split_sentences(text: str, language: str | None = None) -> tuple[str, ...]:
    """Return the sentences of `sentence_spans` as strings."""
    if len(text) > LONGEST_SENTENCE or not text.isprintable():
        return tuple(text[start:end] for start, end in sentence_spans(text, language))
    # A single line of ordinary length, like nearly all blocks of pages, needs no spans. bench/sentences.py: 2x
    ends = [] if is_one_sentence(text) else find_ends(text, sentence_words(language))
    return tuple(sentence for start, end in pairwise((0, *ends, len(text))) if (sentence := text[start:end].strip()))


def find_sentence_at(spans: list[tuple[int, int]], text: str, offset: int) -> tuple[int, int]:
    """Return the span of the sentence that a marker at `offset` of `text` belongs to; (0, 0) if there is none."""
    at = min(offset, len(text))
    while at > 0 and text[at - 1].isspace():
        at -= 1
    if not spans:
        return 0, 0
    index = bisect_right(spans, (max(at - 1, 0), len(text) + 1)) - 1
    return spans[max(index, 0)]


def _cut_long_sentence(line: str, start: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    """Split a text that is too long for a sentence, at white space if possible."""
    while end - start > LONGEST_SENTENCE:
        space = line.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = space if space > 0 else start + LONGEST_SENTENCE
        yield offset + start, offset + start + len(line[start:cut].rstrip())
        start = cut
        while line[start].isspace():
            start += 1
    yield offset + start, offset + end
