"""Lines that begin with a number or a name in brackets: notes with two signs, and all else that looks like them."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.finding import Level
from citecheck.rules.draft import check_draft

SUFFIXES = ("md", "txt", "rst", "adoc")
OTHER = {
    "indexes": "The first item is a[0], the second a[1]. Pass [1] or [2] to the call.\n\n[1] is a list with one item.",
    "cells": "| No. | Meaning |\n|---|---|\n| [1] | Lost |\n| [2] | Found |\n\nThe code [2] is rare.",
    "codes": "[404](https://a.example/404) is sent for a page that is gone.\n\n[410](https://a.example/410) is sent later.",
    "types": "[[Options](#options)] The options. It takes [[Options](#options)].\n\n[[Result](#result)] The result.",
    "options": "[IGNORE] leaves the row out. Write [IGNORE] or [REPLACE].\n\n[REPLACE] puts the row in.\n\nUse [IGNORE].",
    "powers": "A key has 2²⁴ values. The area is 30 m². The sum is x² and y³.\n\n² is the square.",
    "tables of a configuration": "[server]\nport = 80\n\n[client]\nname = 1\n\nThe table [server] is first, then [client].",
    "boxes": "[x] Write the text\n\n[ ] Read it\n\n[x] Send it [x]",
    "changes": "[1.2.3] - 2020-01-01\n\n[Fix] Closes files. [Fix] Opens files.\n\n[BREAKING] Drops a form. See [Fix].",
    "lines of a log": "[INFO] Scanning the folder.\n\n[WARN] One file is empty.\n\nLines with [INFO] can go, [WARN] not.",
    "speakers": "[Ann] We wait.\n\n[Tom] For how long? [Ann] A week. [Tom] Good.\n\n[Ann] Then we are done.",
    "speakers under a heading": "Notes\n\n[Ann] We wait.\n\n[Tom] For how long? [Ann] A week.\n\n[Ann] Then we are done.",
    "placeholders": "Dear [Name],\n\nwe write to you from [City].\n\n[Name] of the sender\n\n[City]",
    "terms": "[API] The interface of a program.\n\n[CLI] The command line. The [API] is used by the [CLI].",
    "letters": "[a] adds a file, [b] takes it out.\n\n[a] Add\n\n[b] Take out",
    "steps": "[1] Open the file.\n\n[2] Write the text.\n\n[3] Close the file. Go back to [1] if it failed.",
    "rules under a heading": "Notes\n\n(1) Each box has a name. (2) Each is used once.\n\n(2) holds for all, and (1) for the new.",
    "jobs": "[1] 25647 is printed. Bring it back with fg.\n\n[1] Done",
    "keys": "[F1] Help\n\n[F2] Save\n\nPress [F1] for help and [F2] to save.",
    "tables of certificates": "The key is of kind rsa(1) iso(2).\n\n"
    + "[1] Policy Info: Id=CPS\n\n[2] Policy Info: Id=Notice\n\nBasic: no\n\n" * 3,
    "points of a certificate": "Section 4(1) and 5(2) hold.\n\n"
    + "[1] Point: https://crl.example/a.crl\n\n[2] Point: https://crl.example/b.crl\n\nBasic: no\n\n" * 3,
    "results of a program": "Call it as open(1), read(2).\n\n[1] State: open\n\n[2] State: read\n\n[1] State: shut",
    "rows of a register": "The law names it in Art(1), Art(2).\n\n[1] Owner = Reed\n\n[2] Owner = Lock",
    "cards": "[Ace] is high. [King] follows.\n\n[Ace]\n\n[King]\n\nThe [Ace] beats the [King].",
}
NOTES = {
    "remarks": ("The lake[1] is deep, the river is not.[2]\n\n[1] In the north.\n\n[2] In summer.", 2),
    "remarks under a heading": ("The lake [1] is deep.\n\nNotes\n\n[1] In the north.", 1),
    "works": ("As [1] and [2] show, it is deep.\n\n[1] Reed, A., Lakes, 1998.\n\n[2] Lock, T., Rivers, 2001.", 2),
    "addresses": ("It is deep.[1]\n\n[1] https://a.example/1", 1),
    "keys of works": ("It is deep, see [Reed98].\n\n[Reed98] Reed, A., Lakes, 1998.", 1),
    "names of works": ("It follows [LAKES].\n\nReferences\n\n[LAKES] Reed, A., Lakes, 1998.", 1),
    "Roman numbers": ("It is deep.[i] It is cold.[ii]\n\n[i] https://a.example/1\n\n[ii] https://a.example/2", 2),
    "letters": ("It is deep.[a] It is cold.[b]\n\nNotes\n\n[a] https://a.example/1\n\n[b] In winter.", 2),
    "remarks after numbers in parentheses": (
        "See Art(1) and Art(2).\n\nThe lake[1] is deep, the river is not.[2]\n\n[1] In the north.\n\n[2] In summer.",
        2,
    ),
    "lost markers": ("It is deep.\n\n[1] https://a.example/1\n\n[2] https://a.example/2\n\n[3] https://a.example/3", 3),
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER.keys())
def test_lines_with_one_sign_are_no_notes(text, suffix):
    """A line in brackets that nothing else shows to be a note is text, and gives no finding above info."""
    draft = check_draft(read_draft(f"{text}\n".encode(), path=f"d.{suffix}"))
    assert draft.footnotes == ()
    assert [one.rule for one in draft.findings if one.level is not Level.INFO] == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("text", "count"), NOTES.values(), ids=NOTES.keys())
def test_lines_with_two_signs_are_notes(text, count, suffix):
    """A cited number with a source, a heading or a marker that ends a clause is a note."""
    assert len(read_draft(f"{text}\n".encode(), path=f"d.{suffix}").footnotes) == count


def test_lists_that_count_anew_are_no_doubled_numbers():
    """Several letters in one file, each with its own list, have no number used twice, and no end is missing."""
    letter = (
        "Dear all, see the guide[{}] and vote[{}].\n\n[{}] https://a.example/{}\n[{}] https://a.example/{}\n\nYours.\n"
    )
    text = (
        "# A\n\n" + letter.format(2, 3, 2, 2, 3, 3) + "\n# B\n\n" + letter.format(2, 3, 2, 22, 3, 33) + "\nVote now.\n"
    )
    draft = check_draft(read_draft(text.encode(), path="d.md"))
    assert {one.rule for one in draft.findings} & {"C103", "C105"} == set()


def test_a_list_that_counts_from_nought_is_whole():
    """A line break before "[7]" in a list that begins with "[0]" begins a note."""
    text = "See the form[0] and the site[7].\n\n[0] https://a.example/0\n[1] https://a.example/1\n[7] https://a.example/7\n"
    assert [note.marker for note in read_draft(text.encode(), path="d.md").footnotes] == ["[0]", "[1]", "[7]"]


def test_a_gap_between_labels_is_info():
    """A label of Markdown is text of the author, a typed number is printed."""
    labels = check_draft(read_draft(LABELS.format("^", ":").encode(), path="d.md"))
    typed = check_draft(read_draft(LABELS.format("", "").encode(), path="d.txt"))
    assert [one.level for one in labels.findings if one.rule == "C104"] == [Level.INFO]
    assert [one.level for one in typed.findings if one.rule == "C104"] == [Level.WARNING]


LABELS = "A.[{0}1] B.[{0}2] C.[{0}4]\n\n" + "".join(f"[{{0}}{n}]{{1}} https://a.example/{n}\n\n" for n in (1, 2, 4))


@pytest.mark.parametrize(
    ("suffix", "mark"), [("txt", ""), ("md", "## "), ("adoc", "=== ")], ids=["text", "Markdown", "AsciiDoc"]
)
def test_headings_between_the_notes_are_in_none_of_them(suffix, mark):
    """A list of notes in parts, by books, interviews and websites, has notes without the headings of the parts."""
    text = (
        f"The lake is deep.[1] It is cold.[2] It is old.[3]\n\n{mark}Sources\n\n[1] Reed, A. Lakes, 1998.\n\n{mark}Interviews\n\n"
        f"[2] Interview with Marta Vale, 4 May 2020.\n\n{mark}Web pages\n\n[3] https://a.example/3\n"
    )
    notes = read_draft(text.encode(), path=f"d.{suffix}").footnotes
    assert [note.text for note in notes] == [
        "Reed, A. Lakes, 1998.",
        "Interview with Marta Vale, 4 May 2020.",
        "https://a.example/3",
    ]


ENTRIES = (
    "Reed, A. Lakes and mills, 1998.",
    "Holm, B. The Lock, 2004.",
    "Berg, C. A weir, 2011.",
    "Ruiz, D. Eels, 2015.",
)


@pytest.mark.parametrize("form", ["{}. {}", "[{}] {}"], ids=["dotted", "in brackets"])
@pytest.mark.parametrize("wrapped", ["[1] work by locks alone.", "[2] could be replaced, as others write."])
def test_a_paragraph_that_begins_with_a_marker_leaves_the_list_whole(form, wrapped):
    """Where a page ends before a marker, the text after it is no note, and the list of works keeps its entry."""
    works = "\n\n".join(form.format(number, entry) for number, entry in enumerate(ENTRIES, 1))
    text = f"Mixes as in\n\n{wrapped} The lake is deep [3]. It is old [4]. It is wide [1]. It is cold [2].\n\nReferences\n\n{works}\n"
    draft = read_draft(text.encode(), path="d.md")
    assert tuple(note.text for note in draft.footnotes) == ENTRIES
    assert sorted({citation.marker for citation in draft.citations}) == ["[1]", "[2]", "[3]", "[4]"]


def test_a_list_whose_columns_are_turned_keeps_its_entry():
    """Where the end of the list comes first, as a page has its columns, a line of text with its number is no entry."""
    works = "\n\n".join(f"[{number}] Holm, B. The Lock, part {number}, 2004." for number in (5, 6, 7, 1, 2, 3, 4))
    text = f"Locks were\n\n[2] replaced by weirs [1] and mills [3-7].\n\nAfter it [2] came.\n\nWorks\n\n{works}\n"
    draft = read_draft(text.encode(), path="d.md")
    assert sorted(note.text for note in draft.footnotes) == [
        f"Holm, B. The Lock, part {number}, 2004." for number in range(1, 8)
    ]
