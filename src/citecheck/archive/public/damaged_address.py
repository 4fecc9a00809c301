"""Addresses damaged by publishing or copying: which address completes a cut one, and which is one letter longer.

A cut falls on the displayed text after 72 bytes, so it may split a percent escape or a character; both are cut back
before comparing. Scheme, `www.` and the host's case are set aside, as an index sets them aside.

A lost letter was seen in real reports: an identifier without its last letter, dead of course. It is looked for only
for addresses known to be dead, only where the two differ in one inserted letter of a long part, and always as an
offer: short numbers that differ by a digit are different pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from citecheck.url.identity import source_key

_SCHEME_AND_WWW = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?/{0,2}(?:www\d?\.)?", re.IGNORECASE)
_SPLIT_ESCAPE = re.compile(r"(?:%[0-9a-f]?)$", re.IGNORECASE)
_SPLIT_CHARACTER = re.compile(r"(?:%[89a-f][0-9a-f])+$", re.IGNORECASE)
PATH_LETTERS = 4
"""Letters of the path from which a prefix says more than "something of this site"."""


def completes(prefix: str, url: str) -> bool:
    """Say whether `url` begins with `prefix` and goes on, scheme and `www.` aside."""
    begun, whole = _normalise(trim_split_escape(prefix)), _normalise(url)
    return len(whole) > len(begun) > 0 and whole.startswith(begun)


def trim_split_escape(prefix: str) -> str:
    """Cut a split percent escape, or the escaped bytes of a split character, off the end of a prefix."""
    prefix = _SPLIT_ESCAPE.sub("", prefix.rstrip("\ufffd"))
    tail = _SPLIT_CHARACTER.search(prefix)
    if tail is None:
        return prefix
    whole = bytes.fromhex(tail[0].replace("%", "")).decode("utf-8", "ignore").encode()
    return prefix[: tail.start()] + "".join(f"%{byte:02X}" for byte in whole)


def explain_unsearchable(prefix: str) -> str | None:
    """Return why an index cannot be asked for a prefix, in one clause; None if it can."""
    host, slash, path = _SCHEME_AND_WWW.sub("", prefix).partition("/")
    if not slash or "." not in host:
        return "the host itself is cut"
    if "?" in path:
        return "the cut falls inside the query, which indexes sort"
    if len(path) < PATH_LETTERS:
        return "nearly nothing but the host is left"
    return None


def is_same_source(first: str, second: str) -> bool:
    """Say whether two addresses name one source, tracking parameters and spelling aside."""
    return source_key(first) == source_key(second)


def _normalise(address: str) -> str:
    host, slash, path = _SCHEME_AND_WWW.sub("", address).partition("/")
    return host.lower().removesuffix(":80").removesuffix(":443") + slash + unquote(path)


LONG_PART_LETTERS = 10
"""Characters of the part of path or query that lost the letter; identifiers are longer, page numbers shorter."""
_PARTS = re.compile(r"[^/?&=#]+")


def find_siblings_with_letter(dead: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that `dead` becomes by inserting one character, in the order given, none twice."""
    return tuple(dict.fromkeys(other for other in others if _lacks_one_letter(dead, other)))


def _lacks_one_letter(short: str, whole: str) -> bool:
    if len(whole) != len(short) + 1:
        return False
    place = next((at for at, letter in enumerate(short) if whole[at] != letter), len(short))
    if short[place:] != whole[place + 1 :] or not whole[place].isalnum():
        return False
    part = next((match for match in _PARTS.finditer(whole) if match.start() <= place < match.end()), None)
    return part is not None and part.start() > len("https://") and len(part[0]) > LONG_PART_LETTERS
