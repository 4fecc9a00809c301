"""Rules `C`: the draft's own structure, found without any network."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule

ROWS: tuple[Rule, ...] = (
    Rule(
        "C101",
        "marker-without-footnote",
        Level.ERROR,
        "A marker in the text has no footnote.",
        "The reader of the draft finds no source behind this sentence. Add the note, or correct the number.",
    ),
    Rule(
        "C102",
        "footnote-never-cited",
        Level.WARNING,
        "A footnote is never cited.",
        "No marker in the text points to this note. Cite it where it belongs, or remove it.",
    ),
    Rule(
        "C103",
        "number-used-twice",
        Level.ERROR,
        "Two footnotes have the same number.",
        "A marker with this number cannot tell its reader which note is meant. Renumber one of them.",
    ),
    Rule(
        "C104",
        "number-missing",
        Level.WARNING,
        "A number is missing from the series of footnotes.",
        "The notes before and after exist. A note may have been lost in editing: restore it, or renumber.",
    ),
    Rule(
        "C105",
        "text-cut",
        Level.ERROR,
        "The draft's text ends in the middle of a note.",
        "The file seems to have been cut by the system that exported it; the notes behind the cut cannot be checked. Export it again, whole.",
    ),
    Rule(
        "C106",
        "reference-back-unresolved",
        Level.WARNING,
        "An ibid. or a see-note leads to no note.",
        "The note refers to another one that does not exist or holds no source. Name the source itself.",
    ),
)
