"""Part of an archive as one WARC file: the captures asked for, with all that belongs to them.

What belongs to a capture: its request and metadata, the redirects that led to it, the record that holds its body if it
is a revisit, and the warcinfo records they name. Records are copied as compressed bytes, so what is handed on is what
was kept.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from citecheck.archive.answer import referred_place
from citecheck.archive.members import Damage, open_stream
from citecheck.archive.reader import Record, read_records, record_at
from citecheck.errors import UnreadableInput

Place = tuple[str, int]
"""File name and offset of a record."""

_VIA = re.compile(rb"(?m)^via: ([^\r\n]+)")
METADATA_KEPT = 1 << 12


@dataclass(slots=True)
class _Event:
    """The records of one hop in the order of the file, the answer first."""

    answer: Record
    records: list[Record] = field(default_factory=list)
    via: str | None = None


@dataclass(slots=True)
class _Selection:
    """The records chosen so far by place, with their lengths, and the places they need beside them."""

    lengths: dict[Place, int] = field(default_factory=dict)
    needed: list[Place] = field(default_factory=list)

    def add(self, warc: str, record: Record, warcinfos: Mapping[str, Place]) -> None:
        """Choose a record; note its file's warcinfo, and for a revisit the record that holds its body."""
        self.lengths[warc, record.offset] = record.length
        head = record.head
        if about := warcinfos.get(head.get("WARC-Warcinfo-ID") or ""):
            self.needed.append(about)
        if refers := referred_place(head):
            self.needed.append(refers)


def copy_captures(folder: Path, chosen: Iterable[Place], out: BinaryIO) -> None:
    """Copy the captures at `chosen` from the files of `folder` to `out`, each record once, as they were written.

    Raises:
        UnreadableInput: a file is missing or damaged.
    """
    wanted: dict[str, set[int]] = {}
    for warc, offset in chosen:
        wanted.setdefault(warc, set()).add(offset)
    selection = _Selection()
    warcinfos: dict[str, Place] = {}
    for warc, offsets in sorted(wanted.items()):
        for record in _belonging(folder / warc, offsets, warcinfos):
            selection.add(warc, record, warcinfos)
    while selection.needed:
        warc, offset = place = selection.needed.pop()
        if place not in selection.lengths:
            selection.add(warc, record_at(folder, warc, offset), warcinfos)
    for warc, places in itertools.groupby(sorted(selection.lengths.items()), key=lambda item: item[0][0]):
        with (folder / warc).open("rb") as file:
            for (_, offset), length in places:
                file.seek(offset)
                out.write(file.read(length))


def _belonging(path: Path, offsets: set[int], warcinfos: dict[str, Place]) -> Iterator[Record]:
    """Give the records of one file that belong to the captures at `offsets`; note its warcinfo records."""
    chain: list[_Event] = []
    for event in _events(path, warcinfos):
        if not (chain and event.via and chain[-1].answer.head.target == event.via):
            yield from _if_wanted(chain, offsets)
            chain = []
        chain.append(event)
    yield from _if_wanted(chain, offsets)


def _if_wanted(chain: list[_Event], offsets: set[int]) -> Iterator[Record]:
    """Give a chain of redirects up to the last capture asked for."""
    while chain and chain[-1].answer.offset not in offsets:
        chain.pop()
    for event in chain:
        yield from event.records


def _events(path: Path, warcinfos: dict[str, Place]) -> Iterator[_Event]:
    event: _Event | None = None
    for record in _records(path):
        kind = record.head.type
        if kind == "warcinfo":
            warcinfos[record.head.get("WARC-Record-ID") or ""] = (path.name, record.offset)
        if kind in ("response", "revisit"):
            if event:
                yield event
            event = _Event(record, [record])
        elif event and record.head.get("WARC-Concurrent-To") == event.answer.head.get("WARC-Record-ID"):
            event.records.append(record)
            via = _VIA.search(record.block) if kind == "metadata" else None
            event.via = via[1].decode("utf-8", "replace") if via else event.via
    if event:
        yield event


def _records(path: Path) -> Iterator[Record]:
    """Read the heads of a file; a torn end is what a running writer leaves, and ends it."""
    try:
        with path.open("rb") as file:
            for record in read_records(open_stream(file), keep=METADATA_KEPT):
                yield record if record.head.type == "metadata" else replace(record, block=b"")
    except OSError as error:
        raise UnreadableInput(f"{path}: the archive file cannot be read ({error.strerror})") from error
    except Damage as damage:
        if damage.rule != "cut":
            raise UnreadableInput(
                f"{path}, offset {damage.offset}: {damage.clause}; `citecheck warc verify` names all damage"
            ) from damage
