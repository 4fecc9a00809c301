"""TLS: the context that vouches for servers, and what its refusals mean, by OpenSSL's codes and not its texts."""

from __future__ import annotations

import ssl

from citecheck.errors import WrongUsage
from citecheck.fetch.failure import NoAnswer
from citecheck.model.exchange import Fault

VERIFY_FAULTS: dict[int, tuple[Fault, str]] = {
    10: (Fault.TLS_EXPIRED, "the certificate has expired"),
    18: (Fault.TLS_SELF_SIGNED, "the certificate is signed by itself"),
    # A chain that ends in a root nobody ships is an unknown issuer to a reader, self-signed as that root may be.
    19: (Fault.TLS_UNKNOWN_ISSUER, "the certificate's root is not one that programs trust"),
    20: (Fault.TLS_UNKNOWN_ISSUER, "the certificate's issuer is unknown, or the server leaves out the chain to it"),
    21: (Fault.TLS_UNKNOWN_ISSUER, "the certificate's issuer is unknown, or the server leaves out the chain to it"),
    62: (Fault.TLS_WRONG_HOST, "the certificate is for another host name"),
    64: (Fault.TLS_WRONG_HOST, "the certificate is for another address"),
    9: (Fault.TLS_OTHER, "the certificate is not valid yet"),
    23: (Fault.TLS_OTHER, "the certificate has been revoked"),
}
"""X509_V_ERR_* of openssl/x509_vfy.h, to the fault and its words."""

OP_LEGACY_SERVER_CONNECT = 0x4
"""Servers without secure renegotiation (RFC 5746): browsers still open them, OpenSSL 3 alone refuses."""


def trusting_context(cacert: str | None) -> ssl.SSLContext:
    """Build the context; `cacert` replaces the system's roots as curl's option does.

    Without it the system's and certifi's roots both count: bare machines ship none. Raises WrongUsage for a file that
    holds no certificate.
    """
    context = ssl.create_default_context(cafile=None) if cacert is None else _only(cacert)
    if cacert is None:
        _add_certifi(context)
    context.options |= OP_LEGACY_SERVER_CONNECT
    context.set_alpn_protocols(["http/1.1"])
    return context


def tls_failure(error: ssl.SSLError) -> NoAnswer:
    """Say what OpenSSL refused."""
    if isinstance(error, ssl.SSLCertVerificationError):
        fault, words = VERIFY_FAULTS.get(
            error.verify_code,
            (Fault.TLS_OTHER, f"the certificate was refused ({error.verify_message})"),
        )
        return NoAnswer(fault, words)
    reason = (error.reason or "handshake failed").replace("_", " ").lower()
    return NoAnswer(Fault.TLS_OTHER, f"no secure connection came about ({reason})")


def _only(cacert: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=cacert)
    except (OSError, ssl.SSLError) as error:
        raise WrongUsage(f"--cacert {cacert}: no certificates can be read from it ({error})") from error


def _add_certifi(context: ssl.SSLContext) -> None:
    try:
        import certifi  # noqa: PLC0415 (a bundle of 300 kB, read only where TLS is spoken)
    except ImportError:
        return
    context.load_verify_locations(certifi.where())
