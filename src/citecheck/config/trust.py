"""Which options a configuration may set that was only found, in the folder of the drafts or above.

Such a file belongs to whoever wrote the repository, who is not always who runs the program. It decides what is checked
and how it is reported. It does not decide where secrets go, what the program may reach, or what is written outside its
folder: these come from the command line, from a file that the user names with `--config`, or from `citecheck.toml` in
the user's own configuration folder. `TRUST` has one row for each option; docs/configuration.md shows it.

A file that asks for more is refused, not read without its key: a run with other settings than the file has would give
results that nobody asked for.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path

from citecheck.config.options import HOST_OPTIONS, OPTIONS, Value
from citecheck.errors import WrongUsage

CONFIGURATION_FILE = "citecheck.toml"


class Trust(StrEnum):
    """What a configuration that was only found may do with an option.

    Set it (`ANY`), have it name files inside its folder (`INSIDE`), set it without `${NAME}` from the environment
    (`LITERAL`), or nothing (`USER`).
    """

    ANY = "any"
    INSIDE = "inside"
    LITERAL = "literal"
    USER = "user"


TRUST: dict[str, Trust] = {
    "format": Trust.ANY,
    "output": Trust.INSIDE,
    "report": Trust.INSIDE,
    "store": Trust.INSIDE,
    "fail-on": Trust.ANY,
    "select": Trust.ANY,
    "ignore": Trust.ANY,
    "levels": Trust.ANY,
    "exclude-path": Trust.ANY,
    "gitignore": Trust.ANY,
    "baseline": Trust.INSIDE,
    "as": Trust.ANY,
    "base": Trust.ANY,
    "profile": Trust.ANY,
    "only": Trust.ANY,
    "evidence": Trust.ANY,
    "no-archive": Trust.ANY,
    "published": Trust.ANY,
    "archives": Trust.ANY,
    "archive": Trust.ANY,
    "save": Trust.USER,
    "judge": Trust.USER,
    "judge-model": Trust.USER,
    "probe": Trust.ANY,
    "browser": Trust.ANY,
    "include": Trust.ANY,
    "exclude": Trust.ANY,
    "lookup": Trust.ANY,
    "registry": Trust.USER,
    "offline": Trust.ANY,
    "replay": Trust.INSIDE,
    "replay-at": Trust.ANY,
    "now": Trust.ANY,
    "max-age": Trust.ANY,
    "ages": Trust.ANY,
    "refresh": Trust.ANY,
    "wait": Trust.ANY,
    "user-agent": Trust.ANY,
    "max-time": Trust.ANY,
    "connect-time": Trust.ANY,
    "body-limit": Trust.ANY,
    "max-run-time": Trust.ANY,
    "max-hops": Trust.ANY,
    "tries": Trust.ANY,
    "concurrency": Trust.ANY,
    "host-connections": Trust.ANY,
    "interval": Trust.ANY,
    "polite": Trust.ANY,
    "connect-to": Trust.USER,
    "cacert": Trust.USER,
    "proxy": Trust.USER,
    "allow-private": Trust.USER,
    "robots": Trust.ANY,
    "death-visits": Trust.ANY,
    "death-days": Trust.ANY,
    "second-look": Trust.ANY,
    "ask": Trust.ANY,
    "headers": Trust.LITERAL,
    "basic-auth": Trust.LITERAL,
}
"""Key of an option to what a configuration that was only found may do with it.

`save` has a public archive publish the addresses of the draft, with the keys of the user;
keys of registries would go to the addresses of `registry`. The harmless value of a
switch (`allow-private = false`) is its default and every configuration may set it.
"""


def find_user_configuration() -> Path | None:
    """Return `citecheck.toml` in the user's own configuration folder of the platform, None if there is none."""
    file = _find_user_folder() / CONFIGURATION_FILE
    return file if file.is_file() else None


def _find_user_folder() -> Path:
    if sys.platform in {"win32", "darwin"}:
        from platformdirs import user_config_path  # noqa: PLC0415 (10 ms and more; elsewhere its rule is two lines)

        return user_config_path("citecheck", appauthor=False)
    named = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (named if named.is_absolute() else Path("~/.config").expanduser()) / "citecheck"


def explain_distrust(key: str, value: Value, root: Path) -> str | None:
    """Return why a configuration that was only found may not set `key` to `value`, None if it may.

    `value` is as its option's check returns it, with paths joined to `root`, the folder of the file.
    """
    trust = TRUST[key]
    if trust is Trust.USER and value != (OPTIONS | HOST_OPTIONS)[key].default:
        return f"a configuration found in a folder may not set {key}"
    if trust is Trust.LITERAL and any("${" in each for each in _list_texts(value)):
        return f"a configuration found in a folder may not read the environment for {key}"
    is_inside = _is_store_inside if key == "store" else _is_inside
    if trust is Trust.INSIDE and not all(is_inside(Path(each), root) for each in _list_files(key, value)):
        return f"a configuration found in a folder may name only files inside it (not .git) for {key}"
    if key in _REPORTS and not all(_is_report(Path(each), root) for each in _list_files(key, value)):
        return f"a configuration found in a folder may write only visible reports (.html, .json …) for {key}"
    return None


def require_inside(store: Path, folder: Path) -> None:
    """Raise WrongUsage if the store that was found in `folder`, or its archive, lies outside over a symbolic link."""
    if not _is_store_inside(store, folder):
        raise WrongUsage(f"{store}: a symbolic link leads it outside its folder; name the store with --store")


def _list_texts(value: Value) -> tuple[str, ...]:
    return tuple(value.values()) if isinstance(value, dict) else (value,)


def _list_files(key: str, value: Value) -> tuple[str, ...]:
    if key == "report":
        return tuple(file for _, file in value)
    return (value,)


_REPORTS = frozenset({"output", "report"})
_REPORT_SUFFIXES = frozenset({".csv", ".html", ".json", ".jsonl", ".md", ".sarif", ".txt", ".xml"})
"""Names of reports. Other files of a repository decide what is built and run: workflows, scripts, settings."""


def _is_report(path: Path, folder: Path) -> bool:
    """Return whether a path in `folder` has the name of a report, and is in no hidden folder of it."""
    real = path.resolve().relative_to(folder.resolve())
    return real.suffix.lower() in _REPORT_SUFFIXES and not any(part.startswith(".") for part in real.parts)


_OF_GIT = ".git"
"""The folder of a repository whose files decide what git runs."""


def _is_inside(path: Path, folder: Path) -> bool:
    """Return whether `path`, over its symbolic links, is in `folder` and not in the part of it that is git's."""
    try:
        real, root = path.resolve(), folder.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL
        return False
    if not real.is_relative_to(root):
        return False
    return _OF_GIT not in (part.casefold() for part in real.relative_to(root).parts)


def _is_store_inside(store: Path, folder: Path) -> bool:
    """Return whether a store and the archive next to it are in `folder`; the writer opens files of the archive."""
    archive = store.parent / "warc"
    if not _is_inside(store, folder) or not _is_inside(archive, folder):
        return False
    return not archive.is_dir() or not any(each.is_symlink() for each in os.scandir(archive))
