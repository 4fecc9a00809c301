"""Findings in the store, run by run."""

from __future__ import annotations

from collections.abc import Iterable

from citecheck.model.finding import Finding
from citecheck.store.database import Store


def record_findings(store: Store, run: str, document: int | None, findings: Iterable[Finding]) -> None:
    """Write the findings of one draft, or of the run itself with `document` None; a resumed run writes them anew.

    Call inside `store.writing()`.
    """
    store.execute("DELETE FROM findings WHERE run_id = ? AND document_id IS ?", [run, document])
    for finding in findings:
        store.execute(
            "INSERT INTO findings (run_id, document_id, rule, level, message, advice, marker, footnote, url, line,"
            ' "column") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            [
                run,
                document,
                finding.rule,
                finding.level.value,
                finding.message.encode("utf-8", "replace").decode(),
                finding.advice.encode("utf-8", "replace").decode(),
                finding.marker,
                finding.footnote,
                finding.url,
                finding.line,
                finding.column,
            ],
        )
