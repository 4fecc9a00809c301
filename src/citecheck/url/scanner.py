"""The scanner of plain addresses: find where one starts, where it ends, and whether publishing cut off its end.

Starts are `http://`, `https://`, `ftp://`, `www.`, and a known host name with a path after it ("isw.pub/x"). An
address continues to white space or a character that no address contains, without the punctuation of the surrounding
sentence; balanced brackets stay. Addresses in angle brackets may be wrapped (RFC 3986, appendix C).

Trying `_START` at every character costs 0.2 us each. Searching for the characters that every start contains is forty
times as fast; `_START` is then tried at the start of the word that contains them.

A link text that ends in "..." after exactly 72 UTF-8 bytes was cut by the publishing system: every cut text in the
measured reports is 72 bytes long, and one text may hold several addresses. So after an address even a scrap
("; ht...", ";...") counts as a cut address if the 72 bytes are reached there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from citecheck.url.hosts import FILE_ENDINGS, PACKAGE_LABELS, WORD_LABELS, is_host_only, is_top_level
from citecheck.url.identifiers import ELLIPSIS, SICI
from citecheck.url.line_breaks import BREAKS, ends_in_doubt, goes_on

_CUT_BYTES = 72


def is_cut_by_length(text: str, starts: Sequence[int], end: int) -> bool:
    """Return whether a link text that began at one of the last `starts` reaches 72 bytes at `end`."""
    for start in reversed(starts[-_CUT_BYTES // 8 :]):
        if end - start > _CUT_BYTES:
            return False
        if len(text[start:end].encode("utf-8", "replace")) == _CUT_BYTES:
            return True
    return False


_LONGEST = 8_192
"""Longest address that is read, in characters. Servers refuse longer ones."""
_CutTest = Callable[[str, Sequence[int], int], bool]

_START = re.compile(
    r"(?P<scheme>(?:https?|ftp)://|file:///?(?=\w))"
    r"|(?<![\w@/.-])(?P<www>www\d?\.(?=\w))"
    r"|(?<![\w@/.:=&?#%-])(?P<bare>(?:[a-z0-9](?:[a-z0-9-]{0,61}+(?<!-))?\.){1,5}+(?P<top>[a-z]{2,13}))(?=/[\w~@%#?-])"
    r"|(?P<scrap>(?:(?<=[;\s])|(?<=^))(?P<rest>h(?:t(?:t(?:ps?(?:://?|:)?)?)?)?|)(?:\.{3}|\u2026))",
    re.IGNORECASE,
)
"""Where an address may start: a scheme, "www.", a bare host before a path, or the remainder of a cut address."""
_START_HINT = re.compile(
    r"[:.\u2026wW](?:(?<=:)//|(?<=[wW])[wW]{2}(?=\d?\.\w)|(?<=\u2026)"
    r"|(?<=\.)(?:(?<!\.\.)\.\.|[a-zA-Z]{2,13}(?=/[\w~@%#?-])))"
)
"""Part of every start: the colon of a scheme, "www.", the dots of a cut, or a last label before a path."""
_OUTSIDE = re.compile(r"(?:.*[^\w@/.:=&?#%-])?", re.DOTALL)
_BEFORE: dict[str, tuple[int, re.Pattern[str]]] = {
    ":": (5, re.compile(r".*?(?=(?:https?|ftp|file)\Z)", re.IGNORECASE | re.DOTALL)),
    ".": (333, _OUTSIDE),
    "\u2026": (8, _OUTSIDE),
}
"""First character of a hint -> how far before it a start may begin, and the text before the start."""
_STOP = re.compile(
    r"[\s<>\"\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a`{}|\\^\u060c\u061b\u061f\u06d4\u0964\u0965\u0589\u1362"
    r"\u3001\u3002\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff61-\uff64\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2026\x00-\x1f]"
    r"|\u2014(?=[^\W\d_]*[,;:.!?)]?(?:\s|$))"
    r"|(?<=[A-Za-z0-9])(?:[\u3041-\u3096\u0e01-\u0e7f\u7684\u548c\u662f]|[\uac00-\ud7a3]{1,2}(?![\w/-]))"
)
"""Characters that no address contains, in any script, and words of the sentence.

A dash before a plain word ends an address; names of files hold some ("/update-012\u2014advice-12_final.pdf").
Japanese, Chinese, Korean and Thai sentences go on without a space, with a particle after a Latin letter or a digit. A
name that an address holds begins after a slash or a sign: "/wiki/\u6771\u4eac".
"""
_INNER = re.compile(
    r"(?<![/=:_])(?<!%3[AD])(?<!%2F)(?:https?://)|[;,](?=https?:|www\.)|;(?=[.\u2026]|$)|(?<=[^/?#=&])\[\d{1,3}\]",
    re.IGNORECASE,
)
"""Where an address ends before a character of `_STOP`: at the next address, or at a marker "[12]".

An address that is a value in a query is no next one: "?to=https://", and "?to%3Dhttps://" in a query within it.
"""
_INNER_HINTS = ("://", ";", ",", "[")
"""One of these is in every match of `_INNER`."""
_BARE_HOST = re.compile(
    r"(?<![\w@.-])(?:\[[^\[\]\n]{1,60}\]\.)?(?:[a-z0-9_-]{1,63}+\.){1,10}+[a-z0-9-]{2,63}+(?:[:/][^\s<>\"\u201d)\]|,;]*+)?",
    re.IGNORECASE,
)
"""A host without a scheme, with an optional port or path. Only a defanged one is accepted."""
_INDENT = re.compile(r"\n?[ \t]*")
_UNSEEN = {ord(" "): None, ord("\t"): None, ord("\r"): None, ord("\n"): None, 0xAD: None, 0x200B: None, 0x2060: None}
"""Characters inside a written address that are not part of it: a stray blank, break opportunities."""
_ANGLES = re.compile(r"<(?:URL:)?\Z", re.IGNORECASE)
"""The bracket before an address that is wrapped as in RFC 3986."""
_TRAILING = ".,;:!?'*\u2019\u2018\u201a\u2032\u2013"
"""Punctuation of the sentence after an address."""
_FAR_BRACKET = 200
"""Characters before an address within which the bracket around it opens."""
_PAIRS = {")": "(", "]": "[", "}": "{"}
_SPELLED_REST = re.compile(
    r"(?= d)(?P<labels>(?: dot [\w-]{1,63}(?:\.[\w-]{1,63}){0,5}){0,5})\.?(?: (?:d(?:ot?)? ?)?)?(?:\.{3}|\u2026)"
)
"""What may follow a cut host before its dots: labels after spelled dots, and a spelled dot that was cut itself."""
_SHORT_HOSTS = frozenset(
    {"t.me", "youtu.be", "telegram.me", "goo.gl", "redd.it", "archive.is", "perma.cc", "wa.me", "doi.org"}
)
"""Hosts written without a scheme although their last label is otherwise a word."""
_LEAST_PATH = 80
"""Characters of the path of a host without a scheme that are read."""
_LONG_PATH = re.compile(r"/[^\s/]+/[^\s/]|/(?=[^\s/]*[\d_%?=-])[^\s/]{4}")
"""A path of two parts, or of one with a sign that no word has."""
_SPACE_AFTER_UNDERSCORE = re.compile(r" (?=[^\W_]+_\w)")


class AddressSpan(NamedTuple):
    """An address in a plain text: `text[start:end]`. `address` is it without line breaks and the dots of a cut."""

    start: int
    end: int
    address: str
    scheme: bool = True
    cut: bool = False
    host_cut: bool = False
    repair: str | None = None


def scan(text: str, cut_by_length: _CutTest) -> Iterator[AddressSpan]:
    """Yield the addresses of `text` in order. `cut_by_length(text, starts, end)` judges scraps after an address."""
    at = 0
    starts: list[int] = []
    while match := _find_start(text, at):
        span = _read_scrap(text, match, starts, cut_by_length) if match["scrap"] else _read_address(text, match)
        if span is None:
            at = match.end()
            continue
        starts.append(span.start)
        at = max(span.end, match.start() + 1)
        yield span


def _find_start(text: str, at: int) -> re.Match[str] | None:
    """Find the first match of `_START` at or after `at`."""
    for hint in _START_HINT.finditer(text, at):
        place = hint.start()
        reach, outside = _BEFORE.get(text[place], (0, _OUTSIDE))
        before = outside.match(text, max(at, place - reach), place)
        if before and (match := _START.match(text, before.end())):
            return match
    return None


def scan_hosts(text: str) -> Iterator[AddressSpan]:
    """Yield host names and IPv4 addresses without a scheme. Only a defanged one becomes a reference."""
    for match in _BARE_HOST.finditer(text):
        yield AddressSpan(match.start(), match.end(), match[0], scheme=False)


def _read_scrap(text: str, match: re.Match[str], starts: Sequence[int], cut_by_length: _CutTest) -> AddressSpan | None:
    """Read "htt..." or "..." as a cut address if 72 bytes are reached, or if a list continues with a scheme."""
    begin, rest = match.start(), match["rest"]
    listed = rest.lower().startswith("http") and (rest.endswith((":", "/")) or text[:begin].rstrip().endswith(";"))
    if not listed and not (starts and cut_by_length(text, starts, match.end("rest"))):
        return None
    return AddressSpan(begin, match.end(), rest, cut=True, host_cut=True)


def _read_address(text: str, match: re.Match[str]) -> AddressSpan | None:
    begin = match.start()
    if match["bare"] and not _is_host(match["bare"], match["top"], text[match.end() : match.end() + _LEAST_PATH]):
        return None
    if _ANGLES.search(text, max(0, begin - 5), begin) and (wrapped := _read_wrapped(text, begin)):
        return wrapped
    end = _find_end(text, begin, match.end(), min(len(text), begin + _LONGEST))
    inside = text[match.end() : end]
    if any(map(inside.__contains__, _INNER_HINTS)) and (inner := _INNER.search(text, match.end(), end)):
        end = inner.start()
    end, repair = _extend_over_space(text, end)
    tight = _trim_end(text, begin, end)
    cut = bool(ELLIPSIS.match(text, tight)) or (text.startswith("...", tight - 3) and tight == end)
    address = text[begin:tight]
    if match["scheme"] and not cut and (spelled := _read_cut_host(text, begin, tight)):
        return spelled
    if not address[len(match[0]) if match["scheme"] else 0 :]:
        return AddressSpan(begin, match.end() + 3, address, cut=True, host_cut=True) if cut else None
    address, scheme = address.translate(_UNSEEN), bool(match["scheme"])
    if not cut:
        cut = ends_in_doubt(text, begin, tight) and not is_host_only(address)
        return AddressSpan(begin, tight, address, scheme=scheme, cut=cut, repair=repair)
    ellipsis = ELLIPSIS.match(text, tight)
    dots = ellipsis.end() if ellipsis else tight + 3
    return AddressSpan(begin, dots, address, scheme=scheme, cut=True, host_cut=is_host_only(address))


def _read_cut_host(text: str, begin: int, end: int) -> AddressSpan | None:
    """Read a host with spelled dots that was cut before its last label, as in "https://office dot lor...".

    A host that ends in a known label is whole, and what follows it is prose.
    """
    host = text[begin:end]
    if not is_host_only(host) or is_top_level(host.rpartition(".")[2]) or not (rest := _SPELLED_REST.match(text, end)):
        return None
    labels = "".join(f".{label}" for label in rest["labels"].split(" dot ")[1:])
    return AddressSpan(begin, rest.end(), host + labels, cut=True, host_cut=True)


def _find_end(text: str, begin: int, at: int, limit: int) -> int:
    """Find the end of the address at `begin`, at or after `at`. It goes on after some breaks, and over a SICI."""
    while stop := _STOP.search(text, at, limit):
        if stop[0] in BREAKS and goes_on(text, begin, stop.start()):
            indent = _INDENT.match(text, stop.end())
            at = indent.end() if indent else stop.end()
        elif stop[0] == "<" and (item := SICI.match(text, stop.start(), limit)):
            at = item.end()
        else:
            return stop.start()
    return limit


def _is_host(bare: str, top: str, path: str) -> bool:
    """Return whether a name without a scheme is that of a host, by its labels and the beginning of its path.

    Two names with a slash between them are more often code, "user.name/password", where the last label is a word.
    """
    labels = bare.lower().split(".")
    if labels[-1] in WORD_LABELS and not _LONG_PATH.match(path):
        return False
    named = top.lower() not in FILE_ENDINGS or bare.lower() in _SHORT_HOSTS
    return is_top_level(top) and named and labels[0] not in PACKAGE_LABELS


def _read_wrapped(text: str, begin: int) -> AddressSpan | None:
    """Read `<URL:...>` up to its closing bracket, across line ends (RFC 3986, appendix C)."""
    end = text.find(">", begin, begin + 2_000)
    inside = text[begin:end]
    if end < 0 or "<" in inside or ("\n" not in inside and re.search(r"\s", inside)):
        return None
    return AddressSpan(begin, end, re.sub(r"-?\s+", lambda gap: "-" if gap[0][0] == "-" else "", inside))


def _extend_over_space(text: str, end: int) -> tuple[int, str | None]:
    """Continue after a stray space that follows an underscore ("Rights_ of_the_Child"), which no prose has."""
    if text[end - 1 : end] == "_" and _SPACE_AFTER_UNDERSCORE.match(text, end):
        limit = min(len(text), end + _LONGEST)
        stop = _STOP.search(text, end + 1, limit)
        return (stop.start() if stop else limit), "a space stood inside the address"
    return end, None


def _trim_end(text: str, begin: int, end: int) -> int:
    """Move `end` back before punctuation of the sentence. A bracket stays if its partner is inside."""
    if text[end - 1].isalnum() and ")" not in text[begin:end] and "]" not in text[begin:end]:
        return end
    if text.startswith("/..", end - 3) and not text.startswith(".", end):
        return end
    end = _find_closing_bracket(text, begin, end)
    depth = {
        closing: text.count(opening, begin, end) - text.count(closing, begin, end)
        for closing, opening in _PAIRS.items()
    }
    while end > begin:
        last = text[end - 1]
        if last in _PAIRS and depth[last] < 0:
            depth[last] += 1
        elif last in "([{":
            depth[{"(": ")", "[": "]", "{": "}"}[last]] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    unopened = re.search(r"[)\]](?=[\]\[(])", text[begin:end])
    return begin + unopened.start() if unopened and text.count("(", begin, begin + unopened.start()) == 0 else end


def _find_closing_bracket(text: str, begin: int, end: int) -> int:
    """Return the place of the bracket that closes one before the address, `end` without one.

    Both signs are needed, one inside that is not opened there and one open before: "(see https://a.example/x)and".
    """
    before = text[max(0, begin - _FAR_BRACKET) : begin]
    for closing, opening in _PAIRS.items():
        if before.count(opening) <= before.count(closing):
            continue
        depth = 0
        for found in re.finditer(rf"[\{opening}\{closing}]", text[begin:end]):
            depth += 1 if found[0] == opening else -1
            if depth < 0:
                end = min(end, begin + found.start())
                break
    return end
