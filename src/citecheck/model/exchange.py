"""The outcome of one request: an answer, our refusal to request, or a failure.

What the web does is a value, not an exception. Every hop is kept with the bytes as sent, so that the archive can store
them and a later reader can judge them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

RawHeaders: TypeAlias = tuple[tuple[bytes, bytes], ...]
"""Header fields in the order and spelling as sent, including repeats."""


class Truncation(StrEnum):
    """Why a body ends early: the values of WARC-Truncated (WARC 1.1, 5.13)."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer.

    `url` is the canonical address requested. `body` is the payload as sent (with content codings, without transfer
    coding), incomplete if `truncated` is set. `peer` is the IP address that answered, None from a replay that does not
    record it. `elapsed` is the number of seconds until the body was read. Where `rendered` is set, no server sent the
    body: it is the document that a browser made of the page.
    """

    url: str
    request_headers: RawHeaders
    status: int
    reason: str
    version: str
    headers: RawHeaders
    body: bytes
    moment: datetime
    elapsed: float
    peer: str | None = None
    truncated: Truncation | None = None
    rendered: bool = False


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a browser showed of a page once its scripts had run.

    `url` is the address of the page and `ended_at` the one at which its scripts left the browser. `document` is its
    elements as HTML in UTF-8, `screenshot` a PNG, empty if none could be made. `elapsed` is in seconds. `answered` and
    `refused` count the requests of the page. `truncated` is set where a limit of time or size ended it, so that the
    page may have shown more. `browser` names the program.
    """

    url: str
    ended_at: str
    document: bytes
    screenshot: bytes
    moment: datetime
    elapsed: float
    answered: int
    refused: int
    truncated: Truncation | None
    browser: str


class RefusalReason(StrEnum):
    """Why an address was not requested."""

    GUARD = "guard"
    ROBOTS = "robots"
    OFFLINE = "offline"
    SCHEME = "scheme"
    NOT_IN_REPLAY = "not-in-replay"
    UNREADABLE_RECORD = "unreadable-record"
    """The archive that is replayed holds the address, in a record that cannot be read."""
    LEFT_OUT = "left-out"
    """The configuration excludes the host or the address."""
    RATE = "rate"
    """The host asked for a pause longer than a run can wait."""
    TIME = "time"
    """The time that the run has for requests was spent."""
    OWN_FAULT = "own-fault"
    """citecheck itself failed while it asked."""


class Fault(StrEnum):
    """Why nothing usable came back."""

    NO_SUCH_HOST = "no-such-host"
    DNS_FAILURE = "dns-failure"
    DNS_TIMEOUT = "dns-timeout"
    CONNECT_REFUSED = "connect-refused"
    CONNECT_TIMEOUT = "connect-timeout"
    UNREACHABLE = "unreachable"
    TLS_EXPIRED = "tls-expired"
    TLS_SELF_SIGNED = "tls-self-signed"
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS_UNKNOWN_ISSUER = "tls-unknown-issuer"
    TLS_OTHER = "tls-other"
    DISCONNECTED = "disconnected"
    PROTOCOL = "protocol"
    TIMEOUT = "timeout"
    REDIRECT_LOOP = "redirect-loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_REDIRECT = "bad-redirect"
    BAD_CODING = "bad-coding"
    ROBOTS = "robots"
    """The site's robots.txt could not be read, which forbids to ask the page (RFC 9309, 2.3.1.4)."""
    PROXY = "proxy"
    """The proxy of the user could not be reached or refused to ask; nothing is known of the source."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An answer came. The last hop is the final one. `tls_expires` is the certificate's expiry, None without TLS."""

    url: str
    hops: tuple[Hop, ...]
    tls_expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """`at` (the address itself, or one it redirects to) was not requested. `detail` is one clause for users."""

    url: str
    at: str
    reason: RefusalReason
    detail: str
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing usable came from `at`. `detail` is one clause for users, without internals."""

    url: str
    at: str
    fault: Fault
    detail: str
    hops: tuple[Hop, ...] = ()


Exchange: TypeAlias = Reached | Refused | Lost
