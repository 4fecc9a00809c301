"""`citecheck audit`: visit the stored sources that are due again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from citecheck.cli.options import SectionedCommand, config_option, network_options, report_options, wait_option
from citecheck.cli.run_output import TerminalProgress, conclude
from citecheck.cli.streams import is_output_lost
from citecheck.config.configuration import Configuration, ValueOrigin
from citecheck.config.configuration_file import load_configuration
from citecheck.config.suppression import leave_out_known
from citecheck.extras.notify import Sender, build_senders, list_visits, name_channel, news_of
from citecheck.model.report import Report
from citecheck.net.crawler import run_async
from citecheck.run.clock import clock_of
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources
from citecheck.run.pool import Pool
from citecheck.run.session import (
    PARSE_MEMORY,
    PARSE_SECONDS,
    build_check_options,
    make_id,
    mark_reported,
    open_configured_store,
    open_ports,
    require_store,
)
from citecheck.store.news import load_undelivered_news, record_delivery, record_news, register_channels

_WATCH_SECONDS = 600.0
"""Pause in seconds between two rounds of `--watch`; due times are no more precise than an hour."""


@click.command(cls=SectionedCommand)
@click.option("--due/--all", default=True, help="Visit the sources that are due (default), or all.")
@click.option("--host", metavar="HOST", help="Visit the sources of one host only.")
@click.option(
    "--per-host-limit",
    type=click.IntRange(1),
    help="Maximum number of sources of one host per hour; 60, with --all no limit.",
)
@click.option("--watch", is_flag=True, help="Run until stopped, with a round every ten minutes.")
@click.option("--notify", multiple=True, metavar="URL", help="Apprise address that gets the news. Repeatable.")
@config_option
@report_options
@network_options
@wait_option
def command(*, watch: bool, **given: Any) -> None:
    """Visit the stored sources that are due again, and report what changed.

    An audit obeys robots.txt unless --no-robots is given, and is slow unless --no-polite is given. It requests a
    made-up path from a site whose page supports no claim, unless --no-probe is given. Exit codes are those of `check`.
    """
    chosen = AuditOptions(everything=not given.pop("due"), host=given.pop("host"), per_host=given.pop("per_host_limit"))
    addresses = given.pop("notify")
    channels = dict(zip(map(name_channel, addresses), build_senders(addresses), strict=True))
    configuration = load_configuration(Path.cwd(), given.pop("config"))
    defaults = {key: True for key in ("robots", "probe", "polite") if key not in configuration.settings}
    configuration = configuration.merge(defaults, ValueOrigin.DEFAULT)
    configuration = configuration.merge({key.replace("_", "-"): value for key, value in given.items()})
    require_store(configuration)
    while True:
        code = _run_round(configuration, chosen, channels, watch=watch)
        if not watch:
            sys.exit(code)
        time.sleep(_WATCH_SECONDS)


def _run_round(
    configuration: Configuration, chosen: AuditOptions, channels: Mapping[str, Sender], *, watch: bool
) -> int:
    """Run one round, write its report, send its news, and return the exit code.

    News are in the outbox before anything is written, and are marked where they were sent. A run is marked as reported
    after its report was written; the sources of one that is not are due again.
    """
    if channels:
        _keep_news(configuration, channels, None)
    with TerminalProgress() as progress:
        report = run_async(_run_audit(configuration, chosen, progress))
    if channels:
        _keep_news(configuration, channels, report)
    has_visited = any(draft.standing is None or draft.standing.due for draft in report.drafts)
    code = conclude(report, configuration) if has_visited or report.findings or not watch else 0
    files = configuration["output"] or configuration["report"]
    if files or not is_output_lost():
        mark_reported(configuration, report)
    if channels:
        _send_news(configuration, channels)
    return code


def _keep_news(configuration: Configuration, channels: Iterable[str], report: Report | None) -> None:
    """Register the channels before a run, and write the news of its report to the outbox after it."""
    clock = clock_of(configuration)
    shown = leave_out_known(report, configuration, today=clock().date()) if report else None
    with open_configured_store(configuration) as store, store.writing():
        register_channels(store, channels, clock())
        if shown is not None:
            visited = {visit.url for draft in shown.drafts for visit in list_visits(draft).values()}
            record_news(
                store, visited, [(news.key, news.url, news.line, news.known) for news in news_of(shown)], clock()
            )


def _send_news(configuration: Configuration, channels: Mapping[str, Sender]) -> None:
    """Send each channel what it has not got yet; what it does not accept is sent again in the next round."""
    clock = clock_of(configuration)
    with open_configured_store(configuration) as store:
        for place, (channel, sends) in enumerate(channels.items(), start=1):
            fresh = load_undelivered_news(store, channel)
            if not fresh:
                continue
            title = f"citecheck: {len(fresh)} news about your sources"
            if sends(title, "\n".join(news.line for news in fresh)):
                with store.writing():
                    record_delivery(store, channel, fresh, clock())
            else:
                click.echo(f"citecheck: --notify address number {place} did not accept the message", err=True)


async def _run_audit(configuration: Configuration, chosen: AuditOptions, progress: TerminalProgress) -> Report:
    """Run one round of the audit."""
    options = build_check_options(configuration)
    with Pool(2, seconds=min(PARSE_SECONDS, configuration["max-time"]), memory=PARSE_MEMORY) as pool:
        async with open_ports(configuration, progress, pool=pool) as ports:
            return await audit_sources(ports, options, chosen, make_id())
