"""Read the configuration file: `citecheck.toml`, or `[tool.citecheck]` in a pyproject.

    fail-on = "warning"
    ignore = ["T102"]

    [levels]
    S103 = "info"

    [[per-path]]
    paths = ["threats/**"]
    ignore = ["T110"]

    [[per-host]]
    hosts = ["*.gov.example"]
    ignore = ["L2"]
    interval = 5

Every mistake is one WrongUsage that names file, line and key, and what was expected.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citecheck.config.configuration import Configuration
from citecheck.config.host_option import HOST_OPTIONS, NETWORK_KEYS
from citecheck.config.locate import PYPROJECT, configuration_file
from citecheck.config.option import OPTIONS, PATH_KEYS, PATHS, RULE_KEYS, NotUnderstood, texts
from citecheck.config.setting import Origin, Override, Setting
from citecheck.config.toml_lines import KeyPath, key_lines
from citecheck.errors import WrongUsage

KNOWN = OPTIONS | HOST_OPTIONS
TOOL_TABLE: KeyPath = ("tool", "citecheck")
OVERRIDES = {"per-path": ("paths", PATH_KEYS), "per-host": ("hosts", RULE_KEYS | NETWORK_KEYS | HOST_OPTIONS.keys())}
"""Array of tables to the key that says what it is for and the options it may set."""


def load(start: Path) -> Configuration:
    """Return the configuration that holds at `start`; all defaults where no file is found upwards."""
    file = configuration_file(start)
    return load_file(file) if file else Configuration({}, start.resolve())


def load_file(file: Path) -> Configuration:
    """Read one configuration file. Raises WrongUsage for a file or value that is not understood."""
    try:
        toml = file.read_text(encoding="utf-8")
        table = tomllib.loads(toml)
    except UnicodeDecodeError as error:
        raise WrongUsage(f"{file}: byte {error.start} is not UTF-8; save the configuration as UTF-8") from error
    except OSError as error:
        raise WrongUsage(
            f"{file}: the configuration cannot be read ({error.strerror}); check the permissions"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(f"{file}: this is not TOML: {error}") from error
    under: KeyPath = TOOL_TABLE if file.name == PYPROJECT else ()
    for name in under:
        table = table[str(name)]
    if not isinstance(table, dict):
        raise WrongUsage(f"{file}: the options stand in a table, [{'.'.join(map(str, under))}]")
    return _Reader(file, key_lines(toml)).configuration(table, under)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the tables of one file into settings; `lines` tells where each key stands."""

    file: Path
    lines: Mapping[KeyPath, int]

    def configuration(self, table: Mapping[str, Any], under: KeyPath) -> Configuration:
        plain = {key: value for key, value in table.items() if key not in OVERRIDES}
        return Configuration(
            settings=self._settings(plain, under, frozenset(OPTIONS)),
            root=self.file.parent.resolve(),
            file=self.file,
            per_path=self._overrides(table, under, "per-path"),
            per_host=self._overrides(table, under, "per-host"),
        )

    def _settings(self, table: Mapping[str, Any], under: KeyPath, known: frozenset[str]) -> dict[str, Setting]:
        return {key: self._setting(key, value, (*under, key), known) for key, value in table.items()}

    def _setting(self, key: str, value: Any, path: KeyPath, known: frozenset[str]) -> Setting:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            remedy = f"did you mean {near[0]!r}?" if near else f"known here are {', '.join(sorted(known))}"
            raise self._mistake(path, f"there is no option {key!r}; {remedy}")
        try:
            checked = KNOWN[key].check(value)
        except NotUnderstood as error:
            raise self._mistake(path, f"{key} = {value!r} is not understood; expected is {error}") from error
        if key in PATHS:
            checked = str(self.file.parent / checked)
        if key == "report":
            checked = tuple((fmt, str(self.file.parent / file)) for fmt, file in checked)
        return Setting(checked, Origin.FILE, self.file, self._line(path))

    def _overrides(self, table: Mapping[str, Any], under: KeyPath, name: str) -> tuple[Override, ...]:
        patterns_key, known = OVERRIDES[name]
        rows = table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._mistake((*under, name), f"{name} is written as [[{name}]], once for each group")
        return tuple(
            self._override(row, (*under, name, number), patterns_key, known) for number, row in enumerate(rows)
        )

    def _override(self, row: Mapping[str, Any], path: KeyPath, patterns_key: str, known: frozenset[str]) -> Override:
        try:
            patterns = texts(row.get(patterns_key, ()))
        except NotUnderstood as error:
            raise self._mistake(
                (*path, patterns_key), f"{patterns_key} is not understood; expected is {error}"
            ) from error
        if not patterns:
            raise self._mistake(path, f"[[{path[-2]}]] needs {patterns_key} = [...]")
        rest = {key: value for key, value in row.items() if key != patterns_key}
        return Override(patterns, self._settings(rest, path, known))

    def _line(self, path: KeyPath) -> int | None:
        """Return the line of the key, or of the nearest table around it."""
        return next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), None)

    def _mistake(self, path: KeyPath, sentence: str) -> WrongUsage:
        line = self._line(path)
        return WrongUsage(f"{self.file}:{line}: {sentence}" if line else f"{self.file}: {sentence}")
