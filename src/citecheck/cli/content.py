"""`citecheck content`: print the page class and the text of a saved page.

Pages are untrusted, so the pool's children read them. A page that cannot be read gets an answer with an `error` and no
`page`, and the others continue. A batch is answered in the order of its lines, as soon as no more lines arrive.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import click

from citecheck.cli.streams import conclude_faults, encode_row, parse_row, take_batches
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.page import PageReading, Reach
from citecheck.page.answer import build_saved_answer
from citecheck.page.fingerprint import digest_of
from citecheck.page.reading import read_page
from citecheck.reach.decision import reach_of_page
from citecheck.run.fault_log import FaultLog
from citecheck.run.pool import Pool
from citecheck.run.pool_child import Unread

_WORKERS = 2
_BATCH = 128
"""Maximum number of lines processed together."""
_BODY_LIMIT = 20_000_000
"""Maximum number of bytes read of one saved page."""


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--url", help="Address of the page.")
@click.option("--requested-url", help="Address that was requested, if it redirected.")
@click.option("--status", type=int, help="Status code of the answer.")
@click.option("--batch", type=click.File("rb"), metavar="-", help="Read one JSON object per line: id, path, url, ...")
def command(
    file: Path | None, url: str | None, requested_url: str | None, status: int | None, batch: IO[bytes] | None
) -> None:
    """Report the kind of a saved page, and print its text."""
    if (file is None) == (batch is None):
        raise WrongUsage("content takes exactly one of FILE and --batch -")
    log = FaultLog()
    with Pool(_WORKERS) as pool:
        if batch is not None:
            for answer in _answer_lines(pool, batch, log):
                sys.stdout.buffer.write(encode_row(answer))
                sys.stdout.buffer.flush()
            sys.exit(conclude_faults(log.faults))
        row = {"id": str(file), "path": str(file), "url": url, "requested_url": requested_url, "status": status}
        answer = _complete_answer(row, pool.call(_answer_row, row), log)
    if log.faults:
        sys.exit(conclude_faults(log.faults))
    if "error" in answer:
        raise UnreadableInput(f"{file}: {answer['error']}")
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _answer_lines(pool: Pool, lines: Iterable[bytes], log: FaultLog) -> Iterator[dict[str, Any]]:
    """Answer each line of a batch, in order.

    Raises:
        UnreadableInput: A line is not a JSON object; the lines before it are answered.
    """
    number = 0
    for waiting in take_batches(lines, _BATCH):
        rows = []
        fault = None
        for line in waiting:
            number += 1
            try:
                rows.append(parse_row(line, number))
            except UnreadableInput as error:
                fault = error
                break
        yield from (
            _complete_answer(row, result, log) for row, result in zip(rows, pool.map(_answer_row, rows), strict=True)
        )
        if fault is not None:
            raise fault


def _complete_answer(row: Mapping[str, Any], result: dict[str, Any] | Unread, log: FaultLog) -> dict[str, Any]:
    """Return the answer of a row, or the reason why there is none; a fault of citecheck is recorded."""
    log.take(str(row.get("path")), result)
    if isinstance(result, Unread):
        return {"id": row.get("id"), "page": None, "reach": None, "error": f"could not be read: {result.reason}"}
    return result


def _answer_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read and classify the saved page that a row names; runs in a child."""
    try:
        with Path(str(row.get("path"))).open("rb") as saved:
            body = saved.read(_BODY_LIMIT)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return {"id": row.get("id"), "page": None, "reach": None, "error": f"cannot open {row.get('path')}: {reason}"}
    answer = build_saved_answer(
        body,
        url=_text_or_none(row.get("url")),
        requested_url=_text_or_none(row.get("requested_url")),
        status=row.get("status") if isinstance(row.get("status"), int) else None,
        headers=_read_header_fields(row.get("headers")),
    )
    reading = read_page(answer)
    return _build_answer(row.get("id"), reading, reach_of_page(reading.page, answer.status))


def _build_answer(name: Any, reading: PageReading, reach: Reach) -> dict[str, Any]:
    """Build the answer of a reading, as defined in docs/interfaces.md."""
    text = reading.text
    return {
        "id": name,
        "page": reading.page.value,
        "reach": reach.value,
        "title": text.title,
        "text": text.main,
        "language": text.language,
        "published": text.published,
        "fingerprint": digest_of(reading.fingerprint),
        "media_type": reading.media_type,
        "encoding": reading.encoding,
        "canonical": reading.canonical_link,
        "next_url": reading.next_url,
        "doubt": reading.doubt,
        "signals": [
            {"name": signal.name, "page": signal.page.value, "weight": signal.weight, "seen": signal.seen}
            for signal in reading.signals
        ],
    }


def _text_or_none(value: Any) -> str | None:
    """Return a string as it is, and None for any other value."""
    return value if isinstance(value, str) and value else None


def _read_header_fields(value: Any) -> tuple[tuple[bytes, bytes], ...]:
    """Parse saved headers: an object of name to value or values, or a list of pairs; ignore everything else."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        for name, held in value.items():
            pairs.extend((name, one) for one in (held if isinstance(held, list) else [held]))
    elif isinstance(value, list):
        pairs = [(pair[0], pair[1]) for pair in value if isinstance(pair, list) and len(pair) == 2]
    return tuple(
        (str(name).encode("latin-1", "replace"), str(held).encode("latin-1", "replace")) for name, held in pairs
    )
