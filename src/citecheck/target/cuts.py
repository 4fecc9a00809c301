"""Addresses whose end was cut off by the publishing system.

A link text that ends in "..." after exactly 72 UTF-8 bytes was cut by the system that published it: measured on the
reports themselves, every cut text of theirs is 72 bytes long, and one text may hold several addresses. So behind an
address even a scrap ("; ht...", ";...") counts as a cut one when the 72 bytes are reached there.
"""

from __future__ import annotations

from collections.abc import Sequence

CUT_BYTES = 72


def is_cut_by_length(text: str, starts: Sequence[int], end: int) -> bool:
    """Say whether a link text that began at one of the last `starts` has reached 72 bytes at `end`."""
    for start in reversed(starts[-CUT_BYTES // 8 :]):
        if end - start > CUT_BYTES:
            return False
        if len(text[start:end].encode("utf-8", "replace")) == CUT_BYTES:
            return True
    return False
