"""Text that is safe to show: no control characters reach a terminal, and addresses hold no secrets.

Titles, sentences and file names are untrusted. Control characters (C0, C1), bidirectional controls, zero-width and
tag characters are written as `<U+202E>`. White space collapses to one space, so that each text stays on one line.
The two joiners are kept between letters of scripts that need them (Persian, Hindi; RFC 5892 appendix A.1 and A.2).

A report is copied into tickets, mails and build logs, so its addresses must not give readers access they did not
have. Every string of the report is cleaned once, before any format receives it, so that no format can miss a field.
User information and the values of the parameters below are replaced in every text that contains an address. For
names that also have harmless uses, the value is hidden only if it looks machine-generated. Lone surrogates, which
come from undecodable file names, become U+FFFD, because no output encoding can represent them.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from operator import is_
from typing import Any, TypeVar

_ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 but tab and line ends, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks, embeddings, overrides, isolates
    "\u180e\u200b-\u200d\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff"  # zero width, separators, deprecated formats
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # annotations, non-characters, surrogates, tags
)
_ACTING_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""Characters that JSON leaves unescaped but that a terminal, a viewer or a line reader interprets."""
_JOINERS = "\u200c\u200d"
_FIRST_JOINING_LETTER = "\u0600"
"""First letter of the scripts that need joiners (Arabic); below it a joiner can only hide something."""


def make_visible(text: str) -> str:
    """Return `text` on one line, with control characters made visible; idempotent."""
    return disarm(" ".join(text.split()))


def disarm(text: str) -> str:
    """Return `text` with control characters made visible and white space unchanged."""
    return _ACTING.sub(_name_character, text)


def escape_json(json_text: str) -> str:
    """Return equivalent JSON in which characters that a terminal or viewer interprets are escaped."""
    return _ACTING_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)


def _name_character(match: re.Match[str]) -> str:
    character = match[0]
    if character in _JOINERS and match.start() and match.string[match.start() - 1] >= _FIRST_JOINING_LETTER:
        return character
    return f"<U+{ord(character):04X}>"


_MASK = "***"

_ALWAYS_SECRET: dict[str, str] = {
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

_SECRET_IF_RANDOM: dict[str, str] = {
    "code": "OAuth 2.0 authorisation code, but also postcodes and language codes",
    "key": "service key, but also sheet names",
    "sid": "session, but also section numbers",
    "sig": "signature of a shared address, but also paper sizes",
    "signature": "signature of a shared address, but also musical ones",
}
"""Parameter name to what it may hold; hidden only if the value is long and mixes letters and digits."""

_USERINFO = re.compile(r"(?<=://)[^\s/?#@<>\"']{1,512}@")
_PARAMETER = re.compile(
    r"(?i)([?&#;]|%(?:25)*(?:3f|26|23|3b))"
    r"(" + "|".join(map(re.escape, (*_ALWAYS_SECRET, *_SECRET_IF_RANDOM))) + r")(=|%(?:25)*3d)"
    r"((?:(?!%(?:25)*(?:26|23|3b))[^\s&#;\"'<>])+)"
)
"""A parameter of an address, or of an address nested in another one and encoded once or more."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_RANDOM_LENGTH = 16
"""Characters; shorter values are words, years and numbers."""

Shown = TypeVar("Shown")


def hide_secrets(text: str) -> str:
    """Replace user information and secret parameters of the addresses in `text`; idempotent, linear time."""
    if "://" in text and "@" in text:
        text = _USERINFO.sub(f"{_MASK}@", text)
    if "=" in text or "%" in text:
        text = _PARAMETER.sub(_mask_parameter, text)
    return text


def hide_secrets_in(value: Shown) -> Shown:
    """Return `value`, any tree of the model, with every string cleaned; offsets into texts may no longer match."""
    return _clean(value)  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    """Return a cleaned value; a value without secrets, as nearly all are, is returned unchanged."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", hide_secrets(value))
    if isinstance(value, tuple):
        made = tuple([_clean(each) for each in value])
        return value if all(map(is_, made, value)) else made
    if names := _field_names(value.__class__):
        new = {name: made for name in names if (made := _clean(old := getattr(value, name))) is not old}
        return replace(value, **new) if new else value
    return value


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _mask_parameter(match: re.Match[str]) -> str:
    before, name, equals, value = match.groups()
    if name.lower() in _SECRET_IF_RANDOM and not _looks_random(value):
        return match[0]
    return f"{before}{name}{equals}{_MASK}"


def _looks_random(value: str) -> bool:
    return (
        len(value) >= _RANDOM_LENGTH
        and any(character.isdigit() for character in value)
        and any(character.isalpha() for character in value)
    )
