"""Evidence and anchors in the store: the support for each claim, and the passage to find in later captures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from citecheck.model.change import Anchor, AnchorState
from citecheck.model.evidence import Evidence
from citecheck.store.captures import make_storable
from citecheck.store.database import Store


@dataclass(frozen=True, slots=True)
class KeptAnchor:
    """An anchor with the time and the id of the capture it was set in. The id is empty if the capture is not stored."""

    anchor: Anchor
    moment: datetime
    capture: str = ""


def record_evidence(store: Store, run: str, claim: int, source: int, evidence: Evidence) -> None:
    """Write the evidence of one claim in one source. Call inside `store.writing()`."""
    store.execute(
        "INSERT OR REPLACE INTO evidence (run_id, claim_id, source_id, support, score, reason, passages, facts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run,
            claim,
            source,
            evidence.support.value,
            evidence.score,
            evidence.reason,
            json.dumps([[make_storable(p.text), p.start, p.end, p.score] for p in evidence.passages]),
            json.dumps([[f.kind.value, f.claimed, make_storable(f.found), f.verdict.value] for f in evidence.facts]),
        ],
    )


def load_anchor(store: Store, claim: int, source: int) -> KeptAnchor | None:
    """Return the anchor of a claim in a source, None if none was set."""
    rows = store.rows(
        "SELECT anchors.*, (SELECT id FROM captures WHERE captures.source_id = anchors.source_id"
        " AND captures.moment <= anchors.moment ORDER BY captures.moment DESC LIMIT 1) AS capture"
        " FROM anchors WHERE claim_id = ? AND source_id = ?",
        [claim, source],
    )
    if not rows:
        return None
    row = rows[0]
    anchor = Anchor(row["exact"], row["prefix"], row["suffix"])
    return KeptAnchor(anchor, datetime.fromisoformat(row["moment"]), row["capture"] or "")


def set_anchor(store: Store, claim: int, source: int, anchor: Anchor, moment: datetime) -> None:
    """Set the anchor of a claim in a source, unless it is already set. Call inside `store.writing()`."""
    store.execute(
        "INSERT OR IGNORE INTO anchors (claim_id, source_id, moment, exact, prefix, suffix) VALUES (?, ?, ?, ?, ?, ?)",
        [
            claim,
            source,
            moment.isoformat(),
            make_storable(anchor.exact),
            make_storable(anchor.prefix),
            make_storable(anchor.suffix),
        ],
    )


def record_anchor_state(store: Store, claim: int, source: int, state: AnchorState) -> None:
    """Write the state of an anchor at the last visit. Call inside `store.writing()`."""
    store.execute("UPDATE anchors SET state = ? WHERE claim_id = ? AND source_id = ?", [state.value, claim, source])
