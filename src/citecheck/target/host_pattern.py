"""Patterns of host names, as certificates have them and their users expect."""

from __future__ import annotations

from collections.abc import Iterable


def names_host(patterns: Iterable[str], host: str) -> bool:
    """Say whether one of `patterns` names `host`: itself, or by `*.a.example` any host below `a.example`."""
    host = host.lower().rstrip(".")
    return any(host.endswith(each[1:]) if each.startswith("*.") else host == each for each in map(str.lower, patterns))
