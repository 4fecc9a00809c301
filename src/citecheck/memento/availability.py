"""Wayback's availability service: quick, and wrong often enough that an empty answer means nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from citecheck.memento.archives import PublicArchive
from citecheck.memento.asker import Asker
from citecheck.memento.moment import parse_stamp, stamp_of
from citecheck.memento.outcome import Unknown
from citecheck.model.report import Memento


async def closest_available(asker: Asker, archive: PublicArchive, url: str, moment: datetime) -> Memento | Unknown:
    """Ask for the copy closest to `moment`. Never `Absent`: false empties are known, only the index can say no."""
    if archive.availability is None:
        return Unknown(archive.name, "it has no availability service")
    asked = urlencode({"url": url, "timestamp": stamp_of(moment)})
    answer = await asker.ask(archive, f"{archive.availability}?{asked}")
    if isinstance(answer, Unknown):
        return answer
    try:
        found: Any = json.loads(answer.text)
    except ValueError:
        return Unknown(archive.name, "the availability service gave no JSON")
    snapshots = found.get("archived_snapshots") if isinstance(found, dict) else None
    closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
    if not isinstance(closest, dict) or closest.get("available") is not True:
        return Unknown(archive.name, "the availability service knows none, which the index must confirm")
    taken = parse_stamp(str(closest.get("timestamp", "")))
    address = str(closest.get("url", ""))
    if taken is None or not address.startswith(("http://", "https://")):
        return Unknown(archive.name, "the availability service named no copy that can be read")
    return Memento(address.replace("http://", "https://", 1), taken, archive.name)
