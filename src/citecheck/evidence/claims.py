"""The claims of a draft, one per citation, with the abbreviations it defines and the day it was written.

The long form of an abbreviation, "Jama'at Nusrat al Islam wa al Muslimeen (JNIM)", is found by matching letters
backwards from the bracket. Every letter of the short form must occur in the long form in order, the first one at the
beginning of a word (Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
text", 2003).

A draft was written on its stated data cut-off, or else on the date in its title or byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from citecheck.model.draft import BlockKind, Citation, Draft
from citecheck.model.evidence import Claim
from citecheck.text.dates import find_dates_in_sentence, to_calendar_date
from citecheck.text.language import choose_language
from citecheck.url.references import find_references


def claims_of(draft: Draft) -> tuple[Claim, ...]:
    """Return the claim of every citation, in the order of `draft.citations`."""
    if not draft.citations:
        return ()
    written = find_drafting_date(draft)
    whole = Claim(
        "",
        drafted=written.isoformat() if written else None,
        aliases=find_abbreviations(block.text for block in draft.blocks),
        language=find_draft_language(draft),
    )
    return tuple(_build_claim(whole, draft, citation) for citation in draft.citations)


def _build_claim(whole: Claim, draft: Draft, citation: Citation) -> Claim:
    """Return the claim of a citation; a paragraph that is clearly in another language than its draft is in its own."""
    paragraph = draft.blocks[citation.block].text if citation.block is not None else ""
    return replace(
        whole,
        sentence=remove_addresses(citation.sentence),
        paragraph=paragraph,
        section=citation.section or "",
        language=choose_language(whole.language, paragraph) or whole.language,
    )


_BRACKETS = {"(": ")", "[": "]", "<": ">"}
_PATH = re.compile(r"[^/]/[^/]")
"""A path after a host; a host alone may be the name of a site."""


def remove_addresses(sentence: str) -> str:
    """Return a sentence without its addresses and their brackets: they say nothing, whatever figures they hold."""
    if "/" not in sentence:
        return sentence
    kept, last = [], 0
    for found in find_references(sentence):
        if found.scheme_assumed and not _PATH.search(found.raw):
            continue
        before, after = sentence[last : found.start].rstrip(), sentence[found.end : found.end + 1]
        is_enclosed = bool(before) and after == _BRACKETS.get(before[-1])
        kept.append(before[:-1].rstrip() if is_enclosed else before)
        last = found.end + is_enclosed
    return "".join((*kept, sentence[last:])).rstrip(": ") if last else sentence


def find_draft_language(draft: Draft) -> str | None:
    """Return the language that a draft declares, or the one of its text where the two contradict each other."""
    return choose_language(draft.language, "\n".join(block.text for block in draft.blocks if block.text))


_SHORT_FORM = re.compile(r"\(([A-Z][A-Za-z&.\-]{0,8}[A-Z])(?:s)?\)")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_MOST_WORDS = 12


def find_abbreviations(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the abbreviations that texts define as pairs (short, long), each once, in order of definition."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _SHORT_FORM.finditer(text):
            long = _find_long_form(match[1], text[: match.start()].rstrip())
            if long is not None:
                found.setdefault(match[1], long)
    return tuple(found.items())


def _find_long_form(short: str, before: str) -> str | None:
    letters = [letter.lower() for letter in short if letter.isalnum()]
    words = before.split()[-min(_MOST_WORDS, len(letters) * 2 + 4) :]
    text = " ".join(words)
    lowered, at = text.lower(), len(text)
    for letter in reversed(letters[1:]):
        at = lowered.rfind(letter, 0, at)
        if at < 0:
            return None
    starts = [match.start() for match in _WORD_START.finditer(lowered) if match.start() < at]
    first = next((start for start in reversed(starts) if lowered[start] == letters[0]), None)
    if first is None or len(text) - first <= len(short):
        return None
    return text[first:]


_CUT_OFF = re.compile(r"\b(?:data|information)\s+cut[ -]?off\b[^.\n]{0,80}", re.IGNORECASE)
_DATELINE = re.compile(r"^\W*(?:published|updated|date|dated|last updated|as of)\b[:\s][^.\n]{0,60}", re.IGNORECASE)
_HEAD_BLOCKS = 12
"""Blocks at the beginning of a draft that may state its date."""


def find_data_cut_off(draft: Draft) -> date | None:
    """Return the data cut-off that a draft states ("Data Cutoff: March 7, 2024, at 10am ET"), or None."""
    stated = (match[0] for block in draft.blocks for match in [_CUT_OFF.search(block.text)] if match)
    return _find_first_day(stated)


def find_drafting_date(draft: Draft) -> date | None:
    """Return the day on which a draft was written, or None if the draft does not state it."""
    head = draft.blocks[:_HEAD_BLOCKS]
    headings = (block.text for block in head if block.kind is BlockKind.HEADING)
    datelines = (match[0] for block in head for match in [_DATELINE.match(block.text)] if match)
    return (
        find_data_cut_off(draft)
        or _find_first_day([draft.title or ""])
        or _find_first_day(headings)
        or _find_first_day(datelines)
    )


def _find_first_day(texts: Iterable[str]) -> date | None:
    for text in texts:
        for day in find_dates_in_sentence(text):
            whole = to_calendar_date(day)
            if whole is not None:
                return whole
    return None
