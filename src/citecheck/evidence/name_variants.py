"""Names in other forms: a country and its people, old and new names of places, spellings of foreign names.

What is listed is taken as listed and nothing else, since lists tell Niger from Nigeria. Other words are the same
name
if they have one root with the endings of countries and peoples, are a letter apart, or sound alike: names from
other
scripts are spelled in as many ways as there are languages (Gaddafi, Qaddafi, Kadhafi).
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
"""Words that name the same place or people; a name's word is known if the source holds any of its row."""
_LISTED_FORMS_OF_WORD: dict[str, frozenset[str]] = {
    word: frozenset().union(*(row for row in _LISTED_FORMS if word in row)) for row in _LISTED_FORMS for word in row
}
_LEAST_SHARED_LETTERS = 4
"""First letters that a country and its people share at least (Canada, Canadian)."""
_VARIANT_ENDINGS = split_word_set("a an ans ese i ia ian ians ic is ish ien ienne iens e en n ns o s y 's") | {""}
"""What may follow them on either side."""


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
"""How one sound is spelled, in the order in which spellings are made plain."""
_ROOT_LETTERS = 4
_LEAST_PLAIN_LETTERS = 5
"""Letters that a plain spelling has at least to stand for a name."""


def find_listed_forms(word: str) -> frozenset[str]:
    """Give the listed forms of a folded word, its own among them; none for a word that is not listed."""
    return _LISTED_FORMS_OF_WORD.get(word, frozenset())


def root_of(word: str) -> str:
    """Give the first letters of a word as it sounds, which words of one root share in many languages; "" if short."""
    return (
        _plain_spelling(word)[:_ROOT_LETTERS]
        if len(word) >= _ROOT_LETTERS and word.isalpha() and len(_plain_spelling(word)) >= _ROOT_LETTERS
        else ""
    )


def has_variant(word: str, words: frozenset[str]) -> bool:
    """Look among the folded words of a source for another form of one."""
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
    """Count the letters at the beginning of two words that are the same."""
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
