"""Time stamps for a case, from a configured authority (RFC 3161).

The time stamp is for the data package of a WACZ, which lists every file with its SHA-256, so it covers them all. The
answer is stored next to the WACZ as received (`case.wacz.tsr`), so that anyone can verify it with OpenSSL:

    unzip -p case.wacz datapackage.json > package.json
    openssl ts -verify -data package.json -in case.wacz.tsr -CAfile authority.pem

It is not inside the WACZ: the package cannot list a file that depends on the package. Only this module imports
rfc3161_client.
"""

from __future__ import annotations

import hashlib
from typing import Any

import httpx

from citecheck.errors import RunIncomplete, UnreadableInput, WrongUsage

_ANSWER_SECONDS = 30.0
"""Timeout of the authority's answer."""


def request_time_stamp(message: bytes, authority: str, *, roots: bytes | None, client: httpx.Client) -> bytes:
    """Request a time stamp for `message` and return the answer (DER), after checking that it is for this message.

    With `roots`, certificates in PEM, the signature is verified as well.

    Raises:
        WrongUsage: the extra `timestamp` is not installed, or the authority is no valid address.
        RunIncomplete: the authority does not answer, refuses, or its stamp does not verify.
        UnreadableInput: `roots` holds no certificate.
    """
    library = _import_library()
    builder = library.TimestampRequestBuilder().data(message).hash_algorithm(library.HashAlgorithm.SHA256)
    request = builder.cert_request(cert_request=True).nonce(nonce=True).build()
    raw = _ask_authority(authority, request.as_bytes(), client)
    try:
        answer = library.decode_timestamp_response(raw)
        info = answer.tst_info
        is_same = info.message_imprint.message == hashlib.sha256(message).digest() and info.nonce == request.nonce
    except ValueError as error:
        raise RunIncomplete(f"{authority}: the answer is no time stamp ({error})") from error
    if not is_same:
        raise RunIncomplete(f"{authority}: the time stamp is not about this case")
    if roots is not None:
        try:
            _build_verifier(library, request, roots).verify_message(answer, message)
        except library.VerificationError as error:
            raise RunIncomplete(f"{authority}: the time stamp does not verify ({error})") from error
    return raw


def _ask_authority(authority: str, query: bytes, client: httpx.Client) -> bytes:
    try:
        answer = client.post(
            authority, content=query, headers={"Content-Type": "application/timestamp-query"}, timeout=_ANSWER_SECONDS
        )
    except httpx.InvalidURL as error:
        raise WrongUsage(f"{authority}: this is no address of a time stamp authority ({error})") from error
    except httpx.HTTPError as error:
        raise RunIncomplete(f"{authority}: the time stamp authority does not answer ({error})") from error
    if answer.status_code != httpx.codes.OK:
        raise RunIncomplete(f"{authority}: the time stamp authority answers {answer.status_code}")
    return answer.content


def _build_verifier(library: Any, request: Any, roots: bytes) -> Any:
    from cryptography import x509  # noqa: PLC0415 (comes with the extra)

    builder = library.VerifierBuilder.from_request(request)
    try:
        for certificate in x509.load_pem_x509_certificates(roots):
            builder = builder.add_root_certificate(certificate)
    except ValueError as error:
        raise UnreadableInput(f"the file of root certificates holds none in PEM form ({error})") from error
    return builder.build()


def _import_library() -> Any:
    try:
        import rfc3161_client  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise WrongUsage("time stamps need the extra `timestamp`: pip install 'citecheck[timestamp]'") from error
    return rfc3161_client
