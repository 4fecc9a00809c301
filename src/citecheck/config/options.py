"""The options of the configuration file: one row each, named as on the command line without the dashes.

A row defines the valid values of an option and describes it. `citecheck config show` and the configuration page are
generated from these tables, and a test compares them with the command line. `HOST_OPTIONS` are the options that only
`[[per-host]]` has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from citecheck.config.rule_selection import select_rules
from citecheck.errors import WrongUsage
from citecheck.model.draft import Format
from citecheck.model.finding import Level
from citecheck.model.settings import DeathPolicy, NetworkSettings
from citecheck.report import FORMATS

Value: TypeAlias = Any
"""A TOML value: a string, number, boolean, or a list or table of these."""

_Check: TypeAlias = Callable[[Value], Value]
"""A function that returns the value as the program uses it, or raises NotUnderstood with what is expected."""


class NotUnderstood(ValueError):
    """A value that an option does not accept; its text names what is expected."""


_NEVER = "never"
_LONGEST = 1_000_000
"""Seconds or days: eleven days exceed any sensible deadline of an answer, and system calls do not accept infinity."""
_MOST = 1_000_000_000
"""Bytes, tries or connections: more than any current machine would use, and still valid for C calls."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `default` is its value where it is not set; `check` validates a value that was written."""

    key: str
    check: _Check
    default: Value
    about: str


def _parse_text(value: Value) -> str:
    """Accept a string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise NotUnderstood("a string in quotes")
    return value


def parse_texts(value: Value) -> tuple[str, ...]:
    """Accept a list of strings, or one string for a list of one."""
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, (list, tuple)) or not all(isinstance(each, str) for each in written):
        raise NotUnderstood('a list of strings such as ["L1", "S"]')
    return tuple(written)


def _parse_expressions(value: Value) -> tuple[str, ...]:
    """Accept a list of regular expressions, or one for a list of one."""
    written = parse_texts(value)
    for each in written:
        try:
            re.compile(each)
        except (re.error, OverflowError, RecursionError) as error:
            raise NotUnderstood(f"a regular expression over addresses ({each!r}: {error})") from error
    return written


def _parse_header_text(value: Value) -> str:
    """Accept a text that a header field may hold (RFC 9110, 5.5, without its obsolete forms)."""
    if not _parse_text(value).isascii() or not _parse_text(value).isprintable():
        raise NotUnderstood("one line of ASCII in quotes")
    return _parse_text(value)


def _parse_switch(value: Value) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise NotUnderstood("true or false")
    return value


def _parse_seconds(value: Value) -> float:
    """Accept a positive number of seconds or days."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _LONGEST:
        raise NotUnderstood(f"a number greater than 0 and at most {_LONGEST}")
    return float(value)


def _parse_pause(value: Value) -> float:
    """Accept a number of seconds that may be zero."""
    return 0.0 if value == 0 and not isinstance(value, bool) else _parse_seconds(value)


_DURATION = re.compile(r"(\d{1,6}(?:\.\d+)?)\s*(s|min|h|d|w)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(written: str) -> timedelta:
    """Return the duration of a value that `_parse_age` accepts."""
    match = _DURATION.fullmatch(written)
    return timedelta(**{_UNITS[match[2]]: float(match[1])}) if match else timedelta()


def _parse_age(value: Value) -> str:
    """Accept a duration such as "7d", or 0."""
    written = str(value).strip()
    if isinstance(value, bool) or not (written == "0" or _DURATION.fullmatch(written)):
        raise NotUnderstood('a duration such as "7d", "12h", "30min" or 0')
    return written


_AGES = {"live": "7d", "moved": "7d", "walled": "1d", "gone": "6h"}


def _parse_ages(value: Value) -> dict[str, str]:
    """Accept a table from reach to duration."""
    if not isinstance(value, dict) or not set(value) <= set(_AGES):
        raise NotUnderstood(f'a table such as {{ live = "3d" }}, of {", ".join(_AGES)}')
    return {reach: _parse_age(age) for reach, age in value.items()}


def _parse_count(value: Value) -> int:
    """Accept a whole number from 1."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST:
        raise NotUnderstood(f"a whole number from 1 to {_MOST}")
    return value


def _parse_one_of(*names: str) -> _Check:
    """Return a check that accepts one of `names`."""

    def check(value: Value) -> str:
        if value not in names:
            raise NotUnderstood(f"one of {', '.join(names)}")
        return str(value)

    return check


def _parse_codes(value: Value) -> tuple[str, ...]:
    """Accept a list of rule codes or prefixes."""
    written = parse_texts(value)
    try:
        select_rules(written)
    except WrongUsage as error:
        raise NotUnderstood(f"rule codes or prefixes such as L1 or S102; {error}") from error
    return written


def _parse_levels(value: Value) -> dict[str, str]:
    """Accept a table from rule code or prefix to level."""
    if not isinstance(value, dict):
        raise NotUnderstood('a table such as { S103 = "info" }')
    _parse_codes(list(value))
    level = _parse_one_of(*(each.value for each in Level))
    return {prefix.upper(): level(each) for prefix, each in value.items()}


def _parse_reports(value: Value) -> tuple[tuple[str, str], ...]:
    """Accept rows of format and file."""
    rows = [tuple(part.strip() for part in each.partition("=")[::2]) for each in parse_texts(value)]
    if not all(fmt in FORMATS and file for fmt, file in rows):
        raise NotUnderstood(f"rows such as html=report.html; formats: {', '.join(FORMATS)}")
    return tuple((fmt, file) for fmt, file in rows)


def _parse_connections(value: Value) -> tuple[tuple[str, str, str, str], ...]:
    """Accept rows as in curl's --connect-to; a host may be an IPv6 address in brackets."""
    rows = [tuple(_split_at_colons(each)) for each in parse_texts(value)]
    if any(len(row) != 4 for row in rows):
        raise NotUnderstood("rows such as HOST1:PORT1:HOST2:PORT2; empty parts match anything")
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def _split_at_colons(row: str) -> list[str]:
    parts, depth = [""], 0
    for character in row:
        depth += (character == "[") - (character == "]")
        if character == ":" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


_NETWORK = NetworkSettings()
_DEATH = DeathPolicy()

OPTIONS: dict[str, Option] = {
    row.key: row
    for row in (
        Option("format", _parse_one_of(*FORMATS), "text", "format of the report"),
        Option("output", _parse_text, None, "file for the report; default: standard output"),
        Option("report", _parse_reports, (), "further reports of the same run, as `FORMAT=FILE`"),
        Option("store", _parse_text, None, "file of the store"),
        Option(
            "fail-on",
            _parse_one_of(*(each.value for each in Level), _NEVER),
            "error",
            "lowest level that gives exit code 1",
        ),
        Option("select", _parse_codes, (), "rules in force, by code or prefix; default: all"),
        Option("ignore", _parse_codes, (), "rules to ignore, by code or prefix"),
        Option("levels", _parse_levels, {}, "another level for a rule, by code or prefix"),
        Option("exclude-path", parse_texts, (), "patterns of drafts to skip in folders, as in .gitignore"),
        Option("gitignore", _parse_switch, True, "skip what .gitignore names, generated files and test data"),
        Option("baseline", _parse_text, None, "file of known findings"),
        Option(
            "as",
            _parse_one_of(*(each.value for each in Format)),
            None,
            "format of the drafts; default: recognised",
        ),
        Option("base", _parse_text, None, "base address of relative links in the drafts"),
        Option(
            "profile",
            _parse_one_of("draft", "docs"),
            None,
            "`draft` compares sentences with their links, `docs` asks links only; default: `docs` in folders",
        ),
        Option("only", _parse_one_of("notes", "links"), None, "check notes or links only; default: both"),
        Option("evidence", _parse_switch, True, "compare claims with their sources"),
        Option("no-archive", _parse_switch, False, "keep no copies of the pages; their texts stay in the store"),
        Option("published", _parse_text, None, "address of the published draft, to complete cut addresses"),
        Option("archives", _parse_switch, False, "search public archives for lost sources and cut addresses"),
        Option(
            "archive",
            parse_texts,
            ("web.archive.org",),
            'public archives to search, by name; another as "name=timegate address"',
        ),
        Option("save", _parse_switch, False, "have a public archive save sources of which it has no copy"),
        Option(
            "judge",
            _parse_text,
            None,
            "OpenAI-compatible endpoint to ask for verdicts; default: none",
        ),
        Option("judge-model", _parse_text, None, "model of the judge"),
        Option("probe", _parse_switch, False, "request a made-up path from sites whose page supports no claim"),
        Option("browser", _parse_switch, False, "show pages that show nothing without scripts in a browser"),
        Option("include", _parse_expressions, (), "request only addresses that match one of these regular expressions"),
        Option("exclude", _parse_expressions, (), "request no address that matches one of these regular expressions"),
        Option(
            "lookup",
            _parse_switch,
            None,
            "ask registries for works by their text as well, or for none (`false`); default: by identifiers",
        ),
        Option(
            "registry",
            parse_texts,
            (),
            'registries at other addresses, as "crossref=https://…"; default: the public ones',
        ),
        Option("offline", _parse_switch, False, "send no requests; check against the stored copies"),
        Option("replay", _parse_text, None, "archive that answers instead of the network"),
        Option("replay-at", _parse_text, None, "day or moment whose captures answer; default: the newest"),
        Option("now", _parse_text, None, "moment that counts as the present, to rehearse later visits"),
        Option(
            "max-age",
            _parse_age,
            None,
            'oldest verdict of an earlier run that counts, such as "2d", or 0; default: `ages`, in documentation only',
        ),
        Option("ages", _parse_ages, _AGES, "how long a verdict counts, by how far the source could be reached"),
        Option("wait", _parse_pause, 0.0, "seconds to wait for another run that holds the store; default: end at once"),
        Option("refresh", _parse_switch, False, "request every address anew, whatever earlier runs saw"),
        Option("user-agent", _parse_header_text, _NETWORK.user_agent, "user agent of the requests"),
        Option(
            "max-time", _parse_seconds, _NETWORK.max_time, "time limit of an address with its redirects, in seconds"
        ),
        Option("max-run-time", _parse_seconds, None, "seconds after which no more requests begin; default: none"),
        Option("connect-time", _parse_seconds, _NETWORK.connect_time, "time limit for one connection, in seconds"),
        Option("body-limit", _parse_count, _NETWORK.body_limit, "maximum number of bytes read of one answer"),
        Option("max-hops", _parse_count, _NETWORK.max_hops, "maximum number of redirects followed"),
        Option("tries", _parse_count, _NETWORK.tries, "maximum number of tries for a temporary failure"),
        Option("concurrency", _parse_count, _NETWORK.concurrency, "maximum number of addresses requested at once"),
        Option(
            "host-connections",
            _parse_count,
            _NETWORK.per_host,
            "maximum number of connections to one host; default: 4, with `polite` 2, fewer for known strict hosts",
        ),
        Option(
            "interval",
            _parse_pause,
            _NETWORK.interval,
            "shortest pause between two requests to one host, in seconds; default: 0.05, with `polite` 0.5, longer for"
            " known strict hosts",
        ),
        Option("polite", _parse_switch, _NETWORK.polite, "request slowly from the start; default in an audit: true"),
        Option("connect-to", _parse_connections, (), "other places to connect to, as in curl"),
        Option("cacert", _parse_text, None, "file of additional certificate authorities"),
        Option("proxy", _parse_text, None, "address of a proxy"),
        Option("allow-private", _parse_switch, False, "request addresses that are not public"),
        Option("robots", _parse_switch, _NETWORK.robots, "obey robots.txt"),
        Option(
            "death-visits",
            _parse_count,
            _DEATH.visits,
            "failed visits before an audit reports a source as gone",
        ),
        Option("death-days", _parse_seconds, _DEATH.days_apart, "days between those visits"),
        Option("second-look", _parse_switch, _DEATH.second_look, "request failed sources again at the end of a run"),
    )
}

PATHS = frozenset({"output", "store", "baseline", "replay", "cacert"})
"""Options that name a file; in a configuration they are relative to its folder."""

PATH_KEYS = frozenset({"select", "ignore", "levels", "as", "base", "published", "profile", "only"})
"""Keys that `[[per-path]]` may set for the drafts that its `paths` match."""

RULE_KEYS = frozenset({"select", "ignore", "levels"})
"""Keys that `[[per-host]]` may set for findings; its other keys are in `HOST_OPTIONS` and `NETWORK_KEYS`."""


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header field (RFC 9110, 5.6.2)."""
_OWN_HEADERS = frozenset({"host", "user-agent", "accept-encoding", "content-length", "transfer-encoding", "connection"})
"""Header fields that the crawler sets itself; `user-agent` has its own option."""


def _parse_headers(value: Value) -> dict[str, str]:
    """Accept a table from field name to value."""
    rows = value.items() if isinstance(value, dict) else [("", None)]
    if not all(_TOKEN.fullmatch(name) and isinstance(each, str) and each.isprintable() for name, each in rows):
        raise NotUnderstood('a table such as { Authorization = "Bearer ${TOKEN}" }')
    if reserved := [name for name in value if name.lower() in _OWN_HEADERS]:
        raise NotUnderstood(f"a table without {reserved[0]}, which citecheck sets itself")
    return dict(value)


def _parse_name_and_password(value: Value) -> str:
    """Accept `name:password`."""
    if not isinstance(value, str) or ":" not in value or not value.isprintable():
        raise NotUnderstood('"name:password", for example "desk:${DESK_PASSWORD}"')
    return value


HOST_OPTIONS: dict[str, Option] = {
    row.key: row
    for row in (
        Option("ask", _parse_switch, True, "request addresses of these hosts, or not (`false`)"),
        Option("headers", _parse_headers, {}, "additional header fields, sent only to these hosts and never archived"),
        Option("basic-auth", _parse_name_and_password, None, "name and password for these hosts, as `name:password`"),
    )
}

NETWORK_KEYS = frozenset({"user-agent", "max-time", "interval", "host-connections"})
"""Network options that `[[per-host]]` may also set."""
