"""What a caller asks of the crawler."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One address to ask. `etag` and `last_modified` are those of an earlier capture: a 304 then says "unchanged".

    `browser` asks on a fresh connection with the headers of an ordinary browser: the second look of the death policy.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    browser: bool = False
