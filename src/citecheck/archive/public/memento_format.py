"""The notations of archives: moments as CDX stamps or RFC 1123 dates, and link-format as archives really write it.

A stamp has 1 to 14 digits (CDX); Memento dates are RFC 1123 (RFC 7089). Link-format is the syntax of Link fields
and
TimeMaps (RFC 8288, 3; RFC 6690, 2). Addresses hold commas and semicolons, dates hold commas, the last item may end
in
a comma, items may be parted by "," newline " ;". So nothing is split: the text is read from the left, address in
angle brackets, then parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urljoin

_LOWEST_STAMP = "00000101000000"


def parse_stamp(stamp: str) -> datetime | None:
    """Read 4 to 14 digits as the moment they begin with, UTC; None if they are none.

    The index holds stamps with month or day 00 (recorded: 20000800241213); those are read as the first.
    """
    if not (4 <= len(stamp) <= 14 and stamp.isascii() and stamp.isdigit()):
        return None
    full = stamp + _LOWEST_STAMP[len(stamp) :]
    year, *rest = (int(full[start:end]) for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14)))
    month, day, hour, minute, second = rest
    try:
        return datetime(year, max(month, 1), max(day, 1), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def stamp_of(moment: datetime) -> str:
    """Write a moment as 14 digits, UTC. `moment` must be aware."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def parse_http_date(text: str | None) -> datetime | None:
    """Read an RFC 1123 date; None if it is none. Memento dates are always GMT (RFC 7089, 2.1.1.1)."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def http_date_of(moment: datetime) -> str:
    """Write a moment as an RFC 1123 date in GMT. `moment` must be aware."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


_TARGET = re.compile(r"[\s,;]*<([^<>]*)>")
_PARAMETER = re.compile(r"""\s*;\s*([\w!#$&+\-.^`|~*]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?""")
_NEXT = re.compile(r"<")


@dataclass(frozen=True, slots=True)
class WebLink:
    """One item: the absolute target, its relations in lower case, and the other parameters, the first of each name."""

    target: str
    relations: frozenset[str]
    parameters: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """Return the value of a parameter, None if it is not there."""
        return next((value for key, value in self.parameters if key == name), None)


def parse_links(text: str, *, base: str = "") -> tuple[WebLink, ...]:
    """Read every item that can be read; junk between items is skipped. Linear in the length of the text."""
    links: list[WebLink] = []
    place = 0
    while (start := _NEXT.search(text, place)) is not None:
        target = _TARGET.match(text, start.start())
        if target is None:
            place = start.end()
            continue
        parameters, place = _parse_parameters(text, target.end())
        relations = frozenset((parameters.pop("rel", "") or "").lower().split())
        links.append(WebLink(urljoin(base, target[1].strip()), relations, tuple(parameters.items())))
    return tuple(links)


def _parse_parameters(text: str, place: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while (match := _PARAMETER.match(text, place)) is not None:
        quoted, bare = match[2], match[3]
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else (bare or "")
        found.setdefault(match[1].lower(), value)
        place = match.end()
    return found, place
