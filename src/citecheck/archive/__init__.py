"""The archive: what was seen, written so that others can verify it and read it without us.

`WarcWriter` writes exchanges as WARC 1.1, `read_hop` gives one back by its place, `open_replay` answers requests from
an archive, `verify_warc` checks files by the letter of the standard. The names are imported when they are used:
verifying a file must not load an HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citecheck.archive.answer import read_hop
    from citecheck.archive.event import Kept
    from citecheck.archive.replay import NotInReplay, open_replay
    from citecheck.archive.verify import verify_warc
    from citecheck.archive.writer import WarcWriter, kept_of

__all__ = ["Kept", "NotInReplay", "WarcWriter", "kept_of", "open_replay", "read_hop", "verify_warc"]

_HOMES = {
    "Kept": "event",
    "NotInReplay": "replay",
    "WarcWriter": "writer",
    "kept_of": "writer",
    "open_replay": "replay",
    "read_hop": "answer",
    "verify_warc": "verify",
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module that owns it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
