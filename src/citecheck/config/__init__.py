"""What a run is asked to do and to leave alone: configuration, drafts, rules in force, and peace with what is known.

`at_peace` is imported when it is used: only a run with a report makes peace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from citecheck.config.configuration import Configuration
from citecheck.config.drafts import drafts_under
from citecheck.config.load import load
from citecheck.config.locate import store_path
from citecheck.config.selection import rules_filter

if TYPE_CHECKING:
    from citecheck.config.peace import at_peace

__all__ = ["Configuration", "at_peace", "drafts_under", "load", "rules_filter", "store_path"]


def __getattr__(name: str) -> Any:
    """Import what makes peace (PEP 562)."""
    if name != "at_peace":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from citecheck.config import peace  # noqa: PLC0415

    return peace.at_peace
