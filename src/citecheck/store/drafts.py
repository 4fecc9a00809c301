"""Drafts in the store: documents, footnotes, sources, claims and citations, and look-ups of sources across drafts.

`compute_source_key` defines what identifies a source across drafts and runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from citecheck.model.draft import Block, Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Target, Url
from citecheck.store.database import Store
from citecheck.url.normal_form import parse_url


@dataclass(frozen=True, slots=True)
class RecordedDraft:
    """Row ids of a recorded draft: its document, its sources by key, and its claims by sentence."""

    document: int
    sources: dict[str, int]
    claims: dict[str, int]


def record_draft(store: Store, draft: Draft, moment: datetime) -> RecordedDraft:
    """Write the present state of a draft. Earlier footnotes and citations of the same path are replaced; claims stay.

    Claims stay so that the anchors of a sentence survive an edit of another one. Call inside `store.writing()`.
    """
    document = _upsert_document(store, draft, moment)
    store.execute("DELETE FROM citations WHERE document_id = ?", [document])
    store.execute("DELETE FROM footnotes WHERE document_id = ?", [document])
    sources: dict[str, int] = {}
    notes: dict[str, int] = {}
    for note in draft.footnotes:
        notes[note.id] = _insert_footnote(store, document, note, sources, moment)
    claims: dict[str, int] = {}
    for position, citation in enumerate(draft.citations):
        claim = claims.get(citation.sentence)
        if claim is None:
            claim = claims[citation.sentence] = _upsert_claim(store, document, citation.sentence)
        store.execute(
            'INSERT INTO citations (document_id, position, claim_id, footnote_id, marker, section, line, "column")'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                document,
                position,
                claim,
                notes.get(citation.footnote or ""),
                citation.marker,
                citation.section,
                citation.place.line,
                citation.place.column,
            ],
        )
    return RecordedDraft(document, sources, claims)


def _upsert_document(store: Store, draft: Draft, moment: datetime) -> int:
    """Insert or update the draft's document and return its row id."""
    now = moment.isoformat()
    row = store.db.execute(
        "INSERT INTO documents (path, format, title, language, sha256, first_seen, last_seen)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET format = excluded.format,"
        " title = excluded.title, language = excluded.language, sha256 = excluded.sha256,"
        " last_seen = excluded.last_seen RETURNING id",
        [draft.path, draft.format.value, draft.title, draft.language, draft.sha256, now, now],
    ).fetchone()
    return int(row[0])


def _upsert_claim(store: Store, document: int, sentence: str) -> int:
    """Insert a sentence of the document if it is new and return its row id."""
    row = store.db.execute(
        "INSERT INTO claims (document_id, sentence) VALUES (?, ?)"
        " ON CONFLICT (document_id, sentence) DO UPDATE SET sentence = excluded.sentence RETURNING id",
        [document, sentence],
    ).fetchone()
    return int(row[0])


def _insert_footnote(store: Store, document: int, note: Footnote, sources: dict[str, int], moment: datetime) -> int:
    """Write a footnote with its sources and return its row id. Add the sources' row ids to `sources` by key."""
    footnote = store.execute(
        'INSERT INTO footnotes (document_id, note, marker, text, line, "column") VALUES (?, ?, ?, ?, ?, ?)',
        [document, note.id, note.marker, note.text, note.place.line, note.place.column],
    )
    for position, source in enumerate(note.sources):
        key = compute_source_key(source)
        if key not in sources:
            sources[key] = _upsert_source(store, source, key, moment)
        store.execute(
            'INSERT INTO footnote_sources (footnote_id, position, source_id, raw, defanged, line, "column",'
            " fragment) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                footnote,
                position,
                sources[key],
                source.raw,
                int(source.defanged),
                source.place.line,
                source.place.column,
                source.target.fragment if isinstance(source.target, Url) else None,
            ],
        )
    return footnote


def _upsert_source(store: Store, source: Source, key: str, moment: datetime) -> int:
    """Insert a source if it is new and return its row id. A new address is due at once."""
    url = source.target.canonical if isinstance(source.target, Url) else None
    prefix = source.target.prefix if isinstance(source.target, CutUrl) else None
    written = source.target.written if isinstance(source.target, Url) else source.raw
    now = moment.isoformat()
    row = store.db.execute(
        "INSERT INTO sources (key, kind, url, prefix, written, first_seen, next_due) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id",
        [key, source.kind.value, url, prefix, written, now, now if url else None],
    ).fetchone()
    return int(row[0])


def load_draft(store: Store, document: int) -> Draft:
    """Return a document as last recorded, without the text between its citations."""
    (row,) = store.rows("SELECT * FROM documents WHERE id = ?", [document])
    notes = {
        note["id"]: Footnote(
            note["note"],
            note["marker"],
            note["text"],
            Place(note["line"], note["column"]),
            _load_sources(store, note["id"]),
        )
        for note in store.rows("SELECT * FROM footnotes WHERE document_id = ? ORDER BY id", [document])
    }
    citations = tuple(
        Citation(
            citation["marker"],
            notes[citation["footnote_id"]].id if citation["footnote_id"] else None,
            citation["sentence"],
            Place(citation["line"], citation["column"]),
            citation["section"],
        )
        for citation in store.rows(
            "SELECT citations.*, claims.sentence FROM citations JOIN claims ON claims.id = claim_id"
            " WHERE citations.document_id = ? ORDER BY position",
            [document],
        )
    )
    blocks: tuple[Block, ...] = ()
    return Draft(
        row["path"],
        Format(row["format"]),
        row["title"],
        row["language"],
        row["sha256"],
        blocks,
        tuple(notes.values()),
        citations,
    )


def _load_sources(store: Store, footnote: int) -> tuple[Source, ...]:
    """Return the sources of a footnote in order."""
    return tuple(
        Source(
            row["raw"],
            Kind(row["kind"]),
            _build_target(row),
            Place(row["line"], row["column"]),
            bool(row["defanged"]),
        )
        for row in store.rows(
            "SELECT footnote_sources.*, sources.kind, sources.url, sources.prefix, sources.written, sources.key"
            " FROM footnote_sources JOIN sources ON sources.id = source_id WHERE footnote_id = ? ORDER BY position",
            [footnote],
        )
    )


def _build_target(row: dict[str, str | None]) -> Target:
    """Build the target of a row of `sources`, with the fragment that the note cites."""
    if row["url"]:
        page, fragment = (row["written"] or row["url"]).partition("#")[0], row["fragment"]
        return Url(f"{page}#{fragment}" if fragment else page, row["url"])
    if row["prefix"]:
        return CutUrl(row["prefix"])
    if (row["key"] or "").startswith("malformed:"):
        return Malformed(row["written"] or "", "no address parser accepts it")
    return Offline()


def load_recorded_draft(store: Store, document: int, draft: Draft) -> RecordedDraft:
    """Return the row ids of a draft that was recorded before."""
    sources = store.rows(
        "SELECT DISTINCT sources.key, sources.id FROM sources JOIN footnote_sources ON source_id = sources.id"
        " JOIN footnotes ON footnotes.id = footnote_id WHERE document_id = ?",
        [document],
    )
    claims = store.rows("SELECT sentence, id FROM claims WHERE document_id = ?", [document])
    cited = {citation.sentence for citation in draft.citations}
    return RecordedDraft(
        document,
        {row["key"]: row["id"] for row in sources},
        {row["sentence"]: row["id"] for row in claims if row["sentence"] in cited},
    )


def find_citing_documents(store: Store, sources: Iterable[int]) -> tuple[int, ...]:
    """Return the ids of the documents that cite any of the sources, in the order they were first recorded."""
    rows = store.rows(
        "SELECT DISTINCT document_id FROM footnotes JOIN footnote_sources ON footnote_id = footnotes.id"
        " WHERE source_id IN (SELECT value FROM json_each(?)) ORDER BY document_id",
        [json.dumps(list(sources))],
    )
    return tuple(row["document_id"] for row in rows)


def compute_source_key(source: Source) -> str:
    """Return the identity of a source: its canonical address, or what is known of it if it has none.

    Equal prefixes are not equal sources, so a cut address is identified only by its printed text.
    """
    match source.target:
        case Url(canonical=canonical):
            return canonical
        case CutUrl(prefix=prefix):
            return f"cut:{prefix}"
        case Hostile(refanged=refanged):
            return f"hostile:{refanged}"
        case Malformed(written=written):
            return f"malformed:{written}"
        case Offline():
            return f"text:{' '.join(source.raw.split())}"
        case never:
            assert_never(never)


def compute_copy_key(source: Source) -> str | None:
    """Return the canonical address of the archived copy that a draft names next to a source, None without one."""
    target = parse_url(source.archive_url) if source.archive_url else None
    return target.canonical if isinstance(target, Url) else None


def record_copies(store: Store, urls: Iterable[str], moment: datetime) -> dict[str, int]:
    """Write the canonical addresses of archived copies; return their row ids by address. Call inside `store.writing()`.

    A copy that no note cites for itself is due at no time: it is requested when its original cannot be seen.
    """
    return {url: _upsert_source(store, Source(url, Kind.URL, Url(url, url), Place()), url, moment) for url in urls}


def find_addresses_under(store: Store, prefix: str) -> tuple[str, ...]:
    """Return the complete addresses of any draft that begin with `prefix`, in order. Scheme and case are as stored."""
    rows = store.rows(
        "SELECT url FROM sources WHERE key >= ? AND key < ? AND url IS NOT NULL ORDER BY key LIMIT 50",
        [prefix, f"{prefix}\U0010ffff"],
    )
    return tuple(row["url"] for row in rows)


def find_cited_fragments(store: Store, sources: Iterable[int]) -> dict[str, tuple[str, ...]]:
    """Return the fragments that drafts cite within the pages of sources: by address, each once, in order."""
    rows = store.rows(
        "SELECT DISTINCT url, fragment FROM footnote_sources JOIN sources ON sources.id = source_id"
        " WHERE source_id IN (SELECT value FROM json_each(?)) AND fragment <> '' ORDER BY fragment",
        [json.dumps(list(sources))],
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["url"]] = (*found.get(row["url"], ()), row["fragment"])
    return found
