"""Notes that refer to other notes: judgments and works cited in short, and references by the number of a note."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.target import Url
from citecheck.rules.draft import check_draft

HALL = "Hall v. Port of Lorne, 411 U.S. 212, 220 (1973), https://law.example.org/hall."
LEE = "Lee v. Fox, 123 F.3d 456 (2d Cir. 1999), https://law.example.org/lee; Ray v. Day, 411 U.S. 900 (1973)."
VANCE = "In re Vance, 2019 WL 555111 (Md. 2019), https://law.example.org/vance."


def read(*notes):
    """Read a draft whose sentences cite these notes in order, and return the last names of their addresses."""
    text = " ".join(f"Sentence {at} of the opinion.[^{at}]" for at in range(1, len(notes) + 1))
    lines = "\n".join(f"[^{at}]: {note}" for at, note in enumerate(notes, 1))
    draft = check_draft(read_draft(f"# Opinion\n\n{text}\n\n{lines}\n".encode(), path="a.md"))
    assert [one for one in draft.findings if one.rule == "C106"] == []
    return [
        [one.target.canonical.rpartition("/")[2] for one in note.sources if isinstance(one.target, Url)]
        for note in draft.footnotes
    ]


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("Hall, 411 U.S. at 230.", ["hall"]),
        ("Hall, 411 U. S., at 230 (Gray, J., dissenting).", ["hall"]),
        ("Lee, 123 F.3d, at 461-62.", ["lee"]),
        ("Vance, 2019 WL 555111, at *3.", ["vance"]),
        ("See Hall, supra note 1, at 240.", ["hall"]),
        ("Port of Lorne, supra, at 240.", ["hall"]),
        ("Hall (n 1) [35].", ["hall"]),
        ("Vance, supra n. 3, at 4.", ["vance"]),
        ("See id. at 5; Lee, supra, at 470.", ["vance", "lee"]),
        ("Lee, 123 F.3d at 460; see also Hall, 411 U.S. at 213.", ["lee", "hall"]),
        ("Hall, 411 U.S. at 213; Ute v. Bay, 9 So. 3d 100 (2009), https://law.example.org/ute.", ["hall", "ute"]),
        ("Cf. Hall v. Port of Lorne, 411 U.S. 212 (1973).", ["hall"]),
    ],
)
def test_a_judgment_cited_in_short_has_the_sources_of_the_note_before(note, names):
    """A short form names a note by its number, or a judgment by its reporter or a party; each piece may name one."""
    assert read(HALL, LEE, VANCE, note)[-1] == names


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("*Id.* at 5.", ["vance"]),
        ("_Id._", ["vance"]),
        ("See *id.*, at 7.", ["vance"]),
        ("**Ibid.**, p. 4.", ["vance"]),
        ("*Ebd.*, S. 5.", ["vance"]),
        ("Hall, *supra* note 1, at 240.", ["hall"]),
        ("*Port of Lorne*, *supra*, at 240.", ["hall"]),
        ("*Id.*; *see also* Hall, 411 U.S. at 213.", ["vance", "hall"]),
        ("*Vance*, 2019 WL 555111, at *3, *5.", ["vance"]),
    ],
)
def test_a_short_form_that_is_emphasised_is_followed(note, names):
    """The marks of emphasis around a short form, as of italics in Markdown, change nothing; an asterisk of a page stays."""
    assert read(HALL, LEE, VANCE, note)[-1] == names


@pytest.mark.parametrize(
    "note",
    [
        "Interview with J. Hall, 3 May 2020, at the port.",
        "Hall, The weather of ports, 2001, p. 12.",
        "Kay, 55 U.S. at 12.",
        "Kay, supra, at 12.",
        "Hall v. Orr, 500 U.S. 3 (1990).",
    ],
)
def test_a_name_alone_names_no_judgment(note):
    """A party, a volume that no note cites and another judgment of the same party lead to no note."""
    assert read(HALL, LEE, VANCE, note)[-1] == []


def test_of_two_judgments_of_a_volume_the_party_decides():
    """A volume holds several judgments: without a party of one of them the short citation names none."""
    found = read(HALL, LEE, "Day, 411 U.S. at 901.", "Kay, 411 U.S. at 901.")
    assert found[2:] == [[], []]
    assert read(HALL, LEE, "Hall, 411 U.S. at 221.")[-1] == ["hall"]


FORTS = "Jane Hale, Forts of the Coast (Oxford, 1990), https://a.example.org/forts"
LETTERS = "Jane Hale, Letters from the Coast (Oxford, 1995), https://a.example.org/letters"
WOLVES = "Beck, K., and W. Lund, 'The wolves of Lorne', J. Hist. 4 (2001), https://a.example.org/wolves"
BOOK = "Garrison book, Lorne archive, file 12, https://a.example.org/garrison"
NOVAK = "A. Nowak, Mosty Lorny, Warszawa 1999, https://a.example.org/nowak"
TANAKA = "田中太郎『ローンの橋』橋出版、1999年。https://a.example.org/tanaka"
WANG = "王明：《洛恩桥梁史》，北京：桥梁出版社，1999年。https://a.example.org/wang"
ALI = "أحمد علي، جسور لورن، القاهرة، 1999، https://a.example.org/ali"
IVANOV = "Иванов А. Б. Мосты Лорны. М., 1999. https://a.example.org/ivanov"


@pytest.mark.parametrize(
    ("before", "note", "names"),
    [
        ([FORTS, WOLVES, BOOK], "Hale, op. cit., p. 44.", ["forts"]),
        ([FORTS, WOLVES, BOOK], "J. Hale, *op. cit.*, 44.", ["forts"]),
        ([FORTS, WOLVES, BOOK], "Hale, *Forts of the Coast*, pp. 44-46.", ["forts"]),
        ([FORTS, WOLVES, BOOK], "See also Hale, Forts, 44 f.", ["forts"]),
        ([FORTS, WOLVES, BOOK], "Beck and Lund, 'Wolves', p. 3.", ["wolves"]),
        ([FORTS, WOLVES, BOOK], "Hale, p. 44; Beck and Lund, p. 2.", ["forts", "wolves"]),
        ([FORTS, WOLVES, BOOK], "Loc. cit.", ["garrison"]),
        ([FORTS, LETTERS, BOOK], "Hale, Letters, 9.", ["letters"]),
        ([FORTS, LETTERS, BOOK], "Hale, Letters, op. cit., p. 9.", ["letters"]),
        ([FORTS, WOLVES, BOOK], "Hale, a. a. O., S. 20.", ["forts"]),
        ([FORTS, WOLVES, BOOK], "Vgl. Hale, Forts, S. 3 ff.", ["forts"]),
        ([NOVAK, BOOK], "Nowak, dz. cyt., s. 45.", ["nowak"]),
        ([NOVAK, BOOK], "Tamże, s. 45.", ["garrison"]),
        ([IVANOV, BOOK], "Иванов А. Б. Указ. соч. С. 45.", ["ivanov"]),
        ([TANAKA, BOOK], "田中、前掲書、45頁。", ["tanaka"]),
        ([WANG, BOOK], "王明：《洛恩桥梁史》，第45页。", ["wang"]),
        ([ALI, BOOK], "علي، مرجع سابق، ص 12.", ["ali"]),
    ],
)
def test_a_work_is_cited_again_by_its_author_and_words_of_its_title(before, note, names):
    """A note with the name of an author and a page, "op. cit." or a short title has the sources of the note before."""
    assert read(*before, note)[-1] == names


@pytest.mark.parametrize(
    "note",
    [
        "Hale, op. cit., p. 44.",
        "Hale, 44.",
        "Hale, interview with the author, 3 May 2020.",
        "Hale, Mills of the Coast, 1999.",
        "Hale, 2004.",
        "Marsh, op. cit., p. 3.",
        "Garrison book, file 13.",
        "Garrison book, May 2020.",
    ],
)
def test_a_name_that_several_works_or_none_may_have_means_no_note(note):
    """Two works of the author, another title, year or file of an archive, and a name alone lead to no note."""
    assert read(FORTS, LETTERS, BOOK, note)[-1] == []


@pytest.mark.parametrize(
    "note",
    [
        "Wie Anm. 1, S. 12.",
        "Beck, Der Turm (wie Anm. 1), S. 3.",
        "Hale, wie in Fn. 1, S. 7",
        "S. o. Anm. 1.",
        "See above, note 1.",
        "Hale, supra n 1, 12.",
        "As note 1, p. 6.",
        "Voir supra, note 1.",
        "Bkz. dipnot 1.",
        "Zob. przyp. 1.",
        "Ver nota 1.",
        "田中・前掲注(1)、45頁。",
    ],
)
def test_the_number_of_another_note_is_found_as_several_languages_write_it(note):
    """A note that names another one by its number has its sources."""
    assert read(FORTS, WOLVES, note)[-1] == ["forts"]


@pytest.mark.parametrize(
    "note",
    ["Rivista storica, n. 5, 1999, p. 3.", "Doe, Book, p. 40, note 5.", "N95 masks in hospitals, report of 2020."],
)
def test_the_number_of_an_issue_or_of_a_note_in_a_book_means_no_note(note):
    """The number of a journal, a note of the cited book and a word with figures are no references back."""
    assert read(FORTS, WOLVES, note)[-1] == []


SILT = "Alice Silt, *Gates of the Fen* (1990), https://works.example.org/silt."
HOLM = 'Holm, Robert, "Weirs Today" (1991), https://works.example.org/holm.'
DUNE = "J. R. Dune and K. Moor, *Reeds* (1992), https://works.example.org/dune."
BOARD = "Ministry of Dykes (MOD), *Survey*, https://works.example.org/board; Ann Tarn, *Tides*, https://works.example.org/tarn."


def read_last(*notes):
    """Read a draft whose sentences cite these notes; return the last names of the last note's addresses, and C106."""
    text = " ".join(f"Sentence {at} of the essay.[^{at}]" for at in range(1, len(notes) + 1))
    lines = "\n".join(f"[^{at}]: {note}" for at, note in enumerate(notes, 1))
    draft = check_draft(read_draft(f"# Essay\n\n{text}\n\n{lines}\n".encode(), path="a.md"))
    found = [
        one.target.canonical.rpartition("/")[2] for one in draft.footnotes[-1].sources if isinstance(one.target, Url)
    ]
    return found, [one.marker for one in draft.findings if one.rule == "C106"]


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("Holm, supra note 1, at 33.", "holm"),
        ("Silt, above n. 2, 4.", "silt"),
        ("See R. Holm, supra note 3, at 5.", "holm"),
        ("Moor, supra note 1.", "dune"),
        ("Dune & Moor, supra note 2, at 7.", "dune"),
        ("Silt (Fn. 3), S. 4.", "silt"),
        ("Silt (n 3) 4.", "silt"),
        ("Holm, supra note 3, p. 4.", "holm"),
        ("Tarn, *supra* note 3.", "tarn"),
    ],
)
def test_the_author_decides_where_the_number_is_that_of_another(note, name):
    """A note that names the author of one note and the number of another means the author's, and is reported."""
    assert read_last(SILT, HOLM, DUNE, BOARD, note) == ([name], ["[^5]"])


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("Holm, supra note 2, at 33.", ["holm"]),
        ("J. R. Dune, supra note 3.", ["dune"]),
        ("J.R. Dune & K. Moor, supra note 3.", ["dune"]),
        ("MOD, supra note 4.", ["board", "tarn"]),
        ("Fen Act, supra note 2.", ["holm"]),
        ("Quill, supra note 1.", ["silt"]),
        ("Quill, supra note 4.", ["board", "tarn"]),
        ("Cf. note 2.", ["holm"]),
        ("For Silt see note 2.", ["holm"]),
        ("On the gates of Silt, supra note 2.", ["holm"]),
        ("Survey, supra note 1.", ["silt"]),
    ],
)
def test_a_number_is_followed_where_nothing_contradicts_it(note, names):
    """Initials, an acronym, words of a title and a name that begins no other note leave the number as it is."""
    assert read_last(SILT, HOLM, DUNE, BOARD, note) == (names, [])


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("Quill, supra note 2.", "holm"),
        ("See E. Quill, supra note 3, at 5.", "dune"),
        ("Quill & Reed, supra note 2, at 7.", "holm"),
        ("Quill (Fn. 3), S. 4.", "dune"),
    ],
)
def test_an_author_whom_no_note_names_leaves_the_number_as_it_is(note, name):
    """The note of the number is meant, and is reported as that of another author if a person is named there."""
    assert read_last(SILT, HOLM, DUNE, BOARD, note) == ([name], ["[^5]"])


@pytest.mark.parametrize(
    "before",
    [
        "Harbour News, May 2020, https://works.example.org/news.",
        "U.S. Department of Dykes, *Survey*, https://works.example.org/news.",
        "Lorne, Weir Office, *Report*, https://works.example.org/news.",
        "[The dam](https://works.example.org/news).",
        "H.R. 22, 110th Congress, https://works.example.org/news.",
    ],
)
def test_a_source_without_a_person_may_be_by_the_author_who_is_named(before):
    """What begins with a newspaper, an office or a title may be by anybody."""
    assert read_last(SILT, before, "Quill, supra note 2.") == (["news"], [])


def test_a_number_that_leads_to_a_reference_back_means_what_that_means():
    """The authors of a note that says only "Id." are those of the note before."""
    assert read_last(SILT, HOLM, "Id. at 5.", "Holm, supra note 3.") == (["holm"], [])


def test_a_name_that_two_notes_begin_with_leads_to_none_of_them():
    """Where several works are by the author, the number that is wrong says nothing about which is meant."""
    other = "Robert Holm, *Locks* (1995), https://works.example.org/locks."
    assert read_last(SILT, HOLM, other, "Holm, supra note 1.") == ([], ["[^4]"])


@pytest.mark.parametrize("note", ["J. R. Dune, supra, at 4.", "J. Dune, op. cit., p. 5.", "Dune, supra, p. 12."])
def test_a_work_is_cited_again_by_its_author_without_a_number(note):
    """Initials before the name and "supra" without a number lead to the one work of the author."""
    assert read_last(SILT, HOLM, DUNE, note) == (["dune"], [])
