"""What a draft says is in the store as it was read: nothing is lost, and nothing comes back as something else."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import (
    Block,
    BlockKind,
    Citation,
    CitationSystem,
    Draft,
    DraftFacts,
    Footnote,
    Format,
    Place,
    Source,
)
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Url
from citecheck.store.database import open_store
from citecheck.store.drafts import compute_source_key, load_draft, load_recorded_draft, record_draft
from citecheck.store.news import load_undelivered_news, record_news, register_channels
from citecheck.store.schema import MIGRATIONS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://a.example/x"
HERE = Path(__file__).parents[1]
SHARED = HERE.parents[1] / "shared" / "corpus" / "documents" / "files"

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.none() | st.integers(0, 9)
PLACE = st.builds(Place, NUMBER, NUMBER, NUMBER, NUMBER)
TARGET = st.one_of(
    st.builds(Url, TEXT, TEXT),
    st.builds(CutUrl, TEXT, st.booleans()),
    st.builds(Hostile, TEXT),
    st.builds(Malformed, TEXT, TEXT),
    st.builds(Offline),
)
SOURCE = st.builds(
    Source, TEXT, st.sampled_from(Kind), TARGET, PLACE, st.booleans(), st.none() | TEXT, st.none() | TEXT
)
SYSTEM = st.sampled_from(CitationSystem)
NOTES = st.lists(
    st.builds(Footnote, TEXT, TEXT, TEXT, PLACE, st.lists(SOURCE, max_size=3).map(tuple), SYSTEM), max_size=4
)


@st.composite
def drafts(draw):
    notes = {note.id: note for note in draw(NOTES)}
    note = st.sampled_from([None, *notes])
    citation = st.builds(Citation, TEXT, note, TEXT, PLACE, st.none() | TEXT, NUMBER, st.integers(0, 9), system=SYSTEM)
    blocks = st.lists(st.builds(Block, st.sampled_from(BlockKind), TEXT, PLACE), max_size=3)
    return Draft(
        "brief.txt",
        draw(st.sampled_from(Format)),
        draw(st.none() | TEXT),
        draw(st.none() | TEXT),
        draw(TEXT),
        tuple(draw(blocks)),
        tuple(note for note in notes.values() if note.system is not CitationSystem.LINK),
        tuple(draw(st.lists(citation, max_size=4))),
        tuple(draw(st.lists(TEXT, max_size=2))),
        link_entries=tuple(note for note in notes.values() if note.system is CitationSystem.LINK),
        links_outside_notes=draw(st.integers(0, 9)),
        notes_without_marker=draw(st.integers(0, 9)),
        markers_without_note=draw(st.integers(0, 9)),
        pages_not_read=tuple(draw(st.lists(st.integers(1, 99), max_size=3))),
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("store") / "citecheck.db")
    yield opened
    opened.close()


def assert_same_after_storing(store, draft):
    with store.writing():
        recorded = record_draft(store, draft, NOW)
    loaded = load_draft(store, recorded.document)
    assert loaded == replace(draft, facts=DraftFacts(), findings=())
    assert load_recorded_draft(store, recorded.document, loaded) == recorded
    keys = {compute_source_key(source) for note in loaded.entries for source in note.sources}
    assert keys == recorded.sources.keys()


@given(drafts())
@settings(max_examples=60)
def test_any_draft_comes_back_whole(store, draft):
    """Blocks, places, notes, citations and every type of target come back equal, also when a draft was recorded before."""
    assert_same_after_storing(store, draft)


def list_drafts():
    inputs = [path for path in (HERE / "draft" / "cases").iterdir() if ".expected." not in path.name]
    return sorted([*inputs, *(HERE / "corpus" / "documents" / "files").iterdir(), *SHARED.glob("*")])


@pytest.mark.parametrize("path", list_drafts()[::4], ids=lambda path: path.name)
def test_drafts_of_every_format_come_back_whole(store, path):
    """A draft that can be read is in the store as it was read."""
    try:
        draft = read_draft(path.read_bytes(), path=path.name)
    except UnreadableInput:
        pytest.skip("no draft")
    assert_same_after_storing(store, draft)


def test_a_cut_address_without_any_prefix_stays_a_cut_address(store):
    """An address of which only dots are left is no source without an address."""
    draft = read_draft(b"One.[1]\n\n[1] http://...\n", path="cut.txt")
    assert isinstance(draft.footnotes[0].sources[0].target, CutUrl)
    assert_same_after_storing(store, draft)


def test_half_a_character_is_no_text(store):
    """A number that names half of a surrogate pair leaves a gap in the text."""
    draft = read_draft(b".. |x| unicode:: U+D800\n\nA |x| b. [#]_\n\n.. [#] http://a.example/x\n", path="half.rst")
    assert draft.blocks[0].text.isascii()
    assert_same_after_storing(store, draft)


def test_a_store_of_an_older_version_is_read_by_its_keys(tmp_path):
    """Rows without the columns of today give the same kinds of target, so that an audit of an old store works."""
    notes = tuple(
        Footnote(
            str(number), f"[{number}]", "x", Place(number, 1), (Source("x y", Kind.URL, target, Place(number, 5)),)
        )
        for number, target in enumerate(
            [Url("https://a.example/x#one", "https://a.example/x"), CutUrl(""), Hostile("http://b.example"), Offline()]
        )
    )
    draft = Draft("old.txt", Format.TEXT, None, None, "00", (), notes, ())
    store = open_store(tmp_path / "citecheck.db")
    with store.writing():
        document = record_draft(store, draft, NOW).document
        store.execute("UPDATE footnote_sources SET target = NULL, kind = NULL")
    loaded = load_draft(store, document)
    store.close()
    assert loaded.footnotes == notes


def test_migrations_leave_what_is_stored(tmp_path):
    """A store that was made by the first version is opened, its drafts are read, and what it has sent is not sent again."""
    path = tmp_path / "citecheck.db"
    old = Database(path)
    MIGRATIONS.apply(old, stop_before="m003_whole_drafts")
    old["documents"].insert(
        {"path": "a.txt", "format": "text", "sha256": "00", "first_seen": "2026-11-01", "last_seen": "2026-11-01"}
    )
    old["sources"].insert({"key": URL, "kind": "url", "url": URL, "written": URL, "first_seen": "2026-11-01"})
    note = {"document_id": 1, "note": "1", "marker": "[1]", "text": URL, "line": 3, "column": 1}
    old["footnotes"].insert(note)
    old["footnote_sources"].insert(
        {"footnote_id": 1, "position": 0, "source_id": 1, "raw": URL, "defanged": 0, "line": 3, "column": 5}
    )
    run = {"id": "r", "command": "audit", "key": "k", "started": "2026-11-01", "finished": "2026-11-02"}
    old["runs"].insert(run)
    old["notices"].insert({"event": "a.txt gone", "url": URL, "moment": "2026-11-01T00:00:00+00:00"})
    old.close()
    store = open_store(path)
    draft = load_draft(store, 1)
    with store.writing():
        register_channels(store, ["desk"], NOW)
        record_news(store, [URL], [("a.txt gone", URL, "gone", None)], NOW)
    assert load_undelivered_news(store, "desk") == ()
    assert store.rows("SELECT reported FROM runs") == [{"reported": "2026-11-02"}]
    store.close()
    assert draft.footnotes[0].sources == (Source(URL, Kind.URL, Url(URL, URL), Place(3, 5)),)
    assert draft.blocks == ()
