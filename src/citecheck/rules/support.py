"""Rules `S`: whether the source bears the claim out."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule
from citecheck.rules.documentation import build_documentation

ROWS: tuple[Rule, ...] = (
    Rule(
        "S101",
        "fact-differs",
        Level.ERROR,
        "The source says otherwise.",
        build_documentation(
            "The passage that speaks of the same thing holds another number, date, name or wording than the claim. Both are shown.",
            "This is how transposed figures and misquotations are found before readers find them.",
            "Correct the claim, or cite the source that says it. If the difference is meant, as in a later count, say so in the sentence.",
        ),
    ),
    Rule(
        "S102",
        "fact-missing",
        Level.WARNING,
        "A fact of the claim is not in the source.",
        build_documentation(
            "A passage that bears on the claim was found, but one of its facts stands nowhere in the source.",
            "The note bears out a part of the sentence only.",
            "Look for the fact in the source, in other words or another unit; else cite what holds it.",
        ),
    ),
    Rule(
        "S103",
        "passage-not-found",
        Level.WARNING,
        "No passage of the source bears on the claim.",
        build_documentation(
            "No passage of the source's text speaks of what the sentence says.",
            "The note may stand behind the wrong sentence, or lead to the wrong page of a site.",
            "Read the source. If the passage is there in other words, tell the note which part is meant.",
        ),
    ),
    Rule(
        "S104",
        "not-checkable",
        Level.INFO,
        "The claim could not be compared with its source.",
        build_documentation(
            "There was nothing to compare: the source has no address, is walled, gone or cut, or is in a language that is not read.",
            "Nothing is said about the claim.",
            "Compare it by hand.",
        ),
    ),
)
