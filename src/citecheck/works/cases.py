"""Decisions of courts: their names and years in a reference, and whether a cited name may be that of a record.

The parties are shortened in many ways ("N.Y. Times Co. v. Sullivan", "NYT v. Sullivan"), so each party needs one word
in common, as it is written, abbreviated or by its initials (Bluebook, table T6). The year follows the citation and its
parallel citations in brackets, before any history of the decision (Bluebook, rule 10.5), or comes after the name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from citecheck.url.identifiers import FoundCase, locate_cases
from citecheck.works.titles import TitleLikeness, fold_title
from citecheck.works.words import words_of

_VERSUS = re.compile(r"\s(?:v|vs)\.?\s")
_EMPTY = frozenset(fold_title("the of and for co inc corp ltd llc company incorporated corporation et al ex rel in re"))
"""Words that name no party by themselves."""
_SHORTEST = 3
"""Letters of an abbreviation by its first letters: "Bd." is none, "Educ." is one."""
_SPELLED = 6
"""Letters of a word from which on another spelling is recognised."""
_SPELLING = 85
"""The least likeness in percent of two spellings of a name."""
_PARTY = r"(?:[A-Z\u00c0-\u00de][\w.&\u2019'-]*|of|the|and|for|on|ex|rel\.|parte|re|&|de|la|v\.?|vs\.?)"
_NAME = re.compile(rf"{_PARTY}(?:,?\s{_PARTY}){{0,30}}\Z")
_YEAR_AFTER = re.compile(r"[^();]{0,120}?\((?:[^();]{0,40}\s)?((?:1[6-9]|20)\d\d)\)")
_YEAR_BEFORE = re.compile(r"[\s,]*\((?:[^();]{0,40}\s)?((?:1[6-9]|20)\d\d)\)\Z")
_PARALLEL = re.compile(r"(?:,\s\d{1,3}\s[A-Z][\w.]*(?:\s[\w.]+){0,3}\s\d{1,5})+\Z")
"""Citations of the same decision between its name and the one that was found: "Roe v. Wade, 9 Neb. 3, 410 U.S. 113"."""
_MARKS = str.maketrans("", "", '*_\u201c\u201d"')
"""Marks of emphasis and quotation around a name."""


class _CitedDecision(NamedTuple):
    """What a reference says of a decision besides its citation, None for what it does not say."""

    name: str | None
    year: int | None


def locate_decision(text: str) -> FoundCase | None:
    """Return the first citation of a decision in a text: by the reporters of our table, then by those of eyecite.

    eyecite (the extra `law`) knows all reporters of the United States.
    """
    if found := next(locate_cases(text), None):
        return found
    if not _VERSUS.search(text):
        return None
    try:
        from eyecite import get_citations  # noqa: PLC0415 (an extra)
        from eyecite.models import FullCaseCitation  # noqa: PLC0415 (an extra)
    except ImportError:
        return None
    full = next((one for one in get_citations(text) if isinstance(one, FullCaseCitation)), None)
    return FoundCase(full.corrected_citation(), *full.span()) if full else None


def read_decision(text: str) -> _CitedDecision:
    """Return the name and year of the first decision that a text cites by a reporter."""
    found = locate_decision(text)
    if found is None:
        return _CitedDecision(None, None)
    before = text[: found.start].rpartition(";")[2].translate(_MARKS).rstrip(" ,")
    year = _YEAR_AFTER.match(text, found.end) or _YEAR_BEFORE.search(before)
    name = _NAME.search(_PARALLEL.sub("", _YEAR_BEFORE.sub("", before)).rstrip(" ,"))
    plain = _signals().sub("", name[0]) if name else ""
    return _CitedDecision(plain or None, int(year[1]) if year else None)


@cache
def _signals() -> re.Pattern[str]:
    """Return the pattern of what comes before a name: "See also, e.g., "."""
    return re.compile(rf"\A(?:(?:{words_of('signals')})[\s,]+(?!re\b))+", re.IGNORECASE)


def is_case_name(title: str) -> bool:
    """Return whether a title names two parties."""
    return len(_VERSUS.split(title)) == 2


def compare_case_names(cited: str, found: str) -> TitleLikeness:
    """Return whether two names of decisions have both parties in common (`SAME`), one (`NEAR`), or none.

    A name of one party ("In re Gault", "Nixon") has it in common or not.
    """
    ours, theirs = (_VERSUS.split(name, maxsplit=1) for name in (cited, found))
    if min(len(ours), len(theirs)) == 1:
        return TitleLikeness.SAME if _may_be_party(" ".join(ours), " ".join(theirs)) else TitleLikeness.OTHER
    pairs = max(sum(map(_may_be_party, ours, theirs)), sum(map(_may_be_party, ours, reversed(theirs))))
    return (TitleLikeness.OTHER, TitleLikeness.NEAR, TitleLikeness.SAME)[pairs]


def _may_be_party(one: str, other: str) -> bool:
    """Return whether two names of a party share a word, or one holds the initials of the other."""
    words, others = ([word for word in fold_title(name) if word not in _EMPTY] for name in (one, other))
    if any(_may_be_word(word, like) for word in words for like in others):
        return True
    return any(_initials(a).startswith("".join(b)) for a, b in ((words, others), (others, words)) if b)


def _may_be_word(one: str, other: str) -> bool:
    """Return whether two words are one: as written, abbreviated, or in another spelling ("M'Culloch", "McCulloch")."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST:
        return one == other
    return long.startswith(short) or (len(short) >= _SPELLED and ratio(short, long) >= _SPELLING)


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)
