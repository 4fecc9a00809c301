"""`citecheck compare`: say what changed between two saved pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from citecheck.content import read_page
from citecheck.content.compare import compare
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.change import Comparison
from citecheck.model.page import Answer, PageReading
from citecheck.report.comparison import comparison_lines


@click.command()
@click.argument("pages", nargs=-1, metavar="A B", type=click.Path(path_type=Path))
@click.option(
    "--batch", is_flag=False, flag_value="-", metavar="FILE", help="Read one JSON object a line; - is standard input."
)
@click.option("--url", help="The address that both pages were saved from.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(pages: tuple[Path, ...], batch: str | None, url: str | None, form: str) -> None:
    """Compare two saved pages, the older one first.

    A batch line is {"id", "a", "b", "url"}; its answer {"id", "change", "edits": [{"before", "after"}]}.
    """
    if batch is not None and not pages:
        with click.open_file(batch, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    _say(_answer_line(line, number))
        return
    if batch is not None or len(pages) != 2:
        raise WrongUsage("compare needs two saved pages, or --batch and none: citecheck compare OLD.html NEW.html")
    found = compare(_read(pages[0], url), _read(pages[1], url))
    if form == "json":
        _say(_row(found))
        return
    for text in comparison_lines(found, color=sys.stdout.isatty()):
        click.echo(text)


def _answer_line(line: bytes, number: int) -> dict[str, Any]:
    """Answer one line of a batch; what cannot be read is said in the answer, under the line's id."""
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise UnreadableInput(f"line {number} of the batch is not JSON: {error}; one object a line is read") from error
    if not isinstance(asked, dict):
        raise UnreadableInput(f'line {number} of the batch is no JSON object; {{"id", "a", "b"}} is read')
    try:
        url = asked.get("url")
        found = compare(_read(_path(asked, "a"), url), _read(_path(asked, "b"), url))
    except UnreadableInput as error:
        return {"id": asked.get("id"), "error": str(error)}
    return {"id": asked.get("id"), **_row(found)}


def _path(asked: dict[str, Any], name: str) -> Path:
    given = asked.get(name)
    if not isinstance(given, str):
        raise UnreadableInput(f'"{name}" is missing: it names a saved page')
    return Path(given)


def _read(path: Path, url: str | None) -> PageReading:
    try:
        body = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableInput(f"{path}: cannot be read ({reason}); give the path of a saved page") from error
    return read_page(Answer(body, url=url))


def _row(found: Comparison) -> dict[str, Any]:
    edits = [{"before": edit.before, "after": edit.after} for edit in found.edits]
    return {"change": found.change.value, "edits": edits, "kept": round(found.kept, 4)}


def _say(row: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
