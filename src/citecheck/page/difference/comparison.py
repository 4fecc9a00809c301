"""Compare two captures of one address: nothing changed, only boilerplate, the content, or the whole page.

A sentence of the content is changed when it is nowhere in the other capture's whole visible text
(`difference.sides`). The roles of the blocks (`difference.roles`) decide which
sentences are content; `difference.noise` holds what never counts. Apart from the flow of the text, in boxes
(`difference.boxes`) and in prose outside the content region, only a new wording and a correction count: what comes or
goes there as a whole is a teaser, an offer or a prompt. The result is `replaced` when one of the two is a
page of another class (a wall, an error, a parked domain), when the second shares next to nothing with the first, or
when only the opening is left.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence

from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.page import Page, PageReading, Role
from citecheck.page.difference.likeness import are_renamed, is_switched_interface, is_translation, measure_likeness
from citecheck.page.difference.noise import counts_audience, is_correction
from citecheck.page.difference.pairs import find_partners, pair_authors, pair_moved_items, pair_sentences
from citecheck.page.difference.sides import CaptureSide, ContentSentence, build_sides

_MIN_REWORDED = 85.0
"""Similarity in percent from which two sentences apart from the flow are one: two teasers are often worded alike."""
_MAX_COUNTER = 80
"""Characters of a line apart from the flow up to which it may be a counter."""
_MAX_OUTSIDE = 50
"""Lines of either capture that are listed as changed outside of the text."""
_FIGURES = re.compile(r"[\d.,:\s]+")
_MIN_KEPT_KEY = 40
"""Length of what must be left of a block apart from the flow for the block to have been edited and not exchanged."""


def _find_differences(
    before: CaptureSide, after: CaptureSide
) -> tuple[list[ContentSentence], list[ContentSentence], dict[int, int]]:
    """Return the content sentences of each side that are nowhere in the other, in reading order, and known pairs.

    The pairs are indexes of the first list mapped to those of the second.
    """
    old, new = before.sentences_missing_from(after), after.sentences_missing_from(before)
    gone, came = _select_missing(old, new, after), _select_missing(new, old, before)
    partner = find_partners([one.text for one in gone], [one.text for one in came], least=_MIN_REWORDED)
    figures = _find_new_figures(before, gone, after, came)
    values = figures | _find_new_values(before, gone, after, came, figures)
    partner = {
        here: there
        for here, there in (partner | values).items()
        if not _counts(gone[here].text, came[there].text, before.blocks[gone[here].place].role)
    }
    left = _drop_exchanged(gone, before, partner.keys())
    right = _drop_exchanged(came, after, partner.values())
    places = {there: place for place, there in enumerate(right)}
    known = {
        place: places[values[here]] for place, here in enumerate(left) if here in values and values[here] in places
    }
    return [gone[here] for here in left], [came[there] for there in right], known


def _drop_exchanged(sentences: Sequence[ContentSentence], side: CaptureSide, reworded: Collection[int]) -> list[int]:
    """Return the indexes of the sentences without those apart from the flow that came or went with their whole block.

    `reworded` are the indexes of the sentences that have a counterpart.
    """
    missing: dict[int, int] = defaultdict(int)
    for one in sentences:
        missing[one.place] += len(one.key)
    stays = frozenset(reworded)
    return [
        number
        for number, one in enumerate(sentences)
        if one.place not in side.apart
        or number in stays
        or len(side.keys[one.place]) - missing[one.place] >= _MIN_KEPT_KEY
        or is_correction(side.blocks[one.place].text)
    ]


def _find_new_figures(
    before: CaptureSide, gone: Sequence[ContentSentence], after: CaptureSide, came: Sequence[ContentSentence]
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


def _find_new_values(
    before: CaptureSide,
    gone: Sequence[ContentSentence],
    after: CaptureSide,
    came: Sequence[ContentSentence],
    paired: Mapping[int, int],
) -> dict[int, int]:
    """Return the indexes of the short lines that others replace between the same lines: "Mayor: Ada Hale", a speaker.

    `paired` are the indexes of sentences that have a counterpart.
    """
    taken = frozenset(paired.values())
    waiting = {
        after.find_around(one): there
        for there, one in enumerate(came)
        if there not in taken and _may_be_value(one, after)
    }
    return {
        here: there
        for here, one in enumerate(gone)
        if here not in paired
        and _may_be_value(one, before)
        and (there := waiting.pop(before.find_around(one), None)) is not None
    }


def _may_be_value(sentence: ContentSentence, side: CaptureSide) -> bool:
    """Return whether a sentence is a whole short line of the text or of a box: the value of a fact, a speaker."""
    if len(sentence.text) > _MAX_COUNTER or sentence.text[-1] in _STOPS or sentence.key != side.keys[sentence.place]:
        return False
    return side.blocks[sentence.place].role in (Role.BOX, Role.CONTENT) and all(side.find_around(sentence))


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
    sentences: Sequence[ContentSentence], others: Sequence[ContentSentence], side: CaptureSide
) -> tuple[ContentSentence, ...]:
    counterparts = frozenset(one.key for one in others)
    left = [one for one in sentences if one.key not in counterparts]
    absent = side.find_missing([one.key for one in left])
    return tuple(one for one, gone in zip(left, absent, strict=True) if gone)


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
_SHORTENED_KEPT = 0.7
"""Share of the second capture's text that is of the first from which the first was shortened and not replaced."""
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
    before, after = build_sides(a.text, b.text)
    gone, new, known = _find_differences(before, after)
    kept = 1 - before.size_of(gone) / before.size if before.size else float(not new)
    pairs = pair_sentences([one.text for one in gone], [one.text for one in new], known)
    walled = a.page is not b.page and (a.page in _UNREADABLE or b.page in _UNREADABLE)
    switched = is_switched_interface(a.text, b.text)
    if not walled and kept < (_STUB_KEPT if switched else _KEPT_FLOOR) and is_translation(a.text, b.text):
        labels = switched and before.size < _MIN_TEXT
        return Comparison(Change.COSMETIC) if labels else Comparison(Change.EDITED, (), kept, b.text.language)
    lost = [one for one in gone if (one.text, "") in pairs]
    renamed = are_renamed(a.text, b.text)
    if (
        (walled and kept < _STUB_KEPT)
        or (_is_replaced(before, after, new, kept) and (renamed or not _is_shortened(after, new, kept)))
        or (renamed and _is_exchanged(gone, new, kept))
        or _is_stub(before, lost, new)
    ):
        return Comparison(Change.REPLACED, kept=kept)
    edits = tuple(
        Edit(old, fresh) for old, fresh in pairs if (old and fresh) or not (switched or _is_label(old or fresh))
    )
    edits += tuple(Edit(*pair) for pair in pair_moved_items(before.list_items(), after.list_items()))
    edits += tuple(Edit(*pair) for pair in pair_authors(before.bylines(), after.bylines()))
    if edits:
        return Comparison(Change.EDITED, edits, kept)
    same = a.fingerprint.visible == b.fingerprint.visible
    return Comparison(Change.SAME if same else Change.COSMETIC)


def _is_replaced(before: CaptureSide, after: CaptureSide, new: Sequence[ContentSentence], kept: float) -> bool:
    """Return whether the second page is another one: it shares little text and is about something else."""
    if not before.size:
        return after.size > 0 and bool(new)
    return kept < _KEPT_FLOOR and measure_likeness(before.texts, after.texts) < _SAME_SUBJECT


def _is_shortened(after: CaptureSide, new: Sequence[ContentSentence], kept: float) -> bool:
    """Return whether most of the second page's text is of the first one, and more of it than a frame holds."""
    return kept >= _FRAME_KEPT and after.size_of(new) <= (1 - _SHORTENED_KEPT) * after.size


def _is_exchanged(gone: Sequence[ContentSentence], new: Sequence[ContentSentence], kept: float) -> bool:
    """Return whether a page under another title shows another text in the same frame.

    Pages of one site share their vocabulary (terms of use and privacy policy), and parts of their text.
    """
    if kept < _FRAME_KEPT:
        return True
    return (
        kept < _SHARED_KEPT and measure_likeness([one.text for one in gone], [one.text for one in new]) < _KEPT_SUBJECT
    )


def _is_stub(before: CaptureSide, lost: Sequence[ContentSentence], new: Sequence[ContentSentence]) -> bool:
    """Return whether the page was reduced to its opening: nearly all content from some sentence on is lost.

    `lost` are the sentences without a new wording: a long list with one new number in it is not lost.
    """
    size = before.size_of(lost)
    if size <= (1 - _STUB_KEPT) * before.size or len(new) > _STUB_NEW or len({one.place for one in lost}) < _STUB_LOST:
        return False
    opening = before.keys[before.flow[0]]
    return not opening.startswith(lost[0].key) and size >= 0.8 * before.size_from(lost[0].place)


def _is_label(text: str) -> bool:
    return len(text) < _MAX_LABEL and text[-1] not in _STOPS and not any(map(str.isdigit, text))


def find_changes_outside(a: PageReading, b: PageReading) -> tuple[Edit, ...]:
    """Return what changed outside of the text of two captures that `compare` takes for one, in reading order.

    Counters, times and the like are left out, and lines after the first `_MAX_OUTSIDE` of either side.
    """
    before, after = build_sides(a.text, b.text)
    gone, came = before.lines_missing_from(after)[:_MAX_OUTSIDE], after.lines_missing_from(before)[:_MAX_OUTSIDE]
    return tuple(Edit(*pair) for pair in pair_sentences(gone, came))
