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

from citecheck.verify.wordrows import word_set

_ROWS: tuple[frozenset[str], ...] = tuple(
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
_ROWS_OF: dict[str, frozenset[str]] = {
    word: frozenset().union(*(row for row in _ROWS if word in row)) for row in _ROWS for word in row
}
_SHORTEST_KIN = 4
"""First letters that a country and its people share at least (Canada, Canadian)."""
_KIN_ENDINGS = word_set("a an ans ese i ia ian ians ic is ish ien ienne iens e en n ns o s y 's") | {""}
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
_ROOT = 4
_LEAST_SOUND = 5
"""Letters that a plain spelling has at least to stand for a name."""


def other_names(word: str) -> frozenset[str]:
    """Give the listed forms of a folded word, its own among them; none for a word that is not listed."""
    return _ROWS_OF.get(word, frozenset())


def root_of(word: str) -> str:
    """Give the first letters of a word as it sounds, which words of one root share in many languages; "" if short."""
    return _sound(word)[:_ROOT] if len(word) >= _ROOT and word.isalpha() and len(_sound(word)) >= _ROOT else ""


def has_kin(word: str, words: frozenset[str]) -> bool:
    """Look among the folded words of a source for another form of one."""
    listed = _ROWS_OF.get(word)
    if listed is not None:
        return not listed.isdisjoint(words)
    if len(word) <= _SHORTEST_KIN:
        return False
    if any(_of_one_root(word, other) or _one_letter_off(word, other) for other in words if other[:3] == word[:3]):
        return True
    mine = _sound(word)
    return len(mine) >= _LEAST_SOUND and mine in _sounds(words)


@lru_cache(maxsize=4)
def _sounds(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_sound(word) for word in words if len(word) > _SHORTEST_KIN and word.isalpha())


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    return word


def _of_one_root(word: str, other: str) -> bool:
    shared = _shared(word, other)
    return shared >= _SHORTEST_KIN and word[shared:] in _KIN_ENDINGS and other[shared:] in _KIN_ENDINGS


def _shared(word: str, other: str) -> int:
    """Count the letters at the beginning of two words that are the same."""
    return next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))


def _one_letter_off(word: str, other: str) -> bool:
    if len(word) < 6 or abs(len(word) - len(other)) > 1:
        return False
    shared = _shared(word, other)
    return (
        word[shared + 1 :] == other[shared + 1 :]
        or word[shared:] == other[shared + 1 :]
        or (word[shared + 1 :] == other[shared:])
    )
