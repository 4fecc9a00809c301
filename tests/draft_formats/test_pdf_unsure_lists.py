"""Lists of notes of PDFs that were read with certainty, and those that were not."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.finding import Level
from citecheck.rules.draft import check_draft

from .built import of_layout

_ENTRY = "Vane, A. The reeds of the lower marsh, part {}. Marsh Press, 2019."
_UNSURE = "The notes of this PDF could not be read with certainty: "
_NOTE = "See the report of the dyke board on gate {}, Marsh Press, 2019."


def _rows(texts, *, size=10, first=780, step=14):
    return [f"72 {first - step * at} {size} {text}" for at, text in enumerate(texts)]


def _write_list(cited, listed, *, sentence="The gate was raised in the {0} year of the reeds [{0}]."):
    """A text that cites numbers in brackets, with a list of works on the next page."""
    text = [sentence.format(number) for number in cited]
    works = [f"[{number}] {_ENTRY.format(number)}" for number in listed]
    return ["page", *_rows(text), "page", "72 780 14 b References", *_rows(works, first=750)]


def _write_feet(cited, noted):
    """A page whose text calls raised numbers, with notes at its foot."""
    text = [f"The gate of the dyke was raised again, as the old keepers say.^{{{number}}}" for number in cited]
    notes = [f"^{{{number}}} {_NOTE.format(number)}" for number in noted]
    return ["page", *_rows(text), "rule 72 320 140", *_rows(notes, size=8, first=300, step=11)]


def _check(lines):
    return check_draft(read_draft(of_layout("\n".join(lines)), path="reeds.pdf")).findings


def _above_info(found):
    return [(one.rule, one.marker) for one in found if one.level is not Level.INFO]


def _unsure(found):
    return [one.message.removeprefix(_UNSURE) for one in found if one.rule == "C110"]


_TWELVE = range(1, 13)


@pytest.mark.parametrize(("missing", "size"), [(7, 13), (3, 13), (2, 4), (2, 3), (20, 41)])
def test_a_note_that_is_missing_in_a_perfect_list_is_an_error(missing, size):
    """Where all other numbers have a partner, the one marker without a note is reported as in any other format."""
    numbers = range(1, size)
    found = _check(_write_list(numbers, [number for number in numbers if number != missing]))
    assert ("C101", f"[{missing}]") in _above_info(found)
    assert not _unsure(found)


@pytest.mark.parametrize(("uncited", "size"), [(7, 13), (12, 13), (2, 4), (30, 41)])
def test_a_note_without_a_marker_in_a_perfect_list_is_a_warning(uncited, size):
    """Where all other numbers have a partner, the one note without a marker is reported as in any other format."""
    numbers = range(1, size)
    found = _check(_write_list([number for number in numbers if number != uncited], numbers))
    assert _above_info(found) == [("C102", f"[{uncited}]")]
    assert not _unsure(found)


def test_a_foot_note_without_a_marker_is_a_warning():
    """The notes at the foot of pages are a list as well."""
    assert _above_info(_check(_write_feet(range(1, 8), range(1, 9)))) == [("C102", "8")]


@pytest.mark.parametrize(
    ("listed", "doubled"), [([1, 2, 2, 4, 5], "[2]"), ([1, 2, 3, 3, 5], "[3]"), ([1, 1, 3, 4, 5], "[1]")]
)
def test_a_number_used_twice_is_reported_as_that(listed, doubled):
    """A note that has the number of the one before is no lost note: the number is doubled, and the next is missing."""
    found = _check(_write_list(range(1, 6), listed))
    assert ("C103", doubled) in _above_info(found)
    assert [one.rule for one in found if one.rule in {"C101", "C110"}] == ["C101"]


@pytest.mark.parametrize(("missing", "size"), [((3, 7), 12), ((2, 3), 12), ((5, 11), 30)])
def test_two_missing_notes_are_as_sure_as_one(missing, size):
    """Two markers without a note are errors where nearly all others of the list have one."""
    numbers = range(1, size + 1)
    found = _check(_write_list(numbers, [number for number in numbers if number not in missing]))
    assert [one for one in _above_info(found) if one[0] == "C101"] == [("C101", f"[{number}]") for number in missing]
    assert not _unsure(found)


def test_a_list_of_which_half_is_missing_accuses_nobody():
    """Where many markers have no note, one finding at info names them, and none is called an error."""
    found = _check(_write_list(_TWELVE, [1, 2, 3, 4, 5, 6]))
    assert _above_info(found) == []
    assert _unsure(found) == ["the markers [7], [8], [9], [10], [11] and [12] have no note."]


def test_a_list_whose_beginning_was_not_read_accuses_nobody():
    """Where only the last entries of a list were recognised, the markers of all others are no errors."""
    found = _check(_write_list([1, 2, 3, 7, 9, 10, 11], [9, 10, 11, 12]))
    assert _above_info(found) == []
    assert _unsure(found) == ["the markers [1], [2], [3] and [7] have no note, note [12] has no marker."]


def test_notes_of_which_many_have_no_marker_accuse_nobody():
    """Where many notes have no marker, their markers were not recognised."""
    found = _check(_write_list([1, 2, 3, 4, 6, 8], _TWELVE))
    assert _above_info(found) == []
    assert _unsure(found) == ["the notes [5], [7], [9], [10], [11] and [12] have no marker."]


def test_a_number_in_a_bracket_that_is_no_marker_is_a_trace_of_one():
    """A note whose number the text has in a bracket that could not be read is not called uncited."""
    lines = _write_list([1, 2, 3, 4, 6], [1, 2, 3, 4, 5, 6])
    lines.insert(2, "72 600 10 The sluice is older than the dyke [as noted by the keepers in 5 and later].")
    found = _check(lines)
    assert _above_info(found) == []
    assert _unsure(found) == ["note [5] has no marker."]


def test_a_label_within_a_note_is_a_trace_of_the_next_one():
    """A marker whose label is within the text of a note is no error: the note begins there."""
    listed = [number for number in _TWELVE if number != 5]
    lines = [line.replace("part 4.", "part 4. [5] Orr, B.") for line in _write_list(_TWELVE, listed)]
    found = _check(lines)
    assert _above_info(found) == []
    assert _unsure(found) == ["the marker [5] has no note."]


def test_an_unsure_list_leaves_another_list_certain():
    """Certainty is decided for each form of label: a list in brackets may be perfect where foot notes are not."""
    sure = _write_list(range(1, 10), [1, 2, 3, 4, 5, 6, 7, 9])
    found = _check([*_write_feet([1, 2, 3], [1, 2, 3, 4, 5, 6]), *sure])
    assert ("C101", "[8]") in _above_info(found)
    assert not [one for one in found if one.level is not Level.INFO and one.marker in {"4", "5", "6"}]


def test_other_formats_are_certain():
    """A text names its notes at the start of lines: half a list is half a list there."""
    text = "".join(f"The gate was raised again. [{number}]\n\n" for number in _TWELVE)
    works = "".join(f"[{number}] {_ENTRY.format(number)}\n" for number in range(1, 7))
    draft = read_draft(f"{text}References\n\n{works}".encode(), path="reeds.txt")
    assert not draft.facts.unsure
    assert {one.level for one in check_draft(draft).findings if one.rule.startswith("C")} == {Level.ERROR}


def test_an_unsure_list_is_one_finding():
    """A list that is not certain gives one finding for the document, however many numbers have no partner."""
    draft = read_draft(of_layout("\n".join(_write_list(_TWELVE, [1, 2, 3]))), path="reeds.pdf")
    (unsure,) = draft.facts.unsure
    assert (len(unsure.notes), len(unsure.loose), len(unsure.markers)) == (3, 0, 9)
    assert [one.rule for one in check_draft(draft).findings if one.rule.startswith("C")] == ["C110"]


def test_a_note_that_another_note_names_is_called():
    """A list of works may cite its own numbers: "subsumes [2] and [3]" calls both."""
    lines = _write_list([1, 4, 5, 6, 7, 8], range(1, 9))
    called = [line.replace("part 1.", "subsumes [2] and [3], part 1.") for line in lines]
    assert not _above_info(_check(called))
    assert not _unsure(_check(called))
    assert _unsure(_check(lines)) == ["the notes [2] and [3] have no marker."]


def test_a_text_from_recognition_accuses_nobody():
    """Where the text is laid unseen over pictures, one number without a partner may be misread, and that is said once."""
    lines = _write_list(_TWELVE, [number for number in _TWELVE if number != 7])
    unseen = [part for line in lines for part in ((line, "unseen") if line == "page" else (line,))]
    assert ("C101", "[7]") in _above_info(_check(lines))
    found = _check(unseen)
    assert _above_info(found) == []
    assert _unsure(found) == ["the marker [7] has no note."]
    assert [one.rule for one in found].count("C111") == 1


def test_a_text_that_is_drawn_is_not_recognised():
    """A perfect list of a drawn text says nothing of text recognition, nor does one page that is not drawn."""
    lines = _write_list(_TWELVE, _TWELVE)
    assert not {"C110", "C111"} & {one.rule for one in _check(lines)}
    once = [*lines[:1], "unseen", *lines[1:], "page", "72 780 10 The keepers are thanked."]
    assert not {"C110", "C111"} & {one.rule for one in _check(once)}
