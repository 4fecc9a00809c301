"""Links that mark a source like a note does, and are no words of the sentence: "(Harbour News)", "[1]".

What people and chatbots export writes the source in brackets at the end of its sentence, before or after the full stop,
or a number anywhere. A name without brackets is one only after a full stop, where the name is that of its site and what
follows begins a sentence. A marker after a full stop belongs to the sentence before it, and to no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from citecheck.draft.links import FoundLink
from citecheck.text.sentence_ends import sentence_words

_FIGURE = re.compile(r"[\[(\u3010]?\^?\d{1,3}[\])\u3011]?")
"""The words of a link that is a number: "1", "[1]"."""
_NAMED, _NUMBERED = "\ue000", "\ue001"
"""What replaces each character of a link; a text that holds such characters itself loses nothing but a marker."""
_SHOWN = f"[{_NAMED}{_NUMBERED}]"
_BETWEEN = r"(?:\s?[,;&|/]\s?|\s{1,2})"
_ENCLOSED = rf"[(\[\uff08\u3010]\s?{_SHOWN}+(?:{_BETWEEN}{_SHOWN}+){{0,9}}\s?[)\]\uff09\u3011]"
_RUN = re.compile(rf"(?:{_ENCLOSED}|{_NUMBERED}+)(?:[ ,]{{0,2}}(?:{_ENCLOSED}|{_NUMBERED}+)){{0,19}}|{_NAMED}+")
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
    pieces, at = [], 0
    for one in sorted(links, key=lambda each: each.start):
        words = text[max(at, one.start) : one.end]
        sign = _NUMBERED if _FIGURE.fullmatch(words.strip()) else _NAMED
        pieces += [text[at : one.start], sign * len(words)]
        at = max(at, one.end)
    masked = "".join((*pieces, text[at:]))
    by_start = {one.start: one for one in links}
    return [made for found in _RUN.finditer(masked) if (made := _read_run(text, found, by_start, language))]


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
