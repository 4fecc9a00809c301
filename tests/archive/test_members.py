"""Streams read member by member: odd gzip headers, slow files, bombs."""

import gzip
import io
import struct
import zlib

import pytest

from citecheck.archive.warc.stream import CHUNK_BYTES, Damage, GzipStream, open_stream, read_until_blank_line


def member(data, *, extra=b"", name=b"", comment=b"", checked=False):
    """Give a gzip member with the optional header fields of RFC 1952."""
    flags = (4 if extra else 0) | (8 if name else 0) | (16 if comment else 0) | (2 if checked else 0)
    head = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\0\xff"
    head += struct.pack("<H", len(extra)) + extra if extra else b""
    head += name + b"\0" if name else b""
    head += comment + b"\0" if comment else b""
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF) if checked else b""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return head + packer.compress(data) + packer.flush() + struct.pack("<II", zlib.crc32(data), len(data))


def read_all(stream):
    found = []
    while (offset := stream.begin()) is not None:
        pieces = b""
        while piece := stream.read(1000):
            pieces += piece
        found.append((offset, pieces))
    return found


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"extra": b"sl\x08\x00" + bytes(8)},
        {"name": b"x.warc"},
        {"comment": b"y", "checked": True},
        {"extra": b"ab\x02\x00zz", "name": b"n", "comment": b"c", "checked": True},
    ],
)
def test_every_header_of_gzip_is_read(header):
    """Extra fields, names, comments and header checksums of other writers are passed over."""
    one = member(b"hello" * 1000, **header)
    assert read_all(open_stream(io.BytesIO(one + one))) == [(0, b"hello" * 1000), (len(one), b"hello" * 1000)]


class Slow(io.BytesIO):
    """A file that gives one byte at a time."""

    def read(self, size=-1):
        return super().read(min(1, size))


def test_a_file_that_comes_byte_by_byte_is_read():
    """Members are separated wherever the reads happen to end."""
    one = member(b"hello" * 100)
    assert read_all(GzipStream(Slow(one + one), 0)) == [(0, b"hello" * 100), (len(one), b"hello" * 100)]


def test_a_member_left_half_read_is_passed_over():
    """`begin` goes to the next member whatever was left of the one before."""
    one, two = member(b"a" * 200_000), member(b"b")
    stream = open_stream(io.BytesIO(one + two))
    stream.begin()
    assert stream.read(10) == b"a" * 10
    assert stream.begin() == len(one)
    assert stream.read(10) == b"b"


def test_a_bomb_is_unpacked_piece_by_piece():
    """A member of many megabytes is never held whole."""
    stream = GzipStream(io.BytesIO(gzip.compress(bytes(50_000_000))), 0)
    stream.begin()
    total = 0
    while piece := stream.read(CHUNK_BYTES):
        total += len(piece)
        assert len(piece) <= CHUNK_BYTES
    assert total == 50_000_000


@pytest.mark.parametrize("packed", [True, False])
def test_a_head_without_end_is_given_up(packed):
    """A head longer than any real one is damage, not memory."""
    data = b"WARC/1.1\r\n" + b"X-A: b\r\n" * 300_000
    stream = open_stream(io.BytesIO(gzip.compress(data) if packed else data))
    stream.begin()
    with pytest.raises(Damage, match="head is longer"):
        read_until_blank_line(stream)
