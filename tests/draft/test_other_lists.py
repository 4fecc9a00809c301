"""Notes of a second list: those that a text calls by letters, by a word and a number, or by figures between carets."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.rules.draft import check_draft

REFERENCES = """
References

 1. Mill Society, https://mill.example.org/report
 2. Lorne Gazette, https://gazette.example.org/wheels
"""


def read(text, path="a.txt"):
    """Read a draft, and return its sentences with the note that each cites, and the rules of its findings."""
    draft = check_draft(read_draft(text.encode(), path=path))
    notes = {note.id: note.text for note in draft.footnotes}
    rules = {one.rule for one in draft.findings if one.rule.startswith("C")}
    return [(one.sentence, notes[one.footnote] if one.footnote else None) for one in draft.citations], rules


@pytest.mark.parametrize("heading", ["Notes", "Footnotes"])
def test_letters_call_the_lettered_list(heading):
    """The text calls "a." of one list by "[a]", next to the numbers of another list, in either order."""
    text = (
        "The mill stood empty.[1][a] It was sold.[b][2]\n\n" + heading + "\n\na. Apart from 1963.\nb. For one pound.\n"
    )
    assert read(text + REFERENCES) == (
        [
            ("The mill stood empty.", "Mill Society, https://mill.example.org/report"),
            ("The mill stood empty.", "Apart from 1963."),
            ("It was sold.", "For one pound."),
            ("It was sold.", "Lorne Gazette, https://gazette.example.org/wheels"),
        ],
        set(),
    )


def test_the_letter_after_the_last_is_a_marker_without_a_note():
    """A letter that follows those of the list and is attached to its sentence lost its note."""
    found, rules = read("The mill is old.[a] It was sold.[b]\n\nNotes\n\na. Apart from https://mill.example.org/1963\n")
    assert found == [("The mill is old.", "Apart from https://mill.example.org/1963"), ("It was sold.", None)]
    assert rules == {"C101"}


@pytest.mark.parametrize("bracket", ["[s]ank", "ferry [a] sank", "sank [z]"])
def test_a_letter_in_brackets_is_no_marker_without_a_lettered_list(bracket):
    """A letter that an editor changed, or a word of its own, stays in the sentence."""
    found, rules = read(f"The ferry {bracket}.[1] It was sold.[2]\n{REFERENCES}")
    assert [sentence for sentence, _ in found] == [f"The ferry {bracket}.", "It was sold."]
    assert rules == set()


@pytest.mark.parametrize("word", ["note", "nb", "n", "A", "Anm."])
@pytest.mark.parametrize("form", ["{number}. ", "[{word} {number}] "])
def test_a_word_and_a_number_call_the_first_list(word, form):
    """ "[note 1]" means the first of two lists, whether its lines have the word or only the number."""
    lines = [form.format(word=word, number=number) + text for number, text in ((1, "Until 1960."), (2, "For lorries."))]
    text = f"The toll fell.[{word} 1][1] It rose.[{word} 2] It ended.[2]\n\nNotes\n\n" + "\n".join(lines) + "\n"
    assert read(text + REFERENCES) == (
        [
            ("The toll fell.", "Until 1960."),
            ("The toll fell.", "Mill Society, https://mill.example.org/report"),
            ("It rose.", "For lorries."),
            ("It ended.", "Lorne Gazette, https://gazette.example.org/wheels"),
        ],
        set(),
    )


def test_a_word_and_a_number_call_no_list_that_numbers_call():
    """The only list is that of the numbers: "[option 1]" is a word of the sentence."""
    found, _ = read(f"The list has [option 1] and [option 2].[1] It ends.[2]\n{REFERENCES}")
    assert [sentence for sentence, _ in found] == ["The list has [option 1] and [option 2].", "It ends."]


@pytest.mark.parametrize("marker", ["（注{}）", "[注{}]", "(註{})"])
@pytest.mark.parametrize("label", ["注{} ", "注{}：", "{}. "])
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_the_east_asian_word_for_a_note_precedes_its_number(marker, label, path):
    """ "（注1）" calls the note 1, whose line begins with the word or with the number."""
    text = f"橋は1908年に建てられた{marker.format(1)}。1944年に破壊された{marker.format(2)}。\n\n## 注\n\n"
    notes = ["田中『橋』https://bridge.example.org/tanaka", "市立文書館 https://archive.example.org/1944"]
    text += "\n".join(label.format(number) + note for number, note in enumerate(notes, 1))
    assert read(text + "\n", path) == (
        [("橋は1908年に建てられた。", notes[0]), ("1944年に破壊された。", notes[1])],
        set(),
    )


def test_a_mark_of_a_chatbot_names_several_sources():
    """ "[1†, 3†]" cites both."""
    text = "It is long [1†]. It opened [2†, 3†].\n\nReferences\n\n"
    notes = [f"https://tunnel.example.org/{name}" for name in ("length", "opening", "tolls")]
    text += "\n".join(f"[{number}†] {note}" for number, note in enumerate(notes, 1))
    assert read(text) == ([("It is long.", notes[0]), ("It opened.", notes[1]), ("It opened.", notes[2])], set())


def test_figures_between_carets_are_raised():
    """Pandoc raises "^2^": after a word or a year it calls a note, after a unit it is a power, in code it is text."""
    text = "The lake is full^1^. It froze in 1963^2^ over 12 km^2^, as `x^2^` says.\n\n## Notes\n\n1. Water Board\n2. Gazette\n"
    assert read(text, "a.md") == (
        [("The lake is full.", "Water Board"), ("It froze in 1963 over 12 km², as x^2^ says.", "Gazette")],
        set(),
    )
