"""The words by which a passage is recognised in another spelling: "does not" and "doesn't", "5 %" and "5 percent".

A site that changes its style of spelling has edited nothing that an editor cited. Comparing plain tokens reported
every second passage as altered, measured on such changes alone (contractions, thousands, percent, months, footnote
markers).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citecheck.text.language_table import split_word_set
from citecheck.text.languages import months_of_english_abbreviations
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, fold, tokens_of

_SMALL_WORDS = split_word_set(
    "a an the of to in on at by for from with and or that which who is are was were be been has have had it its"
)
"""Words whose addition or removal does not change the meaning."""
_NEGATED_VERBS = {"won't": "will", "shan't": "shall", "can't": "can", "cannot": "can"}
"""Negated verbs whose root is not the word without its ending."""
_PERCENT_WORDS = split_word_set("% percent pct prozent procent prosent")
_FIGURE = re.compile(r"(\d{1,3}(?:[,.'’\s]\d{3})+|\d+)(?:[.,](\d{1,2}))?")
_MARKER = re.compile(r"\[(?:\d{1,3}|[a-z]|note \d+|citation needed|edit)\]")
"""Markers that an encyclopedia puts after a sentence; they change with the sentence's own sources."""
_RUN_LENGTH = 3
"""Consecutive words by which the text next to a passage is recognised."""


class AnchorWord(NamedTuple):
    """A significant word: the form in which it is compared, and its place in characters."""

    form: str
    start: int
    end: int


def remove_markers(text: str) -> str:
    """Compose characters (NFC) and remove footnote markers."""
    return _MARKER.sub("", unicodedata.normalize("NFC", text))


def words_of(text: str) -> list[AnchorWord]:
    """Return the significant words of a text, without punctuation, small words and inflection."""
    return list(_read_words(tokens_of(text, spaced=True)))


def _read_words(tokens: Sequence[Token]) -> Iterator[AnchorWord]:
    cent = -1
    for place, token in enumerate(tokens):
        low = token.low
        if place == cent or low in _SMALL_WORDS:
            continue
        following = tokens[place + 1].low if place + 1 < len(tokens) else ""
        if low == "per" and following == "cent":
            cent = place + 1
            yield AnchorWord("percent", token.start, tokens[cent].end)
        elif low in _NEGATED_VERBS or low.endswith("n't"):
            root = _NEGATED_VERBS.get(low) or low.removesuffix("n't")
            if root not in _SMALL_WORDS:
                yield AnchorWord(stem(root), token.start, token.end)
            yield AnchorWord("not", token.start, token.end)
        elif token.is_word or token.is_number or low in "%$€£¥":
            yield AnchorWord(_form_of(token, dated=following[:1].isdigit() or following == "."), token.start, token.end)


def _form_of(token: Token, *, dated: bool) -> str:
    if token.low in _PERCENT_WORDS:
        return "percent"
    if token.is_number and (figure := _FIGURE.fullmatch(token.low)):
        return f"{re.sub(r'[^0-9]', '', figure[1])}.{figure[2] or ''}"
    if token.is_number:
        return fold(token.low)
    return stem(months_of_english_abbreviations().get(token.low, token.low) if dated else token.low)


def remove_neighbours(words: Sequence[AnchorWord], prefix: str, suffix: str) -> Sequence[AnchorWord]:
    """Remove the words that belong to the text before and after a passage, where sentences were merged; never all.

    `prefix` and `suffix` are that text; they may begin and end inside a word.
    """
    after = [word.form for word in words_of(suffix)[:_RUN_LENGTH]]
    if (end := _find_run(words, after)) > 0:
        words = words[:end]
    before = [word.form for word in words_of(prefix)[-_RUN_LENGTH:]]
    if (start := _find_run(words, before)) >= 0:
        words = words[start + _RUN_LENGTH :] or words
    return words


def _find_run(words: Sequence[AnchorWord], run: Sequence[str]) -> int:
    """Return the index of a run of forms in words; -1 if it does not occur or is too short to prove anything."""
    if len(run) < _RUN_LENGTH:
        return -1
    forms = [word.form for word in words]
    return next((at for at in range(len(forms) - _RUN_LENGTH + 1) if forms[at : at + _RUN_LENGTH] == run), -1)
