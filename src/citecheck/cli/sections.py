"""The help of a command of many options, in sections by what a reader looks for."""

from __future__ import annotations

import click

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The drafts", ("as", "base", "published", "due", "host", "per_host_limit", "watch")),
    ("The report", ("format", "output", "report", "notify")),
    ("What counts", ("fail_on", "select", "ignore", "baseline")),
    (
        "What is asked",
        ("include", "exclude", "offline", "replay", "replay_at", "probe", "second_look", "robots", "allow_private"),
    ),
    ("Public archives and models", ("archives", "archive", "save", "judge", "judge_model")),
    (
        "The network",
        (
            *("max_time", "interval", "host_connections", "concurrency", "user_agent"),
            *("connect_to", "cacert", "proxy"),
        ),
    ),
)
"""Heading to the names of its options; whatever is named nowhere comes last."""


class SectionedCommand(click.Command):
    """A command whose options are listed under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options section by section."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        rows = {each.name or "": row for each in options if (row := each.get_help_record(ctx))}
        for heading, names in SECTIONS:
            if found := [rows.pop(name) for name in names if name in rows]:
                with formatter.section(heading):
                    formatter.write_dl(found)
        with formatter.section("Other"):
            formatter.write_dl(list(rows.values()))
