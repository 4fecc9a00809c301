"""`citecheck rules`: list the rules, or explain one."""

from __future__ import annotations

import shutil

import click

from citecheck.config.rule_selection import select_rules
from citecheck.report.rule_pages import render_rules
from citecheck.rules import RULES


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
def command(codes: tuple[str, ...], fmt: str) -> None:
    """List the rules, or explain the rules of each CODE: a code, a prefix or a name.

    The Markdown of all rules is the page docs/rules.md.
    """
    named = {rule.name: code for code, rule in RULES.items()}
    chosen = select_rules([named.get(code.lower(), code) for code in codes]) if codes else frozenset(RULES)
    rules = [rule for code, rule in RULES.items() if code in chosen]
    width = shutil.get_terminal_size((80, 24)).columns
    for piece in render_rules(rules, fmt, explain=bool(codes), width=width):
        click.echo(piece, nl=False)
