"""`citecheck archive`: show a capture, export a case as WACZ, index archive files."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citecheck import __version__
from citecheck.config.configuration_file import find_store_path
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.store.database import Store, open_store

if TYPE_CHECKING:
    from citecheck.archive.wacz import ArchivedPage
    from citecheck.archive.warc.stream import Damage
    from citecheck.model.exchange import Hop
    from citecheck.store.captures import KeptCapture
    from citecheck.store.health import StoreFault

_BODY_LIMIT = 200_000_000

_store_option = click.option("--store", "store", envvar="CITECHECK_STORE", help="File of the store.")


@click.group()
def command() -> None:
    """Show, export and index the archived copies."""


@command.command()
@click.argument("capture", metavar="CAPTURE")
@click.option("--text", "what", flag_value="text", help="Print the extracted text.")
@click.option("--body", "what", flag_value="body", help="Print the decompressed body.")
@click.option("--raw", "what", flag_value="raw", help="Print the body byte for byte as it was sent.")
@click.option("--headers", "what", flag_value="headers", help="Print the headers as they were sent.")
@_store_option
@click.pass_context
def show(ctx: click.Context, capture: str, what: str | None, store: str | None) -> None:
    """Print an archived copy. CAPTURE is its id, or the start of it, as in a report or the store.

    Exit code 1 means that the record is lost: its row and text are printed.
    """
    from citecheck.archive.warc.hop_reader import read_hop  # noqa: PLC0415 (each subcommand loads what it needs)
    from citecheck.store.captures import find_capture, find_loss  # noqa: PLC0415

    opened, _ = _open_checked(find_store_path(Path.cwd(), store))
    kept = find_capture(opened, capture)
    since = find_loss(opened, kept.capture.id) if kept else None
    opened.close()
    if kept is None:
        raise WrongUsage(f"{capture}: the store {opened.path} has no such capture, or several; use the id in a report")
    try:
        hop = read_hop(opened.warc_folder, kept.capture.warc, kept.capture.offset)
        content = _render_capture(kept, hop, what)
    except UnreadableInput as error:
        click.echo(f"citecheck: {error}", err=True)
        click.echo(f"{kept.text.visible}" if what == "text" else _render_lost(kept, since))
        ctx.exit(1)
    sys.stdout.buffer.write(content.encode("utf-8", "replace") if isinstance(content, str) else content)


@command.command()
@click.option(
    "--wacz",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The WACZ file to write.",
)
@click.option("--document", type=click.Path(path_type=Path), help="Export only the sources of this draft.")
@click.option(
    "--timestamp", "authority", envvar="CITECHECK_TIMESTAMP", metavar="URL", help="RFC 3161 authority for a time stamp."
)
@click.option(
    "--timestamp-ca",
    "roots",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Root certificates for the stamp.",
)
@_store_option
@click.pass_context
def export(
    ctx: click.Context,
    target: Path,
    *,
    document: Path | None,
    authority: str | None,
    roots: Path | None,
    store: str | None,
) -> None:
    """Export the case of a draft: the captures and texts of its sources, and its claims with evidence and anchors.

    Exit code 1 means that records are missing or damaged; the export has the others.
    """
    from citecheck.archive.wacz import WaczCase, write_wacz  # noqa: PLC0415
    from citecheck.store.case_export import find_document, load_cited_claims, load_cited_pages  # noqa: PLC0415

    opened, faults = _open_checked(find_store_path(Path.cwd(), store))
    chosen = find_document(opened, document) if document else None
    number = chosen.id if chosen else None
    title = f"Sources of {document.name}" if document else "Sources of all documents"
    draft = _read_checked_draft(document, chosen.sha256) if document and chosen else None
    case = WaczCase(title, load_cited_pages(opened, number), load_cited_claims(opened, number), draft)
    lost: list[ArchivedPage] = []
    software = f"citecheck/{__version__}"
    digest = write_wacz(target, case, opened.warc_folder, software=software, now=datetime.now(UTC), on_lost=lost.append)
    opened.close()
    for page in lost:
        click.echo(
            f"citecheck: the record of {page.url} of {page.moment:%Y-%m-%d %H:%M} is damaged; left out", err=True
        )
    click.echo(f"{target}: captures {len(case.pages) - len(lost)}, {digest}")
    if authority:
        click.echo(f"{_write_time_stamp(target, authority, roots)}: stamped by {authority}")
    ctx.exit(1 if faults or lost else 0)


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@_store_option
@click.pass_context
def index(ctx: click.Context, files: tuple[Path, ...], store: str | None) -> None:
    """Print a CDXJ index of archive files (default: all files of the store).

    Exit code 1 means that a file cannot be read, is missing or is shorter than the store says.
    """
    from citecheck.archive.warc.file import parts_of  # noqa: PLC0415
    from citecheck.archive.warc.index import CaptureEntry, read_entries, render_cdxj  # noqa: PLC0415
    from citecheck.archive.warc.own_file import is_regular  # noqa: PLC0415

    faults: Sequence[StoreFault] = ()
    place = find_store_path(Path.cwd(), store)
    if not files and place.is_file():
        opened, faults = _open_checked(place)
        opened.close()
    entries: list[CaptureEntry] = []
    unread = 0
    for path in files or filter(is_regular, sorted((place.parent / "warc").glob("*.warc.gz"))):
        try:
            for part in parts_of(path):
                entries += read_entries(part, on_damage=partial(_report_damage, part.name))
        except UnreadableInput as error:
            click.echo(f"citecheck: {error}", err=True)
            unread += 1
    sys.stdout.writelines(render_cdxj(entries))
    nothing_read = bool(files) and unread == len(files)
    ctx.exit(2 if nothing_read else 1 if faults or unread else 0)


def _open_checked(path: Path) -> tuple[Store, Sequence[StoreFault]]:
    """Open the store to read, and report the archive files that are missing or shorter than it says."""
    from citecheck.store.health import check_quickly  # noqa: PLC0415 (each subcommand loads what it needs)

    opened = open_store(path, read_only=True)
    faults = check_quickly(opened)
    for fault in faults:
        click.echo(f"citecheck: {fault.message}; `citecheck store check` lists them", err=True)
    return opened, faults


def _report_damage(name: str, damage: Damage) -> None:
    """Report a place of a file that is not indexed, for example because a run was killed or is still writing."""
    click.echo(f"citecheck: {name}: {damage.clause} at byte {damage.offset}; its other records are listed", err=True)


def _read_checked_draft(path: Path, sha256: str) -> tuple[str, bytes] | None:
    """Read the draft if it is still the version that was checked; another version does not belong to the case."""
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() == sha256:
        return path.suffix, data
    click.echo(f"citecheck: {path} is not the version that was checked, so the export does not include it", err=True)
    return None


def _write_time_stamp(target: Path, authority: str, roots: Path | None) -> Path:
    """Write the authority's time stamp of `target`'s data package next to it, and return its path."""
    import httpx  # noqa: PLC0415

    from citecheck.archive.wacz import read_data_package  # noqa: PLC0415
    from citecheck.extras.timestamp import request_time_stamp  # noqa: PLC0415

    try:
        trusted = roots.read_bytes() if roots else None
    except OSError as error:
        raise UnreadableInput(f"{roots}: the root certificates cannot be read ({error.strerror})") from error
    with httpx.Client() as client:
        stamp = request_time_stamp(read_data_package(target), authority, roots=trusted, client=client)
    path = target.with_name(f"{target.name}.tsr")
    path.write_bytes(stamp)
    return path


def _render_capture(kept: KeptCapture, hop: Hop, what: str | None) -> str | bytes:
    match what:
        case "text":
            return f"{kept.text.visible}\n"
        case "raw":
            return hop.body
        case "body":
            from citecheck.model.exchange import Reached  # noqa: PLC0415
            from citecheck.page.answer import answer_of  # noqa: PLC0415

            return answer_of(Reached(hop.url, (hop,)), body_limit=_BODY_LIMIT).body
        case "headers":
            head = b"".join(name + b": " + value + b"\n" for name, value in hop.headers)
            return f"{hop.version} {hop.status} {hop.reason}\n".encode() + head
        case _:
            return _render_summary(kept, hop)


def _render_summary(kept: KeptCapture, hop: Hop) -> str:
    return _render_rows(
        kept,
        answered=f"{hop.status} {hop.reason} from {hop.peer or 'an unrecorded peer'}",
        body=f"{len(hop.body)} bytes{f', cut ({hop.truncated.value})' if hop.truncated else ''}",
    )


def _render_lost(kept: KeptCapture, since: str | None) -> str:
    """Return the row and text that the store has of a capture whose record cannot be read."""
    body = f"lost since {since}" if since else "lost; `citecheck store check --repair` marks it"
    return f"{_render_rows(kept, body=body)}\n{kept.text.visible}"


def _render_rows(kept: KeptCapture, *, body: str, answered: str = "") -> str:
    """Return a line for each thing that is known of a capture."""
    rows = {
        "capture": kept.capture.id,
        "address": kept.url,
        "moment": kept.capture.moment.isoformat(),
        "answered": answered,
        "page": f"{kept.page.value}, {kept.media_type}",
        "title": kept.text.title or "",
        "body": body,
        "sha256": kept.capture.sha256,
        "record": f"{kept.capture.warc}, offset {kept.capture.offset}",
    }
    return "".join(f"{name:9} {value}\n" for name, value in rows.items() if value)
