"""What is left of a cut address: whether an address completes it, and whether an index may be asked for it.

The cut falls on the displayed text after 72 bytes, so it may split a percent escape or a character; both are cut back
before comparing. Scheme, `www.` and the host's case are set aside, as an index sets them aside.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from citecheck.target import same_source

_HEAD = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?/{0,2}(?:www\d?\.)?", re.IGNORECASE)
_SPLIT_ESCAPE = re.compile(r"(?:%[0-9a-f]?)$", re.IGNORECASE)
_SPLIT_CHARACTER = re.compile(r"(?:%[89a-f][0-9a-f])+$", re.IGNORECASE)
LONG_ENOUGH = 4
"""Letters of the path from which a prefix says more than "something of this site"."""


def completes(prefix: str, url: str) -> bool:
    """Say whether `url` begins with `prefix` and goes on, scheme and `www.` aside."""
    begun, whole = _plain(whole_escapes(prefix)), _plain(url)
    return len(whole) > len(begun) > 0 and whole.startswith(begun)


def whole_escapes(prefix: str) -> str:
    """Cut a split percent escape, or the escaped bytes of a split character, off the end of a prefix."""
    prefix = _SPLIT_ESCAPE.sub("", prefix.rstrip("\ufffd"))
    tail = _SPLIT_CHARACTER.search(prefix)
    if tail is None:
        return prefix
    whole = bytes.fromhex(tail[0].replace("%", "")).decode("utf-8", "ignore").encode()
    return prefix[: tail.start()] + "".join(f"%{byte:02X}" for byte in whole)


def unsearchable(prefix: str) -> str | None:
    """Return why an index cannot be asked for a prefix, in one clause; None if it can."""
    host, slash, path = _HEAD.sub("", prefix).partition("/")
    if not slash or "." not in host:
        return "the host itself is cut"
    if "?" in path:
        return "the cut falls inside the query, which indexes sort"
    if len(path) < LONG_ENOUGH:
        return "nearly nothing but the host is left"
    return None


def same(first: str, second: str) -> bool:
    """Say whether two addresses name one source, tracking parameters and spelling aside."""
    return same_source(first) == same_source(second)


def _plain(address: str) -> str:
    host, slash, path = _HEAD.sub("", address).partition("/")
    return host.lower().removesuffix(":80").removesuffix(":443") + slash + unquote(path)
