"""Two captures made ready for comparing: what counts as content on each side, and what each shows anywhere.

Blocks that stand in the other capture word for word are settled at once; only the few others are split into
sentences, which is what makes a comparison cost milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from citecheck.content.change_pairs import pair
from citecheck.content.sentence import key_of, sentences_of
from citecheck.content.strip import OBFUSCATED, blank_emails, is_banner, is_correction, stripped, without_link_remarks
from citecheck.model.page import PageText, Role, TextBlock

SEARCHED = 1000
"""Blocks or sentences that are searched inside longer text; a page with more new ones was rewritten, or is data."""
POLICY = 3
"""Blocks of the content that read like banners, from which that is its subject."""
TELLING = 16
"""Length of a key above which its standing inside a longer text is no accident."""
MARGIN_PROSE = 160
"""Characters that make a block outside the content region prose all the same; teasers and datelines are shorter."""
_PARAGRAPH_END = re.compile(r"\n\s*\n|(?<=[.!?。！？؟…])[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the content: as read, its key (`content.sentence.key_of`), and the place of its block."""

    text: str
    key: str
    place: int


@dataclass(frozen=True)
class Side:
    """One capture. `keys` stands parallel to `blocks`; `counted` are the places of the blocks that are content."""

    blocks: tuple[TextBlock, ...]
    keys: tuple[str, ...]
    counted: tuple[int, ...]
    language: str | None

    @cached_property
    def whole(self) -> str:
        """All text as one key, so that a sentence is found whatever it is wrapped in.

        Hidden text is part of it: a redesign shows what was folded away, and the other way round.
        """
        return "".join(self.keys)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The keys of whole blocks, for sentences too short to be searched in `whole`."""
        return frozenset(self.keys)

    @cached_property
    def is_policy(self) -> bool:
        """Whether the content is about cookies or channels: a banner asks once or twice."""
        return sum(map(is_banner, self.texts)) >= POLICY

    @property
    def size(self) -> int:
        """The length of the content, in characters of keys."""
        return self.size_from(0)

    @property
    def texts(self) -> Iterable[str]:
        """The blocks of the content, in order."""
        return (self.blocks[place].text for place in self.counted)

    def size_from(self, place: int) -> int:
        """Return the length of the content from a block on, in characters of keys."""
        return sum(len(self.keys[one]) for one in self.counted if one >= place)

    def shows(self, key: str) -> bool:
        """Say whether a key stands in this capture, as a block or inside one."""
        return key in self.lines or (len(key) >= TELLING and key in self.whole)

    def without(self, keys: Sequence[str]) -> list[bool]:
        """Say for each key whether it is missing here. So many that a search would take seconds are not searched."""
        missing = [key not in self.lines for key in keys]
        if sum(missing) > SEARCHED:
            return missing
        return [absent and not self.shows(key) for key, absent in zip(keys, missing, strict=True)]

    def unsettled(self, other: Side) -> list[Sentence]:
        """Return the sentences, noise stripped, of content blocks that the other capture does not show as they are."""
        places = [place for place in self.counted if self.keys[place]]
        missing = other.without([self.keys[place] for place in places])
        found: list[Sentence] = []
        for place in (place for place, absent in zip(places, missing, strict=True) if absent):
            # A banner is told by all it says; its sentences alone may read like those of an article.
            block = stripped(self.blocks[place].text, banners=not self.is_policy)
            kept = (stripped(one, banners=not self.is_policy) for one in sentences_of(block, self.language))
            found.extend(Sentence(one, key, place) for one in kept if (key := key_of(one)))
        return found


def sides_of(a: PageText, b: PageText) -> tuple[Side, Side]:
    """Make two captures ready. Where either obfuscates e-mail addresses, both are compared without them.

    Where either has no blocks (PDF, plain text, a reading kept without them), both are compared by their main text.
    """
    blank = bool(OBFUSCATED.search(a.visible) or OBFUSCATED.search(b.visible))
    retitled = a.title != b.title or _reworded(a.blocks, b.blocks)
    structured = bool(a.blocks and b.blocks)
    before, after = (
        _side(one.blocks if structured else _plain_blocks(one), one.language, blank=blank, retitled=retitled)
        for one in (a, b)
    )
    return before, after


def _reworded(before: Sequence[TextBlock], after: Sequence[TextBlock]) -> bool:
    """Say whether a headline was worded anew; one exchanged for another may be a logo or the name of the site."""
    old, new = ([one.text for one in side if one.role is Role.HEADLINE] for side in (before, after))
    return any(gone and came for gone, came in pair(old, new) if gone != came)


def differences(before: Side, after: Side) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """Return the content sentences of each side that stand nowhere in the other, in reading order."""
    old, new = before.unsettled(after), after.unsettled(before)
    return _missing(old, new, after), _missing(new, old, before)


def _missing(sentences: Sequence[Sentence], others: Sequence[Sentence], side: Side) -> tuple[Sentence, ...]:
    counterparts = frozenset(one.key for one in others)
    left = [one for one in sentences if one.key not in counterparts]
    absent = side.without([one.key for one in left])
    return tuple(one for one, gone in zip(left, absent, strict=True) if gone)


def _side(blocks: Sequence[TextBlock], language: str | None, *, blank: bool, retitled: bool) -> Side:
    clean = (lambda one: blank_emails(without_link_remarks(one))) if blank else without_link_remarks
    cleaned = tuple(TextBlock(clean(one.text), one.role) for one in blocks)
    counted = tuple(place for place, one in enumerate(cleaned) if _counts(one, retitled=retitled))
    return Side(cleaned, tuple(key_of(one.text) for one in cleaned), counted, language)


def _plain_blocks(text: PageText) -> tuple[TextBlock, ...]:
    """Return the main text as content, and what is visible beside it as furniture."""
    content = [TextBlock(one, Role.CONTENT) for one in _paragraphs(text.main or text.visible)]
    beside = _paragraphs(text.visible) if text.main not in ("", text.visible) else []
    return (*content, *(TextBlock(one, Role.FURNITURE) for one in beside))


def _paragraphs(text: str) -> list[str]:
    """Join hard-wrapped lines, as of a PDF, up to an empty line or one that ends with a full stop.

    Where the text is cut depends on the text alone, so that a change at its beginning moves no later cut.
    """
    return [" ".join(one.split()) for one in _PARAGRAPH_END.split(text) if one.strip()]


def _counts(block: TextBlock, *, retitled: bool) -> bool:
    """Say whether a change in this block is one of the content."""
    match block.role:
        case Role.CONTENT:
            return True
        case Role.HEADLINE:
            return retitled
        case Role.MARGIN:
            return len(block.text) >= MARGIN_PROSE or is_correction(block.text)
        case Role.FURNITURE | Role.HIDDEN:
            return False
