"""The number of a list item is no part of its claim; an ordinal and the number after an abbreviation are."""

import pytest

from citecheck.draft.reading import read_draft


def read_claim(line):
    draft = read_draft(f"{line}[1]\n\n[1] http://a.example.org/1\n".encode(), path="a.txt")
    return draft.citations[0].sentence


@pytest.mark.parametrize(
    "line",
    [
        "See no. 5 for details.",
        "Il y avait env. 200 pers.",
        "Enligt kap. 5 § 3 gäller detta.",
        "No. 5",
        "19. yüzyılda kale yapıldı.",
        "6. März 2024 war der Tag der Flut.",
        "5. luku kieltää tämän.",
        "Er waren ong. 200 mensen in de zaal.",
        "Podle kap. 5 zákona je to zakázáno.",
    ],
)
def test_a_sentence_keeps_its_number(line):
    """An abbreviation before a number ends no sentence, and an ordinal that begins one is kept."""
    assert read_claim(line) == line


@pytest.mark.parametrize("line", ["The board paid for the lights.", "Rain fell on 14 towns."])
def test_the_number_of_a_list_item_is_left_out(line):
    """A number at the beginning of a line is that of a list item."""
    assert read_claim(f"3. {line}") == line


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("Rain fell (1). Snow fell (1, 3). Hail fell (2–3).", ["(1)", "(1, 3)", "(1, 3)", "(2–3)", "(2–3)"]),
        ("Rain fell (1) for (2–9) hours (3, 12).", ["(1)"]),
        ("Rain fell.¹ Snow fell.² Hail fell.³ It took (1–3) hours.", ["¹", "²", "³"]),
    ],
)
def test_several_numbers_in_parentheses(text, markers):
    """Several numbers in parentheses are markers where single ones are and every one of them has a note."""
    listed = "".join(f"{number}. Work {number}, https://a.example.org/{number}\n" for number in (1, 2, 3))
    draft = read_draft(f"{text}\n\n## References\n\n{listed}".encode(), path="a.md")
    assert [one.marker for one in draft.citations] == markers
