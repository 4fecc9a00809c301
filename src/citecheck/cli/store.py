"""`citecheck store`: print the path of the store and a summary of its content, and check that it is whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from citecheck.config.configuration_file import find_store_path
from citecheck.store.database import open_store
from citecheck.store.health import StoreHealth, check_quickly, check_store, repair_store

_store_option = click.option("--store", "store", envvar="CITECHECK_STORE", help="File of the store.")


@click.group()
def command() -> None:
    """Print the path of the store or a summary of it, or check that it is whole."""


@command.command()
@_store_option
def path(store: str | None) -> None:
    """Print the path of the store, even if it does not exist yet."""
    click.echo(find_store_path(Path.cwd(), store))


@command.command()
@_store_option
@click.pass_context
def summary(ctx: click.Context, store: str | None) -> None:
    """Print the number of rows of each kind, and the last runs. Exit code 1 means that archive files are not whole."""
    opened = open_store(find_store_path(Path.cwd(), store), read_only=True)
    for table in ("documents", "footnotes", "sources", "citations", "captures", "visits", "anchors", "findings"):
        count = opened.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608 (a name of the list above)
        click.echo(f"{table:<11} {count:>8}")
    for run in opened.rows("SELECT * FROM runs ORDER BY started DESC LIMIT 5"):
        state = f"finished {run['finished'][:16]}" if run["finished"] else "not finished"
        click.echo(f"{run['command']:<6} {run['id']}  started {run['started'][:16]}  {state}")
    faults = check_quickly(opened)
    opened.close()
    for fault in faults:
        click.echo(f"citecheck: {fault.message}; `citecheck store check` lists them", err=True)
    ctx.exit(1 if faults else 0)


@command.command()
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
@click.option("--repair", is_flag=True, help="Repair what loses nothing: mark lost captures, set damage aside.")
@_store_option
@click.pass_context
def check(ctx: click.Context, *, fmt: str, repair: bool, store: str | None) -> None:
    """Read the whole store and its archive, and name everything that is damaged.

    Exit code 0 means that all is whole, 1 that something is damaged, with --repair after the repair.
    """
    place = find_store_path(Path.cwd(), store)
    repairs: tuple[str, ...] = ()
    opened = open_store(place, read_only=True)
    try:
        health = check_store(opened)
        if repair and (health.faults or health.unfinished or health.lost):
            opened.close()
            opened = open_store(place)
            repairs = repair_store(opened, health, datetime.now(UTC))
            health = check_store(opened)
    finally:
        opened.close()
    if fmt == "json":
        rest = {key: value for key, value in asdict(health).items() if key != "faults"}
        faults = [asdict(fault) for fault in health.faults]
        report = {"schema": "citecheck.store-check/1", "store": str(opened.path), "whole": not faults, "faults": faults}
        click.echo(json.dumps({**report, **rest, "repairs": repairs}, ensure_ascii=False))
    else:
        for sentence in repairs:
            click.echo(f"repair: {sentence}")
        _print_health(health)
    ctx.exit(1 if health.faults else 0)


@command.command()
@click.argument("target", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@_store_option
@click.pass_context
def backup(ctx: click.Context, target: Path, store: str | None) -> None:
    """Copy the store to a FILE with its archive in `warc/` next to it, or to a FOLDER. A run may go on meanwhile.

    Exit code 1 means that the archive lacked something that the store names; the rest was copied.
    """
    from citecheck.store.backup import back_up_store  # noqa: PLC0415 (the other subcommands copy nothing)

    opened = open_store(find_store_path(Path.cwd(), store), read_only=True)
    try:
        copy = back_up_store(opened, target)
    finally:
        opened.close()
    click.echo(f"{copy.path}: archive files {copy.files}, bytes {copy.size}")
    for sentence in copy.missing:
        click.echo(f"citecheck: {sentence}", err=True)
    ctx.exit(1 if copy.missing else 0)


_ROWLESS = "redirects, answers of fetch, of stopped runs and of an earlier database"


def _print_health(health: StoreHealth) -> None:
    """Print each fault and what is no fault."""
    for fault in health.faults:
        click.echo(f"{fault.kind.value}: {fault.message}")
    click.echo(f"captures {health.captures}, marked as lost {health.lost}, faults {len(health.faults)}")
    if health.without_row:
        click.echo(f"captures without a row {health.without_row} ({_ROWLESS})")
    for name in health.unfinished:
        click.echo(f"{name} ends in an unfinished record; the next run sets it aside")
