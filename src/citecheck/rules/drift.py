"""Rules `D`: what changed since the last capture."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule

ROWS: tuple[Rule, ...] = (
    Rule(
        "D101",
        "edited",
        Level.INFO,
        "The source was edited since its last capture.",
        "The passages that were cited stand; the edit is elsewhere. Read it when convenient.",
    ),
    Rule(
        "D102",
        "replaced",
        Level.ERROR,
        "The source shows other content than at its last capture.",
        "What was cited is no longer there. Cite the archived copy or another source.",
    ),
    Rule(
        "D103",
        "anchor-altered",
        Level.ERROR,
        "The passage that bore the claim out was altered.",
        "A fact in the cited passage changed. Compare the claim with the new text.",
    ),
    Rule(
        "D104",
        "anchor-gone",
        Level.ERROR,
        "The passage that bore the claim out is gone.",
        "The page no longer says it. Cite the archived copy or another source.",
    ),
    Rule(
        "D105",
        "anchor-moved",
        Level.INFO,
        "The cited passage moved within the page.",
        "It still says the same. Nothing to do.",
    ),
)
