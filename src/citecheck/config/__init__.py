"""What a run is asked to do and to leave alone: configuration, drafts, rules in force, and peace with what is known.

What finds drafts and what makes peace are imported when they are used: asking one address needs neither.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from citecheck.config.configuration import Configuration
from citecheck.config.load import load
from citecheck.config.locate import store_path
from citecheck.config.selection import rules_filter

if TYPE_CHECKING:
    from citecheck.config.drafts import drafts_under
    from citecheck.config.peace import at_peace

__all__ = ["Configuration", "at_peace", "drafts_under", "load", "rules_filter", "store_path"]

_HOMES = {"at_peace": "peace", "drafts_under": "drafts"}


def __getattr__(name: str) -> Any:
    """Import a public name from the module that owns it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
