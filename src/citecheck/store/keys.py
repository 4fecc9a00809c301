"""What identifies a source across drafts and runs."""

from __future__ import annotations

from typing import assert_never

from citecheck.model.draft import Source
from citecheck.model.target import CutUrl, Hostile, Malformed, Offline, Url


def source_key(source: Source) -> str:
    """Return the identity of a source: its canonical address, or what is known of it where there is none.

    Equal prefixes are not equal sources, so a cut address is identified only within its own text as printed.
    """
    match source.target:
        case Url(canonical=canonical):
            return canonical
        case CutUrl(prefix=prefix):
            return f"cut:{prefix}"
        case Hostile(refanged=refanged):
            return f"hostile:{refanged}"
        case Malformed(written=written):
            return f"malformed:{written}"
        case Offline():
            return f"text:{' '.join(source.raw.split())}"
        case never:
            assert_never(never)
