"""Notes that only their numbers tie to the text: "[12]" there, and a line that begins with "[12]" here.

The same sign begins a note, stands in a sentence, or stands at the start of a line of text because an export broke the
line there; and a book starts its count anew in every chapter. What tells them apart is order: a note's neighbours are
the notes before and after it, and its marker comes before it. Used for plain text, and for HTML and Markdown where the
markup says nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citecheck.draft.headings import is_notes_heading

_SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_DIGITS = {ord(sign): str(value) for value, sign in enumerate(_SUPERSCRIPT)} | {0x207B: "-"}
_START = re.compile(
    r"(?P<lead>[ \t>]{0,12})(?:"
    r"\[(?P<square>\^?\d{1,5}|[A-Za-z][A-Za-z\d_.+/&-]{1,24}(?: [A-Za-z\d_.+-]{1,12})?|[A-Za-z](?=\]\W))\](?!\()(?P<colon>:?)"
    rf"|(?P<raised>[{_SUPERSCRIPT}]{{1,3}}+)(?=\s*\w)"
    r"|\[(?:Footnote|Note|Anm\.|Fu\u00dfnote|Endnote) (?P<long>\w{1,5}): ?"
    r"|(?P<dotted>\d{1,3})[.)](?=\s)|\((?P<round>\d{1,3})\)(?=\s)|(?P<plain>\d{1,3})(?=\s+\S)"
    r")[ \t\u00a0]*"
)
_PAGES = r",\s?(?:pp?|ch|[\u0441\u0421Ss]|\u0441\u0442\u0440)\.\s?\d[\d,\u2013 -]{0,15}"
"""The page of a source beside its number: "[2, p. 15]", "[2, \u0441. 15; 7, \u0441. 3]"."""
_PAGE = re.compile(_PAGES)
_BRACKETED = re.compile(
    r"\[(?:(?P<square>\^?\d{1,5}(?:\s?[,;\u2013-]\s?\d{1,5}){0,40})\](?!\(|:\s*\S)"
    rf"|(?P<paged>\d{{1,4}}{_PAGES}(?:;\s?\d{{1,4}}(?:{_PAGES})?){{0,10}})\]"
    r"|(?P<named>\^?[A-Za-z][A-Za-z\d_.+/&-]{0,24}(?: [A-Za-z\d_.+-]{1,12})?)\](?![(:\[]|[^\W\d_]))"
)
_JOINT = re.compile(r"\s?([,;\u2013-])\s?")
_COMMAND = re.compile(r"\\[A-Za-z@]{2,30}\*?(?:\[[^\[\]]{0,20}\])?\Z")
"""A command of TeX before a bracket, which then holds its argument."""
_RAISED = re.compile(
    rf"(?<=[^\s\d\u207a\u207b{_SUPERSCRIPT}])[{_SUPERSCRIPT}]{{1,3}}+"
    rf"(?:\s?[,\u207b\u2013]?\s?[{_SUPERSCRIPT}]{{1,3}}+){{0,20}}(?![{_SUPERSCRIPT}\u207b\w])"
)
_POWER = re.compile(r"(?:\b(?:[kcdm\u00b5]?m|ft|in|mi|yd|ha|s|x|y|z|n|r|R|CO|H|O|E|e)|[\d)\]=+])\Z")
"""What stands before a raised figure that is a power ("30 m\u00b2", "x\u00b2")."""
_ROUND = re.compile(r"(?<=[\w.,;:!?\"'\u201d\u2019 ])\((\d{1,3})\)(?!\()")
_WIDE = re.compile(r"[\uff3b\uff3d\u3010\u3011\u3014\u3015\uff08\uff09]")
_WIDE_BRACKETS = str.maketrans("\uff3b\uff3d\u3010\u3011\u3014\u3015\uff08\uff09", "[][][]()")
_MOST_IN_A_GROUP = 40
_ADMONITIONS = frozenset({"note", "nota", "\u6ce8", "\u8a3b"})
"""A line of this alone announces notes only where one follows at once; else it is a remark to the reader."""
_LISTED = frozenset({"dotted", "round", "plain"})
"""Styles of a note's number that any list has too: no notes where another line has the number in brackets."""
_DOUBLE_WITHIN = 6
"""Lines within which two notes of one number may begin; further apart the first is text that begins with its marker."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A note found: its lines are `[first, last)`, its text begins at `column` (from 0) of the first."""

    key: str
    marker: str
    first: int
    last: int
    column: int
    style: str


class Sign(NamedTuple):
    """A marker as it stands in a line: `line[start:end]`, naming the notes in `keys`."""

    start: int
    end: int
    label: str
    keys: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    marker: str
    line: int
    column: int
    style: str
    in_section: bool


def signs_in(line: str) -> list[Sign]:
    """Find everything in `line` that may be a marker, a group ("[1,2]", "[4-6]") as one sign with several keys."""
    found: list[Sign] = []
    line = plain_brackets(line)
    if "[" in line:
        found += _joined(line, list(_bracketed(line)))
    if not line.isascii():
        found += [
            Sign(match.start(), match.end(), match[0], _group(_raised_numbers(match[0])), "raised")
            for match in _RAISED.finditer(line)
            if not _POWER.search(line[max(0, match.start() - 6) : match.start()])
        ]
    if "(" in line:
        found += [Sign(one.start(), one.end(), one[0], (one[1],), "round") for one in _ROUND.finditer(line)]
    return sorted(found, key=lambda sign: sign.start) if len(found) > 1 else found


def _bracketed(line: str) -> Iterator[Sign]:
    for match in _BRACKETED.finditer(line):
        if "\\" in line and _COMMAND.search(line[max(0, match.start() - 40) : match.start()]):
            continue
        numbers = match["square"] or _PAGE.sub("", match["paged"] or "")
        keys = _group(numbers.lstrip("^")) if numbers else (match["named"].lstrip("^").casefold(),)
        if keys:
            yield Sign(match.start(), match.end(), match[0], keys, "square" if numbers else "named")


def _joined(line: str, signs: list[Sign]) -> list[Sign]:
    """Let a sign take what joins it to the next: a comma ends with it, a dash makes both one ("[3]\u2013[5]")."""
    made: list[Sign] = []
    for sign in signs:
        last = made[-1] if made else None
        joint = _JOINT.fullmatch(line, last.end, sign.start) if last else None
        if last is None or joint is None or {last.style, sign.style} != {"square"}:
            made.append(sign)
        elif joint[1] in ",;":
            made += [made.pop()._replace(end=sign.start), sign]
        elif keys := _group(f"{last.keys[-1]}-{sign.keys[0]}"):
            keys = (*last.keys[:-1], *keys, *sign.keys[1:])
            made[-1] = Sign(last.start, sign.end, line[last.start : sign.end], keys, "square")
    return made


def _raised_numbers(written: str) -> str:
    return re.sub(r"\s+(?=\d)", ",", re.sub(r"\s?([,\u2013-])\s?", r"\1", written.translate(_DIGITS)))


def plain_brackets(line: str) -> str:
    """Write the brackets of CJK texts as plain ones; no offset changes."""
    return line if line.isascii() or not _WIDE.search(line) else line.translate(_WIDE_BRACKETS)


def _group(inside: str) -> tuple[str, ...]:
    if inside.isdigit():
        return (str(int(inside)),)
    keys: list[str] = []
    for part in re.split(r"\s?[,;]\s?", inside):
        low, dash, high = re.sub(r"\s?[\u2013-]\s?", "-", part).partition("-")
        if low.isdigit() and not int(low):
            return ()  # "[0-9]" is a class of characters, "[0,6]" an interval
        if dash and int(low) < int(high) <= int(low) + _MOST_IN_A_GROUP:
            keys += [str(number) for number in range(int(low), int(high) + 1)]
        else:
            keys += [str(int(one)) for one in (low, high) if one]
    return tuple(keys)


def find_definitions(
    lines: Sequence[str], *, wrapped: bool, headings: frozenset[int] = frozenset()
) -> list[Definition]:
    """Find the notes among `lines` (paragraphs of an unwrapped text count as lines too), in order.

    `wrapped` says that the text is broken at a column, so that a note goes on until a blank line; `headings` are the
    numbers of lines that the format knows to be headings: one that announces no notes ends a section of notes.
    """
    candidates = _candidates(lines, headings)
    if not candidates:
        return []
    starts = {candidate.line: candidate for candidate in candidates}
    marks = _mark_lines(lines, starts)
    chosen = _chosen(candidates, marks)
    return _extents(lines, chosen, marks, wrapped=wrapped)


def _candidates(lines: Sequence[str], headings: frozenset[int]) -> list[_Candidate]:
    found: list[_Candidate] = []
    in_section = admonition = False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        match = _START.match(plain_brackets(line))
        if match and match["square"] and _ends_paragraph(lines, number, match.end()):
            continue
        if number in headings and not (match and match["square"]):
            in_section = is_notes_heading(line)
            continue
        if match is None or is_notes_heading(line):
            in_section = (in_section and not _is_other_heading(line) and not admonition) or is_notes_heading(line)
            admonition = line.strip(" :").casefold() in _ADMONITIONS
            continue
        admonition = False
        style = match.lastgroup or "" if match.lastgroup not in {"colon", "lead"} else "square"
        written = match[style] or ""
        key = written.translate(_DIGITS).lstrip("^").casefold() if style != "long" else written.casefold()
        key = str(int(key)) if key.isdigit() else key
        if style == "square" and not key.isdigit() and len(key) > 1:
            style = "named"
        marker = (
            f"[{written}]" if style in {"square", "named", "long"} else f"({written})" if style == "round" else written
        )
        found.append(_Candidate(key, marker, number, match.end(), style, in_section))
    return found


def _ends_paragraph(lines: Sequence[str], number: int, column: int) -> bool:
    """Say whether a line is a lone sign that the breaking of lines parted from its paragraph, a blank line behind."""
    alone = not lines[number][column:].strip() and 0 < number < len(lines) - 1
    return alone and bool(lines[number - 1].strip()) and not lines[number + 1].strip()


def _is_other_heading(line: str) -> bool:
    """Say whether a line under the notes' heading begins something else: a short line in capitals or with #."""
    text = line.strip()
    return (text.startswith("#") or (text.isupper() and len(text) < 60)) and not is_notes_heading(text)


def _mark_lines(lines: Sequence[str], starts: dict[int, _Candidate]) -> dict[str, list[int]]:
    """Give for each key the lines in which it stands as a marker, the sign that opens a line left out."""
    marks: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        skip = starts[number].column if number in starts else 0
        for sign in signs_in(line):
            if sign.start >= skip:
                for key in sign.keys:
                    marks[key].append(number)
    return marks


def _chosen(candidates: list[_Candidate], marks: dict[str, list[int]]) -> list[_Candidate]:
    """Keep the candidates that are notes: of a key that stands twice, those with a marker of their own before them."""
    first_raised = any(one.style == "raised" and one.key == "1" for one in candidates)
    seen = Counter(one.key for one in candidates)
    bracketed = {one.key for one in candidates if one.style == "square"}
    believed = [
        one
        for one in candidates
        if _believable(one, marks, seen[one.key])
        and (one.style != "raised" or first_raised)
        and not (one.style in _LISTED and one.key in bracketed)
    ]
    order = {id(one): at for at, one in enumerate(believed)}
    support = {id(one): _neighbours(believed, at) + (one.key in marks) for at, one in enumerate(believed)}
    by_key: dict[str, list[_Candidate]] = defaultdict(list)
    for one in believed:
        if support[id(one)] or seen[one.key] > 1:
            by_key[one.key].append(one)
    kept: list[_Candidate] = []
    for key, group in by_key.items():
        best = group if len(group) == 1 else _of_one_key(group, marks.get(key, []), support)
        kept += best + _given_twice(group, best, order)
    kept.sort(key=lambda one: one.line)
    alone = len(kept) == 1 and kept[0].key not in marks
    return [] if alone else kept


def _given_twice(group: list[_Candidate], best: list[_Candidate], order: dict[int, int]) -> list[_Candidate]:
    """Give the candidates right beside one of `best`: a number given twice in a row is a slip, and both are notes."""
    lines = {order[id(one)]: one.line for one in best}
    return [
        one
        for one in group
        if (at := order[id(one)]) not in lines
        and any(abs(lines.get(near, -_DOUBLE_WITHIN - 1) - one.line) <= _DOUBLE_WITHIN for near in (at - 1, at + 1))
    ]


def _believable(one: _Candidate, marks: dict[str, list[int]], seen: int) -> bool:
    match one.style:
        case "named":
            return one.key in marks or (seen > 1 and one.in_section)
        case style if style in _LISTED:
            return one.in_section and one.key in marks
        case _:
            return True


def _neighbours(candidates: list[_Candidate], at: int) -> int:
    """Count the candidates just before and after that carry the number before and after."""
    one = candidates[at]
    if not one.key.isdigit():
        return 1
    number = int(one.key)
    before = candidates[at - 1].key if at else ""
    after = candidates[at + 1].key if at + 1 < len(candidates) else ""
    return (before == str(number - 1)) + (after == str(number + 1))


def _of_one_key(group: list[_Candidate], marks: list[int], support: dict[int, int]) -> list[_Candidate]:
    """Choose among several lines that begin with one number: one for each stretch of text with a marker of it."""
    stretches: dict[int, list[_Candidate]] = defaultdict(list)
    for one in group:
        stretches[bisect_left(marks, one.line)].append(one)
    if not marks:
        # no other marker: the first is a line of text that begins with its marker, the last is the note
        return [max(group, key=lambda one: (support[id(one)], one.line))]
    kept = [max(found, key=lambda one: (support[id(one)], one.line)) for seen, found in stretches.items() if seen]
    return kept or [max(group, key=lambda one: (support[id(one)], one.line))]


def _extents(
    lines: Sequence[str], chosen: list[_Candidate], marks: dict[str, list[int]], *, wrapped: bool
) -> list[Definition]:
    made: list[Definition] = []
    for at, one in enumerate(chosen):
        limit = chosen[at + 1].line if at + 1 < len(chosen) else len(lines)
        following = chosen[at + 1].key if at + 1 < len(chosen) else None
        if one.style == "long":
            last = _closing(lines, one, limit)
        elif following is not None and _adjoins(one, following, limit, marks):
            last = limit
        else:
            last = _paragraph_end(lines, one, limit, wrapped=wrapped)
        while last > one.line + 1 and not lines[last - 1].strip():
            last -= 1
        made.append(Definition(one.key, one.marker, one.line, last, one.column, one.style))
    return made


def _adjoins(one: _Candidate, following: str, limit: int, marks: dict[str, list[int]]) -> bool:
    """Say whether nothing but the note stands between it and the next: then the next one's marker came before both."""
    return not any(one.line < line < limit for line in marks.get(following, ())) and limit - one.line <= 120


def _closing(lines: Sequence[str], one: _Candidate, limit: int) -> int:
    """Find the line on which the bracket of "[Footnote 1: ..." closes."""
    depth = 0
    for number in range(one.line, limit):
        depth += lines[number].count("[") - lines[number].count("]")
        if depth <= 0:
            return number + 1
    return one.line + 1


def _paragraph_end(lines: Sequence[str], one: _Candidate, limit: int, *, wrapped: bool) -> int:
    """Find where the last note of a list ends: at a blank line, or where lines no longer continue an address."""
    number = one.line + 1
    empty = not lines[one.line][one.column :].strip()
    while number < limit and empty and not lines[number].strip():
        number += 1
    while number < limit and lines[number].strip():
        if not wrapped and not (empty or continues_note(lines[number - 1], lines[number])):
            break
        empty = empty and not lines[number].strip()
        if not wrapped and empty is False and not _HOLDS_ADDRESS.search(lines[number]):
            number += 1
            break
        number += 1
    return number


_HOLDS_ADDRESS = re.compile(r"https?:|www\.|\bdot\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:[;,]|\bdot|\bat|\band|/)\s*$", re.IGNORECASE)


def continues_note(before: str, line: str) -> bool:
    """Say whether `line` goes on with the note that `before` is the last line of, in an unwrapped text."""
    return bool(_UNFINISHED.search(before)) or bool(re.match(r"\s*(?:[;,]|https?:|www\.)", line))
