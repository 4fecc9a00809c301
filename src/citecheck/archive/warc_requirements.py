"""The checked requirements of WARC 1.1, and the check of a record's head."""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from citecheck.archive.warc.record import RecordHead, read_moment
from citecheck.model.exchange import Truncation
from citecheck.model.finding import Level


@dataclass(frozen=True, slots=True)
class _Requirement:
    """One rule of the format: its requirement in one sentence, and its clause in WARC 1.1."""

    name: str
    level: Level
    asks: str
    clause: str
    lenient_1_0: bool = False
    """Only a warning in a file of WARC 1.0."""


@dataclass(frozen=True, slots=True)
class ConformanceFault:
    """One breach: the record (counted from 1), its byte offset in the file, the rule, and what was found."""

    record: int
    offset: int
    rule: str
    level: Level
    message: str


REQUIREMENT_ROWS: tuple[_Requirement, ...] = (
    # The stream
    _Requirement("cut", Level.ERROR, "The file ends where a record ends.", "4"),
    _Requirement("gzip-member", Level.ERROR, "Compressed files consist of gzip members and nothing else.", "D.2"),
    _Requirement("gzip-damaged", Level.ERROR, "Every gzip member unpacks and its checksum agrees.", "D.2"),
    _Requirement("unpacked-size", Level.ERROR, "The file unpacks to 1 GiB or 100 times its size at most.", "D.2"),
    _Requirement("record-per-member", Level.ERROR, "Every record is one gzip member of its own.", "D.3"),
    _Requirement("trailer", Level.ERROR, "Two line breaks (CRLF CRLF) end every record.", "4"),
    _Requirement("warcinfo-first", Level.WARNING, "A file begins with a warcinfo record.", "6.2"),
    # The head
    _Requirement("version", Level.ERROR, "A record begins with WARC/1.0 or WARC/1.1.", "4"),
    _Requirement("head-end", Level.ERROR, "An empty line ends the head of a record.", "4"),
    _Requirement("head-length", Level.ERROR, "The head of a record is of a readable size.", "4"),
    _Requirement("head-line", Level.ERROR, "Every line of the head is `name: value` in UTF-8, ended by CRLF.", "4"),
    _Requirement("field-repeated", Level.ERROR, "No field except WARC-Concurrent-To is repeated.", "5.1"),
    _Requirement("field-missing", Level.ERROR, "Every record has a type, record id, date and length.", "5.1"),
    _Requirement("field-misplaced", Level.ERROR, "A field is only in the record types it is defined for.", "5"),
    _Requirement("type", Level.ERROR, "The type is one of the eight of the standard.", "5.5"),
    _Requirement("record-id", Level.ERROR, "Record ids are addresses in angle brackets.", "5.2"),
    _Requirement("record-id-repeated", Level.ERROR, "No two records have one id.", "5.2"),
    _Requirement("date", Level.ERROR, "The date is a moment in UTC; in WARC 1.0 without fractions.", "5.4"),
    _Requirement("content-length", Level.ERROR, "The length is a number of bytes, and the block has it.", "5.3"),
    _Requirement("content-type", Level.WARNING, "A block that is not empty has a media type.", "5.6"),
    _Requirement("concurrent-to", Level.ERROR, "Concurrent records are in the same file.", "5.7"),
    _Requirement("one-date", Level.ERROR, "The records of one capture event have one date.", "5.4", lenient_1_0=True),
    _Requirement("target-uri", Level.ERROR, "The target is an absolute address without spaces.", "5.12"),
    _Requirement("target-uri-brackets", Level.ERROR, "The target has no angle brackets.", "5.12", lenient_1_0=True),
    _Requirement("ip-address", Level.ERROR, "The IP address is one.", "5.10"),
    _Requirement("truncated", Level.WARNING, "The reason for a cut block is a known one.", "5.13"),
    # Digests
    _Requirement("digest-form", Level.ERROR, "A digest is written `algorithm:value`.", "5.8"),
    _Requirement("digest-algorithm", Level.WARNING, "The algorithm of a digest is one that can be verified.", "5.8"),
    _Requirement("digest-missing", Level.ERROR, "What was captured carries a digest.", "5.8"),
    _Requirement("digest-advised", Level.WARNING, "Every block that is not empty carries a digest.", "5.8"),
    _Requirement("block-digest", Level.ERROR, "The block agrees with its digest.", "5.8"),
    _Requirement("payload-digest", Level.ERROR, "The payload agrees with its digest.", "5.9"),
    _Requirement("payload-none", Level.ERROR, "No payload digest where there is no payload.", "5.9", lenient_1_0=True),
    # Types
    _Requirement("http-message", Level.ERROR, "A block of application/http begins with an HTTP message.", "6.3.2"),
    _Requirement("http-length", Level.WARNING, "A body shorter than the server stated is marked as cut.", "5.13"),
    _Requirement("warc-fields", Level.ERROR, "A block of application/warc-fields consists of fields.", "6.2"),
    _Requirement("revisit-profile", Level.ERROR, "A revisit names its profile.", "6.7"),
    _Requirement("revisit-profile-known", Level.WARNING, "The profile of a revisit is one of the standard.", "6.7"),
    _Requirement("revisit-digest", Level.ERROR, "A revisit for an equal payload has its digest.", "6.7.2"),
    _Requirement(
        *("revisit-truncated", Level.ERROR, "A revisit without its payload says so in WARC-Truncated.", "6.7.2"),
        lenient_1_0=True,
    ),
    _Requirement("revisit-refers", Level.WARNING, "A revisit says which capture it refers to.", "6.7.2"),
    _Requirement("segment", Level.ERROR, "A continuation has its number and the id of its first segment.", "7"),
)

REQUIREMENTS: dict[str, _Requirement] = {row.name: row for row in REQUIREMENT_ROWS}


def level_of(rule: str, version: str | None) -> Level:
    """Return the level of a breach of `rule` in a record of `version`."""
    row = REQUIREMENTS[rule]
    return Level.WARNING if row.lenient_1_0 and version == "1.0" else row.level


_ALGORITHMS: dict[str, str] = {
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha512": "sha512",
    "sha-512": "sha512",
    "sha384": "sha384",
    "sha-384": "sha384",
    "md5": "md5",
    "blake2b": "blake2b",
}
"""Label in lower case -> hashlib's name."""

_LABELLED_DIGEST = re.compile(r"([A-Za-z0-9-]+):([A-Za-z0-9+/=_-]+)")


def split_label(written: str) -> tuple[str, str] | None:
    """Split `algorithm:value`. Return None for another form. The algorithm may still be unknown."""
    found = _LABELLED_DIGEST.fullmatch(written.strip())
    return (found[1].lower(), found[2]) if found else None


def start_digest(algorithm: str) -> hashlib._Hash | None:
    """Start a digest by its label. Return None for an unknown algorithm."""
    name = _ALGORITHMS.get(algorithm)
    return hashlib.new(name, usedforsecurity=False) if name else None


def is_same_digest(written: str, computed: bytes) -> bool:
    """Return whether `written` encodes the bytes `computed` in hexadecimal, Base32 or Base64 (both alphabets)."""
    return computed in _decode_value(written)


def _decode_value(written: str) -> tuple[bytes, ...]:
    """Decode `written` in every possible encoding. The digest's length decides which one is right."""
    padded32 = written.upper() + "=" * (-len(written) % 8)
    padded64 = written.replace("-", "+").replace("_", "/") + "=" * (-len(written) % 4)
    readings = []
    for decode, text in ((bytes.fromhex, written), (base64.b32decode, padded32), (base64.b64decode, padded64)):
        try:
            readings.append(decode(text))
        except (ValueError, binascii.Error):
            continue
    return tuple(readings)


Breach = tuple[str, str]
"""Name of the rule and what was found."""

_VERSIONS = ("1.0", "1.1")

_TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")

_MANDATORY = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")

_TYPES_WITH_TARGET = {"response", "resource", "request", "revisit", "conversion", "continuation"}
_CAPTURED_TYPES = {"response", "resource", "conversion"}
_TYPES_WITH_PAYLOAD = {"response", "resource", "request", "revisit", "conversion", "continuation"}
_EVENT_TYPES = {"response", "resource", "request", "metadata", "revisit"}

_ALLOWED_TYPES: dict[str, set[str]] = {
    "warc-target-uri": {*_TYPES} - {"warcinfo"},
    "warc-filename": {"warcinfo"},
    "warc-warcinfo-id": {*_TYPES} - {"warcinfo"},
    "warc-concurrent-to": _EVENT_TYPES,
    "warc-ip-address": _EVENT_TYPES,
    "warc-refers-to": {"conversion", "metadata", "revisit"},
    "warc-refers-to-target-uri": {"revisit"},
    "warc-refers-to-date": {"revisit"},
    "warc-profile": {"revisit"},
    "warc-segment-origin-id": {"continuation"},
    "warc-segment-total-length": {"continuation"},
}
"""Field in lower case -> the record types that may have it (WARC 1.1, section 5, last sentence of each field)."""

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ID = re.compile(
    r"<(?:urn:uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?!urn:uuid:)[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+)>"
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DATE_1_0 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DATE_PARTS = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?(T\d\d:\d\dZ)?")
"""The shorter forms of W3C-NOTE-datetime that WARC 1.1 allows in addition to the full one."""

_IDENTICAL, _NOT_MODIFIED = "/revisit/identical-payload-digest", "/revisit/server-not-modified"


def find_line_breaches(raw: bytes) -> Iterator[Breach]:
    """Check the lines of a head as bytes: CRLF, UTF-8, names that are tokens."""
    if b"\n" in raw.replace(b"\r\n", b""):
        yield "head-line", "a line of the head ends without CRLF"
    for line in raw.split(b"\r\n")[1:]:
        name, colon, _ = line.partition(b":")
        if line and line[:1] not in b" \t" and not (colon and _NAME.fullmatch(name)):
            yield "head-line", f"the head has a line that is no field: {line[:60].decode('utf-8', 'replace')!r}"
        elif _is_not_utf8(line):
            yield "head-line", f"the field {name.decode('utf-8', 'replace')} is not UTF-8"


def find_head_breaches(head: RecordHead) -> Iterator[Breach]:
    """Check version, mandatory fields, and the places and forms of fields."""
    if head.version not in _VERSIONS:
        yield "version", f"the version is {head.version}"
    counts = Counter(name.lower() for name, _ in head.fields)
    for name, count in counts.items():
        if count > 1 and name != "warc-concurrent-to":
            yield "field-repeated", f"{name} occurs {count} times"
    for field in _MANDATORY:
        if not head.get(field):
            yield "field-missing", f"{field} is missing"
    if head.type and head.type not in _TYPES:
        yield "type", f"the type is {head.get('WARC-Type')}"
    kind = head.type
    for name in head.first:
        if name in _ALLOWED_TYPES and kind in _TYPES and kind not in _ALLOWED_TYPES[name]:
            yield "field-misplaced", f"{name} is in a {kind} record"
    for check in _CHECKS:
        yield from check(head)


def _check_ids(head: RecordHead) -> Iterator[Breach]:
    for name in ("WARC-Record-ID", "WARC-Warcinfo-ID", "WARC-Refers-To", "WARC-Segment-Origin-ID"):
        written = head.get(name)
        if written and not _ID.fullmatch(written):
            yield "record-id", f"{name} is {written!r}"
    for written in read_all(head, "WARC-Concurrent-To"):
        if not _ID.fullmatch(written):
            yield "record-id", f"WARC-Concurrent-To is {written!r}"


def _check_dates(head: RecordHead) -> Iterator[Breach]:
    for name in ("WARC-Date", "WARC-Refers-To-Date"):
        written = head.get(name)
        if not written:
            continue
        short = _DATE_PARTS.fullmatch(written)
        if head.version == "1.0":
            good = _DATE_1_0.fullmatch(written) and read_moment(written)
        else:
            good = read_moment(_complete_date(written) if short else written)
        if not good:
            yield "date", f"{name} is {written!r}"


def _complete_date(written: str) -> str:
    """Complete a shorter date to the first time it covers."""
    if written.endswith("Z"):
        return f"{written[:-1]}:00Z"
    return f"{written}{'-01-01'[len(written) - 4 :]}T00:00:00Z"


def _check_length(head: RecordHead) -> Iterator[Breach]:
    if head.get("Content-Length") and head.block_length is None:
        yield "content-length", f"Content-Length is {head.get('Content-Length')!r}"
    if head.block_length and not head.get("Content-Type") and head.type != "continuation":
        yield "content-type", "the block has no media type"


def _check_target(head: RecordHead) -> Iterator[Breach]:
    written = head.get("WARC-Target-URI")
    if written is None:
        if head.type in _TYPES_WITH_TARGET:
            yield "field-missing", "WARC-Target-URI is missing"
        return
    if written.startswith("<") or written.endswith(">"):
        yield "target-uri-brackets", f"WARC-Target-URI is {written!r}"
    if not _ABSOLUTE.fullmatch(written.strip("<>")):
        yield "target-uri", f"WARC-Target-URI is {written!r}"


def _check_ip_address(head: RecordHead) -> Iterator[Breach]:
    written = head.get("WARC-IP-Address")
    try:
        ipaddress.ip_address(written or "::")
    except ValueError:
        yield "ip-address", f"WARC-IP-Address is {written!r}"


def _check_truncated(head: RecordHead) -> Iterator[Breach]:
    written = head.get("WARC-Truncated")
    if written is not None and written.lower() not in tuple(Truncation):
        yield "truncated", f"WARC-Truncated is {written!r}"


def _check_digests(head: RecordHead) -> Iterator[Breach]:
    written = {name: head.get(name) for name in ("WARC-Block-Digest", "WARC-Payload-Digest")}
    for name, value in written.items():
        label = split_label(value) if value is not None else None
        if value is not None and label is None:
            yield "digest-form", f"{name} is {value!r}"
        elif label and start_digest(label[0]) is None:
            yield "digest-algorithm", f"{name} uses {label[0]}"
    if written["WARC-Payload-Digest"] is not None and head.type in {*_TYPES} - _TYPES_WITH_PAYLOAD:
        yield "payload-none", f"a {head.type} record has no payload, but a digest of it"
    if head.block_length and not any(written.values()):
        rule = "digest-missing" if head.type in _CAPTURED_TYPES else "digest-advised"
        yield rule, f"the {head.type or 'nameless'} record carries no digest"


def _check_revisit(head: RecordHead) -> Iterator[Breach]:
    if head.type != "revisit":
        return
    profile = head.get("WARC-Profile")
    if not profile:
        yield "revisit-profile", "WARC-Profile is missing"
        return
    if not profile.strip("<>").endswith((_IDENTICAL, _NOT_MODIFIED)):
        yield "revisit-profile-known", f"WARC-Profile is {profile!r}"
    identical = profile.strip("<>").endswith("identical-payload-digest")
    if identical and not head.get("WARC-Payload-Digest"):
        yield "revisit-digest", "WARC-Payload-Digest is missing"
    if identical and not head.get("WARC-Truncated"):
        yield "revisit-truncated", "WARC-Truncated is missing"
    if identical and not (head.get("WARC-Refers-To") or head.get("WARC-Refers-To-Target-URI")):
        yield "revisit-refers", "neither WARC-Refers-To nor WARC-Refers-To-Target-URI is given"


def _check_segment(head: RecordHead) -> Iterator[Breach]:
    number = head.get("WARC-Segment-Number")
    if head.type == "continuation" and not (number and head.get("WARC-Segment-Origin-ID")):
        yield "segment", "WARC-Segment-Number or WARC-Segment-Origin-ID is missing"
    if number is not None and not (number.isdigit() and int(number) >= 1 + (head.type == "continuation")):
        yield "segment", f"WARC-Segment-Number is {number!r}"


_CHECKS: tuple[Callable[[RecordHead], Iterator[Breach]], ...] = (
    *(
        _check_ids,
        _check_dates,
        _check_length,
        _check_target,
        _check_ip_address,
        _check_truncated,
        _check_digests,
        _check_revisit,
        _check_segment,
    ),
)


def read_all(head: RecordHead, name: str) -> tuple[str, ...]:
    """Return every value of the field `name`."""
    return tuple(value for key, value in head.fields if key.lower() == name.lower())


def _is_not_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
