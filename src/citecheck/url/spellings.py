"""Special spellings of addresses, one row each with its reason, and the edits that undo them.

Two habits look alike and mean opposite things. Reports write "example dot com" so that the reader does not click by
accident: that is a citation. Threat reports write `hxxp://` and `[.]` for hosts that must not be requested. The
style
of a row distinguishes the two. The pattern of a row is linear: no nested repetition, bounded gaps, possessive
repetition.

Refanging changes lengths, but the span of every reference must match the text as written. So `RewrittenText` keeps
its edits, sorted, and maps an offset of the new text back by bisection.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from itertools import chain
from typing import NamedTuple

from citecheck.text.languages import words_in_all_languages
from citecheck.url.hosts import COUNTRY_LABELS, FILE_ENDINGS, GENERIC_LABELS, is_top_level


class SpellingStyle(Enum):
    """Why something was rewritten. It decides whether the address may be requested."""

    SPELLED = "a dot written as a word"
    HOSTILE = "made unclickable as threat reports do"
    TYPO = "a slip of the keyboard mended"
    GLYPH = "another character for the same sign"


class SpellingEdit(NamedTuple):
    """`text[start:end]` becomes `new`. `repair` describes a correction for an editor."""

    start: int
    end: int
    new: str
    style: SpellingStyle
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class RewrittenText:
    """The result of `edits` (sorted, not overlapping) on a text. `origin` maps its offsets to that text."""

    text: str
    edits: tuple[SpellingEdit, ...] = ()
    _ends: tuple[int, ...] = field(default=(), repr=False)
    _starts: tuple[int, ...] = field(default=(), repr=False)

    def origin(self, offset: int, *, end: bool = False) -> int:
        """Map an offset of the new text to the old. Inside replaced text, use the start of the edit (or its end)."""
        at = bisect_right(self._starts, offset if not end else offset - 1) - 1
        if at < 0:
            return offset
        edit = self.edits[at]
        if offset >= self._ends[at]:
            return edit.end + offset - self._ends[at]
        return edit.end if end else edit.start

    def within(self, start: int, end: int) -> tuple[SpellingEdit, ...]:
        """Return the edits whose result is in `[start, end)` of the new text."""
        low = bisect_right(self._ends, start)
        high = bisect_right(self._starts, end - 1)
        return self.edits[low:high]


def rewrite(text: str, edits: Iterable[SpellingEdit]) -> RewrittenText:
    """Apply `edits` to `text`. Of two that overlap, the one that starts first is kept."""
    kept: list[SpellingEdit] = []
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = length = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < done:
            continue
        pieces += (text[done : edit.start], edit.new)
        length += edit.start - done
        starts.append(length)
        length += len(edit.new)
        ends.append(length)
        kept.append(edit)
        done = edit.end
    pieces.append(text[done:])
    return RewrittenText("".join(pieces), tuple(kept), tuple(ends), tuple(starts))


_BLANK = r"[\s\u200b-\u200f\u2060\ufeff]"
_DOT_WORDS = "dot|punto|punkt|ponto|kropka|nokta|\u0442\u043e\u0447\u043a\u0430|\u043a\u0440\u0430\u043f\u043a\u0430"
"""The word for a dot in English, Spanish and Italian, German, Portuguese, Polish, Turkish, Russian, Ukrainian."""
_OTHER_DOT_WORDS = "point|punt|piste|te\u010dka|tecka"
"""The same in French, Dutch, Finnish and Czech: ordinary words elsewhere, so only after a scheme."""
_SPELLED_DOT = re.compile(rf"(?<=\w)\s(?:{_DOT_WORDS})\s(?=\w)", re.IGNORECASE)
_LABEL = r"[^\W_](?:[\w-]{0,61}+(?<![_-]))?"
_BRACKETED = (
    rf"[\[({{]\s?(?:\.|{_DOT_WORDS})\s?[\])}}]|[\[({{\]}}](?:\.|{_DOT_WORDS})[\[({{\])}}](?!\d{{1,3}}[\])}}])"
    rf"|(?:{_DOT_WORDS})[\])}}]"
)
"""A dot in normal or reversed brackets, but not the end of a sentence before a marker ("). [5]")."""
_SCHEME = r"(?:h(?:xx|tt|\*\*)p|xxxx)s?"

HOSTILE_SIGNS = re.compile(r"\[\.\]|hxxp|\(\.\)|\[:\]", re.IGNORECASE)
"""The most common spellings of threat reports. They distinguish indicators listed as code from real code."""


def may_spell_dots(text: str) -> bool:
    """Return whether a text may hold an address whose dots are words, as "maliweb dot net"."""
    return _SPELLED_DOT.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A match becomes `new` (a template of the match). It is tried if one of `hints` (lower case) occurs."""

    pattern: re.Pattern[str]
    new: str
    style: SpellingStyle
    reason: str
    hints: tuple[str, ...]
    repair: str | None = None


def _build_row(
    pattern: str, new: str, style: SpellingStyle, reason: str, hints: str, *, repair: str | None = None
) -> _Spelling:
    return _Spelling(re.compile(pattern, re.IGNORECASE), new, style, reason, tuple(hints.split()), repair)


_IN_BRACKETS: tuple[_Spelling, ...] = (
    _build_row(
        r"(?<![^\W_])https?(?:[\[({]:[\])}]?//|\[://\]|:\[//\]|:\[/\]\[/\]|[\[({]:[\])}]\[?//\]?)",
        "{scheme}://",
        SpellingStyle.HOSTILE,
        "a colon or slashes in brackets are a defanged scheme",
        "[: (: {: :[",
    ),
    _build_row(
        r"[\[({]?https?[\])}]:{1,1}//",
        "{scheme}://",
        SpellingStyle.HOSTILE,
        "a scheme in brackets is a defanged scheme",
        "]:// ):// }://",
    ),
    _build_row(
        rf"(?<=[\w\]-])(?:{_BRACKETED})(?=[\w\[-])",
        ".",
        SpellingStyle.HOSTILE,
        "a dot in brackets is a defanged dot",
        "[ ] ( ) { }",
    ),
    _build_row(r"(?<=\w)\[-\](?=\w)", "-", SpellingStyle.HOSTILE, "a hyphen in brackets is a defanged hyphen", "[-]"),
    _build_row(r"(?<=\w)\[/\](?=\w)", "/", SpellingStyle.HOSTILE, "a slash in brackets is a defanged slash", "[/]"),
    _build_row(
        r"[\[(](www\d?)[\])](?=\.)", "{1}", SpellingStyle.HOSTILE, "www in brackets is a defanged host", "(www [www"
    ),
    _build_row(
        r"(?<=[\w.+-])\s?[\[({]\s?(?:@|at|et|arroba)\s?[\])}]\s?(?=[a-z0-9-]{1,63}\.)",
        "@",
        SpellingStyle.HOSTILE,
        "an at sign in brackets is a defanged mail address",
        "[ ( {",
    ),
)
_SIGNS: tuple[_Spelling, ...] = (
    _build_row(
        rf"(?<![^\W_]){_SCHEME}(?<!http)(?<!https)[\[({{]?:?[\])}}]?[\[({{]?:?[/\\]{{2}}[\])}}]?",
        "{scheme}://",
        SpellingStyle.HOSTILE,
        "hxxp, xxxx and h**p are the schemes of threat reports",
        "xxp xxxx h**p",
    ),
    _build_row(
        rf"(?<=[a-z0-9])\\\.(?=(?:{'|'.join(sorted(GENERIC_LABELS))}|bar)\b)",
        ".",
        SpellingStyle.HOSTILE,
        "a dot escaped with a backslash, as regular expressions and some feeds write hosts",
        "\\.",
    ),
    _build_row(r"(?<=[a-z0-9])\\/(?=\w)", "/", SpellingStyle.HOSTILE, "a slash escaped as in JSON", "\\/"),
    _build_row(
        r"(?<=https)\uff1a//|(?<=http)\uff1a//",
        "://",
        SpellingStyle.GLYPH,
        "a full-width colon of CJK keyboards",
        "\uff1a",
    ),
    _build_row(
        r"(?<=[^\W_])(?-i:DOT)(?=(?:com|net|org|edu|gov|info)\b)",
        ".",
        SpellingStyle.SPELLED,
        "DOT without spaces",
        "dotcom dotnet dotorg dotedu dotgov dotinfo",
    ),
)
_SLIPS: tuple[_Spelling, ...] = (
    _build_row(
        r"(?<![\w/:.+-])h?t?tps?(?<!http)(?<!https)://(?=[\w])|(?<![\w/:.+-])(?:htps?|htpps?|htttps?|hhttps?|httpss|htt[ps]ps?)://(?=\w)",
        "{scheme}://",
        SpellingStyle.TYPO,
        "letters of the scheme lost or doubled in copying",
        "://",
        repair="the scheme was mistyped",
    ),
    _build_row(
        r"(?<![\w/:.])https?(?:://{2}|;//|:/(?!/)|//|\s:/{2,3}|://\s(?=[\w-]{1,63}\.))(?=[\w-]{1,63}+[. ])",
        "{scheme}://",
        SpellingStyle.TYPO,
        "a colon or slash lost or doubled, or a space after them",
        "http",
        repair="colon, slashes or a space after the scheme were mistyped",
    ),
    _build_row(
        r"(?<![\w/:.=])https?://(?=https?://)",
        "",
        SpellingStyle.TYPO,
        "the scheme pasted twice",
        "http://http https://http",
        repair="the scheme was written twice",
    ),
)

_DOT = rf"(?:\.?{_BLANK}{{1,8}}\.?(?:{_DOT_WORDS}){_BLANK}{{1,8}}|_dot_|\.{_BLANK}?dot{_BLANK}{{1,8}})"
_ANY_DOT = rf"(?:{_DOT}|[.\u3002\uff0e\uff61])"
_OTHER_DOT = rf"(?:{_BLANK}{{1,8}}(?:{_OTHER_DOT_WORDS}){_BLANK}{{1,8}})"
_HEAD = rf"(?P<head>https?://|ftp://|(?<![\w.@/-])(?=www\d?{_ANY_DOT}))"
_WITH_SCHEME = re.compile(rf"{_HEAD}(?P<host>{_LABEL}(?:(?:{_ANY_DOT}|{_OTHER_DOT}){_LABEL}){{1,8}}+)", re.IGNORECASE)
"""A host after a scheme or "www", with dots spelled out or not."""
_WITH_PATH = re.compile(rf"(?<![\w.@/-])(?P<host>{_LABEL}(?:(?:{_DOT}|\.){_LABEL}){{1,6}}+)(?=/)", re.IGNORECASE)
"""A host before a path."""
_CAPITAL = re.compile(r"(?<![\w.@/-])(?P<host>[\w-]{1,63}(?:@[\w-]{1,63})?(?: DOT [\w-]{1,63}){1,4})(?![\w-])")
"""A host whose dots are written DOT, as in threat reports."""
_BEFORE_CLOSING = "|".join(rf"(?<={word}.)" for word in _DOT_WORDS.split("|"))
_BRACKET = re.compile(
    rf"[\[({{\])}}](?:(?<!\))\s?(?:[.:@/-]|www|at|et|arroba|{_DOT_WORDS})|(?<=[ps]\)):|{_BEFORE_CLOSING})"
)
"""A bracket next to what the rows of `_IN_BRACKETS` have in brackets; for lower case."""
_DOTS = (*_DOT_WORDS.split("|"), "\u3002", "\uff0e", "\uff61")
"""One of these, in lower case, is in every host whose dots are spelled out."""
_TRACES = ("[", "]", "(", ")", "{", "}", "\\", "\uff1a", "xxp", "xxxx", "h**p", *_DOTS)
"""One of these, in lower case, is in every text that a row applies to, except the rows of `_SLIPS`."""
_GAP_AFTER_SCHEME = re.compile(r"://\s")
_OTHER_SPELLED = re.compile(rf"://[\w.-]{{1,63}}\s(?:{_OTHER_DOT_WORDS})\s")
_SPELLED = re.compile(rf"{_DOT}|{_OTHER_DOT}|[\u3002\uff0e\uff61]", re.IGNORECASE)
"""A word for a dot with the blanks around it, or one character that replaces it."""


def find_spelling_edits(text: str) -> Iterator[SpellingEdit]:
    """Find the edits of all rows in `text`. They may overlap."""
    low = text.lower()
    slips = not _is_regular(low)
    if not slips and not any(map(low.__contains__, _TRACES)) and not _OTHER_SPELLED.search(low):
        return
    for row in chain(_IN_BRACKETS if _BRACKET.search(low) else (), _SIGNS, _SLIPS if slips else ()):
        if any(map(low.__contains__, row.hints)):
            for match in row.pattern.finditer(text):
                new = _fill_template(row.new, match)
                if new != match[0]:
                    yield SpellingEdit(match.start(), match.end(), new, row.style, row.repair)
    dots = sum(map(low.count, _DOTS))
    if not dots and not _OTHER_SPELLED.search(low):
        return
    schemed = [edit for match in _WITH_SCHEME.finditer(text) for edit in _find_host_edits(match, schemed=True)]
    yield from schemed
    for pattern in (_WITH_PATH, _CAPITAL) if len(schemed) < dots else ():
        for match in pattern.finditer(text):
            yield from _find_host_edits(match, schemed=False)


def _is_regular(low: str) -> bool:
    """Return whether every scheme in `low` is correct, as nearly always, so that no typo need be searched."""
    whole = low.count("http://") + low.count("https://")
    return (
        low.count("http") == whole == low.count("://") - low.count("ftp://")
        and ":///" not in low
        and not _GAP_AFTER_SCHEME.search(low)
        and "://http" not in low
    )


def _fill_template(template: str, match: re.Match[str]) -> str:
    if "{" not in template:
        return template
    letters = re.sub(r"[^a-z]", "", match[0].lower())
    scheme = "https" if letters.endswith("s") else "http"
    return template.format("", *match.groups(), scheme=scheme)


def _find_host_edits(match: re.Match[str], *, schemed: bool) -> Iterator[SpellingEdit]:
    """Replace the spelled dots of a host up to the last label that can end it. Prose after it stays unchanged."""
    text, (begin, end) = match.string, match.span("host")
    found = [dot.span() for dot in _SPELLED.finditer(text, begin, end)]
    following = text[end : end + 1]
    while found:
        before, tail = text[begin : found[0][0]], text[found[-1][1] : end]
        english = "dot" in text[slice(*found[-1])].lower()
        if _is_host_end(before, tail, following, schemed=schemed, english=english) or (
            schemed and following == "/" and all(high - low == 1 for low, high in found)
        ):
            break
        end = found.pop()[0]
    for low, high in found:
        yield SpellingEdit(low, high, ".", SpellingStyle.SPELLED if high - low > 1 else SpellingStyle.GLYPH)


@cache
def _small_words() -> frozenset[str]:
    """Return the articles and prepositions of all languages, which are no host: "connect the dot net/result"."""
    return frozenset(words_in_all_languages("before_noun"))


def _is_host_end(before: str, tail: str, following: str, *, schemed: bool, english: bool) -> bool:
    """Return whether the labels in `tail` can end a host that begins with `before`.

    `english` is whether the dot before them is the English word, which prose after an address hardly has: "from
    https://a.example punto de vista".
    """
    last = tail.rpartition(".")[2].lower()
    if not is_top_level(last):
        return False
    if not schemed and before.lower() in _small_words():
        return False
    if schemed:
        # "https://example.com dot in the middle": a whole host, then a word that is a country code too
        whole = "." in before and is_top_level(before.rpartition(".")[2])
        return not whole or following == "/" or (english and last.isascii() and last not in FILE_ENDINGS)
    return last not in COUNTRY_LABELS & FILE_ENDINGS or following == "/"
