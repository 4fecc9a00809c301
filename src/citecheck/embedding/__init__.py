"""Sentence vectors across languages, by the extra `citecheck[xling]`: how alike a claim and a foreign passage are."""

from __future__ import annotations

from citecheck.embedding.embedder import Embedder, is_installed

__all__ = ["Embedder", "is_installed"]
