"""Drafts of every format, read into one shape: blocks, footnotes, sources, citations."""

from __future__ import annotations

from citecheck.draft.beside import Beside
from citecheck.draft.reading import read_draft, wanted
from citecheck.draft.recognise import recognise

__all__ = ["Beside", "read_draft", "recognise", "wanted"]
