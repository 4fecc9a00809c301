"""Find when a page says it was published.

What publishers state for machines is asked in the order of how often it was right: JSON-LD, meta elements, microdata,
`time` elements (`content.times`), the address; the line under the headline comes last (`content.byline`). Of 117
labelled pages 108 are right and 6 not, two of these by labels whose day and month are swapped, at .4 ms a page;
htmldate, which searches the whole text, finds dates for half of the rest at 66 ms a page and takes days of events for
dates of publication, so it is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from citecheck.content.document import Document
from citecheck.content.times import own_times

METAS = (
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
"""Names of meta elements that hold the date of publication, the surest first; modification dates are not among them."""

SELECTORS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ('[itemprop="datePublished"]', ("datetime", "content")),
    ("time[pubdate]", ("datetime",)),
    ('time[class*="publish"], time.entry-date, time[class*="posted"]', ("datetime",)),
    ('abbr.published, [property="datePublished"], [property="schema:datePublished"]', ("title", "content", "datetime")),
)
"""Elements that hold it, with the attributes to read."""

DATED = (
    'time, abbr.published, [itemprop="datePublished"], [property="datePublished"], [property="schema:datePublished"]'
)
"""One of these is all that `SELECTORS` can find; most pages have none, and asking once takes a fifth of the time."""

NEVER = 9
NEVER_KINDS = re.compile(r"Event|Comment|WebSite|Organi[sz]ation|Person|Product|Review|Offer|Festival|Course")
"""Kinds of things whose dates are not the page's, put behind all others."""

ARTICLES = ("Article", "Posting", "Report", "']")
"""How the types of schema.org that are articles end; a list of types is taken for one."""

ISO = re.compile(
    r"(?P<year>(?:19[89]|20\d)\d)[-/.]?(?P<month>1[0-2]|0?[1-9])[-/.]?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
    r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
IN_ADDRESS = re.compile(
    r"/(?P<year>(?:199|20\d)\d)(?:/|-)(?P<month>0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:/|-)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def published_in(document: Document, url: str | None) -> str | None:
    """Return the date, or the moment, of publication as ISO 8601; None if the page states none."""
    return next((date for written in stated(document) if (date := normal(written))), None) or in_address(url)


def states_article(document: Document) -> bool:
    """Tell whether the page calls itself an article with a date, in the two ways that news sites do for others."""
    if "article:published_time" in document.metas:
        return True
    return any(
        isinstance(thing.get("datePublished"), str) and str(thing.get("@type")).endswith(ARTICLES)
        for thing in document.linked_data()
    )


def stated(document: Document) -> Iterator[str]:
    """Yield what the page states as its date, the surest first."""
    for thing in sorted(document.linked_data(), key=kind_of):
        for key in ("datePublished", "dateCreated", "uploadDate"):
            if isinstance(thing.get(key), str) and kind_of(thing) < NEVER:
                yield thing[key]
    for name in METAS:
        if name in document.metas:
            yield document.metas[name]
    if not document.count(DATED):
        return
    for selector, attributes in SELECTORS:
        node = document.tree.css_first(selector)
        if node is not None:
            yield from (value for attribute in attributes if (value := node.attributes.get(attribute)))
            yield node.text()
    yield from own_times(document.tree)


def kind_of(thing: dict[str, Any]) -> int:
    """Order the objects of a page by how surely their date is the page's: articles, pages, pictures; events never."""
    kind = str(thing.get("@type"))
    if kind.endswith(ARTICLES):
        return 0
    if NEVER_KINDS.search(kind):
        return NEVER
    return 2 if kind.endswith("Object") else 1


def normal(written: str) -> str | None:
    """Turn a machine-readable date into ISO 8601, with the time of day where one is given."""
    found = ISO.search(written[:60])
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


def in_address(url: str | None) -> str | None:
    """Read a date that is part of an address, as in /2019/11/19/."""
    found = IN_ADDRESS.search(url or "")
    if found is None:
        return None
    month = found["month"].lower()
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    return f"{found['year']}-{number:02}-{found['day']}"
