"""The configuration in force: the value and origin of each option, and the overrides by path and host.

An override for hosts may set header fields. A header may hold a password, so `${NAME}` in it is replaced from the
environment; the file itself can then be shared.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.config.options import OPTIONS, NotUnderstood, Value
from citecheck.config.rule_selection import find_level, select_rules
from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.model.settings import POLITE_INTERVAL, POLITE_WIDTH, DeathPolicy, HostSettings, NetworkSettings
from citecheck.url.hosts import matches_host


class ValueOrigin(StrEnum):
    """The kind of place that a value comes from."""

    DEFAULT = "default"
    FILE = "file"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class ConfiguredValue:
    """The value of one option and where it was set; `line` counts from 1 in `file`."""

    value: Value
    origin: ValueOrigin = ValueOrigin.DEFAULT
    file: Path | None = None
    line: int | None = None

    def place(self) -> str:
        """The origin of the value, such as `citecheck.toml:3`."""
        if self.file is None:
            return self.origin.value
        return f"{self.file}:{self.line}" if self.line else str(self.file)


@dataclass(frozen=True, slots=True)
class Override:
    """Settings for some drafts or hosts; patterns are as in `.gitignore` (paths) or `*.gov.example` (hosts)."""

    patterns: tuple[str, ...]
    settings: Mapping[str, ConfiguredValue]


if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Configuration:
    """Options by key, overrides in the order written (later ones win), and the folder that paths are relative to."""

    settings: Mapping[str, ConfiguredValue]
    root: Path
    file: Path | None = None
    per_path: tuple[Override, ...] = ()
    per_host: tuple[Override, ...] = ()

    def __getitem__(self, key: str) -> Any:
        """Return the value of the option `key`, or its default where it is not set."""
        return self.settings[key].value if key in self.settings else OPTIONS[key].default

    def merge(self, given: Mapping[str, object], origin: ValueOrigin = ValueOrigin.COMMAND_LINE) -> Configuration:
        """Return the configuration with options that a command line has, by key; None and () mean not given.

        Raises WrongUsage with the option's name for a value that is not valid.
        """
        chosen = {key: value for key, value in given.items() if value is not None and value != ()}
        settings = {key: ConfiguredValue(_check_value(key, value), origin) for key, value in chosen.items()}
        return replace(self, settings={**self.settings, **settings})

    def for_draft(self, path: str | Path) -> Configuration:
        """Return the configuration of one draft, with the overrides whose patterns match its path."""
        absolute = Path(path).resolve()
        below = absolute.relative_to(self.root).as_posix() if absolute.is_relative_to(self.root) else absolute.name
        return self._with(each for each in self.per_path if _compile_paths(each.patterns).match_file(below))

    def for_host(self, host: str) -> Configuration:
        """Return the configuration for findings about sources of `host`."""
        return self._with(each for each in self.per_host if matches_host(each.patterns, host))

    def find_level(self, rule: str, level: Level) -> Level | None:
        """Return the level of a finding of `rule` here, None if the rule is not in force."""
        if rule not in _select_rules(tuple(self["select"]), tuple(self["ignore"])):
            return None
        return find_level(rule, self["levels"]) or level

    def may_report(self, *families: str) -> bool:
        """Return whether a rule of one of `families`, beginnings of codes, is in force for some draft or host."""
        places = (self, *(self._with([each]) for each in (*self.per_path, *self.per_host)))
        chosen = (_select_rules(tuple(each["select"]), tuple(each["ignore"])) for each in places)
        return any(code.startswith(families) for codes in chosen for code in codes)

    def build_network_settings(self) -> NetworkSettings:
        """Return the network settings. Raises WrongUsage for a secret that the environment does not hold."""
        environment = None if self["offline"] or self["replay"] else os.environ
        return NetworkSettings(
            user_agent=self["user-agent"],
            max_time=self["max-time"],
            max_run_time=self["max-run-time"],
            connect_time=self["connect-time"],
            body_limit=self["body-limit"],
            max_hops=self["max-hops"],
            tries=self["tries"],
            concurrency=self["concurrency"],
            per_host=self._bound_pace("host-connections", min, POLITE_WIDTH),
            interval=self._bound_pace("interval", max, POLITE_INTERVAL),
            polite=self["polite"],
            connect_to=self["connect-to"],
            cacert=self["cacert"],
            proxy=self["proxy"],
            allow_private=self["allow-private"],
            robots=self["robots"],
            offline=self["offline"],
            include=self["include"],
            exclude=self["exclude"],
            hosts=tuple(_build_host_settings(each, environment) for each in self.per_host),
        )

    def _bound_pace(self, key: str, bound: Callable[[float, float], float], polite: float) -> Any:
        """Return an option of the pace; `--polite` on the command line bounds one that a file sets."""
        asked, chosen = self.settings.get("polite"), self.settings.get(key)
        is_asked = asked is not None and asked.value and asked.origin is ValueOrigin.COMMAND_LINE
        if not is_asked or chosen is None or chosen.value is None or chosen.origin is ValueOrigin.COMMAND_LINE:
            return self[key]
        return bound(chosen.value, polite)

    def build_death_policy(self) -> DeathPolicy:
        """Return the policy by which `suspect` becomes `gone`."""
        return DeathPolicy(self["death-visits"], self["death-days"], second_look=self["second-look"])

    def _with(self, overrides: Any) -> Configuration:
        settings = dict(self.settings)
        for override in overrides:
            for key, setting in override.settings.items():
                settings[key] = _override_value(key, settings.get(key), setting)
        return replace(self, settings=settings, per_path=(), per_host=self.per_host)


_ADDED_TO = frozenset({"ignore"})
"""Options whose lists an override extends; it replaces every other value."""


def _override_value(key: str, under: ConfiguredValue | None, over: ConfiguredValue) -> ConfiguredValue:
    if under is None:
        return over
    if key in _ADDED_TO:
        return replace(over, value=(*under.value, *over.value))
    if key == "levels":
        return replace(over, value={**under.value, **over.value})
    return over


def _check_value(key: str, value: object) -> Value:
    try:
        return OPTIONS[key].check(value)
    except NotUnderstood as error:
        written = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        raise WrongUsage(f"--{key}: {written!r} is not valid; expected {error}") from error


@cache
def _select_rules(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    return select_rules(select, ignore)


@cache
def _compile_paths(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (10 ms, needed only for overrides by path)

    return GitIgnoreSpec.from_lines(patterns)


_VARIABLE = re.compile(r"\$\{(\w+)\}")


def _build_host_settings(override: Override, environment: Mapping[str, str] | None) -> HostSettings:
    """Return the settings of an override for its hosts; without an `environment`, no request is sent or secret needed.

    Raises WrongUsage for a variable that the environment does not hold.
    """
    values = {key: setting.value for key, setting in override.settings.items()}
    return HostSettings(
        override.patterns,
        user_agent=values.get("user-agent"),
        max_time=values.get("max-time"),
        interval=values.get("interval"),
        connections=values.get("host-connections"),
        headers=() if environment is None else tuple(_list_headers(override.settings, environment)),
        ask=values.get("ask", True),
    )


def _list_headers(settings: Mapping[str, ConfiguredValue], environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if "basic-auth" in settings:
        pair = _fill_variables(settings["basic-auth"].value, settings["basic-auth"], environment)
        yield "Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"
    if "headers" in settings:
        for name, value in settings["headers"].value.items():
            yield name, _fill_variables(value, settings["headers"], environment)


def _fill_variables(value: str, setting: ConfiguredValue, environment: Mapping[str, str]) -> str:
    """Replace each `${NAME}` with its value in the environment."""

    def held(match: re.Match[str]) -> str:
        found = environment.get(match[1], "")
        if not found.isprintable() or not found:
            raise WrongUsage(f"{setting.place()}: set {match[1]} in the environment, on one line; a header needs it")
        return found

    return _VARIABLE.sub(held, value)
