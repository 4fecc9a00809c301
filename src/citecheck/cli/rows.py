"""Rows of a batch: one JSON object a line, read from strangers and written so that any reader takes it.

Python's `json` reads and writes more than JSON: `NaN`, nesting until its stack ends, halves of surrogate pairs that no
UTF-8 file can hold. What comes in that way is taken as absent or refused, and what goes out is strict.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from citecheck.errors import UnreadableInput
from citecheck.report.printable import escaped


def row_of(line: bytes, number: int, *, holding: str = "id and path") -> dict[str, Any]:
    """Read line `number` of a batch; a number that JSON does not know becomes None.

    Raises:
        UnreadableInput: the line is not a JSON object; `holding` tells the reader what it should hold.
    """
    try:
        row = _read(line.removeprefix(b"\xef\xbb\xbf").decode())
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnreadableInput(
            f"standard input, line {number}: not a JSON object; write one object a line with {holding}"
        )
    return row


def finite(written: str) -> float | None:
    """Read a number, None where it is beyond what a double holds (`1e999`)."""
    number = float(written)
    return number if math.isfinite(number) else None


_read = json.JSONDecoder(parse_constant=lambda _: None, parse_float=finite).decode
"""Made once: `json.loads` makes a decoder for every line, which takes as long as reading one."""


def written(row: Mapping[str, Any]) -> bytes:
    """Write one line; half a surrogate pair as the escape that JSON has for it."""
    return escaped(json.dumps(row, ensure_ascii=False)).encode("utf-8", "backslashreplace") + b"\n"
