"""Turn bytes into text, for pages and drafts alike.

The order is that of the Encoding and HTML standards: byte order mark, Content-Type, declaration in the first bytes,
sniffing. Real pages require one exception: a declaration that the bytes contradict is ignored. Valid UTF-8 with
characters beyond ASCII cannot be an accident, so it takes precedence over any declared legacy encoding. If the body
does not decode in a declared encoding, the next source is used. Labels have the meaning of the Encoding standard
("iso-8859-1" is windows-1252) and are decoded with Python's closest superset codec.

Where nothing is declared, `text.code_pages` decides about western texts with a few foreign names, and chardet 7 about
all others. On 55 undeclared pages, chardet, charset-normalizer and resiliparse decoded 54, 47 and 40 correctly, in 4, 2
and 1.4 ms. Of 133 snippets of real texts in the legacy code page of their language, chardet decoded 133 and
charset-normalizer 109. Markup is ASCII and hides the few bytes that decide, so the detector gets only those lines of
the text between tags that contain bytes beyond ASCII. For a handful of such bytes it guesses DOS, Macintosh and
mainframe code pages ("’" alone is "í" in Mac Latin 2). Such a text is decoded as windows-1252 if that gives whole
words.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import webencodings

from citecheck.text.code_pages import choose_code_page

_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, since the little-endian mark begins with that of UTF-16.
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
"""Name in the Encoding standard to the Python codec for its table, where Python's codec of that name is too narrow."""

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
"""Names of LaTeX's inputenc package (its manual, "The available encodings") that the Encoding standard lacks."""

_NOT_WEB_ENCODINGS = frozenset({"replacement", "x-user-defined"})


@dataclass(frozen=True, slots=True)
class _DeclarationSyntax:
    """How a format declares its encoding; the label is the group of the pattern that matched."""

    declaration: re.Pattern[bytes]
    comment: re.Pattern[bytes]
    """Pattern of comments; declarations in them do not count (HTML standard, 13.2.3.2)."""
    searched: int
    """Number of bytes from the start that are searched for a declaration."""


MARKUP = _DeclarationSyntax(
    # <meta http-equiv=Content-Type content="text/html; charset=koi8-r">     <?xml version="1.0" encoding="koi8-r"?>
    re.compile(
        rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})",
        re.IGNORECASE,
    ),
    re.compile(rb"<!--.*?-->", re.DOTALL),
    4096,  # the standard says 1,024; pages with long comments before the declaration need more
)
LATEX = _DeclarationSyntax(
    # \usepackage[latin1]{inputenc}     \inputencoding{latin2}
    re.compile(rb"\\usepackage\s*\[([\w-]{2,20})\]\s*\{inputenc\}|\\inputencoding\s*\{([\w-]{2,20})\}"),
    re.compile(rb"(?<!\\)%[^\r\n]*"),
    20_000,
)

_FEWEST_SEQUENCES = 2
"""Valid UTF-8 sequences, more than the invalid ones, that show a text with stray bytes to be UTF-8."""
_TOLERATED_FAULTS = 0.02
"""Share of the bytes beyond ASCII that may be invalid in an accepted encoding: one bad comment in a long page."""


def decode(body: bytes, charset: str | None = None, *, syntax: _DeclarationSyntax | None = MARKUP) -> tuple[str, str]:
    """Return the text of `body` and the codec that decoded it.

    `charset` is an external declaration (the label of a Content-Type field, the declaration of the file that includes
    this one). `syntax` is how the format declares an encoding inside, None for a format that cannot. Decoding never
    fails: what no codec can decode becomes U+FFFD. Line ends are not changed.
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


def decode_draft(data: bytes, charset: str | None = None, *, syntax: _DeclarationSyntax | None = None) -> str:
    r"""Return the text of a draft with its line ends as "\\n"; the arguments are those of `decode`.

    U+2028 and U+2029 are line ends where a text has no others. A null character becomes U+FFFD, as in CommonMark.
    """
    text = decode(data, charset, syntax=syntax)[0].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text if "\n" in text else text.replace("\u2028", "\n").replace("\u2029", "\n")


def find_declared_label(body: bytes, syntax: _DeclarationSyntax) -> str | None:
    """Return the label that a body declares, or None; UTF-16 declared in single bytes means UTF-8."""
    found = syntax.declaration.search(syntax.comment.sub(b"", body[: syntax.searched]))
    if found is None:
        return None
    label = (found.group(1) or found.group(2)).decode("ascii", "replace")
    return "utf-8" if label.lower().startswith("utf-16") else label


def _codec_of(label: str | None) -> str | None:
    """Return the Python codec for a label, or None for an unknown one."""
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
    """Decode UTF-8; return None if the bytes beyond ASCII are not UTF-8 sequences.

    The last sequence may be incomplete if others come before it. If the only byte beyond ASCII is the last one, it is a
    letter in a legacy encoding.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        cut = fault.reason == "unexpected end of data" and not body[: fault.start].isascii()
        return body.decode("utf-8", _STRAY_BYTES) if cut or _is_mostly_utf8(body) else None
    return None if b"\x1b" in body and body.isascii() else text


def _is_mostly_utf8(body: bytes) -> bool:
    """Return whether few of the sequences are invalid, as with one legacy snippet in a page or draft.

    In a short text a few valid sequences decide: letters of a legacy encoding form hardly one by chance.
    """
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return broken <= _TOLERATED_FAULTS * good or good >= max(_FEWEST_SEQUENCES, broken + 1)


def _decode_stray_bytes(fault: UnicodeError) -> tuple[str, int]:
    """Decode a single byte that is not UTF-8 as windows-1252, and an incomplete sequence as U+FFFD."""
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    stray = fault.object[fault.start : fault.end]
    whole = len(stray) == 1 and fault.reason != "unexpected end of data"
    return (stray.decode(_FALLBACK_CODEC, "replace") if whole else "\ufffd"), fault.end


_STRAY_BYTES = "citecheck.stray-bytes"
"""Name of the error handler of windows-1252 in UTF-8, which editors write where a line is pasted as bytes."""
codecs.register_error(_STRAY_BYTES, _decode_stray_bytes)


def _is_believable(body: bytes, codec: str) -> bool:
    """Return whether `body` decodes in `codec` with few faults; C1 control characters count as faults."""
    text = body.decode(codec, "replace")
    faults = text.count("\ufffd") + sum(map(len, re.findall(r"[\x80-\x84\x86-\x9f]+", text)))
    if not faults:
        return True
    beyond = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return faults <= _TOLERATED_FAULTS * beyond


_FALLBACK_CODEC = "cp1252"
"""What browsers assume for a western locale."""

_READ_AS_WINDOWS_1252 = frozenset({"latin-1", "iso8859-1", "iso8859-15", "ascii"})
"""Guesses decoded as windows-1252, the superset that the Encoding standard uses for them."""

_WINDOWS_COUNTERPARTS: dict[str, str] = {
    "iso8859-2": "cp1250",
    "iso8859-7": "cp1253",
    "iso8859-9": "cp1254",
    "iso8859-8": "cp1255",
    "iso8859-6": "cp1256",
    "iso8859-13": "cp1257",
    "iso8859-16": "cp1252",
}
"""Codecs that replace a guess of ISO 8859 if bytes 80 to 9f occur, which are control characters in ISO 8859."""

_ORDINARY_GUESSES = re.compile(r"cp125\d|iso8859-\d+|koi8-[rut]|utf-.*")
"""Codecs that are accepted whatever the number of bytes."""
_FEW_BYTES = 24
"""Number of bytes beyond ASCII below which other guesses must be better than windows-1252."""

_NO_WORDS = re.compile(
    r"[^\W\d_][^\w\s'’‘´`\-–—\u00ad·.…\"“”„«»&/\\@*+,;:!?()%‰][^\W\d_]"  # ch¥tnie
    r"|[a-zß-ÿ][¹²³¼½¾][a-zß-ÿ]"  # By³aœ
    r"|[a-zß-ÿ][À-ÞŠŽŸ]"  # retirŽ
    r"|[\x7f-\x9f]"
)
"""Symbols and capitals inside a word, which show that windows-1252 is the wrong codec."""
_RUN_OF_HIGH_BYTES = re.compile(rb"[\x80-\xff]{4}")
"""Runs of Cyrillic, Greek, Thai or Chinese letters; accented letters of western languages are single."""

_SNIFFED_BYTES = 60_000
"""Maximum number of bytes for the detector: more text adds time and no certainty."""

_SEARCHED_BYTES = 20 * _SNIFFED_BYTES
"""Number of bytes of a page that are searched for such text."""

_MARKUP_TAG = re.compile(rb"<[^<>]*>")


def _sniff_codec(body: bytes) -> str:
    """Return the Python codec that most likely wrote `body`; never one that Python does not know."""
    wide = find_wide_codec(body)
    if wide is not None:
        return wide
    searched = body[:_SEARCHED_BYTES]
    code_page = _choose_code_page(searched)
    if code_page is not None:
        return code_page
    import chardet  # noqa: PLC0415 (40 ms, for bodies that declare nothing)

    sample = searched if b"\x1b" in searched else _keep_non_ascii_lines(searched)
    guess = chardet.detect(sample)["encoding"]
    try:
        name = codecs.lookup(guess or _FALLBACK_CODEC).name
    except LookupError:
        return _FALLBACK_CODEC
    if name in _WINDOWS_COUNTERPARTS and re.search(rb"[\x80-\x9f]", sample):
        return _WINDOWS_COUNTERPARTS[name]
    believed = _ORDINARY_GUESSES.fullmatch(name) and not _mixes_scripts(sample, name)
    western = not believed and _is_short_western(sample)
    return _FALLBACK_CODEC if western or name in _READ_AS_WINDOWS_1252 else name


def _choose_code_page(body: bytes) -> str | None:
    """Return the code page of a body in Latin letters by its few words beyond ASCII, or None."""
    if b"\x1b" in body or _RUN_OF_HIGH_BYTES.search(body):
        return None
    return choose_code_page(_MARKUP_TAG.sub(b" ", body))


_TWO_SCRIPTS = re.compile(r"[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")
"""Latin letters next to Greek, Cyrillic, Hebrew or Arabic ones: "caf\u03b9", which is "café" read as Greek."""


def _mixes_scripts(sample: bytes, codec: str) -> bool:
    """Return whether a guess writes words in two scripts, which no language does."""
    return _TWO_SCRIPTS.search(sample.decode(codec, "replace")) is not None


def _is_short_western(sample: bytes) -> bool:
    """Return whether a text with few bytes beyond ASCII gives whole words in windows-1252."""
    high = len(re.findall(rb"[\x80-\xff]", sample))
    if not 0 < high < _FEW_BYTES or b"\x1b" in sample or _RUN_OF_HIGH_BYTES.search(sample):
        return False
    try:
        return _NO_WORDS.search(sample.decode("cp1252")) is None
    except UnicodeDecodeError:
        return False


def find_wide_codec(body: bytes) -> str | None:
    """Return the codec of UTF-16 or UTF-32 without a byte order mark, by the places of zero bytes, or None."""
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


_LONG_LINE = 1_000
_NEARBY = 80
"""Bytes of a long line kept on each side of a byte beyond ASCII: a minified page is one line, mostly ASCII."""
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")


def _cut_around_high_bytes(line: bytes) -> bytes:
    """Return what is near the bytes beyond ASCII in a line; time is linear in its length."""
    pieces, end = [], 0
    for match in _HIGH_BYTES.finditer(line):
        start = max(match.start() - _NEARBY, end)
        if start > end:
            pieces.append(b" ")
        stop = max(match.end() + _NEARBY, end)
        pieces.append(line[start:stop])
        end = min(stop, len(line))
    return b"".join(pieces)


def _keep_non_ascii_lines(body: bytes) -> bytes:
    """Return the lines of the text of `body` with bytes beyond ASCII, at most `_SNIFFED_BYTES` bytes of them."""
    text = _MARKUP_TAG.sub(b" ", body)
    lines = [
        line if len(line) <= _LONG_LINE else _cut_around_high_bytes(line)
        for line in text.split(b"\n")
        if not line.isascii()
    ]
    return b"\n".join(lines)[:_SNIFFED_BYTES] or body[:_SNIFFED_BYTES]
