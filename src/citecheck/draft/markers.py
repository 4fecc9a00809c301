"""Candidates for markers in a line of text: "[12]", "[1, 4-6]", "[1]–[3]", raised figures, "(12)".

This module knows only their form. Whether a candidate is a marker depends on the notes, because an index, an
interval or a power has the same form. A bracket next to an arithmetic sign, "A = [1, 2]", or after the word for what
it is, "the interval [1, 2]", is none. "A prolonged QT interval [1, 2]" holds one: an adjective says what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from citecheck.text.languages import alternatives_in_all_languages

SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
TO_SUPERSCRIPT = str.maketrans("0123456789", SUPERSCRIPTS)
"""Maps figures to superscript characters, for text that a format raises."""
_FIGURES = re.compile(r"\s*\d{1,3}(?:\s?[,;\u3001\uff0c\uff1b\u2013-]\s?\d{1,3}){0,9}\s*")
"""Raised figures only: a power, or a marker typed by hand ("1,2")."""
FROM_SUPERSCRIPT = {ord(figure): str(value) for value, figure in enumerate(SUPERSCRIPTS)} | {0x207B: "-"}
_NUMBER_OF_PLACE = r"(?:\d{1,5}|[A-Z]{1,6})(?:\.\d{1,4}){0,4}[a-z]?(?!\w)"
_SECTION = r",\s?\d{1,3}(?:(?:\.\d{1,3}){2,4}|\.\d{1,3}(?=,\s?[^\W\d_]{1,4}\.\s?\d))"
"""A section by its number alone; "[3, 3.1]" is an interval, but "[3, 3.1, p. 5]" is not."""
_PLACE = (
    rf"(?:(?:{_SECTION}|"
    r"(?:,\s?(?:[\u00a7\u00b6]{1,2}\s?|[^\W\d_]{1,4}\.\s?|[^\W\d_]{2,16}\.?\s)|:(?:\s|(?=\d+\u2013)))"
    rf"{_NUMBER_OF_PLACE}(?:(?:\s?[,\u2013&-]\s?|\s[^\W\d_]{{1,3}}\s){_NUMBER_OF_PLACE}){{0,4}}(?:\s?ff?\.?)?)"
    r"(?:\s\([^\W\d_]{1,4}\.\s?\d{1,5}\))?)"
)
"""A place in a source after its number: "[2, p. 15]", "[2, \u00a73.1]", "[6: 12\u201314]", "[7, Theorem 3]",
"[1, ch. 3 (p. 6)]"."""
_PLACED = re.compile(_PLACE)
LABEL_OF_YEAR = r"(?=[^\W\d]*\d)[A-Za-z\d][A-Za-z\d-]{0,24}\(\d{4}[a-z]?\)"
"""A label of natbib for an organisation whose name holds a figure: "Rapid7(2023)"; other names are authors."""
_NAME = rf"(?:{LABEL_OF_YEAR}|\^?[A-Za-z][A-Za-z\d_.+/&-]{{0,24}}(?: [A-Za-z\d_.+-]{{1,12}})?)"
_BRACKETED = re.compile(
    r"\[(?:(?P<square>\^?\d{1,5}(?:\s?[,;\u2013-]\s?\d{1,5}){0,40})\](?!\()"
    rf"|(?P<placed>\d{{1,4}}(?:{_PLACE}){{1,3}}(?:;\s?\d{{1,4}}(?:{_PLACE}){{0,3}}){{0,10}})\](?!\()"
    rf"|(?P<named>{_NAME})(?:{_PLACE}){{0,3}}\](?![(:]|\[(?!\d{{1,3}}\]|[a-z]\])|[^\W\d_]))"
)
_TEXT_AFTER = re.compile(r":\s*(?P<address>https?:|www\.|<)?\S")
"""What follows the label of a note: "[1]: Berg", as it follows a marker before a list: "as follows in [1]: a, b"."""
_WORD_BEFORE = re.compile(r"[^\W\d_]\)?[,;]?\s\Z")
_EXPORTED = re.compile(
    r"\[(?P<source>\d{1,3}(?::\d{1,3})?)[\u2020\u2021][^\[\],]{0,80}\](?!\()"
    r"|\[(?P<several>\d{1,3}[\u2020\u2021](?:, ?\d{1,3}[\u2020\u2021]){1,9})\](?!\()"
    r"|:?contentReference\[oaicite:(?P<content>\d{1,3})\](?:\{index=\d{1,3}\})?"
    r"|\[(?:citation|cite): ?(?P<group>\d{1,3}(?:, ?\d{1,3}){0,9})\](?!\()|\[(?P<opens>cite_start)\]"
    r"|\ue200?(?:file)?cite(?P<turns>(?:\ue202?turn\d{1,3}[a-z]{1,12}\d{1,3}){1,20})(?:\ue202?L\d+(?:-L\d+)?)?\ue201?"
)
"""What chatbots leave: "[4\u2020source]", "[1\u2020, 3\u2020]", "[citation:4]", "[cite: 4]", "citeturn0search3".

"[cite_start]" opens what "[cite: 4]" closes, and names no source itself.
"""
_TURN = re.compile(r"turn\d+[a-z]+\d+")
_JOINT = re.compile(r"\s?([,;\u2013-])\s?")
_COMMAND = re.compile(r"\\[A-Za-z@]{2,30}\*?(?:\[[^\[\]]{0,20}\])?\Z")
"""A TeX command before a bracket, which then holds its argument."""
_RAISED = re.compile(
    rf"(?:(?<=[^\s\d\u207a\u207b\u207d{SUPERSCRIPTS}])|(?<=\b1[6-9]\d\d)|(?<=\b20\d\d))\u207d?[{SUPERSCRIPTS}]{{1,3}}+"
    rf"(?:\s?[,\u207b\u2013]?\s?[{SUPERSCRIPTS}]{{1,3}}+){{0,20}}\u207e?(?![{SUPERSCRIPTS}\u207b\w])"
)
"""Raised figures, also several and in raised brackets."""
_RAISED_BRACKETS = "\u207d\u207e"
_RAISED_FIGURE = re.compile(f"[{SUPERSCRIPTS}]")
_EAST_ASIAN_NOTE = re.compile(r"(?:\[[\u6ce8\u8a3b]\s?(\d{1,3})\]|\([\u6ce8\u8a3b]\s?(\d{1,3})\))(?!\()")
"""The number of a note after the Chinese and Japanese word for one, in brackets."""
_OPENED_NUMBER = re.compile(r"\(\d")
"""What `_RAISED` and `_ROUND` hold; it is found ten times as fast, and most lines have none."""
_POWER = re.compile(r"(?:\b(?:[kcdm\u00b5]?m|ft|in|mi|yd|ha|s|x|y|z|n|r|R|CO|H|O|E|e)|[\d)\]=+])\Z")
"""Text before a raised figure that is a power ("30 m\u00b2", "x\u00b2")."""
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\Z")
"""A year before a raised figure, which is no power of it: "It froze in 1963\u00b2 and 1991\u00b3"."""
_ROUND = re.compile(
    r"(?:(?<=[^\W\d])|(?<=\b\d{4})|(?<=[.,;:!?\"'\u201d\u2019 ]))\((\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,9})\)(?!\()"
)
"""A number in parentheses, but not that of an issue after its volume: "12(3)"."""
_MANUAL = re.compile(r"\b[a-z][a-z\d_.+-]{0,40}\Z")
"""A word directly before a number in parentheses: a manual page ("ls(1)"), unless a note is "(1)"."""
_SIGN_BEFORE = re.compile(
    r"(?:[=\u2208\u2209\u2282\u2286\u222a\u2229\u2264\u2265\u2248\u2192]|(?<=\s)[+\u2212\u00d7<>])\s*\Z"
)
_SIGN_AFTER = re.compile(r"\s*(?:[=\u2208\u2282\u2286\u222a\u2229\u2264\u2265\u2248]|[+\u2212\u00d7](?=\s)|\u00d7)")
_VARIABLE = re.compile(r"(?:(?<=[\W\d])|\A)[b-hj-z]\Z")
"""A small letter alone before a bracket, which is the index of a variable: "x[2]"."""
_INDEX = re.compile(r"(?<!\w)[A-Za-z]\[[a-z](?:,\s?[a-z])?\]")
"""A letter that counts what a variable holds, "B[i]": the capitals of that line are variables, too, "A[1,2]"."""
_CAPITAL = re.compile(r"(?<!\w)[A-Z]\Z")
_FUNCTION = re.compile(r"(?<!\w)[A-Za-z]\([a-z](?:,\s?[a-z]){0,3}\)\Z")
"""A value of a function before a bracket, "f(x)[1]"."""
_GOES_ON = re.compile(r"\s+[^\W\d_A-Z]")
_AROUND = 60
"""Characters before a bracket in which the word for an interval is looked for."""
_WIDE = re.compile(r"[\uff3b\uff3d\u3010\u3011\u3014\u3015\uff08\uff09]")
_WIDE_BRACKETS = str.maketrans("\uff3b\uff3d\u3010\u3011\u3014\u3015\uff08\uff09", "[][][]()")
_WIDE_JOINT = re.compile(r"(?<=\d)\s?[\u3001\uff0c\u30fb\uff1b\uff5e\u301c](?=\s?\d)")
_WIDE_JOINTS = str.maketrans("\u3001\uff0c\u30fb\uff1b\uff5e\u301c", ",,,;\u2013\u2013")
"""What joins figures in CJK texts: "[1\u30012]", "[1\uff5e3]"."""
_MOST_IN_A_GROUP = 40


class MarkerCandidate(NamedTuple):
    """A possible marker at `line[start:end]` that names the notes in `keys`.

    `apart` is whether it is a word of its own within a clause, "a study [1] of", and `attached` whether no blank is
    before it.
    """

    start: int
    end: int
    label: str
    keys: tuple[str, ...]
    style: str
    apart: bool = False
    attached: bool = False


def find_marker_candidates(line: str) -> list[MarkerCandidate]:
    """Find everything in `line` that may be a marker; a group ("[1,2]", "[4-6]") is one candidate with several keys."""
    found: list[MarkerCandidate] = []
    if line.isascii() and not ("[" in line or "(" in line or "cite" in line):
        return found
    printed, line = line, replace_wide_signs(line)
    if "[" in line:
        found += _join_groups(line, list(_find_bracketed(line)))
    if not line.isascii() and ("\u6ce8" in line or "\u8a3b" in line):
        found += [
            MarkerCandidate(*one.span(), printed[slice(*one.span())], parse_group(one[1] or one[2]), "square")
            for one in _EAST_ASIAN_NOTE.finditer(line)
        ]
    if "cit" in line or "\u2020" in line or "\u2021" in line:
        found += _find_exported(line, printed)
    if not line.isascii() and _RAISED_FIGURE.search(line):
        found += [
            MarkerCandidate(match.start(), match.end(), match[0], parse_group(_read_raised_numbers(match[0])), "raised")
            for match in _RAISED.finditer(line)
            if not _POWER.search(before := line[max(0, match.start() - 6) : match.start()]) or _YEAR.search(before)
        ]
    if "(" in line and _OPENED_NUMBER.search(line):
        found += [
            MarkerCandidate(
                one.start(),
                one.end(),
                one[0],
                parse_group(one[1]),
                _find_round_style(line, one),
            )
            for one in _ROUND.finditer(line)
            if parse_group(one[1])
        ]
    return sorted(found, key=lambda one: one.start) if len(found) > 1 else found


def _find_bracketed(line: str) -> Iterator[MarkerCandidate]:
    for match in _BRACKETED.finditer(line):
        if "\\" in line and _COMMAND.search(line[max(0, match.start() - 40) : match.start()]):
            continue
        before, after = line[: match.start()][-2:], line[match.end() : match.end() + 1]
        if match["square"] and (
            _is_index(line, match.start()) or _is_label(line, match) or _is_arithmetic(line, *match.span())
        ):
            continue
        numbers = match["square"] or _PLACED.sub("", match["placed"] or "")
        keys = parse_group(numbers.lstrip("^")) if numbers else (match["named"].lstrip("^").casefold(),)
        if keys:
            style, is_spaced = "square" if numbers else "named", before[-1:].isspace()
            apart = is_spaced and after.isspace()
            yield MarkerCandidate(*match.span(), match[0], keys, style, apart, attached=bool(before) and not is_spaced)


def _is_index(line: str, start: int) -> bool:
    """Return whether a bracket at `start` is the index of a variable or of a value: "x[2]", "f(x)[1]"."""
    before = line[max(0, start - 12) : start]
    if _VARIABLE.search(before[-2:]) or _FUNCTION.search(before):
        return True
    return _CAPITAL.search(before) is not None and _INDEX.search(line) is not None


def _is_label(line: str, found: re.Match[str]) -> bool:
    """Return whether a colon and text after a number in brackets make it the label of a note or an index.

    It is a marker if it names several notes, or if a word of a sentence is before it and no address after it.
    """
    text = _TEXT_AFTER.match(line, found.end())
    if text is None or _JOINT.search(found[0]):
        return False
    return bool(text["address"]) or not _WORD_BEFORE.search(line, max(0, found.start() - 4), found.start())


def is_class_of_signs(label: str, line: str) -> bool:
    """Return whether "[^abc]" is every letter but these: the line also has "[abc]", or "[!abc]" as shells write it."""
    return label.isalpha() and re.search(rf"\[!?{label}\](?![\[(:])", line) is not None


def _is_arithmetic(line: str, start: int, end: int) -> bool:
    """Return whether numbers in square brackets are a value of a formula, an interval or a row of a matrix."""
    before = line[max(0, start - _AROUND) : start]
    if _SIGN_BEFORE.search(before):
        return True
    if _JOINT.search(line, start, end) is None:
        return False
    if _GOES_ON.match(line, end) and "," in line[start:end] and _list_words().search(before):
        return True
    named = _interval_words().search(before)
    is_range = named is not None and bool(named["noun"]) and not named["link"] and "," not in line[start:end]
    return _SIGN_AFTER.match(line, end) is not None or (named is not None and not is_range)


@cache
def _interval_words() -> re.Pattern[str]:
    """Return a pattern for the end of a text before an interval: "The interval ", "in the range of ".

    Right after the noun, two numbers with a dash may as well be sources: "a range [1-3]".
    """
    first, nouns, leads = map(alternatives_in_all_languages, ("before_noun", "interval_words", "interval_leads"))
    named = rf"(?:(?:^|[^\w\s])\s*|(?<!\w)(?:{first})\s+)(?P<noun>{nouns})(?P<link>\s+[^\W\d_]{{1,4}})?"
    return re.compile(rf"(?:{named}|(?<!\w)(?:{leads}))\s+\Z", re.IGNORECASE)


@cache
def _list_words() -> re.Pattern[str]:
    """Return a pattern for the end of a text before the values of a list, where the clause goes on: "the list "."""
    return re.compile(rf"(?<!\w)(?:{alternatives_in_all_languages('list_words')})\s+\Z", re.IGNORECASE)


def _find_round_style(line: str, found: re.Match[str]) -> str:
    """Return the style of numbers in parentheses: one, several, or one after a name as of a page of a manual."""
    if not found[1].isdigit():
        return "rounds"
    return "manual" if _MANUAL.search(line, max(0, found.start() - 42), found.start()) else "round"


def _find_exported(line: str, printed: str) -> Iterator[MarkerCandidate]:
    """Yield the marks of chatbots in `line`, labelled as `printed`."""
    for match in _EXPORTED.finditer(line):
        number = match["source"] or match["content"] or re.sub(r"[\u2020\u2021]", "", match["several"] or "")
        keys = tuple(_TURN.findall(match["turns"])) if match["turns"] else _split_keys(number or match["group"])
        yield MarkerCandidate(match.start(), match.end(), printed[slice(*match.span())], keys, "exported")


def _split_keys(numbers: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in numbers.split(",")) if numbers else ()


def counts_from_zero(written: Iterable[MarkerCandidate], labels: Container[str]) -> bool:
    """Return whether the marks of a chatbot count from 0 and the `labels` of its list of sources from 1."""
    return "1" in labels and "0" not in labels and any("0" in one.keys for one in written if one.style == "exported")


def count_from_one(one: MarkerCandidate) -> MarkerCandidate:
    """Return the mark of a chatbot that counts from 0 with the number that its source has in a list from 1."""
    if one.style != "exported":
        return one
    return one._replace(keys=tuple(str(int(key) + 1) if key.isdigit() else key for key in one.keys))


def _join_groups(line: str, candidates: list[MarkerCandidate]) -> list[MarkerCandidate]:
    """Join adjacent candidates: a comma is added to the first, a dash makes both one ("[3]\u2013[5]")."""
    made: list[MarkerCandidate] = []
    for one in candidates:
        last = made[-1] if made else None
        joint = _JOINT.fullmatch(line, last.end, one.start) if last else None
        if last is None or joint is None or {last.style, one.style} != {"square"}:
            made.append(one)
        elif joint[1] in ",;":
            made += [made.pop()._replace(end=one.start), one]
        elif keys := parse_group(f"{last.keys[-1]}-{one.keys[0]}"):
            keys = (*last.keys[:-1], *keys, *one.keys[1:])
            made[-1] = MarkerCandidate(last.start, one.end, line[last.start : one.end], keys, "square")
    return made


def _read_raised_numbers(written: str) -> str:
    figures = written.strip(_RAISED_BRACKETS).translate(FROM_SUPERSCRIPT)
    return re.sub(r"\s+(?=\d)", ",", re.sub(r"\s?([,\u2013-])\s?", r"\1", figures))


def raise_figures(text: str) -> str:
    """Return a raised run of text: figures alone stay raised, words do not ("1" is a marker, "st" is not)."""
    return text.translate(_WIDE_JOINTS).translate(TO_SUPERSCRIPT) if _FIGURES.fullmatch(text) else text


def raise_power(text: str, before: str) -> str:
    """Return a raised run of text with its figures raised if the text before it can have a power ("2", "30 m")."""
    return raise_figures(text) if _POWER.search(before[-6:]) else text


def replace_wide_brackets(line: str) -> str:
    """Replace the brackets of CJK texts with plain ones; offsets do not change."""
    return line if line.isascii() or not _WIDE.search(line) else line.translate(_WIDE_BRACKETS)


def replace_wide_signs(line: str) -> str:
    """Replace the brackets of CJK texts, and what joins figures there, with plain ones; offsets do not change."""
    if line.isascii():
        return line
    return _WIDE_JOINT.sub(lambda found: found[0].translate(_WIDE_JOINTS), replace_wide_brackets(line))


def parse_group(inside: str) -> tuple[str, ...]:
    """Return the numbers of a group: "1, 4-6" has "1", "4", "5" and "6"; none of a date, an interval or a class."""
    if inside.isdigit():
        return (str(int(inside)),)
    keys: list[str] = []
    for part in re.split(r"\s?[,;]\s?", inside):
        low, dash, high = re.sub(r"\s?[\u2013-]\s?", "-", part).partition("-")
        if low.isdigit() and not int(low):
            return ()  # "[0-9]" is a class of characters, "[0,6]" an interval
        if dash and not high.isdigit():
            return ()  # "[1-08-2020]" is a date
        if dash and int(low) < int(high) <= int(low) + _MOST_IN_A_GROUP:
            keys += [str(number) for number in range(int(low), int(high) + 1)]
        else:
            keys += [str(int(one)) for one in (low, high) if one]
    return tuple(keys)


_TYPED = re.compile(
    r"(?:(?<=[^\W\d_][.!?])|(?<=\d[.!?])|(?<=[)\"\u201d\u2019\u00bb][.!?])|(?<=[.!?][)\"\u201d\u2019\u00bb]))"
    r"(\d{1,3}(?:, ?\d{1,3}){0,5})(?=\s+[^\W\d_a-z]|\s*$)"
    r"|(?<=[^\W\d_],)(\d{1,3})(?=\s)"
)
"""A number directly after the end of a sentence, or after a comma and a word: "in 1975.1 The", "burned,3 and"."""
_AFTER_WORD = re.compile(r"(?:\D.|\b\d{4}[.!?])\Z")
"""Text before a number that is no decimal: "burned.3", "in 1975.3", but not "3.1"."""
_LISTED_NUMBER = re.compile(r"\s{0,3}(\d{1,3})[.)]?\s+\S")
_FEWEST_TYPED = 3


def raise_typed_numbers(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text with the numbers of its notes raised where they were typed as plain figures.

    Two signs are asked: such numbers count from 1 through the text, at least one of them after a word, so that they are
    no decimals, and the text ends with as many lines that begin with the same numbers. Offsets do not change.
    """
    first = _find_last_list(lines)
    found = _find_typed_numbers(lines[:first])
    listed = [(at, one) for at in range(first, len(lines)) if (one := _LISTED_NUMBER.match(lines[at]))]
    highest = max((number for _, one in found for number in _read_numbers(one)), default=0)
    counts = [int(one[1]) for _, one in listed] == list(range(1, highest + 1))
    made = list(lines)
    if counts and highest >= _FEWEST_TYPED and any(_follows_word(lines[at], one) for at, one in found):
        for at, one in (*found, *listed):
            low, high = one.span(one.lastindex or 0)
            made[at] = f"{made[at][:low]}{made[at][low:high].translate(TO_SUPERSCRIPT)}{made[at][high:]}"
    return made


def find_typed_labels(lines: Sequence[str]) -> set[str]:
    """Return the numbers that lines have as plain figures after sentences, if they count from 1 to 3 at least."""
    numbers = {number for _, one in _find_typed_numbers(lines) for number in _read_numbers(one)}
    return set(map(str, numbers)) if len(numbers) >= _FEWEST_TYPED else set()


def _find_typed_numbers(lines: Sequence[str]) -> list[tuple[int, re.Match[str]]]:
    """Return the typed numbers by line, each 1 more than the highest before it or one of those; [] if one is not.

    A number that may be a decimal is one only if it is the next and no other place has it.
    """
    typed = [(at, one) for at, line in enumerate(lines) for one in _TYPED.finditer(line)]
    sure = [_follows_word(lines[at], one) for at, one in typed]
    known = {number for (_, one), is_sure in zip(typed, sure, strict=True) if is_sure for number in _read_numbers(one)}
    found, highest = [], 0
    for (at, one), is_sure in zip(typed, sure, strict=True):
        numbers = _read_numbers(one)
        if not is_sure and (numbers[0] != highest + 1 or numbers[0] in known):
            continue
        if any(not 0 < number <= highest + place for place, number in enumerate(numbers, start=1)):
            return []
        highest = max(highest, *numbers)
        found.append((at, one))
    return found


def _follows_word(line: str, typed: re.Match[str]) -> bool:
    return _AFTER_WORD.search(line, max(0, typed.start() - 6), typed.start()) is not None


def _read_numbers(typed: re.Match[str]) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", typed[0])]


def _find_last_list(lines: Sequence[str]) -> int:
    """Return the number of the last line that begins with a 1; the number of lines if there is none."""
    for at in range(len(lines) - 1, -1, -1):
        if (found := _LISTED_NUMBER.match(lines[at])) and found[1] == "1":
            return at
    return len(lines)
