"""The shape of a rule's page of documentation.

How to silence a rule is the same for all of them and is added by `report`.
"""

from __future__ import annotations


def build_documentation(seen: str, matters: str, mend: str) -> str:
    """Return a page in Markdown: what was seen, why it matters to a reader of the draft, and what to do."""
    return f"{seen}\n\n**Why it matters.** {matters}\n\n**What to do.** {mend}"
