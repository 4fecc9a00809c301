"""The words of printed references, from `words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def words_of(name: str) -> str:
    """Return the patterns of one row of the table as alternatives."""
    rows: list[str] = tomllib.loads(files("citecheck.works").joinpath("words.toml").read_text("utf-8"))[name]
    return "|".join(rows)
