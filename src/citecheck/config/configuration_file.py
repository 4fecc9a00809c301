"""The configuration file, `citecheck.toml` or `[tool.citecheck]` in a pyproject, and the location of the store.

    fail-on = "warning" ignore = ["T102"]

    [levels] S103 = "info"

    [[per-path]] paths = ["threats/**"] ignore = ["T110"]

    [[per-host]] hosts = ["*.gov.example"] ignore = ["L2"] interval = 5

Every mistake raises WrongUsage with file, line, key and the expected value. The values come from `tomllib`, which does
not report the line of a key. `find_key_lines` finds it, for messages and `config show` only; a key that it does not
find has no line. The path of a key is a tuple of names, with an index for a table of an array: `("per-path", 0,
"ignore")`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from citecheck.config.configuration import Configuration, ConfiguredValue, Override, ValueOrigin
from citecheck.config.options import (
    HOST_OPTIONS,
    NETWORK_KEYS,
    OPTIONS,
    PATH_KEYS,
    PATHS,
    RULE_KEYS,
    NotUnderstood,
    parse_texts,
)
from citecheck.config.trust import CONFIGURATION_FILE, explain_distrust, find_user_configuration, require_inside
from citecheck.errors import WrongUsage

_PYPROJECT = "pyproject.toml"
_CACHE = "cache"
_STORE = "citecheck.db"


def _find_configuration_file(start: Path) -> Path | None:
    """Return the nearest configuration at `start` or above: `citecheck.toml`, or a pyproject with `[tool.citecheck]`.

    In one folder, `citecheck.toml` takes precedence. `start` may be a file, or a folder that does not exist yet.
    """
    return next((file for folder in _walk_up(start) if (file := _find_file_in(folder)) is not None), None)


def find_store_path(start: Path, override: str | None = None) -> Path:
    """Return the path of the store for work at `start`; neither the file nor its folder need exist.

    It is `override` if given. Otherwise it is `cache/citecheck.db` in the nearest folder at or above `start` that has a
    `cache/` folder or a citecheck configuration, or else a file in the user's data folder of the platform.

    Raises WrongUsage if a symbolic link leads `cache/` or what is in it outside that folder: it may be that of others.
    """
    if override:
        return Path(override)
    for folder in _walk_up(start):
        if (folder / _CACHE).is_dir() or _find_file_in(folder) is not None:
            require_inside(folder / _CACHE / _STORE, folder)
            return folder / _CACHE / _STORE
    from platformdirs import user_data_path  # noqa: PLC0415 (a folder with a cache needs no platform)

    return user_data_path("citecheck", appauthor=False) / _STORE


def _walk_up(start: Path) -> Iterator[Path]:
    first = start.resolve()
    if not first.is_file():
        yield first
    yield from first.parents


def _find_file_in(folder: Path) -> Path | None:
    own, shared = folder / CONFIGURATION_FILE, folder / _PYPROJECT
    if own.is_file():
        return own
    return shared if shared.is_file() and _has_our_table(shared) else None


def _has_our_table(pyproject: Path) -> bool:
    """Return whether a pyproject has our table; a broken file is left for its own tools to report."""
    try:
        tools = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool")
    except (OSError, ValueError):
        return False
    return isinstance(tools, dict) and "citecheck" in tools


_KeyPath: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=\s*(.*)$""")
_NAME = re.compile(r"""[\w-]+|"([^"\n]*)"|'([^'\n]*)'""")
_STRING = re.compile(r'''"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#.*$''')


def find_key_lines(toml: str) -> Mapping[_KeyPath, int]:
    """Return the line of each key and table of a valid TOML document, counted from 1."""
    lines: dict[_KeyPath, int] = {}
    tables: Counter[_KeyPath] = Counter()
    here: _KeyPath = ()
    open_brackets, open_string = 0, ""
    for number, line in enumerate(toml.splitlines(), start=1):
        if open_string:
            open_string = "" if open_string in line else open_string
            continue
        if open_brackets == 0 and (header := _HEADER.match(line)):
            here = _split_key(header[2])
            if header[1] == "[[":
                here, index = (*here, tables[here]), here
                tables[index] += 1
            lines.setdefault(here, number)
            continue
        if open_brackets == 0 and (key := _KEY.match(line)):
            lines.setdefault((*here, *_split_key(key[1])), number)
            line = key[2]  # noqa: PLW2901 (only the value can stay open)
        open_string, change = _find_open_end(line)
        open_brackets = max(0, open_brackets + change)
    return lines


def _split_key(dotted: str) -> _KeyPath:
    return tuple(match[1] or match[2] or match[0] for match in _NAME.finditer(dotted))


def _find_open_end(value: str) -> tuple[str, int]:
    """Return the quotes of a multi-line string that `value` leaves open, and the number of brackets it opens."""
    for match in _STRING.finditer(value):
        if match[0] in {'"""', "'''"} and match[0] not in value[match.end() :]:
            return match[0], 0
    bare = _STRING.sub("", value)
    return "", sum(bare.count(each) for each in "[{") - sum(bare.count(each) for each in "]}")


KNOWN_OPTIONS = OPTIONS | HOST_OPTIONS
_TOOL_TABLE: _KeyPath = ("tool", "citecheck")
OVERRIDES = {"per-path": ("paths", PATH_KEYS), "per-host": ("hosts", RULE_KEYS | NETWORK_KEYS | HOST_OPTIONS.keys())}
"""For each array of tables, the key of its patterns and the options that it may set."""


def load_configuration(start: Path, named: str | None = None) -> Configuration:
    """Return the configuration in force at `start`: the file `named`, or else the nearest one there or above.

    The user's own configuration is under it, and everything else is a default. A file that was not named is not
    trusted with everything (`config.trust`). Raises WrongUsage for a file or value that is not valid.
    """
    own, file = find_user_configuration(), Path(named) if named else _find_configuration_file(start)
    is_own = file is not None and own is not None and file.resolve() == own.resolve()
    under = _load_configuration_file(own, is_trusted=True) if own and not is_own else None
    if file is None:
        return replace(under, root=start.resolve()) if under else Configuration({}, start.resolve())
    found = _load_configuration_file(file, is_trusted=bool(named) or is_own)
    return _put_over(under, found) if under else found


def _put_over(under: Configuration, over: Configuration) -> Configuration:
    """Return two configurations as one; where both set something, that of `over` counts."""
    return replace(
        over,
        settings={**under.settings, **over.settings},
        per_path=(*under.per_path, *over.per_path),
        per_host=(*under.per_host, *over.per_host),
    )


def _load_configuration_file(file: Path, *, is_trusted: bool) -> Configuration:
    """Read one configuration file. Raises WrongUsage for a file or value that is not valid, or not trusted."""
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
        raise WrongUsage(f"{file}: not valid TOML: {error}") from error
    under: _KeyPath = _TOOL_TABLE if file.name == _PYPROJECT else ()
    for name in under:
        table = table[str(name)]
    if not isinstance(table, dict):
        raise WrongUsage(f"{file}: the options must be in a table, [{'.'.join(map(str, under))}]")
    return _ConfigurationReader(file, find_key_lines(toml), is_trusted=is_trusted).configuration(table, under)


@dataclass(frozen=True, slots=True)
class _ConfigurationReader:
    """Turns the tables of one file into settings; `lines` holds the line of each key."""

    file: Path
    lines: Mapping[_KeyPath, int]
    is_trusted: bool

    def configuration(self, table: Mapping[str, Any], under: _KeyPath) -> Configuration:
        plain = {key: value for key, value in table.items() if key not in OVERRIDES}
        return Configuration(
            settings=self._settings(plain, under, frozenset(OPTIONS)),
            root=self.file.parent.resolve(),
            file=self.file,
            per_path=self._overrides(table, under, "per-path"),
            per_host=self._overrides(table, under, "per-host"),
        )

    def _settings(self, table: Mapping[str, Any], under: _KeyPath, known: frozenset[str]) -> dict[str, ConfiguredValue]:
        return {key: self._setting(key, value, (*under, key), known) for key, value in table.items()}

    def _setting(self, key: str, value: Any, path: _KeyPath, known: frozenset[str]) -> ConfiguredValue:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            remedy = f"did you mean {near[0]!r}?" if near else f"options here: {', '.join(sorted(known))}"
            raise self._mistake(path, f"there is no option {key!r}; {remedy}")
        try:
            checked = KNOWN_OPTIONS[key].check(value)
        except NotUnderstood as error:
            raise self._mistake(path, f"{key} = {value!r} is not valid; expected {error}") from error
        if key in PATHS:
            checked = str(self.file.parent / checked)
        if key == "report":
            checked = tuple((fmt, str(self.file.parent / file)) for fmt, file in checked)
        if not self.is_trusted and (cause := explain_distrust(key, checked, self.file.parent)):
            raise self._mistake(path, f"{cause}; if you trust this file, name it with --config")
        return ConfiguredValue(checked, ValueOrigin.FILE, self.file, self._line(path))

    def _overrides(self, table: Mapping[str, Any], under: _KeyPath, name: str) -> tuple[Override, ...]:
        patterns_key, known = OVERRIDES[name]
        rows = table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._mistake((*under, name), f"write each group of {name} as a table [[{name}]]")
        return tuple(
            self._override(row, (*under, name, number), patterns_key, known) for number, row in enumerate(rows)
        )

    def _override(self, row: Mapping[str, Any], path: _KeyPath, patterns_key: str, known: frozenset[str]) -> Override:
        try:
            patterns = parse_texts(row.get(patterns_key, ()))
        except NotUnderstood as error:
            raise self._mistake((*path, patterns_key), f"{patterns_key} is not valid; expected {error}") from error
        if not patterns:
            raise self._mistake(path, f"[[{path[-2]}]] needs {patterns_key} = [...]")
        rest = {key: value for key, value in row.items() if key != patterns_key}
        return Override(patterns, self._settings(rest, path, known))

    def _line(self, path: _KeyPath) -> int | None:
        """Return the line of the key, or of the nearest table around it."""
        return next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), None)

    def _mistake(self, path: _KeyPath, sentence: str) -> WrongUsage:
        line = self._line(path)
        return WrongUsage(f"{self.file}:{line}: {sentence}" if line else f"{self.file}: {sentence}")
