"""What a page is: its text, its class, and how it differs from an earlier capture. Pure: bytes in, values out.

The names are imported when they are used: the crawler asks where a stub leads without loading a parser.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citecheck.content.codings import answer_of, saved_answer
    from citecheck.content.fingerprint import FLAP_LIMIT, digest_of, flaps
    from citecheck.content.fragment import lost_fragments
    from citecheck.content.pagetext import read_text
    from citecheck.content.reach import reach_of
    from citecheck.content.reading import read_page
    from citecheck.content.redirects import stub_redirect

__all__ = [
    "FLAP_LIMIT",
    "answer_of",
    "digest_of",
    "flaps",
    "lost_fragments",
    "reach_of",
    "read_page",
    "read_text",
    "saved_answer",
    "stub_redirect",
]

_HOMES = {
    "FLAP_LIMIT": "fingerprint",
    "answer_of": "codings",
    "digest_of": "fingerprint",
    "flaps": "fingerprint",
    "lost_fragments": "fragment",
    "reach_of": "reach",
    "read_page": "reading",
    "read_text": "pagetext",
    "saved_answer": "codings",
    "stub_redirect": "redirects",
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module that owns it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
