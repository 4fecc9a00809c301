"""Attestations: a person saw a source by hand, with the name, the day and the page, as comments and entries have it.

A comment says so at the beginning of its reason: `seen by hand: Ada Doe 2026-11-20, https://www.example.org/page 3; by
subscription`. Name and day are required, the address of the page and further words are not. An entry of the baseline
has the keys `seen-by`, `seen-on` and `seen-at`. Both become a `Decision`, which any other record of decisions can make
as well. A day that has not come makes no attestation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from citecheck.model.report import Decision

_BEGINNING = re.compile(r"seen by hand\b", re.IGNORECASE)
_ATTESTATION = re.compile(
    r"seen by hand:[ \t]*"
    r"(?:by[ \t]+)?(?P<person>[^\W\d_][^\d,;:]{0,80}?),?[ \t]+(?:on[ \t]+)?"  # Ada Doe, on
    r"(?P<day>\d{4}-\d{2}-\d{2})\b"  # 2026-11-20
    r"(?:,?[ \t]+(?:at[ \t]+)?(?P<page>https?://[^\s;,]+))?",  # , https://www.example.org/page
    re.IGNORECASE,
)


def is_incomplete_attestation(reason: str, today: date) -> bool:
    """Return whether a reason begins as an attestation does and lacks a name or a day that has come."""
    return _BEGINNING.match(reason) is not None and read_attestation(reason, today) is None


def read_attestation(reason: str, today: date) -> Decision | None:
    """Return the attestation at the beginning of `reason`, None if the name or the day is missing or not valid."""
    match = _ATTESTATION.match(reason)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"])
    except ValueError:
        return None
    return Decision(reason, match["person"].strip(), day, match["page"]) if day <= today else None


def withdraw_early(decision: Decision, today: date) -> Decision:
    """Return a decision, without the attestation if its day has not come."""
    early = decision.day is not None and decision.day > today
    return replace(decision, person=None, day=None, page=None) if early else decision
