"""One draft's captures handed on as WACZ."""

import asyncio
import gzip
import hashlib
import json
import os
import struct
import zipfile
from datetime import timedelta

import httpx
import pytest

from citecheck.archive.replay import open_replay
from citecheck.archive.wacz import ArchivedPage, WaczCase, write_wacz
from citecheck.archive.warc.writer import kept_body_of
from citecheck.archive.warc_checker import verify_warc
from citecheck.errors import StoreError, UnreadableInput

from .exchanges import START, a_hop, reached

CLAIMS = [{"sentence": "Trade fell by 3 %.", "anchor": {"exact": "fell by 3 %"}}]


@pytest.fixture
def case(open_writer, tmp_path):
    """A folder with captures of three drafts, and the case of one: a redirected page and a repeated body."""
    pages = []
    with open_writer(rotate_bytes=3000) as writer:
        writer.write(reached(a_hop("https://other.org/", b"of another draft")))
        moved = a_hop("http://example.org/", b"", status=301, reason="Moved Permanently")
        for number, exchange in enumerate(
            [
                reached(moved, a_hop(body=b"the page " * 30)),
                reached(a_hop("https://example.org/noise", bytes(range(256)) * 16)),
                reached(a_hop("https://example.org/copy", b"the page " * 30, moment=START + timedelta(days=1))),
            ]
        ):
            capture = writer.write(exchange)
            hop = exchange.hops[-1]
            place = (capture.warc, capture.offset)
            if number != 1:
                pages.append(ArchivedPage(hop.url, hop.moment, place, capture.id, title="A page", text="the page"))
    return WaczCase("A draft", tuple(pages), CLAIMS, (".txt", b"the draft"))


def export(case, tmp_path, name="case.wacz"):
    target = tmp_path / name
    digest = write_wacz(target, case, tmp_path / "warc", software="citecheck/test", now=START)
    return target, digest


def test_every_file_is_listed_with_its_digest(case, tmp_path):
    """The package names each file with size and SHA-256, and the package's own digest is returned and written."""
    target, digest = export(case, tmp_path)
    with zipfile.ZipFile(target) as archive:
        package = json.loads(archive.read("datapackage.json"))
        for resource in package["resources"]:
            content = archive.read(resource["path"])
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        listed = {resource["path"] for resource in package["resources"]}
        assert listed | {"datapackage.json", "datapackage-digest.json"} == set(archive.namelist())
        assert json.loads(archive.read("datapackage-digest.json"))["hash"] == digest
        assert archive.getinfo("archive/captures.warc.gz").compress_type == zipfile.ZIP_STORED


def test_only_the_draft_and_what_belongs_to_it_is_handed_on(case, tmp_path):
    """Redirects and the record that holds a repeated body come along; captures of other drafts stay."""
    target, _ = export(case, tmp_path)
    with zipfile.ZipFile(target) as archive:
        content = gzip.decompress(archive.read("archive/captures.warc.gz"))
        index = archive.read("indexes/index.cdx").decode().splitlines()
    assert b"of another draft" not in content
    assert b"/noise" not in content
    assert [json.loads(line.split(" ", 2)[2])["url"] for line in index] == [
        "http://example.org/",
        "https://example.org/",
        "https://example.org/copy",
    ]


def test_local_headers_are_as_long_as_the_central_directory_says(case, tmp_path):
    """Readers that take the place of the data from the central directory find it: both headers have equal lengths."""
    target, _ = export(case, tmp_path)
    content = target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        for entry in archive.infolist():
            header = content[entry.header_offset : entry.header_offset + 30]
            assert struct.unpack("<HH", header[26:30]) == (len(entry.filename.encode()), len(entry.extra))
            assert not entry.extra
            assert struct.unpack("<II", header[18:26]) == (entry.compress_size, entry.file_size)


def test_the_index_leads_to_each_record(case, tmp_path):
    """Offset and length of each index line cut out one gzip member."""
    target, _ = export(case, tmp_path)
    with zipfile.ZipFile(target) as archive:
        content = archive.read("archive/captures.warc.gz")
        for line in archive.read("indexes/index.cdx").decode().splitlines():
            row = json.loads(line.split(" ", 2)[2])
            start = int(row["offset"])
            assert gzip.decompress(content[start : start + int(row["length"])]).startswith(b"WARC/1.1")


def test_pages_and_claims_are_there(case, tmp_path):
    """Pages have address, moment, title and text; claims come as they were handed in."""
    target, _ = export(case, tmp_path)
    with zipfile.ZipFile(target) as archive:
        header, *pages = map(json.loads, archive.read("pages/pages.jsonl").splitlines())
        claims = [json.loads(line) for line in archive.read("citecheck/claims.jsonl").splitlines()]
    assert header["format"] == "json-pages-1.0"
    assert [(page["url"], page["ts"]) for page in pages] == [
        ("https://example.org/", "2026-03-01T12:00:00.250Z"),
        ("https://example.org/copy", "2026-03-02T12:00:00.250Z"),
    ]
    assert claims == CLAIMS


def test_a_confirmed_page_is_listed_at_the_moment_that_replay_can_show(open_writer, tmp_path):
    """An answer of 304 is kept in the WARC, but neither indexed nor a page: it is named with the page it confirmed."""
    later = START + timedelta(days=1)
    with open_writer() as writer:
        page = writer.write(reached(a_hop(body=b"the page")))
        again = a_hop(body=b"", status=304, reason="Not Modified", moment=later, headers=())
        renewed = writer.write(reached(again), confirmed=kept_body_of(page, again.url))
    rows = (
        ArchivedPage(again.url, START, (page.warc, page.offset), "first", title="A page"),
        ArchivedPage(again.url, later, (renewed.warc, renewed.offset), "second"),
    )
    target, _ = export(WaczCase("A draft", rows, CLAIMS), tmp_path)
    with zipfile.ZipFile(target) as archive:
        _, *pages = map(json.loads, archive.read("pages/pages.jsonl").splitlines())
        (line,) = archive.read("indexes/index.cdx").splitlines()
        assert b"server-not-modified" in gzip.decompress(archive.read("archive/captures.warc.gz"))
    confirmed = [{"id": "second", "ts": "2026-03-02T12:00:00.250Z"}]
    (shown,) = pages
    assert (shown["id"], shown["ts"], shown["confirmed"]) == ("first", "2026-03-01T12:00:00.250Z", confirmed)
    assert b" 20260301120000 " in line


def test_the_case_passes_our_checker_and_replays(case, tmp_path):
    """The WARC inside has no fault, and every page is answered from it with the bytes that were kept."""
    target, _ = export(case, tmp_path)
    assert verify_warc(target) == ()
    replay = open_replay(target)
    for page in case.pages:
        response = asyncio.run(replay.handle_async_request(httpx.Request("GET", page.url)))
        assert asyncio.run(response.aread()) == b"the page " * 30


def test_a_repacked_case_still_replays(case, tmp_path):
    """A WACZ whose WARC somebody deflated is read all the same."""
    target, _ = export(case, tmp_path)
    again = tmp_path / "again.wacz"
    with zipfile.ZipFile(target) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, source.read(name))
    assert open_replay(again).hop("https://example.org/copy").body == b"the page " * 30


def test_two_exports_of_one_case_are_equal(case, tmp_path):
    """The same case at the same moment gives the same bytes."""
    first, _ = export(case, tmp_path)
    second, _ = export(case, tmp_path, "second.wacz")
    assert first.read_bytes() == second.read_bytes()


def test_a_missing_file_leaves_no_half_export(case, tmp_path):
    """When a WARC file is gone the export says so and leaves no file."""
    (tmp_path / "warc" / case.pages[0].place[0]).unlink()
    with pytest.raises(UnreadableInput, match="citecheck-"):
        export(case, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"warc"}


def test_a_damaged_record_leaves_the_others_in_the_export(case, tmp_path):
    """A capture whose record is damaged is given to the caller and is in neither pages nor index; the rest is there."""
    first, last = min(case.pages, key=lambda page: page.moment), max(case.pages, key=lambda page: page.moment)
    damage(tmp_path / "warc" / last.place[0], last.place[1])
    lost = []
    target = tmp_path / "case.wacz"
    write_wacz(target, case, tmp_path / "warc", software="citecheck/test", now=START, on_lost=lost.append)
    assert lost == [last]
    with zipfile.ZipFile(target) as archive:
        pages = archive.read("pages/pages.jsonl").decode()
        index = archive.read("indexes/index.cdx").decode()
    assert first.url in pages
    assert f'"{first.url}"' in index
    assert last.url not in pages
    assert last.url not in index


def test_a_capture_is_lost_with_the_record_that_holds_its_body(case, tmp_path):
    """A revisit is no copy without the record it refers to; if nothing is left, no file is written."""
    first = min(case.pages, key=lambda page: page.moment)
    damage(tmp_path / "warc" / first.place[0], first.place[1])
    with pytest.raises(UnreadableInput, match="no record of the case can be read"):
        export(case, tmp_path)
    assert not (tmp_path / "case.wacz").exists()


def test_a_pipe_in_the_place_of_an_archive_file_ends_the_export(case, tmp_path):
    """A named pipe is not opened, which would wait for a writer, and nothing unfinished is left."""
    path = tmp_path / "warc" / case.pages[0].place[0]
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UnreadableInput, match="no record of the case can be read"):
        export(case, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["warc"]


def damage(path, offset):
    """Change bytes of the compressed record at `offset`, after its header."""
    content = bytearray(path.read_bytes())
    for place in range(offset + 20, offset + 60):
        content[place] ^= 0xFF
    path.write_bytes(content)


def test_a_target_that_cannot_be_written_is_one_sentence(case, tmp_path):
    """A folder that does not exist is named."""
    with pytest.raises(StoreError, match=r"none/case\.wacz"):
        export(case, tmp_path, "none/case.wacz")
