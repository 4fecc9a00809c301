"""One hop as one capture event: the records that tell it (WARC 1.1, section 6).

The answer comes first, then the request and the metadata that are concurrent to it: records refer only to what is
before them, so a file that was cut between two of them is still whole. A body that is already kept is not written
again: the answer becomes a `revisit` that says where the body is, by address and moment as the standard has it, and
by file and offset (`WARC-Refers-To-Filename`, `WARC-Refers-To-File-Offset`) so that it is found by one seek.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from citecheck.archive import message
from citecheck.archive.digest import sha256_label
from citecheck.archive.record import Fields, gzip_member, record_bytes, write_moment
from citecheck.model.exchange import Hop

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

MakeId = Callable[[], str]
"""Returns a new UUID in its text form, without `urn:uuid:`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A body that the archive holds: of which address and moment, in which record, and its SHA-256 in hexadecimal."""

    url: str
    moment: datetime
    record: str
    warc: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Event:
    """The gzip members of one hop, the answer's first, with the id of the answer and the digest of its body."""

    record: str
    sha256: str
    members: tuple[bytes, ...]


def event_of(
    hop: Hop, sha256: str, *, make_id: MakeId, warcinfo: str, via: str | None = None, kept: Kept | None = None
) -> Event:
    """Write `hop` as answer, request and metadata.

    `sha256` is that of the body, `warcinfo` the id of the file's first record, `via` the address that redirected
    here. `kept` is where the body stands already: for a 304 the capture the server confirmed, else one with the same
    body.
    """
    answer_id = make_id()
    shared = (
        ("WARC-Target-URI", hop.url),
        ("WARC-Date", write_moment(hop.moment)),
        ("WARC-Warcinfo-ID", urn(warcinfo)),
    )
    answer = _answer(hop, answer_id, shared, sha256, kept)
    beside = (*shared, ("WARC-Concurrent-To", urn(answer_id)))
    request = _with_block_digest(
        (("WARC-Type", "request"), ("WARC-Record-ID", urn(make_id())), *beside, *_peer(hop.peer)),
        "application/http; msgtype=request",
        message.request_head(hop),
    )
    metadata = _with_block_digest(
        (("WARC-Type", "metadata"), ("WARC-Record-ID", urn(make_id())), *beside),
        "application/warc-fields",
        _circumstances(hop, via),
    )
    members = tuple(map(gzip_member, (answer, request, metadata)))
    return Event(answer_id, kept.sha256 if kept else sha256, members)


def urn(identifier: str) -> str:
    """Write a UUID as a record id."""
    return f"<urn:uuid:{identifier}>"


def warcinfo_record(identifier: str, moment: datetime, filename: str, fields: Fields) -> bytes:
    """Write the record that begins a file: `fields` say the software and what governs the file."""
    block = "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    head = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", urn(identifier)),
        ("WARC-Date", write_moment(moment)),
        ("WARC-Filename", filename),
    )
    return _with_block_digest(head, "application/warc-fields", block)


def text_record(identifier: str, *, warcinfo: str, answer: Kept, text: str) -> bytes:
    """Write the extracted text of a capture as a `resource` of its own address, `urn:text:<address>`.

    Not as a `conversion` under the page's address: pywb takes that for a capture of the page and shows it.
    """
    block = text.encode()
    digest = sha256_label(hashlib.sha256(block).hexdigest())
    head = (
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", urn(identifier)),
        ("WARC-Target-URI", f"urn:text:{answer.url}"),
        ("WARC-Date", write_moment(answer.moment)),
        ("WARC-Warcinfo-ID", urn(warcinfo)),
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", digest),
        ("Content-Type", "text/plain; charset=utf-8"),
    )
    return record_bytes(head, block)


def _answer(hop: Hop, identifier: str, shared: Fields, sha256: str, kept: Kept | None) -> bytes:
    head = message.answer_head(hop)
    protocol = message.protocol_of(hop.version)
    fields = [
        ("WARC-Type", "revisit" if kept else "response"),
        ("WARC-Record-ID", urn(identifier)),
        *shared,
        *_peer(hop.peer),
        *([("WARC-Protocol", protocol)] if protocol else []),
        ("WARC-Payload-Digest", sha256_label(kept.sha256 if kept else sha256)),
    ]
    body = hop.body
    if kept:
        fields += _referral(hop, kept)
        body = b""
    elif hop.truncated:
        fields.append(("WARC-Truncated", hop.truncated.value))
    block = hashlib.sha256(head)
    block.update(body)
    fields += [
        ("WARC-Block-Digest", sha256_label(block.hexdigest())),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return record_bytes(fields, head, body)


def _referral(hop: Hop, kept: Kept) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", NOT_MODIFIED if hop.status == 304 else IDENTICAL),
        ("WARC-Refers-To", urn(kept.record)),
        ("WARC-Refers-To-Target-URI", kept.url),
        ("WARC-Refers-To-Date", write_moment(kept.moment)),
        ("WARC-Refers-To-Filename", kept.warc),
        ("WARC-Refers-To-File-Offset", str(kept.offset)),
        # The payload is left out, and 6.7.2 asks for this reason then.
        ("WARC-Truncated", "length"),
    ]


def _circumstances(hop: Hop, via: str | None) -> bytes:
    """Say what the messages don't: how long it took, and which address led here."""
    rows = [f"fetchTimeMs: {round(hop.elapsed * 1000)}"]
    if via:
        rows += [f"via: {via}", "hopsFromSeed: R"]
    return "".join(f"{row}\r\n" for row in rows).encode()


@lru_cache(maxsize=1024)
def _peer(peer: str | None) -> Fields:
    """Name who answered; the field takes an address and nothing else (5.10)."""
    try:
        return (("WARC-IP-Address", str(ipaddress.ip_address(peer or ""))),)
    except ValueError:
        return ()


def _with_block_digest(fields: Fields, content_type: str, block: bytes) -> bytes:
    """Complete a record whose block has no payload of its own."""
    digest = sha256_label(hashlib.sha256(block).hexdigest())
    return record_bytes((*fields, ("WARC-Block-Digest", digest), ("Content-Type", content_type)), block)
