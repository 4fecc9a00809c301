"""Addresses as written in a draft, and what they mean: refanged, cut, hostile, in normal form."""

from __future__ import annotations

from citecheck.target.canonical import canonical
from citecheck.target.identity import same_source
from citecheck.target.references import find_references, refang

__all__ = ["canonical", "find_references", "refang", "same_source"]
