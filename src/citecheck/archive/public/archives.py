"""The table of public archives, and their answers as values.

Only `Absent` means that nothing is archived. The configuration can add another RFC 7089 archive. No aggregator is
listed: Time Travel's name no longer resolves, and MemGator's public server is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from citecheck.errors import WrongUsage

if TYPE_CHECKING:
    from citecheck.model.exchange import RawHeaders
    from citecheck.model.report import Memento
    from citecheck.net.paced_client import NoReply, PacedClient


@dataclass(frozen=True, slots=True)
class PublicArchive:
    """The services of one archive; None is a service it does not offer.

    The page's address is appended to `timegate` and `timemap`. `replay` is the address before timestamp and page.
    `raw` follows the timestamp to request the bytes as archived: `id_` for Wayback and pywb. `per_minute` bounds the
    requests a minute, by the first matching start of the path, since archives limit their services separately.
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
        ("/wayback/available", 5.0),  # one request in 6 s was refused twelve times out of twelve
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
"""Archives by name that still answered programs in September 2026."""


_ADDRESS_KEYS = frozenset(["timegate", "timemap", "replay", "cdx"])


def parse_archive(row: Mapping[str, object]) -> PublicArchive:
    """Return the archive that a table of the configuration describes.

    `name` alone selects an archive of `ARCHIVES`. Otherwise `timegate` is required, and `timemap`, `replay`, `cdx`
    and `per-minute` (requests) are optional. Raise WrongUsage for a missing, unknown or invalid entry.
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
class PublicArchives:
    """The public archives that a run may ask, in order of preference, and the client for them.

    With `save` the first is asked to save what it holds no copy of. `keys` are access key and secret of an account.
    """

    asker: PacedClient
    kept: tuple[PublicArchive, ...]
    save: bool = False
    keys: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """The archive states explicitly that it keeps no copy."""

    archive: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """The archive may keep copies but does not show them. `reason` is its own explanation."""

    archive: str
    reason: str


@dataclass(frozen=True, slots=True)
class MementoList:
    """The copies an archive lists, oldest first, one for each time; never empty. `complete`: none were left out."""

    mementos: tuple[Memento, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class FetchedMemento:
    """A fetched copy. `status` is the page's status when it was archived; the body is decoded.

    `headers` are the archive's. They include the page's own as `x-archive-orig-…`, if the archive reports them.
    `asked` is the requested time: an archive redirects to its nearest copy, which may be months away.
    """

    memento: Memento
    status: int
    headers: RawHeaders
    body: bytes
    asked: datetime
    truncated: bool = False

    @property
    def distance(self) -> float:
        """Seconds between the requested time and the copy's."""
        return abs((self.memento.moment - self.asked).total_seconds())


Refusal: TypeAlias = "Absent | Excluded | NoReply"
"""Every answer that holds no copy."""
