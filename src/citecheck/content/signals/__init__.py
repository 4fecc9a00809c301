"""Every signal by subject. The order means nothing; the weights do."""

from __future__ import annotations

from citecheck.content.signals import status
from citecheck.content.signals.table import Row

ROWS: tuple[Row, ...] = (*status.ROWS,)
