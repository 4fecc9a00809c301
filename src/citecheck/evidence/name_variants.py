"""Variants of a name: a country and its people, old and new names of places, spellings of foreign names.

A listed word has the listed variants and no others, since only a list distinguishes Niger from Nigeria. Other words
are variants of one name in three cases: they share a root and differ by the endings of countries and peoples, they
differ by one letter, or they sound alike. Names from other scripts have a spelling per language (Gaddafi, Qaddafi,
Kadhafi).
"""

from __future__ import annotations

import re
from functools import lru_cache

from citecheck.text.language_table import split_word_set

_LISTED_FORMS: tuple[frozenset[str], ...] = tuple(
    frozenset(row.split())
    for row in (
        "us usa america american americans united",
        "uk britain british english england united",
        "france french", "germany german germans", "spain spanish spaniard", "netherlands dutch holland",
        "switzerland swiss", "denmark danish danes", "sweden swedish swede", "finland finnish", "norway norwegian",
        "poland polish", "turkey turkish turkiye", "greece greek", "ireland irish", "scotland scottish scots",
        "wales welsh", "china chinese", "japan japanese", "portugal portuguese", "philippines filipino philippine",
        "peru peruvian", "israel israeli israelis", "iraq iraqi", "iran iranian persian",
        "ukraine ukrainian kyiv kiev kiew",
        "canada canadian canadians", "mohammed muhammad mohamed mohammad muhammed mahamat mohamad",
        "russia russian russians moscow", "europe european eu", "un nations", "nyc york", "la angeles", "dc washington",
        "un onu", "eu ue", "nato otan", "us usa", "germany allemagne", "england angleterre", "spain espagne",
        "italy italian italie", "england anglais", "russia russie", "brazil bresil brazilian", "london londres",
        "iraq irak", "iraqi irakien", "states unis", "states etats", "japan japon", "china chine", "mexico mexique",
        "turkey turquie", "greece grece", "sweden suede", "switzerland suisse", "israel israelien", "world mondial",
        "burkina burkinabe burkinabes", "niger nigerien nigeriens", "nigeria nigerian nigerians",
        "mali malian malians malien maliens", "chad chadian tchad tchadien", "congo congolese congolais drc rdc",
        "ivory ivoire ivorian ivorians ivoirien", "togo togolese", "ghana ghanaian", "guinea guinean guinee",
        "kharkiv kharkov", "odesa odessa", "beijing peking pekin", "mumbai bombay", "kolkata calcutta",
        "myanmar burma burmese", "eswatini swaziland", "czechia czech", "yangon rangoon", "saudi saudis",
        "emirates uae emirati", "lebanon lebanese liban", "sudan sudanese soudan", "cyprus cypriot cypriots",
        "egypt egypte", "african africain", "africa afrique", "american americain", "european europeen",
    )
)  # fmt: skip
"""Words that name the same place or people. A word is known if the source contains any word of its row."""
_LISTED_FORMS_OF_WORD: dict[str, frozenset[str]] = {
    word: frozenset().union(*(row for row in _LISTED_FORMS if word in row)) for row in _LISTED_FORMS for word in row
}
_LEAST_SHARED_LETTERS = 4
"""Minimum number of first letters that a country and its people share (Canada, Canadian)."""
_VARIANT_ENDINGS = split_word_set("a an ans ese i ia ian ians ic is ish ien ienne iens e en n ns o s y 's") | {""}
"""Endings that may follow the shared letters in either word."""


_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"[^a-z]", ""),
        ("tch", "ch"),
        ("([kgdt])h", r"\1"),
        ("ph", "f"),
        ("ck|q|g|c(?![hei])", "k"),
        ("ou|oo|o|w(?=[^aeiouy]|$)", "u"),
        ("w", "v"),
        ("ee|e|y|j", "i"),
        (r"(.)\1+", r"\1"),
        ("h$", ""),
    )
)
"""Spellings of one sound and their plain form, in the order in which they are replaced."""
_ROOT_LETTERS = 4
_LEAST_PLAIN_LETTERS = 5
"""Minimum number of letters of a plain spelling by which a name is recognised."""


def find_listed_forms(word: str) -> frozenset[str]:
    """Return the listed variants of a folded word, itself included; empty if the word is not listed."""
    return _LISTED_FORMS_OF_WORD.get(word, frozenset())


def root_of(word: str) -> str:
    """Return the first letters of a word's plain spelling, shared across languages; "" if the word is short."""
    return (
        _plain_spelling(word)[:_ROOT_LETTERS]
        if len(word) >= _ROOT_LETTERS and word.isalpha() and len(_plain_spelling(word)) >= _ROOT_LETTERS
        else ""
    )


def has_variant(word: str, words: frozenset[str]) -> bool:
    """Return whether the folded words of a source include a variant of a word."""
    listed = _LISTED_FORMS_OF_WORD.get(word)
    if listed is not None:
        return not listed.isdisjoint(words)
    if len(word) <= _LEAST_SHARED_LETTERS:
        return False
    if any(_has_same_root(word, other) or _is_one_letter_off(word, other) for other in words if other[:3] == word[:3]):
        return True
    mine = _plain_spelling(word)
    return len(mine) >= _LEAST_PLAIN_LETTERS and mine in _plain_spellings(words)


@lru_cache(maxsize=4)
def _plain_spellings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_plain_spelling(word) for word in words if len(word) > _LEAST_SHARED_LETTERS and word.isalpha())


@lru_cache(maxsize=65536)
def _plain_spelling(word: str) -> str:
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    return word


def _has_same_root(word: str, other: str) -> bool:
    shared = _count_shared_letters(word, other)
    return shared >= _LEAST_SHARED_LETTERS and word[shared:] in _VARIANT_ENDINGS and other[shared:] in _VARIANT_ENDINGS


def _count_shared_letters(word: str, other: str) -> int:
    """Count the first letters that two words share."""
    return next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))


def _is_one_letter_off(word: str, other: str) -> bool:
    if len(word) < 6 or abs(len(word) - len(other)) > 1:
        return False
    shared = _count_shared_letters(word, other)
    return (
        word[shared + 1 :] == other[shared + 1 :]
        or word[shared:] == other[shared + 1 :]
        or (word[shared + 1 :] == other[shared:])
    )
