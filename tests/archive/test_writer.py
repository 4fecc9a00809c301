"""The archive as written: whole, durable, each body once."""

import errno
import gzip
import random
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.archive.replay import open_replay
from citecheck.archive.warc.capture_event import KeptBody
from citecheck.archive.warc.hop_reader import find_referred_place, read_hop
from citecheck.archive.warc.own_file import open_raw
from citecheck.archive.warc.record import read_record_at
from citecheck.archive.warc.writer import WarcWriter, kept_body_of
from citecheck.archive.warc_checker import verify_warc
from citecheck.errors import StoreError
from citecheck.model.exchange import Fault, Lost, RefusalReason, Refused, Truncation

from .exchanges import START, a_clock, a_hop, an_id_factory, reached


def test_a_disk_full_from_the_start_leaves_nothing(open_writer, tmp_path):
    """When not even the first record fits, no empty file is left, and every further write says so again."""
    writer = open_writer(open_file=lambda path: FullDisk(path, 50))
    for _ in range(2):
        with pytest.raises(StoreError, match="No space left"):
            writer.write(reached(a_hop()))
    assert list((tmp_path / "warc").iterdir()) == []


def unpacked(path):
    return gzip.decompress(path.read_bytes())


def only_file(tmp_path):
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    return path


def test_capture_reads_back_as_the_hop_that_was_written(open_writer, tmp_path):
    """What read_hop gives back by file and offset is the hop as the crawler saw it."""
    hop = a_hop()
    with open_writer() as writer:
        capture = writer.write(reached(hop))
    again = read_hop(tmp_path / "warc", capture.warc, capture.offset)
    assert (again.url, again.status, again.headers, again.body) == (hop.url, 200, hop.headers, hop.body)
    assert (again.moment, again.peer, again.version) == (hop.moment, hop.peer, hop.version)


@pytest.mark.parametrize(
    "headers",
    [
        ((b"Transfer-Encoding", b"chunked"), (b"X-A", b"1")),
        ((b"content-length", b"999"), (b"Content-Type", b"text/html")),
        ((b"Transfer-Encoding", b"chunked"), (b"Content-Length", b"12")),
        ((b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=\xff\xfe")),
        (),
    ],
)
def test_headers_come_back_as_sent(open_writer, tmp_path, headers):
    """Framing headers that no longer describe the body are set aside and given back in their place."""
    with open_writer() as writer:
        capture = writer.write(reached(a_hop(headers=headers)))
    assert read_hop(tmp_path / "warc", capture.warc, capture.offset).headers == headers


def test_every_hop_of_an_exchange_is_kept(open_writer, tmp_path):
    """A redirect is written before its target, with the address it came from."""
    first = a_hop("http://example.org/", b"", status=301, reason="Moved Permanently")
    with open_writer() as writer:
        capture = writer.write(reached(first, a_hop(body=b"there")))
    assert read_hop(tmp_path / "warc", capture.warc, capture.offset).url == "https://example.org/"
    assert b"via: http://example.org/" in unpacked(only_file(tmp_path))


def test_truncated_bodies_say_so(open_writer, tmp_path):
    """A body cut at the limit keeps its reason, and is never taken for a whole one."""
    cut = a_hop(truncated=Truncation.LENGTH)
    with open_writer() as writer:
        capture = writer.write(reached(cut))
        whole = writer.write(reached(a_hop()))
    assert read_hop(tmp_path / "warc", capture.warc, capture.offset).truncated is Truncation.LENGTH
    assert read_hop(tmp_path / "warc", whole.warc, whole.offset).truncated is None


def test_a_body_is_stored_once(open_writer, tmp_path):
    """The same body under another address and moment becomes a revisit that reads back in full."""
    body = b"x" * 50_000 + bytes(range(256))
    with open_writer() as writer:
        writer.write(reached(a_hop(body=body)))
        other = a_hop("https://example.org/copy", body, moment=START + timedelta(days=1))
        capture = writer.write(reached(other))
    again = read_hop(tmp_path / "warc", capture.warc, capture.offset)
    assert (again.url, again.body, again.moment) == (other.url, body, other.moment)
    assert unpacked(only_file(tmp_path)).count(body) == 1


def test_bodies_of_earlier_runs_are_known_through_the_mapping(open_writer, tmp_path):
    """A mapping kept by the caller makes later runs and rotated files share bodies."""
    bodies = {}
    with open_writer(bodies=bodies, rotate_bytes=1) as writer:
        first = writer.write(reached(a_hop()))
        second = writer.write(reached(a_hop()))
    assert first.warc != second.warc
    assert isinstance(bodies[first.sha256], KeptBody)
    assert read_hop(tmp_path / "warc", second.warc, second.offset).body == a_hop().body


def test_a_body_whose_file_is_gone_is_stored_again(open_writer, tmp_path):
    """A revisit is never written to a file that was taken away."""
    bodies = {}
    with open_writer(bodies=bodies, rotate_bytes=1) as writer:
        first = writer.write(reached(a_hop()))
        (tmp_path / "warc" / first.warc).unlink()
        second = writer.write(reached(a_hop()))
    assert read_hop(tmp_path / "warc", second.warc, second.offset).body == a_hop().body


def test_an_answer_of_not_modified_gives_the_older_body(open_writer, tmp_path):
    """A 304 reads back as the older answer at the moment of the new one."""
    later = START + timedelta(days=30)
    with open_writer() as writer:
        first = writer.write(reached(a_hop()))
        kept = KeptBody("https://example.org/", first.moment, first.id, first.warc, first.offset, first.sha256)
        unchanged = a_hop(body=b"", status=304, reason="Not Modified", headers=((b"ETag", b'"a"'),), moment=later)
        capture = writer.write(reached(unchanged), confirmed=kept)
    again = read_hop(tmp_path / "warc", capture.warc, capture.offset)
    assert capture.sha256 == first.sha256
    assert (again.status, again.body, again.moment) == (200, a_hop().body, later)


def test_exchanges_that_ended_in_nothing_keep_their_hops_and_give_no_capture(open_writer, tmp_path):
    """Redirects that led nowhere are on record; a refusal without a hop writes nothing."""
    with open_writer() as writer:
        assert writer.write(Refused("https://a.org/", "https://a.org/", RefusalReason.GUARD, "private")) is None
        lost = Lost("http://example.org/", "http://gone.invalid/", Fault.NO_SUCH_HOST, "no such host", (a_hop(),))
        assert writer.write(lost) is None
    assert b"WARC-Type: response" in unpacked(only_file(tmp_path))


def test_a_writer_goes_on_with_the_file_of_an_earlier_run(open_writer, tmp_path):
    """Two runs share one file while it is below the size of rotation, and both say who wrote."""
    with open_writer() as writer:
        writer.write(reached(a_hop(body=b"1")))
    with open_writer(seed=1) as writer:
        capture = writer.write(reached(a_hop(body=b"2")))
    assert unpacked(only_file(tmp_path)).count(b"WARC-Type: warcinfo") == 2
    assert read_hop(tmp_path / "warc", capture.warc, capture.offset).body == b"2"


def test_a_second_writer_gets_a_file_of_its_own(open_writer, tmp_path):
    """Two writers at once never share a file."""
    with open_writer() as first, open_writer(seed=1) as second:
        one = first.write(reached(a_hop(body=b"1")))
        two = second.write(reached(a_hop(body=b"2")))
    assert one.warc != two.warc


@pytest.mark.parametrize("left", [1, 9, 30, 400])
def test_a_torn_end_is_cut_off_and_named(open_writer, tmp_path, left):
    """What a killed run left unfinished is cut off at the next opening; what came before stays."""
    with open_writer() as writer:
        kept = writer.write(reached(a_hop(body=b"kept")))
        size = only_file(tmp_path).stat().st_size
        writer.write(reached(a_hop(body=b"torn")))
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[: size + left])
    with open_writer(seed=1) as writer:
        after = writer.write(reached(a_hop(body=b"after")))
        assert writer.recovery.warc == kept.warc
        assert writer.recovery.cut.offset >= size
    assert read_hop(tmp_path / "warc", kept.warc, kept.offset).body == b"kept"
    assert read_hop(tmp_path / "warc", after.warc, after.offset).body == b"after"


KILLED = """
import os, signal, sys, pathlib
sys.path.insert(0, sys.argv[2])
from archive.exchanges import a_clock, a_hop, an_id_factory, reached
from citecheck.archive.warc.writer import WarcWriter
writer = WarcWriter(pathlib.Path(sys.argv[1]), software="t", now=a_clock(), make_id=an_id_factory())
for number in range(50):
    capture = writer.write(reached(a_hop(f"https://example.org/{number}", b"body %d" % number)))
    print(capture.warc, capture.offset, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_acknowledged_survives_kill_9(open_writer, tmp_path, request):
    """Every capture that a killed process had been given is read back after it."""
    tests = str(request.config.rootpath / "tests")
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "warc"), tests], stdout=subprocess.PIPE, text=True, check=False
    )
    printed = [line.split() for line in run.stdout.splitlines()]
    assert run.returncode == -9
    assert len(printed) == 50
    with open_writer(seed=1) as writer:
        writer.write(reached(a_hop(body=b"after")))
    for number, (warc, offset) in enumerate(printed):
        assert read_hop(tmp_path / "warc", warc, int(offset)).body == b"body %d" % number


class FullDisk:
    """A file on a disk with room for so many bytes: it takes part of a write, then refuses, as the kernel does."""

    def __init__(self, path, room):
        self.raw = open_raw(path)
        self.room = room
        self.fileno, self.truncate, self.seek, self.close = (
            self.raw.fileno,
            self.raw.truncate,
            self.raw.seek,
            self.raw.close,
        )

    def write(self, data):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = self.raw.write(bytes(data)[: self.room])
        self.room -= taken
        return taken


@pytest.mark.parametrize("room", [0, 100, 700, 1500])
def test_a_full_disk_leaves_whole_records(open_writer, tmp_path, room):
    """When the disk fills, one sentence says so, and the file ends with its last whole record."""
    writer = open_writer(open_file=lambda path: FullDisk(path, room))
    with pytest.raises(StoreError, match="No space left"):
        for number in range(50):
            writer.write(reached(a_hop(body=b"%d" % number)))
    writer.close()
    with open_writer(seed=1) as after:
        capture = after.write(reached(a_hop(body=b"after")))
        assert after.recovery is None
    assert read_hop(tmp_path / "warc", capture.warc, capture.offset).body == b"after"


def test_a_revisit_of_a_revisit_leads_to_the_body(open_writer, tmp_path):
    """A body is found through a revisit that a later run took for the place it is kept at."""
    with open_writer() as writer:
        writer.write(reached(a_hop()))
        second = writer.write(reached(a_hop("https://example.org/2")))
    bodies = {second.sha256: kept_body_of(second, "https://example.org/2")}
    with open_writer(seed=1, bodies=bodies) as writer:
        third = writer.write(reached(a_hop("https://example.org/3")))
    assert read_hop(tmp_path / "warc", third.warc, third.offset).body == a_hop().body


@pytest.mark.parametrize(
    ("peer", "kept"), [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"), ("a.org", None)]
)
def test_only_an_address_is_named_as_peer(open_writer, tmp_path, peer, kept):
    """What is no IP address is left out of the record."""
    with open_writer() as writer:
        capture = writer.write(reached(a_hop(peer=peer)))
    assert read_hop(tmp_path / "warc", capture.warc, capture.offset).peer == kept


def test_a_torn_end_behind_a_long_body_is_cut_off(open_writer, tmp_path):
    """An answer longer than what is looked at first, cut in its middle, is found by reading the file through."""
    with open_writer() as writer:
        kept = writer.write(reached(a_hop(body=b"kept")))
        size = only_file(tmp_path).stat().st_size
        writer.write(reached(a_hop(body=random.Random(1).randbytes(200_000))))
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[: size + 100_000])
    with open_writer(seed=1) as writer:
        writer.write(reached(a_hop(body=b"after")))
        assert (writer.recovery.warc, writer.recovery.cut.offset) == (kept.warc, size)


NAMES = st.from_regex(rb"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True)
VALUES = st.binary(max_size=20).map(lambda value: value.translate(None, b"\r\n\0").strip())


@settings(max_examples=60, deadline=None)
@given(headers=st.lists(st.tuples(NAMES, VALUES), max_size=6).map(tuple), body=st.binary(max_size=60))
def test_any_headers_and_body_come_back(tmp_path_factory, headers, body):
    """Whatever a server sends, repeated, odd or in another encoding, is read back as it was."""
    folder = tmp_path_factory.mktemp("warc")
    with WarcWriter(folder, software="t", now=a_clock(), make_id=an_id_factory()) as writer:
        capture = writer.write(reached(a_hop(headers=headers, body=body)))
    again = read_hop(folder, capture.warc, capture.offset)
    assert (again.headers, again.body) == (headers, body)
    assert verify_warc(folder / capture.warc) == ()


def test_a_page_that_never_changes_is_one_step_from_its_body(open_writer, tmp_path):
    """However often a server confirms a capture, each confirmation refers to the answer itself."""
    unchanged = a_hop(body=b"", status=304, reason="Not Modified", headers=())
    with open_writer() as writer:
        captures = [writer.write(reached(a_hop()))]
        for day in range(1, 20):
            kept = kept_body_of(captures[-1], "https://example.org/")
            later = replace(unchanged, moment=START + timedelta(days=day))
            captures.append(writer.write(reached(later), confirmed=kept))
    folder = tmp_path / "warc"
    last = captures[-1]
    assert find_referred_place(read_record_at(folder, last.warc, last.offset).head) == (
        captures[0].warc,
        captures[0].offset,
    )
    assert read_hop(folder, last.warc, last.offset).body == a_hop().body
    assert read_hop(folder, last.warc, last.offset).headers == a_hop().headers
    assert open_replay(folder / last.warc).hop("https://example.org/").body == a_hop().body


@pytest.mark.parametrize("confirmed", [None, KeptBody("https://example.org/", START, "x", "gone.warc.gz", 0, "00")])
def test_a_bare_confirmation_is_written_but_is_no_capture(open_writer, tmp_path, confirmed):
    """A 304 with nothing at hand that it confirms is on record as it came; nothing of the page is in it."""
    with open_writer() as writer:
        assert writer.write(reached(a_hop(body=b"", status=304, headers=())), confirmed=confirmed) is None
    assert b"WARC-Type: response" in unpacked(only_file(tmp_path))
