r"""Turn bytes into text, for pages and drafts alike.

The order is the one of the Encoding and HTML standards (byte order mark, Content-Type, declaration in the first
bytes, sniffing) with one exception learnt from real pages: a declaration that the bytes contradict is not
believed. Valid UTF-8 with characters beyond ASCII cannot be an accident, so it wins over any declared legacy
encoding; a declared encoding in which the body does not decode gives way to the next witness. Labels mean what
the Encoding standard says ("iso-8859-1" is windows-1252), decoded with Python's closest superset codec.

Where nothing is declared, chardet 7 decides, measured on the undeclared pages of a comparison of chardet,
charset-normalizer and resiliparse: 54, 47 and 40 of 55 read right, at 4, 2 and 1.4 ms; of 133 snippets of real
texts in the legacy code page of their language it reads 133, charset-normalizer 109. Markup is ASCII and hides
the few bytes that decide, so only the lines of the text between tags that hold bytes beyond ASCII are shown to
it. Of a handful of such bytes it makes DOS, Macintosh and mainframe code pages ("’" alone is "í" in Mac Latin 2);
there windows-1252 is read wherever that gives whole words.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import webencodings

_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose little-endian mark they begin with.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SUPERSET_CODECS: dict[str, str] = {
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

_LABELS_OF_INPUTENC: dict[str, str] = {
    "latin9": "iso8859-15",
    "latin10": "iso8859-16",
    "ansinew": "cp1252",
    "applemac": "mac-roman",
    "macce": "mac-latin2",
    "utf8x": "utf-8",
    "cp437": "cp437",
    "cp437de": "cp437",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp858": "cp858",
    "cp865": "cp865",
    "cp855": "cp855",
    "koi8-ru": "koi8-u",
}
"""Names of LaTeX's inputenc package (its manual, "The available encodings") that the Encoding standard has not."""

_NOT_WEB_ENCODINGS = frozenset({"replacement", "x-user-defined"})


@dataclass(frozen=True, slots=True)
class DeclarationSyntax:
    """How a format declares its encoding: the label is the one group that matched."""

    declaration: re.Pattern[bytes]
    comment: re.Pattern[bytes]
    """Declarations in comments are none (HTML standard, 13.2.3.2)."""
    searched: int
    """Bytes from the start in which a declaration is looked for."""


MARKUP = DeclarationSyntax(
    # <meta http-equiv=Content-Type content="text/html; charset=koi8-r">     <?xml version="1.0" encoding="koi8-r"?>
    re.compile(
        rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})",
        re.IGNORECASE,
    ),
    re.compile(rb"<!--.*?-->", re.DOTALL),
    4096,  # the standard says 1,024; pages with long comments before it need more
)
LATEX = DeclarationSyntax(
    # \usepackage[latin1]{inputenc}     \inputencoding{latin2}
    re.compile(rb"\\usepackage\s*\[([\w-]{2,20})\]\s*\{inputenc\}|\\inputencoding\s*\{([\w-]{2,20})\}"),
    re.compile(rb"(?<!\\)%[^\r\n]*"),
    20_000,
)

_TOLERATED_FAULTS = 0.02
"""Share of the bytes beyond ASCII that may be broken in a believed encoding: one bad comment in a long page."""


def decode(body: bytes, charset: str | None = None, *, syntax: DeclarationSyntax | None = MARKUP) -> tuple[str, str]:
    """Return the text of `body` and the codec that read it.

    `charset` is what is said of the body from outside (the label of a Content-Type field, the declaration of the file
    that this one is a part of), `syntax` how its format declares one inside, None for a format that cannot.
    Never fails: what no codec reads becomes U+FFFD. Line ends stay as written.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if body.isascii() and b"\x1b" not in body and b"\x00" not in body:
        return body.decode("ascii"), "utf-8"
    if b"\x00" not in body[:64] and (text := _decode_utf8(body)) is not None:
        return text, "utf-8"
    for label in (charset, find_declared_label(body, syntax) if syntax else None):
        codec = _codec_of(label)
        if codec is not None and _is_believable(body, codec):
            return body.decode(codec, "replace"), codec
    codec = _sniff_codec(body)
    return body.decode(codec, "replace"), codec


def decode_draft(data: bytes, charset: str | None = None, *, syntax: DeclarationSyntax | None = None) -> str:
    r"""Return the text of a draft with its line ends as "\\n"; the arguments are those of `decode`."""
    return decode(data, charset, syntax=syntax)[0].replace("\r\n", "\n").replace("\r", "\n")


def find_declared_label(body: bytes, syntax: DeclarationSyntax) -> str | None:
    """Find the label that a body declares; UTF-16 declared in readable bytes means UTF-8."""
    found = syntax.declaration.search(syntax.comment.sub(b"", body[: syntax.searched]))
    if found is None:
        return None
    label = (found.group(1) or found.group(2)).decode("ascii", "replace")
    return "utf-8" if label.lower().startswith("utf-16") else label


def _codec_of(label: str | None) -> str | None:
    """Translate a label into a Python codec; None for an unknown one."""
    encoding = webencodings.lookup(label) if label else None
    if encoding is None:
        return _LABELS_OF_INPUTENC.get(label.lower()) if label else None
    if encoding.name in _NOT_WEB_ENCODINGS:
        return None
    try:
        return codecs.lookup(_SUPERSET_CODECS.get(encoding.name, encoding.name)).name
    except LookupError:
        return None


def _decode_utf8(body: bytes) -> str | None:
    """Decode UTF-8, None where the bytes beyond ASCII form no such sequences.

    The last sequence may be cut, if others come before it: alone, a last letter beyond ASCII is one of a legacy text.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        cut = fault.reason == "unexpected end of data" and not body[: fault.start].isascii()
        return body.decode("utf-8", "replace") if cut or _is_mostly_utf8(body) else None
    return None if b"\x1b" in body and body.isascii() else text


def _is_mostly_utf8(body: bytes) -> bool:
    """Tell whether broken sequences are few among the good ones, as where one legacy snippet is in a page."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return broken <= _TOLERATED_FAULTS * good


def _is_believable(body: bytes, codec: str) -> bool:
    """Tell whether `body` decodes in `codec` with next to no faults, C1 control characters counting as faults."""
    text = body.decode(codec, "replace")
    faults = text.count("\ufffd") + sum(map(len, re.findall(r"[\x80-\x84\x86-\x9f]+", text)))
    if not faults:
        return True
    beyond = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return faults <= _TOLERATED_FAULTS * beyond


_FALLBACK_CODEC = "cp1252"
"""What browsers assume for a western locale."""

_READ_AS_WINDOWS_1252 = frozenset({"latin-1", "iso8859-1", "iso8859-15", "ascii"})
"""Guesses read as windows-1252, the superset that the Encoding standard puts in their place."""

_WINDOWS_COUNTERPARTS: dict[str, str] = {
    "iso8859-2": "cp1250",
    "iso8859-7": "cp1253",
    "iso8859-9": "cp1254",
    "iso8859-8": "cp1255",
    "iso8859-6": "cp1256",
    "iso8859-13": "cp1257",
    "iso8859-16": "cp1252",
}
"""What a guess of ISO 8859 means where the bytes 80 to 9f occur: control characters there, quotation marks here."""

_ORDINARY_GUESSES = re.compile(r"cp125\d|iso8859-\d+|koi8-[rut]|utf-.*")
"""Single-byte codecs that are believed whatever the number of bytes."""
_FEW_BYTES = 24
"""Bytes beyond ASCII below which other guesses must be better than windows-1252."""

_NO_WORDS = re.compile(
    r"[^\W\d_][^\w\s'’‘´`\-–—\u00ad·.…\"“”„«»&/\\@*+,;:!?()%‰][^\W\d_]"  # ch¥tnie
    r"|[a-zß-ÿ][¹²³¼½¾][a-zß-ÿ]"  # By³aœ
    r"|[a-zß-ÿ][À-ÞŠŽŸ]"  # retirŽ
    r"|[\x7f-\x9f]"
)
"""Signs and capitals inside a word: windows-1252 is the wrong codec."""
_RUN_OF_HIGH_BYTES = re.compile(rb"[\x80-\xff]{4}")
"""Accented letters of western languages stand alone; Cyrillic, Greek, Thai and Chinese letters come in runs."""

_SNIFFED_BYTES = 60_000
"""Bytes shown to the detector: more text adds time and no certainty."""

_SEARCHED_BYTES = 20 * _SNIFFED_BYTES
"""Bytes of a page in which such text is looked for."""

_MARKUP_TAG = re.compile(rb"<[^<>]*>")


def _sniff_codec(body: bytes) -> str:
    """Return the Python codec that most likely wrote `body`; never one that Python does not know."""
    wide = find_wide_codec(body)
    if wide is not None:
        return wide
    import chardet  # noqa: PLC0415 (40 ms, for bodies that declare nothing)

    searched = body[:_SEARCHED_BYTES]
    telling = searched if b"\x1b" in searched else _keep_non_ascii_lines(searched)
    guess = chardet.detect(telling)["encoding"]
    try:
        name = codecs.lookup(guess or _FALLBACK_CODEC).name
    except LookupError:
        return _FALLBACK_CODEC
    if name in _WINDOWS_COUNTERPARTS and re.search(rb"[\x80-\x9f]", telling):
        return _WINDOWS_COUNTERPARTS[name]
    western = not _ORDINARY_GUESSES.fullmatch(name) and _is_short_western(telling)
    return _FALLBACK_CODEC if western or name in _READ_AS_WINDOWS_1252 else name


def _is_short_western(telling: bytes) -> bool:
    """Tell whether a text with few bytes beyond ASCII gives whole words in windows-1252."""
    high = len(re.findall(rb"[\x80-\xff]", telling))
    if not 0 < high < _FEW_BYTES or b"\x1b" in telling or _RUN_OF_HIGH_BYTES.search(telling):
        return False
    try:
        return _NO_WORDS.search(telling.decode("cp1252")) is None
    except UnicodeDecodeError:
        return False


def find_wide_codec(body: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32 without a mark by where their zero bytes are."""
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


def _keep_non_ascii_lines(body: bytes) -> bytes:
    """Keep the lines of the text of `body` that hold bytes beyond ASCII, at most `_SNIFFED_BYTES` bytes of them."""
    text = _MARKUP_TAG.sub(b" ", body)
    lines = [line for line in text.split(b"\n") if not line.isascii()]
    return b"\n".join(lines)[:_SNIFFED_BYTES] or body[:_SNIFFED_BYTES]
