"""Numbers spelled in figures: what "1.234,5", "2 500" and "3.6" are worth, and how exact they are."""

from __future__ import annotations

from typing import NamedTuple


class Worth(NamedTuple):
    """The value of a spelling, its other possible values, and the worth of its last significant figure."""

    value: float
    others: tuple[float, ...]
    step: float


_GROUPING = str.maketrans("", "", "'’\u00a0\u202f\u2009 ")


def worth_of(spelling: str, *, decimal_comma: bool) -> Worth:
    """Read a number in figures; one separator before three figures gives both readings.

    Only the English comma is sure: it parts thousands, in English text.
    """
    plain = spelling.translate(_GROUPING)
    separators = [character for character in plain if character in ".,"]
    if not separators:
        return Worth(float(plain), (), _step_of_whole(plain))
    last = separators[-1]
    whole, _, rest = plain.rpartition(last)
    as_decimal = whole.replace(",", "").replace(".", "") + "." + rest
    as_whole = plain.replace(",", "").replace(".", "")
    if len(separators) > 1 and last in separators[:-1]:
        return Worth(float(as_whole), (), _step_of_whole(as_whole))
    if len(separators) > 1 or len(rest) != 3:
        return Worth(float(as_decimal), (), 10.0 ** -len(rest))
    if not decimal_comma and last == ",":
        return Worth(float(as_whole), (), _step_of_whole(as_whole))
    if (last == ",") == decimal_comma:
        return Worth(float(as_decimal), (float(as_whole),), 10.0 ** -len(rest))
    return Worth(float(as_whole), (float(as_decimal),), _step_of_whole(as_whole))


def _step_of_whole(digits: str) -> float:
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10.0 ** min(zeros, len(digits) - 1) if zeros < len(digits) else 1.0
