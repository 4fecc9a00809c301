"""`citecheck refang`: restore the addresses in lines of text."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from citecheck.model.target import CutUrl, Hostile, Malformed, Reference, Url
from citecheck.url.references import refang


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "text"]),
    default="jsonl",
    show_default=True,
    help="One JSON object per line, or only the restored text.",
)
def command(form: str) -> None:
    """Restore the addresses in lines of text from standard input, with one answer per line."""
    for line in sys.stdin.buffer:
        text, references = refang(line.decode("utf-8", "replace").rstrip("\r\n"))
        answer = {"text": text, "references": [_build_reference_row(found) for found in references]}
        output = text if form == "text" else json.dumps(answer, ensure_ascii=False)
        sys.stdout.buffer.write(output.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


def _build_reference_row(found: Reference) -> dict[str, Any]:
    """Return the JSON object of a reference (docs/interfaces.md); a `hostile` one must never be requested."""
    match found.target:
        case Url(written=url):
            address = {"url": url, "prefix": None}
        case CutUrl(prefix=prefix):
            address = {"url": None, "prefix": prefix}
        case Hostile(refanged=url) | Malformed(written=url):
            address = {"url": url, "prefix": None}
        case _:
            address = {"url": None, "prefix": None}
    cut, hostile = isinstance(found.target, CutUrl), isinstance(found.target, Hostile)
    return {"raw": found.raw, **address, "cut": cut, "defanged": found.defanged, "hostile": hostile}
