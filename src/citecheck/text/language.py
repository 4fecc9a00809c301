"""Detect the language of a text: of pages, drafts and claims.

The declared language comes first. Templates declare "en" for pages in every language, so the declaration must fit the
script of the text, and its common words must not contradict it. Where nothing is declared, the script decides, then
common words and letters, then the statistics of letter groups (resiliparse's fast detector, imported only here).

None means that the language is not known well enough to report a fact as missing. The lists of words distinguish
similar languages: letter groups mistake Catalan for French and Scots for English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from citecheck.text.languages import reads_facts

SAMPLE_LENGTH = 3_000
"""Number of characters that are examined."""

_LEAST_LENGTH = 100
"""Number of characters below which no language is guessed."""

_GREATEST_DISTANCE = 1_200
"""Maximum distance from a language's profile at which the detector's guess is accepted; the detector's default."""

_GUESSED_LANGUAGES = re.findall(
    r"\w+",
    "en de fr es it pt nl da no sv fi is pl cs sk sl hr sr bs hu ro et lv lt tr az id ms vi sq ca ga cy af sw "
    "ru uk be bg mk kk el he ar fa ur hi mr ne th ja zh ko",
)
"""Languages that may be guessed; the detector knows more, such as Latin, and mistakes tables for them."""

_LANGUAGES_OF_SCRIPTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        re.compile(r"[\u0400-\u04ff]"),
        frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "uz"}),
    ),
    (re.compile(r"[\u0370-\u03ff]"), frozenset({"el"})),
    (re.compile(r"[\u0590-\u05ff]"), frozenset({"he", "yi", "iw"})),
    (re.compile(r"[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"})),
    (re.compile(r"[\u0900-\u097f]"), frozenset({"hi", "mr", "ne", "sa"})),
    (re.compile(r"[\u0e00-\u0e7f]"), frozenset({"th"})),
    (re.compile(r"[\u1000-\u109f]"), frozenset({"my"})),
    (re.compile(r"[\u3040-\u30ff]"), frozenset({"ja"})),
    (re.compile(r"[\uac00-\ud7af]"), frozenset({"ko"})),
    (re.compile(r"[\u4e00-\u9fff]"), frozenset({"zh", "ja", "yue"})),
)
"""Characters of a script and the languages written in it; the first script with a large enough share decides."""

_OF_OTHER_SCRIPTS = frozenset[str]().union(*(codes for _, codes in _LANGUAGES_OF_SCRIPTS)) - {"sr", "kk", "uz", "ku"}
"""Languages that are not written in Latin letters."""
_ANY_SCRIPT = re.compile("|".join(pattern.pattern for pattern, _ in _LANGUAGES_OF_SCRIPTS).replace("]|[", ""))
"""All of them at once: most pages contain none, and are searched once instead of ten times."""
_LEAST_SCRIPT_SHARE = 0.2


_NAMED_BY_SCRIPT = frozenset({"hi", "zh"})
"""Languages that are assumed if a script has several and letter groups decide for none of them."""
_IN_TWO_SCRIPTS = frozenset({"sr", "kk"})
"""Languages listed in one of their two scripts: words in the other script contradict nothing."""


@lru_cache(maxsize=64)
def choose_language(declared: str | None, text: str) -> str | None:
    """Return the language code (ISO 639) of a text, or None if it is not known well enough.

    `declared` is what the page, draft or row declares, a code or a tag ("pt-BR").
    """
    sample = text[:SAMPLE_LENGTH]
    code = re.split(r"[-_]", declared.strip().lower())[0] if declared and declared.strip() else None
    fitting = find_languages_of_script(sample)
    if code is not None and (fitting is None or code in fitting):
        return _confirm_declared(code, sample)
    if fitting is not None and len(fitting) == 1:
        return next(iter(fitting))
    return _detect(sample, fitting, _count_words(sample))


def _detect(sample: str, fitting: AbstractSet[str] | None, count: _WordCount) -> str | None:
    """Return the language that words, letters and letter groups show, one of those that fit the script."""
    known = count.clearest(fitting)
    if known is not None:
        return known
    guess = _guess_by_letter_groups(sample if fitting is None else _keep_words_in_script(sample))
    if fitting is None and guess in _OF_OTHER_SCRIPTS:
        return None
    if fitting is not None and guess not in fitting:
        return min(fitting & _NAMED_BY_SCRIPT, default=None)
    return guess if _is_guess_taken(guess, fitting, count) else None


def _is_guess_taken(guess: str | None, fitting: AbstractSet[str] | None, count: _WordCount) -> bool:
    """Return whether the guess of the letter groups is accepted; a language with number words needs more evidence.

    A table of results or an abstract full of figures has hardly any common words. For these, a guess of English is
    correct.
    """
    if not has_number_words(guess):
        return True
    return count.may_be("en") if fitting is None and guess == "en" else fitting is not None and count.allows(str(guess))


def _confirm_declared(code: str, sample: str) -> str | None:
    """Return the declared language, another that the words of the text show, or None if it is doubtful.

    A page in Hungarian may declare English: the words of another language, or letters that the declared one does not
    have, contradict it.
    """
    share = _share_of_common_words(code, sample)
    if share is None:
        return code
    count = _count_words(sample)
    other = count.clearest_against(code)
    if other is not None:
        return other
    if not count.allows(code):
        return _detect(sample, None, count)
    if share >= _DOUBTFUL_SHARE:
        return code
    guess = _guess_by_letter_groups(sample)
    if guess is None or guess == code:
        return code
    return None if has_number_words(guess) or not count.supports(guess) else guess


def has_number_words(code: str | None) -> bool:
    """Return whether the number words and months of a language are known; only then may facts be reported missing."""
    return code is not None and reads_facts(code)


def assume_language(declared: str | None, text: str) -> str | None:
    """Return the language of a text, or English if it is too short for any: most claims of few words are English."""
    known = choose_language(declared, text)
    if known is not None:
        return known
    words = _WORD.findall(text[:SAMPLE_LENGTH])
    short = len(words) < _FEW_WORDS and all(word.isascii() for word in words if not word[0].isupper())
    return "en" if short and _count_words(text[:SAMPLE_LENGTH]).may_be("en") else None


def fits_language(code: str, text: str) -> bool:
    """Return whether a text too short for any language may be in this one: no other has more of its words.

    A language whose number words are not known is not taken, since nothing could be read by it.
    """
    sample = text[:SAMPLE_LENGTH]
    if not has_number_words(code) or choose_language(code, sample) != code:
        return False
    met = _count_words(sample).count_common_words(_load_common_words())
    own = met.pop(code, 0.0)
    return own >= _LEAST_OWN_WORDS and own >= max(met.values())


def find_languages_of_script(sample: str) -> frozenset[str] | None:
    """Return the languages of the script of a text, or None for Latin and unknown scripts."""
    if sample.isascii() or len(_ANY_SCRIPT.findall(sample)) <= _LEAST_SCRIPT_SHARE * len(sample):
        return None
    for pattern, languages in _LANGUAGES_OF_SCRIPTS:
        if len(pattern.findall(sample)) > _LEAST_SCRIPT_SHARE * max(1, len(sample)):
            return languages
    return None


def _keep_words_in_script(sample: str) -> str:
    """Remove words in Latin letters: with its commands and names, a Russian manual has the letter groups of Serbian."""
    return " ".join(word for word in sample.split() if _ANY_SCRIPT.search(word))


def _guess_by_letter_groups(sample: str) -> str | None:
    """Guess the language of a sample by letter groups; return None if the guess is uncertain."""
    if len(sample) < _LEAST_LENGTH:
        return None
    from resiliparse.parse.lang import detect_fast  # noqa: PLC0415 (only pages that declare no language need it)

    language, distance = detect_fast(sample, cutoff=_GREATEST_DISTANCE, langs=_GUESSED_LANGUAGES)
    return language if language != "unknown" and distance <= _GREATEST_DISTANCE else None


_WORD = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_BEFORE_CAPITAL = re.compile(r"[.!?:;…\n\"“„«¿¡(\[|][\s\"“„«¿¡(]*\Z")
"""Text before a word that is capitalised for its position; any other capitalised word may be a name."""
_NO_TEXT = re.compile(r"https?://\S+|www\.\S+|<[^<>]*>|(?<=\w)['’]s\b")
"""Addresses and markup, and the English genitive ("Chappelle's"), whose letter is a word of French and Czech."""
_FEW_WORDS = 20
_SHARED_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz\u200cабвгдежзиклмнопрстуфхцчшابتثجحخدذرزسشصضطظعغفقلمنهو")
"""Letters that do not distinguish languages of their script."""
_CLEARLY_MORE = 1.25
"""Minimum ratio of the count of a language's words to that of any other language."""
_LEAST_SHARE = 0.04
"""Minimum share of common words in a text whose language is recognised."""
_MOST_FOREIGN = 0.15
"""Share of words with letters that a language does not use, above which a text is not in that language."""
_CONTRADICTED_BY, _CONTRADICTED_TIMES = 2.0, 3.0
"""Count of another language's words, and its ratio to the declared language's, that contradict a declaration."""

_LEAST_OWN_WORDS = 0.5
"""Least count of common words of the language that a short text may be in."""

_DOUBTFUL_SHARE = 0.1
"""Share of common words of the declared language below which it is doubtful."""


def _share_of_common_words(code: str, sample: str) -> float | None:
    """Return the share of words that are common in a language, or None if no common words are known for it."""
    row = _load_common_words().get(code)
    words = _WORD.findall(sample.lower())
    if row is None or code in _IN_TWO_SCRIPTS or not words:
        return None
    return sum(word in row.words for word in words) / len(words)


@dataclass(frozen=True, slots=True)
class _WordCount:
    """The words of a text, and for each language the number of words with letters that it does not use.

    Abbreviations ("EU") are not counted as words. Letters of names are not counted, since texts in every language
    contain foreign names.
    """

    words: tuple[str, ...]
    foreign: Mapping[str, int]

    def allows(self, code: str) -> bool:
        """Return whether the letters of the text are those of the language."""
        return self.foreign.get(code, 0) <= _MOST_FOREIGN * len(self.words)

    def count_common_words(self, among: Iterable[str]) -> dict[str, float]:
        """Count each language's common words minus its foreign ones; a word of several languages counts in part."""
        languages = _languages_of_words()
        met = {code: -float(self.foreign[code]) for code in among}
        for word in self.words:
            owners = [code for code in languages.get(word, ()) if code in met]
            for code in owners:
                met[code] += 1 / len(owners)
        return met

    def clearest(self, fitting: AbstractSet[str] | None) -> str | None:
        """Return the language with clearly more words than any other, or None."""
        table = _load_common_words()
        met = self.count_common_words(c for c in table if self.allows(c) and (fitting is None or c in fitting))
        first, second = (*sorted(met, key=lambda code: met[code], reverse=True)[:2], None, None)[:2]
        if first is None or met[first] < _LEAST_SHARE * len(self.words) or met[first] <= 0:
            return None
        return first if second is None or met[first] > _CLEARLY_MORE * met[second] else None

    def supports(self, code: str) -> bool:
        """Return whether a text guessed to be in a language holds common words of it, if any are listed."""
        if code not in _load_common_words():
            return True
        return self.count_common_words((code,))[code] >= _LEAST_SHARE * len(self.words)

    def may_be(self, code: str) -> bool:
        """Return whether no other language has clearly more words in the text."""
        met = self.count_common_words(_load_common_words())
        return _CLEARLY_MORE * max(met[code], 0.0) >= max(met.values())

    def clearest_against(self, declared: str) -> str | None:
        """Return a language that the words show with certainty and that is not the declared one, or None."""
        other = self.clearest(None)
        if other is None or other == declared:
            return None
        met = self.count_common_words((other, declared))
        sure = met[other] >= _CONTRADICTED_BY and met[other] > _CONTRADICTED_TIMES * met[declared]
        return other if sure else None


def _letters_of_few(word: str) -> set[str]:
    return set() if word.isascii() else {letter for letter in set(word.lower()) - _SHARED_LETTERS if letter.isalpha()}


def _count_words(sample: str) -> _WordCount:
    table = _load_common_words()
    text = ". " + _NO_TEXT.sub(" ", sample)
    written = [
        word[0]
        for word in _WORD.finditer(text)
        if not word[0][0].isupper() or _BEFORE_CAPITAL.search(text, max(0, word.start() - 4), word.start())
    ]
    foreign = dict.fromkeys(table, 0)
    for odd in (odd for word in written if not word[0].isupper() and (odd := _letters_of_few(word))):
        for code, row in table.items():
            foreign[code] += not odd <= row.letters
    all_capitals = sample.isupper()
    return _WordCount(tuple(word.lower() for word in written if all_capitals or not word.isupper()), foreign)


@dataclass(frozen=True, slots=True)
class _CommonWords:
    words: frozenset[str]
    letters: frozenset[str]


@cache
def _load_common_words() -> dict[str, _CommonWords]:
    rows = tomllib.loads(files("citecheck.text").joinpath("common_words.toml").read_text("utf-8"))
    return {
        code: _CommonWords(frozenset(row["words"].split()), frozenset(row["letters"])) for code, row in rows.items()
    }


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """Return each common word with its languages."""
    table = _load_common_words()
    words = frozenset[str]().union(*(row.words for row in table.values()))
    return {word: tuple(code for code, row in table.items() if word in row.words) for word in words}
