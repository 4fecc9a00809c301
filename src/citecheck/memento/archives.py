"""The public archives that can be asked, as a table; another RFC 7089 archive is a row of the configuration.

No aggregator stands here: Time Travel's name no longer resolves and MemGator's public server is gone.
"""

from __future__ import annotations

from dataclasses import dataclass


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
