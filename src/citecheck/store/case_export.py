"""The export of a draft's case: its captures with their text, and its claims with evidence.

The functions return rows, not models: the exporter writes them as JSON, with the names used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from citecheck.archive.wacz import ArchivedPage
from citecheck.errors import WrongUsage
from citecheck.store.database import Store
from citecheck.store.values import read_value

_CITED_CAPTURES = """
SELECT DISTINCT captures.id, captures.url, captures.moment, warc, "offset", texts.title, texts.visible
FROM captures JOIN texts ON texts.digest = text_digest
JOIN footnote_sources USING (source_id) JOIN footnotes ON footnotes.id = footnote_id
WHERE captures.lost IS NULL AND (:document IS NULL OR document_id = :document) ORDER BY captures.moment, captures.id
"""

_CITED_CLAIMS = """
SELECT documents.path AS document, documents.sha256, citations.marker, footnotes.note, citations.section,
    citations.line, claims.id AS claim, claims.sentence, footnote_sources.raw, sources.id AS source, sources.url
FROM citations JOIN claims ON claims.id = claim_id JOIN documents ON documents.id = citations.document_id
JOIN footnotes ON footnotes.id = citations.footnote_id
JOIN footnote_sources ON footnote_sources.footnote_id = footnotes.id
JOIN sources ON sources.id = footnote_sources.source_id
WHERE (:document IS NULL OR citations.document_id = :document)
ORDER BY citations.document_id, citations.position, footnote_sources.position
"""

_LAST_EVIDENCE = """
SELECT evidence.*, runs.started, visits.reach, visits.final_url, captures.id AS capture, captures.moment,
    captures.sha256
FROM evidence JOIN runs ON runs.id = evidence.run_id
LEFT JOIN visits ON visits.run_id = evidence.run_id AND visits.source_id = evidence.source_id
LEFT JOIN captures ON captures.id = visits.capture_id
WHERE claim_id = ? AND evidence.source_id = ? ORDER BY runs.started DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _KnownDocument:
    """A document of the store: its row id, and the SHA-256 of the last checked bytes."""

    id: int
    sha256: str


def find_document(store: Store, path: Path) -> _KnownDocument:
    """Return the document that was recorded from `path`.

    Raises:
        WrongUsage: no such document was checked. The message names some that were.
    """
    rows = store.rows("SELECT id, path, sha256 FROM documents ORDER BY path")
    for row in rows:
        if row["path"] == str(path) or Path(row["path"]).resolve() == path.resolve():
            return _KnownDocument(row["id"], row["sha256"])
    known = ", ".join(row["path"] for row in rows[:5]) or "none"
    raise WrongUsage(f"{path}: the store holds no such document; it holds {known}")


def load_cited_pages(store: Store, document: int | None) -> tuple[ArchivedPage, ...]:
    """Return every capture of the sources of a document, or of all, oldest first."""
    return tuple(
        ArchivedPage(
            url=row["url"],
            moment=read_value("captures", "moment", row),
            place=(row["warc"], row["offset"]),
            id=row["id"],
            title=row["title"],
            text=row["visible"],
        )
        for row in store.rows(_CITED_CAPTURES, {"document": document})
    )


def load_cited_claims(store: Store, document: int | None) -> Iterator[dict[str, Any]]:
    """Yield one object per citation and source: the sentence, its evidence of the last run, and its anchor."""
    for row in store.rows(_CITED_CLAIMS, {"document": document}):
        yield {
            "document": {"path": row["document"], "sha256": row["sha256"]},
            "marker": row["marker"],
            "footnote": row["note"],
            "section": row["section"],
            "line": row["line"],
            "sentence": row["sentence"],
            "source": {"raw": row["raw"], "url": row["url"]},
            **_load_last_evidence(store, row["claim"], row["source"]),
            "anchor": _load_anchor(store, row["claim"], row["source"]),
        }


def _load_last_evidence(store: Store, claim: int, source: int) -> dict[str, Any]:
    """Return the evidence of the last run with its capture."""
    for row in store.rows(_LAST_EVIDENCE, [claim, source]):
        passages, facts = read_value("evidence", "passages", row), read_value("evidence", "facts", row)
        capture = {"id": row["capture"], "moment": row["moment"], "sha256": row["sha256"], "url": row["final_url"]}
        return {
            "checked": row["started"],
            "reach": row["reach"],
            "capture": capture if row["capture"] else None,
            "evidence": {
                "support": row["support"],
                "score": row["score"],
                "reason": row["reason"],
                "passages": [dict(zip(("text", "start", "end", "score"), part, strict=False)) for part in passages],
                "facts": [asdict(fact) for fact in facts],
            },
        }
    return {"checked": None, "reach": None, "capture": None, "evidence": None}


def _load_anchor(store: Store, claim: int, source: int) -> dict[str, Any] | None:
    """Return the anchor as a W3C TextQuoteSelector, with its state at the last visit."""
    for row in store.rows("SELECT * FROM anchors WHERE claim_id = ? AND source_id = ?", [claim, source]):
        quote = {name: row[name] for name in ("exact", "prefix", "suffix")}
        return {"type": "TextQuoteSelector", **quote, "moment": row["moment"], "state": row["state"]}
    return None
