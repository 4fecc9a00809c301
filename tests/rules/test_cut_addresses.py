"""The finding of a cut address advises what the report's completions say, and nothing more."""

from citecheck.draft.reading import read_draft
from citecheck.model.report import Completion, CompletionOrigin
from citecheck.rules.draft import check_draft
from citecheck.rules.targets import advise_completions

PREFIX = "https://www.example.org/minutes-of-the-"
TEXT = f"Rain fell.[1] It went on.[2]\n\n[1] {PREFIX}...; https://b.example.org/x...\n\n[2] Ibid.\n"


def advised(*completions):
    """The advice of the two cut addresses of note [1], of which the second has these completions."""
    draft = check_draft(read_draft(TEXT.encode(), path="brief.txt"))
    note = draft.footnotes[0].id
    found = advise_completions(draft.findings, {(note, 1): completions, (note, 0): (), (draft.footnotes[1].id, 0): ()})
    return [one.advice for one in found if one.rule == "T101"]


def test_a_proven_completion_is_what_to_write():
    """A proven completion is named with its proof, at the address that it completes."""
    proven = Completion(
        f"{PREFIX}dam", CompletionOrigin.PUBLISHED, "note [1] of the published version names it", proven=True
    )
    first, second = advised(Completion("https://b.example.org/xx", CompletionOrigin.DRAFT, "another"), proven)
    assert second == f"Write {PREFIX}dam: note [1] of the published version names it."
    assert first.startswith("Restore the whole address")


def test_unproven_completions_are_called_so():
    """Several that are likely are listed up to three, and the advice says that none is proven."""
    _, advice = advised(*(Completion(f"{PREFIX}{n}", CompletionOrigin.STORE, "seen before") for n in range(5)))
    assert advice.startswith("Restore the whole address")
    assert f"Not proven: {PREFIX}0 (seen before); {PREFIX}1 (seen before); {PREFIX}2 (seen before); 2 more." in advice


def test_without_completions_the_advice_is_that_of_the_rule():
    """Nothing is added where nothing is known."""
    assert len(set(advised())) == 1
