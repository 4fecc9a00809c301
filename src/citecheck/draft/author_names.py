"""The names of authors as words: how they are compared, how they are joined, what no author is called.

A text and the entry that it cites spell a name alike but for case, accents, possessive and elided article. An
organisation is also called by its acronym: one that is written after its name, or its initials.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from citecheck.text.languages import (
    alternatives_in_all_languages,
    language_codes,
    language_table,
    month_spellings,
    weekday_spellings,
    words_in_all_languages,
)

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u2010\u2011-][^\W\d_]+)*")
_SIGNS = str.maketrans({"\u2019": "'", "\u2010": "-", "\u2011": "-"})
_POSSESSIVE = re.compile(r"['\u2019](?:s|(?<=[^\W\d_]{3}['\u2019])[^\W\d_A-Z]{1,4})?\Z")
"""A genitive, or a case of Turkish that an apostrophe divides from the name: "Doe's", "Demir'e", "Kaya'nin"."""
_ELISION = re.compile(r"\A[dlDL]'(?=[^\W\d_])")
"""A French article or preposition that is written with the name after it: "l'OCDE", "d'Ormesson"."""

_SURNAME = re.compile(r"[^\W\d_][\w'\u2019-]*(?:\s[^\W\d_][\w'\u2019-]*){0,2}")
"""A surname and its particles, as a semicolon separates them from those of a further author."""
_PERSON = re.compile(
    r"\W*(?:(?:[^\W\d_]+\s)?(?:[A-Z]\.[\s-]){1,3}[A-Z][^\W\d_]"
    r"|[A-Z][^\W\d_]+,\s(?:[A-Z]\.|[A-Z][^\W\d_]+[,.]\s[\"\u201c*_]))"
)
LONGEST_CONNECTOR = 3
"""Letters of the small words within names: "and", "und", "al", "van"."""
_NO_AUTHORS = ("season_words", "occasion_words", "label_words")


def fold_name(word: str) -> str:
    """Return a word of a name for comparison: lower case, without accents, possessive and elided article."""
    plain = unicodedata.normalize("NFKD", _ELISION.sub("", _POSSESSIVE.sub("", word).translate(_SIGNS)))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text; a hyphen or an apostrophe inside does not end one."""
    return _WORD.finditer(text)


def is_capital(word: str) -> bool:
    """Return whether a word holds a capital letter, as the words of names do but for particles."""
    return any(map(str.isupper, word))


def fold_words(name: str) -> tuple[str, ...]:
    """Return the words of a name with capitals, folded; without any, all its words."""
    words = tuple(fold_name(word[0]) for word in find_words(name) if is_capital(word[0]))
    return words or tuple(fold_name(word[0]) for word in find_words(name))


def find_acronyms(head: str, shown: str) -> Iterator[str]:
    """Yield the acronyms of an organisation: one in brackets after it, and the initials of its words."""
    written = re.search(r"[(\[]\s?([^\W\d_]{2,10})\s?[)\]]", head)
    if written and is_capital(written[1][1:]):
        yield fold_name(written[1])
    words = [_ELISION.sub("", part) for word in find_words(shown) for part in re.split(r"[-\u2010\u2011]", word[0])]
    capitals = [word[0] for word in words if word[0].isupper()]
    full = [word[0] for word in words if word[0].isupper() or word not in small_words()]
    for initials in (capitals, words, full):
        if len(initials) > 1 and words[0][0].isupper():
            yield fold_name("".join(word[0] for word in initials))


@cache
def small_words() -> frozenset[str]:
    """Return the words that acronyms and short titles leave out, in the languages with a list: "of", "de la"."""
    return frozenset(word for code in language_codes() for word in language_table(code).stopwords)


def count_authors(head: str) -> int:
    """Return how many authors the names before the year or the title are: 1, 2, or 3 for more.

    Given names and initials are as many as surnames, so only signs between authors are counted.
    """
    joints = len(_joint().findall(head))
    return min(1 + joints, 3)


@cache
def _joint() -> re.Pattern[str]:
    """Return a pattern for what separates two authors of an entry: "Doe, J., Roe, R., & Poe, P.", "Doe J, Roe RS"."""
    words = alternatives_in_all_languages("author_joints")
    initials = "|".join(rf"(?<=\s[^\W\d_a-z]{{{count}}})" for count in range(1, 4))
    return re.compile(rf"[;&/]|\s(?:{words})\s|(?:(?<=\.)|{initials}),\s(?=[^\W\d_]{{2}})")


@cache
def month_words() -> frozenset[str]:
    """Return the folded names of the months, which begin dates; "March, J. G. (1991)" is a name."""
    return frozenset(fold_name(name) for name, _ in month_spellings())


@cache
def words_of_no_author() -> frozenset[str]:
    """Return the folded words whose year alone cites nothing: of days and seasons, "Table", "Edition", "Olympics"."""
    others = [word for name in _NO_AUTHORS for word in words_in_all_languages(name)]
    return month_words().union(map(fold_name, (*weekday_spellings(), *others)))


def count_surnames(text: str) -> int:
    """Return how many surnames a text holds that semicolons separate, 0 if it holds anything else."""
    names = re.split(r";\s+", text.strip(" \n,;"))
    return len(names) if all(map(_SURNAME.fullmatch, names)) else 0


def is_joint_name(words: Sequence[str]) -> bool:
    """Return whether joined names are those of a firm or a work, not two authors: "Marks and Spencer"."""
    return " ".join(map(fold_name, words)) in words_in_all_languages("joint_names")


def begins_with_person(text: str) -> bool:
    """Return whether a text begins with a name that no organisation has: "J. R. Doe", "Doe, J.", "Doe, Jane, *Title*".

    "U.S. Department", "Doe News, May 2020" and "Jane Doe, *Title*" may be organisations.
    """
    return _PERSON.match(text) is not None


def are_names(words: Sequence[str]) -> bool:
    """Return whether words are names and what joins them."""
    return all(is_capital(word) or len(word) <= LONGEST_CONNECTOR for word in words)


def name_someone(words: Sequence[str]) -> bool:
    """Return whether words may name an author: not those of a date or a label alone, "Friday, May 2020", "Table 2"."""
    return any(is_capital(word) and fold_name(word) not in words_of_no_author() for word in words)


def is_surname(word: str) -> bool:
    """Return whether a word has the form of a surname; acronyms and numerals may stand for laws and places."""
    return len(word) > LONGEST_CONNECTOR - 1 and word[0].isupper() and word[1:].replace("-", "").islower()
