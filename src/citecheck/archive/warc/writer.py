"""Exchanges written to the archive, durably and once.

A capture is returned when its records are on the disk, so that a row naming it never outlives it. A body that is
kept
already is not written again (see `capture_event`). Files rotate by size; a file left by an earlier run is
continued,
after what a killed run left unfinished at its end was cut off (`recovered` says what).
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
    build_text_record,
    build_warcinfo,
)
from citecheck.archive.warc.file import OpenFile, TornEnd, WarcFile, open_raw, sync_folder
from citecheck.archive.warc.hop_reader import origin_of
from citecheck.archive.warc.record import compress_record
from citecheck.errors import StoreError, UnreadableInput
from citecheck.model.exchange import Exchange, Hop, Reached
from citecheck.model.report import Capture

FILE_PATTERN = "citecheck-*.warc.gz"


class WarcWriter:
    """Writes exchanges into WARC files of `folder`; one writer, one thread.

    `software` goes into each file's first record; `now` and `make_id` give the moment and new UUIDs. A file is closed
    once it is longer than `rotate_bytes`. `bodies` maps the SHA-256 of a body (hexadecimal) to where it is kept; what
    is written is added to it, so a mapping over the store makes every body be stored once. `open_file` is for tests.

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
        open_file: OpenFile = open_raw,
    ) -> None:
        self.folder = folder
        self.recovered: TornEnd | None = None
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
        """Write all hops of `exchange`; return the capture of the answer, None if none came.

        `confirmed` is the capture whose ETag or date was sent, for an answer of 304; without it a 304 is written as
        it came, but is no capture, since nothing of the page is in it. The hops of an exchange that ended in nothing
        are written too, as a record of what was tried. With `sync=False` nothing is promised before `sync`.

        Raises:
            StoreError: the disk is full or fails; nothing of the exchange is left in the file.
        """
        if not exchange.hops:
            return None
        file = self._writable()
        members: list[bytes] = []
        fresh: dict[str, KeptBody] = {}
        offset, via = file.size, None
        for hop in exchange.hops:
            sha256 = hashlib.sha256(hop.body).hexdigest()
            kept = self._confirmed(confirmed) if hop.status == 304 else self._where_kept(hop, sha256, fresh)
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
        """Write the extracted text of `capture` beside it; return the offset of its record in the current file.

        Raises:
            StoreError: as `write`.
        """
        file = self._writable()
        answer = kept_body_of(capture, url)
        record = build_text_record(self._make_id(), warcinfo=self._warcinfo, answer=answer, text=text)
        offset = file.append(compress_record(record))
        if sync:
            file.sync()
        return offset

    def sync(self) -> None:
        """Wait until everything written is on the disk.

        Raises:
            StoreError: the disk fails.
        """
        if self._file:
            self._file.sync()

    def close(self) -> None:
        """Sync and close; the next `write` opens a file again."""
        if self._file:
            try:
                self._file.sync()
            finally:
                self._file.close()
                self._file = None

    def _confirmed(self, kept: KeptBody | None) -> KeptBody | None:
        """Find the answer that a 304 confirms; one that cannot be read any more is not referred to."""
        if kept is None:
            return None
        try:
            return origin_of(self.folder, kept)
        except UnreadableInput:
            return None

    def _where_kept(self, hop: Hop, sha256: str, fresh: dict[str, KeptBody]) -> KeptBody | None:
        """Find a whole copy of the body; one whose file was taken away does not count."""
        if not hop.body or hop.truncated:
            return None
        kept = fresh.get(sha256) or self._bodies.get(sha256)
        if kept and sha256 not in fresh and not (self.folder / kept.warc).is_file():
            return None
        return kept

    def _writable(self) -> WarcFile:
        """Return the file to append to, opening or rotating where needed."""
        if self._file and self._file.size >= self._rotate_bytes:
            self.close()
        if self._file is None:
            self._file = self._opened()
        return self._file

    def _opened(self) -> WarcFile:
        """Open a file and say in it who writes what follows; one that stays empty is taken away again."""
        file = self._gone_on_with() or self._begun()
        try:
            self._begin_section(file)
        except StoreError:
            file.close()
            if not file.size:
                file.path.unlink(missing_ok=True)
            raise
        return file

    def _gone_on_with(self) -> WarcFile | None:
        """Open the newest file of an earlier run, mended; None if there is none, or it is full or taken."""
        newest = max(self.folder.glob(FILE_PATTERN), default=None)
        if newest is None or newest.stat().st_size >= self._rotate_bytes:
            return None
        file = WarcFile.open(newest, self._open_file)
        if file:
            self.recovered = file.cut_torn_end()
        return file

    def _begun(self) -> WarcFile:
        """Begin a new file, named by the moment so that names sort as they were written."""
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

    def _begin_section(self, file: WarcFile) -> None:
        """Say who writes what follows: at the head of each file, and again where a later run goes on with it."""
        fields = (
            ("software", self._software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        )
        self._warcinfo = self._make_id()
        file.append(compress_record(build_warcinfo(self._warcinfo, self._now(), file.path.name, fields)))


def kept_body_of(capture: Capture, url: str) -> KeptBody:
    """Say where the body of `capture`, a copy of `url`, is kept; for a capture that is no revisit."""
    return KeptBody(url, capture.moment, capture.id, capture.warc, capture.offset, capture.sha256)
