"""The day a draft was written: its stated data cut-off, else the date in its title or byline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from citecheck.model.draft import BlockKind, Draft
from citecheck.verify.dates import dates_in
from citecheck.verify.day import Day
from citecheck.verify.language import language_of
from citecheck.verify.lexer import tokens_of
from citecheck.verify.vocabulary import vocabulary_of

_CUT_OFF = re.compile(r"\b(?:data|information)\s+cut[ -]?off\b[^.\n]{0,80}", re.IGNORECASE)
_DATED = re.compile(r"^\W*(?:published|updated|date|dated|last updated|as of)\b[:\s][^.\n]{0,60}", re.IGNORECASE)
_HEAD = 12
"""Blocks at the beginning of a draft that may state its date."""


def cut_off_of(draft: Draft) -> date | None:
    """Read the data cut-off a draft states ("Data Cutoff: March 7, 2024, at 10am ET"), None if it states none."""
    stated = (match[0] for block in draft.blocks for match in [_CUT_OFF.search(block.text)] if match)
    return _first_day(stated)


def drafted_on(draft: Draft) -> date | None:
    """Tell the day a draft was written as far as it says so itself."""
    head = draft.blocks[:_HEAD]
    headings = (block.text for block in head if block.kind is BlockKind.HEADING)
    datelines = (match[0] for block in head for match in [_DATED.match(block.text)] if match)
    return cut_off_of(draft) or _first_day([draft.title or ""]) or _first_day(headings) or _first_day(datelines)


def _first_day(texts: Iterable[str]) -> date | None:
    for text in texts:
        for day in days_of(text):
            whole = as_date(day)
            if whole is not None:
                return whole
    return None


def days_of(text: str, written: date | None = None) -> list[Day]:
    """Read the dates of a sentence in its own language; `written` is the day it was written, if known."""
    tokens = tokens_of(text)
    return dates_in(text, tokens, vocabulary_of(language_of(tokens)), written)[0]


def as_date(day: Day, written: date | None = None) -> date | None:
    """Complete a written day: without a year it is the last such day up to a fortnight after `written`."""
    if day.month is None or day.day is None:
        return None
    year = day.year
    try:
        if year is not None:
            return date(year, day.month, day.day)
        if written is None or day.years is not None:
            return None
        this = date(written.year, day.month, day.day)
        return this if (this - written).days <= 14 else this.replace(year=written.year - 1)
    except ValueError:
        return None
