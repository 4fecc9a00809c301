"""The target of a source, by what is known of it: only a `Url` can be requested.

`CutUrl`, `Hostile`, `Malformed` and `Offline` are types of their own so that none of them reaches the crawler by
mistake: the end of a cut address cannot be guessed, and an indicator of a threat report must not be requested.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """The kind of the cited source, as in INTERFACES.md."""

    URL = "url"
    SOCIAL = "social"
    BIBLIOGRAPHIC = "bibliographic"
    DATABASE = "database"
    BY_REQUEST = "by-request"
    NOTE = "note"
    MISSING_DEFINITION = "missing-definition"
    RESOURCE = "resource"
    """What a page shows or loads: an image, a script, a style sheet. It is asked, and no claim rests on it."""


@dataclass(frozen=True, slots=True)
class Url:
    """A complete absolute address.

    `written` is the address as its author meant it (dots restored, scheme completed) and as users see it. `canonical`
    is the WHATWG serialisation without the fragment: the identity of the source and the requested address.
    """

    written: str
    canonical: str

    @property
    def fragment(self) -> str:
        """The cited fragment, as written and without `#`; empty if the whole page is cited."""
        return self.written.partition("#")[2]


@dataclass(frozen=True, slots=True)
class CutUrl:
    """An address whose end is missing. `prefix` is the remaining part, without the dots of the cut.

    `host_cut` is whether the cut is inside scheme or host, so that not even the host is known. Equal prefixes are not
    equal sources.
    """

    prefix: str
    host_cut: bool = False


@dataclass(frozen=True, slots=True)
class Hostile:
    """A defanged indicator of a threat report (`hxxp`, `[.]`), refanged for display. It is never requested."""

    refanged: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something meant as an address that no address parser accepts. `fault` is the reason."""

    written: str
    fault: str


@dataclass(frozen=True, slots=True)
class Offline:
    """A source without an address of its own: a work, a database, an author's data, a remark."""


Target: TypeAlias = Url | CutUrl | Hostile | Malformed | Offline


@dataclass(frozen=True, slots=True)
class Reference:
    """One address found in a text: `text[start:end] == raw`, in characters."""

    raw: str
    start: int
    end: int
    target: Target
    defanged: bool = False
    scheme_assumed: bool = False
    repaired: str | None = None
    """What was corrected other than dots, for an editor: a typo in the scheme, an inner space; None if nothing."""
    identifier: bool = False
    """Whether `raw` is the identifier of a work ("doi:10.1000/182"), and the target the address that it leads to."""
