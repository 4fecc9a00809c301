"""Options that several commands share, and sectioned help for commands with many options.

Network options have the names and meanings of curl where curl has them. Report options define the form of the report,
its destination and what fails a run. Each option has the name of its row in the configuration file (`config.options`)
and is None where it is not given, so that the configuration's value applies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from citecheck.report import FORMATS

F = TypeVar("F", bound=Callable[..., Any])

config_option = click.option(
    "--config",
    envvar="CITECHECK_CONFIG",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Configuration to use and trust (default: the nearest citecheck.toml, which may not set everything).",
)
"""The option that names a configuration file, which then may set every option."""

_CONNECTION_OPTIONS = (
    click.option(
        "--connect-to",
        multiple=True,
        metavar="HOST1:PORT1:HOST2:PORT2",
        help="Connect to HOST2:PORT2 instead of HOST1:PORT1; empty parts match anything. Repeatable.",
    ),
    click.option("--cacert", metavar="FILE", help="Trust these certificate authorities instead of the system's."),
    click.option("--proxy", metavar="URL", help="Send requests through this HTTP proxy."),
    click.option(
        "--max-time", type=float, metavar="S", help="Time limit for one address with its redirects, in seconds."
    ),
    click.option("--user-agent", metavar="TEXT", help="User agent of the requests; add a contact."),
    click.option("--allow-private/--no-allow-private", default=None, help="Request addresses that are not public."),
)
"""The options of every request, of those to public services as well."""
_NETWORK_OPTIONS = (
    *_CONNECTION_OPTIONS,
    click.option("--robots/--no-robots", default=None, help="Obey robots.txt."),
    click.option(
        "--polite/--no-polite", default=None, help="Request slowly from the start: 0.5 s and 2 connections a host."
    ),
    click.option(
        "--interval", type=float, metavar="S", help="Shortest pause between two requests to one host, in seconds."
    ),
    click.option(
        "--per-host", "host_connections", type=int, metavar="N", help="Maximum number of connections to one host."
    ),
    click.option("--concurrency", type=int, metavar="N", help="Maximum number of addresses requested at once."),
    click.option("--max-run-time", type=float, metavar="S", help="Begin no more requests after S seconds."),
    click.option("--replay", metavar="FILE", help="Answer from a .warc.gz or .wacz file instead of the network."),
    click.option("--replay-at", metavar="MOMENT", help="Answer with the capture that was current at this moment."),
    click.option(
        "--include",
        multiple=True,
        metavar="PATTERN",
        help="Request only addresses that match this regular expression. Repeatable.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Request no address that matches this regular expression. Repeatable.",
    ),
    click.option(
        "--browser/--no-browser", default=None, help="Show pages that show nothing without scripts in a browser."
    ),
    click.option("--offline/--no-offline", default=None, help="Send no requests."),
)


wait_option = click.option(
    "--wait", type=float, metavar="S", help="Wait S seconds for another run that holds the store."
)
"""The option of commands that hold the store."""


def network_options(function: F) -> F:
    """Add the options to a command."""
    for option in reversed(_NETWORK_OPTIONS):
        function = option(function)
    return function


def connection_options(function: F) -> F:
    """Add the options of a command that only asks public services."""
    for option in reversed(_CONNECTION_OPTIONS):
        function = option(function)
    return function


def _split_codes(_context: click.Context, _option: click.Parameter, written: tuple[str, ...]) -> tuple[str, ...]:
    """Split lists with commas; options may also be repeated."""
    return tuple(code.strip() for each in written for code in each.split(",") if code.strip())


_REPORT_OPTIONS = (
    click.option("--format", "format", metavar="FORMAT", help=f"{', '.join(FORMATS)}."),
    click.option("--output", metavar="FILE", help="File for the report (default: standard output)."),
    click.option(
        "--report",
        multiple=True,
        metavar="FORMAT=FILE",
        help="A further report of the same run, such as html=report.html. Repeatable.",
    ),
    click.option("--store", envvar="CITECHECK_STORE", metavar="FILE", help="File of the store."),
    click.option(
        "--fail-on", metavar="LEVEL", help="Lowest level that gives exit code 1: error, warning, info, never."
    ),
    click.option(
        "--select",
        multiple=True,
        callback=_split_codes,
        metavar="RULES",
        help="Rules in force, as codes or prefixes with commas (default: all).",
    ),
    click.option(
        "--ignore",
        multiple=True,
        callback=_split_codes,
        metavar="RULES",
        help="Rules to ignore, as codes or prefixes with commas.",
    ),
    click.option("--now", metavar="MOMENT", help="Moment that counts as the present, to rehearse later visits."),
    click.option("--baseline", metavar="FILE", help="File of known findings, which do not fail the run."),
    click.option(
        "--archives/--no-archives", default=None, help="Search public archives for lost sources and cut addresses."
    ),
    click.option(
        "--archive", multiple=True, metavar="NAME", help="Public archive to ask, or NAME=TIMEGATE. Repeatable."
    ),
    click.option(
        "--lookup/--no-lookup",
        default=None,
        help="Ask registries for works by their text as well, or for none (default: by identifiers such as DOIs).",
    ),
    click.option(
        "--registry",
        multiple=True,
        metavar="NAME=BASE",
        help="Ask this address in place of a public registry, such as crossref=https://… Repeatable.",
    ),
    click.option("--save/--no-save", default=None, help="Have a public archive save sources of which it has no copy."),
    click.option(
        "--judge", metavar="URL", help="OpenAI-compatible endpoint asked for verdicts (key: CITECHECK_JUDGE_KEY)."
    ),
    click.option("--judge-model", metavar="NAME", help="Model of the judge."),
    click.option("--probe/--no-probe", default=None, help="Request a made-up path from suspect sites."),
    click.option(
        "--second-look/--no-second-look", default=None, help="Request failed sources again at the end of the run."
    ),
)


def report_options(function: F) -> F:
    """Add the options to a command."""
    for option in reversed(_REPORT_OPTIONS):
        function = option(function)
    return function


_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "The drafts",
        (
            "as",
            "base",
            "profile",
            "only",
            "evidence",
            "no_archive",
            "published",
            "due",
            "host",
            "per_host_limit",
            "watch",
        ),
    ),
    ("The report", ("format", "output", "report", "notify")),
    ("What counts", ("fail_on", "select", "ignore", "baseline")),
    (
        "What is requested",
        (
            "include",
            "exclude",
            "offline",
            "replay",
            "replay_at",
            "now",
            "max_age",
            "refresh",
            "wait",
            "probe",
            "browser",
            "second_look",
            "robots",
            "lookup",
            "registry",
            "allow_private",
        ),
    ),
    ("Public archives and models", ("archives", "archive", "save", "judge", "judge_model")),
    (
        "The network",
        (
            *("max_time", "max_run_time", "polite", "interval", "host_connections", "concurrency", "user_agent"),
            *("connect_to", "cacert", "proxy"),
        ),
    ),
)
"""The names of the options under each heading; all other options come last."""


class SectionedCommand(click.Command):
    """A command whose options are listed under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options section by section."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        rows = {each.name or "": row for each in options if (row := each.get_help_record(ctx))}
        for heading, names in _SECTIONS:
            if found := [rows.pop(name) for name in names if name in rows]:
                with formatter.section(heading):
                    formatter.write_dl(found)
        with formatter.section("Other"):
            formatter.write_dl(list(rows.values()))
