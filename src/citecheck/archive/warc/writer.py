"""The WARC writer: write exchanges to the archive, durably and once.

A capture is returned when its records are on disk, so that no row of the store names a missing record. A body that is
already stored is not written again (see `capture_event`). Files rotate by size. A file of an earlier run is continued;
if that run was killed, its unfinished end is cut off first, and `recovery` describes it. A file that is not as the
store says is left as it is, and a new one is begun.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from citecheck.archive.warc.capture_event import (
    KeptBody,
    MakeId,
    build_capture_event,
    build_rendering_event,
    build_text_record,
    build_warcinfo,
)
from citecheck.archive.warc.damage import CaptureLedger, NoLedger
from citecheck.archive.warc.hop_reader import origin_of, read_hop
from citecheck.archive.warc.own_file import FileRecovery, OpenFile, WarcFile, is_regular, open_raw, sync_folder
from citecheck.archive.warc.record import compress_record, read_record_at
from citecheck.errors import StoreError, UnreadableInput
from citecheck.model.exchange import Exchange, Hop, Reached, Rendering
from citecheck.model.report import Capture

_FILE_PATTERN = "citecheck-*.warc.gz"


class WarcWriter:
    """Writes exchanges into WARC files of `folder`, from one thread.

    `software` goes into each file's first record; `now` and `make_id` return the time and new UUIDs. A file is closed
    when it is longer than `rotate_bytes`. `bodies` maps the SHA-256 of a body (hexadecimal) to its record. Written
    bodies are added to it, so a mapping over the store keeps every body once. `ledger` says what the
    store acknowledges of the files. `open_file` is for tests.

    Raises:
        StoreError: the folder or a file in it cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        software: str,
        now: Callable[[], datetime],
        make_id: MakeId,
        rotate_bytes: int = 500_000_000,
        bodies: MutableMapping[str, KeptBody] | None = None,
        ledger: CaptureLedger | None = None,
        open_file: OpenFile = open_raw,
    ) -> None:
        self.folder = folder
        self.recovery: FileRecovery | None = None
        self._ledger = ledger or NoLedger()
        self._software = software
        self._now = now
        self._make_id = make_id
        self._rotate_bytes = rotate_bytes
        self._bodies: MutableMapping[str, KeptBody] = {} if bodies is None else bodies
        self._open_file = open_file
        self._warcinfo = ""
        self._file: WarcFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, exchange: Exchange, *, confirmed: KeptBody | None = None, sync: bool = True) -> Capture | None:
        """Write all hops of `exchange`. Return the capture of the final response, None if there is none.

        `confirmed` is the capture whose ETag or date was sent, for a 304. Without it a 304 is written but is no
        capture, since it holds nothing of the page. The hops of a failed exchange are written too, as a record of
        what was tried. With `sync=False` nothing is guaranteed to be on disk before `sync`.

        Raises:
            StoreError: the disk is full or fails; no part of the exchange is left in the file.
        """
        if not exchange.hops:
            return None
        file = self._prepare_file()
        members: list[bytes] = []
        fresh: dict[str, KeptBody] = {}
        offset, via = file.size, None
        for hop in exchange.hops:
            sha256 = hashlib.sha256(hop.body).hexdigest()
            kept = self._find_confirmed(confirmed) if hop.status == 304 else self._find_kept(hop, sha256, fresh)
            event = build_capture_event(hop, sha256, make_id=self._make_id, warcinfo=self._warcinfo, via=via, kept=kept)
            last = Capture(event.record, hop.moment, event.sha256, file.path.name, offset, len(event.members[0]))
            if kept is None and hop.body and not hop.truncated:
                fresh[sha256] = kept_body_of(last, hop.url)
            members += event.members
            offset += sum(map(len, event.members))
            via = hop.url
        file.append(b"".join(members))
        if sync:
            file.sync()
        self._bodies.update(fresh)
        is_bare = hop.status == 304 and kept is None
        return last if isinstance(exchange, Reached) and not is_bare else None

    def write_text(self, capture: Capture, url: str, text: str, *, sync: bool = True) -> int:
        """Write the extracted text of `capture` to the current file and return the offset of its record.

        Raises:
            StoreError: as `write`.
        """
        file = self._prepare_file()
        answer = kept_body_of(capture, url)
        record = build_text_record(self._make_id(), warcinfo=self._warcinfo, answer=answer, text=text)
        offset = file.append(compress_record(record))
        if sync:
            file.sync()
        return offset

    def write_rendering(self, rendering: Rendering, *, page: KeptBody | None = None, sync: bool = True) -> Capture:
        """Write what a browser showed of a page, and return the capture of the document that it made.

        `page` is the capture of the page that was rendered.

        Raises:
            StoreError: as `write`.
        """
        file = self._prepare_file()
        sha256 = hashlib.sha256(rendering.document).hexdigest()
        event = build_rendering_event(rendering, sha256, make_id=self._make_id, warcinfo=self._warcinfo, page=page)
        offset = file.append(b"".join(event.members))
        if sync:
            file.sync()
        return Capture(event.record, rendering.moment, sha256, file.path.name, offset, len(event.members[0]))

    def sync(self) -> None:
        """Wait until everything written is on disk.

        Raises:
            StoreError: the disk fails.
        """
        if self._file:
            self._file.sync()

    def read_body(self, capture: Capture) -> bytes:
        """Return the body of a capture that was written.

        Raises:
            UnreadableInput: the file is missing or damaged there.
        """
        return read_hop(self.folder, capture.warc, capture.offset).body

    def close(self) -> None:
        """Sync and close the file. The next `write` opens a file again."""
        if self._file:
            try:
                self._file.sync()
            finally:
                self._file.close()
                self._file = None

    def _find_confirmed(self, kept: KeptBody | None) -> KeptBody | None:
        """Return the response that a 304 confirms, None if it can no longer be read."""
        if kept is None:
            return None
        try:
            return origin_of(self.folder, kept)
        except UnreadableInput:
            return None

    def _find_kept(self, hop: Hop, sha256: str, fresh: dict[str, KeptBody]) -> KeptBody | None:
        """Return the record of a complete copy of the body, None if there is none or it can no longer be read."""
        if not hop.body or hop.truncated:
            return None
        if sha256 in fresh:
            return fresh[sha256]
        kept = self._bodies.get(sha256)
        return kept if kept and self._holds_body(kept) else None

    def _holds_body(self, kept: KeptBody) -> bool:
        """Return whether the record of a body is where it was kept, and leads to the body."""
        try:
            record = read_record_at(self.folder, kept.warc, kept.offset)
            return record.head.id == kept.record and bool(read_hop(self.folder, kept.warc, kept.offset))
        except UnreadableInput:
            return False

    def _prepare_file(self) -> WarcFile:
        """Return the file to append to. Open or rotate it if needed."""
        if self._file and self._file.size >= self._rotate_bytes:
            self.close()
        if self._file is None:
            self._file = self._open_file_with_warcinfo()
        return self._file

    def _open_file_with_warcinfo(self) -> WarcFile:
        """Open a file and append a warcinfo record. Remove the file again if it stays empty."""
        file = self._reopen_newest() or self._create_file()
        try:
            self._append_warcinfo(file)
        except StoreError:
            file.close()
            if not file.size:
                file.path.unlink(missing_ok=True)
            raise
        return file

    def _reopen_newest(self) -> WarcFile | None:
        """Open and repair the newest file of an earlier run.

        Return None if there is none, or it is full, locked, or not as the store says.
        """
        newest = max(self.folder.glob(_FILE_PATTERN), default=None)
        if newest is None:
            return None
        if not is_regular(newest):
            self.recovery = FileRecovery(newest.name, refusal="it is no regular file")
            return None
        if newest.stat().st_size >= self._rotate_bytes:
            return None
        return self._continue(newest)

    def _continue(self, path: Path) -> WarcFile | None:
        """Open a file and repair it. Return None if it cannot be opened, is locked, or is not as the store says."""
        try:
            file = WarcFile.open(path, self._open_file)
        except StoreError:
            self.recovery = FileRecovery(path.name, refusal="it cannot be opened")
            return None
        if file is None:
            return None
        try:
            self.recovery = file.recover(self._ledger)
        except StoreError:
            file.close()
            raise
        if self.recovery and self.recovery.refusal:
            file.close()
            return None
        return file

    def _create_file(self) -> WarcFile:
        """Create a new file, named by the time so that names sort in the order of writing."""
        moment = self._now().astimezone(UTC)
        path = self.folder / f"citecheck-{moment:%Y%m%d%H%M%S%f}-{self._make_id()[:8]}.warc.gz"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = WarcFile.open(path, self._open_file)
            sync_folder(self.folder)
        except OSError as error:
            raise StoreError(f"{self.folder}: no archive file can be begun there ({error.strerror})") from error
        if file is None:
            raise StoreError(f"{path}: another run has just begun this file")
        return file

    def _append_warcinfo(self, file: WarcFile) -> None:
        """Append a warcinfo record that names the writer, at the start of a file and where a later run continues it."""
        fields = (
            ("software", self._software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        )
        self._warcinfo = self._make_id()
        file.append(compress_record(build_warcinfo(self._warcinfo, self._now(), file.path.name, fields)))


def kept_body_of(capture: Capture, url: str) -> KeptBody:
    """Return the place of the body of `capture`, a copy of `url`. The capture must not be a revisit."""
    return KeptBody(url, capture.moment, capture.id, capture.warc, capture.offset, capture.sha256)
