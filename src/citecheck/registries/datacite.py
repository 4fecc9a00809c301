"""DataCite's REST API (https://support.datacite.org/docs/api): the registrar of data, software and preprints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citecheck.model.work import WorkRecord

NAME = "datacite"
_PREPRINTS = frozenset({"preprint"})


def read_work(answer: Mapping[str, Any]) -> WorkRecord | None:
    """Return the record of an answer to `/dois/DOI`, None if it has no title."""
    data = answer.get("data")
    work = data.get("attributes") if isinstance(data, dict) else None
    if not isinstance(work, dict):
        return None
    titles = [row["title"] for row in _rows(work.get("titles")) if isinstance(row.get("title"), str)]
    if not titles:
        return None
    doi = work.get("doi") if isinstance(work.get("doi"), str) else None
    types, container = _object(work.get("types")), _object(work.get("container"))
    publisher = work.get("publisher")
    names = [container.get("title"), publisher.get("name") if isinstance(publisher, dict) else publisher]
    year = work.get("publicationYear")
    return WorkRecord(
        registry=NAME,
        title=titles[0],
        authors=tuple(filter(None, map(_read_name, _rows(work.get("creators"))))),
        years=(year,) if isinstance(year, int) else (),
        containers=tuple(name for name in names if isinstance(name, str) and name),
        doi=doi,
        url=f"https://doi.org/{doi}" if doi else None,
        is_preprint=str(types.get("resourceTypeGeneral", "")).casefold() in _PREPRINTS,
    )


def _read_name(creator: Mapping[str, Any]) -> str:
    given, family, name = (creator.get(field) for field in ("givenName", "familyName", "name"))
    return f"{given} {family}" if given and family else str(name or "")


def _object(written: Any) -> Mapping[str, Any]:
    return written if isinstance(written, dict) else {}


def _rows(written: Any) -> list[Mapping[str, Any]]:
    return [row for row in written if isinstance(row, dict)] if isinstance(written, list) else []
