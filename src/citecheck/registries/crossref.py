"""Crossref's REST API (https://api.crossref.org/swagger-ui/): the registrar of most DOIs of articles and books.

Notices of retraction, Retraction Watch's included, are in `updated-by` of the work that they are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citecheck.model.work import WorkNotice, WorkRecord

NAME = "crossref"
_PREPRINT_TYPES = frozenset({"posted-content"})
_YEAR_FIELDS = ("published", "issued", "published-print", "published-online")


def read_work(work: Mapping[str, Any]) -> WorkRecord | None:
    """Return the record of one work, None if it has no title."""
    titles = _strings(work.get("title"))
    if not titles:
        return None
    subtitles = _strings(work.get("subtitle"))
    title = ": ".join((titles[0], *subtitles[:1])) if subtitles and subtitles[0] not in titles[0] else titles[0]
    authors, others = _read_authors(work.get("author") or work.get("editor"))
    doi = work.get("DOI") if isinstance(work.get("DOI"), str) else None
    return WorkRecord(
        registry=NAME,
        title=title,
        authors=authors,
        others=others,
        years=tuple(dict.fromkeys(_read_years(work))),
        containers=tuple(
            dict.fromkeys((*_strings(work.get("container-title")), *_strings(work.get("short-container-title"))))
        ),
        volume=_text(work.get("volume")),
        pages=_text(work.get("page")),
        doi=doi,
        url=f"https://doi.org/{doi}" if doi else _text(work.get("URL")),
        is_preprint=work.get("type") in _PREPRINT_TYPES,
        notices=tuple(_read_notices(work)),
    )


def _read_authors(written: Any) -> tuple[tuple[str, ...], bool]:
    names = []
    for row in written if isinstance(written, list) else []:
        if isinstance(row, dict):
            parts = (
                (row.get("given"), row.get("family"), row.get("suffix"))
                if row.get("family")
                else (row.get("given"), row.get("name"))
            )
            names.append(" ".join(part for part in parts if isinstance(part, str) and part))
    others = bool(names) and names[-1].strip(" .").lower() in {"others", "et al"}
    return tuple(name for name in names if name and name.strip(" .").lower() not in {"others", "et al"}), others


def _read_years(work: Mapping[str, Any]) -> Iterator[int]:
    for field in _YEAR_FIELDS:
        if (date := _read_date(work.get(field))) is not None:
            yield int(date[:4])


def _read_date(written: Any) -> str | None:
    """Return a date of Crossref (`date-parts`) as ISO 8601, as exact as it is."""
    parts = written.get("date-parts") if isinstance(written, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [part for part in first if isinstance(part, int)]
    if not numbers:
        return None
    return "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:3])])


def _read_notices(work: Mapping[str, Any]) -> Iterator[WorkNotice]:
    rows = work.get("updated-by")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("type"), str):
            yield WorkNotice(row["type"], _text(row.get("DOI")), _read_date(row.get("updated")))


def _strings(written: Any) -> tuple[str, ...]:
    return tuple(one for one in written if isinstance(one, str) and one) if isinstance(written, list) else ()


def _text(written: Any) -> str | None:
    return written if isinstance(written, str) and written else None
