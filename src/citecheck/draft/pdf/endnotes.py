"""Notes listed behind the text: rows that begin with the signs which the text before them carries, in their order.

Lists in small print and those under a heading are found by other rules; here are the ones that only their order tells,
as word processors and browsers set them. The text must have called the first of them before, and nothing among them
may call another: a line of text that happens to begin with its marker stands between such calls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from citecheck.draft.pdf.feet import Foot
from citecheck.draft.pdf.rows import Row
from citecheck.draft.pdf.signs import signs_of

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_NUMERAL = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_LEADING = 1.8
"""Drop to the next line, as a multiple of the font size, up to which the last note of a list goes on."""
_LONGEST = 60
"""Rows of one note; a list whose next number is further away has ended."""


def endnotes_of(pages: Sequence[tuple[Sequence[Row], Sequence[Foot]]]) -> list[Foot]:
    """Find the notes listed behind the text of `pages`: the rows of each, without the notes at its foot, and those.

    Nothing is found where the signs of the text do not begin such a list.
    """
    rows = [row for page, _ in pages for row in page]
    called = _first_calls(rows, {(foot.page, foot.sign) for _, feet in pages for foot in feet})
    if not called:
        return []
    starts = _run(rows, called)
    ends = [*starts[1:], _last_end(rows, starts[-1])] if starts else []
    if not starts or not _believable(rows, starts, ends[-1], called):
        return []
    return [
        Foot(rows[start].page, _lead(rows[start]) or "", list(rows[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]


def _believable(rows: Sequence[Row], starts: Sequence[int], end: int, called: Mapping[int, int]) -> bool:
    """Tell whether a run of rows is a list of notes: all that are called or raised ones, and behind the text.

    What stands between the title and the text tells where the authors work, in the same manner.
    """
    raised = len(starts) > 1 and all(rows[at].sign is not None for at in starts)
    if not (raised or len(starts) == len(called)) or len(rows) - end > starts[0]:
        return False
    inside = (_value(sign) for row in rows[starts[0] : starts[-1]] for sign in signs_of(row))
    return not any(number in called for number in inside)


def _first_calls(rows: Sequence[Row], answered: AbstractSet[tuple[int, str]]) -> dict[int, int]:
    """Return where each number is first raised that no note of its page answers, by number: the index of its row."""
    called: dict[int, int] = {}
    for at, row in enumerate(rows):
        for sign in signs_of(row):
            if (number := _value(sign)) is not None and (row.page, sign) not in answered:
                called.setdefault(number, at)
    return called


def _run(rows: Sequence[Row], called: Mapping[int, int]) -> list[int]:
    """Return the rows that begin with the lowest number called, the next, and so on, each behind its call."""
    wanted = min(called)
    run: list[int] = []
    for at, row in enumerate(rows):
        if run and at - run[-1] > _LONGEST:
            break
        if wanted in called and called[wanted] < at and _value(_lead(row) or "") == wanted:
            run.append(at)
            wanted += 1
    return run


def _lead(row: Row) -> str | None:
    """Return the sign that a row begins with, raised or set apart from the words."""
    if row.sign is not None:
        return row.sign if len(row.spans) > 1 else None
    pieces = [span.piece.text.strip() for span in row.spans if span.piece.text.strip()]
    return pieces[0] if len(pieces) > 1 and _value(pieces[0]) is not None else None


def _value(sign: str) -> int | None:
    """Return the number that a sign is, in figures or in small Roman numerals."""
    if sign.isdecimal():
        return int(sign)
    if not sign or not _NUMERAL.fullmatch(sign):
        return None
    values = [_ROMAN[letter] for letter in sign]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _last_end(rows: Sequence[Row], start: int) -> int:
    """Return where the last note ends: at a larger gap, another size of type, or the end of its column."""
    return next((at for at in range(start + 1, len(rows)) if not _adjoins(rows[at - 1], rows[at])), len(rows))


def _adjoins(last: Row, row: Row) -> bool:
    drop = last.y - row.y
    return row.page == last.page and 0 < drop <= _LEADING * last.size and abs(row.size - last.size) < 0.1 * last.size
