"""`citecheck compare`: report what changed between two saved pages.

Pages are untrusted, so the pool's children read and compare them. A pair that cannot be read is answered with an
`error`, and the others continue.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from citecheck.cli.streams import conclude_faults, encode_row, parse_row, take_batches
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.change import Change, Comparison, Edit
from citecheck.page.answer import build_saved_answer
from citecheck.page.difference.comparison import compare, find_changes_outside
from citecheck.page.reading import read_page
from citecheck.report.marked_text import render_comparison
from citecheck.run.fault_log import FaultLog
from citecheck.run.pool import Pool
from citecheck.run.pool_child import Unread

_WORKERS = 2
_BATCH = 64
"""Maximum number of lines processed together."""
_BODY_LIMIT = 20_000_000
"""Maximum number of bytes read of one saved page."""


@dataclass(frozen=True, slots=True)
class _ComparedPages:
    """What `compare` says of two pages and, where only other text differs, what changed outside of their text."""

    comparison: Comparison
    outside: tuple[Edit, ...] = ()


@click.command()
@click.argument("pages", nargs=-1, metavar="OLD NEW", type=click.Path(dir_okay=False))
@click.option("--batch", type=click.File("rb"), metavar="-", help="Read one JSON object per line: id, a, b, url.")
@click.option("--url", help="The address that both pages were saved from.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
def command(pages: tuple[str, ...], batch: IO[bytes] | None, url: str | None, form: str) -> None:
    """Compare two saved pages, the older one first.

    For an edited page, each edit is printed with removed words as [-old-] and added words as {+new+}.
    """
    if len(pages) != (0 if batch else 2):
        raise WrongUsage("compare takes either two saved pages, OLD NEW, or --batch - without pages")
    log = FaultLog()
    with Pool(_WORKERS) as pool:
        if batch is not None:
            for row in _answer_lines(pool, batch, log):
                sys.stdout.buffer.write(encode_row(row))
                sys.stdout.buffer.flush()
            sys.exit(conclude_faults(log.faults))
        found = pool.call(_compare_saved_pages, {"a": pages[0], "b": pages[1], "url": url})
    log.take(" and ".join(pages), found)
    if log.faults:
        sys.exit(conclude_faults(log.faults))
    if not isinstance(found, _ComparedPages):
        raise UnreadableInput(found if isinstance(found, str) else f"the pages could not be read: {found.reason}")
    if form == "json":
        sys.stdout.buffer.write(encode_row(_build_row(found)))
        return
    for text in render_comparison(found.comparison, found.outside, color=sys.stdout.isatty()):
        click.echo(text)


def _answer_lines(pool: Pool, lines: Iterable[bytes], log: FaultLog) -> Iterator[dict[str, Any]]:
    """Answer each line of a batch, in order.

    Raises:
        UnreadableInput: A line is not a JSON object; raised for the first such line after all others are answered.
    """
    number = 0
    fault: UnreadableInput | None = None
    for waiting in take_batches(lines, _BATCH):
        rows: list[dict[str, Any]] = []
        for line in waiting:
            number += 1
            try:
                rows.append(parse_row(line, number, holding="id, a and b"))
            except UnreadableInput as error:
                fault = fault or error
        for row, found in zip(rows, pool.map(_compare_saved_pages, rows), strict=True):
            log.take(f"{row.get('a')} and {row.get('b')}", found)
            yield {"id": row.get("id"), **_build_row(found)}
    if fault is not None:
        raise fault


def _compare_saved_pages(row: Mapping[str, Any]) -> _ComparedPages | str:
    """Read and compare the two pages that a row names, or return why that is impossible; runs in a child."""
    url = row.get("url")
    readings = []
    for name in ("a", "b"):
        path = row.get(name)
        if not isinstance(path, str):
            return f'"{name}" is missing: it names a saved page'
        try:
            with Path(path).open("rb") as saved:
                body = saved.read(_BODY_LIMIT)
        except (OSError, ValueError) as error:
            return (
                f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}); give the path of a saved page"
            )
        readings.append(read_page(build_saved_answer(body, url=url if isinstance(url, str) else None)))
    old, new = readings
    found = compare(old, new)
    return _ComparedPages(found, find_changes_outside(old, new) if found.change is Change.COSMETIC else ())


def _build_row(found: _ComparedPages | str | Unread) -> dict[str, Any]:
    match found:
        case _ComparedPages(comparison=Comparison(change=change, edits=edits, kept=kept, language=language)):
            row = {"change": change.value, "edits": _list_edits(edits), "kept": round(kept, 4), "language": language}
            return {**row, "outside": _list_edits(found.outside)}
        case Unread(reason=reason):
            return {"change": None, "edits": [], "error": f"could not be read: {reason}"}
        case _:
            return {"change": None, "edits": [], "error": found}


def _list_edits(edits: Sequence[Edit]) -> list[dict[str, str]]:
    return [{"before": edit.before, "after": edit.after} for edit in edits]
