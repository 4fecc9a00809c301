"""The values that the columns of the store may hold, and how each is read.

A table says for each column that is more than text or a number what reads it. What reads rows uses it, so that a value
that was damaged gives one sentence; `store check` reads every row by it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from citecheck.errors import StoreDamaged
from citecheck.model.change import AnchorState, Change
from citecheck.model.draft import BlockKind, CitationSystem, Format
from citecheck.model.evidence import Fact, FactKind, FactVerdict, Support
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.finding import FindingPlace, Level
from citecheck.model.page import Coverage, Fingerprint, Page, Reach
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Target, Url


def _read_moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("it names no time zone")
    return moment


def _read_fingerprint(written: str) -> Fingerprint:
    version, main, visible = json.loads(written)
    if not isinstance(version, int):
        raise TypeError("its version is no number")
    return Fingerprint(version, _check_texts(main), _check_texts(visible))


def _check_texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("it is no list of texts")
    return tuple(values)


def _read_texts(written: str) -> tuple[str, ...]:
    return _check_texts(json.loads(written))


def _read_numbers(written: str) -> tuple[int, ...]:
    values = json.loads(written)
    if not isinstance(values, list) or not all(isinstance(value, int) for value in values):
        raise TypeError("it is no list of numbers")
    return tuple(values)


def _read_hops(written: str) -> tuple[tuple[str, int], ...]:
    hops = tuple((url, status) for url, status in json.loads(written))
    if not all(isinstance(url, str) and isinstance(status, int) for url, status in hops):
        raise TypeError("a hop is no address and status")
    return hops


def _read_passages(written: str) -> tuple[tuple[Any, ...], ...]:
    """Return the fields of each passage; a row of an older version has no ordinal of its sentence, which is then 0."""
    passages = tuple((*each, 0)[:5] for each in json.loads(written))
    for text, start, end, score, _ in passages:
        if not isinstance(text, str) or not all(isinstance(number, int | float) for number in (start, end, score)):
            raise TypeError("a passage is no text with its place and score")
    return passages


def _read_facts(written: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(FactKind(kind), claimed, found, FactVerdict(verdict))
        for kind, claimed, found, verdict in json.loads(written)
    )


def _read_places(written: str) -> tuple[FindingPlace, ...]:
    return tuple(FindingPlace(**place) for place in json.loads(written))


_TARGETS: dict[str, type[Target]] = {
    "url": Url,
    "cut": CutUrl,
    "hostile": Hostile,
    "malformed": Malformed,
    "offline": Offline,
}
_TARGET_NAMES = {kind: name for name, kind in _TARGETS.items()}


def dump_target(target: Target) -> str:
    """Return a target as JSON: the name of its type and its fields."""
    return json.dumps({"type": _TARGET_NAMES[type(target)], **asdict(target)})


def _read_target(written: str) -> Target:
    fields = json.loads(written)
    return _TARGETS[fields.pop("type")](**fields)


def _read_address(written: str) -> str:
    urlsplit(written)
    return written


def _read_length(written: int) -> int:
    if written <= 0:
        raise ValueError("a record has bytes")
    return written


def _read_offset(written: int) -> int:
    if written < 0:
        raise ValueError("an offset is not negative")
    return written


def _read_file_name(written: str) -> str:
    if not written or "/" in written or "\\" in written:
        raise ValueError("it is no name of a file")
    return written


_READERS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "documents": {
        "format": Format,
        "first_seen": _read_moment,
        "last_seen": _read_moment,
        "indicators": _read_texts,
        "pages_not_read": _read_numbers,
    },
    "blocks": {"kind": BlockKind},
    "footnotes": {"system": CitationSystem},
    "footnote_sources": {"kind": Kind, "target": _read_target},
    "sources": {"kind": Kind, "url": _read_address, "first_seen": _read_moment, "next_due": _read_moment},
    "citations": {"system": CitationSystem},
    "runs": {"started": _read_moment, "finished": _read_moment, "reported": _read_moment},
    "visits": {
        "moment": _read_moment,
        "reach": Reach,
        "page": Page,
        "fault": Fault,
        "hops": _read_hops,
        "change": Change,
        "compared_with": _read_moment,
        "lost_fragments": _read_texts,
        "sought_fragments": _read_texts,
        "refusal": RefusalReason,
    },
    "captures": {
        "moment": _read_moment,
        "warc": _read_file_name,
        "offset": _read_offset,
        "length": _read_length,
        "page": Page,
        "fingerprint": _read_fingerprint,
        "lost": _read_moment,
    },
    "texts": {"coverage": Coverage},
    "unread_answers": {"moment": _read_moment, "warc": _read_file_name, "offset": _read_offset, "length": _read_length},
    "evidence": {"support": Support, "passages": _read_passages, "facts": _read_facts, "coverage": Coverage},
    "anchors": {"moment": _read_moment, "state": AnchorState, "facts": _read_facts},
    "findings": {"level": Level, "also": _read_texts, "further": _read_places},
    "leases": {"since": _read_moment, "renewed": _read_moment},
    "news": {"made": _read_moment, "ended": _read_moment},
    "channels": {"since": _read_moment},
    "deliveries": {"moment": _read_moment},
}
"""What reads the columns of each table; NULL is a value of any column that may be NULL."""

_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
"""What reading a damaged value raises; JSON that cannot be parsed is a ValueError."""
_MOST_SHOWN = 60
"""Characters of a damaged value that a sentence shows."""


def read_value(table: str, column: str, row: Mapping[str, Any], *, name: str | None = None) -> Any:
    """Return the value of a column in a row, None for NULL. `name` is that of the value in the row, if another one.

    Raises:
        StoreDamaged: the value is not one that the column may hold.
    """
    written = row[name or column]
    if written is None:
        return None
    try:
        return _READERS[table][column](written)
    except _UNREADABLE as error:
        raise StoreDamaged(
            f"the store has {_show(written)} as {table}.{column}, which cannot be read; run `citecheck store check`"
        ) from error


def list_read_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table whose values are read; none of a table that has only texts and numbers."""
    return tuple(_READERS.get(table, ()))


def find_broken_values(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name of each column of a row whose value cannot be read, with the value as shown to users."""
    for column, reader in _READERS[table].items():
        written = row.get(column)
        if written is None:
            continue
        try:
            reader(written)
        except _UNREADABLE:
            yield column, _show(written)


def _show(written: Any) -> str:
    """Return a value for a sentence: quoted, without control characters, and not long."""
    shown = repr(written)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"
