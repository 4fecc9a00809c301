"""Verify the citations and footnotes of a draft."""

from __future__ import annotations

__version__ = "0.1.0"
