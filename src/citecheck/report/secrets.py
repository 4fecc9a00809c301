"""Hide the secrets that addresses carry, before any format sees a report.

A report is copied into tickets, mails and build logs, so an address there must not open anything its reader could not
open before. The whole report is walked once and every string cleaned, so that no format can forget a field. User
information and the values of the parameters below are replaced, whatever text the address stands in. Names that also
have harmless uses are hidden only where the value looks drawn by a machine.

Lone surrogates, which undecodable file names bring, become U+FFFD: no output encoding can carry them.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from operator import is_
from typing import Any, TypeVar

MASK = "***"

ALWAYS_SECRET: dict[str, str] = {
    "access_token": "OAuth 2.0 bearer token, RFC 6750 2.3",
    "api_key": "service key",
    "apikey": "service key",
    "auth": "credentials of many services",
    "auth_token": "session of many services",
    "authorization": "a header put into the address",
    "client_secret": "OAuth 2.0 client, RFC 6749 2.3.1",
    "id_token": "OpenID Connect",
    "jwt": "signed session",
    "passwd": "password",
    "password": "password",
    "private_token": "GitLab",
    "pwd": "password",
    "refresh_token": "OAuth 2.0, RFC 6749 6",
    "secret": "service secret",
    "session_id": "session",
    "sessionid": "session",
    "token": "the usual name of a bearer token",
    "x-amz-credential": "presigned S3 address",
    "x-amz-security-token": "presigned S3 address",
    "x-amz-signature": "presigned S3 address",
    "x-goog-credential": "presigned Google storage address",
    "x-goog-signature": "presigned Google storage address",
}
"""Parameter name to the reason why its value is never shown."""

SECRET_IF_RANDOM: dict[str, str] = {
    "code": "OAuth 2.0 authorisation code, but also postcodes and language codes",
    "key": "service key, but also sheet names",
    "sid": "session, but also section numbers",
    "sig": "signature of a shared address, but also paper sizes",
    "signature": "signature of a shared address, but also musical ones",
}
"""Parameter name to what it may hold; hidden only where the value is long and mixes letters and digits."""

_USERINFO = re.compile(r"(?<=://)[^\s/?#@<>\"']{1,512}@")
_PARAMETER = re.compile(
    r"(?i)([?&#;]|%(?:25)*(?:3f|26|23|3b))"
    r"(" + "|".join(map(re.escape, (*ALWAYS_SECRET, *SECRET_IF_RANDOM))) + r")(=|%(?:25)*3d)"
    r"((?:(?!%(?:25)*(?:26|23|3b))[^\s&#;\"'<>])+)"
)
"""A parameter of an address, or of one that stands inside another address, encoded once or more."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_RANDOM_LENGTH = 16
"""Characters; shorter values are words, years and numbers."""

T = TypeVar("T")


def hide_secrets(text: str) -> str:
    """Replace user information and secret parameters of the addresses in `text`; idempotent, linear time."""
    if "://" in text and "@" in text:
        text = _USERINFO.sub(f"{MASK}@", text)
    if "=" in text or "%" in text:
        text = _PARAMETER.sub(_masked, text)
    return text


def presentable(value: T) -> T:
    """Return `value`, any tree of the model, with every string cleaned; offsets into texts may no longer cut them."""
    return _cleaned(value)  # type: ignore[no-any-return]


def _cleaned(value: Any) -> Any:
    """Clean a value; one in which nothing is to be hidden, as nearly all, comes back itself."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", hide_secrets(value))
    if isinstance(value, tuple):
        made = tuple([_cleaned(each) for each in value])
        return value if all(map(is_, made, value)) else made
    if names := _field_names(value.__class__):
        new = {name: made for name in names if (made := _cleaned(old := getattr(value, name))) is not old}
        return replace(value, **new) if new else value
    return value


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _masked(match: re.Match[str]) -> str:
    before, name, equals, value = match.groups()
    if name.lower() in SECRET_IF_RANDOM and not _looks_random(value):
        return match[0]
    return f"{before}{name}{equals}{MASK}"


def _looks_random(value: str) -> bool:
    return (
        len(value) >= _RANDOM_LENGTH
        and any(character.isdigit() for character in value)
        and any(character.isalpha() for character in value)
    )
