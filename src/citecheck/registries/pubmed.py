"""PubMed's E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/): the registrar of PMIDs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citecheck.model.work import WorkNotice, WorkRecord

NAME = "pubmed"
_NOTICES = {
    "retracted publication": "retraction",
    "expression of concern": "expression_of_concern",
    "corrected and republished article": "correction",
}


def read_summary(answer: Mapping[str, Any], pmid: str) -> WorkRecord | None:
    """Return the record of an answer of `esummary.fcgi` in JSON, None if it has none of this number."""
    result = answer.get("result")
    work = result.get(pmid) if isinstance(result, dict) else None
    if not isinstance(work, dict) or not isinstance(work.get("title"), str) or not work["title"]:
        return None
    year = str(work.get("pubdate", ""))[:4]
    authors = [
        row["name"] for row in work.get("authors", []) if isinstance(row, dict) and isinstance(row.get("name"), str)
    ]
    ids = {row.get("idtype"): row.get("value") for row in work.get("articleids", []) if isinstance(row, dict)}
    kinds = [str(kind).casefold() for kind in work.get("pubtype", [])]
    containers = [work.get("fulljournalname"), work.get("source")]
    return WorkRecord(
        registry=NAME,
        title=work["title"].rstrip("."),
        authors=tuple(authors),
        years=(int(year),) if year.isdigit() else (),
        containers=tuple(name for name in containers if isinstance(name, str) and name),
        volume=str(work.get("volume") or "") or None,
        pages=str(work.get("pages") or "") or None,
        doi=ids.get("doi") if isinstance(ids.get("doi"), str) else None,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
        notices=tuple(WorkNotice(_NOTICES[kind]) for kind in kinds if kind in _NOTICES),
    )
