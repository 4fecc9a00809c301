"""What strangers wrote cannot act on a terminal."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.report.safe_text import make_visible

CASES = [
    ("a\x1b[31mred", "a<U+001B>[31mred"),
    ("two\nlines\tand\r\nmore", "two lines and more"),
    ("C1 \x9b31m", "C1 <U+009B>31m"),
    ("over\u202eride", "over<U+202E>ride"),
    ("iso\u2066late\u2069", "iso<U+2066>late<U+2069>"),
    ("zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"),
    ("Latin\u200cjoiner", "Latin<U+200C>joiner"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("Überprüfung — “ok” …", "Überprüfung — “ok” …"),
    ("tag\U000e0041", "tag<U+E0041>"),
]


@pytest.mark.parametrize(("written", "shown"), CASES)
def test_acting_characters_are_named(written, shown):
    """Controls, bidirectional and zero-width characters are spelled out; letters of any script stay."""
    assert make_visible(written) == shown


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_nothing_acts(text):
    """No control, surrogate or separator survives, and showing twice is showing once."""
    shown = make_visible(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert make_visible(shown) == shown
