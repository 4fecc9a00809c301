"""Addresses in plain text: wherever a reader would see one."""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.repair.edits import Manner, Standing
from citecheck.repair.repair import Repair
from citecheck.target import find_references

CLOSING = {"<": ">", "[": "]"}
"""Brackets that hold nothing but an address; a copy is named behind them."""


def standing_in_text(text: str) -> Iterator[Standing]:
    """Give every address of a text."""
    for found in find_references(text):
        before = text[found.start - 1] if found.start else ""
        end = found.end
        if CLOSING.get(before, "\0") == text[end : end + 1]:
            end += 1
        yield Standing(found.start, found.end, found.target, end)


def _copy(repair: Repair) -> str:
    return f" (archived: {repair.new})"


MANNER = Manner(address=str, copy=_copy)
