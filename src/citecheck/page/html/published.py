"""The date on which a page states that it was published.

What publishers state for machines is read in the order of how often it was right: JSON-LD, meta elements, microdata,
`time` elements, the address. The line under the headline comes last. Of 117 labelled pages 108 are right and 6 wrong,
two of these by labels whose day and month are swapped, at .4 ms a page. htmldate, which searches the whole text, finds
dates for half of the rest at 66 ms a page and takes days of events for dates of publication, so it is not used.

The line under the headline: only the few short lines above the first paragraph are examined, the nearest first, and
only dates with day, month and year count. A date further away is as likely to be that of another story. Days and months
in digits are read day first, as everywhere but in the United States. "03/04/2024" on an English page is ambiguous and
is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from citecheck.page.html.document import HtmlDocument
from citecheck.text.languages import alternatives_in_all_languages, month_spellings

_BYLINE_LINES = 6
_MAX_BYLINE = 90
"""Lines above the first paragraph that are examined, and the characters of the longest one."""

_SHORTEST_MONTH = 3
"""Letters of a month's spelling from which a word may begin with it."""

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|er|º)?[\s-]{1,3}(?:de\s)?([^\W\d_]{3,12})\.?,?[\s-]{1,3}(?:de\s)?((?:19|20)\d\d)(?!\d)"
)
_MONTH_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}((?:19|20)\d\d)(?!\d)")


def find_byline_date(lines: Sequence[str], main: str, language: str | None) -> str | None:
    """Return the date above the first line of `main` among `lines` (all that is shown) as ISO 8601, or None."""
    first = main.split("\n", 1)[0]
    if not first or first not in lines:
        return None
    place = lines.index(first)
    dated = [
        (line, date)
        for line in reversed(lines[max(0, place - _BYLINE_LINES) : place])
        if len(line) <= _MAX_BYLINE and (date := parse_line_date(line, language))
    ]
    stated = next((date for line, date in dated if not _update_words().search(line)), None)
    return stated or next((date for _, date in dated), None)


def parse_line_date(line: str, language: str | None) -> str | None:
    """Return the first full date of a line, or None."""
    if found := _YEAR_FIRST.search(line):
        return _format_iso_date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(line):
        day, month = int(found[1]), int(found[3])
        if language == "en" and found[2] == "/" and max(day, month) <= 12 and day != month:
            return None
        return _format_iso_date(int(found[4]), month, day) or _format_iso_date(int(found[4]), day, month)
    for pattern, day, name in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for found in pattern.finditer(line):
            if date := _format_iso_date(int(found[3]), _month_of(found[name]), int(found[day])):
                return date
    return None


@cache
def _update_words() -> re.Pattern[str]:
    """Return the pattern of the words for "updated" in all languages: a date next to one is that of a change."""
    return re.compile(alternatives_in_all_languages("updated"), re.IGNORECASE)


@cache
def _month_beginnings() -> dict[str, int]:
    """Return the month of each spelling in any language; a word that begins with one is that month, inflected."""
    return {spelling: number for spelling, number in month_spellings() if len(spelling) >= _SHORTEST_MONTH}


def _month_of(name: str) -> int:
    """Return the number of a month by the longest known beginning of its name, or 0 for a word that is not a month."""
    word, beginnings = name.lower(), _month_beginnings()
    fits = (word[:size] for size in range(len(word), _SHORTEST_MONTH - 1, -1))
    return next((beginnings[start] for start in fits if start in beginnings), 0)


def _format_iso_date(year: int, month: int, day: int) -> str | None:
    """Return a date as ISO 8601, or None for a day or month out of range."""
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


_TIME_SELECTORS = ("article time[datetime], main time[datetime]", "time[datetime]")
"""Selectors of times, the more reliable first: inside the article."""

_SIDE_ELEMENTS = frozenset({"aside", "nav", "footer"})
_FOREIGN_TIME_NAMES = re.compile(
    r"(?:^|[\s/])(?:comments?|comment-?(?:list|area|body|meta|metadata|content|item|date|time)|respond|related|related-\w+|"
    r"sidebar|widget|teaser|events?|event-\w+|upcoming|calendar|updated|modified|date-?modified|expires|start-?date|"
    r"end-?date|recent-\w+)(?=\s|$)",
    re.IGNORECASE,
)
"""Names (class, id, itemprop, itemtype) of elements whose times belong to others, to events or to changes.

Whole names only: themes call the element around everything "content-sidebar-wrap" or "comments-open"."""
_MAX_TIME_CONTEXT = 120
"""Characters of the element around a time from which the time is part of a sentence and dates an event."""
_PROSE_ELEMENTS = frozenset({"p", "li", "td", "dd", "blockquote"})
_MAX_ANCESTORS = 60
"""Ancestors of a time that are examined, a limit for pages nested without end."""
_MAX_TIMES = 20
"""Times of a page that are examined; lists of headlines hold hundreds."""


def _find_own_times(tree: Any) -> Iterator[str]:
    """Yield the machine-readable values of the times that may date the page itself, the most reliable first."""
    for selector in _TIME_SELECTORS:
        yield from (node.attributes["datetime"] or "" for node in tree.css(selector)[:_MAX_TIMES] if _is_own_time(node))


def _is_own_time(time: Any) -> bool:
    """Return whether a time element is where a page states its own date: near the top, not in a sentence."""
    node = time
    for _ in range(_MAX_ANCESTORS):
        if node is None or node.tag in ("body", "html"):
            break
        if node.tag in _SIDE_ELEMENTS or _FOREIGN_TIME_NAMES.search(_names_of(node)) or _is_site_header(node):
            return False
        node = node.parent
    around = time.parent.text() if time.parent is not None else ""
    return not _update_words().search(around[:_MAX_TIME_CONTEXT]) and (
        len(around) <= _MAX_TIME_CONTEXT or time.parent.tag not in _PROSE_ELEMENTS
    )


def _names_of(node: Any) -> str:
    """Return the attributes by which an element describes itself: class, id, itemprop and itemtype."""
    return " ".join(str(node.attributes.get(name) or "") for name in ("class", "id", "itemprop", "itemtype"))


def _is_site_header(node: Any) -> bool:
    """Return whether an element is the header of a site, with its clock, and not of an article, with its headline."""
    return node.tag == "header" and node.parent is not None and node.parent.tag == "body" and not node.css_first("h1")


_DATE_METAS = (
    "article:published_time",
    "datepublished",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "date",
    "datecreated",
    "rnews:datepublished",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "shareaholic:article_published_time",
)
"""Names of meta elements that hold the date of publication, the most reliable first; modification dates are left
out."""

_DATE_SELECTORS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ('[itemprop="datePublished"]', ("datetime", "content")),
    ("time[pubdate]", ("datetime",)),
    ('time[class*="publish"], time.entry-date, time[class*="posted"]', ("datetime",)),
    ('abbr.published, [property="datePublished"], [property="schema:datePublished"]', ("title", "content", "datetime")),
)
"""Elements that hold the date of publication, with the attributes to read."""

_ANY_DATE_SELECTOR = (
    'time, abbr.published, [itemprop="datePublished"], [property="datePublished"], [property="schema:datePublished"]'
)
"""All that `_DATE_SELECTORS` can find, in one query, which takes a fifth of the time; most pages match nothing."""

_NOT_THE_PAGE = 9
_FOREIGN_TYPES = re.compile(r"Event|Comment|WebSite|Organi[sz]ation|Person|Product|Review|Offer|Festival|Course")
"""Types of objects whose dates are not the page's; they are sorted after all others."""

_ARTICLE_TYPES = ("Article", "Posting", "Report", "']")
"""Endings of schema.org's article types; a list of types counts as an article."""

_ISO_DATE = re.compile(
    r"(?P<year>(?:19[89]|20\d)\d)[-/.]?(?P<month>1[0-2]|0?[1-9])[-/.]?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
    r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_ADDRESS_DATE = re.compile(
    r"/(?P<year>(?:199|20\d)\d)(?:/|-)(?P<month>0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:/|-)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)


def find_publication_date(document: HtmlDocument, url: str | None) -> str | None:
    """Return the date, or the moment, of publication as ISO 8601, or None if the page states none."""
    return next(
        (date for written in _find_stated_dates(document) if (date := normalise_date(written))), None
    ) or _find_date_in_address(url)


def states_article(document: HtmlDocument) -> bool:
    """Return whether the page declares itself an article with a date, in one of the two ways that news sites use."""
    if "article:published_time" in document.metas:
        return True
    return any(
        isinstance(thing.get("datePublished"), str) and str(thing.get("@type")).endswith(_ARTICLE_TYPES)
        for thing in document.linked_data()
    )


def _find_stated_dates(document: HtmlDocument) -> Iterator[str]:
    """Yield the dates that the page states as its own, the most reliable first."""
    for thing in sorted(document.linked_data(), key=_rank_object):
        for key in ("datePublished", "dateCreated", "uploadDate"):
            if isinstance(thing.get(key), str) and _rank_object(thing) < _NOT_THE_PAGE:
                yield thing[key]
    for name in _DATE_METAS:
        if name in document.metas:
            yield document.metas[name]
    if not document.count(_ANY_DATE_SELECTOR):
        return
    for selector, attributes in _DATE_SELECTORS:
        node = document.tree.css_first(selector)
        if node is not None:
            yield from (value for attribute in attributes if (value := node.attributes.get(attribute)))
            yield node.text()
    yield from _find_own_times(document.tree)


def _rank_object(thing: dict[str, Any]) -> int:
    """Return the rank of an object by how likely its date is the page's: articles, pages, pictures; events never."""
    kind = str(thing.get("@type"))
    if kind.endswith(_ARTICLE_TYPES):
        return 0
    if _FOREIGN_TYPES.search(kind):
        return _NOT_THE_PAGE
    return 2 if kind.endswith("Object") else 1


def normalise_date(written: str) -> str | None:
    """Return a machine-readable date as ISO 8601, with the time of day where one is given, or None."""
    found = _ISO_DATE.search(written[:60])
    if found is None:
        try:
            return parsedate_to_datetime(written[:60]).isoformat()
        except (ValueError, IndexError, TypeError):
            return None
    date = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    if not found["time"]:
        return date
    time = found["time"].split(".")[0]
    return f"{date}T{time if len(time) > 4 and time[1] != ':' else '0' + time}{found['zone'] or ''}"


def _find_date_in_address(url: str | None) -> str | None:
    """Return a date that is part of an address, as in /2019/11/19/, or None."""
    found = _ADDRESS_DATE.search(url or "")
    if found is None:
        return None
    month = found["month"].lower()
    number = int(month) if month.isdecimal() else _month_of(month)
    return f"{found['year']}-{number:02}-{found['day']}"
