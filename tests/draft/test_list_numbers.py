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
