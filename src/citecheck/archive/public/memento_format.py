"""The notations of archives: CDX timestamps, RFC 1123 dates, and link-format as archives really write it.

A CDX timestamp has 1 to 14 digits. Memento dates are RFC 1123 (RFC 7089). Link-format is the syntax of Link fields and
TimeMaps (RFC 8288, 3; RFC 6690, 2). Addresses contain commas and semicolons, dates contain commas, the last item may
end in a comma, and items may be separated by "," newline " ;". So the text is not split but read from the left: an
address in angle brackets, then its parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urljoin

_LOWEST_STAMP = "00000101000000"


def parse_stamp(stamp: str) -> datetime | None:
    """Parse a timestamp of 4 to 14 digits as the first moment it covers, in UTC. Return None for anything else.

    The index contains timestamps with month or day 00 (recorded: 20000800241213); 00 is read as 01.
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
    """Format a time as 14 digits in UTC. `moment` must be aware."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def http_date_of(moment: datetime) -> str:
    """Format a time as an RFC 1123 date in GMT, as Memento requires (RFC 7089, 2.1.1.1). `moment` must be aware."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


_TARGET = re.compile(r"[\s,;]*<([^<>]*)>")
_PARAMETER = re.compile(r"""\s*;\s*([\w!#$&+\-.^`|~*]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?""")
_NEXT = re.compile(r"<")


@dataclass(frozen=True, slots=True)
class WebLink:
    """One item: the absolute target, its relations in lower case, and the first parameter of each other name."""

    target: str
    relations: frozenset[str]
    parameters: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """Return the value of a parameter, or None."""
        return next((value for key, value in self.parameters if key == name), None)


def parse_links(text: str, *, base: str = "") -> tuple[WebLink, ...]:
    """Parse all readable items and skip junk between them. Linear in the length of the text."""
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
