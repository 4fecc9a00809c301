"""Guess the encoding of bytes that declare none.

Markup is ASCII and drowns the few bytes that tell, so only the text between tags is shown to the detector, and only
the lines that hold bytes beyond ASCII. Detection is by chardet 7, measured on the undeclared pages of a chardet,
charset-normalizer and resiliparse comparison: 54, 47 and 40 of 55 read right, at 4, 2 and 1.4 ms.
"""

from __future__ import annotations

import codecs
import re

FALLBACK = "cp1252"
"""What browsers assume for a western locale."""

WESTERN = frozenset({"latin-1", "iso8859-1", "iso8859-15", "ascii"})
"""Guesses read as windows-1252, the superset that the Encoding standard puts in their place."""

WINDOW = 60_000
"""Bytes shown to the detector: more text adds time and no certainty."""

SEARCHED = 20 * WINDOW
"""Bytes of a page in which such text is looked for."""

TAG = re.compile(rb"<[^<>]*>")


def sniff(body: bytes) -> str:
    """Return the Python codec that most likely wrote `body`; never one that Python does not know."""
    wide = wide_codec(body)
    if wide is not None:
        return wide
    import chardet  # noqa: PLC0415 (40 ms, for pages that declare nothing)

    searched = body[:SEARCHED]
    guess = chardet.detect(searched if b"\x1b" in searched else telling_text(searched))["encoding"]
    try:
        name = codecs.lookup(guess or FALLBACK).name
    except LookupError:
        return FALLBACK
    return FALLBACK if name in WESTERN else name


def wide_codec(body: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark by where their zero bytes stand."""
    head = body[:4096]
    if head.count(0) * 4 < len(head):
        return None
    by_place = [head[place::4].count(0) * 4 / max(1, len(head)) for place in range(4)]
    match tuple(share > 0.5 for share in by_place):
        case (True, True, True, False):
            return "utf-32-be"
        case (False, True, True, True):
            return "utf-32-le"
        case (True, False, True, False):
            return "utf-16-be"
        case (False, True, False, True):
            return "utf-16-le"
        case _:
            return None


def telling_text(body: bytes) -> bytes:
    """Cut `body` down to the lines of its text that hold bytes beyond ASCII, the first `WINDOW` bytes of them."""
    text = TAG.sub(b" ", body)
    lines = [line for line in text.split(b"\n") if not line.isascii()]
    return b"\n".join(lines)[:WINDOW] or body[:WINDOW]
