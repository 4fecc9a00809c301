"""Going on with a file of an earlier run: nothing that the store acknowledges is lost, and every sentence is true."""

import os
import random
from dataclasses import dataclass, field

import pytest

from citecheck.archive.warc.damage import AcknowledgedRecord, DamagedSpan, inspect_file, scan_file
from citecheck.archive.warc.hop_reader import read_hop
from citecheck.archive.warc.own_file import describe_recovery
from citecheck.archive.warc.record import compress_record, write_record
from citecheck.archive.warc.writer import WarcWriter
from citecheck.errors import StoreError, UnreadableInput

from .exchanges import START, a_clock, a_hop, an_id_factory, reached

RECORDS = 30
MOMENT = START.isoformat()


@dataclass
class ListedCaptures:
    """The ledger of a test."""

    captures: list = field(default_factory=list)

    def records(self, warc):
        return sorted((each for name, each in self.captures if name == warc), key=lambda each: each.offset)

    def last(self, warc):
        return next(reversed(self.records(warc)), None)

    def has_lost(self, warc):
        return False


def body_of(number):
    """Return a body that does not shrink, so that bytes anywhere in the file are bytes of a record."""
    return random.Random(number).randbytes(300 + 137 * number % 2000)


def written_archive(folder, *, acknowledged=RECORDS):
    """Write thirty captures, of which the store acknowledges the first so many; return the file and the ledger."""
    ledger = ListedCaptures()
    with WarcWriter(folder, software="t", now=a_clock(), make_id=an_id_factory()) as writer:
        for number in range(RECORDS):
            url = f"https://example.org/{number}"
            capture = writer.write(reached(a_hop(url, body_of(number))))
            record = AcknowledgedRecord(capture.id, url, MOMENT, capture.offset, capture.length)
            ledger.captures += [(capture.warc, record)] * (number < acknowledged)
    (path,) = folder.glob("*.warc.gz")
    return path, ledger


def reopened(folder, ledger):
    """Write one more capture as the next run does, and return what was found on opening and the capture."""
    with WarcWriter(folder, software="t", now=a_clock(), make_id=an_id_factory(1), ledger=ledger) as writer:
        capture = writer.write(reached(a_hop("https://example.org/after", b"after")))
        return writer.recovery, capture


def readable(folder, ledger):
    """Return the addresses of the captures of the store that read back as they were written."""
    found = set()
    for warc, record in ledger.captures:
        try:
            hop = read_hop(folder, warc, record.offset)
        except UnreadableInput:
            continue
        if hop.url == record.url and hop.body == body_of(int(record.url.rpartition("/")[2])):
            found.add(record.url)
    return found


def hurt(folder, ledger, original, damaged):
    """Damage the only file, let the next run open it, and hold what must be true of any damage."""
    (path,) = folder.glob("*.warc.gz")
    path.write_bytes(damaged)
    before = readable(folder, ledger)
    recovery, after = reopened(folder, ledger)
    assert readable(folder, ledger) == before
    assert read_hop(folder, after.warc, after.offset).body == b"after"
    end = ledger.last(path.name).end
    assert path.read_bytes()[: min(end, len(damaged))] == damaged[:end]
    lost = {record.url for _, record in ledger.captures} - before
    said = list(describe_recovery(recovery)) if recovery else []
    if recovery and recovery.state:
        assert {record.url for record in recovery.state.lost} == lost
        assert any("is whole" in line for line in said) == (not lost)
    for copy, span in zip(recovery.copies if recovery else (), recovery.state.spans if recovery else (), strict=False):
        assert (folder / copy).read_bytes() == damaged[span.offset : span.end]
        assert copy == f"{path.name}.damaged-{span.offset}-{span.length}"
    return recovery, said, lost


@pytest.mark.parametrize("seed", range(24))
def test_a_flipped_byte_and_a_torn_end_lose_one_capture_at_most(tmp_path, seed):
    """However a byte is flipped in acknowledged ground, the torn end alone is cut, and the damaged capture is named."""
    path, ledger = written_archive(tmp_path, acknowledged=RECORDS - 2)
    original, chance = path.read_bytes(), random.Random(seed)
    end = ledger.last(path.name).end
    at, torn = chance.randrange(0, end), chance.randrange(end + 1, len(original))
    damaged = bytearray(original[:torn])
    damaged[at] ^= 1 << chance.randrange(8)
    recovery, said, lost = hurt(tmp_path, ledger, original, bytes(damaged))
    assert len(lost) <= 1
    if recovery and recovery.state:
        assert all(any(url in line for line in said) for url in lost)
    assert all(len(line.split()) <= 25 for line in said)


@pytest.mark.parametrize("seed", range(12))
def test_two_flipped_bytes_lose_two_captures_at_most(tmp_path, seed):
    """Two places damaged and a torn end: both captures are named, all others read back."""
    path, ledger = written_archive(tmp_path, acknowledged=RECORDS - 2)
    original, chance = path.read_bytes(), random.Random(1000 + seed)
    end = ledger.last(path.name).end
    damaged = bytearray(original[: chance.randrange(end + 1, len(original))])
    for at in chance.sample(range(end), 2):
        damaged[at] ^= 0xFF
    _, _, lost = hurt(tmp_path, ledger, original, bytes(damaged))
    assert len(lost) <= 2


@pytest.mark.parametrize("seed", range(8))
def test_a_torn_end_in_the_last_capture_of_the_store_is_left(tmp_path, seed):
    """A file that is shorter than the store says keeps every byte; the next run begins a new one and says so."""
    path, ledger = written_archive(tmp_path)
    original, last = path.read_bytes(), ledger.last(path.name)
    torn = random.Random(seed).randrange(last.offset, last.end)
    _, said, lost = hurt(tmp_path, ledger, original, original[:torn])
    assert path.read_bytes() == original[:torn]
    assert lost == {last.url}
    assert f"{last.end - torn} bytes shorter than the store says" in said[0]
    assert len(list(tmp_path.glob("*.warc.gz"))) == 2


@pytest.mark.parametrize("seed", range(8))
def test_damage_after_the_last_capture_of_the_store_is_kept_too(tmp_path, seed):
    """Whole records after a damaged one stay in place, acknowledged or not; nothing is cut but an end that is torn."""
    path, ledger = written_archive(tmp_path, acknowledged=10)
    original, chance = path.read_bytes(), random.Random(seed)
    damaged = bytearray(original)
    at = chance.randrange(ledger.last(path.name).end, len(original) - 2000)
    damaged[at] ^= 0xFF
    hurt(tmp_path, ledger, original, bytes(damaged))
    assert path.read_bytes()[: len(damaged)] == bytes(damaged)


def remove(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def replace_with_text(path):
    path.write_bytes(b"These are not the records you are looking for.\n" * 4000)


def make_pipe(path):
    path.unlink()
    os.mkfifo(path)


def make_folder(path):
    path.unlink()
    path.mkdir()


def swap(path):
    """Put another archive of ours, as long and whole, in the place of this one."""
    other = path.parent / "other"
    with WarcWriter(other, software="t", now=a_clock(), make_id=an_id_factory(7)) as writer:
        for number in range(2 * RECORDS):
            writer.write(reached(a_hop(f"https://other.example/{number}", body_of(number))))
    (made,) = other.glob("*.warc.gz")
    path.write_bytes(made.read_bytes())


@pytest.mark.parametrize("harm", [remove, empty, replace_with_text, make_pipe, make_folder, swap])
def test_what_is_in_the_place_of_a_file_is_left_and_a_new_file_begun(tmp_path, harm):
    """A file that is not the one of the store is never written to; the run goes on with a file of its own."""
    path, ledger = written_archive(tmp_path)
    harm(path)
    seen = path.read_bytes() if path.is_file() else path.exists()
    recovery, after = reopened(tmp_path, ledger)
    assert after.warc != path.name
    assert seen == (path.read_bytes() if path.is_file() else path.exists())
    assert harm is remove or "a new file" in next(describe_recovery(recovery))


def test_a_file_longer_than_the_store_says_is_continued(tmp_path):
    """Whole records that the store does not name are kept, and the next capture follows them."""
    path, ledger = written_archive(tmp_path, acknowledged=3)
    size = path.stat().st_size
    recovery, after = reopened(tmp_path, ledger)
    assert recovery is None
    assert (after.warc, after.offset > size) == (path.name, True)


def test_an_end_that_cannot_be_copied_is_not_cut(tmp_path):
    """If the torn end cannot be copied aside, one sentence says so and the file stays as it is."""
    path, ledger = written_archive(tmp_path, acknowledged=RECORDS - 1)
    torn = path.read_bytes()[:-40]
    path.write_bytes(torn)
    with path.open("rb") as file:
        (tail,) = inspect_file(file, ledger.records(path.name)).spans
    path.with_name(f"{path.name}.damaged-{tail.offset}-{tail.length}").mkdir()
    with pytest.raises(StoreError, match="cannot be set aside"):
        reopened(tmp_path, ledger)
    assert path.read_bytes() == torn


def test_own_files_may_unpack_to_any_size(tmp_path):
    """A record of ours that unpacks to more than the limit for files of strangers is whole."""
    path, ledger = written_archive(tmp_path)
    size = path.stat().st_size
    fields = (("WARC-Type", "metadata"), ("WARC-Record-ID", "<urn:uuid:0>"), ("WARC-Date", "2026-01-01T00:00:00Z"))
    huge = compress_record(write_record(fields, bytes((1 << 30) + 1)))
    with path.open("ab") as file:
        file.write(huge)
    recovery, after = reopened(tmp_path, ledger)
    assert recovery is None
    assert after.offset > size + len(huge)


def test_records_in_a_damaged_body_are_not_taken_for_ours(tmp_path):
    """A page that is itself a WARC file, damaged on its way, adds no captures to what the file is said to hold."""
    inner = b"".join(
        compress_record(
            write_record(
                (
                    ("WARC-Type", "response"),
                    ("WARC-Record-ID", f"<urn:uuid:{number}>"),
                    ("WARC-Date", "2026-01-01T00:00:00Z"),
                    ("WARC-Target-URI", "https://evil.example/"),
                ),
                random.Random(number).randbytes(500),
            )
        )
        for number in range(20)
    )
    with WarcWriter(tmp_path, software="t", now=a_clock(), make_id=an_id_factory()) as writer:
        writer.write(reached(a_hop(body=b"before")))
        hit = writer.write(reached(a_hop(body=inner)))
        last = writer.write(reached(a_hop(body=b"last")))
    path = tmp_path / hit.warc
    data = bytearray(path.read_bytes())
    data[hit.offset + 20] ^= 0xFF
    path.write_bytes(bytes(data))
    listed = [AcknowledgedRecord(each.id, "", MOMENT, each.offset, each.length) for each in (hit, last)]
    with path.open("rb") as file:
        state = inspect_file(file, listed)
    assert [record.id for record in state.lost] == [hit.id]
    assert [record.url for record in state.unlisted] == ["https://example.org/"]


def test_a_file_of_beginnings_takes_linear_time(tmp_path):
    """A damaged span full of gzip members that begin and never end is given up after some of them."""
    member = compress_record(write_record((("WARC-Type", "response"),), random.Random(1).randbytes(40_000)))
    path = tmp_path / "citecheck-1.warc.gz"
    path.write_bytes(member[: len(member) // 2] * 400)
    with path.open("rb") as file:
        spans = list(scan_file(file))
    assert [type(span) for span in spans] == [DamagedSpan]
