"""Bytes of a text file to characters: byte order marks, UTF-8, and what older files are written in."""

from __future__ import annotations

import codecs
import re

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_IN_RUNS = 0.5
"""Accented letters of Latin alphabets stand alone; Cyrillic, Greek, Thai or CJK bytes come in runs."""


def decode(data: bytes) -> str:
    r"""Decode a text file. Line ends become "\\n"; bytes that no decoding explains become U+FFFD."""
    return decode_as_written(data).replace("\r\n", "\n").replace("\r", "\n")


def decode_as_written(data: bytes) -> str:
    """Decode a text file and leave its line ends alone."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 3 and error.start > len(data) // 2:
            return data.decode("utf-8", "replace")  # a file cut inside its last character
    sample = data[:100_000]
    runs = [len(run[0]) for run in _HIGH.finditer(sample)]
    if sum(length for length in runs if length > 1) > _IN_RUNS * sum(runs):
        from charset_normalizer import from_bytes  # noqa: PLC0415 (slow to import, seldom needed)

        best = from_bytes(sample).best()
        if best is not None:
            return data.decode(best.encoding, "replace")
    return data.decode("cp1252", "replace")
