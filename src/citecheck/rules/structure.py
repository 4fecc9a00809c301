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
    Rule(
        "C201",
        "draft-disagrees",
        Level.ERROR,
        "Two sentences of the draft disagree on a number or a date.",
        "Both sentences say the same but for one value. Find out which is right, and mend the other.",
    ),
    Rule(
        "C202",
        "correction-not-carried-through",
        Level.ERROR,
        "A correction note is not carried through the text.",
        "The note at the head of the draft states the corrected value, but a sentence further down still holds the old one. Mend that sentence.",
    ),
    Rule(
        "C203",
        "date-beside-sources",
        Level.WARNING,
        "The date of a claim looks like a slip beside the dates of its sources.",
        "All dated sources of the note carry the same day of the month in another month or year. Compare the date with the source.",
    ),
    Rule(
        "C204",
        "source-after-cut-off",
        Level.WARNING,
        "A source was published after the draft's data cut-off.",
        "The date of the source, or the one in its address, lies after the cut-off the draft states. The note may have been added later: check it, or move the cut-off.",
    ),
    Rule(
        "C301",
        "unused-suppression",
        Level.WARNING,
        "A comment silences a finding that is no longer there.",
        "Nothing that the comment names was found at its place. Remove it, so that it cannot hide something new.",
    ),
    Rule(
        "C302",
        "expired-baseline-entry",
        Level.WARNING,
        "An entry of the baseline has expired.",
        "Its finding counts again. Mend it, or record it again with a new date.",
    ),
    Rule(
        "C303",
        "unused-baseline-entry",
        Level.INFO,
        "An entry of the baseline matches no finding any more.",
        "What it records was mended. Remove the entry.",
    ),
)
