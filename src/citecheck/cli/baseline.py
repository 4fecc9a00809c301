"""`citecheck baseline`: record known findings, so that only new ones fail a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import click

from citecheck.cli.options import config_option
from citecheck.config.baseline import BASELINE_FILE, BaselineEntry, make_relative, read_baseline, write_baseline
from citecheck.config.configuration_file import load_configuration
from citecheck.errors import UnreadableInput
from citecheck.model.finding import Level
from citecheck.report.document import SCHEMA
from citecheck.report.summary import write_count

_LEVELS = [level.value for level in Level]
_OWN_RULES = "C3"
"""Findings about comments and entries must be fixed; they are not recorded."""


@click.command()
@click.argument("report", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--reason", required=True, help="Why these findings are accepted.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which the new entries are valid.")
@click.option("--days", type=click.IntRange(1), help="Number of days for which the new entries are valid.")
@click.option(
    "--level", type=click.Choice(_LEVELS), default="warning", show_default=True, help="Lowest level that is recorded."
)
@click.option("--output", type=click.Path(path_type=Path), help="File of the baseline.")
@config_option
@click.option("--prune", is_flag=True, help="Remove entries that have expired.")
def command(
    report: IO[str],
    *,
    reason: str,
    expires: datetime | None,
    days: int | None,
    level: str,
    output: Path | None,
    prune: bool,
    config: str | None,
) -> None:
    r"""Record the findings of REPORT, the JSON of a check (default: standard input).

    Existing entries are not changed; expired ones are renewed if their finding still exists. The file is --output, or
    the configured one, or citecheck-baseline.toml next to the configuration.

    \b
        citecheck check drafts/ --format json | citecheck baseline --reason "before we began" --days 90
    """
    if expires is not None and days is not None:
        raise click.UsageError("--expires and --days exclude each other; give one of them")
    today = datetime.now(UTC).date()
    last = expires.date() if expires else today + timedelta(days=days) if days else None
    configuration = load_configuration(Path.cwd(), config)
    file = output or Path(configuration["baseline"] or configuration.root / BASELINE_FILE)
    old = read_baseline(file) if file.exists() else ()
    found = {
        entry.key: entry for entry in _build_entries(_read_report(report), file.parent, reason.strip(), last, level)
    }
    kept = [entry for entry in old if not (entry.is_expired(today) and (prune or entry.key in found))]
    known = {entry.key for entry in kept}
    new = [entry for key, entry in found.items() if key not in known]
    write_baseline(file, [*kept, *new])
    removed = (
        f", {write_count(len(old) - len(kept), 'expired entry', 'expired entries')} removed"
        if len(old) > len(kept)
        else ""
    )
    click.echo(f"{file}: {write_count(len(new), 'new entry', 'new entries')}, {len(kept)} kept{removed}", err=True)


def _read_report(report: IO[str]) -> dict[str, Any]:
    try:
        document = json.load(report)
    except ValueError as error:
        raise UnreadableInput(f"{report.name}: not the JSON of a check: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UnreadableInput(f"{report.name}: not the JSON of a check; create it with `check --format json`")
    return document


def _build_entries(
    document: dict[str, Any], folder: Path, reason: str, expires: date | None, least: str
) -> Iterator[BaselineEntry]:
    """Yield an entry for each finding of a draft in `document` at or above the level `least`."""
    for draft in document.get("documents", [document]):
        for row in draft["findings"]:
            recorded = row.get("fingerprint") and not row["rule"].startswith(_OWN_RULES)
            if recorded and _LEVELS.index(row["level"]) >= _LEVELS.index(least):
                yield BaselineEntry(
                    make_relative(row["path"], folder),
                    row["rule"],
                    row["fingerprint"],
                    reason,
                    expires,
                    row.get("marker"),
                    row.get("url") or row.get("message"),
                    draft["document"]["sha256"],
                )
