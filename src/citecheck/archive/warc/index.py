"""The index of an archive: its captures and their places, read in one pass, and CDXJ lines for other programs.

CDXJ is `urlkey timestamp {json}`, sorted bytewise, one capture a line (pywb's indexes/index.cdxj, WACZ 1.1.1). The
key is the address reversed (SURT), so that a site's captures sort together. Many addresses share one key, so use
`url` for identity.
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from citecheck.archive.warc.file import WarcPart
from citecheck.archive.warc.hop_reader import split_answer
from citecheck.archive.warc.record import RecordHead, TornRecord, WarcRecord, read_records, salvage_record
from citecheck.archive.warc.stream import Damage, find_next_start, open_stream
from citecheck.archive.warc.urlkey import build_urlkey
from citecheck.errors import UnreadableInput

_HEAD_BYTES = 1 << 16
"""Bytes of a block read for status and media type; the rest is skipped."""


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """One capture. `digest` is the body's labelled digest from the record, `part` the stream with the record.

    `number` counts the records of one gzip member from 0; `offset` is that of the member. `record` is the record's id.
    """

    url: str
    moment: datetime
    type: str
    status: int | None
    mime: str
    digest: str
    part: WarcPart
    offset: int
    length: int
    number: int = 0
    record: str = ""


def read_entries(
    part: WarcPart,
    *,
    on_damage: Callable[[Damage], None] | None = None,
    on_request: Callable[[RecordHead, bytes], None] | None = None,
) -> Iterator[CaptureEntry]:
    """Read the captures of one stream in order.

    If the stream is damaged, `on_damage` is called for each damaged place, and reading goes on at the next record.
    Without `on_damage` it stops with an error. `on_request` gets head and block of each `request` record.

    Raises:
        UnreadableInput: the stream is damaged and `on_damage` is None.
    """
    with part.open() as file:
        try:
            for record in _read_on(file, on_damage) if on_damage else read_records(open_stream(file), keep=_HEAD_BYTES):
                if on_request and record.head.type == "request":
                    on_request(record.head, record.block)
                elif record.head.type in ("response", "revisit", "resource") and record.head.moment:
                    yield _build_entry(part, record, record.head.moment)
        except Damage as damage:
            raise UnreadableInput(
                f"{part.path}: {part.name} is damaged at byte {damage.offset} ({damage.clause}); "
                "`citecheck warc verify` names all damage"
            ) from damage


_MOST_DAMAGE = 64
"""Damaged places without a whole record between them, after which the rest of a stream is left: each place is read as
far as it goes, so a body made of beginnings would take quadratic time."""


def _read_on(file: BinaryIO, on_damage: Callable[[Damage], None]) -> Iterator[WarcRecord]:
    """Read the records of a file. After damage, go on at the next place at which a record begins."""
    at: int | None = 0
    faults = 0
    while at is not None:
        whole = at
        try:
            for record in read_records(open_stream(file, at), keep=_HEAD_BYTES):
                yield record
                whole, faults = max(whole, record.offset + record.length), 0
            at = None
        except Damage as damage:
            on_damage(damage if isinstance(damage, TornRecord) else salvage_record(file, whole, damage))
            faults += 1
            is_end = damage.rule == "unpacked-size" or faults > _MOST_DAMAGE
            at = None if is_end else find_next_start(file, whole + 1)


def render_cdxj(entries: Iterable[CaptureEntry]) -> list[str]:
    """Render entries as sorted CDXJ lines, each with a line break."""
    return sorted(f"{build_urlkey(entry.url)} {entry.moment:%Y%m%d%H%M%S} {_render_json(entry)}\n" for entry in entries)


class CaptureIndex:
    """The captures of some streams by address and by body, for replay.

    `find` orders the captures of one address; `referred` returns the capture that a revisit refers to.
    """

    def __init__(self, entries: Iterable[CaptureEntry], key: Callable[[str], str]) -> None:
        self._key = key
        self._by_url: dict[str, list[CaptureEntry]] = {}
        self._by_digest: dict[str, CaptureEntry] = {}
        for entry in entries:
            self._by_url.setdefault(key(entry.url), []).append(entry)
            if entry.type != "revisit":
                self._by_digest.setdefault(entry.digest, entry)
        for rows in self._by_url.values():
            rows.sort(key=lambda row: row.moment)

    def find(self, url: str, at: datetime | None = None) -> list[CaptureEntry]:
        """Return the captures of `url`, the best first: the newest, or the one valid at `at` and then those around it.

        The valid one is the last before `at`, else the first after. A plain 304, as browsers record it, shows nothing
        and comes last.
        """
        rows = self._by_url.get(self._key(url), [])
        place = bisect.bisect_right(rows, at.astimezone(UTC), key=lambda row: row.moment) if at else len(rows)
        return sorted(
            (*rows[:place][::-1], *rows[place:]), key=lambda row: row.type == "response" and row.status == 304
        )

    def referred(self, head: RecordHead) -> CaptureEntry | None:
        """Return the capture that a revisit refers to, None if it is not in these streams.

        A 304 has the digest of the body it did not send or of the empty body, so address and time are compared first.
        """
        rows = self._by_url.get(self._key(head.refers_to_target), ())
        named = [row for row in rows if row.moment == head.refers_to_moment]
        named.sort(key=lambda row: row.type == "revisit")
        digest = head.get("WARC-Payload-Digest")
        return named[0] if named else self._by_digest.get(digest) if digest else None


def _build_entry(part: WarcPart, record: WarcRecord, moment: datetime) -> CaptureEntry:
    head = record.head
    answer = split_answer(record)
    content_type = head.get("Content-Type") or "" if head.type == "resource" else ""
    if answer:
        named = (value for name, value in answer[0].headers if name.lower() == b"content-type")
        content_type = next(named, b"").decode("latin-1")
    return CaptureEntry(
        url=head.target,
        moment=moment,
        type=head.type,
        status=answer[0].status if answer else None,
        mime=content_type.partition(";")[0].strip().lower(),
        digest=head.get("WARC-Payload-Digest") or "",
        part=part,
        offset=record.offset,
        length=record.length,
        number=record.number,
        record=head.get("WARC-Record-ID") or "",
    )


def _render_json(entry: CaptureEntry) -> str:
    """Render the JSON of a CDXJ line. All values are strings, as in pywb."""
    status = "200" if entry.type == "resource" else str(entry.status or "")
    fields = {
        "url": entry.url,
        "mime": "warc/revisit" if entry.type == "revisit" else entry.mime,
        "status": status,
        "digest": entry.digest,
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": entry.part.name,
    }
    return json.dumps({name: value for name, value in fields.items() if value})
