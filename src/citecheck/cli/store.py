"""`citecheck store`: print the path of the store, and a summary of its content."""

from __future__ import annotations

from pathlib import Path

import click

from citecheck.config.configuration_file import find_store_path
from citecheck.store.database import open_store


@click.group()
def command() -> None:
    """Print the path of the store, or a summary of it."""


@command.command()
@click.option("--store", "store", envvar="CITECHECK_STORE", help="File of the store.")
def path(store: str | None) -> None:
    """Print the path of the store, even if it does not exist yet."""
    click.echo(find_store_path(Path.cwd(), store))


@command.command()
@click.option("--store", "store", envvar="CITECHECK_STORE", help="File of the store.")
def summary(store: str | None) -> None:
    """Print the number of rows of each kind, and the last runs."""
    opened = open_store(find_store_path(Path.cwd(), store), read_only=True)
    for table in ("documents", "footnotes", "sources", "citations", "captures", "visits", "anchors", "findings"):
        count = opened.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608 (a name of the list above)
        click.echo(f"{table:<11} {count:>8}")
    for run in opened.rows("SELECT * FROM runs ORDER BY started DESC LIMIT 5"):
        state = f"finished {run['finished'][:16]}" if run["finished"] else "not finished"
        click.echo(f"{run['command']:<6} {run['id']}  started {run['started'][:16]}  {state}")
    opened.close()
