"""Public web archives: CDX, availability, TimeGate, TimeMap, raw mementos, Save Page Now, and cut addresses recovered.

Clients speak through one `Asker` (pace, retries, bounds) over a client that is passed in; every answer is a value of
`memento.outcome`. An archive's surprise is `Unknown`, never "not archived". The names are imported when they are used:
most runs ask no archive, and httpx is dear to load.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citecheck.memento.archives import WAYBACK, PublicArchive, configured_archive
    from citecheck.memento.asker import Asker
    from citecheck.memento.nearest import nearest_memento
    from citecheck.memento.outcome import Absent, Excluded, Held, Listed, Unknown
    from citecheck.memento.save import save_page

__all__ = [
    "WAYBACK",
    "Absent",
    "Asker",
    "Excluded",
    "Held",
    "Listed",
    "PublicArchive",
    "Unknown",
    "configured_archive",
    "nearest_memento",
    "save_page",
]

_HOMES = {
    "WAYBACK": "archives",
    "Absent": "outcome",
    "Asker": "asker",
    "Excluded": "outcome",
    "Held": "outcome",
    "Listed": "outcome",
    "PublicArchive": "archives",
    "Unknown": "outcome",
    "configured_archive": "archives",
    "nearest_memento": "nearest",
    "save_page": "save",
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module that owns it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
