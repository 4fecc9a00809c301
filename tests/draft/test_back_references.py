"""Notes that refer to other notes: judgments cited in short, and references by the number of a note."""

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
