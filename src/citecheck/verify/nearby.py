"""Dates counted from the day a text was published: "yesterday", "Wednesday", "last year"."""

from __future__ import annotations

from datetime import date, timedelta

from citecheck.verify.day import Day
from citecheck.verify.vocabulary import STEPS
from citecheck.verify.window import Window


def weekday_near(weekday: int, published: date | None) -> list[Day]:
    """Read a weekday's name: by itself, or as the last and the next such day about `published`."""
    if published is None:
        return [Day(0, 0, weekday=weekday)]
    back = (published.weekday() - weekday) % 7
    return [_on(published - timedelta(days=back)), _on(published + timedelta(days=7 - back))]


def counted_from(window: Window, index: int, published: date) -> tuple[Day, int] | None:
    """Read "yesterday", "last year" and "this month" at a token; returns the day and the index behind it."""
    low = window.low(index)
    if low in window.words.ago:
        return _on(published + timedelta(days=window.words.ago[low])), index + 1
    step = STEPS.get(low)
    unit = window.low(index + 1)
    if step is None or unit not in {"year", "month"}:
        return None
    if unit == "year":
        return Day(0, 0, (published.year + step, published.year + step), relative=True), index + 2
    months = published.year * 12 + published.month - 1 + step
    return Day(0, 0, (months // 12, months // 12), months % 12 + 1, relative=True), index + 2


def _on(day: date) -> Day:
    return Day(0, 0, (day.year, day.year), day.month, day.day, weekday=day.weekday(), relative=True)
