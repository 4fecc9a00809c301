"""A link that opens a live page at a passage: text fragments (WICG "URL Fragment Text Directives").

A short passage is named whole, a long one by its first and last words. Hyphen, comma and ampersand are syntax
there and are escaped along with what addresses escape anyway.
"""

from __future__ import annotations

from urllib.parse import quote

_MOST_WORDS_WHOLE = 12
"""Words up to which a passage is named whole; a longer one breaks the link with the smallest edit."""
_EDGE_WORDS = 5


def build_text_fragment_link(url: str, passage: str) -> str:
    """Give the address that opens `url` at a passage; a fragment of its own is kept before the directive."""
    words = passage.split()
    if not words:
        return url
    parts = [words] if len(words) <= _MOST_WORDS_WHOLE else [words[:_EDGE_WORDS], words[-_EDGE_WORDS:]]
    directive = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    base, _, fragment = url.partition("#")
    return f"{base}#{fragment.partition(':~:')[0]}:~:text={directive}"
