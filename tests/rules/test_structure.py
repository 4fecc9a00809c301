"""Markers and notes, counted: drafts built of the few fields that the rules of the structure look at."""

from dataclasses import replace

import pytest

from citecheck.model.draft import Block, BlockKind, Citation, Draft, DraftFacts, Footnote, Format, Place, Source
from citecheck.model.target import CutUrl, Kind, Offline, Url
from citecheck.rules.structure import check_structure

URL = Url("https://www.example.org/rain", "https://www.example.org/rain")


def build_source(target, kind=Kind.URL):
    return Source("https://www.example.org/rain", kind, target, Place(9, 5))


def build_note(marker, line=None, *, key=None, page=None, text="A note.", targets=(), kind=Kind.URL):
    """A note; its key is its marker and line unless another is given."""
    sources = tuple(build_source(target, kind) for target in targets)
    return Footnote(key or f"{marker}/{line}", marker, text, Place(line, None, page), sources)


def build_call(marker, key=None, place=None, sentence="Rain fell."):
    return Citation(marker, key, sentence, place or Place(1))


def build_draft(calls=(), notes=(), **facts):
    """A draft; a call that is a text is a marker without a note, a note that is a text is its marker."""
    made = tuple(build_note(note, at) if isinstance(note, str) else note for at, note in enumerate(notes, 3))
    called = tuple(build_call(call) if isinstance(call, str) else call for call in calls)
    return Draft(
        "brief.md", Format.MARKDOWN, None, None, "", footnotes=made, citations=called, facts=DraftFacts(**facts)
    )


def cite_all(notes):
    """A call for each note, all before the notes."""
    return [build_call(note.marker, note.id) for note in notes]


def codes_of(*given, **facts):
    return [finding.rule for finding in check_structure(build_draft(*given, **facts))]


def messages_of(code, *given, **facts):
    return [finding.message for finding in check_structure(build_draft(*given, **facts)) if finding.rule == code]


def number_notes(*markers, **fields):
    """Notes on lines of their own, all of them cited, as the arguments of a draft."""
    notes = [build_note(marker, line, **fields) for line, marker in enumerate(markers, 3)]
    return cite_all(notes), notes


def test_series_that_goes_on_after_the_text_of_the_first_is_a_second_series():
    """The notes of a translation repeat the numbers of the original; three in order are no slip, two may be one."""
    assert "C103" not in codes_of(*number_notes(*"12345", *"234"))
    assert codes_of(*number_notes(*"12345", *"23")).count("C103") == 2


LAST = build_note("[2]", 4)
CUT_LAST = build_note("[2]", 4, targets=[URL, CutUrl("https://www.example.org/ra")])


@pytest.mark.parametrize(
    ("missing", "last", "cut", "message"),
    [
        (["[3]", "[4]"], LAST, False, "The text ends in note [2]; 2 markers from [3] on have no note."),
        (["[5]", "[6]"], LAST, False, "The text ends in note [2]; 2 markers from [5] on have no note."),
        (["[3]", "[9]", "[9]"], LAST, False, "The text ends in note [2]; 3 markers from [3] on have no note."),
        (["[3]"], LAST, True, "The text ends in note [2]; marker [3] has no note."),
        (["[3]"], CUT_LAST, False, "The text ends in note [2]; marker [3] has no note."),
        (["[6]"], LAST, True, "The text ends in note [2]."),
        (["[a]"], LAST, True, "The text ends in note [2]."),
        ([], LAST, True, "The text ends in note [2]."),
        (["[3]"], None, True, "The text ends in the middle."),
        ([], None, True, "The text ends in the middle."),
    ],
)
def test_a_cut_names_the_last_note_and_the_markers_after_it(missing, last, cut, message):
    """A file is cut where its reader says so, or where the notes of its last markers are missing."""
    draft = build_draft(missing, ["[1]", last] if last else [], cut=cut)
    (finding,) = [finding for finding in check_structure(draft) if finding.rule == "C105"]
    assert finding.message == message
    assert (finding.path, finding.marker, finding.line) == (
        ("brief.md", "[2]", 4) if last else ("brief.md", None, None)
    )
    kept = [finding.marker for finding in check_structure(draft) if finding.rule == "C101"]
    assert kept == ([] if "no note" in message else missing)


@pytest.mark.parametrize(
    ("missing", "last"),
    [
        (["[3]"], LAST),
        (["[6]", "[7]"], LAST),
        (["[2]", "[3]"], LAST),
        (["[1]", "[3]", "[4]"], CUT_LAST),
        (["[a]", "[3]", "[4]"], LAST),
        (["[3]", "[4]"], build_note("[^a]", 4)),
        (["[3]"], build_note("[2]", 4, targets=[CutUrl("https://www"), URL])),
        (["[3]"], build_note("[2]", 4, targets=[Offline()])),
    ],
    ids=["one alone", "far away", "the last note's own", "one below", "a name", "no number", "cut before", "not cut"],
)
def test_other_markers_without_a_note_are_no_cut(missing, last):
    """A marker that is alone, far above the last note or below it says nothing of the end of the file."""
    assert codes_of(missing, ["[1]", last]) == ["C101"] * len(missing)


def test_a_draft_without_notes_has_markers_without_notes():
    """Markers of a text without any note are reported, and nothing else unless its reader reports a cut."""
    assert codes_of(["[1]", "[2]"]) == ["C101", "C101"]
    assert codes_of(["[1]"], cut=True) == ["C101", "C105"]
    assert codes_of() == []


@pytest.mark.parametrize(
    ("places", "count"),
    [
        ([Place(1, 7), Place(1, 7)], 1),
        ([Place(1, 7), Place(1, 12)], 2),
        ([Place(1), Place(1)], 2),
        ([Place(1, 7), Place(1, 9), Place(1, 7), Place(1)], 3),
    ],
)
def test_one_bracket_without_notes_is_one_finding(places, count):
    """Markers of one bracket share a place with a column; a line alone may hold several brackets."""
    calls = [build_call("[7]", place=place) for place in places]
    assert codes_of(calls, [build_note("[^a]", 3)]) == ["C101"] * count


@pytest.mark.parametrize(("length", "shown"), [(80, "x" * 80), (81, "x" * 79 + "…"), (200, "x" * 79 + "…")])
def test_sentences_and_notes_are_quoted_up_to_80_characters(length, shown):
    """A message quotes a sentence or a note whole or cut."""
    calls = [build_call("[1]", "1"), build_call("[7]", sentence="x" * length)]
    notes = [build_note("[1]", 3, key="1"), build_note("[2]", 4, text="x" * length)]
    assert [finding.message for finding in check_structure(build_draft(calls, notes))] == [
        f"The marker [7] has no footnote: “{shown}”",
        f"No marker points to note [2]: {shown}",
    ]


@pytest.mark.parametrize(
    ("cited", "other", "reported"),
    [
        (("[1]", "n1"), ("[2]", "n2"), True),
        (("[1]", "n1"), ("[2]", "m2"), True),
        (("[1]", "n1"), ("2.", "n2"), True),
        (("[1]", "n1"), ("2.", "bib:2"), False),
        (("[1]", "n1"), ("(2)", "bib:2"), False),
        (("[1]", "n1"), ("2x", "bib:2"), True),
        (("[1]", "n1"), ("[^a]", "bib:a"), True),
        (("[1]", "note1"), ("2.", "note:2"), True),
    ],
)
def test_a_bibliography_is_never_cited_by_numbers(cited, other, reported):
    """A note that no marker calls is reported unless it is numbered in a style and a series that are never called."""
    notes = [build_note(marker, 3, key=key) for marker, key in (cited, other)]
    assert codes_of([build_call(*cited)], notes) == (["C102"] if reported else [])


def test_a_note_that_another_note_cites_is_cited():
    """What only a note calls is not reported, and neither is any note of a text without markers."""
    notes = [build_note("[1]", 3, key="1"), build_note("[2]", 4, key="2")]
    assert codes_of([build_call("[1]", "1")], notes, cited_by_notes=frozenset({"2"})) == []
    assert codes_of([], notes) == []
    assert codes_of(["[5]"], notes) == ["C101"]


@pytest.mark.parametrize(
    ("numbers", "again"),
    [
        ((1, 1, 2), [1]),
        ((1, 2, 2), [2]),
        ((1, 2, 2, 2), [2, 2]),
        ((1, 2, 2, 3, 3), [2, 3]),
        ((1, 2, 3, 2), [2]),
        ((2, 3, 2), [2]),
        ((1, 2, 1, 2), []),
        ((1, 2, 1), []),
        ((3, 4, 2, 3, 1, 3), []),
        ((3, 4, 2, 3, 2), []),
        ((1, 2, 3), []),
    ],
)
def test_a_number_is_used_twice_unless_counting_restarts(numbers, again):
    """Two drops in the numbers, or one with a second note 1, are chapters or pages; anything else is a slip."""
    found = messages_of("C103", *number_notes(*(f"[{number}]" for number in numbers)))
    firsts = [f"Two notes have the number [{number}], here and at line {3 + numbers.index(number)}" for number in again]
    assert found == [f"{first}: A note." for first in firsts]


@pytest.mark.parametrize(
    ("marker", "counted"),
    [
        ("[1]", True),
        ("1.", True),
        ("[^2]", True),
        ("note 3a", True),
        ("12345", True),
        ("Berg1499", True),
        ("Berg2150", True),
        ("Berg 1850", True),
        ("123456", False),
        ("1.2", False),
        ("*", False),
        ("[^a]", False),
        ("Berg2005", False),
        ("Berg1500", False),
        ("Berg1999a", True),
        ("[Berg1999]", False),
    ],
)
def test_a_marker_counts_by_the_one_number_that_it_holds(marker, counted):
    """A marker with one number of up to five digits is that number; a work named with its year is a name."""
    assert bool(messages_of("C103", *number_notes(marker, marker))) is counted


def test_two_series_may_use_the_same_numbers():
    """Remarks and works are counted separately, and so are markers of two styles."""
    notes = [build_note("[1]", 3, key="note1"), build_note("[1]", 4, key="bib:1"), build_note("1.", 5, key="note1b")]
    assert codes_of(cite_all(notes), notes) == []
    notes.append(build_note("[1]", 6, key="note2"))
    assert messages_of("C103", cite_all(notes), notes) == ["Two notes have the number [1], here and at line 3: A note."]


def test_a_note_without_a_line_is_shown_with_a_question_mark():
    """Where the first of two notes has no line, its message says so."""
    notes = [build_note("[2]", key="2"), build_note("[2]", 4, key="2b")]
    assert messages_of("C103", cite_all(notes), notes) == [
        "Two notes have the number [2], here and at another place: A note."
    ]


@pytest.mark.parametrize(
    ("first", "call", "reported"),
    [
        (Place(3), Place(2), True),
        (Place(3), Place(3), True),
        (Place(3), Place(4), False),
        (Place(30, None, 1), Place(1, None, 2), False),
        (Place(1, None, 2), Place(30, None, 1), True),
        (Place(3, None, 2), Place(2, None, 2), True),
        (Place(3, None, 2), Place(4, None, 2), False),
        (Place(3), Place(), True),
        (Place(3, None, 1), Place(4), True),
        (Place(), Place(12), True),
    ],
)
def test_a_text_that_goes_on_after_its_notes_counts_anew(first, call, reported):
    """A second note 1 that is called from after the first one belongs to another chapter."""
    notes = [Footnote(key, "[1]", "A note.", at) for key, at in (("1", first), ("1b", Place(40, None, first.page)))]
    calls = [build_call("[1]", "1", Place(1)), build_call("[1]", "1b", call)]
    assert bool(messages_of("C103", calls, notes)) is reported


def test_only_a_note_1_begins_a_count():
    """A text that goes on after a note 2 says nothing, and neither does a call of the first note from below."""
    twos = [build_note("[2]", 3, key="2"), build_note("[2]", 9, key="2b")]
    assert messages_of("C103", [build_call("[2]", "2"), build_call("[2]", "2b", Place(5))], twos)
    ones = [build_note("[1]", 3, key="1"), build_note("[1]", 9, key="1b")]
    assert messages_of("C103", [build_call("[1]", "1", Place(5)), build_call("[1]", "1b")], ones)


@pytest.mark.parametrize(
    ("markers", "missing"),
    [
        (("[1]", "[2]", "[4]"), [(2, 4, 3)]),
        (("[1]", "[3]", "[5]"), [(1, 3, 2), (3, 5, 4)]),
        (("[1]", "[2]", "[6]"), [(2, 6, 3), (2, 6, 4), (2, 6, 5)]),
        (("[1]", "[3]", "[6]"), [(1, 3, 2), (3, 6, 4), (3, 6, 5)]),
        (("[1]", "[4]", "[7]"), []),
        (("[1]", "[2]", "[7]"), []),
        (("[1]", "[3]"), []),
        (("[1]", "[2]", "[2]", "[3]"), []),
        (("[1]", "[2]", "[3]"), []),
        (("[2]", "[1]", "[4]"), []),
        (("[1]", "[2]", "[4]", "[^a]"), []),
        (("[^1]", "[^2]", "[^4]"), [(2, 4, 3)]),
    ],
)
def test_up_to_three_numbers_may_be_missing(markers, missing):
    """Gaps in a rising count of three notes or more are reported, unless they are many or other notes have names."""
    assert messages_of("C104", *number_notes(*markers)) == [
        f"The notes go from {before} to {after}; note {number} is missing." for before, after, number in missing
    ]


def test_findings_come_by_rule_and_place():
    """All findings of the structure come rule by rule, each at its own note or marker."""
    notes = [build_note("[1]", 3), build_note("[2]", 4), build_note("[2]", 5), build_note("[4]", 6)]
    calls = [*cite_all(notes[:2]), build_call("[3]", place=Place(1, 4)), build_call("[8]", place=Place(2, 4))]
    found = check_structure(build_draft(calls, notes, cut=True, unresolved=(notes[1],)))
    assert [(finding.rule, finding.line) for finding in found] == [
        ("C101", 1),
        ("C101", 2),
        ("C102", 5),
        ("C102", 6),
        ("C103", 5),
        ("C104", 6),
        ("C105", 6),
        ("C106", 4),
    ]
    assert {finding.path for finding in found} == {"brief.md"}


ADD = "Add the note, or correct the number of the marker."


def advice_of(calls, notes=(), blocks=()):
    """The marker, the column and the advice of each marker without a note."""
    draft = replace(build_draft(calls, notes), blocks=tuple(blocks))
    return [(finding.marker, finding.column, finding.advice) for finding in check_structure(draft)]


@pytest.mark.parametrize(
    ("block", "place", "begins"),
    [
        (None, Place(5, 1), True),
        (None, Place(5, 2), False),
        (None, Place(5), False),
        (Place(5, 1), Place(5, 1), True),
        (Place(5, 3), Place(5, 3), True),
        (Place(5, 3), Place(5, 1), True),
        (Place(5, 3), Place(5, 4), False),
        (Place(5), Place(5, 1), True),
        (Place(5), Place(5, 2), False),
        (Place(4, 3), Place(5, 1), True),
        (Place(4, 3), Place(5, 2), False),
        (Place(4, 3), Place(5, 3), False),
    ],
)
def test_a_label_at_the_start_of_a_line_lacks_its_colon(block, place, begins):
    """A marker that is cited and begins a line is its note: it is not reported, and the other says where it is."""
    opening = replace(build_call("[^7]", place=place), block=None if block is None else 0)
    blocks = [] if block is None else [Block(BlockKind.PARAGRAPH, "Rain fell.", block)]
    step = "Write “[^7]:” at the start of line 5: without the colon it is no note."
    found = advice_of([build_call("[^7]", place=Place(1, 9)), opening], blocks=blocks)
    assert found == ([("[^7]", 9, step)] if begins else [("[^7]", 9, ADD), ("[^7]", place.column, ADD)])


def test_only_a_marker_of_markdown_that_is_cited_lacks_a_colon():
    """A marker that is found once, or of another form, is a marker without a note also at the start of a line."""
    assert advice_of([build_call("[^7]", place=Place(5, 1))]) == [("[^7]", 1, ADD)]
    others = [build_call("[7]", place=Place(1, 9)), build_call("[7]", place=Place(5, 1))]
    assert advice_of(others) == [("[7]", 9, ADD), ("[7]", 1, ADD)]
    two = [build_call("[^7]", place=Place(1, 9)), build_call("[^8]", place=Place(5, 1))]
    assert advice_of(two) == [("[^7]", 9, ADD), ("[^8]", 1, ADD)]


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("https://www.example.org/rain [^7] https://www.example.org/river", True),
        ("[^1] [^7]", True),
        (f"[^{'x' * 80}]", True),
        (f"[^{'x' * 81}]", False),
        ("[^a b]", False),
        ("[7]", False),
        ("See note 7.", False),
    ],
)
def test_a_label_within_a_note_lacks_its_colon(text, within):
    """A line of Markdown without a colon is part of the note above it, which is named."""
    marker = next((label for label in ("[^7]", f"[^{'x' * 80}]", f"[^{'x' * 81}]", "[^a b]") if label in text), "[7]")
    notes = [build_note("[^1]", 3, key="1", text=text)]
    step = f"Write “{marker}:” at the start of its line: without the colon it is part of note [^1]."
    calls = [build_call("[^1]", "1"), build_call(marker, place=Place(1, 9))]
    assert advice_of(calls, notes) == [(marker, 9, step if within else ADD)]


def test_the_line_of_a_label_is_named_before_its_note():
    """Where a label is found at the start of a line and in a note, its line is named."""
    calls = [build_call("[^7]", place=Place(1, 9)), build_call("[^7]", place=Place(5, 1)), build_call("[^1]", "1")]
    ((_, _, step),) = advice_of(calls, [build_note("[^1]", 3, key="1", text="[^7]")])
    assert step.startswith("Write “[^7]:” at the start of line 5")


def find_no_marker(text, kinds, *, calls=(), form=Format.MARKDOWN, block=BlockKind.PARAGRAPH):
    """The findings C108 of a draft of one block and a note of each kind."""
    notes = [build_note(f"[{at}]", at, targets=[Offline()], kind=kind) for at, kind in enumerate(kinds, 3)]
    draft = replace(build_draft(calls, notes), blocks=(Block(block, text, Place(1, 1)),), format=form)
    return [finding for finding in check_structure(draft) if finding.rule == "C108"]


TWO = [Kind.URL, Kind.BIBLIOGRAPHIC]


@pytest.mark.parametrize(
    ("text", "running"),
    [
        ("Rain fell.", True),
        ("Rain fell!", True),
        ("Rain fell?", True),
        ("Rain fell…", True),
        ("雨が 降った。", True),
        ("雨が 降った！", True),
        ("雨が 降った？", True),
        ("He said: “Rain fell.”", True),
        ('He said: "Rain fell."', True),
        ("(Rain fell.) ", True),
        ("He said: «Rain fell.»", True),
        ("He said: ‘Rain fell.’", True),
        ("He said: 'Rain fell.'", True),
        ("(He said: “Rain fell.”)", True),
        ("Rain fell", False),
        ("Rain.", False),
        ("Rain. ", False),
        ("Rain fell.x", False),
        ("Rain fell:", False),
        ("Rain fell. It rose", False),
        ("", False),
    ],
)
def test_running_text_ends_in_a_full_stop(text, running):
    """Notes below a heading alone need no marker; those below a sentence do."""
    assert bool(find_no_marker(text, TWO)) is running


def test_notes_without_a_marker_are_reported_at_the_first():
    """The finding counts all notes, at the first of them."""
    (finding,) = find_no_marker("Rain fell.", [Kind.NOTE, *TWO])
    assert finding.message == (
        "The draft has 3 notes, and no marker in the text was found: no sentence was compared with a source."
    )
    assert (finding.marker, finding.line) == ("[3]", 3)


@pytest.mark.parametrize(
    "fields",
    [
        {"kinds": [Kind.URL]},
        {"kinds": [Kind.URL, Kind.NOTE]},
        {"kinds": [Kind.NOTE, Kind.NOTE]},
        {"form": Format.BIBTEX},
        {"block": BlockKind.HEADING},
        {"block": BlockKind.CELL},
        {"calls": ["[7]"]},
    ],
    ids=["one note", "one source", "remarks", "bibliography", "heading", "table", "a marker"],
)
def test_other_notes_need_no_marker(fields):
    """A single source, remarks, a bibliography and notes of a text with any marker are not reported."""
    assert find_no_marker("Rain fell.", **{"kinds": TWO, **fields}) == []
