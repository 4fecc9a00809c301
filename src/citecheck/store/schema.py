"""The tables of the store, as migrations that are applied once each and never edited after a release.

Every relation is a foreign key. Times are ISO 8601 in UTC. Enumerations are stored by their INTERFACES spelling. A row
that points into the archive is written after its record is on disk.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from citecheck.store.first_tables import FIRST_TABLES

MIGRATIONS = Migrations("citecheck")


@MIGRATIONS()
def m001_tables(db: Database) -> None:
    """Create the first tables."""
    for statement in FIRST_TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@MIGRATIONS()
def m002_fragments(db: Database) -> None:
    """Add the fragment that each note cites, and the fragments that a visit did not find."""
    db.execute("ALTER TABLE footnote_sources ADD COLUMN fragment TEXT")
    db.execute("ALTER TABLE visits ADD COLUMN lost_fragments TEXT NOT NULL DEFAULT '[]'")


_BLOCKS = """
CREATE TABLE blocks (
    document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    line INTEGER,
    "column" INTEGER,
    page INTEGER,
    paragraph INTEGER,
    PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID
"""


@MIGRATIONS()
def m003_whole_drafts(db: Database) -> None:
    """Add what a draft lost in the store: its text, places of pages and paragraphs, and each source as its note has it.

    Rows of older versions have NULL in `target`; they are whole when the draft is checked again.
    """
    db.execute(_BLOCKS)
    db.execute("ALTER TABLE documents ADD COLUMN indicators TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE documents ADD COLUMN links_outside_notes INTEGER NOT NULL DEFAULT 0")
    added = {
        "footnotes": ("page INTEGER", "paragraph INTEGER"),
        "citations": ("page INTEGER", "paragraph INTEGER", "block INTEGER", "start INTEGER", '"end" INTEGER'),
        "footnote_sources": (
            "page INTEGER",
            "paragraph INTEGER",
            "kind TEXT",
            "target TEXT",
            "title TEXT",
            "archive_url TEXT",
        ),
    }
    for table, columns in added.items():
        for column in columns:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


_NEWS = """
CREATE TABLE news (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    url TEXT NOT NULL,
    line TEXT NOT NULL,
    made TEXT NOT NULL,
    ended TEXT
) STRICT;
CREATE INDEX news_event ON news (event);
CREATE INDEX news_open ON news (url) WHERE ended IS NULL;
CREATE TABLE channels (
    name TEXT PRIMARY KEY,
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
    news_id INTEGER NOT NULL REFERENCES news(id) ON DELETE CASCADE,
    channel TEXT NOT NULL REFERENCES channels(name) ON DELETE CASCADE,
    moment TEXT NOT NULL,
    PRIMARY KEY (news_id, channel)
) STRICT, WITHOUT ROWID;
INSERT INTO news (event, url, line, made) SELECT event, url, '', moment FROM notices;
DROP TABLE notices;
ALTER TABLE runs ADD COLUMN reported TEXT;
UPDATE runs SET reported = finished
"""


@MIGRATIONS()
def m004_news(db: Database) -> None:
    """Add the outbox of news and its deliveries, and when the report of a run was written.

    What was sent before is known; every finished run counts as reported.
    """
    for statement in _NEWS.split(";\n"):
        db.execute(statement)


@MIGRATIONS()
def m005_whole_visits(db: Database) -> None:
    """Add what a visit lost in the store: why it was refused, the share of sentences that stayed, the coverage."""
    db.execute("ALTER TABLE visits ADD COLUMN refusal TEXT")
    db.execute("ALTER TABLE visits ADD COLUMN kept_share REAL NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE texts ADD COLUMN coverage TEXT")


@MIGRATIONS()
def m006_said_live(db: Database) -> None:
    """Add whether a draft says that an address is live although it names a copy of it."""
    db.execute("ALTER TABLE footnote_sources ADD COLUMN said_live INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def m007_citation_systems(db: Database) -> None:
    """Add the system that a footnote and a citation belong to; all that were recorded before are notes."""
    for table in ("footnotes", "citations"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN system TEXT NOT NULL DEFAULT 'note'")


@MIGRATIONS()
def m008_counts_left_out(db: Database) -> None:
    """Add how many notes of a draft have no marker, and how many markers no note; 0 until it is checked again."""
    for count in ("notes_without_marker", "markers_without_note"):
        db.execute(f"ALTER TABLE documents ADD COLUMN {count} INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def m009_whole_evidence(db: Database) -> None:
    """Add what evidence lost in the store: how much of the source was read, and in which copy, and readings of anchors.

    Passages of older rows get the ordinal 0 of their sentence.
    """
    db.execute("ALTER TABLE evidence ADD COLUMN coverage TEXT NOT NULL DEFAULT 'whole'")
    db.execute("ALTER TABLE evidence ADD COLUMN names_only INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE evidence ADD COLUMN copy_id INTEGER REFERENCES sources(id)")
    db.execute("CREATE INDEX evidence_claim ON evidence (claim_id, source_id)")
    db.execute("ALTER TABLE anchors ADD COLUMN found TEXT")
    db.execute("ALTER TABLE anchors ADD COLUMN facts TEXT NOT NULL DEFAULT '[]'")


@MIGRATIONS()
def m010_whole_findings(db: Database) -> None:
    """Add what a finding lost in the store: its path, page and paragraph, the other notes and places, and its cause."""
    for column in (
        *("path TEXT", "page INTEGER", "paragraph INTEGER", "cause TEXT"),
        *("also TEXT NOT NULL DEFAULT '[]'", "further TEXT NOT NULL DEFAULT '[]'"),
    ):
        db.execute(f"ALTER TABLE findings ADD COLUMN {column}")


@MIGRATIONS()
def m011_pages_not_read(db: Database) -> None:
    """Add which pages of a draft could not be read; none until it is checked again."""
    db.execute("ALTER TABLE documents ADD COLUMN pages_not_read TEXT NOT NULL DEFAULT '[]'")


@MIGRATIONS()
def m012_languages_of_changes(db: Database) -> None:
    """Add the language that a page was shown in, if it was another one than before."""
    db.execute("ALTER TABLE visits ADD COLUMN change_language TEXT")


@MIGRATIONS()
def m013_files_of_documents(db: Database) -> None:
    """Add the file of a draft, by its real path from the folder of the store; none until it is checked again."""
    db.execute("ALTER TABLE documents ADD COLUMN file TEXT")
    db.execute("CREATE INDEX documents_file ON documents (file)")


@MIGRATIONS()
def m014_doubts_of_visits(db: Database) -> None:
    """Add what makes a live page look like no article; nothing until it is visited again."""
    db.execute("ALTER TABLE visits ADD COLUMN doubt TEXT")


@MIGRATIONS()
def m015_readers_of_captures(db: Database) -> None:
    """Add what the reading of a capture depends on except its body; nothing until the source is visited again."""
    db.execute("ALTER TABLE captures ADD COLUMN reader TEXT")


@MIGRATIONS()
def m016_circumstances_of_runs(db: Database) -> None:
    """Add how sites were asked in a run, as a digest; unknown of runs before, whose visits are not used again."""
    db.execute("ALTER TABLE runs ADD COLUMN circumstances TEXT")


@MIGRATIONS()
def m017_ledger(db: Database) -> None:
    """Add when a capture was found lost from the archive, and an index for what each archive file must hold."""
    db.execute("ALTER TABLE captures ADD COLUMN lost TEXT")
    db.execute('CREATE INDEX captures_place ON captures (warc, "offset", length)')


@MIGRATIONS()
def m018_texts_of_visits(db: Database) -> None:
    """Add which text a visit read, also where no copy is kept, and the cited places that it looked for in the page."""
    db.execute("ALTER TABLE visits ADD COLUMN text_digest TEXT")
    db.execute("ALTER TABLE visits ADD COLUMN sought_fragments TEXT NOT NULL DEFAULT '[]'")


_UNREAD = """
CREATE TABLE unread_answers (
    run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    exchange TEXT NOT NULL,
    capture_id TEXT,
    moment TEXT,
    sha256 TEXT,
    warc TEXT,
    "offset" INTEGER,
    length INTEGER,
    PRIMARY KEY (run_id, source_id)
) STRICT
"""


@MIGRATIONS()
def m019_unread_answers(db: Database) -> None:
    """Add the answers that came and were not read yet, so that a run that is killed does not ask for them again."""
    db.execute(_UNREAD)


@MIGRATIONS()
def m020_records_of_works(db: Database) -> None:
    """Add what registries said of cited works, by the digest of the reference."""
    db.execute("CREATE TABLE records (work TEXT PRIMARY KEY, moment TEXT NOT NULL, lookup TEXT NOT NULL) STRICT")


_LEASES = """
CREATE TABLE leases (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT NOT NULL,
    process INTEGER NOT NULL,
    process_started TEXT NOT NULL,
    host TEXT NOT NULL,
    machine TEXT NOT NULL,
    since TEXT NOT NULL,
    renewed TEXT NOT NULL
) STRICT
"""


@MIGRATIONS()
def m021_leases(db: Database) -> None:
    """Add which run holds the store, so that a second one does not ask for the same addresses."""
    db.execute(_LEASES)


@MIGRATIONS()
def m022_answers_by_identifier(db: Database) -> None:
    """Add what registries answered to an identifier, so that it is not asked again for other words of a reference."""
    columns = "identifier TEXT PRIMARY KEY, moment TEXT NOT NULL, answers TEXT NOT NULL"
    db.execute(f"CREATE TABLE registry_answers ({columns}) STRICT")
