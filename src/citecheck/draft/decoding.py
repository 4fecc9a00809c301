"""Bytes of a draft in a text format to characters.

Drafts declare no encoding: a byte order mark decides, then UTF-8 where it fits. What is not UTF-8 is guessed from the
bytes of a sample; Windows-1252 is the last resort, because it maps every byte to something. Lines end at LF afterwards.
"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64_000
"""Bytes shown to the guesser, whose time grows with them."""


def decoded(data: bytes) -> str:
    """Return the characters of `data`, without byte order mark, lines ended by LF; never fails."""
    return _characters(data).replace("\r\n", "\n").replace("\r", "\n")


def _characters(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            return data.decode("utf-8", "ignore")  # a file cut inside its last character
    return data.decode(_guess(data), "replace")


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  25 ms that UTF-8 drafts need not pay

    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"
