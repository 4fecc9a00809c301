"""How the end of one line meets the beginning of the next: a space, nothing, or a hyphen that goes or stays."""

from __future__ import annotations

import re

_ADDRESS_END = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>]*\Z", re.IGNORECASE)
_BREAKS_AFTER = frozenset("/?&=#%_+.-~:")
_PATHLIKE = re.compile(r"[^\s]*(?:[/=&?%_#]|\.(?:html?|pdf|php|aspx?|md|xml|json|txt)\b|\d{3})[^\s]*")
_HYPHENS = "-\u2010\u00ad"


def joint(before: str, after: str, *, one_link: bool = False) -> tuple[int, str]:
    """Say how two lines meet: how many characters of the first go, and what stands between them.

    `one_link` says that a single link of the page runs over both, so that an address goes on for certain.
    """
    address = _ADDRESS_END.search(before)
    if address is not None and (one_link or _goes_on(address.group(), after)):
        return 0, ""
    if before[-1:] in _HYPHENS and before[-2:-1].isalpha():
        if after[:1].islower() and address is None:
            return 1, ""
        return 0, ""
    return 0, " "


def _goes_on(address: str, after: str) -> bool:
    """Tell whether an address that ends a line goes on in the next."""
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    if not word or word[0] in '(["“':
        return False
    if address[-1] == "-":
        return True  # a hyphen at the end of an address is its own: nothing hyphenates addresses
    if address[-1] in _BREAKS_AFTER - {"."}:
        return not word[0].isupper() or _PATHLIKE.fullmatch(word) is not None
    if word[0] in "/?&=#%_-~":
        return True
    return address[-1] == "." and word[0].islower() and _PATHLIKE.fullmatch(word) is not None
