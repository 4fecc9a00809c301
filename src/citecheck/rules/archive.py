"""Rules `A`: copies of sources in public archives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from citecheck.model.finding import Finding, Level
from citecheck.model.report import Visit
from citecheck.rules.finding import Rule, Subject, make_finding

_ARCHIVED_COPY = Rule(
    code="A102",
    name="archived-copy",
    level=Level.INFO,
    summary="A public archive holds a copy of the source.",
    seen="A public archive holds a dated copy. Where the report says so, it was found to hold the cited content.",
    matters="A copy next to the address keeps the claim checkable when the source is gone.",
    remedy="Add the copy's address to the note.",
    message="A public archive holds a copy of the source of {since}: {final_url}.",
    advice="Add it next to the address.",
    example={"since": "2026-11-01", "final_url": "https://archive.example/20261101/https://www.example.org/rain"},
)

RULES = (_ARCHIVED_COPY,)


def check_copies(visit: Visit, subject: Subject) -> Iterator[Finding]:
    """Yield the finding that a public archive holds a copy of the source of a visit."""
    if visit.memento is not None:
        fields = {"final_url": visit.memento.url, "since": f"{visit.memento.moment:%Y-%m-%d}"}
        yield make_finding(_ARCHIVED_COPY, replace(subject, url=None), fields)
