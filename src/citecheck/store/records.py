"""What the registries said of cited works, by the reference as it was asked, and by the identifier alone.

A record counts for a week: registries change, and they ask that nothing is asked twice without need. The last one of a
work stays, so that an audit knows what was known of the works that it did not ask for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from citecheck.model.work import (
    CitedWork,
    FieldComparison,
    FieldVerdict,
    RecordState,
    ServiceAnswer,
    WorkField,
    WorkIdentifier,
    WorkLookup,
    WorkNotice,
    WorkRecord,
)
from citecheck.store.database import Store
from citecheck.works.decision import RegistryAnswers


def record_lookups(store: Store, lookups: Mapping[CitedWork, WorkLookup], moment: datetime) -> None:
    """Write what the registries said of works at a moment, in the place of what they said before."""
    with store.writing():
        for work, lookup in lookups.items():
            row = {"work": _compute_key(work), "moment": moment.isoformat(), "lookup": json.dumps(asdict(lookup))}
            store.upsert("records", ("work",), row)


def load_lookups(
    store: Store, works: Iterable[CitedWork], *, since: datetime | None = None
) -> dict[CitedWork, WorkLookup]:
    """Return what the registries last said of works; of those with `since`, what they said from then on."""
    keys = {_compute_key(work): work for work in works}
    rows = store.rows(
        "SELECT work, lookup FROM records WHERE work IN (SELECT value FROM json_each(?)) AND moment >= ?",
        [json.dumps(list(keys)), since.isoformat() if since else ""],
    )
    return {keys[row["work"]]: _build_lookup(json.loads(row["lookup"])) for row in rows}


def record_answers(store: Store, answers: Mapping[WorkIdentifier, RegistryAnswers], moment: datetime) -> None:
    """Write what the registries answered to identifiers at a moment, in the place of what they answered before."""
    with store.writing():
        for identifier, said in answers.items():
            said_as = json.dumps(
                asdict(replace(said, registrars=frozenset())) | {"registrars": sorted(said.registrars)}
            )
            row = {"identifier": _name_identifier(identifier), "moment": moment.isoformat(), "answers": said_as}
            store.upsert("registry_answers", ("identifier",), row)


def load_answers(
    store: Store, identifiers: Iterable[WorkIdentifier], *, since: datetime
) -> dict[WorkIdentifier, RegistryAnswers]:
    """Return what the registries answered to identifiers from `since` on, however a reference cites them."""
    names = {identifier: _name_identifier(identifier) for identifier in identifiers}
    rows = store.rows(
        "SELECT identifier, answers FROM registry_answers"
        " WHERE identifier IN (SELECT value FROM json_each(?)) AND moment >= ?",
        [json.dumps(list(names.values())), since.isoformat()],
    )
    known = {row["identifier"]: _build_answers(json.loads(row["answers"])) for row in rows}
    return {one: replace(known[name], identifier=one) for one, name in names.items() if name in known}


def _name_identifier(identifier: WorkIdentifier) -> str:
    """Return the key of an identifier; none of the kinds differs by the case of its letters."""
    return f"{identifier.kind}:{identifier.value.casefold()}"


def _build_answers(row: dict[str, Any]) -> RegistryAnswers:
    return RegistryAnswers(
        WorkIdentifier(**row["identifier"]),
        row["is_given"],
        tuple(_build_record(record) for record in row["by_identifier"]),
        tuple(_build_record(record) for record in row["by_text"]),
        frozenset(row["registrars"]),
        tuple(ServiceAnswer(**one) for one in row["asked"]),
    )


def _compute_key(work: CitedWork) -> str:
    """Return the identity of a reference: the digest of what is compared with the record."""
    said = json.dumps(asdict(work), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _build_lookup(row: dict[str, Any]) -> WorkLookup:
    return WorkLookup(
        RecordState(row["state"]),
        WorkIdentifier(**row["identifier"]) if row["identifier"] else None,
        _build_record(row["record"]) if row["record"] else None,
        tuple(
            FieldComparison(WorkField(one["field"]), one["cited"], one["found"], FieldVerdict(one["verdict"]))
            for one in row["fields"]
        ),
        tuple(WorkNotice(**one) for one in row["notices"]),
        tuple(ServiceAnswer(**one) for one in row["asked"]),
    )


def _build_record(row: dict[str, Any]) -> WorkRecord:
    lists = {name: tuple(row[name]) for name in ("authors", "years", "containers")}
    return WorkRecord(**{**row, **lists, "notices": tuple(WorkNotice(**one) for one in row["notices"])})
