"""What `citecheck fetch` prints of one exchange."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from citecheck.cli.streams import ReaderGone
from citecheck.errors import RunIncomplete
from citecheck.model.exchange import Exchange, Reached
from citecheck.report.printable import escaped
from citecheck.report.secrets import hide_secrets
from citecheck.verdict.outcome import outcome_of

if TYPE_CHECKING:
    from citecheck.cli.fetch_page import Brief
    from citecheck.model.report import Capture

_write = json.JSONEncoder(ensure_ascii=False).encode


def answer_to(exchange: Exchange, capture: Capture | None, brief: Brief | None, *, unread: str | None) -> str:
    """Write the part of a line that depends on the address alone: JSON from "final_url" to the closing brace.

    `unread` says why a page that should have been read was not.
    """
    reading = brief.reading if brief else None
    outcome = outcome_of(exchange, reading, unread=unread)
    last = exchange.hops[-1] if isinstance(exchange, Reached) else None
    row = {
        "final_url": hide_secrets(outcome.final_url) if outcome.final_url else None,
        "hops": [{"url": hide_secrets(hop.url), "status": hop.status} for hop in exchange.hops],
        "status": outcome.status,
        "reach": outcome.reach.value,
        "page": reading.page.value if reading else None,
        "error": outcome.error,
        "title": reading.text.title if reading else None,
        "sha256": _sha256(last.body, capture) if last and (capture or reading) else None,
        "fingerprint": brief.fingerprint if brief else None,
        "elapsed_ms": round(sum(hop.elapsed for hop in exchange.hops) * 1000),
    }
    return escaped(_write(row))[1:]


class Lines:
    """The lines on standard output, sent off in each turn of the event loop: at once, yet not one by one in a rush."""

    def __init__(self) -> None:
        self._pending: list[str] = []
        self._lost: ReaderGone | RunIncomplete | None = None

    def answer(self, number: Any, url: str, answer: str) -> None:
        """Print one line: its own id and address, then what was found."""
        key = str(number) if type(number) is int else _write(number)
        self._print(f'{{"id": {key}, "url": {encode_basestring(hide_secrets(url))}, {answer}\n')

    def fault(self, number: Any, fault: str) -> None:
        """Print the line of a row that names no address."""
        self._print(_write({"id": number, "url": None, "error": fault}) + "\n")

    def flush(self) -> None:
        """Send off what was printed. Raises ReaderGone or RunIncomplete where it cannot be."""
        if self._lost:
            raise self._lost
        # Half a surrogate pair may stand in a JSON string, and in no UTF-8 file.
        lines, self._pending = "".join(self._pending).encode("utf-8", "backslashreplace"), []
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()

    def _flush_in_turn(self) -> None:
        """Flush where nobody catches what is raised: the next line raises it."""
        try:
            self.flush()
        except (ReaderGone, RunIncomplete) as lost:
            self._lost = lost

    def _print(self, line: str) -> None:
        if self._lost:
            raise self._lost
        if not self._pending:
            asyncio.get_running_loop().call_soon(self._flush_in_turn)
        self._pending.append(line)


def _sha256(body: bytes, capture: Capture | None) -> str:
    return capture.sha256 if capture else hashlib.sha256(body).hexdigest()
