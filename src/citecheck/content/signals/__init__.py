"""Every signal by subject. The order means nothing; the weights do."""

from __future__ import annotations

from citecheck.content.signals import absence, access, faults, notices, parking, shells, status, walls
from citecheck.content.signals.table import Row

ROWS: tuple[Row, ...] = (
    *status.ROWS,
    *walls.ROWS,
    *notices.ROWS,
    *access.ROWS,
    *faults.ROWS,
    *shells.ROWS,
    *absence.ROWS,
    *parking.ROWS,
)
