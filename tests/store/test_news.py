"""The outbox: each event once for each channel, and none lost before it was delivered."""

from datetime import UTC, datetime, timedelta

import pytest

from citecheck.store.database import open_store
from citecheck.store.news import load_undelivered_news, record_delivery, record_news, register_channels

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "https://a.example/x"
ALTERED = ("brief.txt altered", PAGE, "brief.txt [1]: the passage was altered", None)


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "citecheck.db")
    with opened.writing():
        register_channels(opened, ["desk"], NOW)
    yield opened
    opened.close()


def see(store, *events, days=0, visited=(PAGE,)):
    with store.writing():
        record_news(store, visited, events, NOW + timedelta(days=days))


def deliver(store, channel="desk"):
    news = load_undelivered_news(store, channel)
    with store.writing():
        record_delivery(store, channel, news, NOW)
    return [each.line for each in news]


def test_an_event_is_sent_once_while_it_holds(store):
    """What held at the last run and holds at this one is no news."""
    see(store, ALTERED)
    assert deliver(store) == [ALTERED[2]]
    see(store, ALTERED, days=7)
    assert deliver(store) == []


def test_news_wait_until_they_were_delivered(store):
    """What a service did not accept, or a stopped run did not send, is there at the next run, also if it ended."""
    see(store, ALTERED)
    assert len(load_undelivered_news(store, "desk")) == 1
    see(store, days=1)
    assert deliver(store) == [ALTERED[2]]


def test_a_change_to_and_fro_is_one_message(store):
    """Twelve weeks in which a passage is altered and restored bring one message."""
    sent = []
    for week in range(12):
        see(store, *([ALTERED] if week % 2 == 0 else []), days=7 * week)
        sent += deliver(store)
    assert sent == [ALTERED[2]]


def test_what_recurs_long_after_it_ended_is_news(store):
    """After three quiet months the same event is reported again."""
    see(store, ALTERED)
    see(store, days=1)
    see(store, ALTERED, days=93)
    assert deliver(store) == [ALTERED[2]] * 2


def test_an_event_of_a_source_that_was_not_visited_goes_on(store):
    """A run over other sources ends nothing."""
    see(store, ALTERED)
    see(store, days=1, visited=["https://b.example/"])
    see(store, ALTERED, days=200)
    assert deliver(store) == [ALTERED[2]]


def test_each_channel_gets_what_became_known_since_it_was_named(store):
    """A new channel is not sent the news of the past; a channel that failed does not make another repeat its news."""
    see(store, ALTERED)
    deliver(store)
    with store.writing():
        register_channels(store, ["desk", "chat"], NOW + timedelta(days=1))
    other = ("brief.txt gone", "https://b.example/", "brief.txt [2]: gone", NOW + timedelta(days=2))
    earlier = ("brief.txt gone before", "https://c.example/", "brief.txt [3]: gone", NOW - timedelta(days=2))
    see(store, ALTERED, other, earlier, days=2)
    assert deliver(store, "chat") == [other[2]]
    assert deliver(store, "desk") == [other[2]]
