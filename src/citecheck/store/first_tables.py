"""The tables of the first version of the store, which never change: every later change is a migration."""

from __future__ import annotations

FIRST_TABLES = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    title TEXT,
    language TEXT,
    sha256 TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL
) STRICT;

CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    url TEXT,
    prefix TEXT,
    written TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    next_due TEXT
) STRICT;
CREATE INDEX sources_due ON sources (next_due) WHERE next_due IS NOT NULL;

CREATE TABLE footnotes (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    marker TEXT NOT NULL,
    text TEXT NOT NULL,
    line INTEGER,
    "column" INTEGER,
    UNIQUE (document_id, note)
) STRICT;

CREATE TABLE footnote_sources (
    footnote_id INTEGER NOT NULL REFERENCES footnotes(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    raw TEXT NOT NULL,
    defanged INTEGER NOT NULL,
    line INTEGER,
    "column" INTEGER,
    PRIMARY KEY (footnote_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX footnote_sources_source ON footnote_sources (source_id);

CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    sentence TEXT NOT NULL,
    UNIQUE (document_id, sentence)
) STRICT;

CREATE TABLE citations (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    claim_id INTEGER NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
    footnote_id INTEGER REFERENCES footnotes(id) ON DELETE CASCADE,
    marker TEXT NOT NULL,
    section TEXT,
    line INTEGER,
    "column" INTEGER,
    UNIQUE (document_id, position)
) STRICT;
CREATE INDEX citations_claim ON citations (claim_id);
CREATE INDEX citations_footnote ON citations (footnote_id);

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    command TEXT NOT NULL,
    key TEXT NOT NULL,
    started TEXT NOT NULL,
    finished TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_unfinished ON runs (key) WHERE finished IS NULL;

CREATE TABLE texts (
    digest TEXT PRIMARY KEY,
    title TEXT,
    main TEXT NOT NULL,
    visible TEXT NOT NULL,
    language TEXT,
    published TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE captures (
    id TEXT PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    url TEXT NOT NULL,
    moment TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    warc TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    page TEXT NOT NULL,
    media_type TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    fingerprint TEXT NOT NULL,
    text_digest TEXT NOT NULL REFERENCES texts(digest)
) STRICT;
CREATE INDEX captures_source ON captures (source_id, moment);
CREATE INDEX captures_body ON captures (sha256);

CREATE TABLE visits (
    run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    moment TEXT NOT NULL,
    reach TEXT NOT NULL,
    page TEXT,
    fault TEXT,
    status INTEGER,
    error TEXT,
    final_url TEXT,
    hops TEXT NOT NULL,
    elapsed REAL NOT NULL,
    change TEXT,
    compared_with TEXT,
    tls_days INTEGER,
    flapping INTEGER NOT NULL DEFAULT 0,
    capture_id TEXT REFERENCES captures(id),
    kept_id TEXT REFERENCES captures(id),
    looks INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (run_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX visits_source ON visits (source_id, moment);
CREATE INDEX visits_moment ON visits (moment);
CREATE INDEX visits_capture ON visits (capture_id);

CREATE TABLE edits (
    run_id TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (run_id, source_id, position),
    FOREIGN KEY (run_id, source_id) REFERENCES visits(run_id, source_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    claim_id INTEGER NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    support TEXT NOT NULL,
    score REAL NOT NULL,
    reason TEXT,
    passages TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (run_id, claim_id, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE anchors (
    claim_id INTEGER NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    moment TEXT NOT NULL,
    exact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    state TEXT,
    PRIMARY KEY (claim_id, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    document_id INTEGER REFERENCES documents(id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    advice TEXT NOT NULL,
    marker TEXT,
    footnote TEXT,
    url TEXT,
    line INTEGER,
    "column" INTEGER
) STRICT;
CREATE INDEX findings_run ON findings (run_id);
CREATE TABLE answers (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    answer BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    event TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    moment TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_document ON findings (document_id);
"""
