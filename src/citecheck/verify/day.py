"""A date as far as it is written, and when one date bears out another."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.verify.tongues import Side


@dataclass(frozen=True, slots=True)
class Day:
    """A date of a text with the parts that are written; None for those that are not.

    `years` is the span meant, (2018, 2018) for a single year, (1960, 1969) for a decade, None without a year. `last`
    is the last day of a range inside a month. `loose` marks a span named as one (decade, century), which does not
    bear out a single year in it.
    """

    start: int
    end: int
    years: tuple[int, int] | None = None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    weekday: int | None = None
    loose: bool = False
    side: Side = Side.ON
    in_name: bool = False
    """A year against a capitalised word ("2002 World Cup"): it names an event and dates nothing."""
    relative: bool = False
    """Counted from the day the text was published ("yesterday")."""

    @property
    def year(self) -> int | None:
        """The year, if a single one is written."""
        return self.years[0] if self.years and self.years[0] == self.years[1] else None


def date_borne_out(claimed: Day, stated: Day, years: frozenset[int]) -> bool:
    """Tell whether a date of the source bears out one of the claim.

    `years` are those the source speaks of anywhere, its own date included: they stand in where the stated date has no
    year. Every part the claim writes must be met; a part the source leaves out is not met.
    """
    if claimed.side is not Side.ON and _on_side(claimed, stated):
        return True
    if claimed.weekday is not None and claimed.month is None and claimed.years is None:
        return stated.weekday == claimed.weekday
    return _year_met(claimed, stated, years) and _month_met(claimed, stated)


def _on_side(claimed: Day, stated: Day) -> bool:
    """Tell whether a date lies before or after the claimed one, as far as both are written."""
    if claimed.years is None or stated.years is None:
        if claimed.month is None or stated.month is None:
            return False
        mine, theirs = (claimed.month, claimed.day or 0), (stated.month, stated.day or 0)
        return theirs < mine if claimed.side is not Side.AFTER else theirs > mine
    parts = (claimed.month, stated.month, claimed.day, stated.day)
    depth = 1 if parts[0] is None or parts[1] is None else 2 if parts[2] is None or parts[3] is None else 3
    first = (claimed.years[0], claimed.month or 0, claimed.day or 0)[:depth]
    second = (stated.years[0], stated.month or 0, stated.day or 0)[:depth]
    return second < first if claimed.side is not Side.AFTER else second > first


def _month_met(claimed: Day, stated: Day) -> bool:
    if claimed.month is None:
        return True
    if stated.month != claimed.month:
        return False
    return claimed.day is None or claimed.day in _days(stated)


def _days(stated: Day) -> range:
    if stated.day is None:
        return range(0)
    return range(stated.day, (stated.last or stated.day) + 1)


def _year_met(claimed: Day, stated: Day, years: frozenset[int]) -> bool:
    if claimed.years is None:
        return True
    if stated.years is None:
        return claimed.month is not None and any(claimed.years[0] <= year <= claimed.years[1] for year in years)
    if claimed.loose:
        return stated.years[0] <= claimed.years[1] and claimed.years[0] <= stated.years[1]
    if claimed.years[0] != claimed.years[1]:
        return claimed.years[0] in stated.years and claimed.years[1] in years
    return claimed.years[0] in stated.years and not stated.loose
