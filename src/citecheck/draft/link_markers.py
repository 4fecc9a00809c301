"""Links that mark a source like a note does, and are no words of the sentence: "(Harbour News)", "[1]".

What people and chatbots export writes the source in brackets at the end of its sentence, before or after the full stop,
or a number anywhere. A name without brackets is one only after a full stop, where the name is that of its site and what
follows begins a sentence. A marker after a full stop belongs to the sentence before it, and to no other.

Where a draft cites by links alone, its numbers are taken out of the text like those of notes, with their brackets. A
number without any is a word ("see part 2"), unless such numbers count from 1 and most of them end a clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from citecheck.draft.links import FoundLink, leads_to_page
from citecheck.draft.manuscript import ManuscriptBlock, remove_stretches, widen_cut
from citecheck.text.sentence_ends import sentence_words

_FIGURE = re.compile(r"[\[(\u3010]?\^?\d{1,3}[\])\u3011]?")
"""The words of a link that is a number: "1", "[1]"."""
_DIGITS = re.compile(r"\d+")
_NAMED, _NUMBERED = "\ue000", "\ue001"
"""What replaces each character of a link; a text that holds such characters itself loses nothing but a marker."""
_SHOWN = f"[{_NAMED}{_NUMBERED}]"
_BETWEEN = r"(?:\s?[,;&|/]\s?|\s{1,2})"
_ENCLOSED = rf"[(\[\uff08\u3010]\s?{_SHOWN}+(?:{_BETWEEN}{_SHOWN}+){{0,9}}\s?[)\]\uff09\u3011]"
_RUN = re.compile(rf"(?:{_ENCLOSED}|{_NUMBERED}+)(?:[ ,]{{0,2}}(?:{_ENCLOSED}|{_NUMBERED}+)){{0,19}}|{_NAMED}+")
_NUMBERS_ENCLOSED = rf"[(\[\uff08\u3010]\s?{_NUMBERED}+(?:{_BETWEEN}{_NUMBERED}+){{0,9}}\s?[)\]\uff09\u3011]"
_NUMBERS = re.compile(
    rf"(?:{_NUMBERS_ENCLOSED}|{_NUMBERED}+)(?:[ ,]{{0,2}}(?:{_NUMBERS_ENCLOSED}|{_NUMBERED}+)){{0,19}}"
)
"""Numbers only: "([1](...), [2](...))", "[3](...)[4](...)"."""
_ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f", "\u061f", "\u0964")
_CLOSING = " \"'\u201d\u2019\u00bb)"
_BRACKETS = "()[]\uff08\uff09\u3010\u3011 "
_ENCLOSES = re.compile(r"[(\[\uff08\u3010].*[)\]\uff09\u3011]")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = 80
"""Characters before and after a link that are read."""
_LEAST_OF_SITE = 3
"""Fewest letters of a word that a host is searched for."""


class LinkMarker(NamedTuple):
    """A stretch of a block that holds one marker or more; `after` means that a sentence ends before it."""

    start: int
    end: int
    after: bool


def find_link_markers(text: str, links: Sequence[FoundLink], language: str | None) -> list[LinkMarker]:
    """Return the stretches of `text` in which its links are markers, in order, with their brackets."""
    masked = _mask_links(text, ((one.start, one.end) for one in links))
    by_start = {one.start: one for one in links}
    return [made for found in _RUN.finditer(masked) if (made := _read_run(text, found, by_start, language))]


def _mask_links(text: str, links: Iterable[tuple[int, int]]) -> str:
    """Return `text` with a sign in place of each character of a link, which says whether the link is a number."""
    pieces, at = [], 0
    for start, end in sorted(links):
        words = text[max(at, start) : end]
        sign = _NUMBERED if _FIGURE.fullmatch(words.strip()) else _NAMED
        pieces += [text[at:start], sign * len(words)]
        at = max(at, end)
    return "".join((*pieces, text[at:]))


def take_out_numbers(blocks: Sequence[ManuscriptBlock]) -> tuple[ManuscriptBlock, ...]:
    """Return the blocks of a draft that cites by links alone without the numbers of links to web pages.

    Each of these links keeps its number as its marker, at the offset where it was.
    """
    found = {at: runs for at, block in enumerate(blocks) if (runs := list(_find_numbers(block)))}
    runs = [run for each in found.values() for run in each]
    shown = [number for run in runs for number in run.numbers]
    counts = 1 in shown and 2 * sum(run.ends for run in runs) > len(runs)
    highest = 2 * len(shown) if counts else 0  # a higher number is a code, as "404" is
    return tuple(
        _take_out(block, [(run.start, run.end) for run in found[at] if not run.bare or max(run.numbers) <= highest])
        if at in found
        else _mark_wordless(block)
        for at, block in enumerate(blocks)
    )


def _mark_wordless(block: ManuscriptBlock) -> ManuscriptBlock:
    """Return a block whose links without words are markers where they end a sentence: "in 1975.[](https://...)"."""
    if all(one.start < one.end for one in block.links):
        return block
    links = tuple(
        replace(one, marker=one.href)
        if one.start == one.end and one.cites and leads_to_page(one.href) and _ends_at(block.text, one.start)
        else one
        for one in block.links
    )
    return replace(block, links=links)


def _ends_at(text: str, offset: int) -> bool:
    """Return whether a sentence ends right at an offset, or a full stop comes next."""
    return text[:offset].endswith(_ENDS) or (offset > 0 and text[offset : offset + 1] in _ENDS)


class _NumberRun(NamedTuple):
    """A stretch of links that are numbers; `bare` is without brackets, and `ends` whether the form is that of a marker.

    That is: brackets, or a word directly before it, or punctuation or the end of the block next to it.
    """

    start: int
    end: int
    numbers: tuple[int, ...]
    bare: bool
    ends: bool


def _find_numbers(block: ManuscriptBlock) -> Iterator[_NumberRun]:
    """Yield the stretches of numbers of links to web pages, with their brackets; none begins a block."""
    pages = sorted(
        (one.start, one.end) for one in block.links if one.cites and one.end > one.start and leads_to_page(one.href)
    )
    if not any(_FIGURE.fullmatch(block.text[start:end].strip()) for start, end in pages):
        return
    first = len(block.text) - len(block.text.lstrip())
    for run in _NUMBERS.finditer(_mask_links(block.text, pages)):
        if run.start() > first:
            inside = pages[bisect_left(pages, run.span()[:1]) : bisect_left(pages, (run.end(),))]
            yield _build_run(block.text, run.span(), [block.text[start:end] for start, end in inside])


def _build_run(text: str, run: tuple[int, int], labels: Sequence[str]) -> _NumberRun:
    start, end = run
    numbers = tuple(int(found[0]) for found in map(_DIGITS.search, labels) if found)
    bare = text[start:end].isdigit()
    before, following = text[max(0, start - _AROUND) : start], text[end : end + 1]
    is_next_to_end = before.rstrip().endswith(_ENDS) or not following or following in ".,;:!?)"
    return _NumberRun(start, end, numbers, bare, ends=not bare or not before[-1:].isspace() or is_next_to_end)


def _take_out(block: ManuscriptBlock, runs: Sequence[tuple[int, int]]) -> ManuscriptBlock:
    """Return a block without stretches of numbers; a link in one keeps its number as its marker."""
    taken = {at for low, high in runs for at in range(low, high)}
    links = tuple(
        replace(one, marker=block.text[one.start : one.end].strip())
        if one.start < one.end and one.start in taken
        else one
        for one in block.links
    )
    return remove_stretches(replace(block, links=links), [widen_cut(block.text, *run) for run in runs])


def _read_run(
    text: str, found: re.Match[str], by_start: Mapping[int, FoundLink], language: str | None
) -> LinkMarker | None:
    """Return the marker of a stretch of links; None if they are words of a sentence."""
    start, end = found.span()
    before, following = text[max(0, start - _AROUND) : start].rstrip(), text[end : end + _AROUND].lstrip()
    ends = not following or following.startswith(_ENDS)
    after = before.rstrip(_CLOSING).endswith(_ENDS) and not following.startswith(_ENDS)
    if not before:
        return None
    words = text[start:end]
    if _NUMBERED in found[0]:
        is_word = words.isdigit() and text[start - 1].isspace() and not after
        return None if is_word else LinkMarker(start, end, after)
    if _ENCLOSES.fullmatch(words):
        is_marker = (after or ends) and not _abbreviates(before, words)
    else:
        begins = not following or _begins_sentence(following, language)
        is_marker = after and begins and _names_site(words, by_start[start].link.target)
    return LinkMarker(start, end, after) if is_marker else None


def _begins_sentence(following: str, language: str | None) -> bool:
    """Return whether the text after a name begins a sentence of its own: "[Harbour News] The port is closed"."""
    first = _WORD.match(following)
    return first is not None and first[0][:1].isupper() and first[0].lower() in sentence_words(language).openers


def _names_site(words: str, target: str) -> bool:
    """Return whether a name is that of the site that it links: "Harbour News" of harbour.example.org."""
    host = urlsplit(target).netloc.lower()
    names = [one for one in _WORD.findall(words) if len(one) >= _LEAST_OF_SITE]
    return words[:1].isupper() and any(one.lower() in host for one in names)


def _abbreviates(before: str, words: str) -> bool:
    """Return whether a word in brackets holds the initials of the words before it: "the Harbour Board (HB)"."""
    letters = words.strip(_BRACKETS)
    initials = "".join(one[0] for one in _WORD.findall(before) if one[0].isupper())
    return letters.isupper() and letters.isalpha() and initials.endswith(letters)
