"""Drafts and pages that declare nothing are decoded by one detector, and declarations are believed where they hold."""

import codecs
import tomllib
from pathlib import Path

import pytest

from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.text.encoding import LATEX, MARKUP, decode, decode_draft

ROWS = tomllib.loads((Path(__file__).parent / "encoding_cases.toml").read_text("utf-8"))
CASES = ROWS["case"]
NAMES = [(row["codec"], row["text"]) for row in ROWS["names"]]
READ_AS_WESTERN = {"Muğla", "Rīga"}
"""Names that windows-1252 explains as well; the text is then read as windows-1252."""
FORMS = {
    "text": "{} [1]\n\nNotes\n\n[1] https://a.example/report, p. 4.\n",
    "markdown": "# Report\n\n{}[^1]\n\n[^1]: https://a.example/report\n",
    "html": '<html><head><title>Report</title></head><body>\n<p>{}</p>\n<p><a href="https://a.example/report">1</a></p></body></html>\n',
}
KNOWN_FAULTS = {("utf-16-le", "zh", "long", "markdown")}
"""Chinese in UTF-16 without a mark has few zero bytes, and the byte order is guessed."""
POLISH = "Zginęło czternaście osób, podał urząd gminy, a szkoły są zamknięte do odwołania."


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", ["long", "short"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['codec']}-{case['language']}")
def test_text_that_declares_nothing_is_read(case, size, form):
    """A draft or page in a legacy encoding reads as it was written, whatever its format and length."""
    written = FORMS[form].format(case[size])
    right = decode(written.encode(case["codec"]))[0] == written
    assert right != ((case["codec"], case["language"], size, form) in KNOWN_FAULTS)


@pytest.mark.parametrize("frame", ["{}\n", "# Report\n\n{}[^1]\n\n[^1]: Smith, https://a.example/1\n"])
@pytest.mark.parametrize(("codec", "text"), NAMES)
def test_foreign_names_in_a_western_text_show_its_code_page(codec, text, frame):
    """A few names decide the code page of a text whose language has no letters of its own."""
    written = frame.format(text)
    read = decode_draft(written.encode(codec))
    if any(name in text for name in READ_AS_WESTERN):
        assert read == written.encode(codec).decode("cp1252")
    else:
        assert read == written


@pytest.mark.parametrize("codec", ["cp1250", "cp1254", "cp1257", "iso8859-2"])
@pytest.mark.parametrize(
    "text", ["José Peña closed the café.", "Der Ärger der Bürger über Köln", "L'été à Nîmes, où il est né"]
)
def test_no_western_text_is_read_in_another_code_page(codec, text):
    """Letters that western languages explain are not read as letters of another code page."""
    assert decode(text.encode("cp1252"), syntax=None)[1] != codec


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['codec']}-{case['language']}")
def test_drafts_and_pages_agree(case):
    """A draft reads as the same bytes of a page do."""
    data = FORMS["text"].format(case["short"]).encode(case["codec"])
    assert decode_draft(data) == decode(data, syntax=None)[0]


@pytest.mark.parametrize(
    "written",
    [
        "It’s a “quoted” remark — nothing else.",
        "See § 12 of the Act, © 2019 Smith.",
        "He paid 5 € for it.",
        "25 °C and 30 °C",
        "Zürich",
        "Ångström’s law",
        "A café",
    ],
)
def test_a_few_western_signs_are_windows_1252(written):
    """A text with hardly a byte beyond ASCII is read as windows-1252, where that gives whole words."""
    assert decode_draft(written.encode("cp1252")) == written


@pytest.mark.parametrize(
    ("written", "codec"),
    [("Była serca biciem", "cp1250"), ("Річка", "cp1251"), ("été retiré", "mac-roman")],
)
def test_windows_1252_is_not_read_against_the_words(written, codec):
    """A few bytes that windows-1252 turns into signs inside words are left to the detector."""
    assert decode_draft(written.encode(codec)) != written.encode(codec).decode("cp1252", "replace")


@pytest.mark.parametrize(
    ("written", "codec", "syntax"),
    [
        ('<meta charset="iso-8859-2"><p>' + POLISH, "iso8859-2", MARKUP),
        ('<?xml version="1.0" encoding="iso-8859-2"?><p>' + POLISH, "iso8859-2", MARKUP),
        ("\\documentclass{article}\n\\usepackage[latin2]{inputenc}\n" + POLISH, "iso8859-2", LATEX),
        ("\\documentclass{article}\n\\usepackage[cp852]{inputenc}\n" + POLISH, "cp852", LATEX),
        ("% \\usepackage[latin1]{inputenc}\n\\inputencoding{cp1250}\n" + POLISH, "cp1250", LATEX),
        ('<meta charset="cp1251"><p>' + POLISH, "utf-8", MARKUP),
        ("\\usepackage[utf8]{inputenc}\n" + POLISH, "cp1250", LATEX),
        ("```\n\\usepackage[latin1]{inputenc}\n```\n" + POLISH, "cp1250", None),
    ],
)
def test_a_declaration_is_believed_unless_the_bytes_contradict_it(written, codec, syntax):
    """The declaration of the format decides, but for one in a comment and one that does not hold."""
    assert decode_draft(written.encode(codec), syntax=syntax) == written


def test_parts_of_a_latex_draft_share_its_declaration():
    """A label from outside decides for a part that declares nothing itself."""
    assert decode_draft("Łódź".encode("cp852"), "cp852") == "Łódź"


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_taken_off(mark):
    """A mark decides before everything else and is no part of the text."""
    assert decode(POLISH.encode(mark), "koi8-r")[0] == POLISH


def test_line_ends_of_a_draft_become_line_feeds():
    """Line ends of every system are one character in a draft, and stay as written in a page."""
    assert decode_draft(b"a\r\nb\rc") == "a\nb\nc"
    assert decode(b"a\r\nb\rc")[0] == "a\r\nb\rc"


@pytest.mark.parametrize("mark", ["\u2028", "\u2029"])
def test_separators_are_line_ends_where_there_are_no_others(mark):
    """Text whose only line ends are separators of Unicode has lines; within other lines they are characters."""
    assert decode_draft(f"a{mark}b".encode()) == "a\nb"
    assert decode_draft(f"a{mark}b\nc".encode()) == f"a{mark}b\nc"


def test_a_stray_null_character_makes_no_binary_file():
    """A text with one null character is read, with U+FFFD in its place; bytes with many are no text."""
    text = b"Rain fell on the \x00town all night.[1]\n\n[1] http://a.example.org/rain\n"
    assert read_draft(text, path="a.txt").citations[0].sentence == "Rain fell on the \ufffdtown all night."
    with pytest.raises(UnreadableInput, match=r"a.txt is not text .* provide the draft as text"):
        read_draft(bytes(range(20)) * 30, path="a.txt")
    with pytest.raises(UnreadableInput, match="the Word file is damaged: save or export it again"):
        read_draft(bytes(range(20)) * 30, path="a.docx")


def test_a_draft_in_utf16_without_a_mark_is_read():
    """A text file in UTF-16 is no binary file, mark or not."""
    draft = read_draft(FORMS["markdown"].format("The café was flooded.").encode("utf-16-le"), path="draft.md")
    assert draft.citations[0].sentence.startswith("The café was flooded.")


@pytest.mark.parametrize("data", [b"Zur\xfcck", b"caf\xe9", "caffè".encode()[:-1], codecs.BOM_UTF8])
def test_a_last_byte_beyond_ascii_is_no_cut_utf8(data):
    """A text whose only byte beyond ASCII is its last is a legacy text."""
    assert "\ufffd" not in decode_draft(data)


@pytest.mark.parametrize("word", ["café", "José", "Beyoncé", "Pelé", "André", "Perú", "crème brûlée"])
@pytest.mark.parametrize(
    "frame", ["The {} closed.[^1]\n\n[^1]: https://a.example/1\n", "{}\n", "He met {} and Smith in 2024.\n"]
)
def test_a_western_word_in_an_english_draft_is_no_greek(word, frame):
    """One accented letter within a Latin word is not read as a letter of another script."""
    text = frame.format(word)
    assert decode_draft(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Мост закрыли вечером, сообщила служба."),
        ("iso8859-7", "Η γέφυρα έκλεισε το βράδυ, είπε ο δήμος."),
        ("gb18030", "大桥星期二夜间关闭，当局宣布。"),
        ("cp1250", "Most byl uzavřen večer, oznámil úřad městské části."),
    ],
)
def test_a_page_of_one_line_is_decoded_by_what_is_near_its_foreign_letters(codec, text):
    """A long English text in the same line does not hide the encoding of a foreign sentence."""
    page = "<p>" + "The bridge was closed in the evening, the council said. " * 30 + f"</p><p>{text}</p>"
    assert text in decode(page.encode(codec), syntax=MARKUP)[0]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Café in Zürich closed.", "Müller"),
        ("L’été à Nîmes fut sec.", "Étienne"),
        ("Łódź i Gdańsk zamknięto.", "Müller"),
        ("Řeka stoupla o dva metry večer.", "Peña"),
        ("Река поднялась на два метра.", "Müller"),
        ("川の水位が上がりました。", "Müller"),
        ("Kale yüzyıllarca ayakta kaldı.", "Ångström"),
        ("Ο ποταμός ανέβηκε.", "Müller"),
        ("El niño cruzó la calle.", "Peña"),
    ],
)
def test_stray_bytes_of_windows_1252_leave_the_text_utf8(text, note):
    """A UTF-8 draft or page with a note pasted in windows-1252 reads as both were written."""
    data = f"{text}[1]\n\n[1] ".encode() + note.encode("cp1252") + b", http://a.example.org/bridge\n"
    assert decode(data)[0] == f"{text}[1]\n\n[1] {note}, http://a.example.org/bridge\n"
    assert decode_draft(data) == decode(data)[0]


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "cp1250", "gb18030", "cp932"])
def test_two_chance_sequences_make_no_utf8(codec):
    """Text in a legacy encoding that holds two sequences of UTF-8 by chance stays legacy."""
    words = {"cp1251": "Река поднялась", "gb18030": "河水一夜之间上涨", "cp932": "川の水位が上がりました"}.get(
        codec, "é ü ö á"
    )
    assert decode(b"\xc3\xa9 \xc3\xa9 " + words.encode(codec) * 3)[1] != "utf-8"
