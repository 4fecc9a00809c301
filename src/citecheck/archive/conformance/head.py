"""The head of one record against the standard, and the labelled digests in it; pure, one record at a time.

What needs other records (repeated ids, concurrent records) is checked in `checker`. Digests are `algorithm:value`.
We
write `sha256:` with lower-case hexadecimal digits, so that the digest of a record, the `sha256` of a capture and
what
`sha256sum` prints are one string; warcio and FastWARC both verify it. Others write `sha1:` in Base32, and the
standard leaves algorithm and encoding open (WARC 1.1, 5.8: any registered algorithm, RFC 4648 encodings), so
reading
accepts them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterator

from citecheck.archive.warc.record import RecordHead, read_moment
from citecheck.model.exchange import Truncation

ALGORITHMS: dict[str, str] = {
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
"""Label in lower case -> the name hashlib knows it by."""

LABELLED_DIGEST = re.compile(r"([A-Za-z0-9-]+):([A-Za-z0-9+/=_-]+)")


def split_label(written: str) -> tuple[str, str] | None:
    """Split `algorithm:value`; None if it is not of that form. The algorithm may still be unknown."""
    found = LABELLED_DIGEST.fullmatch(written.strip())
    return (found[1].lower(), found[2]) if found else None


def start_digest(algorithm: str) -> hashlib._Hash | None:
    """Start a digest by its label, None for an algorithm not known here."""
    name = ALGORITHMS.get(algorithm)
    return hashlib.new(name, usedforsecurity=False) if name else None


def is_same_digest(written: str, computed: bytes) -> bool:
    """Whether `written` spells the bytes `computed` in hexadecimal, Base32 or Base64 of any usual alphabet."""
    return computed in _decode_value(written)


def _decode_value(written: str) -> tuple[bytes, ...]:
    """Decode `written` in every encoding it can be in; the length of the digest then decides."""
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
"""Name of the rule and what was seen."""

VERSIONS = ("1.0", "1.1")

TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")

MANDATORY = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")

TYPES_WITH_TARGET = {"response", "resource", "request", "revisit", "conversion", "continuation"}
CAPTURED_TYPES = {"response", "resource", "conversion"}
TYPES_WITH_PAYLOAD = {"response", "resource", "request", "revisit", "conversion", "continuation"}
_EVENT_TYPES = {"response", "resource", "request", "metadata", "revisit"}

ALLOWED_TYPES: dict[str, set[str]] = {
    "warc-target-uri": {*TYPES} - {"warcinfo"},
    "warc-filename": {"warcinfo"},
    "warc-warcinfo-id": {*TYPES} - {"warcinfo"},
    "warc-concurrent-to": _EVENT_TYPES,
    "warc-ip-address": _EVENT_TYPES,
    "warc-refers-to": {"conversion", "metadata", "revisit"},
    "warc-refers-to-target-uri": {"revisit"},
    "warc-refers-to-date": {"revisit"},
    "warc-profile": {"revisit"},
    "warc-segment-origin-id": {"continuation"},
    "warc-segment-total-length": {"continuation"},
}
"""Field in lower case -> the types it may stand in (WARC 1.1, section 5, last sentence of each field)."""

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ID = re.compile(
    r"<(?:urn:uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?!urn:uuid:)[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+)>"
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DATE_1_0 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DATE_PARTS = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?(T\d\d:\d\dZ)?")
"""The shorter forms of W3C-NOTE-datetime that WARC 1.1 allows beside the full one."""

IDENTICAL, NOT_MODIFIED = "/revisit/identical-payload-digest", "/revisit/server-not-modified"


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
    """Check version, mandatory fields, places and forms of fields."""
    if head.version not in VERSIONS:
        yield "version", f"the version is {head.version}"
    counts = Counter(name.lower() for name, _ in head.fields)
    for name, count in counts.items():
        if count > 1 and name != "warc-concurrent-to":
            yield "field-repeated", f"{name} stands {count} times"
    for field in MANDATORY:
        if not head.get(field):
            yield "field-missing", f"{field} is missing"
    if head.type and head.type not in TYPES:
        yield "type", f"the type is {head.get('WARC-Type')}"
    kind = head.type
    for name in head.first:
        if name in ALLOWED_TYPES and kind in TYPES and kind not in ALLOWED_TYPES[name]:
            yield "field-misplaced", f"{name} stands in a {kind} record"
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
    """Fill a shorter date up with the first moment it means."""
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
        if head.type in TYPES_WITH_TARGET:
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
    if written["WARC-Payload-Digest"] is not None and head.type in {*TYPES} - TYPES_WITH_PAYLOAD:
        yield "payload-none", f"a {head.type} record has no payload, but a digest of it"
    if head.block_length and not any(written.values()):
        rule = "digest-missing" if head.type in CAPTURED_TYPES else "digest-advised"
        yield rule, f"the {head.type or 'nameless'} record carries no digest"


def _check_revisit(head: RecordHead) -> Iterator[Breach]:
    if head.type != "revisit":
        return
    profile = head.get("WARC-Profile")
    if not profile:
        yield "revisit-profile", "WARC-Profile is missing"
        return
    if not profile.strip("<>").endswith((IDENTICAL, NOT_MODIFIED)):
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
