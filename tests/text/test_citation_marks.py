"""Marks of notes and numbers of lists are no part of what a text says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.text.citation_marks import blank_marks, load_mark_patterns

FACTS_KEPT = [
    "The council has 12 members, 4 of them new.",
    "The field measures 12 km² and the pond 300 m².",
    "Der Rat trat am 4. März 2024 zusammen.",
    "4. Mai 2021 war ein Dienstag.",
    "Avogadro’s number is about 6×10²³.",
    "The mayor (42) spoke for 5 minutes.",
    "The road rose by 3.5 percent in 2019.",
    "They named it “Route [2020] East”.",
    "Dead: 12.",
    "In mp3 form it takes 5 MB.",
]
MARKS_TAKEN = [
    ("2) Le conseil a fermé le pont.", "2"),
    ("(3) El puente fue cerrado.", "3"),
    ("**7.** Die Brücke wurde gesperrt.", "7"),
    ("Die Brücke wurde gesperrt [12; 14].", "124"),
    ("The aims are: 1. safety, 2. speed and 3. comfort.", "123"),
    ("It was both (1) cheap and (2) fast.", "12"),
    ("Le pont fut fermé.³", "³"),
    ("El puente fue cerrado.12", "12"),
    ("A bridge was closed[^4^] [quelle 3].", "43"),
]


@pytest.mark.parametrize(("name", "pattern", "example"), load_mark_patterns())
def test_each_row_of_the_table(name, pattern, example):
    """A row's expression finds in the row's example what is between bars, and nothing else."""
    assert name
    pieces = example.split("|")
    text = "".join(pieces)
    found = [match[0] for match in re.finditer(pattern, text, re.IGNORECASE)]
    assert found == [piece for at, piece in enumerate(pieces) if at % 2]


@pytest.mark.parametrize("text", FACTS_KEPT)
def test_facts_are_kept(text):
    """Numbers that say something are left as they are."""
    assert blank_marks(text) == text


@pytest.mark.parametrize(("text", "figures"), MARKS_TAKEN)
def test_marks_are_blanked(text, figures):
    """Figures of marks and lists are taken out, words stay where they were."""
    plain = blank_marks(text)
    assert not set(figures) & set(plain)
    assert re.findall(r"[^\W\d_]{2,}", plain) == [w for w in re.findall(r"[^\W\d_]{2,}", text) if w != "quelle"]


@given(st.text(alphabet="ab 12[](),.^¹【】†\n-", max_size=60))
def test_length_stays(text):
    """Blanking keeps the length of a text and changes a character to a blank or not at all."""
    once = blank_marks(text)
    assert len(once) == len(text)
    assert all(new in {old, " "} for old, new in zip(text, once, strict=True))
