"""Read link-format, the syntax of Link fields and TimeMaps (RFC 8288, 3; RFC 6690, 2), as archives really write it.

Addresses hold commas and semicolons, dates hold commas, the last item may end in a comma, items may be parted by
"," newline " ;". So nothing is split: the text is read from the left, address in angle brackets, then parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

_TARGET = re.compile(r"[\s,;]*<([^<>]*)>")
_PARAMETER = re.compile(r"""\s*;\s*([\w!#$&+\-.^`|~*]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?""")
_NEXT = re.compile(r"<")


@dataclass(frozen=True, slots=True)
class Link:
    """One item: the absolute target, its relations in lower case, and the other parameters, the first of each name."""

    target: str
    relations: frozenset[str]
    parameters: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """Return the value of a parameter, None if it is not there."""
        return next((value for key, value in self.parameters if key == name), None)


def parse_links(text: str, *, base: str = "") -> tuple[Link, ...]:
    """Read every item that can be read; junk between items is skipped. Linear in the length of the text."""
    links: list[Link] = []
    place = 0
    while (start := _NEXT.search(text, place)) is not None:
        target = _TARGET.match(text, start.start())
        if target is None:
            place = start.end()
            continue
        parameters, place = _parameters(text, target.end())
        relations = frozenset((parameters.pop("rel", "") or "").lower().split())
        links.append(Link(urljoin(base, target[1].strip()), relations, tuple(parameters.items())))
    return tuple(links)


def _parameters(text: str, place: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while (match := _PARAMETER.match(text, place)) is not None:
        quoted, bare = match[2], match[3]
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else (bare or "")
        found.setdefault(match[1].lower(), value)
        place = match.end()
    return found, place
