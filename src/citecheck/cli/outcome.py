"""Writing a report where it was asked for, and the exit code that it calls for."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from citecheck.cli.streams import ReaderGone
from citecheck.config import Configuration, at_peace
from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.model.report import Report
from citecheck.report import render

RANK = {Level.INFO: 0, Level.WARNING: 1, Level.ERROR: 2}
NETWORK_DOWN = "L502"


def conclude(report: Report, configuration: Configuration) -> int:
    """Write the report, and the further ones asked for, without what they are to leave alone; return the exit code.

    Raises:
        WrongUsage: the output file cannot be written, or the baseline cannot be read.
    """
    report = at_peace(report, configuration, today=datetime.now(UTC).date())
    write(report, configuration["format"], configuration["output"])
    for fmt, file in configuration["report"]:
        write(report, fmt, file)
    if configuration["format"] == "github":
        append_job_summary(report)
    if any(finding.rule == NETWORK_DOWN for finding in report.findings):
        return 3
    if configuration["fail-on"] == "never":
        return 0
    least = RANK[Level(configuration["fail-on"])]
    findings = (finding for draft in report.drafts for finding in draft.findings)
    return int(any(RANK[finding.level] >= least for finding in findings))


def write(report: Report, fmt: str, output: str | None) -> None:
    """Write the report to the file `output`, whole or not at all, or to standard output."""
    if output is None:
        color = sys.stdout.isatty() and fmt == "text"
        # A reader who has seen enough changes nothing of the exit code.
        with contextlib.suppress(ReaderGone):
            for piece in render(report, fmt, width=shutil.get_terminal_size((80, 24)).columns, color=color):
                click.echo(piece, nl=False, color=color)
        return
    target = Path(output)
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(render(report, fmt, width=100))
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WrongUsage(
            f"{target}: the report cannot be written there ({error.strerror}); name another --output"
        ) from error


def append_job_summary(report: Report) -> None:
    """Add the report in Markdown to the summary of a GitHub job, where there is one.

    Raises:
        WrongUsage: the file that GITHUB_STEP_SUMMARY names cannot be written.
    """
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(render(report, "markdown"))
    except OSError as error:
        raise WrongUsage(f"GITHUB_STEP_SUMMARY: {path} cannot be written ({error.strerror})") from error
