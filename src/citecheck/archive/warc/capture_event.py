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

from citecheck.archive.warc import message
from citecheck.archive.warc.record import HeadFields, compress_record, write_moment, write_record
from citecheck.model.exchange import Hop

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

MakeId = Callable[[], str]
"""Returns a new UUID in its text form, without `urn:uuid:`."""


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body that the archive holds: of which address and moment, in which record, and its SHA-256 in hexadecimal."""

    url: str
    moment: datetime
    record: str
    warc: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CaptureEvent:
    """The gzip members of one hop, the answer's first, with the id of the answer and the digest of its body."""

    record: str
    sha256: str
    members: tuple[bytes, ...]


def build_capture_event(
    hop: Hop, sha256: str, *, make_id: MakeId, warcinfo: str, via: str | None = None, kept: KeptBody | None = None
) -> CaptureEvent:
    """Write `hop` as answer, request and metadata.

    `sha256` is that of the body, `warcinfo` the id of the file's first record, `via` the address that redirected
    here. `kept` is where the body stands already: for a 304 the capture the server confirmed, else one with the same
    body.
    """
    answer_id = make_id()
    shared = (
        ("WARC-Target-URI", hop.url),
        ("WARC-Date", write_moment(hop.moment)),
        ("WARC-Warcinfo-ID", write_record_id(warcinfo)),
    )
    answer = _build_answer(hop, answer_id, shared, sha256, kept)
    beside = (*shared, ("WARC-Concurrent-To", write_record_id(answer_id)))
    request = _build_record(
        (
            ("WARC-Type", "request"),
            ("WARC-Record-ID", write_record_id(make_id())),
            *beside,
            *_build_peer_field(hop.peer),
        ),
        "application/http; msgtype=request",
        message.request_head(hop),
    )
    metadata = _build_record(
        (("WARC-Type", "metadata"), ("WARC-Record-ID", write_record_id(make_id())), *beside),
        "application/warc-fields",
        _write_circumstances(hop, via),
    )
    members = tuple(map(compress_record, (answer, request, metadata)))
    return CaptureEvent(answer_id, kept.sha256 if kept else sha256, members)


def write_record_id(identifier: str) -> str:
    """Write a UUID as a record id."""
    return f"<urn:uuid:{identifier}>"


def build_warcinfo(identifier: str, moment: datetime, filename: str, fields: HeadFields) -> bytes:
    """Write the record that begins a file: `fields` say the software and what governs the file."""
    block = "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    head = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", write_record_id(identifier)),
        ("WARC-Date", write_moment(moment)),
        ("WARC-Filename", filename),
    )
    return _build_record(head, "application/warc-fields", block)


def build_text_record(identifier: str, *, warcinfo: str, answer: KeptBody, text: str) -> bytes:
    """Write the extracted text of a capture as a `resource` of its own address, `urn:text:<address>`.

    Not as a `conversion` under the page's address: pywb takes that for a capture of the page and shows it.
    """
    block = text.encode()
    digest = label_sha256(hashlib.sha256(block).hexdigest())
    head = (
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", write_record_id(identifier)),
        ("WARC-Target-URI", f"urn:text:{answer.url}"),
        ("WARC-Date", write_moment(answer.moment)),
        ("WARC-Warcinfo-ID", write_record_id(warcinfo)),
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", digest),
        ("Content-Type", "text/plain; charset=utf-8"),
    )
    return write_record(head, block)


def _build_answer(hop: Hop, identifier: str, shared: HeadFields, sha256: str, kept: KeptBody | None) -> bytes:
    head = message.answer_head(hop)
    protocol = message.protocol_of(hop.version)
    fields = [
        ("WARC-Type", "revisit" if kept else "response"),
        ("WARC-Record-ID", write_record_id(identifier)),
        *shared,
        *_build_peer_field(hop.peer),
        *([("WARC-Protocol", protocol)] if protocol else []),
        ("WARC-Payload-Digest", label_sha256(kept.sha256 if kept else sha256)),
    ]
    body = hop.body
    if kept:
        fields += _build_referral(hop, kept)
        body = b""
    elif hop.truncated:
        fields.append(("WARC-Truncated", hop.truncated.value))
    block = hashlib.sha256(head)
    block.update(body)
    fields += [
        ("WARC-Block-Digest", label_sha256(block.hexdigest())),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return write_record(fields, head, body)


def _build_referral(hop: Hop, kept: KeptBody) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", NOT_MODIFIED if hop.status == 304 else IDENTICAL),
        ("WARC-Refers-To", write_record_id(kept.record)),
        ("WARC-Refers-To-Target-URI", kept.url),
        ("WARC-Refers-To-Date", write_moment(kept.moment)),
        ("WARC-Refers-To-Filename", kept.warc),
        ("WARC-Refers-To-File-Offset", str(kept.offset)),
        # The payload is left out, and 6.7.2 asks for this reason then.
        ("WARC-Truncated", "length"),
    ]


def _write_circumstances(hop: Hop, via: str | None) -> bytes:
    """Say what the messages don't: how long it took, and which address led here."""
    rows = [f"fetchTimeMs: {round(hop.elapsed * 1000)}"]
    if via:
        rows += [f"via: {via}", "hopsFromSeed: R"]
    return "".join(f"{row}\r\n" for row in rows).encode()


@lru_cache(maxsize=1024)
def _build_peer_field(peer: str | None) -> HeadFields:
    """Name who answered; the field takes an address and nothing else (5.10)."""
    try:
        return (("WARC-IP-Address", str(ipaddress.ip_address(peer or ""))),)
    except ValueError:
        return ()


def _build_record(fields: HeadFields, content_type: str, block: bytes) -> bytes:
    """Complete a record whose block has no payload of its own."""
    digest = label_sha256(hashlib.sha256(block).hexdigest())
    return write_record((*fields, ("WARC-Block-Digest", digest), ("Content-Type", content_type)), block)


def label_sha256(hexadecimal: str) -> str:
    """Label a hexadecimal SHA-256 value as records carry it."""
    return f"sha256:{hexadecimal}"
