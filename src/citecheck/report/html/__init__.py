"""The report an editor opens: one HTML file that needs nothing else.

On the left is the draft's own text with every cited sentence marked by its worst verdict, with what was found
next to it. The views are plain values, the template turns them into markup: the template engine escapes
everything, and names control characters before. Style and script are inside the file and are allowed by their
digests alone, so that nothing a stranger wrote could run, load or send anything, even if an escape were
missed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from citecheck.model.report import Report
from citecheck.report.html.page_view import build_page_view
from citecheck.report.html.source_view import link
from citecheck.report.safe_text import disarm

TEMPLATE = "report.html.j2"


def render_html(report: Report) -> Iterator[str]:
    """Give the report as one HTML document, in pieces."""
    style, script = (_read_resource(name) for name in ("report.css", "report.js"))
    template = _build_environment().get_template(TEMPLATE)
    yield from template.generate(
        page=build_page_view(report),
        policy=_build_policy(style, script),
        style=Markup(style),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
    )


def _build_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("citecheck.report.html", ""),
        autoescape=True,
        finalize=_disarm_value,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["link"] = link
    return environment


def _disarm_value(value: Any) -> Any:
    """Name acting characters in every string that the template prints; our own markup is left alone."""
    return disarm(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _read_resource(name: str) -> str:
    return files("citecheck.report.html").joinpath(name).read_text(encoding="utf-8")


def _build_policy(style: str, script: str) -> str:
    """Return the content security policy: this style, this script, and nothing from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_compute_digest(style)}'",
            f"script-src '{_compute_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _compute_digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
