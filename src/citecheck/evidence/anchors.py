"""The words by which a passage is recognised in another spelling: "does not" and "doesn't", "5 %" and "5 percent".

A site that changes its style of spelling has edited nothing that an editor cited. Comparing plain tokens reported
every second passage as altered, measured on such changes alone (contractions, thousands, percent, months, footnote
markers).

Anchors: the passage that supported a claim, stored so that it can be found again in a later text.

A passage that is found verbatim is intact, or moved if its neighbours are elsewhere. Otherwise the nearest passage
is compared with it word by word. If only punctuation, case, inflection or small words changed, it is intact. If a
number, a date, a name, a negation or another significant word changed, it is altered, however similar the two look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from citecheck.evidence.facts import ClaimFacts, facts_of
from citecheck.model.change import Anchor, AnchorReading, AnchorState
from citecheck.model.evidence import Claim, Evidence, Fact, FactKind, FactVerdict
from citecheck.text.language_table import split_word_set
from citecheck.text.languages import months_of_english_abbreviations
from citecheck.text.sentences import sentence_spans
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


class _AnchorWord(NamedTuple):
    """A significant word: the form in which it is compared, and its place in characters."""

    form: str
    start: int
    end: int


def _remove_markers(text: str) -> str:
    """Compose characters (NFC) and remove footnote markers."""
    return _MARKER.sub("", unicodedata.normalize("NFC", text))


def _words_of(text: str) -> list[_AnchorWord]:
    """Return the significant words of a text, without punctuation, small words and inflection."""
    return list(_read_words(tokens_of(text, spaced=True)))


def _read_words(tokens: Sequence[Token]) -> Iterator[_AnchorWord]:
    cent = -1
    for place, token in enumerate(tokens):
        low = token.lower
        if place == cent or low in _SMALL_WORDS:
            continue
        following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
        if low == "per" and following == "cent":
            cent = place + 1
            yield _AnchorWord("percent", token.start, tokens[cent].end)
        elif low in _NEGATED_VERBS or low.endswith("n't"):
            root = _NEGATED_VERBS.get(low) or low.removesuffix("n't")
            if root not in _SMALL_WORDS:
                yield _AnchorWord(stem(root), token.start, token.end)
            yield _AnchorWord("not", token.start, token.end)
        elif token.is_word or token.is_number or low in "%$€£¥":
            yield _AnchorWord(
                _form_of(token, dated=following[:1].isdigit() or following == "."), token.start, token.end
            )


def _form_of(token: Token, *, dated: bool) -> str:
    if token.lower in _PERCENT_WORDS:
        return "percent"
    if token.is_number and (figure := _FIGURE.fullmatch(token.lower)):
        return f"{re.sub(r'[^0-9]', '', figure[1])}.{figure[2] or ''}"
    if token.is_number:
        return fold(token.lower)
    return stem(months_of_english_abbreviations().get(token.lower, token.lower) if dated else token.lower)


def _remove_neighbours(words: Sequence[_AnchorWord], prefix: str, suffix: str) -> Sequence[_AnchorWord]:
    """Remove the words that belong to the text before and after a passage, where sentences were merged; never all.

    `prefix` and `suffix` are that text; they may begin and end inside a word.
    """
    after = [word.form for word in _words_of(suffix)[:_RUN_LENGTH]]
    if (end := _find_run(words, after)) > 0:
        words = words[:end]
    before = [word.form for word in _words_of(prefix)[-_RUN_LENGTH:]]
    if (start := _find_run(words, before)) >= 0:
        words = words[start + _RUN_LENGTH :] or words
    return words


def _find_run(words: Sequence[_AnchorWord], run: Sequence[str]) -> int:
    """Return the index of a run of forms in words; -1 if it does not occur or is too short to prove anything."""
    if len(run) < _RUN_LENGTH:
        return -1
    forms = [word.form for word in words]
    return next((at for at in range(len(forms) - _RUN_LENGTH + 1) if forms[at : at + _RUN_LENGTH] == run), -1)


_CONTEXT_LENGTH = 64
"""Characters of text kept before and after the passage."""
_LEAST_ALIKE = 0.5
"""Share of significant words in common, of either passage, above which two passages are versions of each other..."""
_SURELY_ALIKE = 0.8
"""...and the share where the passage was removed from its place, since many sentences of a text are half alike."""
_NEIGHBOUR_LENGTH = 30
"""Characters by which the text next to the passage is recognised."""
_SPACE = re.compile(r"\s+")


def anchor_of(evidence: Evidence, text: str) -> Anchor | None:
    """Return the anchor of the best passage, or None without one; the passage's offsets refer to `text`."""
    if not evidence.passages:
        return None
    best = evidence.passages[0]
    return Anchor(
        exact=text[best.start : best.end],
        prefix=text[max(0, best.start - _CONTEXT_LENGTH) : best.start],
        suffix=text[best.end : best.end + _CONTEXT_LENGTH],
    )


def read_anchor(anchor: Anchor, text: str, language: str | None = None) -> AnchorReading:
    """Find an anchored passage in a later text: intact, moved, altered (with the facts before and after) or gone.

    `language` selects the rules by which the text is split into sentences.
    """
    text = _remove_markers(text)
    kept = Anchor(*map(_remove_markers, (anchor.exact, anchor.prefix, anchor.suffix)))
    plain, exact = _plain_text(text), _plain_text(kept.exact)
    if exact in plain:
        state = AnchorState.MOVED if _is_moved(kept, plain, exact) else AnchorState.INTACT
        return AnchorReading(state, anchor.exact)
    spans = sentence_spans(text, language)
    nearest = _find_nearest(kept, text, spans, floor=_SURELY_ALIKE if _is_removed(kept, plain) else _LEAST_ALIKE)
    if nearest is None:
        return AnchorReading(AnchorState.GONE)
    changes = _find_changes(_words_of(kept.exact), _words_of(nearest))
    if not changes:
        return AnchorReading(AnchorState.INTACT, nearest)
    before, after = facts_of(Claim(kept.exact)), facts_of(Claim(nearest))
    return AnchorReading(AnchorState.ALTERED, nearest, _find_changed_facts(before, after, changes))


def _plain_text(text: str) -> str:
    return _SPACE.sub(" ", text).strip().replace("’", "'").replace("“", '"').replace("”", '"')


def _sides(anchor: Anchor) -> tuple[str, str]:
    """Return the text on both sides of the passage, short enough to be found again."""
    return _plain_text(anchor.prefix)[-_NEIGHBOUR_LENGTH:], _plain_text(anchor.suffix)[:_NEIGHBOUR_LENGTH]


def _is_removed(anchor: Anchor, plain: str) -> bool:
    """Return whether the passage was removed: the texts on its two sides are now adjacent."""
    prefix, suffix = _sides(anchor)
    return bool(prefix and suffix) and f"{prefix} {suffix}" in plain


def _is_moved(anchor: Anchor, plain: str, exact: str) -> bool:
    """Return whether the passage's neighbours are still in the text but nowhere next to it."""
    prefix, suffix = _sides(anchor)
    places = [match.start() for match in re.finditer(re.escape(exact), plain)]
    for place in places:
        if prefix and plain[:place].rstrip().endswith(prefix):
            return False
        if suffix and plain[place + len(exact) :].lstrip().startswith(suffix):
            return False
    return any(side and side in plain for side in (prefix, suffix))


def _find_nearest(anchor: Anchor, text: str, spans: Sequence[tuple[int, int]], *, floor: float) -> str | None:
    """Return the sentence, or pair of sentences, most similar to the passage, with or without its neighbours."""
    wanted = {word.form for word in _words_of(anchor.exact)}
    best, best_share = None, floor
    for start, end, words in _iterate_spans(text, spans):
        if len(wanted.intersection(word.form for word in words)) <= floor * len(wanted):
            continue
        for inner in (words, _remove_neighbours(words, anchor.prefix, anchor.suffix)):
            held = {word.form for word in inner}
            share = len(wanted & held) / max(len(wanted), len(held))
            if share > best_share:
                first = start if inner[0] is words[0] else inner[0].start
                best, best_share = text[first : end if inner[-1] is words[-1] else inner[-1].end], share
    return best


def _iterate_spans(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[_AnchorWord]]]:
    """Yield each sentence, then each pair of adjacent sentences: the place in the text and the words."""
    sentences = [
        (
            start,
            end,
            [_AnchorWord(word.form, start + word.start, start + word.end) for word in _words_of(text[start:end])],
        )
        for start, end in spans
    ]
    yield from sentences
    for (start, _, words), (_, end, more) in pairwise(sentences):
        yield start, end, words + more


@dataclass(frozen=True, slots=True)
class _WordChange:
    """A run of significant words that was replaced, added or removed: its span of characters before and after."""

    before: tuple[int, int] | None
    after: tuple[int, int] | None


def _find_changes(left: Sequence[_AnchorWord], right: Sequence[_AnchorWord]) -> list[_WordChange]:
    matcher = SequenceMatcher(None, [word.form for word in left], [word.form for word in right], autojunk=False)
    return [
        _WordChange(_span_of(left[i1:i2]), _span_of(right[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _span_of(words: Sequence[_AnchorWord]) -> tuple[int, int] | None:
    return (words[0].start, words[-1].end) if words else None


def _places_of(facts: ClaimFacts) -> list[tuple[FactKind, int, int]]:
    return [
        *((FactKind.DATE, day.start, day.end) for day in facts.days),
        *((FactKind.NUMBER, number.start, number.end) for number in facts.numbers),
        *((FactKind.NAME, name.start, name.end) for name in facts.names),
        *(
            (FactKind.NEGATION, token.start, token.end)
            for token in facts.tokens
            if token.lower in facts.vocabulary.negations
        ),
    ]


def _find_changed_facts(before: ClaimFacts, after: ClaimFacts, changes: Sequence[_WordChange]) -> tuple[Fact, ...]:
    """Return the facts that overlap the changed words, with the wording before and after."""
    facts = []
    for change in changes:
        left = _find_touched_fact(before, change.before)
        right = _find_touched_fact(after, change.after)
        kind = (left or right or (None, ""))[0]
        if kind is None:
            continue
        claimed = left[1] if left else _cut_wording(before, change.before)
        found = right[1] if right else _cut_wording(after, change.after)
        facts.append(Fact(kind, claimed, found or None, FactVerdict.DIFFERS if found else FactVerdict.ABSENT))
    return tuple(dict.fromkeys(facts))


def _find_touched_fact(facts: ClaimFacts, span: tuple[int, int] | None) -> tuple[FactKind, str] | None:
    if span is None:
        return None
    for kind, start, end in _places_of(facts):
        if start < span[1] and span[0] < end:
            return kind, facts.claim.sentence[start:end]
    return None


def _cut_wording(facts: ClaimFacts, span: tuple[int, int] | None) -> str:
    return facts.claim.sentence[span[0] : span[1]] if span else ""


@dataclass(frozen=True, slots=True)
class _WordingChange:
    """One change of a passage in its words: `before` and `after` show it with the words around it, "…" where cut.

    `removed` and `added` are the words that changed, empty where words were only added or only removed.
    """

    before: str
    after: str
    removed: str
    added: str


_WORDS_AROUND = 2
"""Words shown on each side of a change, and most equal words between two changes that are shown as one."""


def find_wording_change(before: str, after: str, fact: str = "") -> _WordingChange:
    """Return the first change between two wordings of a passage, or the one that holds the words of `fact`."""
    left, right = tokens_of(before), tokens_of(after)
    matcher = SequenceMatcher(None, [token.lower for token in left], [token.lower for token in right], autojunk=False)
    spans: list[tuple[int, int, int, int]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if spans and i1 - spans[-1][1] <= _WORDS_AROUND:
            spans[-1] = (spans[-1][0], i2, spans[-1][2], j2)
        else:
            spans.append((i1, i2, j1, j2))
    changes = [_build_wording_change((before, left, i1, i2), (after, right, j1, j2)) for i1, i2, j1, j2 in spans]
    worded = [each for each in changes if any(map(str.isalnum, each.removed + each.added))] or changes
    holding = [each for each in worded if fact and (fact in each.removed or each.removed in fact)]
    return next(iter(holding or worded), _WordingChange(before, after, "", ""))


_TokenRun: TypeAlias = tuple[str, list[Token], int, int]


def _build_wording_change(left: _TokenRun, right: _TokenRun) -> _WordingChange:
    return _WordingChange(_cut_around(left), _cut_around(right), _cut_run(left), _cut_run(right))


def _cut_run(run: _TokenRun) -> str:
    text, tokens, low, high = run
    return text[tokens[low].start : tokens[high - 1].end] if low < high else ""


def _cut_around(run: _TokenRun) -> str:
    """Return the words of a run with those around it; one or two words at an end are not cut off."""
    text, tokens, low, high = run
    first, last = low - _WORDS_AROUND, high + _WORDS_AROUND
    first, last = first if first > _WORDS_AROUND else 0, last if last < len(tokens) - _WORDS_AROUND else len(tokens)
    shown = _cut_run((text, tokens, first, last))
    shown = f"{shown.rstrip(',;:')} …" if last < len(tokens) else shown
    return f"… {shown}" if first else shown
