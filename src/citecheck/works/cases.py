"""Names of decisions: whether a cited name may be that of a record.

The parties are shortened in many ways ("N.Y. Times Co. v. Sullivan", "NYT v. Sullivan"), so each party needs one word
in common, as it is written, abbreviated or by its initials (Bluebook, table T6).
"""

from __future__ import annotations

import re

from citecheck.works.titles import TitleLikeness, fold_title

_VERSUS = re.compile(r"\s(?:v|vs)\.?\s")
_EMPTY = frozenset(fold_title("the of and for co inc corp ltd llc company incorporated corporation et al ex rel in re"))
"""Words that name no party by themselves."""
_SHORTEST = 3
"""Letters of an abbreviation by its first letters: "Bd." is none, "Educ." is one."""


def is_case_name(title: str) -> bool:
    """Return whether a title names two parties."""
    return len(_VERSUS.split(title)) == 2


def compare_case_names(cited: str, found: str) -> TitleLikeness:
    """Return whether two names of decisions have both parties in common (`SAME`), one (`NEAR`), or none."""
    ours, theirs = (_VERSUS.split(name, maxsplit=1) for name in (cited, found))
    pairs = max(sum(map(_may_be_party, ours, theirs)), sum(map(_may_be_party, ours, reversed(theirs))))
    return (TitleLikeness.OTHER, TitleLikeness.NEAR, TitleLikeness.SAME)[pairs]


def _may_be_party(one: str, other: str) -> bool:
    """Return whether two names of a party share a word, or one holds the initials of the other."""
    words, others = ([word for word in fold_title(name) if word not in _EMPTY] for name in (one, other))
    if any(_may_be_word(word, like) for word in words for like in others):
        return True
    return any(_initials(a).startswith("".join(b)) for a, b in ((words, others), (others, words)) if b)


def _may_be_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other if len(short) < _SHORTEST else long.startswith(short)


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)
