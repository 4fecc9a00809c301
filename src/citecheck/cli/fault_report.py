"""The report of a fault of citecheck itself: what happened, where, the version, and where to report it.

The traceback goes to a file next to the store, because few users can use it and whoever mends the fault needs it. With
CITECHECK_DEBUG=1 it is printed instead.
"""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from itertools import pairwise
from pathlib import Path

import click

from citecheck import __version__
from citecheck.cli import saves_work
from citecheck.config.configuration_file import find_store_path
from citecheck.errors import CitecheckError
from citecheck.model.report import OwnFault
from citecheck.run.fault_log import describe_error

OWN_FAULT_CODE = 70
"""EX_SOFTWARE of sysexits.h: a fault of the program itself."""
_TRACKER = "the issue tracker of citecheck"
_MOST_SHOWN = 3
"""Number of faults that are printed; the file has all of them."""


def report_exception(error: BaseException, arguments: Sequence[str]) -> None:
    """Print the report of an exception that ended the program; `arguments` are those of the command line."""
    trace = "".join(traceback.format_exception(error))
    report_faults([OwnFault(" ".join(arguments[:1]) or "citecheck", describe_error(error), trace)], arguments)


def report_faults(faults: Sequence[OwnFault], arguments: Sequence[str]) -> None:
    """Print the report of faults, with their tracebacks in a file next to the store."""
    click.echo("citecheck: this is a fault of citecheck, not of your drafts or their sources", err=True)
    for fault in faults[:_MOST_SHOWN]:
        click.echo(f"  {fault.item}: {fault.error}", err=True)
    if len(faults) > _MOST_SHOWN:
        click.echo(f"  and {len(faults) - _MOST_SHOWN} more", err=True)
    version = f"citecheck {__version__}, Python {platform.python_version()}, {platform.system()}"
    details = "\n".join([version, *(f"\n{fault.item}\n{fault.trace}" for fault in faults)])
    click.echo(f"  Version: {version}", err=True)
    if os.environ.get("CITECHECK_DEBUG"):
        click.echo(details, err=True)
        click.echo(f"  Report it to {_find_tracker()}.", err=True)
    elif file := _write_details(details, arguments):
        click.echo(f"  Report it to {_find_tracker()}, with this file: {file}", err=True)
    else:
        click.echo(f"  Report it to {_find_tracker()}; CITECHECK_DEBUG=1 shows the details.", err=True)
    if saves_work(arguments):
        click.echo("  What was done is saved. Run again to continue.", err=True)


def _write_details(details: str, arguments: Sequence[str]) -> Path | None:
    """Write the tracebacks next to the store, or into the folder for temporary files; None if that is impossible."""
    name = f"citecheck-fault-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}.log"
    for folder in (_find_store_folder(arguments), Path(tempfile.gettempdir())):
        if folder is None or not folder.is_dir():
            continue
        try:
            (folder / name).write_text(details, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return folder / name
    return None


def _find_store_folder(arguments: Sequence[str]) -> Path | None:
    """Return the folder of the store that the command line, the environment or the current folder names."""
    named = next((value for option, value in pairwise(arguments) if option == "--store"), None)
    joined = next((each.partition("=")[2] for each in arguments if each.startswith("--store=")), None)
    try:
        return find_store_path(Path.cwd(), named or joined or os.environ.get("CITECHECK_STORE")).parent
    except (CitecheckError, OSError):
        return None


def _find_tracker() -> str:
    """Return the address of the issue tracker that the installed package names, or words for it."""
    try:
        rows = metadata("citecheck").get_all("Project-URL") or []
    except PackageNotFoundError:
        return _TRACKER
    named = (row.partition(",") for row in rows)
    return next((url.strip() for label, _, url in named if label.strip().lower() in {"issues", "tracker"}), _TRACKER)
