"""The finding of a cut address advises what the report's completions say, and nothing more."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.report import Completion, CompletionOrigin
from citecheck.rules.draft import check_draft
from citecheck.rules.targets import advise_completions

RESTORE = "Restore the whole address from the published page or the editing system."
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


def offer(*addresses):
    return tuple(Completion(address, CompletionOrigin.STORE, "seen before") for address in addresses)


def listed(*said):
    return f"{RESTORE} Not proven: {'; '.join(said)}."


@pytest.mark.parametrize(("count", "more"), [(1, []), (2, []), (3, []), (4, ["1 more"]), (12, ["9 more"])], ids=str)
def test_three_completions_are_listed(count, more):
    """Up to three are named; the others are counted."""
    names = [f"https://a.example/{number}" for number in range(count)]
    _, advice = advised(*offer(*names))
    assert advice == listed(*(f"{name} (seen before)" for name in names[:3]), *more)


def test_each_cut_address_has_its_own_completions():
    """Completions are given to the cut addresses of a note in the order of their places, and to no other finding."""
    cut = "; ".join(f"https://www.example.org/minutes-of-the-{name}..." for name in ("dam", "lake"))
    text = f"Rain fell.[1] It went on.[2] It rose.[3]\n\n[1] {cut}\n\n[2] {cut}\n\n[3] http://[::1/rain\n"
    draft = check_draft(read_draft(text.encode(), path="brief.txt"))
    first, second, third = (note.id for note in draft.footnotes)
    completions = {
        (second, 10): offer("https://b.example/10"),
        (first, 1): offer("https://a.example/1"),
        (second, 2): offer("https://b.example/2"),
        (first, 0): offer("https://a.example/0"),
        (third, 0): offer("https://c.example/0"),
    }
    found = advise_completions(draft.findings, completions)
    assert [one.advice for one in found if one.rule == "T101"] == [
        listed(f"https://{name} (seen before)")
        for name in ("a.example/0", "a.example/1", "b.example/2", "b.example/10")
    ]
    assert [one for one in found if one.rule != "T101"] == [one for one in draft.findings if one.rule != "T101"]


def test_a_cut_address_without_an_entry_keeps_its_advice():
    """Where a note has fewer entries than cut addresses, the last ones keep the advice of the rule."""
    draft = check_draft(read_draft(TEXT.encode(), path="brief.txt"))
    found = advise_completions(draft.findings, {(draft.footnotes[0].id, 0): offer("https://a.example/0")})
    first, second = (one.advice for one in found if one.rule == "T101")
    assert (first, second) == (listed("https://a.example/0 (seen before)"), RESTORE)
    assert advise_completions(draft.findings, {}) == draft.findings
