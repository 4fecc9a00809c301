"""Every output format of a run, each made from the one `Report` by a module of its own.

Formats take a report whose addresses hold no secrets any more (`safe_text`), know no clock and write no file:
they give strings, and the command line writes them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from citecheck.errors import WrongUsage

if TYPE_CHECKING:
    from citecheck.model.report import Report

FORMATS: dict[str, str] = {
    "text": "terminal.render_text",
    "json": "document.render_json",
    "jsonl": "document.render_jsonl",
    "html": "html.render_html",
    "sarif": "sarif.render_sarif",
    "junit": "junit.render_junit",
    "github": "github.render_github",
    "gitlab": "gitlab.render_gitlab",
    "markdown": "markdown.render_markdown",
    "csv": "spreadsheet.render_csv",
}
"""Format to the module and function that makes it; imported when asked for, as some bring heavy libraries."""


def render(report: Report, fmt: str, *, width: int | None = None, color: bool = False) -> Iterator[str]:
    """Give `report` in the format `fmt`, in pieces to be written one after another.

    `width` in columns and `color` are for the formats of a terminal. Raises WrongUsage for an unknown format.
    """
    if fmt not in FORMATS:
        raise WrongUsage(f"there is no output format {fmt!r}; known are {', '.join(FORMATS)}")
    from citecheck.report.safe_text import hide_secrets_in  # noqa: PLC0415 (the names of the formats alone are asked often)

    module, function = FORMATS[fmt].split(".")
    make = getattr(importlib.import_module(f"citecheck.report.{module}"), function)
    terminal = {"width": width, "color": color} if fmt == "text" else {}
    pieces: Iterator[str] = make(hide_secrets_in(report), **terminal)
    return pieces
