"""How a hop fails: the exceptions inside `net`, and the meaning of errors of TLS, the kernel and the resolver.

The crawler turns `NoAnswer` and `NotAsked` into values before any caller outside `net` sees them. Errors are
distinguished by code, never by text: OpenSSL's verify codes, errno, and getaddrinfo's codes with the seconds the
look-up took.
"""

from __future__ import annotations

import errno
import socket
import ssl

from citecheck.model.exchange import Fault, RefusalReason


class NoAnswer(Exception):
    """Nothing usable came back. `detail` is one clause for users."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


class NotAsked(Exception):
    """The address was not requested, by our own rules. `detail` is one clause for users."""

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class NotAnAddress(NotAsked):
    """The requested string is not an address."""

    def __init__(self, detail: str) -> None:
        super().__init__(RefusalReason.GUARD, detail)


def unreadable_record(clause: str) -> NotAsked:
    """Return the refusal for a record of a replayed archive that cannot be read: no fault of the source."""
    words = f"the archive holds this record but it cannot be read: {clause}"
    return NotAsked(RefusalReason.UNREADABLE_RECORD, words)


class Stale(Exception):
    """The peer closed a kept connection before answering: retry on a fresh one (RFC 9112, 9.3.1)."""


_TLS_FAULTS: dict[int, tuple[Fault, str]] = {
    10: (Fault.TLS_EXPIRED, "the certificate has expired"),
    18: (Fault.TLS_SELF_SIGNED, "the certificate is self-signed"),
    # A chain that ends in a root nobody ships has an unknown issuer for a reader, even though that root is self-signed.
    19: (Fault.TLS_UNKNOWN_ISSUER, "the certificate's root is not one that programs trust"),
    20: (Fault.TLS_UNKNOWN_ISSUER, "the certificate's issuer is unknown, or the server leaves out the chain to it"),
    21: (Fault.TLS_UNKNOWN_ISSUER, "the certificate's issuer is unknown, or the server leaves out the chain to it"),
    62: (Fault.TLS_WRONG_HOST, "the certificate is for another host name"),
    64: (Fault.TLS_WRONG_HOST, "the certificate is for another address"),
    9: (Fault.TLS_OTHER, "the certificate is not valid yet"),
    23: (Fault.TLS_OTHER, "the certificate has been revoked"),
}
"""X509_V_ERR_* code of openssl/x509_vfy.h -> (fault, detail)."""


def translate_tls_error(error: ssl.SSLError) -> NoAnswer:
    """Return the failure for an error of OpenSSL."""
    if isinstance(error, ssl.SSLCertVerificationError):
        fault, words = _TLS_FAULTS.get(
            error.verify_code,
            (Fault.TLS_OTHER, f"the certificate was refused ({error.verify_message})"),
        )
        return NoAnswer(fault, words)
    reason = (error.reason or "handshake failed").replace("_", " ").lower()
    return NoAnswer(Fault.TLS_OTHER, f"no secure connection could be made ({reason})")


_NAME_SERVER_PATIENCE = 4.5
"""Seconds after which glibc's failure means that no name server answered: it waits five seconds for the first."""

_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


def translate_dns_error(error: OSError | UnicodeError, host: str, *, waited: float) -> NoAnswer:
    """Return the failure for a DNS error, by getaddrinfo's code and the seconds it took (`waited`)."""
    code = error.errno if isinstance(error, socket.gaierror) else None
    if code in _NO_SUCH_NAME or isinstance(error, UnicodeError):
        return NoAnswer(Fault.NO_SUCH_HOST, f"there is no host named {host}")
    if code == socket.EAI_AGAIN and waited >= _NAME_SERVER_PATIENCE:
        return NoAnswer(Fault.DNS_TIMEOUT, f"no name server answered for {host}")
    return NoAnswer(Fault.DNS_FAILURE, f"the name servers of {host} failed")


_OS_FAULTS: dict[int, tuple[Fault, str]] = {
    errno.ECONNREFUSED: (Fault.CONNECT_REFUSED, "the host refuses connections on this port"),
    errno.ECONNRESET: (Fault.DISCONNECTED, "the host reset the connection"),
    errno.EPIPE: (Fault.DISCONNECTED, "the host reset the connection"),
    errno.ETIMEDOUT: (Fault.CONNECT_TIMEOUT, "the host did not accept the connection in time"),
    errno.EHOSTUNREACH: (Fault.UNREACHABLE, "there is no route to the host"),
    errno.ENETUNREACH: (Fault.UNREACHABLE, "there is no route to the host's network"),
    errno.EADDRNOTAVAIL: (Fault.UNREACHABLE, "there is no route to the host from this machine"),
    errno.EACCES: (Fault.UNREACHABLE, "a filter on this machine forbids the connection"),
    errno.EPERM: (Fault.UNREACHABLE, "a filter on this machine forbids the connection"),
}
"""errno -> (fault, detail) of a connection that the kernel cannot make."""


def translate_os_error(error: OSError) -> NoAnswer:
    """Return the failure for an error of the kernel."""
    # asyncio raises a reset without errno if a host closes the connection during the TLS handshake.
    number = error.errno or (errno.ECONNRESET if isinstance(error, ConnectionResetError) else 0)
    fault, words = _OS_FAULTS.get(number, (Fault.UNREACHABLE, "the connection could not be made"))
    return NoAnswer(fault, words)
