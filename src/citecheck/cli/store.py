"""`citecheck store`: print the path of the store, and a summary of its content."""

from __future__ import annotations

from pathlib import Path

import click

from citecheck.config.configuration_file import find_store_path
from citecheck.store.database import open_store


@click.group()
def command() -> None:
    """Say where the store is, and look into it."""


@command.command()
@click.option("--store", "store", envvar="CITECHECK_STORE", help="File of the store.")
def path(store: str | None) -> None:
    """Print the file that the store is, or would be, kept in."""
    click.echo(find_store_path(Path.cwd(), store))


@command.command()
@click.option("--store", "store", envvar="CITECHECK_STORE", help="File of the store.")
def summary(store: str | None) -> None:
    """Count what the store holds, and name its last runs."""
    opened = open_store(find_store_path(Path.cwd(), store), read_only=True)
    for table in ("documents", "footnotes", "sources", "citations", "captures", "visits", "anchors", "findings"):
        count = opened.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608 (a name of the list above)
        click.echo(f"{table:<11} {count:>8}")
    for run in opened.rows("SELECT * FROM runs ORDER BY started DESC LIMIT 5"):
        state = f"finished {run['finished'][:16]}" if run["finished"] else "not finished"
        click.echo(f"{run['command']:<6} {run['id']}  started {run['started'][:16]}  {state}")
    opened.close()
