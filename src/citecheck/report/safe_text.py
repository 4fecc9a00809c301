"""Text that is safe to show: no control characters reach a terminal, and addresses hold no secrets.

Titles, sentences and file names are untrusted. Control characters (C0, C1), bidirectional controls, zero-width and
tag characters are written as `<U+202E>`. White space collapses to one space, so that each text stays on one line.
The two joiners are kept between letters of scripts that need them (Persian, Hindi; RFC 5892 appendix A.1 and A.2).

A report is copied into tickets, mails and build logs, so its addresses must not give readers access they did not
have. Every string of the report is cleaned once, before any format receives it, so that no format can miss a field.
User information, the values of the parameters below, secrets of a known form, and random names after the folders below
are replaced in every text that contains an address. For names that also have harmless uses, the value is hidden only
if it looks machine-generated, so that the address of an article can still be used. Lone surrogates, which come from
undecodable file names, become U+FFFD, because no output encoding can represent them.
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
    r"[\w.$-]*?token": "bearer tokens: OAuth 2.0 (RFC 6750 2.3, RFC 6749 6), OpenID Connect, GitLab, Moodle",
    r"[\w.$-]*?(?:password|passwd|passphrase|secret)": "passwords; client_secret of OAuth 2.0, RFC 6749 2.3.1",
    r"pass|pwd|passcode|otp": "passwords and their single-use kind",
    r"[\w.$-]*?sess(?:ion)?[_-]?id": "sessions: JSESSIONID (after a semicolon), PHPSESSID, ASP.NET_SessionId",
    r"aspsessionid\w*": "sessions of classic ASP, whose names end in letters of the server",
    r"[\w.$-]*?api[_-]?key|hapikey|[\w-]*?subscription[_-]?key|auth[_-]?key": "keys of services",
    r"[\w.$-]*?(?:access[_-]?key(?:[_-]?id)?|(?:secret|private)[_-]?key)": "keys of storage: AWSAccessKeyId",
    r"x-(?:amz|goog|oss|cos|obs|tos)-[\w-]+": "presigned addresses of storage: signature, credential, token, date",
    r"[\w.$-]*?(?:authorization|credentials?|bearer|jwt)|auth|oauth_[\w]+": "headers and signed sessions",
    r"samlresponse|samlrequest|relaystate": "sign-on of SAML 2.0, bindings 3.4",
    r"hdnts|hdnea|hdntl|__gda__|__token__": "tokens of Akamai and other networks that deliver media",
}
"""Name of a parameter, as a pattern for the whole name, to the reason why its value is never shown."""

_SECRET_IF_RANDOM: dict[str, str] = {
    "code": "OAuth 2.0 authorisation code, but also postcodes and language codes",
    "key": "service key, but also sheet names",
    "sid|sess|session|s_id|zsession|cfid": "session, but also section numbers and sessions of parliaments",
    "sig|sign|signature|hmac|mac": "signature of a shared address, but also paper sizes and musical signatures",
    "state|nonce|ticket|assertion": "state of a sign-on, but also states of a country",
    "hash|h|md5|digest|checksum|st|policy|key-pair-id": "signature of a link that expires, but also names of versions",
    "share|invite|resourcekey|magic|confirm|confirmation|verify|verification|unsubscribe|reset": "keys of shared pages",
}
"""Names of parameters to what they may hold; hidden only if the value looks made by a machine (`_looks_random`)."""

_GUARDED_FOLDERS = (
    "token|access[_-]token|reset|reset[_-]password|password[_-]reset|magic|magic[_-]link|verify|verify[_-]email|activate|"
    "invite|invitation|unsubscribe|auth|oauth|session|sessions|secret|apikey|api[_-]key|signed|webhooks?|hooks"
)
"""Folders of a path that are followed by a secret if what follows looks made by a machine."""

_KNOWN_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"eyJ[\w-]{8,2000}\.eyJ[\w-]{4,8000}\.[\w-]{4,2000}"  # a JSON Web Token, RFC 7519
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}"  # Amazon
    r"|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}"  # GitHub, GitLab
    r"|xox[abeoprs]-[\w-]{10,255}|AIza[\w-]{35}|[sr]k_(?:live|test)_\w{10,255}"  # Slack, Google, Stripe
    r"|\d{8,10}:AA[\w-]{33}"  # Telegram
    r")(?![A-Za-z0-9])"
)
"""Secrets that their form alone gives away, wherever they are in an address."""
_SLACK_HOOK = re.compile(r"(?<=hooks\.slack\.com/services/)\w{1,32}/\w{1,32}/\w{1,64}")
_IN_PATH = re.compile(rf"(?i)(?<=/)((?:{_GUARDED_FOLDERS})/(?:\d{{5,20}}/)?)([\w.~%+=-]{{12,4096}})")

_USERINFO = re.compile(r"(?<=://)[^\s/?#@<>\"']{1,512}@")
_SEPARATOR = r"[?&#;!]|%(?:25)*(?:3f|26|23|3b)|(?<=#)/"
_PARAMETER = re.compile(
    rf"(?i)({_SEPARATOR})"
    r"((?:amp;)?(?:[\w.$-]{1,40}\[|%5b)?)"  # the outer name of `user[token]`
    r"(?:("
    + "|".join(_ALWAYS_SECRET)
    + r")|("
    + "|".join((*_SECRET_IF_RANDOM, r"[\w.$-]{0,40}[_.-](?:key|code|sig|signature|hash)"))
    + r"))(\]?=|%5d=|%(?:25)*3d)"
    r"((?:(?!%(?:25)*(?:26|23|3b))[^\s&#;\"'<>])+)"
)
"""A parameter of an address, or of an address nested in another one and encoded once or more."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_PIECES = re.compile(r"[-_.~+/:=,|%]+")
_RANDOM_LENGTH = 12
"""Characters without a divider; shorter pieces of values are words, years and numbers."""
_SURELY_RANDOM_LENGTH = 16
_YEAR_LENGTH = 4
_LONGEST_NUMBER = 24
_NUMBER = re.compile(r"[0-9]+")
_CASE_CHANGE = re.compile("[a-z][A-Z]")
_CASE_CHANGES = 3
"""Changes from small to capital letters above which letters are no words in CamelCase."""

Shown = TypeVar("Shown")


def hide_secrets(text: str) -> str:
    """Replace user information and secrets in the addresses of `text`; idempotent, linear time."""
    if "://" in text:
        text = _USERINFO.sub(f"{_MASK}@", text) if "@" in text else text
        text = _SLACK_HOOK.sub(_MASK, _KNOWN_SECRET.sub(_MASK, text))
        text = _IN_PATH.sub(_mask_in_path, text)
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


def _mask_in_path(match: re.Match[str]) -> str:
    folder, value = match.groups()
    return f"{folder}{_MASK}" if _looks_random(value) else match[0]


def _mask_parameter(match: re.Match[str]) -> str:
    separator, outer, always, at_times, equals, value = match.groups()
    # After a semicolon it may be a parameter of the path: `/list;jsessionid=1?page=2` (RFC 3986, 3.3).
    secret, mark, rest = value.partition("?") if separator == ";" else (value, "", "")
    if at_times is not None and not _looks_random(secret):
        return match[0]
    return f"{separator}{outer}{always or at_times}{equals}{_MASK}{mark}{hide_secrets(mark + rest)[1:] if rest else ''}"


def _looks_random(value: str) -> bool:
    """Return whether a value looks made by a machine: words, years, numbers and their lists do not."""
    pieces = _PIECES.split(_ENCODED.sub("-", value))
    return sum(map(len, filter(_is_mixed, pieces))) >= _RANDOM_LENGTH or any(map(_is_long_and_mixed, pieces))


def _is_mixed(piece: str) -> bool:
    """Return whether letters and digits alternate in a piece as in no word with a number: `a1b2`, not `covid19`."""
    kinds = "".join("9" if each.isdigit() else "a" for each in piece)
    return len(piece) >= 4 and (kinds.count("a9") + kinds.count("9a")) >= 2


def _is_long_and_mixed(piece: str) -> bool:
    numbers = _NUMBER.findall(piece)
    if len(piece) >= _RANDOM_LENGTH and numbers and not piece.isdigit():
        return len(piece) >= _SURELY_RANDOM_LENGTH or len(numbers) > 1 or len(numbers[0]) > _YEAR_LENGTH
    return len(_CASE_CHANGE.findall(piece)) > _CASE_CHANGES or (len(piece) > _LONGEST_NUMBER and piece.isdigit())
