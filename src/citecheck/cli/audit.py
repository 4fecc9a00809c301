"""`citecheck audit`: visit the stored sources that are due again."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from citecheck.cli.options import SectionedCommand, network_options, report_options
from citecheck.cli.run_output import TerminalProgress, conclude
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import find_store_path, load_configuration
from citecheck.extras.notify import Sender, build_senders, news_of, send
from citecheck.model.report import Report
from citecheck.net.crawler import run_async
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources
from citecheck.run.pool import Pool
from citecheck.run.session import PARSE_MEMORY, PARSE_SECONDS, build_check_options, make_id, now, open_ports
from citecheck.store.database import open_store
from citecheck.store.runs import forget_past_events, load_reported_events, record_reported_events

_WATCH_SECONDS = 600.0
"""Pause in seconds between two rounds of `--watch`; due times are no more precise than an hour."""


@click.command(cls=SectionedCommand)
@click.option("--due/--all", default=True, help="Visit the sources that are due (default), or all.")
@click.option("--host", metavar="HOST", help="Visit the sources of one host only.")
@click.option(
    "--per-host-limit", type=click.IntRange(1), default=60, help="Maximum number of sources of one host per hour."
)
@click.option("--watch", is_flag=True, help="Run until stopped, with a round every ten minutes.")
@click.option("--notify", multiple=True, metavar="URL", help="Apprise address that gets the news. Repeatable.")
@report_options
@network_options
def command(*, watch: bool, **given: Any) -> None:
    """Visit the stored sources that are due again, and report what changed.

    An audit obeys robots.txt unless --no-robots is given. It requests a made-up path from a site whose page supports no
    claim, unless --no-probe is given. Exit codes are those of `check`.
    """
    chosen = AuditOptions(everything=not given.pop("due"), host=given.pop("host"), per_host=given.pop("per_host_limit"))
    senders = build_senders(given.pop("notify"))
    configuration = load_configuration(Path.cwd())
    defaults = {key: True for key in ("robots", "probe") if key not in configuration.settings}
    configuration = configuration.merge(defaults).merge({key.replace("_", "-"): value for key, value in given.items()})
    while True:
        with TerminalProgress() as progress:
            report = run_async(_run_audit(configuration, chosen, progress))
        code = conclude(report, configuration) if report.drafts or report.findings or not watch else 0
        if senders:
            _send_news(report, senders, configuration)
        if not watch:
            sys.exit(code)
        time.sleep(_WATCH_SECONDS)


def _send_news(report: Report, senders: Sequence[Sender], configuration: Configuration) -> None:
    """Send each new event once; events that could not be sent are new again in the next round."""
    store = open_store(find_store_path(Path.cwd(), configuration["store"]))
    events = news_of(report)
    visited = {s.visit.url for draft in report.drafts for each in draft.citations for s in each.sources if s.visit}
    with store.writing():
        forget_past_events(store, visited, [news.key for news in events])
    reported = load_reported_events(store)
    fresh = [news for news in events if news.key not in reported]
    if fresh:
        title = f"citecheck: {len(fresh)} news about your sources"
        failed = send(senders, title, "\n".join(news.line for news in fresh))
        for place in failed:
            click.echo(f"citecheck: --notify address number {place} did not accept the message", err=True)
        if len(failed) < len(senders):
            with store.writing():
                record_reported_events(store, [(news.key, news.url) for news in fresh], now())
    store.close()


async def _run_audit(configuration: Configuration, chosen: AuditOptions, progress: TerminalProgress) -> Report:
    """Run one round of the audit."""
    options = build_check_options(configuration)
    with Pool(2, seconds=min(PARSE_SECONDS, configuration["max-time"]), memory=PARSE_MEMORY) as pool:
        async with open_ports(configuration, progress, pool=pool) as ports:
            return await audit_sources(ports, options, chosen, make_id())
