"""Labelled digests as WARC writes them: `algorithm:value`.

We write `sha256:` with lower-case hexadecimal digits, so that the digest of a record, the `sha256` of a capture and
what `sha256sum` prints are one string; warcio and FastWARC both verify it. Others write `sha1:` in Base32, and the
standard leaves algorithm and encoding open (WARC 1.1, 5.8: any registered algorithm, RFC 4648 encodings), so reading
accepts them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

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

LABELLED = re.compile(r"([A-Za-z0-9-]+):([A-Za-z0-9+/=_-]+)")


def sha256_label(hexadecimal: str) -> str:
    """Label a hexadecimal SHA-256 value as records carry it."""
    return f"sha256:{hexadecimal}"


def split_label(written: str) -> tuple[str, str] | None:
    """Split `algorithm:value`; None if it is not of that form. The algorithm may still be unknown."""
    found = LABELLED.fullmatch(written.strip())
    return (found[1].lower(), found[2]) if found else None


def hasher(algorithm: str) -> hashlib._Hash | None:
    """Start a digest by its label, None for an algorithm not known here."""
    name = ALGORITHMS.get(algorithm)
    return hashlib.new(name, usedforsecurity=False) if name else None


def same_value(written: str, computed: bytes) -> bool:
    """Whether `written` spells the bytes `computed` in hexadecimal, Base32 or Base64 of any usual alphabet."""
    return computed in _readings(written)


def _readings(written: str) -> tuple[bytes, ...]:
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
