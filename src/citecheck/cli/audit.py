"""`citecheck audit`: visit again the stored sources that are due."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import click

from citecheck.audit import AuditOptions, audit_sources
from citecheck.check import CheckOptions
from citecheck.cli.network_options import network_options
from citecheck.cli.outcome import conclude
from citecheck.cli.progress import TerminalProgress
from citecheck.cli.report_options import report_options
from citecheck.cli.session import PARSE_MEMORY, PARSE_SECONDS, new_id, opened, origin_of
from citecheck.config import Configuration, load
from citecheck.model.report import Report
from citecheck.pool import Pool

WATCH_SECONDS = 600.0
"""Pause between two rounds of `--watch`; a source is due to the hour at most."""


@click.command()
@click.option("--due/--all", default=True, help="Visit what is due (the default), or every stored source.")
@click.option("--host", metavar="HOST", help="Visit the sources of one host only.")
@click.option("--per-host-limit", type=click.IntRange(1), default=60, help="Most sources of one host a round.")
@click.option("--watch", is_flag=True, help="Go on for ever, a round every ten minutes.")
@report_options
@network_options
def command(due: bool, host: str | None, per_host_limit: int, watch: bool, **said: Any) -> None:  # noqa: FBT001 (click)
    """Visit the stored sources that are due again, and say what became of them.

    robots.txt is kept to unless --no-robots says otherwise. Exit codes are those of `check`.
    """
    said = {key.replace("_", "-"): value for key, value in said.items()}
    configuration = load(Path.cwd())
    if "robots" not in configuration.settings:
        configuration = configuration.merged({"robots": True})
    configuration = configuration.merged(said)
    chosen = AuditOptions(everything=not due, host=host, per_host=per_host_limit)
    while True:
        with TerminalProgress() as progress:
            report = asyncio.run(audited(configuration, chosen, progress))
        code = conclude(report, configuration) if report.drafts or report.findings or not watch else 0
        if not watch:
            sys.exit(code)
        time.sleep(WATCH_SECONDS)


async def audited(configuration: Configuration, chosen: AuditOptions, progress: TerminalProgress) -> Report:
    """Run one round of the audit."""
    options = CheckOptions(
        configuration.death(), body_limit=configuration["body-limit"], origin=origin_of(configuration)
    )
    with Pool(2, seconds=PARSE_SECONDS, memory=PARSE_MEMORY) as pool:
        async with opened(configuration, progress, pool=pool) as ports:
            return await audit_sources(ports, options, chosen, new_id())
