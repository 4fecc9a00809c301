"""Decide which language a text is in: the one owner of the question, for pages, drafts and claims.

The declared language comes first. Templates declare "en" for pages in every language, so it must fit the script
of the text and must not be contradicted by its common words. Where nothing is declared, the script decides, then
common words and letters, then the statistics of letter groups (resiliparse's fast detector, imported here only).

None says that the language is not known well enough: nothing may be alleged of words that cannot be read. Near
languages are the reason for the word lists: letter groups take Catalan for French and Scots for English.
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
"""Characters looked at."""

LEAST_LENGTH = 100
"""Characters below which no language is guessed."""

GREATEST_DISTANCE = 1_200
"""Greatest distance from a language's profile at which the detector's guess is taken; its own default."""

GUESSED_LANGUAGES = re.findall(
    r"\w+",
    "en de fr es it pt nl da no sv fi is pl cs sk sl hr sr bs hu ro et lv lt tr az id ms vi sq ca ga cy af sw "
    "ru uk be bg mk kk el he ar fa ur hi mr ne th ja zh ko",
)
"""Languages among which is guessed; the detector knows more, Latin among them, and takes tables for those."""

LANGUAGES_OF_SCRIPTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
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
"""Characters of a script and the languages written in it; the first with a share of the text is the text's."""

ANY_SCRIPT = re.compile("|".join(pattern.pattern for pattern, _ in LANGUAGES_OF_SCRIPTS).replace("]|[", ""))
"""All of them at once: most pages hold none, and are searched once instead of ten times."""
LEAST_SCRIPT_SHARE = 0.2


_NAMED_BY_SCRIPT = frozenset({"hi", "zh"})
"""Languages named where the script has several, and letter groups decide for none of them."""
_IN_TWO_SCRIPTS = frozenset({"sr", "kk"})
"""Languages listed in one of the scripts that they are written in: words in the other contradict nothing."""


@lru_cache(maxsize=64)
def choose_language(declared: str | None, text: str) -> str | None:
    """Return a language code (ISO 639), None where nothing is declared and too little can be read.

    `declared` is what the page, draft or row says of itself, a code or a tag ("pt-BR").
    """
    sample = text[:SAMPLE_LENGTH]
    code = re.split(r"[-_]", declared.strip().lower())[0] if declared and declared.strip() else None
    fitting = find_languages_of_script(sample)
    if code is not None and (fitting is None or code in fitting):
        return _confirm_declared(code, sample)
    if fitting is not None and len(fitting) == 1:
        return next(iter(fitting))
    count = _count_signs(sample)
    known = count.clearest(fitting)
    if known is not None:
        return known
    guess = _guess_by_letter_groups(sample if fitting is None else _keep_words_in_script(sample))
    if fitting is not None and guess not in fitting:
        return min(fitting & _NAMED_BY_SCRIPT, default=None)
    return (guess or code) if _is_guess_taken(guess, fitting, count) else None


def _is_guess_taken(guess: str | None, fitting: AbstractSet[str] | None, count: _SignCount) -> bool:
    """Return whether the guess of the letter groups is believed: a language with number words needs a second sign.

    A table of results or an abstract full of figures has hardly a common word of any language; the groups are right
    on English there.
    """
    if not has_number_words(guess):
        return True
    return count.may_be("en") if fitting is None and guess == "en" else fitting is not None and count.allows(str(guess))


def choose_page_language(declared: str | None, text: str) -> str | None:
    """Return the language that a page is shown and compared in: its declaration, if the script of the text fits it.

    It chooses no number words: evidence asks `choose_language` whether the text bears the declaration out.
    """
    sample = text[:SAMPLE_LENGTH]
    fitting = find_languages_of_script(sample)
    if declared is not None and (fitting is None or declared in fitting):
        return declared
    if fitting is not None and len(fitting) == 1:
        return next(iter(fitting))
    guess = _guess_by_letter_groups(sample if fitting is None else _keep_words_in_script(sample))
    if guess is None or (fitting is not None and guess not in fitting):
        return declared if fitting is None else min(fitting & {"ru", "ar", "zh", "hi"}, default=None)
    return guess


def _confirm_declared(code: str, sample: str) -> str | None:
    """Return the declared language, another one that the text shows, or None where it shows none of the declared."""
    share = _share_of_common_words(code, sample)
    if share is None or share >= _SHOWN_SHARE:
        return code
    other = _count_signs(sample).clearest_against(code)
    if other is not None or share >= _HARDLY_SHOWN_SHARE:
        return other or code
    guess = _guess_by_letter_groups(sample)
    if guess is None or guess == code:
        return code
    return None if has_number_words(guess) else guess


def has_number_words(code: str | None) -> bool:
    """Tell whether the number words and months of a language are known; nothing else may be called missing."""
    return code is not None and reads_facts(code)


def assume_language(declared: str | None, text: str) -> str | None:
    """Return the same, English for a text too short to show any language: most claims of few words are English."""
    known = choose_language(declared, text)
    if known is not None:
        return known
    words = _WORD.findall(text[:SAMPLE_LENGTH])
    short = len(words) < _FEW_WORDS and all(word.isascii() for word in words if not word[0].isupper())
    return "en" if short and _count_signs(text[:SAMPLE_LENGTH]).may_be("en") else None


def find_languages_of_script(sample: str) -> frozenset[str] | None:
    """Return the languages of the script that a text is written in, None for Latin and unknown ones."""
    if sample.isascii() or len(ANY_SCRIPT.findall(sample)) <= LEAST_SCRIPT_SHARE * len(sample):
        return None
    for pattern, languages in LANGUAGES_OF_SCRIPTS:
        if len(pattern.findall(sample)) > LEAST_SCRIPT_SHARE * max(1, len(sample)):
            return languages
    return None


def _keep_words_in_script(sample: str) -> str:
    """Leave out the words in Latin letters: commands and names in a Russian manual make its letter groups Serbian."""
    return " ".join(word for word in sample.split() if ANY_SCRIPT.search(word))


def _guess_by_letter_groups(sample: str) -> str | None:
    """Guess the language by letter groups."""
    if len(sample) < LEAST_LENGTH:
        return None
    from resiliparse.parse.lang import detect_fast  # noqa: PLC0415 (only pages that declare no language need it)

    language, distance = detect_fast(sample, cutoff=GREATEST_DISTANCE, langs=GUESSED_LANGUAGES)
    return language if language != "unknown" and distance <= GREATEST_DISTANCE else None


_WORD = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_STARTS = re.compile(r"[.!?:;…\n\"“„«¿¡(\[|][\s\"“„«¿¡(]*\Z")
"""What is before a word with a capital that is one for its place; any other may be a name."""
_NO_TEXT = re.compile(r"https?://\S+|www\.\S+|<[^<>]*>|(?<=\w)['’]s\b")
"""Addresses and markup, and the English genitive ("Chappelle's"), whose letter is a word of French and Czech."""
_FEW_WORDS = 20
_SHARED_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz\u200cабвгдежзиклмнопрстуфхцчшابتثجحخدذرزسشصضطظعغفقلمنهو")
"""Letters that tell no languages of their script apart."""
_CLEARLY_MORE = 1.25
"""How many times as often as those of any other language the words of one must be met."""
_LEAST_SHARE = 0.04
"""The share of the words that are common ones at least, in a text whose language is known."""
_MOST_FOREIGN = 0.15
"""The share of words with letters that a language does not write, above which a text is not in it."""
_CONTRADICTED_BY, _CONTRADICTED_TIMES = 2.0, 3.0
"""Words of another language, and how many times as many as its own, that contradict a declaration."""


_SHOWN_SHARE, _HARDLY_SHOWN_SHARE = 0.15, 0.1
"""Shares of words common in the declared language: above the first no other is looked for, below the second one is."""


def _share_of_common_words(code: str, sample: str) -> float | None:
    """Give the share of the words that are common in a language; None for one of which none are known."""
    row = _load_common_words().get(code)
    words = _WORD.findall(sample.lower())
    if row is None or code in _IN_TWO_SCRIPTS or not words:
        return None
    return sum(word in row.words for word in words) / len(words)


@dataclass(frozen=True, slots=True)
class _SignCount:
    """The signs of languages in a text: its words, and by language how many of them have letters foreign to it.

    Abbreviations ("EU") are no words, and names, quoted in every language, show no letters.
    """

    words: tuple[str, ...]
    foreign: Mapping[str, int]

    def allows(self, code: str) -> bool:
        """Tell whether the letters of the text are those of the language."""
        return self.foreign.get(code, 0) <= _MOST_FOREIGN * len(self.words)

    def count_common_words(self, among: Iterable[str]) -> dict[str, float]:
        """Count the common words of each language, less its foreign ones; one of several counts a part for each."""
        languages = _languages_of_words()
        met = {code: -float(self.foreign[code]) for code in among}
        for word in self.words:
            owners = [code for code in languages.get(word, ()) if code in met]
            for code in owners:
                met[code] += 1 / len(owners)
        return met

    def clearest(self, fitting: AbstractSet[str] | None) -> str | None:
        """Name the language that clearly more words point to than to any other, None if there is none."""
        table = _load_common_words()
        met = self.count_common_words(c for c in table if self.allows(c) and (fitting is None or c in fitting))
        first, second = (*sorted(met, key=lambda code: met[code], reverse=True)[:2], None, None)[:2]
        if first is None or met[first] < _LEAST_SHARE * len(self.words) or met[first] <= 0:
            return None
        return first if second is None or met[first] > _CLEARLY_MORE * met[second] else None

    def may_be(self, code: str) -> bool:
        """Tell whether no language has clearly more of its words in the text."""
        met = self.count_common_words(_load_common_words())
        return _CLEARLY_MORE * max(met[code], 0.0) >= max(met.values())

    def clearest_against(self, declared: str) -> str | None:
        """Name another language than the declared one that the words leave no doubt about."""
        other = self.clearest(None)
        if other is None or other == declared:
            return None
        met = self.count_common_words((other, declared))
        sure = met[other] >= _CONTRADICTED_BY and met[other] > _CONTRADICTED_TIMES * met[declared]
        return other if sure else None


def _letters_of_few(word: str) -> set[str]:
    return {letter for letter in set(word.lower()) - _SHARED_LETTERS if letter.isalpha()}


def _count_signs(sample: str) -> _SignCount:
    table = _load_common_words()
    text = ". " + _NO_TEXT.sub(" ", sample)
    written = [
        word[0]
        for word in _WORD.finditer(text)
        if not word[0][0].isupper() or _STARTS.search(text, max(0, word.start() - 4), word.start())
    ]
    foreign = dict.fromkeys(table, 0)
    for odd in (odd for word in written if not word[0].isupper() and (odd := _letters_of_few(word))):
        for code, row in table.items():
            foreign[code] += not odd <= row.letters
    shouted = sample.isupper()
    return _SignCount(tuple(word.lower() for word in written if shouted or not word.isupper()), foreign)


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
    """Give the languages that a common word belongs to."""
    table = _load_common_words()
    words = frozenset[str]().union(*(row.words for row in table.values()))
    return {word: tuple(code for code, row in table.items() if word in row.words) for word in words}
