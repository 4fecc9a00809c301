"""One hop as one capture event: its response, request and metadata records (WARC 1.1, section 6).

The response comes first, then the request and the metadata that are concurrent to it. Records refer only to earlier
records, so a file that was cut between two of them is still valid. A body that is already stored is not written
again: the response becomes a `revisit` that names the body by address and time, as the standard requires, and by
file and offset (`WARC-Refers-To-Filename`, `WARC-Refers-To-File-Offset`), so that one seek finds it.
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
from citecheck.model.exchange import Hop, Rendering

_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

MakeId = Callable[[], str]
"""A function that returns a new UUID as text, without `urn:uuid:`."""


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body that the archive holds: its address and time, the place of its record, and its SHA-256 in hexadecimal."""

    url: str
    moment: datetime
    record: str
    warc: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _CaptureEvent:
    """The gzip members of one hop, the response's first, with the response's record id and its body's digest."""

    record: str
    sha256: str
    members: tuple[bytes, ...]


def build_capture_event(
    hop: Hop, sha256: str, *, make_id: MakeId, warcinfo: str, via: str | None = None, kept: KeptBody | None = None
) -> _CaptureEvent:
    """Build the response, request and metadata records of `hop`.

    `sha256` is the body's digest, `warcinfo` the id of the file's first record, and `via` the address that redirected
    here. `kept` is an earlier record of the body: for a 304 the capture that the server confirmed, otherwise a
    capture with the same body.
    """
    answer_id = make_id()
    shared = _share_fields(hop.url, hop.moment, warcinfo)
    answer = _build_answer(hop, answer_id, shared, sha256, kept)
    concurrent = (*shared, ("WARC-Concurrent-To", _write_record_id(answer_id)))
    request = _build_record(
        (
            ("WARC-Type", "request"),
            ("WARC-Record-ID", _write_record_id(make_id())),
            *concurrent,
            *_build_peer_field(hop.peer),
        ),
        "application/http; msgtype=request",
        message.write_request_head(hop),
    )
    metadata = _build_record(
        (("WARC-Type", "metadata"), ("WARC-Record-ID", _write_record_id(make_id())), *concurrent),
        "application/warc-fields",
        _write_metadata(hop, via),
    )
    members = tuple(map(compress_record, (answer, request, metadata)))
    return _CaptureEvent(answer_id, kept.sha256 if kept else sha256, members)


def _write_record_id(identifier: str) -> str:
    """Format a UUID as a record id."""
    return f"<urn:uuid:{identifier}>"


def build_warcinfo(identifier: str, moment: datetime, filename: str, fields: HeadFields) -> bytes:
    """Build the first record of a file. `fields` name the software and the format."""
    block = "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    head = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", _write_record_id(identifier)),
        ("WARC-Date", write_moment(moment)),
        ("WARC-Filename", filename),
    )
    return _build_record(head, "application/warc-fields", block)


def build_text_record(identifier: str, *, warcinfo: str, answer: KeptBody, text: str) -> bytes:
    """Build a `resource` record for the extracted text of a capture, with the address `urn:text:<address>`.

    It is not a `conversion` with the page's address: pywb would show that as a capture of the page.
    """
    shared = _share_fields(f"urn:text:{answer.url}", answer.moment, warcinfo)
    return _build_resource(identifier, shared, "text/plain; charset=utf-8", text.encode())


RENDERED_PREFIX = "urn:rendered:"
"""Begins the address of a document that a browser made of a page; the page's own address follows."""


def build_rendering_event(
    rendering: Rendering, sha256: str, *, make_id: MakeId, warcinfo: str, page: KeptBody | None
) -> _CaptureEvent:
    """Build the records of a rendering: its document, its picture (`urn:view:<address>`) and metadata about both.

    They are `resource` records, since no server sent them. `page` is the capture that was rendered, which the metadata
    name. A document that a limit cut has `WARC-Truncated`.
    """
    document_id = make_id()
    shared = _share_fields(f"{RENDERED_PREFIX}{rendering.url}", rendering.moment, warcinfo)
    cut = [("WARC-Truncated", rendering.truncated.value)] if rendering.truncated else []
    document = _build_resource(document_id, [*shared, *cut], RENDERED_TYPE, rendering.document)
    concurrent = ("WARC-Concurrent-To", _write_record_id(document_id))
    records = [document]
    if rendering.screenshot:
        of_view = [*_share_fields(f"urn:view:{rendering.url}", rendering.moment, warcinfo), concurrent]
        records.append(_build_resource(make_id(), of_view, "image/png", rendering.screenshot))
    kind = (("WARC-Type", "metadata"), ("WARC-Record-ID", _write_record_id(make_id())))
    fields = (*kind, *shared, concurrent, *(_name_record(page) if page else ()))
    records.append(_build_record(fields, "application/warc-fields", _write_rendering_metadata(rendering)))
    return _CaptureEvent(document_id, sha256, tuple(map(compress_record, records)))


RENDERED_TYPE = "text/html; charset=utf-8"
"""The media type of a rendered document."""


def _write_rendering_metadata(rendering: Rendering) -> bytes:
    """Write how a page was rendered: by what, in which time, after how many requests, and where it ended."""
    rows = [
        f"software: {rendering.browser}",
        f"fetchTimeMs: {round(rendering.elapsed * 1000)}",
        f"requestsAnswered: {rendering.answered}",
        f"requestsRefused: {rendering.refused}",
        *([f"endedAt: {rendering.ended_at}"] if rendering.ended_at != rendering.url else []),
    ]
    return "".join(f"{row}\r\n" for row in rows).encode()


def _share_fields(target: str, moment: datetime, warcinfo: str) -> list[tuple[str, str]]:
    """Build the fields that the records of one event share: address, time and the file's first record."""
    return [
        ("WARC-Target-URI", target),
        ("WARC-Date", write_moment(moment)),
        ("WARC-Warcinfo-ID", _write_record_id(warcinfo)),
    ]


def _build_resource(identifier: str, fields: HeadFields, content_type: str, block: bytes) -> bytes:
    """Build a record whose whole block is its payload."""
    digest = _label_sha256(hashlib.sha256(block).hexdigest())
    head = (
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", _write_record_id(identifier)),
        *fields,
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", digest),
        ("Content-Type", content_type),
    )
    return write_record(head, block)


def _build_answer(hop: Hop, identifier: str, shared: HeadFields, sha256: str, kept: KeptBody | None) -> bytes:
    head = message.write_answer_head(hop)
    protocol = message.protocol_of(hop.version)
    fields = [
        ("WARC-Type", "revisit" if kept else "response"),
        ("WARC-Record-ID", _write_record_id(identifier)),
        *shared,
        *_build_peer_field(hop.peer),
        *([("WARC-Protocol", protocol)] if protocol else []),
        ("WARC-Payload-Digest", _label_sha256(kept.sha256 if kept else sha256)),
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
        ("WARC-Block-Digest", _label_sha256(block.hexdigest())),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return write_record(fields, head, body)


def _build_referral(hop: Hop, kept: KeptBody) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", _NOT_MODIFIED if hop.status == 304 else _IDENTICAL),
        ("WARC-Refers-To-Target-URI", kept.url),
        ("WARC-Refers-To-Date", write_moment(kept.moment)),
        *_name_record(kept),
        # 6.7.2 requires this reason if the payload is left out.
        ("WARC-Truncated", "length"),
    ]


def _name_record(kept: KeptBody) -> tuple[tuple[str, str], ...]:
    """Build the fields that name another record: by its id, and by file and offset for one seek."""
    return (
        ("WARC-Refers-To", _write_record_id(kept.record)),
        ("WARC-Refers-To-Filename", kept.warc),
        ("WARC-Refers-To-File-Offset", str(kept.offset)),
    )


def _write_metadata(hop: Hop, via: str | None) -> bytes:
    """Write what the messages do not state: the duration, and the address that redirected here."""
    rows = [f"fetchTimeMs: {round(hop.elapsed * 1000)}"]
    if via:
        rows += [f"via: {via}", "hopsFromSeed: R"]
    return "".join(f"{row}\r\n" for row in rows).encode()


@lru_cache(maxsize=1024)
def _build_peer_field(peer: str | None) -> HeadFields:
    """Build the field for the peer's IP address. Anything else is left out (5.10)."""
    try:
        return (("WARC-IP-Address", str(ipaddress.ip_address(peer or ""))),)
    except ValueError:
        return ()


def _build_record(fields: HeadFields, content_type: str, block: bytes) -> bytes:
    """Complete a record whose block has no payload of its own."""
    digest = _label_sha256(hashlib.sha256(block).hexdigest())
    return write_record((*fields, ("WARC-Block-Digest", digest), ("Content-Type", content_type)), block)


def _label_sha256(hexadecimal: str) -> str:
    """Format a hexadecimal SHA-256 as a labelled digest of a record."""
    return f"sha256:{hexadecimal}"
