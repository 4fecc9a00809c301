"""The words of a source by their spelling: one scan of the whole text, so that a question reads few of its sentences.

A word is here what `text.tokens` takes for one, but a number is its runs of figures: "1,234.5" is "1", "234" and "5".
The scan says in which sentences a word may be; what is asked of a number is read from those sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from citecheck.evidence.names import first_sound_of, root_of
from citecheck.text.citation_marks import blank_marks
from citecheck.text.stems import stem
from citecheck.text.tokens import fold, replace_figures

_STATES = r"\bu\.[snk]\.(?:a\.)?|\bu\.a\.e\.|\be\.u\.|\bd\.c\."
_ELISION = r"(?:[ldnsjcmt]|qu)['’](?=[^\W\d_]{2})"
_PLAIN = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+")
_LATIN = re.compile(
    r"[a-z\u00aa\u00b5\u00ba\u00df-\u00f6\u00f8-\u00ff]+(?:['’][a-z\u00aa\u00b5\u00ba\u00df-\u00f6\u00f8-\u00ff]+)*|\d+"
)
"""The scan of an ASCII text, and of one whose letters are of Latin-1: a third of the time of the others."""
_BEYOND = re.compile(r"[\u0100-\u1fff\u2070-\u209f\u2100-\U0010ffff]")
_MOST = r"[a-z\u00e0-\u00f6\u00f8-\u00ff]{2,}+(?![\w'’\u0300-\u036f\u064b-\u0652])"
_LETTERS = re.compile(rf"{_MOST}|{_STATES}|{_ELISION}|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_MARKED = re.compile(
    rf"{_MOST}|{_STATES}|{_ELISION}|\d+|[\u3400-\u9fff]"
    r"|(?:[^\W\d_\u3400-\u9fff][\u0300-\u036f\u064b-\u0652]*)+(?:['’][^\W\d_]+)*"
)
_APART = re.compile(rf"\b{_ELISION}|{_STATES}")
"""What only the slower scans take apart: "l'eau", "u.s.a."."""
_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u0652\u3400-\u9fff]")
"""Combining marks, and characters that are a word each: only a text that has them needs the slower scan."""
_VOWEL_SIGNS = re.compile(r"(?<=\w)[\u064b-\u0652]+")


def _scan(lows: Sequence[str]) -> list[list[str]]:
    """Return the words of each sentence, by the fastest scan that is right for it."""
    whole = "\n".join(lows)
    if _MARKS.search(whole):
        return list(map(_MARKED.findall, lows))
    find = _LETTERS.findall if _BEYOND.search(whole) else _PLAIN.findall if whole.isascii() else _LATIN.findall
    apart = _find_lines(whole, _APART)
    return [_LETTERS.findall(low) if index in apart else find(low) for index, low in enumerate(lows)]


def _find_lines(whole: str, pattern: re.Pattern[str]) -> set[int]:
    """Return the lines of a text in which a pattern is found, from 0."""
    lines, line, last = set[int](), 0, 0
    for match in pattern.finditer(whole):
        line, last = line + whole.count("\n", last, match.start()), match.start()
        lines.add(line)
    return lines


def _spell(word: str) -> str:
    """Return a word of the scan as `text.tokens` spells it: "u.s." is "us", "l’" is "l"."""
    plain = _VOWEL_SIGNS.sub("", replace_figures(word).replace("’", "'"))
    return plain.replace(".", "") if plain[-1] == "." else plain.rstrip("'")


@dataclass(frozen=True, eq=False)
class SourceWords:
    """The words of a source: spelling to the sentences that hold it, in order, each as often as it holds the word."""

    places: Mapping[str, Sequence[int]]
    by_sentence: Sequence[Sequence[str]]
    """The words of each sentence."""

    @cached_property
    def by_stem(self) -> Mapping[str, Sequence[str]]:
        """Search word to its spellings."""
        rows: dict[str, list[str]] = {}
        for spelling in self.places:
            rows.setdefault(stem(spelling), []).append(spelling)
        return rows

    @cached_property
    def initials(self) -> Sequence[str]:
        """The first letters of the words of each sentence."""
        return ["".join([word[0] for word in words]) for words in self.by_sentence]

    @cached_property
    def _accented(self) -> Mapping[str, Sequence[str]]:
        """Folded word to its spellings with accents or in other scripts."""
        rows: dict[str, list[str]] = {}
        for spelling in self.places:
            if not spelling.isascii():
                rows.setdefault(fold(spelling), []).append(spelling)
        return rows

    @cached_property
    def _by_sound(self) -> Mapping[str, Sequence[str]]:
        return _group_by_sound([*filter(str.isascii, self.places), *self._accented])

    def holds(self, word: str) -> bool:
        """Return whether a folded word is among the words."""
        return word in self.places or word in self._accented

    def find_sentences_of(self, word: str) -> set[int]:
        """Return the sentences that hold a folded word."""
        return self.find_sentences([word, *self._accented.get(word, ())])

    @cached_property
    def _stems_by_sound(self) -> Mapping[str, Sequence[str]]:
        return _group_by_sound(self.by_stem)

    @cached_property
    def _by_root(self) -> dict[str, Mapping[str, Sequence[str]]]:
        """Search words by their root, for each sound that was asked for."""
        return {}

    def list_similar(self, word: str) -> Sequence[str]:
        """Return the folded words that begin with the sound of a folded word, and a few others."""
        return (*self._by_sound.get(first_sound_of(word), ()), *self._by_sound.get("", ()))

    def find_of_roots(self, roots: Iterable[str]) -> Mapping[str, str]:
        """Return the search words that have one of some roots, each with its root."""
        sounds = {root: first_sound_of(root) for root in roots if root}
        return {
            word: root
            for root, sound in sounds.items()
            for group in {sound, ""}
            for word in self._group_by_root(group).get(root, ())
        }

    def _group_by_root(self, sound: str) -> Mapping[str, Sequence[str]]:
        if sound not in self._by_root:
            rows: dict[str, list[str]] = {}
            for word in self._stems_by_sound.get(sound, ()):
                rows.setdefault(root_of(word), []).append(word)
            self._by_root[sound] = rows
        return self._by_root[sound]

    def find_sentences(self, spellings: Iterable[str]) -> set[int]:
        """Return the sentences that hold one of some spellings."""
        return {index for spelling in spellings for index in self.places.get(spelling, ())}

    def choose_sentences(self, accepts: Callable[[str], object]) -> set[int]:
        """Return the sentences with a spelling that a function accepts."""
        return self.find_sentences(filter(accepts, self.places))


def _group_by_sound(words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    rows: dict[str, list[str]] = {}
    for word in words:
        rows.setdefault(first_sound_of(word), []).append(word)
    return rows


_ODD = re.compile(r"[.'’\u064b-\u0652]")
_HOLDS_MARK = re.compile(r"\[[a-z]|[【〔［]|cite", re.IGNORECASE)
"""Signs of a mark that may hold words; those of figures alone are left out when a number is read."""


def read_words(sentences: Sequence[str]) -> SourceWords:
    """Scan the sentences of a source; one of them that says nothing is the empty string."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    lows = [(blank_marks(text) if _HOLDS_MARK.search(text) else text).lower() for text in sentences]
    by_sentence = _scan(lows)
    for index, words in enumerate(by_sentence):
        for word in words:
            places[word].append(index)
    for word in [word for word in places if _ODD.search(word) or (word[0].isdecimal() and not word.isascii())]:
        if (spelled := _spell(word)) != word:
            places[spelled] = sorted([*places.get(spelled, ()), *places.pop(word)])
    return SourceWords(places, by_sentence)
