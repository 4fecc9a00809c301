"""Turn the bytes of a page into text.

The order is the one of the Encoding and HTML standards (byte order mark, Content-Type, meta in the first bytes,
sniffing) with one reserve learnt from real pages: a declaration that the bytes contradict is not believed. Valid
UTF-8 with characters beyond ASCII cannot be an accident, so it wins over any declared legacy encoding; a declared
encoding in which the body does not decode gives way to the next witness. Labels mean what the Encoding standard
says ("iso-8859-1" is windows-1252), decoded with Python's closest superset codec.
"""

from __future__ import annotations

import codecs
import re

import webencodings

from citecheck.content.sniff import sniff

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    # Before UTF-16, whose little-endian mark they begin with.
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

SUPERSETS: dict[str, str] = {
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

NOT_WEB = frozenset({"replacement", "x-user-defined"})

META = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
"""Declarations in comments are none (HTML standard, 13.2.3.2)."""
PRESCAN = 4096
"""Bytes searched for a declaration: the standard says 1,024, pages with long comments before need more."""

TOLERATED = 0.02
"""Share of the bytes beyond ASCII that may be broken in a believed encoding: one bad comment in a long page."""


def decode(body: bytes, charset: str | None = None) -> tuple[str, str]:
    """Return the text of `body` and the codec that read it; `charset` is the label of the Content-Type field.

    Never fails: what no codec reads becomes U+FFFD.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if body.isascii() and b"\x1b" not in body and b"\x00" not in body:
        return body.decode("ascii"), "utf-8"
    if b"\x00" not in body[:64] and (text := utf8_text(body)) is not None:
        return text, "utf-8"
    for label in (charset, declared_in(body)):
        codec = codec_of(label)
        if codec is not None and believable(body, codec):
            return body.decode(codec, "replace"), codec
    codec = sniff(body)
    return body.decode(codec, "replace"), codec


def codec_of(label: str | None) -> str | None:
    """Translate a label of the Encoding standard into a Python codec; None for an unknown one."""
    encoding = webencodings.lookup(label) if label else None
    if encoding is None or encoding.name in NOT_WEB:
        return None
    name = SUPERSETS.get(encoding.name, encoding.name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def declared_in(body: bytes) -> str | None:
    """Find the label in a meta element or XML declaration; UTF-16 declared in readable bytes means UTF-8."""
    found = META.search(COMMENT.sub(b"", body[:PRESCAN]))
    if found is None:
        return None
    label = (found.group(1) or found.group(2)).decode("ascii")
    return "utf-8" if label.lower().startswith("utf-16") else label


def utf8_text(body: bytes) -> str | None:
    """Decode UTF-8, None where the bytes beyond ASCII form no such sequences; a cut last one is allowed."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        return body.decode("utf-8", "replace") if fault.start >= len(body) - 3 or mostly_utf8(body) else None
    return None if b"\x1b" in body and body.isascii() else text


def mostly_utf8(body: bytes) -> bool:
    """Tell whether broken sequences are few among the good ones, as where one legacy snippet stands in a page."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return broken <= TOLERATED * good


def believable(body: bytes, codec: str) -> bool:
    """Tell whether `body` decodes in `codec` with next to no faults, C1 control characters counting as faults."""
    text = body.decode(codec, "replace")
    faults = text.count("\ufffd") + sum(map(len, re.findall(r"[\x80-\x84\x86-\x9f]+", text)))
    if not faults:
        return True
    beyond = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return faults <= TOLERATED * beyond
