"""Names of a claim (people, places, organisations, works) and whether a source contains them.

A name is a run of capitalised words, since English capitalises little else inside a sentence. The first word of a
sentence counts only if the name continues after it, or if the source never writes the word in lower case. A source
contains a name if it contains the significant words: the last word of a person's name, an abbreviation or its long
form, a country for its people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from citecheck.evidence.name_variants import has_variant
from citecheck.text.language_table import split_words
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, fold
from citecheck.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ProperName:
    """A name of the claim: its place and its significant words, folded. `doubtful` is set for a lone first word."""

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
    return _is_capitalised(text, token) and token.low not in words.months and token.low not in words.weekdays


def _find_run(text: str, tokens: Sequence[Token], words: Vocabulary, first: int, taken: set[int]) -> int | None:
    """Return the last token of the run of capitalised words that begins at `first`, or None."""
    if first in taken or not _is_part_of_name(text, tokens, words, first):
        return None
    last, at = first, first + 1
    while at < len(tokens):
        token = tokens[at]
        if at in taken:
            break
        if tokens[last].low.endswith("'s"):
            break  # "Russia's State Corporation" are two names
        if _is_part_of_name(text, tokens, words, at):
            last = at
        elif (
            not (
                token.low in _SMALL_WORDS_INSIDE
                or token.low in {"-", "&", "'"}
                or (token.low == "." and at == last + 1)
            )
            or at - last > 2
            or (token.low == "." and len(tokens[last].low) > 3)
        ):
            break
        at += 1
    return last


def _build_name(text: str, tokens: Sequence[Token], first: int, last: int, words: Vocabulary) -> ProperName | None:
    opening = first == 0 or tokens[first - 1].low in {".", "!", "?", ":"}
    if opening and tokens[first].low in _NEVER_NAMES | words.stopwords:
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
        if len(word := _strip_possessive(token.low)) > 1
        and (word not in _NEVER_NAMES or _is_abbreviation(text[token.start : token.end]))
    )
    if not significant:
        return None
    return ProperName(text[start:end], start, end, significant, doubtful=opening and first == last)


def _find_end(tokens: Sequence[Token], last: int) -> int:
    """Return the end of a name: without a possessive "'s", with the figures of a code ("RN4")."""
    token = tokens[last]
    if last + 1 < len(tokens) and tokens[last + 1].is_number and tokens[last + 1].start == token.end:
        return tokens[last + 1].end
    return token.end - 2 if token.low.endswith("'s") else token.end


def _is_abbreviation(word: str) -> bool:
    """Return whether a word is an abbreviation: "WHO", not "who"."""
    return len(word) > 2 and word.isupper()


def _strip_possessive(low: str) -> str:
    folded = fold(low)
    return folded[:-2] if folded.endswith("'s") else folded.rstrip("'")


def find_missing_words(
    name: ProperName, words: frozenset[str], stems: AbstractSet[str], initials: frozenset[str]
) -> tuple[str, ...]:
    """Return the words of a name that a source contains in no form."""
    letters = "".join(word[0] for word in name.words)
    together = "".join(character for character in fold(name.text).removeprefix("the ") if character.isalnum())
    if (len(letters) > 1 and letters in words) or together in words:  # "avclub" for "The A.V. Club"
        return ()
    return tuple(word for word in name.words if not _is_known(word, words, stems, initials))


def _is_known(word: str, words: frozenset[str], stems: AbstractSet[str], initials: frozenset[str]) -> bool:
    if word in words or f"{word}'s" in words or stem(word) in stems:
        return True
    if 2 <= len(word) <= 6 and word in initials:
        return True
    return has_variant(word, words)


def is_name_absent(name: ProperName, missing: Sequence[str]) -> bool:
    """Return whether a source lacks a name: its last significant word, or at least half of them, is missing."""
    significant = [word for word in name.words if word not in _INSIGNIFICANT_WORDS] or list(name.words)
    lost = [word for word in significant if word in missing]
    return bool(lost) and (significant[-1] in missing or 2 * len(lost) >= len(significant))
