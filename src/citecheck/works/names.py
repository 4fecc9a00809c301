"""Names of authors: reading a printed list of them, and whether two written names may be one person's.

People are written with initials, in either order, with or without accents and particles. So two names agree if they
share a word and no given name or initial contradicts it; where both are at one place of their lists the word suffices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.fuzz import ratio

from citecheck.draft.author_names import find_words, fold_name
from citecheck.text.languages import alternatives_in_all_languages
from citecheck.works.words import words_of

_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,5}\Z")
"""Letters, each of which may be of a name: "J. A.", "JA", "J-P."; `_is_initials` asks for capitals."""
_ROWS = re.compile(r";|\s/\s")
_PIECE = re.compile(
    r"(?:(?:[^\W\d_a-z][\w\u2019'-]*|[^\W\d_]\.|d[aeiou]s?|dell?a|v[ao]n|der|den|ter|la|le|el|al|bin|y)\.?(?:\s|\Z)){1,6}\Z"
)
"""A name by its letters: up to six words with capitals, initials and particles."""
_LONGEST_LIST = 3_000
"""Characters of a list of names that are read."""
_ONE_NAME = 2
"""Parts of one name with its surname first: "García Márquez, Gabriel"."""
_LIKE = 85
"""The least likeness in percent of two spellings of a surname: "Kowalewski", "Kovalevsky"."""
_LONGEST_INITIALS = 3
"""Capital letters without stops that may be initials: "JPR"; more are a surname in capitals."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name for comparison: its folded words of two letters or more, and its initials, of words as well."""

    words: frozenset[str]
    initials: frozenset[str]


def split_names(written: str) -> tuple[tuple[str, ...], bool]:
    """Return the names of a printed list in order, and whether the list says that it goes on ("et al.").

    Read are "A. Doe, B. Roe, and C. Poe", "Doe, A., & Roe, B.", "Doe A, Roe B", "Doe, Anna; Roe, Ben", "Doe, Anna, and
    Ben Roe", and "Doe, Anna and Roe, Ben" as in BibTeX.
    """
    text = written[:_LONGEST_LIST].strip(" ,;:.")
    others = _others_at_end().search(text) is not None
    text = _others_at_end().sub("", text).strip(" ,;:")
    inverted = re.split(r"\s+and\s+", text)
    if len(inverted) > 1 and all(row.count(",") == 1 and not row.endswith(",") for row in inverted):
        return tuple(inverted), others
    rows = re.split(r"\s*(?:;|\s/)\s+", text) if _ROWS.search(text) else _join_parts(text)
    return tuple(row for row in (row.strip(" ,&") for row in rows) if any(map(str.isalpha, row))), others


@cache
def _others_at_end() -> re.Pattern[str]:
    """Return the pattern of the end of a list of names that says that it goes on."""
    return re.compile(rf"(?:[,\s]*(?:{words_of('others')}))+[\s.,]*\Z", re.IGNORECASE)


@cache
def _joint() -> re.Pattern[str]:
    """Return the pattern of what separates two names other than a comma: an ampersand or a word like "and"."""
    words = alternatives_in_all_languages("author_joints")
    return re.compile(rf",?\s*&\s*|,?\s+(?:{words})\s+")


@cache
def _separator() -> re.Pattern[str]:
    """Return the pattern of everything that may separate two names of a list."""
    words = alternatives_in_all_languages("author_joints")
    return re.compile(rf"(?:\s*[,;&/]\s*)+(?:(?:{words})\s+)?|\s+(?:{words})\s+")


def are_names(text: str) -> bool:
    """Return whether a text may be a list of names: capital words, initials and particles, in few pieces."""
    pieces = [piece.strip(" .") for piece in _separator().split(text) if piece.strip(" .")]
    return bool(pieces) and all(_PIECE.match(piece) for piece in pieces)


def joins_names(text: str) -> bool:
    """Return whether a text holds something that separates names."""
    return _separator().search(text) is not None


def ends_in_initial(text: str) -> bool:
    """Return whether the last of several names is only an initial so far: "D. Holm, and W"."""
    *_, last = _joint().split(text)
    return len(last) == 1 and last != text


def _join_parts(text: str) -> list[str]:
    """Return the names of a list whose commas separate names, and also surnames from what is before them."""
    rows: list[str] = []
    for group in _joint().split(text):
        pieces = [piece.strip() for piece in group.split(",") if piece.strip()]
        if len(pieces) > 1 and not rows and _is_inverted(pieces):
            pieces[:2] = [f"{pieces[0]}, {pieces[1]}"]
        for piece in pieces:
            if rows and _is_initials(piece) and not _has_initials(rows[-1]):
                rows[-1] = f"{rows[-1]}, {piece}"
            else:
                rows.append(piece)
    return rows


def _is_inverted(pieces: Sequence[str]) -> bool:
    """Return whether a list begins with surname and given names, as "Doe, Anna, Ben Roe" does and "Doe, Roe" not."""
    first, second, *rest = pieces
    single = len(first.split()) == 1 or first.split()[0].islower() or len(pieces) == _ONE_NAME
    given = len(first.split()) == 1 or (not _has_initials(second) and len(second.split()) == 1)
    return single and given and not _is_initials(second) and all(" " in piece for piece in rest)


def _is_initials(piece: str) -> bool:
    letters = [sign for sign in piece if sign.isalpha()]
    bare = "." not in piece and len(letters) > _LONGEST_INITIALS
    return _INITIALS.match(piece) is not None and all(map(str.isupper, letters)) and not bare


def _has_initials(name: str) -> bool:
    """Return whether a name has its initials: "Doe JA", "J. Doe", "Doe, J."."""
    words = name.replace(",", " ").split()
    return len(words) > 1 and (_is_initials(words[0]) or _is_initials(words[-1]))


def _read_name(name: str) -> _Name:
    words: set[str] = set()
    initials: set[str] = set()
    for found in find_words(name):
        for part in filter(None, re.split(r"[-\u2010\u2011]", found[0])):
            folded = fold_name(part)
            if len(part) > 1:
                words.add(folded)
            if part.isupper() and len(part) <= _LONGEST_INITIALS:
                initials.update(folded)
            initials.add(folded[:1])
    return _Name(frozenset(words), frozenset(initials))


def match_names(cited: Sequence[str], found: Sequence[str]) -> tuple[bool, ...]:
    """Return for each cited name whether the record has it, each name of the record once."""
    left = dict(enumerate(map(_read_name, found)))
    verdicts = []
    for place, name in enumerate(map(_read_name, cited)):
        hit = next((at for at, other in left.items() if _agree(name, other)), None)
        if hit is None and place in left and _share_word(name, left[place]):
            hit = place
        if hit is not None:
            del left[hit]
        verdicts.append(hit is not None)
    return tuple(verdicts)


def _agree(one: _Name, other: _Name) -> bool:
    """Return whether two names share a word, and what is left of both may be one person's."""
    shared = one.words & other.words
    if not (one.words and other.words):
        return one.initials == other.initials
    if not shared:
        return _is_respelled(one, other)
    known = {word[:1] for word in shared}
    rest, other_rest = (one.words - shared, other.words - shared)
    if not (one.initials - known and other.initials - known):
        return True
    if rest and other_rest and not one.initials & other.initials - known:
        return False
    return bool((one.initials & other.initials) - known) or len(shared) > 1


def _share_word(one: _Name, other: _Name) -> bool:
    return bool(one.words & other.words)


def _is_respelled(one: _Name, other: _Name) -> bool:
    """Return whether two names without a common word are one in two spellings or transliterations."""
    joined = "".join(sorted(one.words)), "".join(sorted(other.words))
    if joined[0] and joined[0] == joined[1]:
        return True
    return any(
        ratio(word, like) >= _LIKE and bool((one.initials - {word[:1]}) & (other.initials - {like[:1]}))
        for word in one.words
        for like in other.words
        if len(word) > _LONGEST_INITIALS and word[:1] == like[:1]
    )


_AND_OTHERS = frozenset({"others", "et al"})


def known_names(names: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return the names without "others", and whether the list ends in it."""
    known = tuple(name for name in names if name.lower().rstrip(".") not in _AND_OTHERS)
    return known, len(known) < len(names)
