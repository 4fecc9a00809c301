"""The output of a run: progress on a terminal, the report in its formats and files, and the exit code.

A report is written atomically. Progress goes to standard error, and is not shown in a pipe.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import click

from citecheck.cli.streams import ReaderGone, conclude_faults, write_file
from citecheck.config.configuration import Configuration
from citecheck.config.repository_files import name_from_root
from citecheck.config.suppression import leave_out_known
from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.model.page import Reach
from citecheck.model.report import Report
from citecheck.report import render
from citecheck.run.clock import clock_of

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_LEVEL_RANK = {Level.INFO: 0, Level.WARNING: 1, Level.ERROR: 2}
_NETWORK_DOWN = "L502"
_NOT_SAVED = "A107"
_FORMATS_OF_CI = frozenset({"sarif", "github", "gitlab", "junit"})
"""Formats that other programs map to files of the repository, by paths from its root."""


def conclude(report: Report, configuration: Configuration) -> int:
    """Write the report in each configured format without suppressed findings, and return the exit code.

    Raises:
        WrongUsage: An output file cannot be opened, or the baseline cannot be read.
        RunIncomplete: A report was lost while it was written.
    """
    report = leave_out_known(report, configuration, today=clock_of(configuration)().date())
    named = name_from_root(report, Path.cwd(), os.environ)
    for fmt, file in ((configuration["format"], configuration["output"]), *configuration["report"]):
        _write_report(named if fmt in _FORMATS_OF_CI else report, fmt, file)
    if configuration["format"] == "github":
        _append_job_summary(report)
    if code := conclude_faults(report.faults):
        return code
    if report.offline or any(finding.rule == _NETWORK_DOWN for finding in report.findings):
        return 3
    if configuration["fail-on"] == "never":
        return 0
    least = _LEVEL_RANK[Level(configuration["fail-on"])]
    outstanding = [*report.findings, *(finding for draft in report.drafts for finding in draft.outstanding)]
    if any(_LEVEL_RANK[finding.level] >= least for finding in outstanding):
        return 1
    return 3 if any(finding.rule == _NOT_SAVED for finding in outstanding) else 0


def refuse_lost_inputs(configuration: Configuration, inputs: Iterable[Path]) -> None:
    """Raise WrongUsage if a report would take the place of a file that the run reads: a draft, the configuration."""
    outputs = [Path(file) for _, file in ((None, configuration["output"]), *configuration["report"]) if file]
    targets = {os.path.realpath(each): each for each in outputs}
    for each in inputs if targets else ():
        if lost := targets.get(os.path.realpath(each)):
            raise WrongUsage(f"{lost}: the report would replace {each}, which this run reads; name another file")


def _write_report(report: Report, fmt: str, output: str | None) -> None:
    """Write the report to the file `output`, or to standard output."""
    if output is None:
        color = sys.stdout.isatty() and fmt == "text"
        # A reader that closes the pipe early does not change the exit code.
        width = shutil.get_terminal_size((80, 24)).columns
        pieces = list(render(report, fmt, width=width, color=color))  # whole, so that no half of a report is printed
        with contextlib.suppress(ReaderGone):
            for piece in pieces:
                click.echo(piece, nl=False, color=color)
        return
    write_file(Path(output), render(report, fmt, width=100), "report", "--output or --report")


def _append_job_summary(report: Report) -> None:
    """Add the report in Markdown to the summary of a GitHub job, where there is one.

    Raises:
        WrongUsage: The file that GITHUB_STEP_SUMMARY names cannot be written.
    """
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(render(report, "markdown"))
    except OSError as error:
        raise WrongUsage(f"GITHUB_STEP_SUMMARY: {path} cannot be written ({error.strerror})") from error


SHOWN_REACHES = (Reach.LIVE, Reach.MOVED, Reach.GONE, Reach.SUSPECT, Reach.WALLED, Reach.FAILING)


class TerminalProgress:
    """A progress bar on standard error: the addresses requested, the last host, and the counts by reach.

    Where standard error is no terminal, there is no bar and its library is not loaded.
    """

    def __init__(self) -> None:
        self._bar = _build_bar() if sys.stderr.isatty() else None
        self._task: TaskID | None = None
        self._counts: Counter[Reach] = Counter()
        self._stages = 0

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def planned(self, addresses: int) -> None:
        """Begin a stage with this number of addresses."""
        self._stages += 1
        name = "Asking" if self._stages == 1 else "Requesting again"
        if self._bar:
            self._task = self._bar.add_task(name, total=addresses, seen="", visible=addresses > 0)

    def visited(self, url: str, reach: Reach) -> None:
        """Count one address and show its host."""
        self._counts[reach] += 1
        if self._bar is None or self._task is None:
            return
        counts = " ".join(f"{self._counts[each]} {each.value}" for each in SHOWN_REACHES if self._counts[each])
        self._bar.update(self._task, advance=1, seen=f"{counts}  {urlsplit(url).hostname or ''}")

    def announce(self, sentence: str) -> None:
        """Print a sentence on standard error, above the bar."""
        if self._bar:
            self._bar.console.print(f"citecheck: {sentence}", markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(f"citecheck: {sentence}", err=True)


def _build_bar() -> Progress:
    """Return the bar on standard error."""
    from rich.console import Console  # noqa: PLC0415 (in a pipe there is no bar)
    from rich.progress import (  # noqa: PLC0415 (in a pipe there is no bar)
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[seen]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
