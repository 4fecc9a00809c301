"""Evidence and anchors in the store: the support for each claim, and the passage to find in later captures."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from citecheck.errors import StoreDamaged
from citecheck.model.change import Anchor, AnchorReading, AnchorState
from citecheck.model.evidence import Evidence, Fact, Passage
from citecheck.store.captures import StoredAnswers, make_storable
from citecheck.store.database import Store
from citecheck.store.values import read_value


@dataclass(frozen=True, slots=True)
class _KeptAnchor:
    """An anchor with the time and the id of the capture it was set in. The id is empty if the capture is not stored.

    `state`, `found` and `facts` are its reading at the last visit that read it; `state` is None if none did.
    """

    anchor: Anchor
    moment: datetime
    capture: str = ""
    state: AnchorState | None = None
    found: str | None = None
    facts: tuple[Fact, ...] = ()


def record_evidence(
    store: Store, run: str, claim: int, source: int, evidence: Evidence, *, copy: int | None = None
) -> None:
    """Write the evidence of one claim in one source, or in its archived `copy`. Call inside `store.writing()`."""
    columns = _dump_evidence(evidence)
    store.execute(
        "INSERT OR REPLACE INTO evidence (run_id, claim_id, source_id, support, score, reason, passages, facts,"
        " coverage, names_only, copy_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [run, claim, source, *columns.values(), copy],
    )


def _dump_evidence(evidence: Evidence) -> dict[str, str | float | None]:
    """Return the columns of evidence."""
    passages = [
        [make_storable(each.text), each.start, each.end, each.score, each.sentence] for each in evidence.passages
    ]
    return {
        "support": evidence.support.value,
        "score": evidence.score,
        "reason": evidence.reason,
        "passages": json.dumps(passages),
        "facts": _dump_facts(evidence.facts),
        "coverage": evidence.coverage.value,
        "names_only": int(evidence.names_only),
    }


def _build_evidence(row: Mapping[str, Any]) -> Evidence:
    """Return the evidence of its columns."""
    return Evidence(
        read_value("evidence", "support", row),
        row["score"],
        tuple(Passage(*each) for each in read_value("evidence", "passages", row)),
        read_value("evidence", "facts", row),
        row["reason"],
        read_value("evidence", "coverage", row),
        bool(row["names_only"]),
    )


_KIND = "evidence"
_DIGEST = 20
"""Bytes of the digest that is the key of an answer."""


def keep_answers(store: Store, answers: Mapping[tuple[str, str], tuple[str, Evidence]]) -> None:
    """Store the answer to the question of each sentence and source key, with the digest of that question.

    There is one for each sentence and source: the answer to another question replaces it. Call inside
    `store.writing()`.
    """
    for pair, (question, evidence) in answers.items():
        answer = json.dumps([question, _dump_evidence(evidence)]).encode()
        store.upsert("answers", ("kind", "key"), {"kind": _KIND, "key": _compute_key(pair), "answer": answer})


def load_answers(store: Store, questions: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], Evidence]:
    """Return the stored answers to questions, which are given by their digests; other ones are left out."""
    keys = {pair: _compute_key(pair) for pair in questions}
    found = StoredAnswers(store, _KIND).many(keys.values())
    answers: dict[tuple[str, str], Evidence] = {}
    for pair, key in keys.items():
        with contextlib.suppress(
            ValueError, TypeError, KeyError, StoreDamaged
        ):  # one that is damaged is computed again
            question, columns = json.loads(found.get(key, b"[0, 0]"))
            if question == questions[pair]:
                answers[pair] = _build_evidence(columns)
    return answers


def _compute_key(pair: tuple[str, str]) -> str:
    return blake2b("\0".join(pair).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()


@dataclass(frozen=True, slots=True)
class _StoredEvidence:
    """The evidence of a claim as an earlier run found it; `copy` is the address of the copy it was found in, if any."""

    evidence: Evidence
    copy: str | None = None


def load_evidence(store: Store, claim: int, source: int, *, visited: bool) -> _StoredEvidence | None:
    """Return the last evidence of one claim in one source, None if they were never compared.

    With `visited`, only runs count that visited the source and got an answer or a failure of it.
    """
    rows = store.rows(
        "SELECT evidence.*, copies.url AS copy FROM evidence JOIN runs ON runs.id = evidence.run_id"
        " LEFT JOIN visits ON visits.run_id = evidence.run_id AND visits.source_id = evidence.source_id"
        " LEFT JOIN sources AS copies ON copies.id = copy_id"
        " WHERE claim_id = ? AND evidence.source_id = ? AND (? OR visits.reach <> 'unknown')"
        " ORDER BY runs.started DESC LIMIT 1",
        [claim, source, int(not visited)],
    )
    if not rows:
        return None
    row = rows[0]
    return _StoredEvidence(_build_evidence(row), row["copy"])


def _dump_facts(facts: Iterable[Fact]) -> str:
    rows = (
        [each.kind.value, make_storable(each.claimed), make_storable(each.found), each.verdict.value] for each in facts
    )
    return json.dumps(list(rows))


def load_anchor(store: Store, claim: int, source: int) -> _KeptAnchor | None:
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
    moment, state = read_value("anchors", "moment", row), read_value("anchors", "state", row)
    return _KeptAnchor(anchor, moment, row["capture"] or "", state, row["found"], read_value("anchors", "facts", row))


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


def record_anchor_reading(store: Store, claim: int, source: int, reading: AnchorReading) -> None:
    """Write how an anchor was read at the last visit. Call inside `store.writing()`."""
    store.execute(
        "UPDATE anchors SET state = ?, found = ?, facts = ? WHERE claim_id = ? AND source_id = ?",
        [reading.state.value, make_storable(reading.found), _dump_facts(reading.facts), claim, source],
    )


def load_anchor_reading(store: Store, claim: int, source: int) -> AnchorReading | None:
    """Return how the anchor of a claim was read at the last visit that read it, None if it never was."""
    kept = load_anchor(store, claim, source)
    if kept is None or kept.state is None:
        return None
    return AnchorReading(kept.state, kept.found, kept.facts, kept.anchor.exact, kept.moment, kept.capture)
