"""How far a run is, on a terminal; nothing in a pipe."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from citecheck.model.page import Reach

TOLD = (Reach.LIVE, Reach.MOVED, Reach.GONE, Reach.SUSPECT, Reach.WALLED, Reach.FAILING)


class TerminalProgress:
    """A bar on standard error with the addresses asked, the host last heard from, and the counts by reach."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[seen]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._counts: Counter[Reach] = Counter()
        self._stages = 0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def planned(self, addresses: int) -> None:
        """Begin a stage of so many addresses."""
        self._stages += 1
        name = "Asking" if self._stages == 1 else "Asking again"
        self._task = self._bar.add_task(name, total=addresses, seen="", visible=addresses > 0)

    def visited(self, url: str, reach: Reach) -> None:
        """Count one address and name its host."""
        self._counts[reach] += 1
        counts = " ".join(f"{self._counts[each]} {each.value}" for each in TOLD if self._counts[each])
        if self._task is not None:
            self._bar.update(self._task, advance=1, seen=f"{counts}  {urlsplit(url).hostname or ''}")

    def told(self, sentence: str) -> None:
        """Print a sentence on standard error, above the bar."""
        self._bar.console.print(f"citecheck: {sentence}", markup=False, highlight=False)
