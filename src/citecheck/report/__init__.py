"""The output formats of a run: one module for each format, all rendered from the same `Report`.

A format receives a report whose addresses no longer hold secrets (`safe_text`). It reads no clock and writes no
file: it returns strings, and the command line writes them.
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
"""Format to the module and function that renders it; imported on demand because some load heavy libraries."""


def render(report: Report, fmt: str, *, width: int | None = None, color: bool = False) -> Iterator[str]:
    """Return `report` in the format `fmt`, in pieces to be written in order.

    `width` in columns and `color` apply to terminal output only. Raises WrongUsage for an unknown format.
    """
    if fmt not in FORMATS:
        raise WrongUsage(f"unknown output format {fmt!r}; choose from {', '.join(FORMATS)}")
    from citecheck.report.safe_text import hide_secrets_in  # noqa: PLC0415 (the format names are often needed alone)

    module, function = FORMATS[fmt].split(".")
    make = getattr(importlib.import_module(f"citecheck.report.{module}"), function)
    terminal = {"width": width, "color": color} if fmt == "text" else {}
    pieces: Iterator[str] = make(hide_secrets_in(report), **terminal)
    return pieces
