"""WACZ 1.1.1: captures, pages, index and evidence in one file that others open, verify and replay.

A ZIP with the WARC stored as it is, a CDXJ index, the list of pages with their text, our claims with anchors and
evidence (`citecheck/claims.jsonl`), and a data package that names every file with its SHA-256; the digest of the
package is what to sign or to write down. WACZ 1.1.1, not the draft of 1.2: the validators there are reject the
latter.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from citecheck.archive.container import Part
from citecheck.archive.excerpt import Place, copy_captures
from citecheck.archive.index import cdxj_lines, read_entries
from citecheck.errors import StoreError

WACZ_VERSION = "1.1.1"
WARC_NAME = "captures.warc.gz"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of the case: its address as captured, when, where the capture is kept, and what it reads."""

    url: str
    moment: datetime
    place: Place
    id: str
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is handed on: the pages of one draft, and its claims as JSON objects, one each citation and source.

    `draft` is the draft itself, the ending of its name and its bytes, where it is still the version that was checked.
    """

    title: str
    pages: tuple[ArchivedPage, ...]
    claims: Iterable[Mapping[str, Any]]
    draft: tuple[str, bytes] | None = None


def write_wacz(target: Path, case: Case, folder: Path, *, software: str, now: datetime) -> str:
    """Write `case` with its captures from the WARC files of `folder` to `target`; return the package's digest.

    The digest, `sha256:…`, is that of datapackage.json, which names every other file with its own. An existing file
    gives way only when the new one is complete.

    Raises:
        UnreadableInput: a WARC file is missing or damaged.
        StoreError: `target` cannot be written.
    """
    with _replacing(target) as file, tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        warc = Path(scratch) / WARC_NAME
        with warc.open("wb") as out:
            copy_captures(folder, (page.place for page in case.pages), out)
        with zipfile.ZipFile(file, "w") as archive:
            package = _Package(archive, now)
            package.add_file(f"archive/{WARC_NAME}", warc)
            package.add("indexes/index.cdx", "".join(_index(warc)).encode())
            package.add("pages/pages.jsonl", _lines(_page_rows(case)))
            package.add("citecheck/claims.jsonl", _lines(case.claims))
            if case.draft:
                package.add(f"citecheck/draft{case.draft[0]}", case.draft[1])
            return package.finish(case, software)


def package_of(wacz: Path) -> bytes:
    """Read the data package of a WACZ as it stands: what names every file, and what a time stamp is taken of."""
    with zipfile.ZipFile(wacz) as archive:
        return archive.read("datapackage.json")


class _Package:
    """The files written so far, as resources of the data package."""

    def __init__(self, archive: zipfile.ZipFile, now: datetime) -> None:
        self._archive = archive
        self._now = now.astimezone(UTC)
        self._resources: list[dict[str, Any]] = []

    def add(self, path: str, content: bytes, *, listed: bool = True) -> str:
        """Write a file, compressed, and return its digest."""
        with self._archive.open(self._entry(path, zipfile.ZIP_DEFLATED), "w") as out:
            out.write(content)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if listed:
            self._list(path, digest, len(content))
        return digest

    def add_file(self, path: str, source: Path) -> None:
        """Copy a file without compression, so that its records are read by seek."""
        running, size = hashlib.sha256(), 0
        entry = self._entry(path, zipfile.ZIP_STORED)
        with source.open("rb") as file, self._archive.open(entry, "w", force_zip64=True) as out:
            while piece := file.read(PIECE):
                running.update(piece)
                size += len(piece)
                out.write(piece)
        self._list(path, f"sha256:{running.hexdigest()}", size)

    def finish(self, case: Case, software: str) -> str:
        """Write the data package and its digest, and return that."""
        written = self._now.strftime("%Y-%m-%dT%H:%M:%SZ")
        package = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": case.title,
            "created": written,
            "modified": written,
            "software": software,
            **_main_page(case),
            "resources": self._resources,
        }
        digest = self.add("datapackage.json", _json(package), listed=False)
        self.add("datapackage-digest.json", _json({"path": "datapackage.json", "hash": digest}), listed=False)
        return digest

    def _entry(self, path: str, compression: int) -> zipfile.ZipInfo:
        moment = max(self._now, datetime(1980, 1, 1, tzinfo=UTC))  # ZIP knows no earlier year
        entry = zipfile.ZipInfo(path, date_time=moment.timetuple()[:6])
        entry.compress_type = compression
        entry.external_attr = 0o644 << 16
        return entry

    def _list(self, path: str, digest: str, size: int) -> None:
        name = path.rpartition("/")[2]
        self._resources.append({"name": name, "path": path, "hash": digest, "bytes": size})


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8", "replace")


def _index(warc: Path) -> list[str]:
    return cdxj_lines(read_entries(Part(warc, WARC_NAME, lambda: warc.open("rb"))))


def _page_rows(case: Case) -> Iterator[dict[str, Any]]:
    yield {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    for page in case.pages:
        row = {"id": page.id, "url": page.url, "ts": _rfc3339(page.moment), "title": page.title, "text": page.text}
        yield {name: value for name, value in row.items() if value is not None}


def _main_page(case: Case) -> dict[str, str]:
    if not case.pages:
        return {}
    return {"mainPageUrl": case.pages[0].url, "mainPageDate": _rfc3339(case.pages[0].moment)}


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "replace")


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the name `target` once it is complete and on the disk."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        partial.unlink(missing_ok=True)
