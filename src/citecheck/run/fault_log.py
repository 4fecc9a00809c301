"""Faults of the program that a run survives: one draft or page fails, and the others are finished.

A fault is an exception that nobody foresaw. It is no evidence about the draft or the source, so it becomes a finding of
its own, and the run ends with exit code 70. `cli/fault_report` shows the faults and writes their tracebacks to a file.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field

from citecheck.model.report import OwnFault
from citecheck.run.pool_child import Unread


@dataclass(frozen=True, slots=True)
class FaultLog:
    """The faults of a run, in the order in which they happened."""

    faults: list[OwnFault] = field(default_factory=list)

    def record(self, item: str, error: Exception) -> Unread:
        """Record an exception that happened at `item`, a draft or an address; return it as a job without a result."""
        fault = OwnFault(item, describe_error(error), "".join(traceback.format_exception(error)))
        self._add(fault)
        return Unread(f"citecheck failed on it: {fault.error}", fault.trace)

    def take(self, item: str, result: object) -> None:
        """Record a result of the pool if a fault of the program prevented it."""
        if isinstance(result, Unread) and result.trace is not None:
            self._add(OwnFault(item, result.reason, result.trace))

    def _add(self, fault: OwnFault) -> None:
        """Add a fault unless the same one happened at the same item in an earlier stage."""
        if all((fault.item, fault.error) != (each.item, each.error) for each in self.faults):
            self.faults.append(fault)


def describe_error(error: BaseException) -> str:
    """Return an exception in one line, as `KeyError: 'a'`."""
    return " ".join("".join(traceback.format_exception_only(error)).split())[:_MOST_OF_ERROR]


_MOST_OF_ERROR = 300
"""Maximum number of characters of an exception in a message."""
