"""Archives from strangers, given to be replayed: damaged, mendacious, packed to burst."""

import gzip
import io
import zipfile
import zlib

import pytest

from tests.attack.started import citecheck

URL = "https://one.example.org/x"
HEAD = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://one.example.org/x\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
    b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<p>There were 42 ships.</p>"
RECORD = HEAD % len(ANSWER) + ANSWER + b"\r\n\r\n"


def wacz(packing=zipfile.ZIP_DEFLATED, name="archive/a.warc.gz"):
    """A WACZ with one archive in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as packed:
        packed.writestr(name, gzip.compress(RECORD))
    return file.getvalue()


def patched(data, place, written):
    """Write over some bytes, from `place` after the start of the central directory."""
    start = data.find(b"PK\x01\x02") + place
    return data[:start] + written + data[start + len(written) :]


def bomb(head):
    """A gzip member that goes on for 300 MB."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(head) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()


UNREADABLE = {
    "cut.warc.gz": gzip.compress(RECORD)[:-30],
    "cut.warc": RECORD[:-40],
    "short.warc": HEAD % 10**15 + ANSWER,
    "negative.warc": HEAD % -5 + ANSWER,
    "other.warc": HEAD % 8 + b"nonsense\r\n\r\n",
    "bomb.warc.gz": bomb(HEAD % (300 << 20)),
}

DAMAGED = {
    "empty.warc": b"",
    "head.warc.gz": bomb(b"WARC/1.1\r\nX: "),
    "cut.wacz": wacz()[:-40],
    "checksum.wacz": patched(wacz(), 16, b"\xff\xff\xff\xff"),
    "packing.wacz": patched(wacz(), 10, b"\x63\x00"),
    "encrypted.wacz": patched(wacz(), 8, b"\x01\x00"),
    "stream.wacz": wacz()[:50] + b"\xff" * 20 + wacz()[70:],
    "nothing.wacz": wacz(name="elsewhere/a.warc.gz"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_one_sentence(tmp_path, name):
    """An archive of which nothing can be read is refused, with its name and exit code 2."""
    (tmp_path / name).write_bytes(DAMAGED[name])
    done = citecheck("fetch", "--no-archive", "--no-page", "--replay", name, URL, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1), done.stderr
    assert name.encode() in done.stderr


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_record_that_cannot_be_read_is_a_fault_of_the_archive(tmp_path, name):
    """A record that is cut, false or without end is answered as such, and nothing is said of the source."""
    (tmp_path / name).write_bytes(UNREADABLE[name])
    done = citecheck("fetch", "--no-archive", "--no-page", "--replay", name, URL, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"the archive holds this record but it cannot be read" in done.stdout


@pytest.mark.parametrize("name", ["archive/a.warc.gz", "archive/../../../../escaped.warc.gz", "archive//abs.warc.gz"])
def test_member_names_lead_nowhere(tmp_path, name):
    """A member is read in place whatever its name; nothing is unpacked into a file."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.wacz").write_bytes(wacz(name=name))
    done = citecheck("fetch", "--no-archive", "--no-page", "--replay", "inner/a.wacz", URL, folder=tmp_path)
    assert b'"status": 200' in done.stdout
    assert not list(tmp_path.rglob("*.warc.gz"))
