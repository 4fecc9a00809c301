"""Make characters visible that would act on a terminal or reorder what a reader sees.

Titles, sentences and file names come from strangers. Control characters (C0, C1), bidirectional controls, zero-width
and tag characters are written as `<U+202E>`; white space collapses to one space, so that one text stays one line. The
two joiners are kept between letters of scripts that need them (Persian, Hindi; RFC 5892 appendix A.1 and A.2).
"""

from __future__ import annotations

import re

_ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 but tab and line ends, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks, embeddings, overrides, isolates
    "\u180e\u200b-\u200d\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff"  # zero width, separators, deprecated formats
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # annotations, non-characters, surrogates, tags
)
_ACTING_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""What JSON lets stand as it is and a terminal, a viewer or a reader of lines acts on."""
_JOINERS = "\u200c\u200d"
_FIRST_JOINING_LETTER = "\u0600"
"""Scripts that need joiners begin with Arabic; below it a joiner only hides something."""


def visible(text: str) -> str:
    """Return `text` as one line in which nothing acts; idempotent."""
    return disarmed(" ".join(text.split()))


def disarmed(text: str) -> str:
    """Return `text` with its white space as it is, for a format in which line ends and tabs do nothing."""
    return _ACTING.sub(_named, text)


def escaped(json_text: str) -> str:
    """Return JSON that says the same, with the escapes it has for characters that act where it is shown."""
    return _ACTING_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)


def _named(match: re.Match[str]) -> str:
    character = match[0]
    if character in _JOINERS and match.start() and match.string[match.start() - 1] >= _FIRST_JOINING_LETTER:
        return character
    return f"<U+{ord(character):04X}>"
