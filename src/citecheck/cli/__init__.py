"""The command line: one module per command, imported only when that command runs.

`citecheck --version` must answer at once, so this module imports click and no other large module; the table below lists
the commands. docs/interfaces.md defines the commands, options and output; text for readers is made in `report`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from difflib import get_close_matches

import click

from citecheck import __version__
from citecheck.cli import streams
from citecheck.errors import CitecheckError

COMMANDS: dict[str, str] = {
    "check": "Check every citation of one or more drafts.",
    "audit": "Visit the stored sources that are due again.",
    "extract": "Read a draft and print its footnotes, sources and citations; no network.",
    "refang": "Restore the addresses in lines of text.",
    "fetch": "Request addresses and report the kind of page of each.",
    "content": "Report the kind of a saved page, and print its text.",
    "compare": "Compare two saved pages.",
    "lookup": "Ask registries whether a cited work exists and is what is cited.",
    "verify": "Search a text for the passage that supports a claim.",
    "repair": "Write a copy of a draft with the accepted repairs.",
    "archive": "Show, export and index the archived copies.",
    "warc": "Verify WARC files.",
    "store": "Print the path of the store, or a summary of it.",
    "baseline": "Record known findings, so that only new ones fail a run.",
    "config": "Show the configuration in force and its origin.",
    "rules": "List the rules, or explain one.",
}
"""The line of help of each command; command `a-b` is `command` in `citecheck.cli.a_b`."""


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of `cmd_name` and return its command, None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"citecheck.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command; for an unknown name, raise UsageError with the most similar one."""
        if args and args[0] not in COMMANDS and (near := get_close_matches(args[0], COMMANDS, 1)):
            raise click.UsageError(f"there is no command {args[0]!r}; did you mean {near[0]!r}?", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="citecheck")
def root() -> None:
    """Verify the citations and footnotes of a draft."""


_SAVING_COMMANDS = frozenset({"audit", "check", "fetch"})
"""The commands that write what they did before they end."""


def saves_work(arguments: Sequence[str]) -> bool:
    """Return whether the command that the arguments of the command line name keeps what it did if it is stopped."""
    return bool(arguments) and arguments[0] in _SAVING_COMMANDS


def main() -> None:
    """Run the command line and exit with a code of docs/interfaces.md: 0, 1, 2, 3, 70 or 130."""
    try:
        streams.prepare()
        code = _run_command()
    except CitecheckError as error:
        click.echo(f"citecheck: {error}", err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        saved = "; what was done is saved" if saves_work(sys.argv[1:]) else ""
        click.echo(f"citecheck: interrupted{saved}", err=True)
        code = 130
    except streams.ReaderGone:
        code = 0
    except Exception as error:  # noqa: BLE001 (the one place that reports what nobody foresaw)
        from citecheck.cli.fault_report import OWN_FAULT_CODE, report_exception  # noqa: PLC0415 (most runs need none)

        report_exception(error, sys.argv[1:])
        code = OWN_FAULT_CODE
    sys.exit(code)


def _run_command() -> int:
    """Run the named command, flush its output, and return its exit code."""
    try:
        code = root.main(prog_name="citecheck", standalone_mode=False)
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    return int(code or 0)
