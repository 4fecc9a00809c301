"""`citecheck audit`: visit again the stored sources that are due."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from citecheck.audit import AuditOptions, audit_sources
from citecheck.check import CheckOptions
from citecheck.cli.network_options import network_options
from citecheck.cli.outcome import conclude
from citecheck.cli.progress import TerminalProgress
from citecheck.cli.replaying import origin_of
from citecheck.cli.report_options import report_options
from citecheck.cli.sections import SectionedCommand
from citecheck.cli.session import PARSE_MEMORY, PARSE_SECONDS, new_id, now, opened
from citecheck.config import Configuration, load, store_path
from citecheck.fetch.running import run
from citecheck.model.report import Report
from citecheck.notify import Sender, news_of, send, senders_to
from citecheck.pool import Pool
from citecheck.store import open_store
from citecheck.store.notices import forget_past, record_told, told_events

WATCH_SECONDS = 600.0
"""Pause between two rounds of `--watch`; a source is due to the hour at most."""


@click.command(cls=SectionedCommand)
@click.option("--due/--all", default=True, help="Visit what is due (the default), or every stored source.")
@click.option("--host", metavar="HOST", help="Visit the sources of one host only.")
@click.option("--per-host-limit", type=click.IntRange(1), default=60, help="Most sources of one host in an hour.")
@click.option("--watch", is_flag=True, help="Go on for ever, a round every ten minutes.")
@click.option("--notify", multiple=True, metavar="URL", help="Apprise address to tell what is new. Repeatable.")
@report_options
@network_options
def command(*, watch: bool, **said: Any) -> None:
    """Visit the stored sources that are due again, and say what became of them.

    robots.txt is kept to unless --no-robots says otherwise, and a site whose page bears nothing out is asked for a
    made-up path unless --no-probe does. Exit codes are those of `check`.
    """
    chosen = AuditOptions(everything=not said.pop("due"), host=said.pop("host"), per_host=said.pop("per_host_limit"))
    senders = senders_to(said.pop("notify"))
    configuration = load(Path.cwd())
    kept = {key: True for key in ("robots", "probe") if key not in configuration.settings}
    configuration = configuration.merged(kept).merged({key.replace("_", "-"): value for key, value in said.items()})
    while True:
        with TerminalProgress() as progress:
            report = run(audited(configuration, chosen, progress))
        code = conclude(report, configuration) if report.drafts or report.findings or not watch else 0
        if senders:
            tell(report, senders, configuration)
        if not watch:
            sys.exit(code)
        time.sleep(WATCH_SECONDS)


def tell(report: Report, senders: Sequence[Sender], configuration: Configuration) -> None:
    """Tell what is new, each event once; what could not be sent is new again at the next round."""
    store = open_store(store_path(Path.cwd(), configuration["store"]))
    events = news_of(report)
    visited = {s.visit.url for draft in report.drafts for each in draft.citations for s in each.sources if s.visit}
    with store.writing():
        forget_past(store, visited, [news.key for news in events])
    told = told_events(store)
    fresh = [news for news in events if news.key not in told]
    if fresh:
        title = f"citecheck: {len(fresh)} new about your sources"
        failed = send(senders, title, "\n".join(news.line for news in fresh))
        for place in failed:
            click.echo(f"citecheck: --notify address number {place} did not take the message", err=True)
        if len(failed) < len(senders):
            with store.writing():
                record_told(store, [(news.key, news.url) for news in fresh], now())
    store.close()


async def audited(configuration: Configuration, chosen: AuditOptions, progress: TerminalProgress) -> Report:
    """Run one round of the audit."""
    options = CheckOptions(
        configuration.death(),
        body_limit=configuration["body-limit"],
        probe=configuration["probe"],
        origin=origin_of(configuration),
    )
    with Pool(2, seconds=min(PARSE_SECONDS, configuration["max-time"]), memory=PARSE_MEMORY) as pool:
        async with opened(configuration, progress, pool=pool) as ports:
            return await audit_sources(ports, options, chosen, new_id())
