"""The public archives that can be asked, as a table, and what they answer, as values.

Only `Absent` says that nothing is kept. Another RFC 7089 archive is a row of the configuration. No aggregator is
listed: Time Travel's name no longer resolves and MemGator's public server is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from citecheck.errors import WrongUsage
from citecheck.model.exchange import RawHeaders
from citecheck.model.report import Memento


@dataclass(frozen=True, slots=True)
class PublicArchive:
    """How one archive is spoken to. `timegate` and `timemap` take the page's address at their end; None: not offered.

    `replay` is the address before timestamp and page. `raw` is what the archive puts behind the timestamp for the
    bytes as archived; Wayback and pywb say `id_`. `per_minute` bounds requests a minute, by the first part of the path
    that fits: archives limit their services apart.
    """

    name: str
    timegate: str
    timemap: str | None = None
    replay: str | None = None
    cdx: str | None = None
    availability: str | None = None
    save: str | None = None
    raw: str = "id_"
    per_minute: tuple[tuple[str, float], ...] = (("", 30.0),)


WAYBACK = PublicArchive(
    name="web.archive.org",
    timegate="https://web.archive.org/web/",
    timemap="https://web.archive.org/web/timemap/link/",
    replay="https://web.archive.org/web/",
    cdx="https://web.archive.org/cdx/search/cdx",
    availability="https://archive.org/wayback/available",
    save="https://web.archive.org/save",
    per_minute=(
        ("/cdx/", 24.0),  # 30 is a hard limit since 2026; 429s ignored for a minute block the address for an hour
        ("/save/status/", 30.0),
        ("/save", 3.0),  # without an account; 7 with one
        ("/wayback/available", 5.0),  # one in 6 s was seen to be refused twelve times of twelve
        ("/web/timemap/", 24.0),
        ("", 480.0),  # playback: 600
    ),
)

ARCHIVES: dict[str, PublicArchive] = {
    row.name: row
    for row in (
        WAYBACK,
        PublicArchive(
            name="archive.today",
            timegate="https://archive.ph/timegate/",
            timemap="https://archive.ph/timemap/",
            raw="",
            per_minute=(("", 10.0),),
        ),
        PublicArchive(
            name="arquivo.pt",
            timegate="https://arquivo.pt/wayback/",
            timemap="https://arquivo.pt/wayback/timemap/link/",
            replay="https://arquivo.pt/wayback/",
        ),
        PublicArchive(
            name="vefsafn.is",
            timegate="https://vefsafn.is/is/",
            timemap="https://vefsafn.is/is/timemap/link/",
            per_minute=(("", 6.0),),  # it answers after half a minute
        ),
    )
}
"""Archives that still answered a program in September 2026, by name."""


_ADDRESS_KEYS = frozenset(["timegate", "timemap", "replay", "cdx"])


def parse_archive(row: Mapping[str, object]) -> PublicArchive:
    """Return the archive that a table of the configuration describes.

    `name` alone takes an archive of `ARCHIVES`; otherwise `timegate` is needed, and `timemap`, `replay`, `cdx` and
    `per-minute` (requests) may be given. Raises WrongUsage for what is missing, unknown or no address.
    """
    name = row.get("name")
    if not isinstance(name, str) or not name:
        raise WrongUsage('an archive of the configuration needs a name, as name = "arquivo.pt"')
    if set(row) == {"name"}:
        if name not in ARCHIVES:
            raise WrongUsage(f"the archive {name} is not known; give its timegate, or one of: {', '.join(ARCHIVES)}")
        return ARCHIVES[name]
    addresses = {key: value for key, value in row.items() if key in _ADDRESS_KEYS}
    unknown = sorted(set(row) - _ADDRESS_KEYS - {"name", "per-minute"})
    if unknown:
        raise WrongUsage(
            f"archive {name}: {', '.join(unknown)} is not understood; {', '.join(sorted(_ADDRESS_KEYS))} are"
        )
    for key, value in addresses.items():
        if not isinstance(value, str) or not value.startswith(("https://", "http://")):
            raise WrongUsage(f"archive {name}: {key} = {value!r} is no address; it begins with https://")
    if "timegate" not in addresses:
        raise WrongUsage(f"archive {name}: its timegate is missing, the address that takes a page's address at its end")
    pace = row.get("per-minute", 30.0)
    if isinstance(pace, bool) or not isinstance(pace, int | float) or pace <= 0:
        raise WrongUsage(f"archive {name}: per-minute = {pace!r} is no number of requests")
    return PublicArchive(name, per_minute=(("", float(pace)),), **{key: str(value) for key, value in addresses.items()})


@dataclass(frozen=True, slots=True)
class Absent:
    """The archive says in so many words that it keeps no copy."""

    archive: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """The archive may keep copies but does not show them; `reason` is its word for it."""

    archive: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer that can be relied on: `reason` is one clause for people. Ask again later."""

    archive: str
    reason: str


@dataclass(frozen=True, slots=True)
class MementoList:
    """The copies an archive lists, oldest first, no moment twice; never empty. `complete`: none were left out."""

    mementos: tuple[Memento, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class FetchedMemento:
    """A copy fetched: `status` is that of the page when it was archived; the body has its codings undone.

    `headers` are the archive's; what the page sent stands in them as `x-archive-orig-…` where the archive tells it.
    `asked` is the moment that was asked for: an archive redirects to the nearest it has, which may be months away.
    """

    memento: Memento
    status: int
    headers: RawHeaders
    body: bytes
    asked: datetime
    truncated: bool = False

    @property
    def distance(self) -> float:
        """Seconds between the moment asked for and the copy's."""
        return abs((self.memento.moment - self.asked).total_seconds())


Refusal: TypeAlias = Absent | Excluded | Unknown
"""Every answer without a copy in it."""
