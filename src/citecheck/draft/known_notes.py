"""The notes of a text by number, and which of them a sign in the text means, if it is a marker at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from citecheck.draft.numbered import Definition
from citecheck.draft.signs import Sign, signs_in

_NEAR = 3
"""How far above the last note a number may be that stands in one bracket with a note's."""
_SLIP = 10
"""How far above the last number a wrong one may be."""


@dataclass(frozen=True, slots=True)
class KnownNotes:
    """The notes of a document by number, to tie a sign in the text to the note that it means.

    Where a number was given again (every chapter counts anew) the next note behind the sign is meant. `ids` are in the
    order of the notes; by number `by_key` gives the first line of each note with its id, and `since` the line of the
    text from which on a note of a chapter is meant. Up to `reach` a sign without a note may be a marker; what is above
    is a year, a count, an index. `styles` are the ways in which the text may write its markers.
    """

    ids: tuple[str, ...]
    styles: frozenset[str]
    highest: int
    reach: int
    by_key: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    since: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Sequence[Definition], texts: Iterable[str], prefix: str = "") -> KnownNotes:
        """Index the notes found; a second note of one number gets the id "3-2". `texts` are what is not in notes."""
        by_key: dict[str, list[tuple[int, str]]] = {}
        ids: list[str] = []
        for one in found:
            before = by_key.setdefault(one.key, [])
            ids.append(prefix + (one.key if not before else f"{one.key}-{len(before) + 1}"))
            before.append((one.first, ids[-1]))
        signs = list(_all_signs(texts))
        styles = {"square" if one.style in {"long", "dotted", "plain"} else one.style for one in found}
        styles |= {"manual"} if "round" in styles else set()
        listed = any(one.style in {"dotted", "plain"} for one in found)
        if listed and not any(sign.style == "square" and sign.keys[0] in by_key for sign in signs):
            styles |= {"raised", "round"}  # a list of notes does not show how the text writes its markers
        highest = max((int(one.key) for one in found if one.key.isdigit()), default=0)
        since: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for one, name in zip(found, ids, strict=True):
            if one.since is not None:
                since[one.key].append((one.since, name))
        return cls(tuple(ids), frozenset(styles), highest, _reach(signs, highest), by_key, since)

    def notes_of(self, sign: Sign, line: int) -> list[str | None]:
        """Give the ids that a sign in `line` names, None for a note that is missing; [] if it is no marker at all."""
        if not self.by_key or (sign.style in {"round", "manual"} and sign.style not in self.styles):
            return []  # "(1)" counts the points of a sentence where notes are written otherwise
        meant = [self._note_of(key, line) for key in sign.keys]
        if all(meant):
            return meant
        highest = max((int(key) for key in sign.keys if key.isdigit()), default=0)
        if len(sign.keys) > 1 and highest > self.highest + _NEAR:
            return []  # "[1,31]" is an interval where there are ten notes; "[9,11]" calls one that was lost
        likely = sign.style == "square" and "square" in self.styles and 0 < highest <= self.reach
        return meant if likely or any(meant) else []

    def _note_of(self, key: str, line: int) -> str | None:
        rows = self.by_key.get(key)
        if not rows:
            return None
        if begun := [name for since, name in self.since.get(key, ()) if since <= line]:
            return begun[-1]
        return next((name for first, name in rows if first > line), rows[-1][1])


def _all_signs(texts: Iterable[str]) -> Iterator[Sign]:
    return (sign for text in texts for sign in signs_in(text))


def _reach(signs: Iterable[Sign], highest: int) -> int:
    """Give how far markers may count above the `highest` note: as they do, and a slip beyond; 0 without such notes."""
    keys = {int(key) for sign in signs if sign.style == "square" for key in sign.keys}
    for number in sorted(keys) if highest else ():
        if number > highest + _NEAR:
            break
        highest = max(number, highest)
    return highest + _SLIP if highest else 0
