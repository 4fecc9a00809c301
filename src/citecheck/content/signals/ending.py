"""How a body ends: whether its markup was cut off, as by a lost connection or a copier with a fixed buffer."""

from __future__ import annotations

from citecheck.content.media import Medium
from citecheck.content.traits import Traits

TAIL = 400_000
RAW_TEXT = ("script", "style", "textarea", "title")
SMALL = 2_000
"""Characters below which a page without an end is somebody's terse writing, not half a page."""
PROSE = 1_500
"""Letters of running text from which a page has its content, wherever it was cut."""


def cut_off(traits: Traits) -> str | None:
    """See markup that breaks off inside a script, style, comment or tag and never closes the page."""
    if traits.medium is not Medium.HTML or len(traits.source) < SMALL or traits.prose > PROSE:
        return None
    tail = traits.source[-TAIL:].rstrip().lower()
    if "</html" in tail[-2000:] or "</body" in tail[-2000:]:
        return None
    for name in RAW_TEXT:
        if tail.rfind(f"<{name}") > tail.rfind(f"</{name}"):
            return f"ends inside {name}"
    if tail.rfind("<!--") > tail.rfind("-->"):
        return "ends inside a comment"
    return "ends inside a tag" if tail.rfind("<") > tail.rfind(">") else None
