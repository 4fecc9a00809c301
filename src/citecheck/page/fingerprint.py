"""The fingerprint of a capture's text: digests of its sentences, so that captures compare without their bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b
from itertools import chain, islice

from citecheck.model.page import Fingerprint, PageText
from citecheck.text.sentence_key import keys_of
from citecheck.text.sentences import split_sentences

_MAX_CACHED_LINE = 120
_MAX_CACHED_LINES = 20_000
"""Lines of at most `_MAX_CACHED_LINE` characters are cached, about `_MAX_CACHED_LINES` of them. These are menus and
footers, which the pages of a site share and which are most of their lines."""

FLAP_LIMIT = 8
"""Visits considered when deciding whether a page flaps."""


def fingerprint_of(text: PageText) -> Fingerprint:
    """Return digests of the sentences of the main and of the visible text, without noise (`difference.noise`)."""
    from citecheck.page.difference.noise import STRIP_VERSION  # noqa: PLC0415 (its patterns take 13 ms)

    parts = (text.main.splitlines(), text.visible.splitlines())
    # The lines of the main text are also in the visible text.
    digests = _digests(dict.fromkeys(chain(*parts)), text.language)
    main, visible = (tuple(chain.from_iterable(map(digests.__getitem__, lines))) for lines in parts)
    return Fingerprint(STRIP_VERSION, main, visible)


def _digests(lines: Collection[str], language: str | None) -> dict[str, tuple[str, ...]]:
    """Return for each line the digests of its sentences."""
    from citecheck.page.difference.noise import strip_noise  # noqa: PLC0415 (its patterns take 13 ms)

    digests = {line: known for line in lines if (known := _cached_digests.get((language, line))) is not None}
    split = {line: split_sentences(strip_noise(line), language) for line in lines if line not in digests}
    keys = iter(keys_of(list(chain.from_iterable(split.values()))))
    for line, sentences in split.items():
        digests[line] = tuple(_digest(key) for key in islice(keys, len(sentences)) if key)
    if len(_cached_digests) > _MAX_CACHED_LINES:
        _cached_digests.clear()
    _cached_digests.update(((language, line), digests[line]) for line in split if len(line) <= _MAX_CACHED_LINE)
    return digests


_cached_digests: dict[tuple[str | None, str], tuple[str, ...]] = {}
"""The digests of short lines seen before, by language and line."""


def _digest(key: str) -> str:
    return blake2b(key.encode(), digest_size=8).hexdigest()


def digest_of(fingerprint: Fingerprint) -> str:
    """Return the main text's fingerprint as 16 hexadecimal digits, equal as long as its sentences are."""
    return _digest(" ".join(fingerprint.main))


def flaps(history: Sequence[Fingerprint]) -> bool:
    """Return whether a page alternates between two versions: A B A B, or A … B … A B, oldest first.

    Only the last `FLAP_LIMIT` visits count. A page that was edited and edited back once is A B A, which is no
    alternation: that takes two returns. One that shows a version twice in a row stays with it for now: A B A B B.
    Fingerprints made under rules other than the newest one's are left out.
    """
    recent = [one for one in history[-FLAP_LIMIT:] if one.version == history[-1].version]
    if len(recent) < 2 or recent[-1].main == recent[-2].main:
        return False
    runs = [one.main for place, one in enumerate(recent) if place == 0 or one.main != recent[place - 1].main]
    return len(set(runs)) == 2 and len(runs) >= 4
