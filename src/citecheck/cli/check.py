"""`citecheck check`: check every citation of one or more drafts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from citecheck.cli.options import SectionedCommand, network_options, report_options
from citecheck.cli.run_output import TerminalProgress, conclude
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import load_configuration
from citecheck.config.draft_paths import find_drafts
from citecheck.errors import UnreadableInput
from citecheck.model.report import Report
from citecheck.net.crawler import run_async
from citecheck.run.context import CheckOptions
from citecheck.run.draft_reading import read_drafts
from citecheck.run.pipeline import check_drafts
from citecheck.run.pool import Pool
from citecheck.run.session import PARSE_MEMORY, PARSE_SECONDS, make_id, open_ports, origin_of


@click.command(cls=SectionedCommand)
@click.argument("drafts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "as", metavar="FORMAT", help="Format of the drafts (default: recognised).")
@click.option("--base", metavar="URL", help="Base address of relative links in the drafts.")
@click.option("--published", metavar="URL", help="Address of the published draft, to complete cut addresses.")
@report_options
@network_options
def command(drafts: tuple[Path, ...], **given: Any) -> None:
    """Check every citation of DRAFTS: files, folders or patterns.

    \b
      citecheck check report.docx
      citecheck check report.docx --report html=report.html
      citecheck check drafts/ --format github --fail-on warning

    Exit code 0: no finding at or above --fail-on; 1: findings; 2: a draft cannot be read; 3: the run was not completed.

    Every option can be set in citecheck.toml: see `citecheck config options`.
    """  # noqa: D301 (click's marker for lines that it must not wrap)
    configuration = load_configuration(Path.cwd()).merge({key.replace("_", "-"): value for key, value in given.items()})
    paths = find_drafts(drafts, exclude=configuration["exclude-path"], gitignore=configuration["gitignore"])
    with TerminalProgress() as progress:
        report, sentences = run_async(_run_check(paths, drafts, configuration, progress))
    for sentence in sentences:
        click.echo(f"citecheck: {sentence}", err=True)
    code = conclude(report, configuration)
    sys.exit(2 if sentences else code)


async def _run_check(
    paths: Sequence[Path], named: Sequence[Path], configuration: Configuration, progress: TerminalProgress
) -> tuple[Report, list[str]]:
    """Read the drafts and check them in one crawl; return the report and a sentence for each unusable file.

    Raises:
        UnreadableInput: None of the drafts could be used.
    """
    origin = origin_of(configuration)
    with Pool(2, seconds=PARSE_SECONDS, memory=PARSE_MEMORY) as pool:
        drafts, sentences = await read_drafts(paths, configuration, pool, named=frozenset(named))
        if not drafts:
            raise UnreadableInput(sentences[0] if sentences else f"{named[0]}: no draft with footnotes was found here")
        pool.allow(configuration["max-time"])  # reading a page, unlike a draft, has the time limit of its address
        options = CheckOptions(
            replace(configuration.build_death_policy(), visits=1),
            body_limit=configuration["body-limit"],
            published=configuration["published"],
            probe=configuration["probe"],
            origin=origin,
        )
        async with open_ports(configuration, progress, pool=pool) as ports:
            return await check_drafts(drafts, ports, options, make_id()), sentences
