"""Rules `D`: what changed since the last copy."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule
from citecheck.rules.documentation import build_documentation

ROWS: tuple[Rule, ...] = (
    Rule(
        "D101",
        "edited",
        Level.INFO,
        "The source was edited since its last copy was kept.",
        build_documentation(
            "Sentences of the source changed since its last copy; the passages that bear the claims out stand as they were.",
            "An edit elsewhere may still matter, such as a correction at the foot of an article.",
            "Read the change when convenient.",
        ),
    ),
    Rule(
        "D102",
        "replaced",
        Level.ERROR,
        "The source shows something else than what was cited.",
        build_documentation(
            "Hardly a sentence of the last copy is left on the page.",
            "What was cited is not there any more; the address now shows something else.",
            "Cite the kept copy or another source.",
        ),
    ),
    Rule(
        "D103",
        "passage-altered",
        Level.ERROR,
        "The passage that bore the claim out was altered.",
        build_documentation(
            "The passage that bore the claim out is still there, but a number, date, name or word in it changed.",
            "The source was corrected, or the claim has become wrong.",
            "Compare the claim with the new wording, and correct or date it.",
        ),
    ),
    Rule(
        "D104",
        "passage-gone",
        Level.ERROR,
        "The passage that bore the claim out is gone.",
        build_documentation(
            "The passage that bore the claim out cannot be found on the page any more.",
            "A reader who follows the link will not find what the draft says.",
            "Cite the kept copy or another source.",
        ),
    ),
    Rule(
        "D105",
        "passage-moved",
        Level.INFO,
        "The cited passage moved within the page.",
        build_documentation(
            "The passage stands elsewhere on the page and says the same.",
            "The link still bears the claim out.",
            "Nothing.",
        ),
    ),
    Rule(
        "D106",
        "two-versions",
        Level.INFO,
        "The source alternates between two versions.",
        build_documentation(
            "The page went back to a version that it showed before: its server sends now one, now the other.",
            "Servers behind one name, tests with readers, or a correction that was taken back do this; two alarms would"
            " be raised where nothing new happened.",
            "Open it by hand, and cite the kept copy of the version that bears the claim out.",
        ),
    ),
)
