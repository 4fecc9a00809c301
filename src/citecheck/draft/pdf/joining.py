"""How the end of one line meets the beginning of the next: a space, nothing, or a hyphen that goes or stays."""

from __future__ import annotations

import re

_ADDRESS_END = re.compile(r"(?:https?://|ftp://|www\.|doi\.org/|\b10\.\d{4,9}/)[^\s<>]*\Z", re.IGNORECASE)
_BREAKS_AFTER = frozenset("/?&=#%_+~:")
_BREAKS_BEFORE = frozenset("/?&=#%_-~")
_PATHLIKE = re.compile(r"[a-z\d]\S*(?:/|=|\.(?:html?|pdf|php|aspx?|md|xml|json|txt|csv)\b)\S*")
"""A word that is the rest of a path rather than of a sentence."""
_WORDS = frozenset({
    "a", "accessed", "and", "as", "at", "by", "for", "from", "has", "in", "is", "last", "of", "on",
    "or", "retrieved", "see", "that", "the", "to", "was", "which", "with",
})  # fmt: skip
"""Words that follow an address in a sentence; a path that begins with one is rarer."""
_COMPOUNDS = frozenset({"half", "non", "self", "well"})
"""First parts of words that keep their hyphen ("non-accidental"), but for these few that have none."""
_ENDINGS = ("chalan", "ish", "less", "plus", "sens", "stop")
_HYPHENS = "-\u2010\u00ad"


def joint(before: str, after: str, *, one_link: bool = False) -> tuple[int, str]:
    """Say how two lines meet: how many characters of the first go, and what stands between them.

    `one_link` says that a single link of the page runs over both, so that an address goes on for certain.
    """
    address = _ADDRESS_END.search(before)
    if address is not None and (one_link or _goes_on(address.group(), after)):
        return 0, ""
    if before[-1:] in _HYPHENS and before[-2:-1].isalpha():
        word = before.rsplit(maxsplit=1)[-1]
        compound = word[:-1].lower() in _COMPOUNDS and not after.startswith(_ENDINGS)
        divided = (
            after[:1].islower() and address is None and not compound and not any(sign in word[:-1] for sign in "-/")
        )
        return (1, "") if divided else (0, "")  # "state-of-" keeps its hyphen, "sur-" does not
    return 0, " "


def _goes_on(address: str, after: str) -> bool:
    """Tell whether an address that ends a line goes on in the next."""
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    if not word or word[0] in '(["“' or "://" in word or word.startswith("www."):
        return False
    if address[-1] == "-":
        return True  # a hyphen at the end of an address is its own: nothing hyphenates addresses
    pathlike = _PATHLIKE.fullmatch(word) is not None
    if address[-1] in _BREAKS_AFTER:
        return pathlike or not (word[0].isupper() or word in _WORDS)
    return pathlike or word[0] in _BREAKS_BEFORE
