"""Where things are: the configuration file that holds for a folder, and the store beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

FILE = "citecheck.toml"
PYPROJECT = "pyproject.toml"
CACHE = "cache"
STORE = "citecheck.db"


def configuration_file(start: Path) -> Path | None:
    """Return the nearest configuration at `start` or above: `citecheck.toml`, or a pyproject with `[tool.citecheck]`.

    In one folder `citecheck.toml` comes first. `start` may be a file or a folder that does not exist yet.
    """
    return next((file for folder in _upwards(start) if (file := _file_in(folder)) is not None), None)


def store_path(start: Path, override: str | None = None) -> Path:
    """Return the path of the store for work at `start`; neither the file nor its folder need exist.

    It is `override` if given; else `cache/citecheck.db` under the nearest folder upwards that has a `cache/` folder or
    a citecheck configuration; else the user's data folder of the platform.
    """
    if override:
        return Path(override)
    for folder in _upwards(start):
        if (folder / CACHE).is_dir() or _file_in(folder) is not None:
            return folder / CACHE / STORE
    from platformdirs import user_data_path  # noqa: PLC0415 (a folder with a cache needs no platform)

    return user_data_path("citecheck", appauthor=False) / STORE


def _upwards(start: Path) -> Iterator[Path]:
    first = start.resolve()
    if not first.is_file():
        yield first
    yield from first.parents


def _file_in(folder: Path) -> Path | None:
    own, shared = folder / FILE, folder / PYPROJECT
    if own.is_file():
        return own
    return shared if shared.is_file() and _concerns_us(shared) else None


def _concerns_us(pyproject: Path) -> bool:
    """Tell whether a pyproject has our table; a broken one is for its own tools to report."""
    try:
        tools = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool")
    except (OSError, ValueError):
        return False
    return isinstance(tools, dict) and "citecheck" in tools
