"""The store: opened, written, read back, and refused where it is not ours."""

import contextlib
import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from citecheck.draft.reading import read_draft
from citecheck.errors import StoreError
from citecheck.model.change import Anchor, AnchorReading, AnchorState, Change, Comparison, Edit
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.finding import Finding, FindingPlace, Level
from citecheck.model.page import Coverage, Fingerprint, Page, PageText, Reach
from citecheck.model.report import Capture, PastVisit, Visit
from citecheck.model.target import CutUrl, Kind, Offline, Url
from citecheck.store.captures import KeptCapture, find_capture, load_last_good_capture, load_texts, record_capture
from citecheck.store.database import open_store
from citecheck.store.drafts import find_cited_fragments, load_draft, record_draft
from citecheck.store.evidence import (
    load_anchor,
    load_anchor_reading,
    load_evidence,
    record_anchor_reading,
    record_evidence,
    set_anchor,
)
from citecheck.store.runs import begin_run, finish_run, load_standing_findings, record_findings
from citecheck.store.visits import (
    SeenVisit,
    compute_next_visit,
    find_due_sources,
    load_past_visits,
    load_visits_of_run,
    record_visit,
    set_next_visit,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = Url("https://a.example/x", "https://a.example/x")
DRAFT = Draft(
    "brief.txt",
    Format.TEXT,
    "Brief",
    "en",
    "00",
    (),
    (
        Footnote("1", "[1]", "https://a.example/x", Place(9, 1), (Source(PAGE.written, Kind.URL, PAGE, Place(9, 5)),)),
        Footnote(
            "2",
            "[2]",
            "https://b.example/long-na... ; ACLED database",
            Place(10, 1),
            (
                Source("https://b.example/long-na...", Kind.URL, CutUrl("https://b.example/long-na"), Place(10, 5)),
                Source("ACLED database", Kind.DATABASE, Offline(), Place(10, 40)),
            ),
        ),
    ),
    (
        Citation("[1]", "1", "One thing happened.", Place(2, 20)),
        Citation("[2]", "2", "Another did.", Place(3, 13)),
        Citation("[7]", None, "A third did.", Place(4, 13)),
    ),
)
TEXT = PageText("Title", "One thing.", "Menu One thing.", "en", "2026-01-01")


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "cache" / "citecheck.db")
    yield opened
    opened.close()


def kept(moment, page=Page.LIVE, number="1"):
    capture = Capture(f"c{number}", moment, "ab", "one.warc.gz", 10, 20)
    return KeptCapture(capture, PAGE.canonical, page, "text/html", TEXT, Fingerprint(1, ("aa",), ("aa", "bb")))


def visited(store, run, moment, change=None, page=Page.LIVE, number="1"):
    """Record one visit of the first source and return what was recorded."""
    capture = kept(moment, page, number)
    visit = Visit(
        PAGE.canonical, PAGE.canonical, Reach.LIVE, page, 200, None, "Title", capture=capture.capture, change=change
    )
    with store.writing():
        recorded = record_draft(store, DRAFT, moment)
        begin_run(store, run, command="check", key=run, moment=moment)
        text = record_capture(store, recorded.sources[PAGE.canonical], capture)
        record_visit(store, run, recorded.sources[PAGE.canonical], SeenVisit(visit, moment, 1, text))
    return recorded


def test_a_draft_comes_back_as_it_went_in(store):
    """A stored draft has the footnotes, sources and citations of the one recorded."""
    with store.writing():
        document = record_draft(store, DRAFT, NOW).document
    assert load_draft(store, document) == DRAFT


def test_each_note_keeps_the_fragment_it_cites(store):
    """Two notes that cite different places of one page are one source, and come back with the place of each."""
    text = b"One.[1] Two.[2] Three.[3]\n\n[1] https://a.example/x#one\n\n[2] https://a.example/x#two\n\n[3] https://a.example/x\n"
    with store.writing():
        recorded = record_draft(store, read_draft(text, path="places.txt"), NOW)
    notes = load_draft(store, recorded.document).footnotes
    assert [note.sources[0].target.fragment for note in notes] == ["one", "two", ""]
    assert find_cited_fragments(store, recorded.sources.values()) == {"https://a.example/x": ("one", "two")}


def test_recording_a_draft_again_replaces_its_notes_and_keeps_its_claims(store):
    """The claim of an unchanged sentence keeps its row, so that its anchors survive."""
    with store.writing():
        first = record_draft(store, DRAFT, NOW)
    with store.writing():
        second = record_draft(store, DRAFT, NOW + timedelta(days=1))
    assert first.claims == second.claims
    assert store.rows("SELECT count(*) AS n FROM footnotes")[0]["n"] == 2


def test_a_visit_comes_back_with_its_capture_and_change(store):
    """What a run saw of an address is read back whole, so that a killed run can go on."""
    change = Comparison(Change.EDITED, (Edit("30 died", "31 died"),))
    visited(store, "r1", NOW, change)
    seen = load_visits_of_run(store, "r1")[PAGE.canonical]
    assert seen.visit.change == change
    assert seen.visit.capture == kept(NOW).capture
    assert load_texts(store, [seen.text.digest]) == {seen.text.digest: TEXT}


def test_only_good_captures_are_compared_with(store):
    """The last good capture leaves out walls."""
    recorded = visited(store, "r1", NOW)
    visited(store, "r2", NOW + timedelta(days=1), page=Page.WAF_CHALLENGE, number="2")
    source = recorded.sources[PAGE.canonical]
    assert load_last_good_capture(store, source) == kept(NOW)


def test_an_unfinished_run_with_the_same_key_is_resumed(store):
    """A run that was killed is gone on with; one that ended is not."""
    with store.writing():
        assert begin_run(store, "a", command="check", key="k", moment=NOW) == "a"
        assert begin_run(store, "b", command="check", key="k", moment=NOW) == "a"
        finish_run(store, "a", NOW)
        assert begin_run(store, "c", command="check", key="k", moment=NOW) == "c"


def test_an_error_inside_a_transaction_leaves_nothing(store):
    """A transaction that raises is rolled back whole."""
    with pytest.raises(ZeroDivisionError), store.writing():
        record_draft(store, DRAFT, NOW)
        _ = 1 / 0
    assert store.rows("SELECT * FROM documents") == []


def test_a_part_of_a_transaction_is_undone_alone(store):
    """What raises within a transaction is undone, and what was written before and after it stays."""
    with store.writing():
        store.execute("INSERT INTO answers VALUES ('a', 'before', x'')")
        with contextlib.suppress(ZeroDivisionError), store.writing():
            store.execute("INSERT INTO answers VALUES ('a', 'undone', x'')")
            raise ZeroDivisionError
        with store.writing():
            store.execute("INSERT INTO answers VALUES ('a', 'after', x'')")
    assert [row["key"] for row in store.rows("SELECT key FROM answers ORDER BY key")] == ["after", "before"]


def test_a_part_ends_with_the_whole(store):
    """A part that was written is undone where the transaction around it fails."""
    with contextlib.suppress(ZeroDivisionError), store.writing():
        with store.writing():
            store.execute("INSERT INTO answers VALUES ('a', 'part', x'')")
        raise ZeroDivisionError
    assert store.rows("SELECT key FROM answers") == []


def test_foreign_keys_are_enforced(store):
    """A visit of a source that does not exist is refused."""
    with pytest.raises(StoreError), store.writing():
        store.execute(
            "INSERT INTO captures VALUES ('x', 99, '', '', '', '', 0, 0, 'live', '', NULL, NULL, '[]', 'nothing')"
        )


def test_an_anchor_is_set_once(store):
    """A later run does not move an anchor; it only notes what became of it."""
    recorded = visited(store, "r1", NOW)
    claim, source = recorded.claims["One thing happened."], recorded.sources[PAGE.canonical]
    with store.writing():
        set_anchor(store, claim, source, Anchor("One thing."), NOW)
        set_anchor(store, claim, source, Anchor("Other."), NOW)
        reading = AnchorReading(AnchorState.ALTERED, "Two things.", (Fact(FactKind.NUMBER, "one", "two", DIFFERS),))
        record_anchor_reading(store, claim, source, reading)
    assert load_anchor(store, claim, source).anchor == Anchor("One thing.")
    read_back = load_anchor_reading(store, claim, source)
    assert replace(read_back, capture="") == replace(reading, exact="One thing.", since=NOW)


def test_an_anchor_that_was_only_set_has_no_reading(store):
    """The reading of an anchor is that of a later visit."""
    recorded = visited(store, "r1", NOW)
    claim, source = recorded.claims["One thing happened."], recorded.sources[PAGE.canonical]
    with store.writing():
        set_anchor(store, claim, source, Anchor("One thing."), NOW)
    assert load_anchor_reading(store, claim, source) is None


DIFFERS = FactVerdict.DIFFERS
EVIDENCE = Evidence(
    Support.EVIDENCE,
    0.5,
    (Passage("One thing.", 3, 13, 0.5, 7),),
    (Fact(FactKind.NAME, "One", None, FactVerdict.ABSENT), Fact(FactKind.NUMBER, "one", "two", DIFFERS)),
    "a reason",
    Coverage.ABSTRACT,
    names_only=True,
)


def test_evidence_comes_back_as_it_was(store):
    """Passages, facts, the part of the source that was read, and the copy it was found in are all kept."""
    recorded = visited(store, "r1", NOW)
    claim, source = recorded.claims["One thing happened."], recorded.sources[PAGE.canonical]
    with store.writing():
        record_evidence(store, "r1", claim, source, EVIDENCE, copy=source)
    stored = load_evidence(store, claim, source, visited=True)
    assert (stored.evidence, stored.copy) == (EVIDENCE, PAGE.canonical)


def test_the_last_evidence_of_a_visit_counts(store):
    """What a run wrote of a source that it did not visit is passed over, unless the source has no address."""
    recorded = visited(store, "r1", NOW)
    claim, source = recorded.claims["One thing happened."], recorded.sources[PAGE.canonical]
    guess = Evidence(Support.NOT_CHECKABLE, 0.0, reason="the source was not requested")
    with store.writing():
        record_evidence(store, "r1", claim, source, EVIDENCE)
        begin_run(store, "r2", command="audit", key="k2", moment=NOW + timedelta(days=1))
        record_evidence(store, "r2", claim, source, guess)
    assert load_evidence(store, claim, source, visited=True).evidence == EVIDENCE
    assert load_evidence(store, claim, source, visited=False).evidence == guess
    assert load_evidence(store, claim + 1, source, visited=False) is None


def test_a_finding_comes_back_as_it_was(store):
    """What remains of a draft from before an audit has its places, its cause and the other notes it concerns."""
    recorded = visited(store, "r1", NOW)
    finding = Finding("L101", Level.ERROR, "gone", "mend", "[1]", "1", PAGE.canonical, "brief.txt", 9, 5, 2, 3)
    places = (FindingPlace("brief.txt", "[2]", "2", 10, 5), FindingPlace(page=4))
    finding = replace(finding, also=("[2]", "[7]"), cause="host:a.example", further_places=places)
    remark = Finding("C202", Level.WARNING, "differs", "mend", path="brief.txt")
    with store.writing():
        record_findings(store, "r1", recorded.document, [finding, remark])
        finish_run(store, "r1", NOW)
    known = dict(load_standing_findings(store, "r2", recorded.document, {PAGE.written: PAGE.canonical}))
    assert known == {PAGE.canonical: finding, None: remark}


def test_a_resumed_run_does_not_double_its_findings(store):
    """Findings of a run are written anew."""
    recorded = visited(store, "r1", NOW)
    finding = Finding("T101", Level.WARNING, "cut", "mend")
    for _ in range(2):
        with store.writing():
            record_findings(store, "r1", recorded.document, [finding])
    assert store.rows("SELECT count(*) AS n FROM findings")[0]["n"] == 1


@pytest.mark.parametrize(
    ("history", "days"),
    [
        ([Reach.LIVE], 1),
        ([Reach.LIVE] * 3, 4),
        ([Reach.LIVE] * 12, 30),
        ([Reach.FAILING, Reach.LIVE, Reach.LIVE], 1),
        ([Reach.SUSPECT, Reach.LIVE, Reach.LIVE], 3),
        ([Reach.SUSPECT, Reach.SUSPECT], 3),
        ([Reach.GONE, Reach.SUSPECT, Reach.SUSPECT], 3),
        ([Reach.GONE] * 3, 12),
        ([Reach.GONE] * 9, 30),
        ([Reach.WALLED] * 3, 4),
        ([Reach.LIVE, Reach.MOVED, Reach.LIVE], 4),
    ],
)
def test_stable_sources_are_visited_less_often(history, days):
    """The pause doubles up to thirty days while the same is found, and is short for what changed or may be dying."""
    visits = [PastVisit(NOW, reach, None) for reach in history]
    pause = compute_next_visit("https://a.example/", visits, NOW) - NOW
    assert timedelta(days=days) <= pause <= timedelta(days=days * 1.2)


def test_due_sources_are_the_overdue_ones_still_cited(store):
    """A source is due when its time has come and a draft still cites it."""
    recorded = visited(store, "r1", NOW)
    assert [due.url for due in find_due_sources(store, NOW)] == [PAGE.canonical]
    with store.writing():
        set_next_visit(store, recorded.sources[PAGE.canonical], NOW + timedelta(days=1))
    assert find_due_sources(store, NOW) == ()
    assert [due.url for due in find_due_sources(store, NOW, everything=True)] == [PAGE.canonical]


def test_a_host_is_not_visited_more_than_its_share_in_an_hour(store):
    """What was visited within the hour counts towards the share of its host."""
    visited(store, "r1", NOW)
    assert find_due_sources(store, NOW + timedelta(minutes=30), everything=True, per_host=1) == ()
    assert len(find_due_sources(store, NOW + timedelta(minutes=90), everything=True, per_host=1)) == 1


def test_a_capture_is_found_by_the_beginning_of_its_id(store):
    """A beginning that names one capture is enough; one that names several, or none, is not."""
    visited(store, "r1", NOW, number="12")
    visited(store, "r2", NOW + timedelta(days=1), number="13")
    assert find_capture(store, "c12").capture.id == "c12"
    assert find_capture(store, "c1") is None
    assert find_capture(store, "d") is None


def test_past_visits_leave_this_run_out(store):
    """The history of a source is that of the other runs."""
    recorded = visited(store, "r1", NOW)
    source = recorded.sources[PAGE.canonical]
    assert load_past_visits(store, source, before_run="r1") == ()
    assert [visit.reach for visit in load_past_visits(store, source, before_run="r2")] == [Reach.LIVE]


def test_a_foreign_database_is_refused(tmp_path):
    """A database of another program is named and left alone."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photos (id)")
    with pytest.raises(StoreError, match="another program"):
        open_store(path)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """A text file in the store's place gets one sentence."""
    path = tmp_path / "notes.db"
    path.write_text("these are notes, not a database " * 40)
    with pytest.raises(StoreError, match="not a citecheck store"):
        open_store(path)


def test_a_newer_store_is_refused(store):
    """A store that a newer version migrated is not written to."""
    with store.writing():
        store.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('citecheck', 'm999_new', '')"
        )
    with pytest.raises(StoreError, match="newer"):
        open_store(store.path)


def test_an_unwritable_folder_is_named(tmp_path):
    """A store whose folder cannot be made gets one sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(tmp_path / "file" / "citecheck.db")


def test_a_store_opens_for_reading_as_it_is(store):
    """A store is read without being written to, and a missing one is named."""
    visited(store, "r1", NOW)
    reader = open_store(store.path, read_only=True)
    assert reader.rows("SELECT count(*) AS n FROM visits")[0]["n"] == 1
    reader.close()
    with pytest.raises(StoreError, match="no store"):
        open_store(store.path.with_name("missing.db"), read_only=True)


def test_the_store_survives_a_write_that_was_not_committed(tmp_path):
    """What a killed process had not committed is gone, what it had is there."""
    path = tmp_path / "citecheck.db"
    child = os.fork()
    if child == 0:
        opened = open_store(path)
        with opened.writing():
            record_draft(opened, DRAFT, NOW)
        opened.db.execute("BEGIN IMMEDIATE")
        opened.db.execute("DELETE FROM documents")
        os._exit(9)
    os.waitpid(child, 0)
    survivor = open_store(path)
    assert survivor.rows("SELECT path FROM documents") == [{"path": "brief.txt"}]
    survivor.close()


def test_a_file_is_one_document_however_its_path_is_spelled(store, tmp_path, monkeypatch):
    """Relative, absolute and linked spellings of a draft lead to one document, which has the last spelling."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "deep")
    file = tmp_path / "deep" / "brief.txt"
    file.write_text("One.[1]\n\n[1] https://a.example.org/x\n")
    monkeypatch.chdir(tmp_path)
    spellings = ["deep/brief.txt", "link/brief.txt", str(file), "./deep/../deep/brief.txt", str(file)]
    documents = []
    for path in spellings:
        with store.writing():
            documents.append(record_draft(store, read_draft(file.read_bytes(), path=path), NOW).document)
    assert set(documents) == {documents[0]}
    assert [row["path"] for row in store.rows("SELECT path FROM documents")] == [str(file)]


def test_documents_without_a_file_are_named_by_their_path(store):
    """Standard input and drafts that are no file any more are documents by the name that they are given."""
    with store.writing():
        first, second = (
            record_draft(store, read_draft(b"One.[1]\n\n[1] https://a.example.org/x\n", path=path), NOW).document
            for path in ("-", "gone/brief.txt")
        )
    assert first != second


def test_migrations_keep_their_names(tmp_path):
    """A store names the migrations that it has seen: a renamed one would make older stores look newer."""
    store = open_store(tmp_path / "c.db")
    seen = [row["name"] for row in store.rows("select name from _sqlite_migrations order by name")]
    assert seen == [
        "m001_tables",
        "m002_fragments",
        "m003_whole_drafts",
        "m004_news",
        "m005_whole_visits",
        "m006_said_live",
        "m007_citation_systems",
        "m008_counts_left_out",
        "m009_whole_evidence",
        "m010_whole_findings",
        "m011_pages_not_read",
        "m012_languages_of_changes",
        "m013_files_of_documents",
        "m014_doubts_of_visits",
        "m015_readers_of_captures",
        "m016_circumstances_of_runs",
        "m017_ledger",
        "m018_texts_of_visits",
        "m019_unread_answers",
        "m020_records_of_works",
        "m021_leases",
        "m022_answers_by_identifier",
    ]
