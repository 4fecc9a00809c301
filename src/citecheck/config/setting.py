"""A value of the configuration with its origin, and the values that hold for some drafts or hosts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from citecheck.config.option import Value


class Origin(StrEnum):
    """Where a value comes from."""

    DEFAULT = "default"
    FILE = "file"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Setting:
    """One option's value and where it was said; `line` counts from 1 in `file`."""

    value: Value
    origin: Origin = Origin.DEFAULT
    file: Path | None = None
    line: int | None = None

    def place(self) -> str:
        """Say where the value comes from, as `citecheck.toml:3`."""
        if self.file is None:
            return self.origin.value
        return f"{self.file}:{self.line}" if self.line else str(self.file)


@dataclass(frozen=True, slots=True)
class Override:
    """What holds for some drafts or hosts: patterns as in `.gitignore` (paths) or `*.gov.example` (hosts)."""

    patterns: tuple[str, ...]
    settings: Mapping[str, Setting]
