"""Drafts of every format, read into one shape: blocks, footnotes, sources, citations."""

from __future__ import annotations

from citecheck.draft.reading import bibliographies, read_draft
from citecheck.draft.recognise import recognise

__all__ = ["bibliographies", "read_draft", "recognise"]
