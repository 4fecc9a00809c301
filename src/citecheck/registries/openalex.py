"""OpenAlex (https://docs.openalex.org): an index of works. It is no registrar, so its records never accuse alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citecheck.model.work import WorkNotice, WorkRecord

NAME = "openalex"
_PREPRINT_TYPES = frozenset({"preprint", "posted-content"})


def read_work(work: Mapping[str, Any]) -> WorkRecord | None:
    """Return the record of one work, None if it has no title."""
    title = work.get("title") or work.get("display_name")
    if not isinstance(title, str) or not title:
        return None
    doi = work.get("doi")
    doi = doi.removeprefix("https://doi.org/") if isinstance(doi, str) else None
    location = work.get("primary_location")
    source = location.get("source") if isinstance(location, dict) else None
    container = source.get("display_name") if isinstance(source, dict) else None
    year = work.get("publication_year")
    written = work.get("biblio")
    biblio: Mapping[str, Any] = written if isinstance(written, dict) else {}
    return WorkRecord(
        registry=NAME,
        title=title,
        authors=_read_authors(work.get("authorships")),
        years=(year,) if isinstance(year, int) else (),
        containers=(container,) if isinstance(container, str) and container else (),
        volume=biblio.get("volume") if isinstance(biblio.get("volume"), str) else None,
        pages=biblio.get("first_page") if isinstance(biblio.get("first_page"), str) else None,
        doi=doi,
        url=f"https://doi.org/{doi}" if doi else None,
        is_preprint=work.get("type") in _PREPRINT_TYPES,
        notices=(WorkNotice("retraction"),) if work.get("is_retracted") is True else (),
    )


def _read_authors(written: Any) -> tuple[str, ...]:
    names = []
    for row in written if isinstance(written, list) else []:
        author = row.get("author") if isinstance(row, dict) else None
        name = author.get("display_name") if isinstance(author, dict) else None
        if isinstance(name, str) and name:
            names.append(name)
    return tuple(names)
