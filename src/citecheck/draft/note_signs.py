"""Signs that lines which begin with a number or a name in brackets are notes.

Such a line may also be an item, a cell of a table, a line of a log, a speaker in minutes ("[Ann] We wait."), a step or
a table of a configuration. So two independent signs are asked of a list before any of its lines is a note:

- it is below a heading of notes or works;
- the text before it cites its numbers;
- one of those markers ends a clause or is attached to a word, as no step or entry is;
- its entries name sources: an address, a link, a work.

Names need more than numbers. Outside a list of works only a key of a work ("[Berg99]") is one, not a word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from citecheck.draft.markers import MarkerCandidate, find_marker_candidates
from citecheck.draft.note_lines import OF_GROUP, NoteCandidate
from citecheck.draft.source_kinds import kind_of_words
from citecheck.model.target import Kind

_GRAMMAR = frozenset({"long"})
"""Styles that nothing but a note has: "[Footnote 1: ...]"."""
_NEVER_IN_PARENTHESES = frozenset({"square", "named", "raised"})
"""Styles of notes that no number in parentheses cites."""
_PARENTHESES = frozenset({"round", "rounds", "manual"})
_FEWEST_UNCITED = 3
"""Fewest sources, counted from 1, that are a list of notes although the text cites none of them."""
_KEY = re.compile(r"[a-z].*\d\d", re.IGNORECASE)
"""A key of a work: a name and a year or a number ("Berg99", "RFC 2119")."""
_ROMAN = re.compile(r"[ivxlc]{1,7}")
_FIRSTS = frozenset({"a", "i"})
"""The labels with which letters and Roman numbers begin to count: "[x]" is a box that is ticked."""
_ADDRESS = re.compile(r"https?:|www\.|\bdoi\b", re.IGNORECASE)
_LINES = 3
"""Most lines of an entry that are read to see whether it names a source."""
_INDEXED = re.compile(r"(?:^|[^\w])[^\W\d_]\Z|[_\])\d]\Z")
"""Text directly before a bracket that is an index: one letter, a name with an underscore or a digit."""
_SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002", '"', "\u201d", "\u2019", "\u00bb", ")")
_MARKS = (",", ";", ":")
_FOLLOWING = frozenset(".,;:!?\u2026\u3002\u3001\uff0c") | {""}
"""Characters after a marker that end its clause; empty at the end of a paragraph."""


def _ends_clause(text: str, one: MarkerCandidate) -> bool:
    """Return whether punctuation is directly before a marker, or punctuation or the end of the text after it."""
    before, after = text[max(0, one.start - 2) : one.start], text[one.end : one.end + 1]
    if _is_after_punctuation(before):
        return True
    return bool(before.strip()) and after in _FOLLOWING


def _is_after_punctuation(before: str) -> bool:
    """Return whether the text before a marker ends a sentence, or, without a blank, a clause."""
    return before.rstrip().endswith(_SENTENCE_ENDS) or before.endswith(_MARKS)


def keep_notes(
    lines: Sequence[str],
    chosen: Sequence[NoteCandidate],
    marker_lines: Mapping[str, Sequence[int]],
    linked: frozenset[int],
) -> list[NoteCandidate]:
    """Return those of the `chosen` lines that have the signs of notes; `linked` are the lines that hold a link."""
    families: dict[str, list[NoteCandidate]] = defaultdict(list)
    for one in chosen:
        families[_family_of(one)].append(one)
    kept = [
        one
        for style, family in families.items()
        if style in _GRAMMAR or _are_notes(lines, family, marker_lines, linked, named=style == "named")
        for one in family
    ]
    return sorted(kept, key=lambda one: one.line)


def _family_of(one: NoteCandidate) -> str:
    """Return the style of a number, and of other labels whether they count ("[iv]", "[b]", "[note 1]") or are names."""
    if one.key.isdigit():
        return one.style
    counts = len(one.key) == 1 or _ROMAN.fullmatch(one.key) or (one.in_section and OF_GROUP.fullmatch(one.key))
    return "counted" if counts else "named"


def _are_notes(
    lines: Sequence[str],
    family: Sequence[NoteCandidate],
    marker_lines: Mapping[str, Sequence[int]],
    linked: frozenset[int],
    *,
    named: bool,
) -> bool:
    """Return whether the lines of one style have two signs of notes."""
    sources = _is_most(_names_source(lines, one, linked) for one in family)
    section = _is_most(one.in_section for one in family)
    markers = _find_citing_lines(lines, family, marker_lines)
    cited = [one for one in family if markers[one.key] and markers[one.key][0] < one.line]
    if named:
        return sources and bool(cited) and (section or all(_KEY.match(one.key) for one in family))
    if not family[0].key.isdigit() and not any(one.key in _FIRSTS or one.key.endswith(" 1") for one in family):
        return False
    if 2 * len(cited) < len(family):
        counted = [one.key for one in family] == [str(number) for number in range(1, len(family) + 1)]
        return sources and (section or (counted and len(family) >= _FEWEST_UNCITED))
    return sources or section or any(_is_marked_on(lines[markers[one.key][0]], one) for one in cited)


def _find_citing_lines(
    lines: Sequence[str], family: Sequence[NoteCandidate], marker_lines: Mapping[str, Sequence[int]]
) -> dict[str, list[int]]:
    """Return for each key of a family the lines outside it that can cite it, in order.

    A line that has the number in parentheses only ("pkcs(1)", "Section 2(1)") cites no note in brackets or raised.
    """
    entries = {one.line for one in family}
    found = {one.key: [line for line in marker_lines.get(one.key, ()) if line not in entries] for one in family}
    if family[0].style not in _NEVER_IN_PARENTHESES:
        return found
    other = {line: _find_keys_in_parentheses(lines[line]) for line in {at for row in found.values() for at in row}}
    return {key: [line for line in row if key not in other[line]] for key, row in found.items()}


def _find_keys_in_parentheses(line: str) -> set[str]:
    """Return the keys that a line has in parentheses, and in no other style."""
    keys: dict[bool, set[str]] = {True: set(), False: set()}
    for one in find_marker_candidates(line):
        keys[one.style in _PARENTHESES].update(one.keys)
    return keys[True] - keys[False]


def _is_most(signs: Iterable[bool]) -> bool:
    shown = list(signs)
    return 2 * sum(shown) >= len(shown)


def _names_source(lines: Sequence[str], one: NoteCandidate, linked: frozenset[int]) -> bool:
    """Return whether an entry holds an address, a link or the words of a work, a database or data on request."""
    words = [lines[one.line][one.column :]]
    for number in range(one.line + 1, min(len(lines), one.line + _LINES)):
        if not lines[number].strip() and words[0].strip():
            break
        words.append(lines[number])
    text = " ".join(words)
    return one.line in linked or _ADDRESS.search(text) is not None or kind_of_words(text) is not Kind.NOTE


def _is_marked_on(line: str, one: NoteCandidate) -> bool:
    """Return whether a marker of a note ends a clause of a line or is attached to a word, and is no index."""
    return any(
        (_ends_clause(line, found) or line[found.start - 1 : found.start].isalnum())
        and not _INDEXED.search(line, max(0, found.start - 3), found.start)
        for found in find_marker_candidates(line)
        if one.key in found.keys and not (one.style in _NEVER_IN_PARENTHESES and found.style in _PARENTHESES)
    )


_AFTER = " .,;:!?\"'\u201d\u2019\u00bb)"
_MOST_AFTER = 4
"""Characters after a marker that may follow it at the end of a paragraph."""
_FEWEST_LOST = 3


def cites_lost_notes(texts: Iterable[str]) -> bool:
    """Return whether the bracketed numbers of a text without notes are markers, whose notes were lost.

    They count up from 1 without a gap, at least to 3, each follows the end of a sentence or, without a blank, a mark of
    punctuation, and one ends its paragraph. No list, index or interval has all of these signs.
    """
    expected, at_end = 1, False
    for text in texts:
        last = -1
        for one in find_marker_candidates(text):
            if one.style != "square":
                continue
            before = text[max(0, one.start - 2) : one.start]
            if one.start != last and not _is_after_punctuation(before):
                return False
            for key in one.keys:
                if int(key) > expected:
                    return False
                expected = max(expected, int(key) + 1)
            at_end |= not text[one.end : one.end + _MOST_AFTER].strip(_AFTER)
            last = one.end
    return at_end and expected > _FEWEST_LOST


def count_probable_markers(texts: Iterable[str]) -> int:
    """Return how many numbers in a text without notes are probably markers; 0 if the text numbers anything else.

    They count up from 1 without a gap. Each ends a clause: punctuation is directly before or after it. An index of an
    array or a class of characters in brackets anywhere means that none is a marker.
    """
    expected, count = 1, 0
    for text in texts:
        last = -1
        for one in find_marker_candidates(text):
            if one.style not in {"square", "raised"}:
                continue
            placed = one.start == last or _ends_clause(text, one)
            if not placed or any(not 0 < int(key) <= expected + at for at, key in enumerate(one.keys)):
                return 0
            expected = max(expected, int(one.keys[-1]) + 1)
            count += len(one.keys)
            last = one.end
    return count
