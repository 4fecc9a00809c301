"""Notes that point to other notes: "Ibid.", "see note 35", and their kin in other languages.

Such a note gets the sources of the note it means, so that its claim is checked against them. The number in "see note
35" is the printed one, not the note's place in the file. Pages of another book ("see note on page 197") are no such
reference.
"""

from __future__ import annotations

import re
from dataclasses import replace

from citecheck.model.draft import Footnote, Source
from citecheck.model.target import Kind, Offline

_IBID = re.compile(
    r"\s*(?:see\s+)?(?:ibid(?:em)?|idem|id|ebd|ebenda|там же|المرجع نفسه|المصدر نفسه|همان|同上|同前|前掲)"
    r"(?=[\s.,;:\u060c\u3002\uff0c\u3001]|$)\.?(?P<rest>[^;\n]{0,80})$",
    re.IGNORECASE,
)
_SEE = re.compile(
    r"(?:\b(?:see|cf\.?|supra|voir|siehe|as in|same as|см\.)\s+(?:supra\s+|above\s+|la\s+)?|\(|^|\bsupra,?\s+|,\s)"
    r"(?:foot|end)?(?:note|n\.|fn\.?|Anm\.|Fußnote|прим\.|сноску|注)\s*(?P<number>\d{1,4})\b(?!\s*(?:on page|on p\.))",
    re.IGNORECASE,
)
_MAX_WORDS = 25
"""A longer note that mentions another one says something of its own besides."""


def resolve_back_references(notes: tuple[Footnote, ...]) -> tuple[tuple[Footnote, ...], tuple[Footnote, ...]]:
    """Give the notes with the sources of what they refer to, and those whose reference leads nowhere."""
    made: list[Footnote] = []
    unresolved: list[Footnote] = []
    number_of = {note.id: re.sub(r"\D", "", note.marker) for note in notes}
    by_number = {number_of[note.id]: at for at, note in reversed(list(enumerate(notes)))}
    counted_once = len(by_number) == len(notes)
    for at, note in enumerate(notes):
        made.append(note)
        if any(not isinstance(one.target, Offline) for one in note.sources):
            continue
        if _IBID.match(note.text):
            meant = made[at - 1] if at else None
        elif (see := _SEE.search(note.text)) and len(note.text.split()) <= _MAX_WORDS:
            index = by_number.get(see["number"])
            meant = None if index is None else (made[index] if index < at else notes[index])
        else:
            continue
        if meant is None and counted_once:
            unresolved.append(note)
        borrowed = [one for one in meant.sources if one.kind is not Kind.NOTE] if meant else []
        if borrowed:
            made[at] = replace(note, sources=tuple(_borrowed(note, one) for one in borrowed))
    return tuple(made), tuple(unresolved)


def _borrowed(note: Footnote, source: Source) -> Source:
    """Give another note's source as this note cites it."""
    return replace(source, raw=note.text, place=note.place, title=source.title or source.raw)
