"""Read what puts a temperature below zero: "−12 °C", "minus 12 degrees", "12 degrees below zero".

Changes in per cent keep no sign, as "−3 %" and "fell by 3 per cent" are one value.
"""

from __future__ import annotations

from citecheck.text.units import DEGREES, Unit
from citecheck.text.vocabulary import DASHES, TokenWindow

_LONGEST_BELOW_ZERO = 4
_MINUS_SIGNS = DASHES | {"−"}


def read_below_zero(window: TokenWindow, first: int, after: int, unit: Unit | None) -> tuple[int, int, Unit] | None:
    """Return the first token of a temperature below zero, the index after it and its unit; None for another number.

    The number has the tokens from `first` to before `after`. A sign touches the figure and nothing before it.
    """
    lists = window.words.lists
    end = after + (unit is None and window.lower(after) in lists["degree_words"])
    sizes = range(_LONGEST_BELOW_ZERO, 0, -1)
    below = next((size for size in sizes if " ".join(window.phrase(end, size)) in lists["below_zero_words"]), 0)
    before = window.lower(first - 1)
    signed = before in _MINUS_SIGNS and window.glued(first) and not window.glued(first - 1)
    if not (below or signed or before in lists["minus_words"]):
        return None
    if unit is None and (end > after or below):
        unit = DEGREES
    if unit is None or unit.dimension not in {"temperature", DEGREES.dimension}:
        return None
    return (first if below else first - 1), end + below, unit
