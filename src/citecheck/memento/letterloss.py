"""Offer the repair of a copying error: an address that lost one letter, where a sibling note has it whole.

Seen in real reports: an identifier without its last letter, dead of course. Only for addresses known to be dead, only
where the two differ in one inserted letter of a long part, and always as an offer: short numbers that differ by a
digit are different pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LONG_PART = 10
"""Characters of the part of path or query that lost the letter; identifiers are longer, page numbers shorter."""
_PARTS = re.compile(r"[^/?&=#]+")


def siblings_with_letter(dead: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that `dead` becomes by inserting one character, in the order given, none twice."""
    return tuple(dict.fromkeys(other for other in others if _lost_one(dead, other)))


def _lost_one(short: str, whole: str) -> bool:
    if len(whole) != len(short) + 1:
        return False
    place = next((at for at, letter in enumerate(short) if whole[at] != letter), len(short))
    if short[place:] != whole[place + 1 :] or not whole[place].isalnum():
        return False
    part = next((match for match in _PARTS.finditer(whole) if match.start() <= place < match.end()), None)
    return part is not None and part.start() > len("https://") and len(part[0]) > LONG_PART
