"""WACZ 1.1.1: captures, pages, index and evidence in one file that others can open, verify and replay.

A WACZ is a ZIP with the WARC stored uncompressed, a CDXJ index, the list of pages with their text, the claims with
anchors and evidence (`citecheck/claims.jsonl`), and a data package that lists every file with its SHA-256. The
package's digest is the one to sign or to note. The draft of WACZ 1.2 is not used: today's validators reject it.

The WARC holds the requested captures with all related records: request and metadata, the redirects that led there, the
record with the body of a revisit, the page and picture of a rendering, and the warcinfo records they name. Records are
copied as compressed bytes, so the export is identical to the archive.

An answer of 304 shows nothing, and replay shows the answer itself: ReplayWeb.page and pywb give a blank page at its
moment. So it is in the WARC but not in the index, and the list of pages has the capture that it confirmed, with
the moments and captures that did so under `confirmed`.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from citecheck.archive.warc.capture_event import RENDERED_PREFIX
from citecheck.archive.warc.damage import scan_file
from citecheck.archive.warc.file import WarcPart
from citecheck.archive.warc.hop_reader import find_referred_place, is_not_modified
from citecheck.archive.warc.index import read_entries, render_cdxj
from citecheck.archive.warc.record import WarcRecord, read_record_at
from citecheck.archive.warc.stream import open_regular
from citecheck.errors import StoreError, UnreadableInput

_RecordPlace = tuple[str, int]
"""File name and offset of a record."""

_VIA = re.compile(rb"(?m)^via: ([^\r\n]+)")
_METADATA_BYTES = 1 << 12


@dataclass(slots=True)
class _HopRecords:
    """The records of one hop in the order of the file, the response first."""

    answer: WarcRecord
    records: list[WarcRecord] = field(default_factory=list)
    via: str | None = None


@dataclass(slots=True)
class _RecordSelection:
    """The selected records by place, with their lengths, and the places of further records they need.

    `confirmed` has, by the place of each 304, the moment of the capture that it confirms. `referred` has, by the place
    of a record, the place that it refers to, and `unreadable` the needed places that are damaged or missing.
    """

    lengths: dict[_RecordPlace, int] = field(default_factory=dict)
    needed: list[_RecordPlace] = field(default_factory=list)
    confirmed: dict[_RecordPlace, datetime] = field(default_factory=dict)
    referred: dict[_RecordPlace, _RecordPlace] = field(default_factory=dict)
    unreadable: set[_RecordPlace] = field(default_factory=set)

    def add(self, warc: str, record: WarcRecord, warcinfos: Mapping[str, _RecordPlace]) -> None:
        """Select a record. Note its file's warcinfo and the record that it refers to as needed."""
        self.lengths[warc, record.offset] = record.length
        head = record.head
        if about := warcinfos.get(head.get("WARC-Warcinfo-ID") or ""):
            self.needed.append(about)
        if refers := find_referred_place(head):
            self.needed.append(refers)
            self.referred[warc, record.offset] = refers
        if is_not_modified(head) and (moment := head.refers_to_moment):
            self.confirmed[warc, record.offset] = moment

    def is_whole(self, place: _RecordPlace) -> bool:
        """Return whether the record at `place` is selected, with those it refers to, which hold its body."""
        seen: set[_RecordPlace] = set()
        while place in self.lengths and place in self.referred and place not in seen:
            seen.add(place)
            place = self.referred[place]
        return place in self.lengths


def _copy_captures(folder: Path, chosen: Iterable[_RecordPlace], out: BinaryIO) -> _RecordSelection:
    """Copy the captures at `chosen` from the files of `folder` to `out`, each record once, as written.

    Return what was selected. A capture whose record cannot be read is not in it.
    """
    wanted: dict[str, set[int]] = {}
    for warc, offset in chosen:
        wanted.setdefault(warc, set()).add(offset)
    selection = _RecordSelection()
    warcinfos: dict[str, _RecordPlace] = {}
    for warc, offsets in sorted(wanted.items()):
        for record in _find_belonging(folder / warc, offsets, warcinfos):
            selection.add(warc, record, warcinfos)
    while selection.needed:
        warc, offset = place = selection.needed.pop()
        if place not in selection.lengths and place not in selection.unreadable:
            try:
                selection.add(warc, read_record_at(folder, warc, offset), warcinfos)
            except UnreadableInput:
                selection.unreadable.add(place)
    for warc, places in itertools.groupby(sorted(selection.lengths.items()), key=lambda item: item[0][0]):
        with (folder / warc).open("rb") as file:
            for (_, offset), length in places:
                file.seek(offset)
                out.write(file.read(length))
    return selection


def _find_belonging(path: Path, offsets: set[int], warcinfos: dict[str, _RecordPlace]) -> Iterator[WarcRecord]:
    """Yield the records of one file that belong to the captures at `offsets`. Add its warcinfos to `warcinfos`."""
    chain: list[_HopRecords] = []
    for event in _read_hops(path, sorted(offsets), warcinfos):
        if not (chain and event.via and chain[-1].answer.head.target == event.via):
            yield from _select_records(chain, offsets)
            chain = []
        chain.append(event)
    yield from _select_records(chain, offsets)


def _select_records(chain: list[_HopRecords], offsets: set[int]) -> Iterator[WarcRecord]:
    """Yield the records of a chain of redirects, up to the last requested capture."""
    while chain and chain[-1].answer.offset not in offsets:
        chain.pop()
    for event in chain:
        yield from event.records


def _read_hops(path: Path, known: Sequence[int], warcinfos: dict[str, _RecordPlace]) -> Iterator[_HopRecords]:
    event: _HopRecords | None = None
    for record in _read_heads(path, known):
        kind = record.head.type
        if kind == "warcinfo":
            warcinfos[record.head.get("WARC-Record-ID") or ""] = (path.name, record.offset)
        is_rendering = kind == "resource" and record.head.target.startswith(RENDERED_PREFIX)
        if kind in ("response", "revisit") or is_rendering:
            if event:
                yield event
            event = _HopRecords(record, [record])
        elif event and record.head.get("WARC-Concurrent-To") == event.answer.head.get("WARC-Record-ID"):
            event.records.append(record)
            via = _VIA.search(record.block) if kind == "metadata" else None
            event.via = via[1].decode("utf-8", "replace") if via else event.via
    if event:
        yield event


def _read_heads(path: Path, known: Sequence[int]) -> Iterator[WarcRecord]:
    """Read the heads of a file, past its damage. `known` are sorted offsets at which records begin."""
    try:
        with open_regular(path) as file:
            for record in scan_file(file, known, keep=_METADATA_BYTES):
                if isinstance(record, WarcRecord):
                    yield record if record.head.type == "metadata" else replace(record, block=b"")
    except OSError:
        return  # no record of a file that is missing or no regular one can be read


_WACZ_VERSION = "1.1.1"
_WARC_NAME = "captures.warc.gz"
_COPY_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of the case: its address as captured, the time and place of the capture, and its title and text."""

    url: str
    moment: datetime
    place: _RecordPlace
    id: str
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class WaczCase:
    """The content of an export: the pages of one draft, and its claims as JSON objects, one per citation and source.

    `draft` is the file suffix and the bytes of the draft, if it is still the version that was checked.
    """

    title: str
    pages: tuple[ArchivedPage, ...]
    claims: Iterable[Mapping[str, Any]]
    draft: tuple[str, bytes] | None = None


def write_wacz(
    target: Path,
    case: WaczCase,
    folder: Path,
    *,
    software: str,
    now: datetime,
    on_lost: Callable[[ArchivedPage], None] = lambda _: None,
) -> str:
    """Write `case` with its captures from the WARC files of `folder` to `target`. Return the package's digest.

    A page whose record is missing or damaged is left out and given to `on_lost`.

    The digest, `sha256:…`, is that of datapackage.json, which lists every other file with its digest. An existing
    file is replaced only when the new one is complete.

    Raises:
        UnreadableInput: no record of the case can be read.
        StoreError: `target` cannot be written.
    """
    with _replace_file(target) as file, tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        warc = Path(scratch) / _WARC_NAME
        with warc.open("wb") as out:
            selection = _copy_captures(folder, (page.place for page in case.pages), out)
        readable = _pick_readable(case.pages, selection, folder, on_lost)
        pages = _build_page_rows(readable, selection.confirmed)
        with zipfile.ZipFile(file, "w") as archive:
            package = _DataPackage(archive, now)
            package.add_file(f"archive/{_WARC_NAME}", warc)
            package.add("indexes/index.cdx", "".join(_build_index(warc)).encode())
            package.add("pages/pages.jsonl", _write_json_lines([_PAGES_HEADER, *pages]))
            package.add("citecheck/claims.jsonl", _write_json_lines(case.claims))
            if case.draft:
                package.add(f"citecheck/draft{case.draft[0]}", case.draft[1])
            return package.finish(case.title, pages, software)


def _pick_readable(
    pages: Sequence[ArchivedPage], selection: _RecordSelection, folder: Path, on_lost: Callable[[ArchivedPage], None]
) -> Sequence[ArchivedPage]:
    """Return the pages whose records are selected. Give the others to `on_lost`.

    Raises:
        UnreadableInput: there are pages, but no record of them can be read.
    """
    readable = [page for page in pages if selection.is_whole(page.place)]
    if pages and not readable:
        raise UnreadableInput(
            f"{folder / pages[0].place[0]}: no record of the case can be read; take the archive from a backup"
        )
    for page in pages:
        if not selection.is_whole(page.place):
            on_lost(page)
    return readable


def read_data_package(wacz: Path) -> bytes:
    """Read the bytes of a WACZ's data package, which lists every file and is the content of a time stamp."""
    with zipfile.ZipFile(wacz) as archive:
        return archive.read("datapackage.json")


class _DataPackage:
    """The files written so far, as resources of the data package."""

    def __init__(self, archive: zipfile.ZipFile, now: datetime) -> None:
        self._archive = archive
        self._now = now.astimezone(UTC)
        self._resources: list[dict[str, Any]] = []

    def add(self, path: str, content: bytes, *, listed: bool = True) -> str:
        """Write a compressed file and return its digest."""
        with self._archive.open(self._entry(path, zipfile.ZIP_DEFLATED), "w") as out:
            out.write(content)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if listed:
            self._list(path, digest, len(content))
        return digest

    def add_file(self, path: str, source: Path) -> None:
        """Copy a file without compression, so that its records can be read by seek.

        The size is given beforehand: below 2 GiB the entry then has no ZIP64 field. ReplayWeb.page takes the place of
        the data from the central directory, which has no such field (docs/decisions/0009-wacz-without-zip64.md).
        """
        running, size = hashlib.sha256(), 0
        entry = self._entry(path, zipfile.ZIP_STORED)
        entry.file_size = source.stat().st_size
        with source.open("rb") as file, self._archive.open(entry, "w") as out:
            while piece := file.read(_COPY_PIECE):
                running.update(piece)
                size += len(piece)
                out.write(piece)
        self._list(path, f"sha256:{running.hexdigest()}", size)

    def finish(self, title: str, pages: Sequence[Mapping[str, Any]], software: str) -> str:
        """Write the data package and its digest. Return the digest."""
        written = self._now.strftime("%Y-%m-%dT%H:%M:%SZ")
        package = {
            "profile": "data-package",
            "wacz_version": _WACZ_VERSION,
            "title": title,
            "created": written,
            "modified": written,
            "software": software,
            **_build_main_page(pages),
            "resources": self._resources,
        }
        digest = self.add("datapackage.json", _write_json(package), listed=False)
        self.add("datapackage-digest.json", _write_json({"path": "datapackage.json", "hash": digest}), listed=False)
        return digest

    def _entry(self, path: str, compression: int) -> zipfile.ZipInfo:
        moment = max(self._now, datetime(1980, 1, 1, tzinfo=UTC))  # ZIP cannot store an earlier year
        entry = zipfile.ZipInfo(path, date_time=moment.timetuple()[:6])
        entry.compress_type = compression
        entry.external_attr = 0o644 << 16
        return entry

    def _list(self, path: str, digest: str, size: int) -> None:
        name = path.rpartition("/")[2]
        self._resources.append({"name": name, "path": path, "hash": digest, "bytes": size})


def _write_json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8", "replace")


def _build_index(warc: Path) -> list[str]:
    entries = read_entries(WarcPart(warc, _WARC_NAME, lambda: warc.open("rb")))
    return render_cdxj(entry for entry in entries if entry.status != 304)


_PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}


def _build_page_rows(
    shown_pages: Iterable[ArchivedPage], confirmed: Mapping[_RecordPlace, datetime]
) -> list[dict[str, Any]]:
    """Build a row for each page at the moment that replay can show, in order. `confirmed` is of `_RecordSelection`."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for page in shown_pages:
        shown = _write_rfc3339(confirmed.get(page.place, page.moment))
        row = {"id": page.id, "url": page.url, "ts": shown, "title": page.title, "text": page.text}
        kept = rows.setdefault((page.url, shown), {name: value for name, value in row.items() if value is not None})
        if page.place in confirmed:
            kept.setdefault("confirmed", []).append({"id": page.id, "ts": _write_rfc3339(page.moment)})
    return list(rows.values())


def _build_main_page(pages: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {"mainPageUrl": pages[0]["url"], "mainPageDate": pages[0]["ts"]} if pages else {}


def _write_rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _write_json_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "replace")


@contextmanager
def _replace_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file that replaces `target`, or the file it links to, when it is complete and on disk."""
    real = Path(os.path.realpath(target))
    if real.exists() and not real.is_file():
        raise StoreError(f"{target}: cannot be written (not a regular file); give the name of a file")
    partial = real.with_name(f".{real.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(real)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        partial.unlink(missing_ok=True)
