"""Cached results that are expensive to compute, by a digest of their input: parsed drafts, verdicts, vectors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass

from citecheck.store.database import Store


@dataclass(frozen=True, slots=True)
class StoredAnswers(MutableMapping[str, bytes]):
    """A mapping over the rows of one `kind`. Each write is a transaction of its own."""

    store: Store
    kind: str

    def __getitem__(self, key: str) -> bytes:
        """Return an answer. Raise KeyError if there is none."""
        rows = self.store.rows("SELECT answer FROM answers WHERE kind = ? AND key = ?", [self.kind, key])
        if not rows:
            raise KeyError(key)
        return bytes(rows[0]["answer"])

    def __setitem__(self, key: str, answer: bytes) -> None:
        """Store an answer."""
        with self.store.writing():
            self.store.upsert("answers", ("kind", "key"), {"kind": self.kind, "key": key, "answer": answer})

    def __delitem__(self, key: str) -> None:
        """Delete an answer. Raise KeyError if there is none."""
        if key not in self:
            raise KeyError(key)
        with self.store.writing():
            self.store.execute("DELETE FROM answers WHERE kind = ? AND key = ?", [self.kind, key])

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return (row["key"] for row in self.store.rows("SELECT key FROM answers WHERE kind = ?", [self.kind]))

    def __len__(self) -> int:
        """Count the answers."""
        return int(self.store.rows("SELECT count(*) AS n FROM answers WHERE kind = ?", [self.kind])[0]["n"])

    def many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the stored answers of many keys, in one query."""
        rows = self.store.rows(
            "SELECT key, answer FROM answers WHERE kind = ? AND key IN (SELECT value FROM json_each(?))",
            [self.kind, json.dumps(list(keys))],
        )
        return {row["key"]: bytes(row["answer"]) for row in rows}

    def keep(self, answers: Mapping[str, bytes]) -> None:
        """Store many answers in one transaction."""
        if answers:
            with self.store.writing():
                for key, answer in answers.items():
                    self.store.upsert("answers", ("kind", "key"), {"kind": self.kind, "key": key, "answer": answer})
