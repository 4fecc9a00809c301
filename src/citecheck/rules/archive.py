"""Rules `A`: copies."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule

ROWS: tuple[Rule, ...] = (
    Rule(
        "A101",
        "no-copy",
        Level.INFO,
        "No copy of the source is kept.",
        "Nothing was captured in this run or before. Ask a public archive to keep one.",
    ),
    Rule(
        "A102",
        "memento-offered",
        Level.INFO,
        "A public archive holds a copy of the source.",
        "The copy was checked to hold the cited content. Add it beside the address.",
    ),
)
