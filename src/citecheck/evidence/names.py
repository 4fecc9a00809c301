"""Names of a claim (people, places, organisations, works) and whether a source contains them.

A name is a run of capitalised words, since English capitalises little else inside a sentence. The first word of a
sentence counts only if the name continues after it, or if the source never writes the word in lower case. A source
contains a name if it contains the significant words: the last word of a person's name, an abbreviation or its long
form, a country for its people.

Variants of a name: a country and its people, old and new names of places, spellings of foreign names.

A listed word has the listed variants and no others, since only a list distinguishes Niger from Nigeria. Other words
are variants of one name in three cases: they share a root and differ by the endings of countries and peoples, they
differ by one letter, or they sound alike. Names from other scripts have a spelling per language (Gaddafi, Qaddafi,
Kadhafi).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from citecheck.text.language_table import split_word_set, split_words
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, fold
from citecheck.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ProperName:
    """A name of the claim: its place and its significant words, folded.

    `doubtful` is set for a lone first word and, in a language that capitalises all nouns, for a lone word and for nouns
    that an article joins.
    """

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    doubtful: bool = False


_SMALL_WORDS_INSIDE = frozenset(
    {"of", "the", "de", "la", "le", "du", "des", "van", "von", "der", "den", "al", "el", "bin", "di", "da"}
)
"""Lower-case words inside names."""
_INSIGNIFICANT_WORDS = frozenset(
    split_words(
        "mr mrs ms dr sir the of and de la le van von der st jr sr inc ltd co corp company university "
        "president minister king queen prince princess saint lord lady general captain professor album film "
        "song series season club team north south east west new group forces army"
    )
)
_NEVER_NAMES = frozenset(
    split_words(
        "i a an the he she it they we you his her its their this that these those there in on at by for from "
        "with after before during since until while when where as if but and or not no both all some many "
        "most several each other another however although though because according despite following under "
        "over between among also only who which what how why one two three first second third more less than "
        "is was were are has had have did does do can could may will would should must never nothing none "
        "every everyone people critics fans police"
    )
)


CAPITAL_NOUNS = frozenset({"de"})
"""Languages that write every noun with a capital: a lone one may be any word."""


def find_names(text: str, tokens: Sequence[Token], words: Vocabulary, taken: Iterable[int] = ()) -> list[ProperName]:
    """Return the names of a sentence in order; `taken` are the indices of tokens that belong to dates and numbers."""
    taken_tokens = set(taken)
    found: list[ProperName] = []
    index = 0
    while index < len(tokens):
        last = _find_run(text, tokens, words, index, taken_tokens)
        if last is None:
            index += 1
            continue
        name = _build_name(text, tokens, index, last, words)
        if name is not None:
            found.append(name)
        index = last + 1
    return found


def _is_capitalised(text: str, token: Token) -> bool:
    return text[token.start].isupper()


def _is_part_of_name(text: str, tokens: Sequence[Token], words: Vocabulary, index: int) -> bool:
    token = tokens[index]
    return _is_capitalised(text, token) and token.lower not in words.months and token.lower not in words.weekdays


def _find_run(text: str, tokens: Sequence[Token], words: Vocabulary, first: int, taken: set[int]) -> int | None:
    """Return the last token of the run of capitalised words that begins at `first`, or None."""
    if first in taken or not _is_part_of_name(text, tokens, words, first):
        return None
    last, at = first, first + 1
    while at < len(tokens):
        token = tokens[at]
        if at in taken:
            break
        if tokens[last].lower.endswith("'s"):
            break  # "Russia's State Corporation" are two names
        if _is_part_of_name(text, tokens, words, at):
            last = at
        elif (
            not (
                token.lower in _SMALL_WORDS_INSIDE
                or token.lower in {"-", "&", "'"}
                or (token.lower == "." and at == last + 1)
            )
            or at - last > 2
            or (token.lower == "." and len(tokens[last].lower) > 3)
        ):
            break
        at += 1
    return last


def _build_name(text: str, tokens: Sequence[Token], first: int, last: int, words: Vocabulary) -> ProperName | None:
    opening = first == 0 or tokens[first - 1].lower in {".", "!", "?", ":"}
    if opening and tokens[first].lower in _NEVER_NAMES | words.stopwords:
        first += 1
        while first <= last and not _is_capitalised(text, tokens[first]):
            first += 1
        if first > last:
            return None
        opening = False
    start, end = tokens[first].start, _find_end(tokens, last)
    parts = [token for token in tokens[first : last + 1] if _is_capitalised(text, token)]
    significant = tuple(
        word
        for token in parts
        if len(word := _strip_possessive(token.lower)) > 1
        and (word not in _NEVER_NAMES or _is_abbreviation(text[token.start : token.end]))
    )
    if not significant:
        return None
    doubtful = first == last and opening
    if words.language.code in CAPITAL_NOUNS:
        doubtful = first == last or _is_joined_by_article(tokens[first : last + 1])
    return ProperName(text[start:end], start, end, significant, doubtful=doubtful)


def _is_joined_by_article(run: Sequence[Token]) -> bool:
    """Return whether an article joins ordinary nouns: "Zahl der Unfälle", but not "Ursula von der Leyen"."""
    pairs = pairwise(token.lower for token in run)
    return any(after in _GERMAN_ARTICLES and before not in _NOBLE_WORDS for before, after in pairs)


_GERMAN_ARTICLES, _NOBLE_WORDS = frozenset({"der", "des", "den"}), frozenset({"van", "von"})


def _find_end(tokens: Sequence[Token], last: int) -> int:
    """Return the end of a name: without a possessive "'s", with the figures of a code ("RN4")."""
    token = tokens[last]
    if last + 1 < len(tokens) and tokens[last + 1].is_number and tokens[last + 1].start == token.end:
        return tokens[last + 1].end
    return token.end - 2 if token.lower.endswith("'s") else token.end


def _is_abbreviation(word: str) -> bool:
    """Return whether a word is an abbreviation: "WHO", not "who"."""
    return len(word) > 2 and word.isupper()


def _strip_possessive(low: str) -> str:
    folded = fold(low)
    return folded[:-2] if folded.endswith("'s") else folded.rstrip("'")


class _SearchedWords(Protocol):
    """The words of a source, as far as a name asks for them."""

    def holds(self, word: str) -> bool:
        """Return whether a folded word is among the words."""

    def list_similar(self, word: str) -> Iterable[str]:
        """Return the folded words that begin with the sound of a folded word, and perhaps others."""


class _SearchedText(Protocol):
    """A source that a name is searched in."""

    @property
    def words(self) -> _SearchedWords:
        """Its words."""

    @property
    def stems(self) -> AbstractSet[str]:
        """Its search words."""

    def has_initials(self, letters: str) -> bool:
        """Return whether the letters are the first ones of a run of its capitalised words."""


def find_missing_words(name: ProperName, source: _SearchedText) -> tuple[str, ...]:
    """Return the words of a name that a source contains in no form."""
    letters = "".join(word[0] for word in name.words)
    together = "".join(character for character in fold(name.text).removeprefix("the ") if character.isalnum())
    if (len(letters) > 1 and source.words.holds(letters)) or source.words.holds(together):
        return ()  # "avclub" for "The A.V. Club"
    return tuple(word for word in name.words if not _is_known(word, source))


def _is_known(word: str, source: _SearchedText) -> bool:
    if source.words.holds(word) or source.words.holds(f"{word}'s") or stem(word) in source.stems:
        return True
    if 2 <= len(word) <= LONGEST_ABBREVIATION and source.has_initials(word):
        return True
    return _has_variant(word, source.words)


LONGEST_ABBREVIATION = 6
"""Letters of an abbreviation that the first letters of a name's words may be."""


def is_name_absent(name: ProperName, missing: Sequence[str]) -> bool:
    """Return whether a source lacks a name: its last significant word, or at least half of them, is missing."""
    significant = [word for word in name.words if word not in _INSIGNIFICANT_WORDS] or list(name.words)
    lost = [word for word in significant if word in missing]
    return bool(lost) and (significant[-1] in missing or 2 * len(lost) >= len(significant))


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


_HARD_C, _FINAL_W, _REPEATED = re.compile("c(?![hei])"), re.compile("w(?=[^aeiouy]|$)"), re.compile(r"(.)\1+")
_NO_LETTER = re.compile("[^a-z]")
_ONE_SOUND = (("tch", "ch"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ck", "k"))
"""Spellings of one sound and their plain form, in the order in which they are replaced."""
_PLAIN_LETTERS = str.maketrans("qgowveyj", "kkuvviii")
"""Letters of one sound; after them, a repeated letter is written once."""
_FIRST_SOUNDS: dict[str, str] = {
    letter: group for group in (*"abdhlmnrsxz", "ckgqt", "pf", "ouwv", "eiyj") for letter in group
}
"""First letters by the group of those whose plain forms may be the same."""
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


def _has_variant(word: str, words: _SearchedWords) -> bool:
    """Return whether the folded words of a source include a variant of a word."""
    listed = _LISTED_FORMS_OF_WORD.get(word)
    if listed is not None:
        return any(map(words.holds, listed))
    if len(word) <= _LEAST_SHARED_LETTERS:
        return False
    similar = list(words.list_similar(word))
    if any(
        _has_same_root(word, other) or _is_one_letter_off(word, other) for other in similar if other[:3] == word[:3]
    ):
        return True
    mine = _plain_spelling(word)
    return len(mine) >= _LEAST_PLAIN_LETTERS and any(
        len(other) > _LEAST_SHARED_LETTERS and other.isalpha() and _plain_spelling(other) == mine for other in similar
    )


def first_sound_of(word: str) -> str:
    """Return a group of first letters; folded words with the same plain spelling are in one group."""
    return _FIRST_SOUNDS.get(word[0], "")


@lru_cache(maxsize=65536)
def _plain_spelling(word: str) -> str:
    word = _NO_LETTER.sub("", word)
    for spelling, plain in _ONE_SOUND:
        word = word.replace(spelling, plain)
    if "c" in word:
        word = _HARD_C.sub("k", word)
    if "w" in word:
        word = _FINAL_W.sub("u", word)
    word = _REPEATED.sub(r"\1", word.translate(_PLAIN_LETTERS))
    return word.removesuffix("h")


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
