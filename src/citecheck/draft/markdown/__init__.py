"""Markdown drafts: `[^1]` notes, notes in line, reference links, and plain "[1]" lists."""

from __future__ import annotations

from citecheck.draft.markdown.reader import read

__all__ = ["read"]
