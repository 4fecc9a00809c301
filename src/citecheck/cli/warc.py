"""`citecheck warc`: check WARC files against the standard, more strictly than the public validators."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from citecheck.errors import UnreadableInput

_LEVELS = ("info", "warning", "error")


@click.group()
def command() -> None:
    """Verify WARC files."""


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_LEVELS),
    default="error",
    show_default=True,
    help="Lowest level that gives exit code 1.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print errors only, no warnings.")
@click.pass_context
def verify(ctx: click.Context, files: tuple[Path, ...], *, fmt: str, fail_on: str, quiet: bool) -> None:
    """Check FILE... (WARC or WACZ) record by record and report every fault with its rule.

    Exit code 1 means faults. Exit code 2 means that a file could not be read; the others were still checked.
    """
    code = 0
    results = []
    for path in files:
        try:
            checked = _check_file(path, text=fmt == "text", least="error" if quiet else "info")
        except UnreadableInput as error:
            click.echo(f"citecheck: {error}", err=True)
            code = 2
            continue
        results.append(checked)
        if any(_is_at_least(fault["level"], fail_on) for fault in checked["faults"]):
            code = max(code, 1)
    if fmt == "json":
        click.echo(json.dumps({"schema": "citecheck.warc/1", "files": results}, ensure_ascii=False))
    ctx.exit(code)


@command.command()
def rules() -> None:
    """List the rules that `verify` checks, with their clause in WARC 1.1."""
    from citecheck.archive.warc_requirements import REQUIREMENT_ROWS  # noqa: PLC0415 (as below)

    for row in REQUIREMENT_ROWS:
        note = "; in WARC 1.0 a warning" if row.lenient_1_0 else ""
        click.echo(f"{row.name:22} {row.level.value:8} {row.asks} (WARC 1.1, {row.clause}{note})")


def _check_file(path: Path, *, text: bool, least: str) -> dict[str, Any]:
    """Check one file; in text form, print each fault as it is found."""
    records = 0
    faults: list[dict[str, Any]] = []
    for name, number, found in _find_faults(path):
        records = number
        if found is None or not _is_at_least(found["level"], least):
            continue
        faults.append({"warc": name, **found})
        if text:
            at = f"record {found['record']}, offset {found['offset']}"
            click.echo(f"{path}: {at}: {found['level']}: {found['rule']}: {found['message']}")
    if text:
        click.echo(f"{path}: records {records}, faults {len(faults)}")
    return {"path": str(path), "records": records, "faults": faults}


def _find_faults(path: Path) -> Iterator[tuple[str, int, dict[str, Any] | None]]:
    """Yield each fault with the name of its WARC and the records counted so far, and None after the last."""
    from citecheck.archive.warc.file import parts_of  # noqa: PLC0415 (imported only where it is used)
    from citecheck.archive.warc.stream import open_stream  # noqa: PLC0415
    from citecheck.archive.warc_checker import StreamCheck  # noqa: PLC0415

    before = 0
    for part in parts_of(path):
        with part.open() as file:
            check = StreamCheck(open_stream(file))
            for fault in check.faults():
                yield part.name, before + check.records, {**asdict(fault), "level": fault.level.value}
            before += check.records
            yield part.name, before, None


def _is_at_least(level: str, least: str) -> bool:
    return _LEVELS.index(level) >= _LEVELS.index(least)
