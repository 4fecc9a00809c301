"""Replay: responses from an archive instead of the network, as an httpx transport for the crawler.

Every hop is answered separately, so redirects, errors and bot walls are repeated as recorded. An address that the
archive does not hold is not requested elsewhere: `NotInReplay` is raised, and the crawler reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx

from citecheck.archive.warc.capture_event import RENDERED_PREFIX
from citecheck.archive.warc.file import parts_of
from citecheck.archive.warc.hop_reader import chain_of, hop_of
from citecheck.archive.warc.index import CaptureEntry, CaptureIndex, read_entries
from citecheck.archive.warc.record import WarcRecord, read_record
from citecheck.archive.warc.stream import Damage
from citecheck.errors import UnreadableInput
from citecheck.model.exchange import Hop
from citecheck.net.transport_engine import RECORDED_HOP, NotInReplay


class ReplayTransport(httpx.AsyncBaseTransport):
    """A transport over the captures of some files. Of several captures of one address it uses the newest, or `at`."""

    def __init__(self, captures: CaptureIndex, *, at: datetime | None = None) -> None:
        self._captures = captures
        self._at = at

    def hop(self, url: str) -> Hop:
        """Return the capture of `url`.

        Raises:
            NotInReplay: there is none.
            UnreadableInput: its record is damaged, or refers to a body that is missing.
        """
        entry = self._captures.find(url, self._at)
        if entry is None:
            raise NotInReplay(url)
        chain = chain_of(_read_entry(entry), self._find_referred)
        return hop_of(chain, place=f"{entry.part.path}, offset {entry.offset}")

    def rendering(self, url: str) -> Hop | None:
        """Return the document that a browser made of the page `url`, None if the archive holds none.

        Raises:
            UnreadableInput: as `hop`.
        """
        try:
            return self.hop(f"{RENDERED_PREFIX}{url}")
        except NotInReplay:
            return None

    def _find_referred(self, record: WarcRecord) -> WarcRecord | None:
        entry = self._captures.referred(record.head)
        return _read_entry(entry) if entry else None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the recorded status, headers and raw body. The extension `RECORDED_HOP` holds the hop itself."""
        hop = self.hop(str(request.url))
        return httpx.Response(
            hop.status,
            headers=list(hop.headers),
            stream=httpx.ByteStream(hop.body),
            extensions={
                "http_version": hop.version.encode(),
                "reason_phrase": hop.reason.encode("latin-1"),
                RECORDED_HOP: hop,
            },
            request=request,
        )


def open_replay(paths: Path | Sequence[Path], *, at: datetime | None = None) -> ReplayTransport:
    """Index WARC and WACZ files in one pass each and answer from them. Bodies are read when they are requested.

    Raises:
        UnreadableInput: a file is missing, damaged, or neither WARC nor WACZ.
    """
    files = [paths] if isinstance(paths, Path) else paths
    entries = (entry for path in files for part in parts_of(path) for entry in read_entries(part))
    return ReplayTransport(CaptureIndex(entries, _normalise_address), at=at)


def _read_entry(entry: CaptureEntry) -> WarcRecord:
    try:
        with entry.part.open() as file:
            return read_record(file, entry.offset, entry.number)
    except (OSError, Damage) as error:
        raise UnreadableInput(f"{entry.part.path}: {entry.part.name} changed while it was read ({error})") from error


def _normalise_address(url: str) -> str:
    """Normalise the address of a record or a request. The fragment is dropped."""
    try:
        return str(httpx.URL(url).copy_with(fragment=None))
    except httpx.InvalidURL:
        return url
