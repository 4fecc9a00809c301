"""Findings about what silences findings (rules C301 to C303), and the level that a configuration gives a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from citecheck.model.finding import Finding, Level
from citecheck.rules import RULES

UNUSED_COMMENT, EXPIRED_ENTRY, UNUSED_ENTRY = "C301", "C302", "C303"

ADVICE = {
    UNUSED_COMMENT: "Remove the comment, so that it cannot hide something new.",
    EXPIRED_ENTRY: "Mend what it records, or record it again with a new date.",
    UNUSED_ENTRY: "Remove the entry.",
}


def change_level(finding: Finding, level: Level) -> Finding:
    """Return a finding with the level that the user's configuration gives to its rule."""
    return replace(finding, level=level)


def check_comment(codes: Sequence[str], path: str, line: int, column: int, *, used: bool) -> Iterator[Finding]:
    """Give the finding of a comment `ignore[codes]` that was not `used`; line and column count from 1."""
    if not used:
        message = f"Nothing was found here that “ignore[{', '.join(codes)}]” names."
        yield _build_finding(UNUSED_COMMENT, message, path, line, column)


def check_entry(entry: str, path: str, expires: date | None, today: date, *, met: bool) -> Iterator[Finding]:
    """Give the finding of a baseline `entry`, in words, that is past its last day, or that matched nothing.

    `path` is that of the baseline.
    """
    if expires is not None and expires < today:
        yield _build_finding(EXPIRED_ENTRY, f"Expired on {expires}: {entry}", path)
    elif not met:
        yield _build_finding(UNUSED_ENTRY, f"Matches nothing any more: {entry}", path)


def _build_finding(code: str, message: str, path: str, line: int | None = None, column: int | None = None) -> Finding:
    return Finding(code, RULES[code].level, message, ADVICE[code], path=path, line=line, column=column)
