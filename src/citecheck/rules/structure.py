"""Rules `C`: the draft's own structure, found without any network."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule
from citecheck.rules.documentation import build_documentation

ROWS: tuple[Rule, ...] = (
    Rule(
        "C101",
        "marker-without-footnote",
        Level.ERROR,
        "A marker in the text has no footnote.",
        build_documentation(
            "A marker stands in the running text, but the draft has no note of that number or name.",
            "The reader finds no source behind the sentence. Often the note was lost in editing, or a number was changed in one place only.",
            "Add the note, correct the number, or remove the marker.",
        ),
    ),
    Rule(
        "C102",
        "footnote-never-cited",
        Level.WARNING,
        "A footnote is never cited.",
        build_documentation(
            "A note is defined, but no marker in the text points to it.",
            "A source that nobody is sent to bears nothing out, and the sentence it belonged to may now stand without one.",
            "Put the marker back behind its sentence, or remove the note.",
        ),
    ),
    Rule(
        "C103",
        "number-used-twice",
        Level.ERROR,
        "Two footnotes have the same number.",
        build_documentation(
            "Two notes carry the same number or name.",
            "A marker cannot tell its reader which of them is meant, and citecheck cannot tell which source to compare.",
            "Renumber one of them and its markers.",
        ),
    ),
    Rule(
        "C104",
        "number-missing",
        Level.WARNING,
        "A number is missing from the series of footnotes.",
        build_documentation(
            "The notes before and after exist, the number between them does not.",
            "A note may have been lost in editing, and the sentence that cited it may now cite another one.",
            "Restore the note, or renumber the series.",
        ),
    ),
    Rule(
        "C105",
        "text-cut",
        Level.ERROR,
        "The draft's text ends in the middle of a note.",
        build_documentation(
            "The text ends in the middle of a note or an address, as files do that were cut at a size limit.",
            "Everything behind the cut is missing: markers before it point to notes that nobody can check.",
            "Export the draft again, whole. Findings about missing notes will go with it.",
        ),
    ),
    Rule(
        "C106",
        "reference-back-unresolved",
        Level.WARNING,
        "An ibid. or a see-note leads to no note.",
        build_documentation(
            "The note says ibid., op. cit. or “see note 35”, and the note it refers to does not exist or names no source.",
            "References back break when notes are moved or removed, and then they silently mean another work.",
            "Name the source itself, in short form if need be.",
        ),
    ),
    Rule(
        "C201",
        "draft-disagrees",
        Level.WARNING,
        "Two sentences of the draft disagree on a number or a date.",
        build_documentation(
            "Two sentences of the draft say the same but for one number or date.",
            "At most one of them can be right, and a reader will quote the other.",
            "Compare both with their sources and correct one; if both are right, say what differs between them.",
        ),
    ),
    Rule(
        "C202",
        "correction-not-carried-through",
        Level.ERROR,
        "A correction note is not carried through the text.",
        build_documentation(
            "A note at the head of the draft states a corrected value, and a sentence further down still holds the old one.",
            "A correction that stops half-way tells readers that the draft is right where it is not.",
            "Mend the sentence, and look for the old value in tables and captions too.",
        ),
    ),
    Rule(
        "C203",
        "date-beside-sources",
        Level.WARNING,
        "The date of a claim looks like a slip beside the dates of its sources.",
        build_documentation(
            "All dated sources of the note carry the same day of the month as the claim, but another month or year.",
            "Slips of a month or a year are the commonest wrong dates, and they survive every spelling check.",
            "Compare the date with the source.",
        ),
    ),
    Rule(
        "C204",
        "source-after-cut-off",
        Level.WARNING,
        "A source was published after the draft's data cut-off.",
        build_documentation(
            "The date of the source, or the one in its address, lies after the cut-off that the draft states.",
            "Readers take the cut-off at its word; a later source says that it does not hold.",
            "Check whether the note was added later, and move the cut-off or the note.",
        ),
    ),
    Rule(
        "C301",
        "unused-suppression",
        Level.WARNING,
        "A comment silences a finding that is no longer there.",
        build_documentation(
            "A comment `citecheck: ignore[...]` stands in the draft, but no finding that it names was found at its place.",
            "A comment that silences nothing now will silence the next finding there unseen.",
            "Remove the comment, or correct its codes. A comment behind text silences its own line, one on a line of its own the paragraph, item or note that follows.",
        ),
    ),
    Rule(
        "C302",
        "expired-baseline-entry",
        Level.WARNING,
        "An entry of the baseline has expired.",
        build_documentation(
            "An entry of the baseline is past its last day.",
            "It was accepted for a time only; its finding counts again from now on.",
            "Mend what the entry records, or record it again with `citecheck baseline` and a new date.",
        ),
    ),
    Rule(
        "C303",
        "unused-baseline-entry",
        Level.INFO,
        "An entry of the baseline matches no finding any more.",
        build_documentation(
            "An entry of the baseline belongs to a draft of this run, and no finding matches it.",
            "What it records was mended, or the sentence was rewritten. Left in place it would hide the same fault when it comes back.",
            "Remove the entry from the file.",
        ),
    ),
)
