"""How far a long `citecheck fetch` is: one line on the terminal while the answers go into a file or a pipe."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import AsyncIterator

from citecheck.fetch.address import host_of
from citecheck.model.exchange import Exchange, Lost, Reached, Refused

WORDS = {Reached: "answered", Lost: "lost", Refused: "not asked"}


def told(exchanges: AsyncIterator[Exchange]) -> AsyncIterator[Exchange]:
    """Pass exchanges on, counting them on standard error where that is a terminal and the answers go elsewhere."""
    on_terminal = sys.stderr is not None and sys.stderr.isatty() and not sys.stdout.isatty()
    return counted(exchanges) if on_terminal else exchanges


async def counted(exchanges: AsyncIterator[Exchange]) -> AsyncIterator[Exchange]:
    """Pass exchanges on with a status line of their counts."""
    from rich.console import Console  # noqa: PLC0415 (a pipe does not pay for it)

    counts: Counter[str] = Counter()
    hosts: set[str] = set()
    with Console(stderr=True).status("Asking") as status:
        async for exchange in exchanges:
            counts[WORDS[type(exchange)]] += 1
            hosts.add(host_of(exchange.url))
            said = ", ".join(f"{count} {word}" for word, count in counts.most_common())
            status.update(f"{len(hosts)} hosts: {said}")
            yield exchange
