"""The report an editor opens: one HTML file that needs nothing else.

The draft's own text stands on the left with every cited sentence marked by its worst verdict, what was found stands
beside it. `view` builds plain values, the template turns them into markup: the template engine escapes everything, and
names control characters before. Style and script stand inside and are allowed by their digests alone, so that nothing a
stranger wrote could run, load or send anything, even if an escape were missed.
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
from citecheck.report.page.overview import page_view
from citecheck.report.page.source import link
from citecheck.report.printable import disarmed

TEMPLATE = "report.html.j2"


def render_html(report: Report) -> Iterator[str]:
    """Give the report as one HTML document, in pieces."""
    style, script = (_resource(name) for name in ("report.css", "report.js"))
    template = _environment().get_template(TEMPLATE)
    yield from template.generate(
        page=page_view(report),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("citecheck.report.page", ""),
        autoescape=True,
        finalize=_disarmed,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["link"] = link
    return environment


def _disarmed(value: Any) -> Any:
    """Name acting characters in every string that the template prints; our own markup is left alone."""
    return disarmed(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _resource(name: str) -> str:
    return files("citecheck.report.page").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return the content security policy: this style, this script, and nothing from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
