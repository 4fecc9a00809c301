"""The parts of a printed reference: its names, its title, and what follows the title.

The bounds of a title are certain where quotation marks, a year in brackets after the names, a bracket with place and
publisher, a colon after the names or a stop after them show it. In other forms there is no title.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from citecheck.works.names import are_names, ends_in_initial, joins_names
from citecheck.works.words import words_of

_QUOTED = re.compile(
    r"[\u201c\u201d\u201e\"\u00ab]\s?(?P<title>[^\u201c\u201d\u201e\"\u00ab\u00bb]{8,400}?)[,.;]?\s?[\u201d\u201c\"\u00bb]"
    r"|(?<!\w)[\u2018'](?P<single>[^\u2018\u2019']{12,400}?)[,.;]?[\u2019'](?!\w)"
)
YEAR = r"(?:1[5-9]|20)\d\d"
"""A year of print, as a pattern without groups."""
_DATED_NAMES = re.compile(rf"\A(?P<names>[^()]{{3,600}}?)[.,]?\s\((?P<year>{YEAR})[a-z]?(?:,[^)]{{1,20}})?\)[.:,]?\s")
"""Names and the year after them: "Doe, J. (2010). Rivers"."""
_BOOK = re.compile(
    r"\A(?P<names>[^,]{3,80}\s[^,]{2,80}), (?P<title>[^()\u201c\"]{6,300}?)"
    rf" (?P<rest>\((?:[^()]{{2,80}}: )?[^()]{{2,80}}, {YEAR}\).*)\Z"
)
"""A book in a note: "Jane Doe, Rivers (Chicago: Press, 2010), 44"."""
_NAMES_COLON = re.compile(rf"\A(?P<names>[^:]{{3,300}}?)(?:\s\({YEAR}[a-z]?\))?:\s+(?=\S)")
"""Names that a colon ends, as in German lists: "Mueller, Hans: Der Fluss"."""
_STOP = re.compile(r"(?<!\bvol)(?<!\bno)(?<!\bpp)(?<!\bSt)(?<!\bDr)[.?!](?=\s+\S)")
"""A stop that may end the names or the title."""
_TITLE_END = re.compile(_STOP.pattern + r"|\s(?=//\s)")
"""What ends a title: a stop, or the two strokes before the journal in Russian lists."""
_YEAR_AT_END = re.compile(rf"\s\({YEAR}[a-z]?\)[.,:]?\s*\Z")
_YEAR_FIRST = re.compile(rf"\A(?P<year>{YEAR})[a-z]?\.\s+")
"""A year between names and title: "D. Holm and A. Vik. 2020. Rivers"."""
_INITIAL_FIRST = re.compile(r"[^\W\d_]\.?[.,:]")
"""An initial at the beginning: what is before it is within a name."""
_FEW_NAMES = 700
"""Characters of a reference within which its names end."""
_SHORTEST_TITLE = 2
"""Words of a title without quotation marks."""


@cache
def _going_on() -> re.Pattern[str]:
    """Return the pattern of what ends a list of names that goes on, before a title."""
    return re.compile(rf"(?:{words_of('others')}),?:?\s+")


class ReferenceParts(NamedTuple):
    """The parts of a reference. `title` is None where its bounds are not certain; then `rest` is the whole text."""

    names: str
    title: str | None
    rest: str


def split_reference(text: str) -> ReferenceParts:
    """Return the parts of a reference, which is free of addresses, identifiers and its number in the list."""
    if quoted := _QUOTED.search(text):
        names = _YEAR_AT_END.sub("", text[: quoted.start()])
        year = text[len(names) : quoted.start()]
        if not names.strip(" ,.") or are_names(_going_on().sub("", f"{names.rstrip(' ,')} ")):
            return ReferenceParts(names, quoted["title"] or quoted["single"], text[quoted.end() :] + year)
    if (dated := _DATED_NAMES.match(text)) and are_names(_going_on().sub("", f"{dated['names']} ")):
        title, rest = _cut_title(text[dated.end() :])
        return ReferenceParts(dated["names"], title, f"{rest} ({dated['year']})")
    if (book := _BOOK.match(text)) and are_names(book["names"]):
        return ReferenceParts(book["names"], book["title"], book["rest"])
    names, rest = _cut_names(text)
    first = _YEAR_FIRST.match(rest)
    title, rest = _cut_title(rest[first.end() :] if first else rest)
    if not names or len(title.split()) < _SHORTEST_TITLE or not rest:
        return ReferenceParts("", None, text)
    return ReferenceParts(names, title, f"{rest} ({first['year']})" if first else rest)


def _cut_names(text: str) -> tuple[str, str]:
    """Return the names at the beginning of a reference and the rest; no names if it does not begin with some.

    They end at "et al.", at the first stop after a whole name that no initial and no further name follows, or at a
    colon.
    """
    if (going_on := _going_on().search(text, 0, _FEW_NAMES)) and are_names(text[: going_on.start()]):
        return text[: going_on.end()], text[going_on.end() :].lstrip(" .,:")
    for stop in _STOP.finditer(text, 0, _FEW_NAMES):
        names, rest = text[: stop.start()], text[stop.end() :].strip()
        following = _STOP.split(_YEAR_FIRST.sub("", rest), maxsplit=1)[0]
        if not are_names(names):
            break
        if _INITIAL_FIRST.match(rest) or ends_in_initial(names):
            continue
        more = joins_names(following) and are_names(following)
        if len(names.split()) > 1 and len(following.split()) > 1 and not more:
            return names, rest
    if (colon := _NAMES_COLON.match(text)) and are_names(colon["names"]):
        return colon["names"], text[colon.end() :]
    return "", text


def _cut_title(text: str) -> tuple[str, str]:
    """Return a text up to what ends a title, and the rest; a question mark is part of the title."""
    found = _TITLE_END.search(text)
    if found is None:
        return text.strip(" .,"), ""
    end = found.start() + (text[found.start()] in "?!")
    return text[:end].strip(" .,"), text[found.end() :].strip()
