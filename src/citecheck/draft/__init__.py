"""Drafts of every format, read into one shape: blocks, footnotes, sources, citations."""

from __future__ import annotations

from citecheck.draft.reading import read_draft
from citecheck.draft.recognise import recognise

__all__ = ["read_draft", "recognise"]
