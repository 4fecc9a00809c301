"""`citecheck extract`: read drafts and print their footnotes, sources and citations; no network."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from citecheck.cli.streams import conclude_faults
from citecheck.draft.formats.registry import FORMAT_ROWS, recognise_format
from citecheck.errors import BlankInput, UnreadableInput
from citecheck.model.draft import Format
from citecheck.model.report import OwnFault
from citecheck.report.summary import write_count
from citecheck.run.companion_files import describe_missing_lists, read_companion_files
from citecheck.run.draft_cache import ReadingJob
from citecheck.run.draft_reading import (
    ExtractOptions,
    ExtractOutput,
    extract_drafts,
    read_file_bytes,
    render_extract,
)

_SECONDS = 60.0
"""Time limit for a draft in a child; the longest report tested needs a tenth of it."""
_LARGE_TEXT = 200_000
"""Bytes above which a text is also read in a child: only a large text can block a parser, and a child takes 0.1 s."""


@click.command()
@click.argument("drafts", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text, or one JSON object per draft; for several drafts, one per line.",
)
@click.option(
    "--as", "fmt", type=click.Choice([one.value for one in Format]), help="Format of the drafts (default: recognised)."
)
@click.option("--base", metavar="URL", help="Base address of relative links in the drafts.")
@click.option("--store", envvar="CITECHECK_STORE", metavar="FILE", help="File of the store for the results.")
def command(drafts: tuple[str, ...], form: str, fmt: str | None, base: str | None, store: str | None) -> None:
    """Read DRAFTS (- for standard input) and print their footnotes, sources and citations; no network.

    With several drafts or a folder, drafts that did not change since the last run are not read again.
    """
    gc.disable()  # a draft is a tree of small values without cycles; collecting them took an eighth of the time
    known = Format(fmt) if fmt else None
    if len(drafts) > 1 or Path(drafts[0]).is_dir():
        sys.exit(_extract_several(drafts, ExtractOptions(form, known, base, store)))
    data = _read_input(drafts[0])
    try:
        files = read_companion_files(data, drafts[0], known)
        made = _extract_one(ReadingJob(data, drafts[0], known, base, files), form)
        if files.missing:
            click.echo(f"citecheck: {describe_missing_lists(drafts[0], files.missing)}.", err=True)
    except BlankInput as error:
        click.echo(f"citecheck: {error}", err=True)
        return
    if not made.notes:
        links = write_count(made.links, "link") if made.links else "no links"
        click.echo(f"citecheck: {drafts[0]} has no footnotes, and {links} to a web page.", err=True)
    sys.stdout.buffer.write(made.output)


def _extract_several(drafts: Sequence[str], reading: ExtractOptions) -> int:
    """Print many drafts in order; return the exit code, 2 if any of them is damaged; an empty file is normal."""
    failed = False
    faults: list[OwnFault] = []
    for text in extract_drafts(drafts, reading):
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            failed |= not text.blank
            click.echo(f"citecheck: {text.sentence}", err=True)
            faults += [text.fault] if text.fault else []
    return conclude_faults(faults) or (2 if failed else 0)


def _read_input(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else read_file_bytes(Path(path))


def _extract_one(job: ReadingJob, form: str) -> ExtractOutput:
    """Render a draft: binary formats and long texts in a child that can be killed, others in this process."""
    work = partial(render_extract, form=form)
    known = FORMAT_ROWS[job.fmt or recognise_format(job.data, job.path)]
    if len(job.data) <= _LARGE_TEXT and not known.binary:
        return work(job)
    from citecheck.run.pool import Pool  # noqa: PLC0415 (short texts need no child and none of its modules)

    with Pool(1, seconds=_SECONDS) as pool:
        made = pool.call(work, job)
    if isinstance(made, ExtractOutput):
        return made
    if made.trace is not None:
        sys.exit(conclude_faults([OwnFault(job.path, made.reason, made.trace)]))
    raise UnreadableInput(f"{job.path} could not be read ({made.reason}); export it again, or in another format.")
