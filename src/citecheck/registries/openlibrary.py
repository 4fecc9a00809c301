"""Open Library (https://openlibrary.org/dev/docs/api/search): a catalogue of books by ISBN. It is no registrar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from citecheck.model.work import WorkRecord

NAME = "openlibrary"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def read_search(answer: Mapping[str, Any]) -> tuple[WorkRecord, ...]:
    """Return the records of an answer of `search.json`; a work holds the years of all its editions."""
    rows = answer.get("docs")
    return tuple(record for row in (rows if isinstance(rows, list) else []) if (record := _read_row(row)) is not None)


def _read_row(row: Any) -> WorkRecord | None:
    if not isinstance(row, dict) or not isinstance(row.get("title"), str):
        return None
    title = ": ".join(part for part in (row["title"], row.get("subtitle")) if isinstance(part, str) and part)
    years = [year for year in row.get("publish_year", []) if isinstance(year, int)]
    first = row.get("first_publish_year")
    return WorkRecord(
        registry=NAME,
        title=title,
        authors=tuple(name for name in row.get("author_name", []) if isinstance(name, str)),
        years=tuple(dict.fromkeys([*years, *([first] if isinstance(first, int) else [])])),
        url=f"https://openlibrary.org{row['key']}" if isinstance(row.get("key"), str) else None,
    )
