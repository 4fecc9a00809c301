"""Captures in the store: the text of each, and the place of each distinct body in the archive.

A page is stored once, however often it is captured: `StoredBodies` returns the record that holds a body, and two
captures with the same text share one row.

Cached results that are expensive to compute, by a digest of their input: parsed drafts, verdicts, vectors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from citecheck.archive.warc.capture_event import KeptBody
from citecheck.model.page import Coverage, Fingerprint, Page, PageReading, PageText
from citecheck.model.report import Capture
from citecheck.store.database import Store
from citecheck.store.values import read_value


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """A capture with the text read from it. `url` is the address that answered, after all redirects.

    `etag` and `last_modified` are the server's values. `reader` is a digest of what the reading depends on except the
    body: an answer with the same body and the same one is read the same. None if an older version wrote the capture.
    """

    capture: Capture
    url: str
    page: Page
    media_type: str
    text: PageText
    fingerprint: Fingerprint
    etag: str | None = None
    last_modified: str | None = None
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text of the store, without its words: its digest, how much of its source it is, and whether it is blank.

    A run keeps this of each page that it has seen, and loads the text when it asks something of it.
    """

    digest: str
    coverage: Coverage | None = None
    is_blank: bool = False


def record_capture(store: Store, source: int, kept: KeptCapture) -> StoredText:
    """Write a capture and its text, and return which text it is. Captures with the same text share one row.

    The archive record must already be on disk. Call inside `store.writing()`.
    """
    text = record_text(store, kept.text)
    capture = kept.capture
    store.execute(
        "INSERT OR IGNORE INTO captures"
        ' (id, source_id, url, moment, sha256, warc, "offset", length, page, media_type, etag, last_modified,'
        " fingerprint, text_digest, reader) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            capture.id,
            source,
            kept.url,
            capture.moment.isoformat(),
            capture.sha256,
            capture.warc,
            capture.offset,
            capture.length,
            kept.page.value,
            kept.media_type,
            kept.etag,
            kept.last_modified,
            json.dumps([kept.fingerprint.version, kept.fingerprint.main, kept.fingerprint.visible]),
            text.digest,
            kept.reader,
        ],
    )
    return text


def record_text(store: Store, text: PageText) -> StoredText:
    """Write a page's text if it is new and return which one it is. Call inside `store.writing()`."""
    coverage = text.coverage and text.coverage.value
    parts = (text.title, text.main, text.visible, text.language, text.published)
    digest = digest_text(parts, coverage)
    store.execute(
        "INSERT OR IGNORE INTO texts (digest, title, main, visible, language, published, coverage)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [digest, *map(make_storable, parts), coverage],
    )
    return StoredText(digest, text.coverage, not text.visible.strip())


def digest_text(parts: Iterable[str | None], coverage: str | None) -> str:
    """Return the key of a text: the digest of its title, main and visible text, language, day, and coverage if any."""
    joined = "\x1f".join([*(part or "" for part in parts), *([coverage] if coverage else [])])
    return hashlib.blake2b(joined.encode("utf-8", "replace"), digest_size=20).hexdigest()


_TEXT_COLUMNS = "title, main, visible, language, published, coverage"


def load_texts(store: Store, digests: Iterable[str]) -> dict[str, PageText]:
    """Return texts by their digests, without the roles of their blocks; one that is not stored is left out."""
    rows = store.rows(
        f"SELECT digest, {_TEXT_COLUMNS} FROM texts WHERE digest IN (SELECT value FROM json_each(?))",  # noqa: S608 (a constant)
        [json.dumps(list(digests))],
    )
    return {row["digest"]: _build_text(row) for row in rows}


def _build_text(row: dict[str, Any]) -> PageText:
    """Build the text of a row of `texts`."""
    coverage = read_value("texts", "coverage", row)
    return PageText(row["title"], row["main"], row["visible"], row["language"], row["published"], coverage=coverage)


def make_storable(text: str | None) -> str | None:
    """Replace lone surrogates, which SQLite cannot hold as UTF-8."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


_CAPTURE_COLUMNS = (
    'captures.id, captures.url, captures.moment, sha256, warc, "offset", length, captures.page, media_type,'
    " iif(lost IS NULL, etag, NULL) AS etag, iif(lost IS NULL, last_modified, NULL) AS last_modified,"
    f" fingerprint, reader, {_TEXT_COLUMNS}"
)
"""The columns of a capture. A lost one has no validators, so that the page is asked for and kept again."""


def load_last_good_capture(store: Store, source: int) -> KeptCapture | None:
    """Return the newest capture of a source that showed the cited content, None if there is none.

    A later page is not compared with bot walls, errors or dead pages. Nor is it compared with a page that replaced the
    source: the replacement is reported until the source shows its own content again. The same holds for a page in
    another language than the one that was cited, and for a notice in place of an article, of which a run keeps the
    captures of both looks.
    """
    rows = store.rows(
        f"SELECT {_CAPTURE_COLUMNS} FROM captures JOIN texts ON texts.digest = text_digest"  # noqa: S608 (a constant)
        " WHERE source_id = ? AND captures.page = 'live' AND NOT EXISTS"
        " (SELECT 1 FROM visits WHERE visits.capture_id = captures.id"
        "  AND (visits.change = 'replaced' OR visits.change_language IS NOT NULL))"
        " AND NOT EXISTS (SELECT 1 FROM visits JOIN runs ON runs.id = visits.run_id WHERE visits.reach = 'suspect'"
        "  AND visits.source_id = captures.source_id AND captures.moment BETWEEN runs.started AND visits.moment)"
        " ORDER BY captures.rowid DESC LIMIT 1",
        [source],
    )
    return _build_kept_capture(rows[0]) if rows else None


def load_recent_fingerprints(store: Store, source: int, *, most: int) -> tuple[Fingerprint, ...]:
    """Return the fingerprints of the last `most` good captures of a source at most, oldest first."""
    rows = store.rows(
        "SELECT fingerprint FROM captures WHERE source_id = ? AND page = 'live' ORDER BY rowid DESC LIMIT ?",
        [source, most],
    )
    return tuple(read_value("captures", "fingerprint", row) for row in reversed(rows))


def load_capture(store: Store, capture: str) -> KeptCapture | None:
    """Return one capture, None if it is not in the store."""
    rows = store.rows(
        f"SELECT {_CAPTURE_COLUMNS} FROM captures JOIN texts ON texts.digest = text_digest"  # noqa: S608 (a constant)
        " WHERE captures.id = ?",
        [capture],
    )
    return _build_kept_capture(rows[0]) if rows else None


def _build_capture(row: dict[str, Any]) -> Capture:
    """Build the place of a capture in the archive from a row of `captures`."""
    moment = read_value("captures", "moment", row)
    return Capture(row["id"], moment, row["sha256"], row["warc"], row["offset"], row["length"])


@dataclass(frozen=True, slots=True)
class CaptureOutline:
    """A capture without its text: its place in the archive, what its page says of itself, and which text it has.

    `capture` is None of a text that was read and of which no copy is kept.
    """

    capture: Capture | None
    title: str | None
    published: str | None
    language: str | None
    text: StoredText


_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What `str.strip` takes away; SQLite takes away spaces only."""


def load_outline(store: Store, capture: str) -> CaptureOutline | None:
    """Return the outline of one capture, None if it is not in the store."""
    rows = store.rows(
        'SELECT captures.id, captures.moment, sha256, warc, "offset", length, title, published, language, coverage,'
        " digest, trim(visible, ?) = '' AS is_blank FROM captures JOIN texts ON texts.digest = text_digest"
        " WHERE captures.id = ?",
        [_BLANKS, capture],
    )
    if not rows:
        return None
    return _build_outline(_build_capture(rows[0]), rows[0])


def load_text_outline(store: Store, digest: str) -> CaptureOutline | None:
    """Return the outline of a text of which no copy is kept, None if it is not in the store."""
    rows = store.rows(
        "SELECT title, published, language, coverage, digest, trim(visible, ?) = '' AS is_blank FROM texts"
        " WHERE digest = ?",
        [_BLANKS, digest],
    )
    return _build_outline(None, rows[0]) if rows else None


def _build_outline(capture: Capture | None, row: dict[str, Any]) -> CaptureOutline:
    text = StoredText(row["digest"], read_value("texts", "coverage", row), bool(row["is_blank"]))
    return CaptureOutline(capture, row["title"], row["published"], row["language"], text)


def find_first_address(store: Store, source: int, moment: datetime) -> str | None:
    """Return the address at which the text of the capture of a moment was first kept, None without such a capture."""
    rows = store.rows(
        "SELECT first.url FROM captures JOIN captures AS first"
        " ON first.source_id = captures.source_id AND first.text_digest = captures.text_digest"
        " WHERE captures.source_id = ? AND captures.moment = ? ORDER BY first.rowid LIMIT 1",
        [source, moment.isoformat()],
    )
    return rows[0]["url"] if rows else None


def find_capture(store: Store, written: str) -> KeptCapture | None:
    """Return the capture whose id begins with `written`, None if there is none or more than one."""
    rows = store.rows("SELECT id FROM captures WHERE id >= ? AND id < ? LIMIT 2", [written, f"{written}\U0010ffff"])
    return load_capture(store, rows[0]["id"]) if len(rows) == 1 else None


def find_loss(store: Store, capture: str) -> str | None:
    """Return since when a repair has marked a capture as lost, in ISO 8601, None if none has."""
    rows = store.rows("SELECT * FROM captures WHERE id = ?", [capture])
    return rows[0].get("lost") if rows else None  # a store of an older version has no such column


def _build_kept_capture(row: dict[str, Any]) -> KeptCapture:
    """Build the capture of a joined row."""
    return KeptCapture(
        _build_capture(row),
        row["url"],
        read_value("captures", "page", row),
        row["media_type"],
        _build_text(row),
        read_value("captures", "fingerprint", row),
        row["etag"],
        row["last_modified"],
        row["reader"],
    )


def reading_of(kept: KeptCapture) -> PageReading:
    """Return a stored capture as a page reading, for comparison with a later one."""
    return PageReading(kept.page, kept.text, kept.fingerprint, kept.media_type, None)


@dataclass(frozen=True, slots=True)
class StoredBodies(MutableMapping[str, KeptBody]):
    """A mapping from the SHA-256 of a body (hexadecimal) to its record. Bodies of earlier runs come from the store."""

    store: Store
    fresh: dict[str, KeptBody] = field(default_factory=dict)

    def __getitem__(self, sha256: str) -> KeptBody:
        """Return the record of a body. The oldest capture of it holds the body itself."""
        if sha256 in self.fresh:
            return self.fresh[sha256]
        rows = self.store.rows(
            'SELECT id, url, moment, warc, "offset", sha256 FROM captures WHERE sha256 = ? AND lost IS NULL'
            " ORDER BY rowid LIMIT 1",
            [sha256],
        )
        if not rows:
            raise KeyError(sha256)
        row = rows[0]
        return KeptBody(
            row["url"], read_value("captures", "moment", row), row["id"], row["warc"], row["offset"], row["sha256"]
        )

    def __setitem__(self, sha256: str, kept: KeptBody) -> None:
        """Add a body written in this run."""
        self.fresh[sha256] = kept

    def __delitem__(self, sha256: str) -> None:
        """Remove a body written in this run."""
        del self.fresh[sha256]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the digests of this run."""
        return iter(self.fresh)

    def __len__(self) -> int:
        """Count the bodies of this run."""
        return len(self.fresh)


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
