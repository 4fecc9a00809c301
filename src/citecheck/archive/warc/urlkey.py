"""The sort key of web archives, SURT: `https://www.Example.org/a?b` becomes `org,example)/a?b`.

The key is that of the `surt` package, which pywb and cdxj-indexer sort and search by, byte for byte: another key is not
found there. The package is without releases since 2018 and may ask the network for a host name, so the rules are here,
and a test compares them with the package over generated addresses.

The rules, in order: the scheme, user, fragment, default port and `www.` are left out; escapes are undone, repeated ones
too, and what is no printable ASCII is escaped once; an IPv4 address in any spelling becomes four numbers; `.`, `..` and
doubled slashes in the path are resolved; letters are lowered; ids of sessions and the last slash of the path are
removed; the query is sorted; the host is reversed.
"""

from __future__ import annotations

import contextlib
import re
import socket
import string
import struct
from urllib.parse import SplitResultBytes, quote_from_bytes

import re2

_URL = re.compile(rb"(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
"""RFC 3986, appendix B: scheme, authority, path, query, fragment."""

_SCHEME = re.compile(rb"[a-zA-Z][a-zA-Z0-9+.-]*:")
_REPEATED_SCHEMES = re.compile(rb"^(?:https?://)*(https?://)")
_LINE_BREAKS = re.compile(rb"[\n\r\t]")
_WWW = re.compile(rb"www\d*\.")
_IPV4 = re.compile(rb"(?:[1-9][0-9]*(?:\.[0-9]+){0,3}|0[0-7]*(?:\.[0-7]+){0,3})")
_PORTS = {b"http": 80, b"https": 443}
_PRINTED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Punctuation that is never escaped; `#` and `%` are."""

_PATH_SESSIONS = tuple(
    re2.compile(pattern)
    for pattern in (
        rb"(?i)^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$",  # /(S(0123456789abcdefghijklmn))/a.aspx
        rb"(?i)^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$",  # /(0123456789abcdefghijklmn)/a.aspx
    )
)
_QUERY_SESSIONS = tuple(
    re2.compile(rb"(?i)^(.*)(?:" + pattern + rb")(?:&(.*))?$")
    for pattern in (
        rb"jsessionid=[0-9a-zA-Z]{32}",
        rb"phpsessid=[0-9a-zA-Z]{32}",
        rb"sid=[0-9a-zA-Z]{32}",
        rb"ASPSESSIONID[a-zA-Z]{8}=[a-zA-Z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)

_HEX = {(high + low).encode(): int(high + low, 16) for high in string.hexdigits for low in string.hexdigits}


def build_urlkey(url: str) -> str:
    """Build the sort key of an address. An address that is none, as with a port that is no number, stays as it is.

    Many addresses have one key, so it is no identity.
    """
    raw = _LINE_BREAKS.sub(b"", url.encode("utf-8", "replace").strip())
    if not raw:
        return "-"
    if not _SCHEME.match(raw):
        raw = b"http://" + raw
    found = _URL.fullmatch(_REPEATED_SCHEMES.sub(rb"\1", raw, count=1))
    if found is None:
        return url
    parts = SplitResultBytes(*(part or b"" for part in found.groups()))
    try:
        host, port, path = _split_authority(parts)
    except ValueError:
        return quote_from_bytes(raw, safe=_PRINTED + "%#").lower()
    scheme = parts.scheme.lower()
    if host := _normalise_host(host, scheme):
        start = b",".join(host.split(b".")[::-1])
        start += b")" if port in (None, _PORTS.get(scheme, 0)) else b":%d)" % port
        path = _resolve(_unescape(path))
    else:
        start, path = parts.scheme + b":", _unescape(path)
    query = _normalise_query(parts.query)
    path = _normalise_path(path) or (b"/" if query else b"")
    return (start + path + (b"?" + query if query else b"")).decode("ascii")


def _split_authority(parts: SplitResultBytes) -> tuple[bytes, int | None, bytes]:
    """Return host, port and path. The host may be written after too many slashes. Raise ValueError for a bad port."""
    plain = parts._replace(netloc=parts.netloc.rstrip(b":"))
    if plain.hostname is None and plain.path and parts.scheme.startswith(b"http"):
        host, _, path = plain.path.lstrip(b"/").partition(b"/")
        return host, plain.port or None, b"/" + path
    return plain.hostname or b"", plain.port or None, plain.path


def _normalise_host(host: bytes, scheme: bytes) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        with contextlib.suppress(ValueError):  # a label that IDNA does not allow stays escaped
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    host = _read_ipv4(host) or _escape(host.lower()).lower()
    return host if scheme == b"dns" else _WWW.sub(b"", host, count=1) if _WWW.match(host) else host


def _read_ipv4(host: bytes) -> bytes | None:
    """Return the four numbers of an IPv4 address in any spelling that inet_aton(3) takes, None for another host."""
    if host.isdigit():
        return socket.inet_ntoa(struct.pack(">L", int(host) & 0xFFFFFFFF)).encode()
    if not _IPV4.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode())).encode()
    except OSError:
        return None


def _resolve(path: bytes) -> bytes:
    """Resolve `.` and `..` and join doubled slashes; a `..` at the root stays."""
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    if not kept:
        return b"/"
    return b"/" + b"".join(part + b"/" for part in kept[:-1] if part) + kept[-1]


def _normalise_path(path: bytes) -> bytes:
    path = _escape(path).lower()
    for pattern in _PATH_SESSIONS:
        if found := pattern.match(path):
            path = found[1] + found[2]
    return path[:-1] if path.endswith(b"/") and len(path) > 1 else path


def _normalise_query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    for pattern in _QUERY_SESSIONS:
        if found := pattern.match(query):
            query = found[1] + (found[2] or b"")
    fields = (field.split(b"=", 1) for field in query.lower().split(b"&"))
    return b"&".join(b"=".join(field) for field in sorted(fields))


def _unescape(part: bytes) -> bytes:
    """Undo percent escapes until none is left, in one pass: an escape ends where its last digit is read."""
    if b"%" not in part:
        return part
    plain = bytearray()
    for byte in part:
        plain.append(byte)
        while len(plain) > 2 and plain[-3] == 0x25 and (value := _HEX.get(bytes(plain[-2:]))) is not None:
            plain[-3:] = bytes((value,))
    return bytes(plain)


def _escape(part: bytes) -> bytes:
    return quote_from_bytes(part, safe=_PRINTED).encode()
