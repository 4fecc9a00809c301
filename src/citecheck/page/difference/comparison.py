"""Compare two captures of one address: nothing changed, only boilerplate, the content, or the whole page.

A sentence of the content is changed when it is nowhere in the other capture's whole visible text, so moving text,
wrapping it differently and new markup change nothing. The roles of the blocks (`difference.roles`) decide which
sentences are content; `difference.noise` holds what never counts. Apart from the flow of the text, in boxes
(`difference.boxes`) and in prose outside the content region, only a new wording and a correction count: what comes or
goes there as a whole is a teaser, an offer or a prompt. The result is `replaced` when one of the two is a
page of another class (a wall, an error, a parked domain), when the second shares next to nothing with the first, or
when only the opening is left.

Blocks that are in the other capture word for word need no further work. Only the few others are split into sentences,
which is why a comparison costs milliseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.page import Page, PageReading, PageText, Role, TextBlock
from citecheck.page.difference.likeness import are_renamed, is_switched_interface, is_translation, measure_likeness
from citecheck.page.difference.noise import (
    EMAIL,
    blank_emails,
    counts_audience,
    drop_link_remarks,
    hides_emails,
    is_banner,
    is_correction,
    strip_noise,
)
from citecheck.page.difference.pairs import find_partners, pair_sentences
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
_MIN_REWORDED = 85.0
"""Similarity in percent from which two sentences apart from the flow are one: two teasers are often worded alike."""
_MAX_COUNTER = 80
"""Characters of a line apart from the flow up to which it may be a counter."""
_FIGURES = re.compile(r"[\d.,:\s]+")
_MIN_KEPT_KEY = 40
"""Length of what must be left of a block apart from the flow for the block to have been edited and not exchanged."""
_PARAGRAPH_END = re.compile(r"\n\s*\n|(?<=[.!?。！？؟…])[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class _ContentSentence:
    """A sentence of the content: its text, its key (`text.sentence_key.key_of`), and the place of its block."""

    text: str
    key: str
    place: int


@dataclass(frozen=True)
class _CaptureSide:
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

    def size_of(self, sentences: Iterable[_ContentSentence]) -> int:
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

    def sentences_missing_from(self, other: _CaptureSide) -> list[_ContentSentence]:
        """Return the sentences, without noise, of content blocks that are not unchanged in the other capture."""
        places = [place for place in self.counted if self.keys[place]]
        missing = other.find_missing([self.keys[place] for place in places])
        found: list[_ContentSentence] = []
        for place in (place for place, absent in zip(places, missing, strict=True) if absent):
            # A banner is recognised by its whole text; its sentences alone may read like those of an article.
            block = strip_noise(self.blocks[place].text, banners=not self.is_policy)
            kept = (strip_noise(one, banners=not self.is_policy) for one in split_sentences(block, self.language))
            found.extend(_ContentSentence(one, key, place) for one in kept if (key := _key_of(one)))
        return found


def _sides_of(a: PageText, b: PageText) -> tuple[_CaptureSide, _CaptureSide]:
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


def _find_differences(
    before: _CaptureSide, after: _CaptureSide
) -> tuple[tuple[_ContentSentence, ...], tuple[_ContentSentence, ...]]:
    """Return the content sentences of each side that are nowhere in the other, in reading order."""
    old, new = before.sentences_missing_from(after), after.sentences_missing_from(before)
    gone, came = _select_missing(old, new, after), _select_missing(new, old, before)
    partner = find_partners([one.text for one in gone], [one.text for one in came], least=_MIN_REWORDED)
    partner = {
        here: there
        for here, there in (partner | _find_new_figures(before, gone, after, came)).items()
        if not _counts(gone[here].text, came[there].text, before.blocks[gone[here].place].role)
    }
    return (
        _drop_exchanged(gone, before, frozenset(partner)),
        _drop_exchanged(came, after, frozenset(partner.values())),
    )


def _drop_exchanged(
    sentences: Sequence[_ContentSentence], side: _CaptureSide, reworded: frozenset[int]
) -> tuple[_ContentSentence, ...]:
    """Return the sentences without those apart from the flow that came or went with their whole block.

    `reworded` are the indexes of the sentences that have a counterpart.
    """
    missing: dict[int, int] = defaultdict(int)
    for one in sentences:
        missing[one.place] += len(one.key)
    return tuple(
        one
        for number, one in enumerate(sentences)
        if one.place not in side.apart
        or number in reworded
        or len(side.keys[one.place]) - missing[one.place] >= _MIN_KEPT_KEY
        or is_correction(side.blocks[one.place].text)
    )


def _find_new_figures(
    before: _CaptureSide, gone: Sequence[_ContentSentence], after: _CaptureSide, came: Sequence[_ContentSentence]
) -> dict[int, int]:
    """Return the indexes of the sentences of boxes whose figures alone changed, in reading order.

    A short label, or a figure alone, is too unlike its counterpart for `find_partners`.
    """
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for there, one in enumerate(came):
        if after.blocks[one.place].role is Role.BOX:
            waiting[_FIGURES.sub("", one.text)].append(there)
    partner: dict[int, int] = {}
    for here, one in enumerate(gone):
        if before.blocks[one.place].role is Role.BOX and (same := waiting.get(_FIGURES.sub("", one.text))):
            partner[here] = same.popleft()
    return partner


def _counts(before: str, after: str, role: Role) -> bool:
    """Return whether two lines are one counter, clock or price at two times: they differ in figures only.

    In a box figures are facts, except for those of the readers of the site.
    """
    if _FIGURES.sub("", before) != _FIGURES.sub("", after):
        return False
    if role is Role.BOX:
        return counts_audience(before)
    return role is Role.REMARK or (len(before) <= _MAX_COUNTER and before[-1] not in _STOPS) or counts_audience(before)


def _select_missing(
    sentences: Sequence[_ContentSentence], others: Sequence[_ContentSentence], side: _CaptureSide
) -> tuple[_ContentSentence, ...]:
    counterparts = frozenset(one.key for one in others)
    left = [one for one in sentences if one.key not in counterparts]
    absent = side.find_missing([one.key for one in left])
    return tuple(one for one, gone in zip(left, absent, strict=True) if gone)


def _key_of(text: str) -> str:
    """Return the key of a sentence without its e-mail addresses where these are blanked: a page may omit one."""
    return key_of(text.replace(EMAIL, " "))


def _build_side(blocks: Sequence[TextBlock], language: str | None, *, blank: bool, retitled: bool) -> _CaptureSide:
    clean = (lambda one: blank_emails(drop_link_remarks(one))) if blank else drop_link_remarks
    cleaned = tuple(TextBlock(clean(one.text), one.role, one.ordinal) for one in blocks)
    counted = tuple(place for place, one in enumerate(cleaned) if _is_content(one, retitled=retitled))
    apart = frozenset(place for place in counted if cleaned[place].role in _APART)
    return _CaptureSide(cleaned, tuple(_key_of(one.text) for one in cleaned), counted, apart, language)


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
        case Role.FURNITURE | Role.HIDDEN:
            return False


_UNREADABLE = frozenset(Page) - {Page.LIVE}
"""Classes of pages that do not show the whole content; a change from or to one is a replacement if content is lost."""
_KEPT_FLOOR = 0.3
"""Share of the first capture's content, in characters, below which the subject decides."""
_SAME_SUBJECT = 0.55
"""Similarity that rewritten pages exceed and other pages do not reach (`measure_likeness`)."""
_FRAME_KEPT = 0.1
_SHARED_KEPT = 0.65
_KEPT_SUBJECT = 0.45
"""For a page under another title: the share that it keeps of the first text at most to be another page in any case, the
share up to which what went is compared with what came, and the similarity of these below which it is another page."""
_MIN_TEXT = 600
"""Characters below which a page in another language under its title shows little but labels: a picture, a profile."""
_STUB_KEPT = 0.6
"""Share of its content that a page reduced to its opening keeps at most."""
_STUB_LOST = 2
"""Paragraphs that such a page loses at least: a single one was deleted."""
_STUB_NEW = 6
"""Sentences that such a page may add in place of the rest: the offer to subscribe."""
_MAX_LABEL = 32
"""Characters below which a line without digits and without a full stop is the name of a control or a section."""

_STOPS = ".!?;:。！？।؟…"


def compare(a: PageReading, b: PageReading) -> Comparison:
    """Compare two captures of one address, older first. Deterministic; depends only on the two readings."""
    if a.page is b.page and a.text == b.text:
        return Comparison(Change.SAME)
    before, after = _sides_of(a.text, b.text)
    gone, new = _find_differences(before, after)
    kept = 1 - before.size_of(gone) / before.size if before.size else float(not new)
    pairs = pair_sentences([one.text for one in gone], [one.text for one in new])
    walled = a.page is not b.page and (a.page in _UNREADABLE or b.page in _UNREADABLE)
    switched = is_switched_interface(a.text, b.text)
    if not walled and kept < (_STUB_KEPT if switched else _KEPT_FLOOR) and is_translation(a.text, b.text):
        labels = switched and before.size < _MIN_TEXT
        return Comparison(Change.COSMETIC) if labels else Comparison(Change.EDITED, (), kept, b.text.language)
    lost = [one for one in gone if (one.text, "") in pairs]
    if (
        (walled and kept < _STUB_KEPT)
        or _is_replaced(before, after, new, kept)
        or (are_renamed(a.text, b.text) and _is_exchanged(gone, new, kept))
        or _is_stub(before, lost, new)
    ):
        return Comparison(Change.REPLACED, kept=kept)
    edits = tuple(
        Edit(old, fresh) for old, fresh in pairs if (old and fresh) or not (switched or _is_label(old or fresh))
    )
    if edits:
        return Comparison(Change.EDITED, edits, kept)
    same = a.fingerprint.visible == b.fingerprint.visible
    return Comparison(Change.SAME if same else Change.COSMETIC)


def _is_replaced(before: _CaptureSide, after: _CaptureSide, new: Sequence[_ContentSentence], kept: float) -> bool:
    """Return whether the second page is another one: it shares little text and is about something else."""
    if not before.size:
        return after.size > 0 and bool(new)
    return kept < _KEPT_FLOOR and measure_likeness(before.texts, after.texts) < _SAME_SUBJECT


def _is_exchanged(gone: Sequence[_ContentSentence], new: Sequence[_ContentSentence], kept: float) -> bool:
    """Return whether a page under another title shows another text in the same frame.

    Pages of one site share their vocabulary (terms of use and privacy policy), and parts of their text.
    """
    if kept < _FRAME_KEPT:
        return True
    return (
        kept < _SHARED_KEPT and measure_likeness([one.text for one in gone], [one.text for one in new]) < _KEPT_SUBJECT
    )


def _is_stub(before: _CaptureSide, lost: Sequence[_ContentSentence], new: Sequence[_ContentSentence]) -> bool:
    """Return whether the page was reduced to its opening: nearly all content from some sentence on is lost.

    `lost` are the sentences without a new wording: a long list with one new number in it is not lost.
    """
    size = before.size_of(lost)
    if size <= (1 - _STUB_KEPT) * before.size or len(new) > _STUB_NEW or len({one.place for one in lost}) < _STUB_LOST:
        return False
    return size >= 0.8 * before.size_from(lost[0].place)


def _is_label(text: str) -> bool:
    return len(text) < _MAX_LABEL and text[-1] not in _STOPS and not any(map(str.isdigit, text))
