"""CourtListener's citation lookup (https://www.courtlistener.com/help/api/rest/v4/citation-lookup/).

It answers for reporters of the United States. A citation that it does not have is a lead: its collection grows.
"""

from __future__ import annotations

import re
from typing import Any

from citecheck.model.work import WorkRecord

NAME = "courtlistener"
_FOUND = frozenset({200, 300})
_REPORTED = re.compile(r"\d{1,3} [A-Z](?!L \d)")
"""A volume of a reporter. Databases ("2019 WL 1234567"), neutral citations and courts elsewhere are not covered."""


def is_covered(citation: str) -> bool:
    """Return whether the service may know a decision by its citation."""
    return _REPORTED.match(citation) is not None


def read_lookup(answer: Any, base: str) -> tuple[WorkRecord, ...]:
    """Return the decisions that an answer names, as records whose title is the name of the case."""
    rows = answer if isinstance(answer, list) else []
    clusters = [
        cluster
        for row in rows
        if isinstance(row, dict) and row.get("status") in _FOUND
        for cluster in row.get("clusters", [])
        if isinstance(cluster, dict)
    ]
    return tuple(_read_cluster(cluster, base) for cluster in clusters if isinstance(cluster.get("case_name"), str))


def _read_cluster(cluster: dict[str, Any], base: str) -> WorkRecord:
    filed, path = str(cluster.get("date_filed") or ""), cluster.get("absolute_url")
    return WorkRecord(
        registry=NAME,
        title=cluster["case_name"],
        years=(int(filed[:4]),) if filed[:4].isdigit() else (),
        url=base + path if isinstance(path, str) else None,
    )
