"""`citecheck config`: show the configuration in force and where each value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from citecheck.cli.options import config_option
from citecheck.config.configuration import Configuration, ConfiguredValue
from citecheck.config.configuration_file import load_configuration
from citecheck.config.options import HOST_OPTIONS, OPTIONS
from citecheck.config.trust import TRUST
from citecheck.report.document import dump_json
from citecheck.report.safe_text import hide_secrets, make_visible


@click.group()
def command() -> None:
    """Show the configuration in force and its origin."""


@command.command()
@click.argument("draft", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
@config_option
def show(draft: Path | None, fmt: str, config: str | None) -> None:
    """Print every option with its value and origin; with DRAFT, as in force for that draft."""
    configuration = load_configuration(draft or Path.cwd(), config)
    if draft is not None:
        configuration = configuration.for_draft(draft)
    if fmt == "json":
        click.echo(dump_json({key: _build_row(configuration, key) for key in OPTIONS}, indent=1))
        return
    click.echo(
        f"# {make_visible(str(configuration.file)) if configuration.file else 'no configuration file; all defaults'}"
    )
    for key in OPTIONS:
        row = _build_row(configuration, key)
        click.echo(f"{key:<16} = {make_visible(dump_json(row['value']))}  # {make_visible(row['origin'])}")
    for name, overrides in (("per-path", configuration.per_path), ("per-host", configuration.per_host)):
        for override in overrides:
            click.echo(f"\n[[{name}]]  # {make_visible(', '.join(override.patterns))}")
            for key, setting in override.settings.items():
                click.echo(
                    f"{key:<16} = {make_visible(dump_json(_mask_value(key, setting)))}"
                    f"  # {make_visible(setting.place())}"
                )


@command.command()
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
def options(fmt: str) -> None:
    """Print the meaning of each option."""
    width = max(map(len, OPTIONS))
    if fmt == "markdown":
        click.echo("| Key | Default | Trust | |\n| --- | --- | --- | --- |")
    for option in (*OPTIONS.values(), *HOST_OPTIONS.values()):
        only = " (only in `[[per-host]]`)" if option.key in HOST_OPTIONS else ""
        if fmt == "markdown":
            default = "" if option.default in (None, (), {}) else f"`{dump_json(option.default)}`"
            click.echo(f"| `{option.key}` | {default} | {TRUST[option.key].value} | {option.about}{only} |")
        else:
            click.echo(f"{option.key:<{width}}  {option.about}{only}")


def _mask_value(key: str, setting: ConfiguredValue) -> Any:
    """Return the displayable form of a value, which hides a password unless it is in the environment."""
    if key == "basic-auth":
        return setting.value if "${" in setting.value else "…"
    if key == "headers":
        return {name: value if "${" in value else "…" for name, value in setting.value.items()}
    return hide_secrets(setting.value) if isinstance(setting.value, str) else setting.value


def _build_row(configuration: Configuration, key: str) -> dict[str, Any]:
    setting = configuration.settings.get(key, ConfiguredValue(OPTIONS[key].default))
    return {"value": _mask_value(key, setting), "origin": setting.place()}
