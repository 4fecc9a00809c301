"""Drafts in the store: documents, footnotes, sources, claims and citations, and look-ups of sources across drafts.

`compute_source_key` defines what identifies a source across drafts and runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never

from citecheck.errors import StoreDamaged
from citecheck.model.draft import Block, Citation, CitationSystem, Draft, Footnote, Place, Source
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Target, Url
from citecheck.store.database import Store
from citecheck.store.values import dump_target, read_value
from citecheck.url.normal_form import parse_url

_COUNTS = ("links_outside_notes", "notes_without_marker", "markers_without_note")
"""The columns of a document that count what its citations leave out, named as the fields of a draft."""


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
    for table in ("citations", "footnotes", "blocks"):
        store.execute(f"DELETE FROM {table} WHERE document_id = ?", [document])  # noqa: S608 (names of ours)
    for position, block in enumerate(draft.blocks):
        store.execute(
            'INSERT INTO blocks (document_id, position, kind, text, line, "column", page, paragraph)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [document, position, block.kind.value, block.text, *_dump_place(block.place)],
        )
    sources: dict[str, int] = {}
    notes = {note.id: _insert_footnote(store, document, note, sources, moment) for note in draft.entries}
    claims: dict[str, int] = {}
    for position, citation in enumerate(draft.citations):
        if citation.sentence not in claims:
            claims[citation.sentence] = _upsert_claim(store, document, citation.sentence)
        note = None if citation.footnote is None else notes[citation.footnote]
        _insert_citation(store, (document, position, claims[citation.sentence], note), citation)
    return RecordedDraft(document, sources, claims)


def _insert_citation(store: Store, row: tuple[int, int, int, int | None], citation: Citation) -> None:
    """Write a citation; `row` is its document, position, claim and footnote."""
    store.execute(
        'INSERT INTO citations (document_id, position, claim_id, footnote_id, marker, section, block, start, "end",'
        ' system, line, "column", page, paragraph) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        [
            *row,
            citation.marker,
            citation.section,
            citation.block,
            citation.start,
            citation.end,
            citation.system.value,
            *_dump_place(citation.place),
        ],
    )


def _dump_place(place: Place) -> tuple[int | None, ...]:
    """Return a place as its four columns: line, column, page, paragraph."""
    return place.line, place.column, place.page, place.paragraph


def _load_place(row: dict[str, Any]) -> Place:
    """Return the place of a row."""
    return Place(row["line"], row["column"], row["page"], row["paragraph"])


def _upsert_document(store: Store, draft: Draft, moment: datetime) -> int:
    """Insert or update the draft's document and return its row id.

    A file is one document, however its path is spelled: the document takes the present spelling.
    """
    file = _name_file(store, draft.path)
    if file is not None:
        store.execute(
            "UPDATE documents SET path = ? WHERE id = (SELECT MIN(id) FROM documents WHERE file = ?)"
            " AND NOT EXISTS (SELECT 1 FROM documents WHERE path = ?)",
            [draft.path, file, draft.path],
        )
    now = moment.isoformat()
    columns = {
        "format": draft.format.value,
        "title": draft.title,
        "language": draft.language,
        "sha256": draft.sha256,
        "indicators": json.dumps(draft.indicators),
        "pages_not_read": json.dumps(draft.pages_not_read),
        **{count: getattr(draft, count) for count in _COUNTS},
        "last_seen": now,
        "file": file,
    }
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns)
    row = store.db.execute(
        f"INSERT INTO documents (path, first_seen, {', '.join(columns)}) VALUES (?, ?{', ?' * len(columns)})"  # noqa: S608 (names of ours)
        f" ON CONFLICT (path) DO UPDATE SET {updates} RETURNING id",
        [draft.path, now, *columns.values()],
    ).fetchone()
    return int(row[0])


def _name_file(store: Store, path: str) -> str | None:
    """Return the real path of a file from the folder of the store, so that both can be moved; None without a file."""
    if not Path(path).is_file():
        return None
    return os.path.relpath(os.path.realpath(path), os.path.realpath(store.path.parent))


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
        'INSERT INTO footnotes (document_id, note, marker, text, system, line, "column", page, paragraph)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [document, note.id, note.marker, note.text, note.system.value, *_dump_place(note.place)],
    )
    for position, source in enumerate(note.sources):
        key = compute_source_key(source)
        if key not in sources:
            sources[key] = _upsert_source(store, source, key, moment)
        _insert_footnote_source(store, (footnote, position, sources[key]), source)
    return footnote


def _insert_footnote_source(store: Store, row: tuple[int, int, int], source: Source) -> None:
    """Write a source as its note has it; `row` is its footnote, its position there and its row of `sources`."""
    store.execute(
        "INSERT INTO footnote_sources (footnote_id, position, source_id, kind, raw, target, fragment, defanged, title,"
        ' archive_url, said_live, line, "column", page, paragraph)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *row,
            source.kind.value,
            source.raw,
            dump_target(source.target),
            source.target.fragment if isinstance(source.target, Url) else None,
            int(source.defanged),
            source.title,
            source.archive_url,
            int(source.said_live),
            *_dump_place(source.place),
        ],
    )


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
    """Return a document as last recorded, without its findings and the facts that its reader passed to the rules."""
    (row,) = store.rows("SELECT * FROM documents WHERE id = ?", [document])
    notes: dict[int | None, Footnote] = {
        note["id"]: Footnote(
            note["note"],
            note["marker"],
            note["text"],
            _load_place(note),
            _load_sources(store, note["id"]),
            read_value("footnotes", "system", note),
        )
        for note in store.rows("SELECT * FROM footnotes WHERE document_id = ? ORDER BY id", [document])
    }
    return Draft(
        row["path"],
        read_value("documents", "format", row),
        row["title"],
        row["language"],
        row["sha256"],
        _load_blocks(store, document),
        tuple(note for note in notes.values() if note.system is not CitationSystem.LINK),
        _load_citations(store, document, {key: note.id for key, note in notes.items()}),
        read_value("documents", "indicators", row),
        link_entries=tuple(note for note in notes.values() if note.system is CitationSystem.LINK),
        pages_not_read=read_value("documents", "pages_not_read", row),
        **{count: row[count] for count in _COUNTS},
    )


def _load_blocks(store: Store, document: int) -> tuple[Block, ...]:
    """Return the text of a document, none if it was recorded by a version that did not keep it."""
    rows = store.rows("SELECT * FROM blocks WHERE document_id = ? ORDER BY position", [document])
    return tuple(Block(read_value("blocks", "kind", row), row["text"], _load_place(row)) for row in rows)


def _load_citations(store: Store, document: int, notes: Mapping[int | None, str]) -> tuple[Citation, ...]:
    """Return the citations of a document in reading order; `notes` holds the ids of its footnotes by row."""
    rows = store.rows(
        "SELECT citations.*, claims.sentence FROM citations JOIN claims ON claims.id = claim_id"
        " WHERE citations.document_id = ? ORDER BY position",
        [document],
    )
    return tuple(
        Citation(
            row["marker"],
            notes.get(row["footnote_id"]),
            row["sentence"],
            _load_place(row),
            row["section"],
            row["block"],
            row["start"] or 0,
            row["end"] or 0,
            read_value("citations", "system", row),
        )
        for row in rows
    )


def _load_sources(store: Store, footnote: int) -> tuple[Source, ...]:
    """Return the sources of a footnote in order."""
    rows = store.rows(
        "SELECT footnote_sources.*, sources.kind AS first_kind, sources.url, sources.written, sources.key"
        " FROM footnote_sources JOIN sources ON sources.id = source_id WHERE footnote_id = ? ORDER BY position",
        [footnote],
    )
    return tuple(
        Source(
            row["raw"],
            read_value("footnote_sources", "kind", row) or read_value("sources", "kind", row, name="first_kind"),
            read_value("footnote_sources", "target", row) or _rebuild_target(row),
            _load_place(row),
            bool(row["defanged"]),
            row["title"],
            row["archive_url"],
            bool(row["said_live"]),
        )
        for row in rows
    )


_TARGETS_OF_KEYS: dict[str, Callable[[str], Target]] = {
    "cut": CutUrl,
    "hostile": Hostile,
    "malformed": lambda written: Malformed(written, "no address parser accepts it"),
    "text": lambda _: Offline(),
}
"""The beginnings of the keys of `compute_source_key`, each with the target that the rest identifies."""


def _rebuild_target(row: dict[str, Any]) -> Target:
    """Return the target of a row of an older version, from the key of its source and the fragment of its note."""
    if row["url"] is not None:
        page, fragment = (row["written"] or row["url"]).partition("#")[0], row["fragment"]
        return Url(f"{page}#{fragment}" if fragment else page, row["url"])
    kind, _, rest = row["key"].partition(":")
    if kind not in _TARGETS_OF_KEYS:
        raise StoreDamaged(f"the store has {kind!r} as the kind of a source; run `citecheck store check`")
    return _TARGETS_OF_KEYS[kind](rest)


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


def find_source(store: Store, key: str) -> int | None:
    """Return the row id of a source by its key, None if it is not stored."""
    rows = store.rows("SELECT id FROM sources WHERE key = ?", [key])
    return int(rows[0]["id"]) if rows else None


def find_resources(store: Store, sources: Iterable[int]) -> frozenset[int]:
    """Return which of the sources are named as resources only: as images, scripts and other files that a page loads."""
    rows = store.rows(
        "SELECT source_id FROM footnote_sources WHERE source_id IN (SELECT value FROM json_each(?))"
        " GROUP BY source_id HAVING MAX(kind IS NOT ?) = 0",
        [json.dumps(list(sources)), Kind.RESOURCE.value],
    )
    return frozenset(row["source_id"] for row in rows)


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
