"""Options that only `[[per-host]]` has, and what a host's row means to the crawler.

A header may hold a password, so `${NAME}` in it is the environment's: the file itself can then be shared.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping

from citecheck.config.option import NotUnderstood, Option, Value, switch
from citecheck.config.setting import Override, Setting
from citecheck.errors import WrongUsage
from citecheck.model.settings import HostSettings

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header field (RFC 9110, 5.6.2)."""
_VARIABLE = re.compile(r"\$\{(\w+)\}")
OURS = frozenset({"host", "user-agent", "accept-encoding", "content-length", "transfer-encoding", "connection"})
"""Fields that the crawler itself decides on; `user-agent` is an option of its own."""


def headers(value: Value) -> dict[str, str]:
    """Take a table from field name to value."""
    rows = value.items() if isinstance(value, dict) else [("", None)]
    if not all(_TOKEN.fullmatch(name) and isinstance(each, str) and each.isprintable() for name, each in rows):
        raise NotUnderstood('a table such as { Authorization = "Bearer ${TOKEN}" }')
    if taken := [name for name in value if name.lower() in OURS]:
        raise NotUnderstood(f"a table without {taken[0]}, which citecheck sets itself")
    return dict(value)


def name_and_password(value: Value) -> str:
    """Take `name:password`."""
    if not isinstance(value, str) or ":" not in value or not value.isprintable():
        raise NotUnderstood('"name:password", best as "desk:${DESK_PASSWORD}"')
    return value


HOST_OPTIONS: dict[str, Option] = {
    row.key: row
    for row in (
        Option("ask", switch, True, "ask these hosts; `false` leaves them alone"),
        Option("headers", headers, {}, "further header fields, sent to these hosts alone and never kept"),
        Option("basic-auth", name_and_password, None, "name and password for these hosts, as `name:password`"),
    )
}

NETWORK_KEYS = frozenset({"user-agent", "max-time", "interval", "host-connections"})
"""Options of the network that `[[per-host]]` may say too."""


def host_settings(override: Override, environment: Mapping[str, str] | None) -> HostSettings:
    """Return what a row says of its hosts; without an `environment` nothing is sent, and no secret is needed.

    Raises WrongUsage for a variable that the environment does not hold.
    """
    said = {key: setting.value for key, setting in override.settings.items()}
    return HostSettings(
        override.patterns,
        user_agent=said.get("user-agent"),
        max_time=said.get("max-time"),
        interval=said.get("interval"),
        connections=said.get("host-connections"),
        headers=() if environment is None else tuple(_sent(override.settings, environment)),
        ask=said.get("ask", True),
    )


def _sent(settings: Mapping[str, Setting], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if "basic-auth" in settings:
        pair = _filled(settings["basic-auth"].value, settings["basic-auth"], environment)
        yield "Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"
    if "headers" in settings:
        for name, value in settings["headers"].value.items():
            yield name, _filled(value, settings["headers"], environment)


def _filled(value: str, setting: Setting, environment: Mapping[str, str]) -> str:
    """Put the environment's values in the place of `${NAME}`."""

    def held(match: re.Match[str]) -> str:
        found = environment.get(match[1], "")
        if not found.isprintable() or not found:
            raise WrongUsage(f"{setting.place()}: set {match[1]} in the environment, to one line; a header needs it")
        return found

    return _VARIABLE.sub(held, value)
