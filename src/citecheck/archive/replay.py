"""Replay: responses from an archive instead of the network, as an httpx transport for the crawler.

Every hop is answered separately, so redirects, errors and bot walls are repeated as recorded. An address that the
archive does not hold is not requested elsewhere: `NotInReplay` is raised, and the crawler reports it. Archives that
others made are damaged in places: that is a fault of one record (`UnreadableRecord`) and ends no run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import ada_url
import httpx

from citecheck.archive.warc.capture_event import RENDERED_PREFIX
from citecheck.archive.warc.file import WarcPart, parts_of
from citecheck.archive.warc.hop_reader import chain_of, hop_of
from citecheck.archive.warc.index import CaptureEntry, CaptureIndex, read_entries
from citecheck.archive.warc.record import RecordHead, TornRecord, WarcRecord, read_record
from citecheck.archive.warc.stream import Damage
from citecheck.archive.warc_checker import has_wrong_digest
from citecheck.errors import UnreadableInput
from citecheck.model.exchange import Hop
from citecheck.net.transport_engine import RECORDED_HOP, NotInReplay, UnreadableRecord


class ReplayTransport(httpx.AsyncBaseTransport):
    """A transport over the captures of some files. Of several captures of one address it uses the newest, or `at`.

    A capture that cannot be read is passed over for another one of the address. `damaged` has the addresses of records
    of which only the head can be read, with a clause on each.
    """

    def __init__(
        self, captures: CaptureIndex, *, at: datetime | None = None, damaged: Mapping[str, str] | None = None
    ) -> None:
        self._captures = captures
        self._at = at
        self._damaged = damaged or {}

    def hop(self, url: str) -> Hop:
        """Return the capture of `url`.

        Raises:
            NotInReplay: there is none.
            UnreadableRecord: none that is there can be read.
        """
        fault = self._damaged.get(_normalise_address(url))
        for entry in self._captures.find(url, self._at)[:_MOST_TRIED]:
            try:
                return self._read(entry)
            except (UnreadableRecord, UnreadableInput) as error:
                fault = fault or str(error)
        raise UnreadableRecord(fault) if fault else NotInReplay(url)

    def rendering(self, url: str) -> Hop | None:
        """Return the document that a browser made of the page `url`, None if the archive holds none to read."""
        try:
            return self.hop(f"{RENDERED_PREFIX}{url}")
        except (NotInReplay, UnreadableRecord):
            return None

    def _read(self, entry: CaptureEntry) -> Hop:
        chain = chain_of(_read_entry(entry), self._find_referred)
        return hop_of(chain, place=f"{entry.part.name}, offset {entry.offset}")

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


_MOST_TRIED = 8
"""Captures of one address that are tried before it counts as one that cannot be read."""


def open_replay(
    paths: Path | Sequence[Path], *, at: datetime | None = None, announce: Callable[[str], None] | None = None
) -> ReplayTransport:
    """Index WARC and WACZ files in one pass each and answer from them. Bodies are read when they are requested.

    What is damaged is left out, and `announce` gets a sentence on it. Answers to other methods than GET are left out.

    Raises:
        UnreadableInput: a file is missing, is neither WARC nor WACZ, or nothing in it can be read.
    """
    files = [paths] if isinstance(paths, Path) else paths
    contents = [_read_part(part) for path in files for part in parts_of(path)]
    entries = [entry for content in contents for entry in content.entries]
    damaged = {url: clause for content in contents for url, clause in content.damaged.items()}
    hurt = [content for content in contents if content.faults]
    if hurt and not (entries or damaged):
        raise UnreadableInput(f"{_describe_damage(hurt[0])}; `citecheck warc verify` names all damage")
    if announce:
        for content in hurt:
            rest = "its other records answer" if content.entries else "no record of it can be read"
            announce(f"{_describe_damage(content)}; {rest}")
    return ReplayTransport(CaptureIndex(entries, _normalise_address), at=at, damaged=damaged)


@dataclass(frozen=True, slots=True)
class _PartContent:
    """The captures of a stream, its faults, and by address a clause on each record whose head alone can be read."""

    part: WarcPart
    entries: list[CaptureEntry]
    faults: list[Damage]
    damaged: dict[str, str]


def _read_part(part: WarcPart) -> _PartContent:
    faults: list[Damage] = []
    posted: set[str] = set()

    def note_request(head: RecordHead, block: bytes) -> None:
        if not block.startswith(b"GET "):
            posted.update(filter(None, [head.get("WARC-Concurrent-To")]))

    try:
        entries = list(read_entries(part, on_damage=faults.append, on_request=note_request))
    except UnreadableInput as error:  # a packed part of a WACZ whose packing is damaged
        entries, faults = [], [Damage("wacz", 0, str(error))]
    damaged = {
        _normalise_address(fault.head.target): f"{part.name}, offset {fault.offset}: {fault.clause}"
        for fault in faults
        if isinstance(fault, TornRecord) and fault.head.type in _CAPTURES
    }
    return _PartContent(part, [each for each in entries if each.record not in posted], faults, damaged)


_CAPTURES = frozenset({"response", "revisit", "resource"})


def _describe_damage(content: _PartContent) -> str:
    """Return the clause on what is damaged in a stream."""
    part, first, others = content.part, content.faults[0], len(content.faults) - 1
    more = f" and in {others} more places" if others else ""
    return f"{part.path}: {part.name} is damaged at byte {first.offset}{more} ({first.clause})"


def _read_entry(entry: CaptureEntry) -> WarcRecord:
    """Read the record of a capture. Raise UnreadableRecord if it is damaged, by a digest of its own too."""
    place = f"{entry.part.name}, offset {entry.offset}"
    try:
        with entry.part.open() as file:
            record = read_record(file, entry.offset, entry.number)
    except OSError as error:
        raise UnreadableInput(f"{entry.part.path}: {place} cannot be read any more ({error.strerror})") from error
    except Damage as damage:
        raise UnreadableRecord(f"{place}: {damage.clause}") from damage
    if has_wrong_digest(record):
        raise UnreadableRecord(f"{place}: the block is not what its digest says")
    return record


def _normalise_address(url: str) -> str:
    """Normalise the address of a record or a request as the crawler does. Fragment and empty query are dropped."""
    try:
        return ada_url.URL(url).href.partition("#")[0].removesuffix("?")
    except ValueError:
        return url
