"""What a run saw of an address is read back as it was, so that a run that goes on reports the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.draft.reading import read_draft
from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.page import Coverage, Fingerprint, Page, PageText, Reach
from citecheck.model.report import Capture, Visit
from citecheck.store.captures import KeptCapture, load_capture, load_texts, record_capture, record_text
from citecheck.store.database import open_store
from citecheck.store.drafts import record_draft
from citecheck.store.runs import begin_run
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
