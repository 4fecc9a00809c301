"""Text on a page that is not its content: counters, consent, relative times, obfuscated addresses.

Together they caused most of the false alarms measured. The words are in `difference.noise_words`. Patterns are matched
against one short block or sentence, never across a paragraph: a sentence that mentions cookies stays.

A cheap filter first decides whether any of the many patterns may match a line, so the patterns run on few lines. RE2
scans a line once for all patterns, in about a microsecond; `re` tries them one after the other at every place, 20
microseconds for these rules. RE2 knows fewer escapes and folds fewer cases, so the filter accepts more than the
patterns match, never less, and the patterns decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import re2

from citecheck.page.difference import noise_words as words
from citecheck.text.sentence_key import collapse_space

_MEMORY = 1 << 24
"""Bytes that RE2 may use for one filter."""

_WIDER_ESCAPES: dict[str, str] = {
    r"\b": "",
    r"\d": r"\p{Nd}",
    r"\w": r"[\pL\pM\pN_]",
}
"""Escapes that mean only ASCII in RE2, and what replaces them; `\\w` must not be within brackets."""

_CODE_POINT = re.compile(r"\\u([0-9a-f]{4})")


class _Pattern:
    """A pattern of `re` that is compiled when first used: a page needs few of them, and compiling all takes 25 ms."""

    __slots__ = ("_compiled", "_flags", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled


class _PatternFilter:
    """Patterns of `re`, ignoring case, without look-around; compiled when first used."""

    __slots__ = ("_compiled", "_patterns")

    def __init__(self, *patterns: str) -> None:
        self._patterns: Sequence[str] = patterns
        self._compiled: Any = None

    def may_match(self, line: str) -> bool:
        """Return whether one of the patterns may match somewhere in `line`, whose white space must be collapsed."""
        if self._compiled is None:
            self._compiled = _compile_patterns(self._patterns)
        if not line.isascii():
            # `re` matches these letters as an i, RE2 does not.
            line = line.replace("\u0130", "i").replace("\u0131", "i")
        return bool(self._compiled.Match(line.encode("utf-8", "replace")))


def _compile_patterns(patterns: Sequence[str]) -> Any:
    """Compile the patterns into one set."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    combined = re2.Set.SearchSet(options)
    for pattern in patterns:
        combined.Add(f"(?i){_loosen_pattern(pattern)}")
    combined.Compile()
    return combined


def _loosen_pattern(pattern: str) -> str:
    """Return a pattern rewritten for RE2, which matches at least what the original matches."""
    for escape, wider in _WIDER_ESCAPES.items():
        pattern = pattern.replace(escape, wider)
    return _CODE_POINT.sub(r"\\x{\1}", pattern)


STRIP_VERSION = 5
"""Version of these rules, part of a fingerprint: fingerprints of different versions are not compared."""

_SHORT = 80
"""Characters above which a block is a sentence of its own and not a counter, time stamp or label."""
_CONSENT_LIMIT = 400
"""Characters above which a text about cookies is a policy, not a banner."""


def _join_rows(rows: Mapping[str, str]) -> str:
    return f"(?:{'|'.join(rows.values())})"


_COUNT = rf"(?:\d[\d.,\s\u00a0\u202f]*\s*(?:{words.MULTIPLES})?\.?)"
_COUNTER = _Pattern(
    rf"^\W*(?:{words.COUNT_OPENERS})?\W*{_COUNT}\W*{_join_rows(words.COUNTED)}\b.{{0,40}}$"
    rf"|^\W*{_join_rows(words.COUNTED)}\W*[:(]?\s*{_COUNT}\W*$",
    re.IGNORECASE,
)
_VISITED = _Pattern(
    rf"^\W*{_join_rows(words.THIS_TEXT)}.{{0,30}}?"
    rf"(?:(?:{words.COUNT_OPENERS})\W*{_COUNT}|{_COUNT}\W*(?:{words.TIMES})\W*(?:{words.COUNT_OPENERS}))",
    re.IGNORECASE,
)
"""A sentence on how often the page was visited: "This page has been accessed 410 times."."""
_SHARED = _Pattern(rf"^(?:\W*{_join_rows(words.SHARED)}\W*{_COUNT}(?:\W*(?:{words.TIMES}))?)+\W*$", re.IGNORECASE)
_AGO = _Pattern(rf"\b{_join_rows(words.AGO)}", re.IGNORECASE)
_DATE = (
    r"(?:\d{1,4}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th|º)?\.?\s+(?:de\s+)?\w{3,}\.?,?\s+(?:de\s+)?\d{4}"
    r"|\w{3,}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}[:.h]\d{2}|\d{4}\s?[年년])"
)
_MOMENT = _Pattern(rf"(?<!\w){_DATE}(?:[./-]\d{{2,4}})?")
_STAMP = _Pattern(
    rf"^\W*(?:{_DATE}\W*)?{_join_rows(words.STAMPED)}(?:\s*[:：].*\d|(?:\W+\w+){{0,4}}?\W*{_DATE})"
    rf"|^[\d\W年月日時分년월일]+{_join_rows(words.STAMPED)}\W*$",
    re.IGNORECASE,
)
_READING_TIME = _Pattern(
    rf"^\W*{_join_rows(words.READING)}\W*\d+\s*(?:m|м|dk|λ|分)|^\W*\d+\s*min\w*\.?\s*{_join_rows(words.READING)}\W*$",
    re.IGNORECASE,
)
_MACHINERY = _Pattern(rf"^\W*(?:{_join_rows(words.LABELS)}\W+)?{_join_rows(words.MACHINERY)}", re.IGNORECASE)
_BRACKETED = _Pattern(r"^[^()\[\]]{1,40}[(\[]\s*\d[\d.,\s]{0,12}[km]?\s*[)\]]$", re.IGNORECASE)
"""A count in brackets after the name of a control, a topic or an answer: "Agree (63)"; four digits may be a year."""
_YEAR = _Pattern(r"[(\[]\s*[12]\d{3}\s*[)\]]$")
_REACTIONS = _Pattern(r"^[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s*[\d.,]+\s*[km]?$", re.IGNORECASE)
_CLOCK = _Pattern(r"[\d.,:/\s|-]*\d{1,2}:\d{2}[\d.,:/\s|-]*$")
_PLAYER = _Pattern(r"^\W*\d{1,2}:\d{2}(?::\d{2})?\s*/\s*\d{1,2}:\d{2}")
"""How far a player is: "0:16 / 6:01", before the names of its controls."""
_TOKEN = _Pattern(r"(?<![\w-])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{12,}(?![\w-])", re.IGNORECASE)
"""The number of a request or session: "Ray ID: 733496f5d464036e"."""
_SEPARATOR = _Pattern(r"\s+[|\u00b7\u2022]\s+")
_COPYRIGHT = _Pattern(r"©|^\W*(?:\(c\)|copyright\W*(?:\(c\)|\d{4}|by\b))|all rights? reserved", re.IGNORECASE)
_CONSENT = _Pattern(words.CONSENT, re.IGNORECASE)
_AUDIENCE = _Pattern(rf"\d\s*(?:{words.MULTIPLES})?\s*{_join_rows(words.AUDIENCE)}\b", re.IGNORECASE)
_PARTNERS = _Pattern(_join_rows(words.PARTNERS), re.IGNORECASE)
_CONSENT_ASKS = _Pattern(_join_rows(words.CONSENT_ASKS), re.IGNORECASE)
_LABEL = _Pattern(rf"^\W*{_join_rows(words.LABELS)}\W*$", re.IGNORECASE)
_ELSEWHERE = _Pattern(rf"^\W*{_join_rows(words.ELSEWHERE)}(?!\w)", re.IGNORECASE)
_LINK_REMARK = _Pattern(
    rf"\s*(?:[(\[]\s*{_join_rows(words.LINK_REMARKS)}\s*[)\]]|,\s+{_join_rows(words.LINK_REMARKS)}(?=[\s.,;:!?)]|$))",
    re.IGNORECASE,
)
_OFFER = _Pattern(rf"(?:^|[.!?…。！]\s*)\W*{_join_rows(words.OFFERS)}", re.IGNORECASE)
_CHANNEL = _Pattern(words.CHANNELS, re.IGNORECASE)
_THIS_TEXT, _AMENDED = rf"(?<!\w){_join_rows(words.THIS_TEXT)}", _join_rows(words.AMENDED)
_CORRECTION = _Pattern(
    rf"\b{_join_rows(words.CORRECTIONS)}|{_THIS_TEXT}[^.!?。]{{0,60}}{_AMENDED}|{_AMENDED}[^.!?。]{{0,60}}{_THIS_TEXT}",
    re.IGNORECASE,
)
_BYLINE = _Pattern(rf"^\W*{_join_rows(words.BYLINES)}(?:\s+|(?<=\W)|(?<=[\u3040-\u9fff]))(?=[^\W\d_])", re.IGNORECASE)
_NAME_ENDS = _Pattern(r"[\d|·•,(/\u2013\u2014]")
_NOISE_FILTER = _PatternFilter(
    *(
        rule.pattern
        for rule in (
            *(_COUNTER, _SHARED, _AGO, _STAMP, _READING_TIME, _MACHINERY, _COPYRIGHT, _CONSENT, _PARTNERS, _LABEL),
        )
    ),
    r"[(\[]\s*\d[\d.,\s]*[km]?\s*[)\]]$",  # wider than _BRACKETED
    r"\s[|\x{b7}\x{2022}]\s",
    r"[\da-f]{12}",  # wider than _TOKEN, which looks around
    _PLAYER.pattern,
    # What visits are counted of is not distinguished here: `words.THIS_TEXT` looks around.
    rf"(?:{words.COUNT_OPENERS})\W*{_COUNT}|{_COUNT}\W*(?:{words.TIMES})\W*(?:{words.COUNT_OPENERS})",
    r"^\W+[\d.,]+\s*[km]?$",  # wider than _REACTIONS, whose character range has another syntax in RE2
    _OFFER.pattern,
    f"^{_CLOCK.pattern}",
)
"""What `strip_noise` looks for; one line in sixty passes."""
_DIGIT = re.compile(r"\d")
_CLOUDFLARE_EMAIL = r"(?:[\w.+-]{1,64}@)?\[\s*email\s*(?:protected)?\s*\](?:@[\w-]+(?:\.[\w-]+)+)?"
"""What Cloudflare shows in place of an address: "[email protected]"; a part of the address may be left around it."""
_CLOAKED_EMAIL = (
    rf"{_join_rows(words.CLOAKED)}[^.!?]{{0,80}}?(?:spam|спам)[^.!?]*[.!]"
    r"\s*[^.!?]*?javascript[^.!?]*(?:[.!]|$)"
)
"""What Joomla shows: a sentence about spam and one about JavaScript, in the site's language."""
_AT_SIGN = rf"\s*[\[(]\s*{_join_rows(words.AT_SIGNS)}\s*[\])]\s*"
_WRITTEN_EMAIL = rf"[\w.+-]{{1,64}}{_AT_SIGN}[\w-]+(?:\s*(?:\.|[\[(]\s*{_join_rows(words.DOTS)}\s*[\])])\s*[\w-]+)+"
"""An address in words: "press [at] example [dot] org"."""
_SHOWN_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_EMAIL = _Pattern(f"{_CLOUDFLARE_EMAIL}|{_CLOAKED_EMAIL}|{_WRITTEN_EMAIL}|{_SHOWN_EMAIL}", re.IGNORECASE)
_HIDDEN_EMAIL = _Pattern(rf"\[\s*email\s*protected\s*\]|{_AT_SIGN}", re.IGNORECASE)
_CLOAK = _Pattern(_CLOAKED_EMAIL, re.IGNORECASE)
EMAIL = "[email]"
"""What takes the place of every address where one is hidden."""


def hides_emails(text: str) -> bool:
    """Return whether a text hides an e-mail address from harvesters: a script restores it, or it is in words."""
    if _HIDDEN_EMAIL.regex.search(text) is not None:
        return True
    return "javascript" in text.casefold() and _CLOAK.regex.search(text) is not None


def blank_emails(text: str) -> str:
    """Replace every e-mail address, shown or hidden, by one token, to compare with a page that hides other ones."""
    return _EMAIL.regex.sub(EMAIL, text)


def is_noise(text: str) -> bool:
    """Return whether a whole block or sentence is a counter, time stamp, copyright line, label or interface text."""
    if len(text) <= _SHORT and (_LABEL.regex.match(text) or _is_counter_or_stamp(text)):
        return True
    return len(text) <= 2 * _SHORT and (_COPYRIGHT.regex.search(text) or _MACHINERY.regex.match(text)) is not None


def is_banner(text: str) -> bool:
    """Return whether a text asks to accept cookies or to follow the site; terms of service match as well."""
    if len(text) <= 2 * _SHORT and _OFFER.regex.search(text) and _CHANNEL.regex.search(text):
        return True
    if len(text) > _CONSENT_LIMIT:
        return False
    return (
        _PARTNERS.regex.search(text) is not None
        or (_CONSENT.regex.search(text) and _CONSENT_ASKS.regex.search(text)) is not None
    )


_COUNTERS = (_COUNTER, _VISITED, _SHARED, _STAMP, _READING_TIME, _CLOCK, _PLAYER, _REACTIONS)


def _is_counter_or_stamp(text: str) -> bool:
    if _DIGIT.search(text) is None:
        return False
    if _BRACKETED.regex.match(text):
        return _YEAR.regex.search(text) is None
    return any(pattern.regex.match(text) for pattern in _COUNTERS)


def counts_audience(text: str) -> bool:
    """Return whether a sentence counts the readers or subscribers of its site."""
    return _AUDIENCE.regex.search(text) is not None


def find_moment(text: str) -> str | None:
    """Return the first date, clock time or relative time of a short line as written, None if it has none."""
    found = _AGO.regex.search(text) or _MOMENT.regex.search(text)
    return found[0] if found else None


def opens_byline(text: str) -> bool:
    """Return whether a line opens as one that names the author: "By Ada Hale"."""
    found = _BYLINE.regex.match(text)
    return found is not None and not text[found.end()].islower()


def name_author(text: str) -> str:
    """Return the name in a line about the author, without the words before it and what comes after it."""
    return _NAME_ENDS.regex.split(_AGO.regex.sub("", _BYLINE.regex.sub("", text)).strip(), maxsplit=1)[0].strip()


def drop_link_remarks(text: str) -> str:
    """Remove screen reader remarks on links, which redesigns add and drop: ", external", "(opens in new tab)"."""
    return _LINK_REMARK.regex.sub("", text)


def points_elsewhere(text: str) -> bool:
    """Return whether a block with a link in it is a pointer to another article: "Read more: ..."."""
    return len(text) <= 3 * _SHORT and _ELSEWHERE.regex.match(text) is not None


def is_correction(text: str) -> bool:
    """Return whether a text reads as a note that corrects or withdraws the page; it counts wherever it is."""
    return _CORRECTION.regex.search(text) is not None


def strip_noise(text: str, *, banners: bool = True) -> str:
    """Return a text as it is compared: NFKC, spaces collapsed; "" for noise.

    A short line is compared without relative times, numbers of requests and its parts that are noise.

    With `banners` set, banners are noise as well; in a policy about cookies they are the text.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    plain = collapse_space(text)
    if len(text) > _CONSENT_LIMIT or not _NOISE_FILTER.may_match(plain):
        return plain
    if is_noise(text) or (banners and is_banner(text)):
        return ""
    if len(text) > _SHORT:
        return plain
    parts = _SEPARATOR.regex.split(text)
    kept = " | ".join(one for one in parts if not is_noise(one)) if len(parts) > 1 else text
    return " ".join(_TOKEN.regex.sub(" ", _AGO.regex.sub(" ", kept)).split())
