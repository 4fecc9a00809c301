"""Rules `A`: copies."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule
from citecheck.rules.documentation import build_documentation

ROWS: tuple[Rule, ...] = (
    Rule(
        "A102",
        "archived-copy",
        Level.INFO,
        "A public archive holds a copy of the source.",
        build_documentation(
            "A public archive holds a dated copy. Where the report says so, it was found to hold the cited content.",
            "A copy beside the address keeps the claim checkable when the source is gone.",
            "Add the copy's address to the note.",
        ),
    ),
)
