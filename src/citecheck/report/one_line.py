"""A finding in one line, for the lists of other tools, which show nothing beside it."""

from __future__ import annotations

from citecheck.model.finding import Finding


def one_line(finding: Finding) -> str:
    """Return marker, message, the address where the message does not name it, and advice."""
    address = finding.url if finding.url and finding.url not in finding.message else None
    return " ".join(part for part in (finding.marker, finding.message, address, finding.advice) if part)
