"""One capture as it is compared: its blocks with their keys, which of them are content, and what of it another lacks.

A sentence of the content is missing from the other capture when it is nowhere in its whole text, so moving text,
wrapping it differently and new markup change nothing. Blocks that are in the other capture word for word need no
further work. Only the few others are split into sentences, which is why a comparison costs milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from citecheck.model.page import PageText, Role, TextBlock
from citecheck.page.difference.noise import (
    EMAIL,
    blank_emails,
    drop_link_remarks,
    hides_emails,
    is_banner,
    is_correction,
    strip_noise,
)
from citecheck.page.difference.pairs import pair_sentences
from citecheck.text.sentence_key import key_of
from citecheck.text.sentences import split_sentences

_MAX_SEARCHED = 1000
"""Blocks or sentences that are searched inside longer text; a page with more new ones was rewritten, or is data."""
_POLICY_BLOCKS = 3
"""Blocks of the content that read like banners from which cookies or channels are the page's subject."""
_MIN_TELLING_KEY = 16
"""Length of a key from which finding it inside a longer text is not a coincidence."""
_MARGIN_PROSE = 160
"""Characters from which a block outside the content region counts as prose; teasers and datelines are shorter."""
_PARAGRAPH_END = re.compile(r"\n\s*\n|(?<=[.!?。！？؟…])[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class ContentSentence:
    """A sentence of the content: its text, its key (`text.sentence_key.key_of`), and the place of its block."""

    text: str
    key: str
    place: int


@dataclass(frozen=True)
class CaptureSide:
    """One capture. `keys` is parallel to `blocks`; `counted` are the places of the blocks whose changes count.

    `apart` are those of them in which only a new wording counts: boxes, and prose outside the content region.
    """

    blocks: tuple[TextBlock, ...]
    keys: tuple[str, ...]
    counted: tuple[int, ...]
    apart: frozenset[int]
    language: str | None

    @cached_property
    def whole(self) -> str:
        """All text as one key, so that a sentence is found whatever it is wrapped in.

        Hidden text is included: a redesign shows what was folded away, and the other way round.
        """
        return "".join(self.keys)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The keys of whole blocks, for sentences too short to be searched in `whole`."""
        return frozenset(self.keys)

    @cached_property
    def is_policy(self) -> bool:
        """Whether the content is about cookies or channels: a banner asks once or twice."""
        return sum(map(is_banner, self.texts)) >= _POLICY_BLOCKS

    @cached_property
    def flow(self) -> Sequence[int]:
        """The places of the content that is not apart; of all content where everything is."""
        return [place for place in self.counted if place not in self.apart] or self.counted

    @property
    def size(self) -> int:
        """The length of the flow, in characters of keys."""
        return self.size_from(0)

    @property
    def texts(self) -> Iterable[str]:
        """The blocks of the flow, in order."""
        return (self.blocks[place].text for place in self.flow)

    def size_from(self, place: int) -> int:
        """Return the length of the flow from a block on, in characters of keys."""
        return sum(len(self.keys[one]) for one in self.flow if one >= place)

    def size_of(self, sentences: Iterable[ContentSentence]) -> int:
        """Return the length of those of the sentences that are in the flow, in characters of keys."""
        return sum(len(one.key) for one in sentences if one.place in self.flow_places)

    @cached_property
    def flow_places(self) -> frozenset[int]:
        """`flow` as a set."""
        return frozenset(self.flow)

    def shows_key(self, key: str) -> bool:
        """Return whether a key is in this capture, as a block or inside one."""
        return key in self.lines or (len(key) >= _MIN_TELLING_KEY and key in self.whole)

    def find_missing(self, keys: Sequence[str]) -> list[bool]:
        """Return for each key whether it is missing here.

        More keys than `_MAX_SEARCHED` are compared with whole blocks only, because searching them would take seconds.
        """
        missing = [key not in self.lines for key in keys]
        if sum(missing) > _MAX_SEARCHED:
            return missing
        return [absent and not self.shows_key(key) for key, absent in zip(keys, missing, strict=True)]

    def find_around(self, sentence: ContentSentence) -> tuple[str, str]:
        """Return the keys of the blocks before and after that of a sentence; "" where there is none."""
        place = sentence.place
        return self.keys[place - 1] if place else "", self.keys[place + 1] if place + 1 < len(self.keys) else ""

    def list_items(self) -> list[tuple[int, str]]:
        """Return number and text of the items of ordered lists in the flow, in reading order."""
        return [(one.ordinal, one.text) for place in self.flow if (one := self.blocks[place]).ordinal]

    def bylines(self) -> list[str]:
        """Return the lines that name the author, in reading order."""
        return [one.text for one in self.blocks if one.role is Role.BYLINE]

    def lines_missing_from(self, other: CaptureSide) -> list[str]:
        """Return the shown lines that are nowhere in the other capture, without noise, in reading order."""
        shown = [one for one in self.blocks if one.role is not Role.HIDDEN]
        lines = [line for one in shown if (line := strip_noise(one.text))]
        missing = other.find_missing([_key_of(line) for line in lines])
        return [line for line, absent in zip(lines, missing, strict=True) if absent]

    def sentences_missing_from(self, other: CaptureSide) -> list[ContentSentence]:
        """Return the sentences, without noise, of content blocks that are not unchanged in the other capture."""
        places = [place for place in self.counted if self.keys[place]]
        missing = other.find_missing([self.keys[place] for place in places])
        found: list[ContentSentence] = []
        for place in (place for place, absent in zip(places, missing, strict=True) if absent):
            # A banner is recognised by its whole text; its sentences alone may read like those of an article.
            block = strip_noise(self.blocks[place].text, banners=not self.is_policy)
            kept = (strip_noise(one, banners=not self.is_policy) for one in split_sentences(block, self.language))
            found.extend(ContentSentence(one, key, place) for one in kept if (key := _key_of(one)))
        return found


def build_sides(a: PageText, b: PageText) -> tuple[CaptureSide, CaptureSide]:
    """Return two captures prepared for comparison.

    Where either obfuscates e-mail addresses, both are compared without them. Where either has no blocks (PDF, plain
    text, a reading without roles), both are compared by their main text.
    """
    blank = hides_emails(a.visible) or hides_emails(b.visible)
    retitled = a.title != b.title or _is_headline_reworded(a.blocks, b.blocks)
    structured = bool(a.blocks and b.blocks)
    before, after = (
        _build_side(one.blocks if structured else _blocks_of_text(one), one.language, blank=blank, retitled=retitled)
        for one in (a, b)
    )
    return before, after


def _is_headline_reworded(before: Sequence[TextBlock], after: Sequence[TextBlock]) -> bool:
    """Return whether a headline was reworded; one exchanged for another may be a logo or the name of the site."""
    old, new = ([one.text for one in side if one.role is Role.HEADLINE] for side in (before, after))
    return any(gone and came for gone, came in pair_sentences(old, new) if gone != came)


def _key_of(text: str) -> str:
    """Return the key of a sentence without its e-mail addresses where these are blanked: a page may omit one."""
    return key_of(text.replace(EMAIL, " "))


def _build_side(blocks: Sequence[TextBlock], language: str | None, *, blank: bool, retitled: bool) -> CaptureSide:
    clean = (lambda one: blank_emails(drop_link_remarks(one))) if blank else drop_link_remarks
    cleaned = tuple(TextBlock(clean(one.text), one.role, one.ordinal) for one in blocks)
    counted = tuple(place for place, one in enumerate(cleaned) if _is_content(one, retitled=retitled))
    apart = frozenset(place for place in counted if cleaned[place].role in _APART)
    return CaptureSide(cleaned, tuple(_key_of(one.text) for one in cleaned), counted, apart, language)


def _blocks_of_text(text: PageText) -> tuple[TextBlock, ...]:
    """Return the main text as content, and the other visible text as boilerplate."""
    content = [TextBlock(one, Role.CONTENT) for one in _split_paragraphs(text.main or text.visible)]
    boilerplate = _split_paragraphs(text.visible) if text.main not in ("", text.visible) else []
    return (*content, *(TextBlock(one, Role.FURNITURE) for one in boilerplate))


def _split_paragraphs(text: str) -> list[str]:
    """Join hard-wrapped lines, as of a PDF, up to an empty line or one that ends with a full stop.

    Where the text is split depends on the text alone, so a change at its beginning moves no later split.
    """
    return [" ".join(one.split()) for one in _PARAGRAPH_END.split(text) if one.strip()]


_APART = frozenset({Role.BOX, Role.REMARK, Role.MARGIN})
"""Roles of blocks that are content, but not in the flow of the text."""


def _is_content(block: TextBlock, *, retitled: bool) -> bool:
    """Return whether a change in this block is a change of the content."""
    match block.role:
        case Role.CONTENT | Role.BOX | Role.REMARK:
            return True
        case Role.HEADLINE:
            return retitled
        case Role.MARGIN:
            return len(block.text) >= _MARGIN_PROSE or is_correction(block.text)
        case Role.FURNITURE | Role.HIDDEN | Role.BYLINE:
            return False
