"""Save Page Now, against scripts of what it was recorded to say."""

import httpx
import pytest

from citecheck.archive.public.archives import WAYBACK
from citecheck.archive.public.save_page_now import RETRY_TIMES, NotSaved, SavedCopy, save_page
from citecheck.model.report import RetryTime
from citecheck.net.paced_client import NoReply

from .asking import Time, asking
from .fake_archive import FakeArchive

URL = "https://example.org/story"
ACCEPTED = {"url": URL, "job_id": "spn2-1"}
PENDING = {"status": "pending", "job_id": "spn2-1", "resources": []}
DONE = {"status": "success", "job_id": "spn2-1", "original_url": URL + "/", "timestamp": "20200102030405"}


def save(*script, time=None, **options):
    archive = FakeArchive([], save_script=list(script))
    return archive, asking(archive, lambda asker: save_page(asker, WAYBACK, URL, **options), time=time)


def test_saved_after_waiting():
    """A job that is pending twice is waited for, and its copy named after redirects."""
    time = Time()
    archive, found = save(ACCEPTED, PENDING, PENDING, DONE, time=time, keys=("key", "secret"))
    assert found.memento.url == f"https://web.archive.org/web/20200102030405/{URL}/"
    assert time.now >= 12
    assert archive.asked[0].headers["authorization"] == "LOW key:secret"
    assert b"if_not_archived_within=1d" in archive.asked[0].content


def test_just_saved_by_somebody():
    """A page that was kept a moment ago is reported as existing."""
    said = ACCEPTED | {
        "message": "The same snapshot had been made 5 minutes ago. You can make new capture of this URL after 1 hour."
    }
    assert save(said, DONE)[1].existing


@pytest.mark.parametrize("word", sorted(RETRY_TIMES))
def test_refusals_say_when_to_come_back(word):
    """Every word of refusal in the table comes back with its advice."""
    _, found = save(ACCEPTED, {"status": "error", "status_ext": f"error:{word}", "message": "no"})
    assert found == NotSaved(WAYBACK.name, word, "no", RETRY_TIMES[word])


def test_passing_trouble():
    """A word that is not in the table is a passing trouble; so is the limit of one's own sessions."""
    for word in ("user-session-limit", "something-new"):
        _, found = save({"status": "error", "status_ext": f"error:{word}", "message": "wait"})
        assert found.retry is RetryTime.LATER


@pytest.mark.parametrize("status", [200, 401])
def test_a_login_that_is_wanted_is_named(status):
    """Without keys the archive takes no job; it says so with 401, or in words with any status."""
    said = httpx.Response(status, json={"message": "You need to be logged in to use Save Page Now."})
    archive = FakeArchive([], trouble=[said])
    found = asking(archive, lambda asker: save_page(asker, WAYBACK, URL))
    assert (found.code, found.retry) == ("unauthorized", RetryTime.WITH_KEYS)


def test_neither_accepted_nor_refused():
    """An answer without a job and without an error ends at once as unknown."""
    archive, found = save({"message": "come back"})
    assert isinstance(found, NoReply)
    assert len(archive.asked) == 1


def test_job_forgotten():
    """A job that the archive no longer knows is unknown, not failed."""
    assert isinstance(save(ACCEPTED, {"message": "no such job"})[1], NoReply)


def test_waiting_is_bounded():
    """A job that stays pending is given up as unknown."""
    assert isinstance(save(ACCEPTED, *[PENDING] * 9, max_polls=5)[1], NoReply)


def test_answer_in_html():
    """The 429 page in HTML is waited out; another page in HTML is unknown."""
    archive = FakeArchive(
        [], trouble=[httpx.Response(429, html="<h1>Too Many Requests</h1>")], save_script=[ACCEPTED, DONE]
    )
    assert isinstance(asking(archive, lambda asker: save_page(asker, WAYBACK, URL)), SavedCopy)
    archive = FakeArchive([], trouble=[httpx.Response(200, html="<h1>Welcome</h1>")])
    assert isinstance(asking(archive, lambda asker: save_page(asker, WAYBACK, URL)), NoReply)
