"""Read the date that stands between headline and article, for pages that state none for machines.

Only the few short lines above the first paragraph are looked at, the nearest first, and only dates with day, month and
year count: a date further away is as likely that of another story. Days and months in figures are read day first, as
everywhere but in the United States; "03/04/2024" on an English page could be either and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LINES = 6
LONGEST = 90
"""Lines above the first paragraph that are looked at, and the characters of one."""

MONTHS = (
    "jan januar январ янв січ ocak oca gennaio gen styczeń sty ιαν enero ene leden",
    "feb février févr fevereiro fev феврал лют şubat şub luty φεβ únor",
    "mar mär mrt maart март берез μαρ březen marz",
    "apr avr abr апрел квіт nisan nis kwi απρ duben",
    "may mai maj mei мая май трав mayıs maggio mag μαϊ μάι květen",
    "jun juin giugno giu июн черв haz czerw cze ιουν červen",
    "jul juil luglio lug июл лип tem lip ιουλ července",
    "aug août aoû ago авг серп ağu sie αυγ srpen",
    "sep set сен вер eyl wrz σεπ září",
    "oct okt out ott окт жовт eki paź οκτ říjen",
    "nov ноя лист kas lis νοε listopad",
    "dec dez dic déc дек груд ara gru δεκ prosinec des",
)
"""How the names of the months begin, January first; European languages and Turkish, the longest match counts."""

UPDATED = re.compile(
    r"updated|edited|modified|aktualis|aktualiz|mis à jour|actualizado|обновлен|güncelle|更新|ενημέρωση", re.IGNORECASE
)

YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|er|º)?[\s-]{1,3}(?:de\s)?([^\W\d_]{3,12})\.?,?[\s-]{1,3}(?:de\s)?((?:19|20)\d\d)(?!\d)"
)
MONTH_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}((?:19|20)\d\d)(?!\d)")


def byline_date(lines: Sequence[str], main: str, language: str | None) -> str | None:
    """Return the date above the first line of `main` among `lines` (all that is shown) as ISO 8601, None if none."""
    first = main.split("\n", 1)[0]
    if not first or first not in lines:
        return None
    place = lines.index(first)
    dated = [
        (line, date)
        for line in reversed(lines[max(0, place - LINES) : place])
        if len(line) <= LONGEST and (date := date_in(line, language))
    ]
    stated = next((date for line, date in dated if not UPDATED.search(line)), None)
    return stated or next((date for _, date in dated), None)


def date_in(line: str, language: str | None) -> str | None:
    """Return the first full date of a line."""
    if found := YEAR_FIRST.search(line):
        return iso(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_FIRST.search(line):
        day, month = int(found[1]), int(found[3])
        if language == "en" and found[2] == "/" and max(day, month) <= 12 and day != month:
            return None
        return iso(int(found[4]), month, day) or iso(int(found[4]), day, month)
    for pattern, day, name in ((DAY_MONTH, 1, 2), (MONTH_DAY, 2, 1)):
        for found in pattern.finditer(line):
            if date := iso(int(found[3]), month_of(found[name]), int(found[day])):
                return date
    return None


def month_of(name: str) -> int:
    """Return the number of a month by how its name begins, 0 for a word that is no month."""
    word = name.lower()
    fits = [
        (len(start), number)
        for number, starts in enumerate(MONTHS, 1)
        for start in starts.split()
        if word.startswith(start)
    ]
    return max(fits)[1] if fits else 0


def iso(year: int, month: int, day: int) -> str | None:
    """Write a date, None for one that no calendar has."""
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
