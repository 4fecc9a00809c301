"""The configuration in force: every option's value with where it comes from, and the overrides by path and host."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citecheck.config.host_option import host_settings
from citecheck.config.option import OPTIONS, NotUnderstood, Value
from citecheck.config.selection import level_of, rules_filter
from citecheck.config.setting import Origin, Override, Setting
from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.model.settings import DeathPolicy, NetworkSettings
from citecheck.target.host_pattern import names_host

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Configuration:
    """Options by key, overrides in the order written (later ones win), and the folder that paths start from."""

    settings: Mapping[str, Setting]
    root: Path
    file: Path | None = None
    per_path: tuple[Override, ...] = ()
    per_host: tuple[Override, ...] = ()

    def __getitem__(self, key: str) -> Any:
        """Return the value of the option `key`, its default where nobody set it."""
        return self.settings[key].value if key in self.settings else OPTIONS[key].default

    def merged(self, said: Mapping[str, object]) -> Configuration:
        """Return the configuration with what the command line said, by key; None and () mean nothing was said.

        Raises WrongUsage with the option's name for a value that is not understood.
        """
        spoken = {key: value for key, value in said.items() if value is not None and value != ()}
        settings = {key: Setting(_checked(key, value), Origin.COMMAND_LINE) for key, value in spoken.items()}
        return replace(self, settings={**self.settings, **settings})

    def for_draft(self, path: str | Path) -> Configuration:
        """Return what holds for one draft: the overrides whose patterns match its path are laid over."""
        absolute = Path(path).resolve()
        below = absolute.relative_to(self.root).as_posix() if absolute.is_relative_to(self.root) else absolute.name
        return self._with(each for each in self.per_path if _paths(each.patterns).match_file(below))

    def for_host(self, host: str) -> Configuration:
        """Return what holds for findings on sources of `host`."""
        return self._with(each for each in self.per_host if names_host(each.patterns, host))

    def level(self, rule: str, level: Level) -> Level | None:
        """Return the level at which a finding of `rule` counts here, None if the rule is not in force."""
        if rule not in _in_force(tuple(self["select"]), tuple(self["ignore"])):
            return None
        return level_of(rule, self["levels"]) or level

    def network(self) -> NetworkSettings:
        """Return how addresses are asked. Raises WrongUsage for a secret that the environment does not hold."""
        environment = None if self["offline"] or self["replay"] else os.environ
        return NetworkSettings(
            user_agent=self["user-agent"],
            max_time=self["max-time"],
            connect_time=self["connect-time"],
            body_limit=self["body-limit"],
            max_hops=self["max-hops"],
            tries=self["tries"],
            concurrency=self["concurrency"],
            per_host=self["host-connections"],
            interval=self["interval"],
            connect_to=self["connect-to"],
            cacert=self["cacert"],
            proxy=self["proxy"],
            allow_private=self["allow-private"],
            robots=self["robots"],
            offline=self["offline"],
            include=self["include"],
            exclude=self["exclude"],
            hosts=tuple(host_settings(each, environment) for each in self.per_host),
        )

    def death(self) -> DeathPolicy:
        """Return when `suspect` becomes `gone`."""
        return DeathPolicy(self["death-visits"], self["death-days"], second_look=self["second-look"])

    def _with(self, overrides: Any) -> Configuration:
        settings = dict(self.settings)
        for override in overrides:
            for key, setting in override.settings.items():
                settings[key] = _laid_over(key, settings.get(key), setting)
        return replace(self, settings=settings, per_path=(), per_host=self.per_host)


ADDED_TO = frozenset({"ignore"})
"""Lists that an override adds to; it replaces every other value."""


def _laid_over(key: str, under: Setting | None, over: Setting) -> Setting:
    if under is None:
        return over
    if key in ADDED_TO:
        return replace(over, value=(*under.value, *over.value))
    if key == "levels":
        return replace(over, value={**under.value, **over.value})
    return over


def _checked(key: str, value: object) -> Value:
    try:
        return OPTIONS[key].check(value)
    except NotUnderstood as error:
        written = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        raise WrongUsage(f"--{key}: {written!r} is not understood; expected is {error}") from error


@cache
def _in_force(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    return rules_filter(select, ignore)


@cache
def _paths(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (10 ms, paid where drafts are told apart by path)

    return GitIgnoreSpec.from_lines(patterns)
