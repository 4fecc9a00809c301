"""Tell what changed between two captures of one address: nothing, furniture, the content, or the whole page.

The measured core: a sentence of the content is changed when it stands nowhere in the other capture's whole visible
text, so moving, re-wrapping and new markup change nothing. Which sentences are content is decided by the roles of
the blocks (`content.change_roles`); what never counts, by `content.strip`; what is left, by `content.change_sides`.
`replaced` is said when one of the two is a page of another class (a wall, an error, a parked domain), when the second
shares next to nothing with the first, or when only the opening is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.content.change_pairs import pair
from citecheck.content.change_sides import Sentence, Side, differences, sides_of
from citecheck.content.change_subject import likeness
from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.page import Page, PageReading

UNREADABLE = frozenset(Page) - {Page.LIVE}
"""Classes of pages that do not show the content whole; a change from or to one is a replacement if content is lost."""
KEPT_FLOOR = 0.3
"""Share of the first capture's content, in characters, below which the subject decides..."""
SAME_SUBJECT = 0.55
"""...rewritten pages are more alike than this, other pages less (`content.change_subject`)."""
STUB_KEPT = 0.6
"""Share of the content that a page cut down to its opening keeps at most."""
STUB_LOST = 2
"""Paragraphs that it loses at least: one alone was deleted."""
STUB_NEW = 6
"""Sentences that a cut page may say in place of the rest: the offer to subscribe."""
LABEL = 32
"""Characters below which a line without figures and without a full stop is the name of a control or a section."""

_STOPS = ".!?;:。！？।؟…"


def compare(a: PageReading, b: PageReading) -> Comparison:
    """Compare two captures of one address, older first. Deterministic; no value is read but the two readings."""
    if a.page is b.page and a.text == b.text:
        return Comparison(Change.SAME)
    before, after = sides_of(a.text, b.text)
    gone, new = differences(before, after)
    kept = 1 - sum(len(one.key) for one in gone) / before.size if before.size else float(not new)
    pairs = pair([one.text for one in gone], [one.text for one in new])
    walled = a.page is not b.page and (a.page in UNREADABLE or b.page in UNREADABLE)
    if (walled and kept < STUB_KEPT) or _is_replaced(before, after, new, kept):
        return Comparison(Change.REPLACED, kept=kept)
    if _is_stub(before, [one for one in gone if (one.text, "") in pairs], new):
        return Comparison(Change.REPLACED, kept=kept)
    edits = tuple(Edit(old, fresh) for old, fresh in pairs if (old and fresh) or not _is_label(old or fresh))
    if edits:
        return Comparison(Change.EDITED, edits, kept)
    same = a.fingerprint.visible == b.fingerprint.visible
    return Comparison(Change.SAME if same else Change.COSMETIC)


def _is_replaced(before: Side, after: Side, new: Sequence[Sentence], kept: float) -> bool:
    """Say whether the second page is another one: it shares little text, and is about something else."""
    if not before.size:
        return after.size > 0 and bool(new)
    return kept < KEPT_FLOOR and likeness(before.texts, after.texts) < SAME_SUBJECT


def _is_stub(before: Side, lost: Sequence[Sentence], new: Sequence[Sentence]) -> bool:
    """Say whether the page was cut down to its opening: of the content, nearly all from some sentence on is lost.

    `lost` are the sentences without a new wording: a long list with one new figure in it is all there.
    """
    size = sum(len(one.key) for one in lost)
    if size <= (1 - STUB_KEPT) * before.size or len(new) > STUB_NEW or len({one.place for one in lost}) < STUB_LOST:
        return False
    return size >= 0.8 * before.size_from(lost[0].place)


def _is_label(text: str) -> bool:
    return len(text) < LABEL and text[-1] not in _STOPS and not any(map(str.isdigit, text))
