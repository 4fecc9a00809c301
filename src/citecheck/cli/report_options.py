"""Options that `check` and `audit` share: what the report is, where it goes, and what fails a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from citecheck.report import FORMATS

F = TypeVar("F", bound=Callable[..., Any])


def codes(_context: click.Context, _option: click.Parameter, written: tuple[str, ...]) -> tuple[str, ...]:
    """Take lists with commas as well as repeated options."""
    return tuple(code.strip() for each in written for code in each.split(",") if code.strip())


OPTIONS = (
    click.option("--format", "format", metavar="FORMAT", help=f"{', '.join(FORMATS)}."),
    click.option("--output", metavar="FILE", help="File the report goes to; standard output without it."),
    click.option(
        "--report",
        multiple=True,
        metavar="FORMAT=FILE",
        help="A further report of the same run, such as html=report.html. Repeatable.",
    ),
    click.option("--store", envvar="CITECHECK_STORE", metavar="FILE", help="File of the store."),
    click.option(
        "--fail-on", metavar="LEVEL", help="Least level that ends the run with 1: error, warning, info, never."
    ),
    click.option(
        "--select",
        multiple=True,
        callback=codes,
        metavar="RULES",
        help="Rules in force, by code or prefix, with commas between; all without it.",
    ),
    click.option("--ignore", multiple=True, callback=codes, metavar="RULES", help="Rules left out, by code or prefix."),
    click.option("--baseline", metavar="FILE", help="File of known findings, which do not fail the run."),
    click.option("--archives/--no-archives", default=None, help="Look in public archives for what is lost or cut."),
    click.option(
        "--archive", multiple=True, metavar="NAME", help="Public archive to ask, or NAME=TIMEGATE. Repeatable."
    ),
    click.option("--save/--no-save", default=None, help="Ask a public archive to keep what it has no copy of."),
    click.option(
        "--judge", metavar="URL", help="OpenAI-compatible endpoint asked for verdicts (key: CITECHECK_JUDGE_KEY)."
    ),
    click.option("--judge-model", metavar="NAME", help="Model that the judge's endpoint is asked for."),
    click.option("--probe/--no-probe", default=None, help="Ask sites under suspicion for a made-up path."),
    click.option("--second-look/--no-second-look", default=None, help="Ask again at the end what failed."),
)


def report_options(function: F) -> F:
    """Add the options to a command."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function
