"""`citecheck check`: check every citation of one or more drafts."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citecheck.cli.options import SectionedCommand, config_option, network_options, report_options, wait_option
from citecheck.cli.run_output import TerminalProgress, conclude, refuse_lost_inputs
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import find_store_path, load_configuration
from citecheck.config.draft_paths import FoundDrafts, find_drafts

if TYPE_CHECKING:
    from citecheck.model.report import Report


@click.command(cls=SectionedCommand)
@click.argument("drafts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "as", metavar="FORMAT", help="Format of the drafts (default: recognised).")
@click.option("--base", metavar="URL", help="Base address of relative links in the drafts.")
@click.option("--profile", metavar="NAME", help="draft: compare sentences with their links; docs: only ask links.")
@click.option("--only", metavar="KIND", help="Check notes or links only.")
@click.option("--evidence/--no-evidence", default=None, help="Compare claims with their sources.")
@click.option("--no-archive", is_flag=True, default=None, help="Keep no copies of the pages.")
@click.option(
    "--max-age", metavar="DURATION", help="Oldest verdict of an earlier run that counts, as 7d or 12h; 0 for none."
)
@click.option("--refresh/--no-refresh", default=None, help="Request every address anew, whatever earlier runs saw.")
@click.option("--published", metavar="URL", help="Address of the published draft, to complete cut addresses.")
@config_option
@report_options
@network_options
@wait_option
def command(drafts: tuple[Path, ...], **given: Any) -> None:
    """Check every citation of DRAFTS: files, folders or patterns.

    \b
      citecheck check report.docx
      citecheck check report.docx --report html=report.html
      citecheck check drafts/ --format github --fail-on warning

    Exit code 0: no finding at or above --fail-on; 1: findings; 2: no named draft can be read, or wrong usage; 3: the
    run was not completed. A file without footnotes and links is reported and is no fault.

    Every option can be set in citecheck.toml: see `citecheck config options`.
    """  # noqa: D301 (click's marker for lines that it must not wrap)
    from citecheck.net.crawler import run_async  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.session import mark_reported  # noqa: PLC0415 (the help of a command loads no crawler)

    configuration = load_configuration(Path.cwd(), given.pop("config")).merge(
        {key.replace("_", "-"): value for key, value in given.items()}
    )
    found = find_drafts(drafts, exclude=configuration["exclude-path"], gitignore=configuration["gitignore"])
    refuse_lost_inputs(configuration, (*found.paths, *filter(None, [configuration.file])))
    for sentence in found.nothing:
        click.echo(f"citecheck: {sentence}", err=True)
    with TerminalProgress() as progress:
        report = run_async(_run_check(found, configuration, progress))
    report = replace(report, unread_drafts=report.unread_drafts + found.unread)
    code = conclude(report, configuration)
    mark_reported(configuration, report)
    sys.exit(code)


async def _run_check(found: FoundDrafts, configuration: Configuration, progress: TerminalProgress) -> Report:
    """Read the drafts and check them in one crawl; where there is nothing to check, nothing is opened.

    Raises:
        UnreadableInput: None of the named drafts could be read.
    """
    from citecheck.model.report import Report, Run  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.clock import now  # noqa: PLC0415 (as below)
    from citecheck.run.draft_cache import DraftCache  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.draft_reading import read_drafts  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.findings_stage import count_results  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.memory import name_documentation  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.pipeline import check_drafts  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.pool import Pool  # noqa: PLC0415 (the help of a command loads no crawler)
    from citecheck.run.session import (  # noqa: PLC0415 (the help of a command loads no crawler)
        PARSE_MEMORY,
        PARSE_SECONDS,
        build_check_options,
        make_id,
        open_ports,
    )

    options = build_check_options(configuration, visits=1)
    started = now()
    with Pool(2, seconds=PARSE_SECONDS, memory=PARSE_MEMORY) as pool:
        with DraftCache(find_store_path(Path.cwd(), configuration["store"]), progress.announce) as cache:
            read = await read_drafts(found, configuration, pool, cache)
            if read.drafts:
                cache.save()
        for sentence in read.sentences:
            progress.announce(sentence)
        if not read.drafts:
            run = Run(make_id(), started, now(), count_results((), {}))
            return Report(run, (), read.findings, read.faults, len(read.findings), read.blank)
        pool.allow(configuration["max-time"])  # reading a page, unlike a draft, has the time limit of its address
        async with open_ports(configuration, progress, pool=pool) as ports:
            options = name_documentation(options, read.drafts, configuration, found.named)
            report = await check_drafts(read.drafts, ports, options, make_id())
    findings, faults = (*report.findings, *read.findings), (*read.faults, *report.faults)
    return replace(report, findings=findings, faults=faults, unread_drafts=len(read.findings), blank_drafts=read.blank)
