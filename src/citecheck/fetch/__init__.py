"""The crawler: asks addresses over guarded connections, hop by hop, gently to their hosts.

`Crawler` gives an `Exchange` for each `FetchRequest`; `guarded_client` is an httpx client through the same gate, for
rare calls. The names are imported when they are used: asking for one address must not load what another path needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from citecheck.fetch.request import FetchRequest

if TYPE_CHECKING:
    from citecheck.fetch.crawler import Crawler
    from citecheck.fetch.transport import GuardedTransport, guarded_client

__all__ = ["Crawler", "FetchRequest", "GuardedTransport", "guarded_client"]

_HOMES = {"Crawler": "crawler", "GuardedTransport": "transport", "guarded_client": "transport"}


def __getattr__(name: str) -> Any:
    """Import a public name from the module that owns it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
