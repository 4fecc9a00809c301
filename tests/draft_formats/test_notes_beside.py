"""Texts whose notes are in a file next to them: a chapter in Markdown or plain text, and its endnotes."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.rules.draft import check_draft
from citecheck.run.companion_files import leave_out_parts, read_companion_files

NAMED = "# Rain\n\nRain fell.[^1] The river rose.[^2]\n"
NAMED_NOTES = "[^1]: Hill, https://rain.example.org/1\n[^2]: https://rain.example.org/2\n"
NUMBERED = "Rain fell in May [1]. The river rose in June [2]. It sank in July [3].\n"
NUMBERED_NOTES = "Notes\n\n[1] Hill, https://rain.example.org/1\n[2] https://rain.example.org/2\n[3] See note 1.\n"
LIST = "# Anmerkungen\n\n1. Hill, https://rain.example.org/1\n2. https://rain.example.org/2\n3. Vgl. Anm. 1.\n"
RAISED = "Rain fell in May.\u00b9 The river rose in June.\u00b2 It sank in July.\u00b3\n"
TYPED = "Rain fell in May.1 The river rose in June.2 It sank in July.3\n"
TIED = {
    "named notes": ("one.md", NAMED, "endnotes.md", NAMED_NOTES),
    "numbered notes": ("draft.txt", NUMBERED, "draft-endnotes.txt", NUMBERED_NOTES),
    "a spare note": ("one.txt", NUMBERED, "notes.txt", f"{NUMBERED_NOTES}[4] https://rain.example.org/4\n"),
    "raised numbers": ("one.txt", RAISED, "notes.txt", NUMBERED_NOTES),
    "raised numbers of a list": ("one.md", RAISED, "endnotes.md", LIST),
    "typed numbers": ("one.txt", TYPED, "notes.txt", LIST.replace("# Anmerkungen", "Notes")),
    "plain numbers": (
        "eins.txt",
        RAISED,
        "anmerkungen.txt",
        LIST.replace("# ", "").replace(". h", " h").replace(". H", " H").replace(". V", " V"),
    ),
    "groups": ("one.txt", "Rain fell [1]. The river rose [2]. It sank [2, 3].\n", "notes.txt", NUMBERED_NOTES),
    "a numbered list": ("kapitel.md", NUMBERED, "kapitel-anmerkungen.md", LIST),
}
APART = {
    "another name": ("one.md", NAMED, "two.md", NAMED_NOTES),
    "other names": ("one.md", NAMED, "notes.md", NAMED_NOTES.replace("[^", "[^rain")),
    "a draft of its own": ("one.md", NAMED, "notes.md", f"Rain fell.[^1]\n\nIt rose.[^2]\n\n{NAMED_NOTES}"),
    "a list of another length": (
        "one.txt",
        NUMBERED,
        "notes.txt",
        f"{NUMBERED_NOTES}[4] Ann\n[5] Bob\n[6] https://a.example.org\n",
    ),
    "a list of errands": ("one.txt", NUMBERED, "notes.txt", "1. Buy bread\n2. Call Ann\n3. Paint the door\n4. Rest\n"),
    "powers": (
        "one.txt",
        "It has 12 m\u00b2 and 3 m\u00b3.\n",
        "notes.txt",
        "1. https://a.example.org\n2. https://b.example.org\n",
    ),
    "notes of its own": ("one.md", f"{NAMED}\n{NAMED_NOTES}", "notes.md", NAMED_NOTES),
}


def read(folder, name):
    """Read the draft of a folder with the files next to it."""
    data = (folder / name).read_bytes()
    return check_draft(read_draft(data, path=name, companions=read_companion_files(data, str(folder / name))))


def write(folder, name, text, other, notes):
    (folder / name).write_text(text, encoding="utf-8")
    (folder / other).write_text(notes, encoding="utf-8")


@pytest.mark.parametrize(("name", "text", "other", "notes"), TIED.values(), ids=TIED)
def test_the_notes_of_a_text_are_read_from_the_file_next_to_it(tmp_path, name, text, other, notes):
    """A file that is named for notes and holds exactly those that the text lacks has its notes."""
    write(tmp_path, name, text, other, notes)
    draft = read(tmp_path, name)
    sources = {note.id: [source.target.written for source in note.sources] for note in draft.footnotes}
    assert draft.findings == ()
    assert [sources[one.footnote] for one in draft.citations[:2]] == [
        ["https://rain.example.org/1"],
        ["https://rain.example.org/2"],
    ]
    assert "\n".join(block.text for block in draft.blocks).count("Rain fell") == 1
    assert {note.place.line for note in draft.footnotes} == {None}


LACKING = {
    "named": ("one.md", NAMED, "notes.md", NAMED_NOTES.splitlines()[0], ["1", None]),
    "the last number": ("one.txt", NUMBERED, "notes.txt", NUMBERED_NOTES.rsplit("[3]", 1)[0], ["1", "2", None]),
    "a number between": (
        "one.txt",
        NUMBERED,
        "notes.txt",
        NUMBERED_NOTES.replace("[2] https", "https"),
        ["1", None, "3"],
    ),
}


@pytest.mark.parametrize(("name", "text", "other", "notes", "called"), LACKING.values(), ids=LACKING)
def test_a_note_that_the_file_of_notes_lacks_is_the_only_one_reported(tmp_path, name, text, other, notes, called):
    """The other markers lead to their notes, and the one without a note is an error."""
    write(tmp_path, name, text, other, notes)
    draft = read(tmp_path, name)
    assert [one.footnote for one in draft.citations] == called
    assert [one.rule for one in draft.findings if one.rule == "C101"] == ["C101"]


@pytest.mark.parametrize(("name", "text", "other", "notes"), APART.values(), ids=APART)
def test_other_files_next_to_a_text_are_not_its_notes(tmp_path, name, text, other, notes):
    """Without the name, with other labels, with text of its own or next to notes of the text, no file is tied to it."""
    write(tmp_path, name, text, other, notes)
    assert read_companion_files(text.encode(), str(tmp_path / name)).parts == ()


def test_two_files_of_notes_are_a_choice_for_nobody(tmp_path):
    """Where two files fit, neither is taken."""
    write(tmp_path, "one.md", NAMED, "notes.md", NAMED_NOTES)
    (tmp_path / "endnotes.md").write_text(NAMED_NOTES)
    assert read_companion_files(NAMED.encode(), str(tmp_path / "one.md")).parts == ()


def test_a_tied_file_of_notes_is_no_draft_of_the_run(tmp_path):
    """It is left out next to its text, also where it was named; alone it is a draft."""
    write(tmp_path, "one.md", NAMED, "notes.md", NAMED_NOTES)
    text, notes = tmp_path / "one.md", tmp_path / "notes.md"
    assert leave_out_parts([text, notes], frozenset({text, notes})) == [text]
    assert leave_out_parts([notes], frozenset({notes})) == [notes]
