"""What a run saw of an address is read back as it was, so that a run that goes on reports the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.draft.reading import read_draft
from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.exchange import Fault, Hop, Lost, Reached, RefusalReason, Refused, Truncation
from citecheck.model.page import Coverage, Fingerprint, Page, PageText, Reach
from citecheck.model.report import Capture, Visit
from citecheck.store.captures import KeptCapture, load_capture, load_texts, record_capture, record_text
from citecheck.store.database import open_store
from citecheck.store.drafts import record_draft
from citecheck.store.ledger import StoredLedger
from citecheck.store.runs import begin_run
from citecheck.store.unread import forget_unread, load_unread, record_unread
from citecheck.store.visits import SeenVisit, load_visits_of_run, record_visit

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://a.example/x"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NONE = st.none()
MOMENT = st.integers(0, 10_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
BLANK = st.text(st.sampled_from([chr(code) for code in range(0x3001) if chr(code).isspace()]), max_size=4)
CAPTURE = st.builds(Capture, st.just("made"), MOMENT, TEXT, TEXT, st.integers(0, 9), st.integers(0, 9))
PAGE_TEXT = st.builds(
    PageText, NONE | LINE, LINE, LINE | BLANK, NONE | LINE, NONE | LINE, coverage=NONE | st.sampled_from(Coverage)
)
KEPT = st.builds(
    KeptCapture,
    CAPTURE,
    TEXT,
    st.sampled_from(Page),
    TEXT,
    PAGE_TEXT,
    st.builds(Fingerprint, st.just(1), st.lists(TEXT).map(tuple), st.lists(TEXT).map(tuple)),
    NONE | TEXT,
    NONE | TEXT,
)
COMPARISON = st.builds(
    Comparison,
    st.sampled_from(Change),
    st.lists(st.builds(Edit, TEXT, TEXT), max_size=2).map(tuple),
    st.floats(0, 1),
    st.sampled_from((None, "de")),
)


@st.composite
def seen_visits(draw):
    """Draw a visit with its captures: the one made, and the one that is kept of a lost source."""
    made, kept = draw(NONE | KEPT), draw(NONE | KEPT)
    kept = kept and replace(kept, capture=replace(kept.capture, id="kept"))
    text = made.text if made else None
    kept_at = {each.capture.moment for each in (made, kept) if each}  # the address of such a capture would be compared
    visit = Visit(
        URL,
        draw(NONE | TEXT),
        draw(st.sampled_from(Reach)),
        draw(NONE | st.sampled_from(Page)),
        draw(NONE | st.integers(100, 599)),
        draw(NONE | TEXT),
        text.title if text else None,
        text.published if text else None,
        text.language if text else None,
        made.capture if made else None,
        draw(NONE | COMPARISON),
        hops=tuple(draw(st.lists(st.tuples(TEXT, st.integers(100, 599)), max_size=2))),
        elapsed=draw(st.floats(0, 60)),
        fault=draw(NONE | st.sampled_from(Fault)),
        compared_with=draw(NONE | MOMENT.filter(lambda moment: moment not in kept_at)),
        tls_days=draw(NONE | st.integers(-9, 99)),
        flapping=draw(st.booleans()),
        kept=kept.capture if kept else None,
        lost_fragments=tuple(draw(st.lists(TEXT, max_size=2))),
        refusal=draw(NONE | st.sampled_from(RefusalReason)),
        doubt=draw(NONE | TEXT),
    )
    sought = tuple(draw(st.lists(TEXT, max_size=2)))
    return SeenVisit(visit, draw(MOMENT), draw(st.integers(1, 3)), sought=sought), made, kept


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = open_store(tmp_path_factory.mktemp("store") / "citecheck.db")
    yield opened
    opened.close()


@given(PAGE_TEXT)
@settings(max_examples=20)
def test_a_text_without_a_copy_comes_back(store, text):
    """A visit of which no copy is kept comes back with its text, and with what the page says of itself."""
    visit = Visit(URL, URL, Reach.LIVE, Page.LIVE, 200, None, text.title, text.published, text.language)
    with store.writing():
        draft = read_draft(f"One.[1]\n\n[1] {URL}\n".encode(), path="brief.txt")
        source = record_draft(store, draft, NOW).sources[URL]
        begin_run(store, "r", command="check", key="r", moment=NOW)
        seen = SeenVisit(visit, NOW, text=record_text(store, text))
        record_visit(store, "r", source, seen)
    assert load_visits_of_run(store, "r") == {URL: seen}


@given(seen_visits())
@settings(max_examples=40)
def test_any_visit_comes_back_whole(store, drawn):
    """Reach, reasons, change, captures and text of a visit come back equal, also over an earlier visit of the run."""
    seen, *captures = drawn
    with store.writing():
        for table in ("visits", "captures"):
            store.execute(f"DELETE FROM {table}")
        draft = read_draft(f"One.[1]\n\n[1] {URL}\n".encode(), path="brief.txt")
        source = record_draft(store, draft, NOW).sources[URL]
        begin_run(store, "r", command="check", key="r", moment=NOW)
        texts = {each.capture.id: record_capture(store, source, each) for each in filter(None, captures)}
        seen = replace(seen, text=texts.get("made"))
        record_visit(store, "r", source, seen)
    assert load_visits_of_run(store, "r") == {URL: seen}
    for each in filter(None, captures):
        stored = texts[each.capture.id]
        assert (stored.coverage, stored.is_blank) == (each.text.coverage, not each.text.visible.strip())
        assert load_texts(store, [stored.digest, "none"]) == {stored.digest: each.text}
    for each in filter(None, captures):
        assert load_capture(store, each.capture.id) == each


HEADER = st.tuples(st.binary(max_size=6), st.binary(max_size=6))
HOP = st.builds(
    Hop,
    *(TEXT, st.lists(HEADER, max_size=2).map(tuple), st.integers(100, 599), TEXT, TEXT),
    *(st.lists(HEADER, max_size=2).map(tuple), st.just(b""), MOMENT, st.floats(0, 9)),
    *(NONE | TEXT, NONE | st.sampled_from(Truncation), st.booleans()),
)
HOPS = st.lists(HOP, max_size=3).map(tuple)
EXCHANGE = st.one_of(
    st.builds(Reached, st.just(URL), HOPS, NONE | MOMENT),
    st.builds(Refused, st.just(URL), TEXT, st.sampled_from(RefusalReason), TEXT, HOPS),
    st.builds(Lost, st.just(URL), TEXT, st.sampled_from(Fault), TEXT, HOPS),
)


@settings(max_examples=60, deadline=None)
@given(EXCHANGE, NONE | CAPTURE)
def test_an_answer_that_was_not_read_is_read_back_without_its_bodies(tmp_path_factory, exchange, capture):
    """What came of an address is read back as it was, with its place in the archive, until it is forgotten."""
    store = open_store(tmp_path_factory.mktemp("s") / "citecheck.db")
    draft = read_draft(f"One.[1]\n\n[1] {URL}\n".encode(), path="brief.txt")
    with store.writing():
        run = begin_run(store, "r", command="check", key="k", moment=NOW)
        (source,) = record_draft(store, draft, NOW).sources.values()
        record_unread(store, run, source, exchange, capture)
    assert load_unread(store, run) == [(exchange, capture)]
    with store.writing():
        forget_unread(store, run, [source])
    assert load_unread(store, run) == []
    store.close()


def test_the_record_of_an_answer_that_was_not_read_is_acknowledged(tmp_path):
    """A file of the archive is not cut before the end of an answer that only its unread row names."""
    store = open_store(tmp_path / "citecheck.db")
    capture = Capture("urn:uuid:1", NOW, "ab", "one.warc.gz", 700, 90)
    hop = Hop(URL, (), 200, "OK", "HTTP/1.1", (), b"", NOW, 0.1)
    with store.writing():
        run = begin_run(store, "r", command="check", key="k", moment=NOW)
        draft = read_draft(f"One.[1]\n\n[1] {URL}\n".encode(), path="brief.txt")
        (source,) = record_draft(store, draft, NOW).sources.values()
        record_unread(store, run, source, Reached(URL, (hop,)), capture)
    last = StoredLedger(store).last("one.warc.gz")
    assert (last.id, last.url, last.offset, last.end) == ("urn:uuid:1", URL, 700, 790)
    assert StoredLedger(store).ends() == {"one.warc.gz": 790}
    store.close()


@pytest.mark.parametrize("broken", ["", "[]", "{}", "null", '{"kind": "reached", "url": 1, "hops": [[]]}'])
def test_an_unread_answer_with_a_broken_value_is_asked_again(tmp_path, broken):
    """A row that cannot be read is passed over, so that its address is requested."""
    store = open_store(tmp_path / "citecheck.db")
    draft = read_draft(f"One.[1]\n\n[1] {URL}\n".encode(), path="brief.txt")
    with store.writing():
        run = begin_run(store, "r", command="check", key="k", moment=NOW)
        (source,) = record_draft(store, draft, NOW).sources.values()
        record_unread(store, run, source, Lost(URL, URL, Fault.TIMEOUT, "nothing came"), None)
        store.execute("UPDATE unread_answers SET exchange = ?", [broken])
    assert load_unread(store, run) == []
    store.close()
