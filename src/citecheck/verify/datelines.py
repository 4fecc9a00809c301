"""Dates that addresses give away: many publishers write the day into the path (/2024/03/06/, 20240306)."""

from __future__ import annotations

import re
from datetime import date

_IN_PATH = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<part>[-/_.]?)(?P<month>0[1-9]|1[0-2])(?P=part)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)


def date_in_address(url: str) -> date | None:
    """Read the day written in the path of an address, None if there is none or several that disagree."""
    path = url.split("://", 1)[-1].partition("/")[2].partition("?")[0].partition("#")[0]
    days: set[date] = set()
    for match in _IN_PATH.finditer(path):
        try:
            days.add(date(int(match["year"]), int(match["month"]), int(match["day"])))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None
