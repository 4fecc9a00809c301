"""Split text into sentences: a block of a page, a block of a draft with its markers, a page's whole text.

`sentencex` finds the boundaries in blocks; it is imported here only. In a draft a few of them are taken back
where drafts are known to mislead it (`_is_boundary`), and a few are added (`_ALSO_END`). A marker after the
full stop, where most are, belongs to the sentence before it.

A page's whole text is split by lines first, since blocks never share a sentence, then by marks of punctuation;
every sentence keeps its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

from sentencex import get_sentence_boundaries

_DRAFT_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|No|Nos|Nr|vs?|cf|pp?|para|paras|Art|Arts|Sec|Vol|Fig|Eq|Ch|ed|eds|trans|approx|ca|St|Mt|Ft|Lt|Col|Gen|Sgt"
    r"|Maj|Capt|Adm|Brig|Cmdr|Hon|Rev|Sen|Rep|Gov|Pres|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|Inc|Corp|Co|Ltd|Bros|Dept|Univ|Assn|al|e\.g|i\.e"
    r"|viz|Op|op|cit|Ibid|ibid|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Va|Cal|Mass|Ill|Tex|Stat|Supp|Cir|App|Rptr)\.)\Z"
)
"""An abbreviation at the end of what the splitter took for a sentence."""
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}\Z")
"""Letters with full stops, which end a sentence or stand in one ("the U.S.")."""
_STARTER = re.compile(
    r"[\"\u201c]?(?:The|This|That|These|Those|A|An|In|On|At|As|It|Its|He|She|They|We|I|But|And|However|After|Before|For|If|"
    r"When|While|Since|Both|Other|Another|Many|Most|Some|Such|There|His|Her|Their|Our|By|From|With|Although|According)\b"
)
"""Words that begin a sentence behind "in D.C." but not a name behind "the U.S."."""
_ENDS_ANYWAY = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros|al|[A-Z])\.)\Z")
"""Abbreviations that end sentences too, if a new one clearly begins behind."""
_CONTINUES = re.compile(r"[a-z0-9\u00a7$(,;:)\]\u2013\u2014/]")
"""What goes on behind an abbreviation: a small letter, a figure, a sign."""
_LOWER = re.compile(r"[(\"\u201c\u2018'\[]?[a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f,;:.)\]\u2013]")
"""What begins no sentence, quotation marks and brackets aside."""
_SOFT_END = re.compile(
    r"[.!?\u2026\u203d\u061f\u06d4\u3002\uff0e\uff01\uff1f\uff61\u0964][\"'\u201d\u2019\u00bb)\]\uff09\u300d\u300f]*\Z"
)
"""Signs that may end a sentence, in any script, with the quotation marks and brackets behind."""
_ENDS_UNSPACED = re.compile(r"[\uff0e\u3002\uff61\uff01\uff1f\u061f\u06d4][\u201d\u2019\uff09\u300d\u300f\"]*\Z")
"""Those behind which the next sentence may stand without a blank."""
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['\u2018\u2019](?=[^\W\d_])")
_QUOTATION = re.compile(r"\u201c[^\u201c\u201d]{1,600}\u201d|(?<!\w)\u2018[^\u2018\u2019]{1,300}\u2019")
_QUOTE = re.compile(r"[\u201c\u201d\u2018\u2019]")
_AFTER_ASIDE = re.compile(r"[.!?][\"\u201d]?\)\s+(?=[A-Z\u201c\"(])")
"""The end of a sentence that stands in brackets by itself."""
_LONGEST_ASIDE = 600
_SPLITTER_WINDOW = 8_000
"""Characters shown to the splitter at once; the longest paragraph of the drafts tried has half of it."""
_LONGEST_DRAFT_SENTENCE = 2_000
"""Characters of a sentence; the longest of the drafts tried has 454. What goes on beyond is a list or an attack, and
each of its markers repeats it."""
_ALSO_END = re.compile(r"[\uff0e\u3002\uff61\uff01\uff1f\u061f\u06d4][\u201d\u2019\uff09\u300d\u300f\"]*\s*(?=\S)")
"""Full stops and marks of CJK, Arabic and Urdu, at which the splitter does not always cut."""


def sentence_spans_in_draft(
    text: str, language: str | None = None, marks: Collection[int] = ()
) -> list[tuple[int, int]]:
    """Cut `text` into sentences: spans without the white space between them, in order, covering all words.

    `marks` are the offsets of markers: where one stood, two sentences may touch without white space.
    """
    cuts = {0, len(text), *_find_sentence_starts(_neutralise_quotes(text), language or "en")}
    cuts.update(match.end() for match in _ALSO_END.finditer(text))
    cuts.update(match.end() for match in _AFTER_ASIDE.finditer(text) if _is_whole_aside(text, match.start()))
    spans: list[tuple[int, int]] = []
    for low, high in pairwise(sorted(cuts)):
        piece = text[low:high]
        start = low + len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if start >= end:
            continue
        if spans and not _is_boundary(text, spans[-1], (start, end), marks):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [piece for span in spans for piece in _cut_long_sentence(text, span)]


def _cut_long_sentence(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Cut what is too long to be a sentence, at white space where there is some."""
    start, end = span
    while end - start > _LONGEST_DRAFT_SENTENCE:
        space = text.rfind(" ", start + 1, start + _LONGEST_DRAFT_SENTENCE)
        cut = space if space > 0 else start + _LONGEST_DRAFT_SENTENCE
        yield start, cut
        start = cut + (space > 0)
    yield start, end


def _find_sentence_starts(text: str, language: str) -> Iterator[int]:
    """Yield where sentences start; `sentencex` takes quadratic time, so a long text is shown to it in windows.

    The last sentence of a window is taken up again by the next, which may hold more of it.
    """
    at = 0
    while at < len(text):
        window = text[at : at + _SPLITTER_WINDOW]
        starts = [row["start_index"] for row in get_sentence_boundaries(language, window)]
        is_last = at + _SPLITTER_WINDOW >= len(text)
        yield from (at + start for start in starts)
        at += len(window) if is_last or not starts or starts[-1] == 0 else starts[-1]


def _is_whole_aside(text: str, end: int) -> bool:
    """Say whether the bracket that closes behind `end` opened behind a sentence: "So it was. (It is no more.) Then"."""
    start = text.rfind("(", max(0, end - _LONGEST_ASIDE), end)
    before = text[max(0, start - 3) : max(start, 0)].rstrip()
    return start >= 0 and (not before or before[-1] in '.!?\u201d"')


def _neutralise_quotes(text: str) -> str:
    """Keep the quotation marks from misleading: those inside words, and those that lack their partner.

    Exports write apostrophes as opening quotes ("Trump\u2018s"), and a splitter waits for the end of the quotation.
    """
    text = _APOSTROPHE.sub("\u02bc", text)
    if text.count("\u201c") == text.count("\u201d") and "\u2018" not in text:
        return text
    paired = {edge for found in _QUOTATION.finditer(text) for edge in (found.start(), found.end() - 1)}
    return _QUOTE.sub(lambda quote: quote[0] if quote.start() in paired else " ", text)


def _is_boundary(text: str, before: tuple[int, int], after: tuple[int, int], marks: Collection[int]) -> bool:
    """Say whether the sentence in `before` really ends where the one in `after` begins."""
    head, tail = text[max(before[0], before[1] - 40) : before[1]], text[after[0] : min(after[1], after[0] + 40)]
    if before[1] == after[0] and before[1] not in marks and not _ENDS_UNSPACED.search(head):
        return False
    if not _SOFT_END.search(head):
        return head[-1:] not in ":;," and tail[:1].isupper()
    if _LOWER.match(tail) and tail[:1] not in "\"'(":
        return False
    if _ACRONYM.search(head):
        return bool(_STARTER.match(tail))
    if _DRAFT_ABBREVIATION.search(head):
        return not _CONTINUES.match(tail) and bool(_ENDS_ANYWAY.search(head))
    return True


def find_sentence_at(spans: list[tuple[int, int]], text: str, offset: int) -> tuple[int, int]:
    """Give the sentence that a marker at `offset` of `text` belongs to; (0, 0) if there is none."""
    at = min(offset, len(text))
    while at > 0 and text[at - 1].isspace():
        at -= 1
    if not spans:
        return 0, 0
    index = bisect_right(spans, (max(at - 1, 0), len(text) + 1)) - 1
    return spans[max(index, 0)]


_PAGE_SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”’»)\]]*\s+(?=["'“‘«(\[]*[^\W_a-zа-яß-ÿ])|(?<=[。！？])""")
_PAGE_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|jr|sr|gen|col|lt|sgt|capt|sen|rep|gov|no|vs|inc|ltd|co|corp|fig|approx|ca|cf|al"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|u\.s|u\.k|d\.c|a\.m|p\.m|[a-z]|\d\d?)\.)$",
    re.IGNORECASE,
)
_LONGEST_PAGE_SENTENCE = 2000
"""A sentence is cut after so many characters: text without stops must not become one passage."""


def sentence_spans_in_page(text: str) -> list[tuple[int, int]]:
    """Cut `text` into sentences; returns the place of each, white space around them left out."""
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        spans.extend(_sentence_spans_in_line(line, offset))
        offset += len(line)
    return spans


def _sentence_spans_in_line(line: str, offset: int) -> list[tuple[int, int]]:
    cuts = [0]
    cuts.extend(
        match.end() for match in _PAGE_SENTENCE_END.finditer(line) if not _ends_abbreviation(line, match.start())
    )
    cuts.append(len(line))
    spans: list[tuple[int, int]] = []
    for first, last in pairwise(cuts):
        for start in range(first, last, _LONGEST_PAGE_SENTENCE):
            end = min(start + _LONGEST_PAGE_SENTENCE, last)
            piece = line[start:end]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                spans.append((offset + left, offset + start + len(piece.rstrip())))
    return spans


def _ends_abbreviation(line: str, stop: int) -> bool:
    """Tell whether the stop before `stop` ends an abbreviation, an initial or a day's number ("6. März")."""
    return _PAGE_ABBREVIATION.search(line, max(0, stop - 8), stop) is not None


_ONE_SENTENCE = re.compile(r"[\w ,'’‘“”\"/&%$€|–—+=@#-]*+[.!?]?")
"""Lines without a mark at which any language ends a sentence or an item of a list, other than at their end."""
_SPLIT_LIMIT = 20_000
"""Characters of one block given to the splitter at once: longer ones are data, and it is not linear."""


@cache
def _load_splitter() -> Any:
    return import_module("sentencex").segment


def split_page_block(block: str, language: str | None) -> tuple[str, ...]:
    """Split one block, its white space collapsed, into sentences; an unknown language is split as English is."""
    if len(block) <= _SPLIT_LIMIT and _ONE_SENTENCE.fullmatch(block):
        return (block,) if block else ()
    code = (language or "en").partition("-")[0].lower()
    return tuple(
        sentence
        for start in range(0, len(block), _SPLIT_LIMIT)
        for one in _load_splitter()(code, block[start : start + _SPLIT_LIMIT])
        if (sentence := one.strip())
    )
