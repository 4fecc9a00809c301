"""`citecheck lookup`: ask the registries whether a cited work exists, and whether it is what is cited."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from citecheck.cli.options import config_option, connection_options
from citecheck.cli.streams import encode_row, read_rows
from citecheck.config.configuration_file import load_configuration
from citecheck.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from citecheck.config.configuration import Configuration
    from citecheck.model.work import CitedWork
    from citecheck.registries.services import Registry

_NAMES_SHOWN = 6


@click.command("lookup")
@click.argument("text", required=False)
@click.option(
    "--batch",
    type=click.Path(allow_dash=True),
    help="Read one JSON object per line from a file or '-', or the entries of a .bib, .ris or .json (CSL) file.",
)
@click.option(
    "--registry",
    "registries",
    multiple=True,
    metavar="NAME=BASE",
    help="Ask this address in place of a public service, such as crossref=https://… Repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option("--offline/--no-offline", default=None, help="Send no requests.")
@config_option
@connection_options
def command(text: str | None, batch: str | None, registries: tuple[str, ...], *, as_json: bool, **given: Any) -> None:
    """Ask public registries for the work that TEXT cites, and compare its record with the reference.

    With --batch, each line is {"id", "text"}, {"id", "bibtex"} or {"id", "csl"}, and is answered with one line; so is
    each entry of a bibliography. Only the reference is sent: to Crossref, DataCite, doi.org, OpenAlex, arXiv, PubMed,
    Open Library or CourtListener, as it needs. A work that no registry has may still exist.
    """
    from citecheck.net.crawler import run_async  # noqa: PLC0415 (loads the network)
    from citecheck.registries.services import parse_registries  # noqa: PLC0415 (loads the network)

    if (text is None) == (batch is None):
        raise WrongUsage("give the text of one reference, or --batch - and write references to standard input")
    configuration = load_configuration(Path.cwd(), given.pop("config")).merge(
        {key.replace("_", "-"): value for key, value in given.items()}
    )
    works = _read_batch(batch) if batch is not None else iter([_read_work({"text": text})])
    run_async(_answer_all(configuration, parse_registries(registries), works, as_json=as_json or batch is not None))


class _Row(NamedTuple):
    """A row of a batch: its id, the work that it names, or a sentence about what is wrong with it."""

    number: object
    work: CitedWork | None
    fault: str | None = None


async def _answer_all(
    configuration: Configuration, services: dict[str, Registry], rows: Iterator[_Row], *, as_json: bool
) -> None:
    """Look up every row and print the answers in the order of the rows."""
    from citecheck.model.work import CitedWork  # noqa: PLC0415 (a command's help needs no values)
    from citecheck.report.records import build_lookup_document  # noqa: PLC0415 (a command's help needs no values)
    from citecheck.run.work_lookup import look_up_works, open_client  # noqa: PLC0415 (loads the network)

    async with open_client(configuration, services) as client:
        works = ((row, row.work or CitedWork("")) for row in rows)
        async for row, lookup in look_up_works(client, works):
            answer = {"error": row.fault} if row.fault else build_lookup_document(lookup)
            if as_json:
                sys.stdout.buffer.write(encode_row({"id": row.number, **answer}))
                sys.stdout.buffer.flush()
            else:
                click.echo("\n".join(_render_lines(answer)))


def _read_batch(path: str) -> Iterator[_Row]:
    """Yield the rows of a file of JSON lines, or the entries of a bibliography.

    Raises:
        UnreadableInput: The file cannot be read, or holds neither.
    """
    from citecheck.text.encoding import decode_draft  # noqa: PLC0415 (a command's help needs no reader)
    from citecheck.works.entries import is_bibliography, read_entries  # noqa: PLC0415 (loads the parsers)

    if not is_bibliography(path):
        yield from (_read_work(row) for row in read_rows(path, holding="id and text, bibtex or csl"))
        return
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror}); name a bibliography") from error
    yield from (_Row(key, work) for key, work in read_entries(path, decode_draft(content)))


def _read_work(row: dict[str, Any]) -> _Row:
    """Return what a row of JSON names."""
    from citecheck.works.entries import read_bibtex, read_csl  # noqa: PLC0415 (loads the parsers)
    from citecheck.works.reading import read_reference  # noqa: PLC0415 (loads the parsers)

    number, text, entry, item = (row.get(name) for name in ("id", "text", "bibtex", "csl"))
    try:
        if isinstance(item, dict) and item:
            return _Row(number, read_csl(item))
        if isinstance(entry, str) and entry.strip():
            return _Row(number, read_bibtex(entry))
        if isinstance(text, str) and text.strip():
            return _Row(number, read_bibtex(text) if text.lstrip().startswith("@") else read_reference(text))
    except UnreadableInput as error:
        return _Row(number, None, str(error))
    return _Row(number, None, 'a row needs "text", a reference, "bibtex", an entry, or "csl", an item')


def _render_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one answer for a terminal."""
    if "error" in answer:
        yield f"error: {answer['error']}"
        return
    from citecheck.model.work import RecordState  # noqa: PLC0415 (a command's help needs no values)
    from citecheck.report.records import RECORD_STATES  # noqa: PLC0415 (a command's help needs no values)

    explanation = RECORD_STATES[RecordState(answer["state"])] if answer["asked"] else "nothing was asked"
    yield f"{answer['state']}: {explanation}"
    if record := answer["record"]:
        names = ", ".join(record["authors"][:_NAMES_SHOWN]) + (" …" if len(record["authors"]) > _NAMES_SHOWN else "")
        shown = [names, record["title"], record["container"], record["year"], record["url"]]
        yield f"  record of {record['registry']}: " + ". ".join(str(part) for part in shown if part)
    for row in answer["fields"]:
        if row["verdict"] == "differs":
            yield f"  {row['field']} differs: cited “{row['cited']}”, found “{row['found']}”"
    for notice in answer["updates"]:
        yield f"  notice of {notice['type']}" + "".join(f", {notice[key]}" for key in ("date", "doi") if notice[key])
    for row in answer["asked"]:
        yield f"  asked {row['service']} for {row['question']}: {row['outcome']}"
