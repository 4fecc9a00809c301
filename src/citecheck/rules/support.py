"""Rules `S`: whether the source bears the claim out."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule

ROWS: tuple[Rule, ...] = (
    Rule(
        "S101",
        "fact-differs",
        Level.ERROR,
        "The source says otherwise.",
        "The passage that bears on the claim holds another value. Correct the claim or the citation.",
    ),
    Rule(
        "S102",
        "fact-missing",
        Level.WARNING,
        "A fact of the claim is not in the source.",
        "The passage was found, but a number, date, name or quotation of the claim is not. Look for it in the source, or cite what holds it.",
    ),
    Rule(
        "S103",
        "passage-not-found",
        Level.WARNING,
        "No passage of the source bears on the claim.",
        "Nothing in the source's text matches the claim. It may stand behind the wrong note.",
    ),
    Rule(
        "S104",
        "not-checkable",
        Level.INFO,
        "The claim could not be compared with its source.",
        "The source has no address, is walled, gone, cut, or in a language that was not searched.",
    ),
)
