"""What identifies the text of a capture: digests of its sentences, so that two captures compare without their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from citecheck.content.sentence import key_of, sentences_of
from citecheck.content.strip import STRIP_VERSION, stripped
from citecheck.model.page import Fingerprint, PageText

FLAP_LIMIT = 8
"""Visits looked back on when a page is asked whether it flaps."""


def fingerprint_of(text: PageText) -> Fingerprint:
    """Digest the sentences of the main and of the visible text, noise stripped (`content.strip`)."""
    seen: dict[str, tuple[str, ...]] = {}
    main, visible = (_digests(part, text.language, seen) for part in (text.main, text.visible))
    return Fingerprint(STRIP_VERSION, main, visible)


def _digests(text: str, language: str | None, seen: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Digest line by line; `seen` keeps each line's digests, for the lines of the main text stand in the visible."""
    found: list[str] = []
    for line in text.splitlines():
        if line not in seen:
            seen[line] = _line_digests(stripped(line), language)
        found.extend(seen[line])
    return tuple(found)


def _line_digests(line: str, language: str | None) -> tuple[str, ...]:
    keys = (key_of(sentence) for sentence in sentences_of(line, language)) if line else ()
    return tuple(blake2b(key.encode(), digest_size=8).hexdigest() for key in keys if key)


def flaps(history: Sequence[Fingerprint]) -> bool:
    """Say whether a page alternates between two versions: A B A, or A … B … A B within the last visits, oldest first.

    A page that was edited and edited back once is A B A as well; both need the same thing, a look by an editor
    before two alarms are raised. Fingerprints made under other rules than the newest one's are left out.
    """
    if not history:
        return False
    recent = [one for one in history[-FLAP_LIMIT:] if one.version == history[-1].version]
    runs = [one.main for place, one in enumerate(recent) if place == 0 or one.main != recent[place - 1].main]
    return len(set(runs)) == 2 and len(runs) >= 3
