"""HTML drafts: pages and exports of every publishing system met, notes tied by links, by labels, or by neither."""

from __future__ import annotations

from citecheck.draft.html.reader import read

__all__ = ["read"]
