"""Addresses as written in a draft, and what they mean: refanged, cut, hostile, in normal form.

Finding addresses in a text is imported when it is used: most that need a normal form never look for any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from citecheck.target.canonical import canonical
from citecheck.target.identity import same_source

if TYPE_CHECKING:
    from citecheck.target.references import find_references, refang

__all__ = ["canonical", "find_references", "refang", "same_source"]


def __getattr__(name: str) -> Any:
    """Import what finds addresses (PEP 562)."""
    if name not in ("find_references", "refang"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from citecheck.target import references  # noqa: PLC0415

    return getattr(references, name)
