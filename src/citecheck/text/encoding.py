"""Turn bytes into text: the encoding of a page, and the encoding of a draft.

For a page the order is the one of the Encoding and HTML standards (byte order mark, Content-Type, meta in the
first bytes, sniffing) with one exception learnt from real pages: a declaration that the bytes contradict is not
believed. Valid UTF-8 with characters beyond ASCII cannot be an accident, so it wins over any declared legacy
encoding; a declared encoding in which the body does not decode gives way to the next witness. Labels mean what
the Encoding standard says ("iso-8859-1" is windows-1252), decoded with Python's closest superset codec.

Where nothing is declared, chardet 7 decides, measured on the undeclared pages of a comparison of chardet,
charset-normalizer and resiliparse: 54, 47 and 40 of 55 read right, at 4, 2 and 1.4 ms. Markup is ASCII and
hides the few bytes that decide, so only the lines of the text between tags that hold bytes beyond ASCII are
shown to it.

A draft declares nothing: byte order mark, UTF-8, then what older files are written in.
"""

from __future__ import annotations

import codecs
import re

import webencodings

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    # Before UTF-16, whose little-endian mark they begin with.
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

SUPERSET_CODECS: dict[str, str] = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
}
"""Name in the Encoding standard to the Python codec that reads its table, where Python's own name is too narrow."""

NOT_WEB_ENCODINGS = frozenset({"replacement", "x-user-defined"})

META_DECLARATION = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
MARKUP_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
"""Declarations in comments are none (HTML standard, 13.2.3.2)."""
PRESCANNED_BYTES = 4096
"""Bytes searched for a declaration: the standard says 1,024, pages with long comments before need more."""

TOLERATED_FAULTS = 0.02
"""Share of the bytes beyond ASCII that may be broken in a believed encoding: one bad comment in a long page."""


def decode_page(body: bytes, charset: str | None = None) -> tuple[str, str]:
    """Return the text of `body` and the codec that read it; `charset` is the label of the Content-Type field.

    Never fails: what no codec reads becomes U+FFFD.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if body.isascii() and b"\x1b" not in body and b"\x00" not in body:
        return body.decode("ascii"), "utf-8"
    if b"\x00" not in body[:64] and (text := decode_utf8(body)) is not None:
        return text, "utf-8"
    for label in (charset, find_declared_label(body)):
        codec = codec_of(label)
        if codec is not None and is_believable(body, codec):
            return body.decode(codec, "replace"), codec
    codec = sniff_codec(body)
    return body.decode(codec, "replace"), codec


def codec_of(label: str | None) -> str | None:
    """Translate a label of the Encoding standard into a Python codec; None for an unknown one."""
    encoding = webencodings.lookup(label) if label else None
    if encoding is None or encoding.name in NOT_WEB_ENCODINGS:
        return None
    name = SUPERSET_CODECS.get(encoding.name, encoding.name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def find_declared_label(body: bytes) -> str | None:
    """Find the label in a meta element or XML declaration; UTF-16 declared in readable bytes means UTF-8."""
    found = META_DECLARATION.search(MARKUP_COMMENT.sub(b"", body[:PRESCANNED_BYTES]))
    if found is None:
        return None
    label = (found.group(1) or found.group(2)).decode("ascii")
    return "utf-8" if label.lower().startswith("utf-16") else label


def decode_utf8(body: bytes) -> str | None:
    """Decode UTF-8, None where the bytes beyond ASCII form no such sequences; a cut last one is allowed."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        return body.decode("utf-8", "replace") if fault.start >= len(body) - 3 or is_mostly_utf8(body) else None
    return None if b"\x1b" in body and body.isascii() else text


def is_mostly_utf8(body: bytes) -> bool:
    """Tell whether broken sequences are few among the good ones, as where one legacy snippet stands in a page."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return broken <= TOLERATED_FAULTS * good


def is_believable(body: bytes, codec: str) -> bool:
    """Tell whether `body` decodes in `codec` with next to no faults, C1 control characters counting as faults."""
    text = body.decode(codec, "replace")
    faults = text.count("\ufffd") + sum(map(len, re.findall(r"[\x80-\x84\x86-\x9f]+", text)))
    if not faults:
        return True
    beyond = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return faults <= TOLERATED_FAULTS * beyond


FALLBACK_CODEC = "cp1252"
"""What browsers assume for a western locale."""

READ_AS_WINDOWS_1252 = frozenset({"latin-1", "iso8859-1", "iso8859-15", "ascii"})
"""Guesses read as windows-1252, the superset that the Encoding standard puts in their place."""

SNIFFED_BYTES = 60_000
"""Bytes shown to the detector: more text adds time and no certainty."""

SEARCHED_BYTES = 20 * SNIFFED_BYTES
"""Bytes of a page in which such text is looked for."""

MARKUP_TAG = re.compile(rb"<[^<>]*>")


def sniff_codec(body: bytes) -> str:
    """Return the Python codec that most likely wrote `body`; never one that Python does not know."""
    wide = find_wide_codec(body)
    if wide is not None:
        return wide
    import chardet  # noqa: PLC0415 (40 ms, for pages that declare nothing)

    searched = body[:SEARCHED_BYTES]
    guess = chardet.detect(searched if b"\x1b" in searched else keep_non_ascii_lines(searched))["encoding"]
    try:
        name = codecs.lookup(guess or FALLBACK_CODEC).name
    except LookupError:
        return FALLBACK_CODEC
    return FALLBACK_CODEC if name in READ_AS_WINDOWS_1252 else name


def find_wide_codec(body: bytes) -> str | None:
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


def keep_non_ascii_lines(body: bytes) -> bytes:
    """Keep the lines of the text of `body` that hold bytes beyond ASCII, at most `SNIFFED_BYTES` bytes of them."""
    text = MARKUP_TAG.sub(b" ", body)
    lines = [line for line in text.split(b"\n") if not line.isascii()]
    return b"\n".join(lines)[:SNIFFED_BYTES] or body[:SNIFFED_BYTES]


_DRAFT_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_LEAST_SHARE_IN_RUNS = 0.5
"""Accented letters of Latin alphabets stand alone; Cyrillic, Greek, Thai or CJK bytes come in runs."""


def decode_draft(data: bytes) -> str:
    r"""Decode a text file. Line ends become "\\n"; bytes that no decoding explains become U+FFFD."""
    return decode_draft_as_written(data).replace("\r\n", "\n").replace("\r", "\n")


def decode_draft_as_written(data: bytes) -> str:
    """Decode a text file and leave its line ends alone."""
    for mark, encoding in _DRAFT_BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 3 and error.start > len(data) // 2:
            return data.decode("utf-8", "replace")  # a file cut inside its last character
    sample = data[:100_000]
    runs = [len(run[0]) for run in _HIGH_BYTES.finditer(sample)]
    if sum(length for length in runs if length > 1) > _LEAST_SHARE_IN_RUNS * sum(runs):
        from charset_normalizer import from_bytes  # noqa: PLC0415 (slow to import, seldom needed)

        best = from_bytes(sample).best()
        if best is not None:
            return data.decode(best.encoding, "replace")
    return data.decode("cp1252", "replace")
