"""Numbers and dates as read from text, one case a line of a table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.evidence.number_agreement import is_number_supported
from citecheck.text.dates import find_dates
from citecheck.text.language_table import Bound, DateSide
from citecheck.text.numbers import find_numbers
from citecheck.text.tokens import tokens_of
from citecheck.text.vocabulary import vocabulary_of
from tests.evidence.table import table


def read(language, text):
    """Read the dates and numbers of a text in a language."""
    words = vocabulary_of(language)
    tokens = tokens_of(text, spaced=words.language.decimal_comma)
    days, taken = find_dates(text, tokens, words)
    return days, find_numbers(text, tokens, words, taken)


def number_shown(number):
    """Write a number as the table does: value, bound, dimension."""
    if number.in_name:
        return "in a name"
    parts = ["..".join(f"{round(end, 1):g}" if end < 1e6 else str(int(end)) for end in number.values)]
    parts += [number.bound.value] if number.bound is not Bound.EXACT else []
    parts += ["ordinal"] if number.ordinal else []
    parts += [number.unit.dimension] if number.unit else []
    return " ".join(parts)


def day_shown(day):
    """Write a date as the table does: year or span, month, day, then what is special."""
    year = "" if day.years is None else str(day.year) if day.year else f"{day.years[0]}..{day.years[1]}"
    parts = [year, f"{day.month:02}" if day.month else "", f"{day.day:02}" if day.day else ""]
    shown = "-".join(part for part in parts if part)
    shown += f"..{day.last:02}" if day.last else ""
    shown += " loose" if day.loose else ""
    return shown + (f" {day.side.value}" if day.side is not DateSide.ON else "")


@pytest.mark.parametrize(("language", "text", "expected"), table("numbers.tsv"))
def test_number(language, text, expected):
    """A number is read with its scale, bound and unit in every language that has tables."""
    numbers = read(language, text)[1]
    assert [number_shown(number) for number in numbers] == [expected]
    assert text[slice(*numbers[0].bare_span)].strip()


@pytest.mark.parametrize(("language", "text", "expected"), table("dates.tsv"))
def test_date(language, text, expected):
    """A date is read as far as it is written, in figures, words and other scripts."""
    assert " ".join(day_shown(day) for day in read(language, text)[0]) == expected.replace("-", "", expected == "-")


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_bears_itself_out(value):
    """Any whole number, with or without thousands parted, is borne out by its other spelling."""
    first, second = read("en", f"exactly {value} items")[1:][0], read("en", f"there are {value:,} items")[1]
    assert len(second) == 1
    if first:  # a number of four figures alone may be a year
        assert is_number_supported(first[0], second[0])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text):
    """No text breaks the reader, and every fact cuts out a place of it."""
    for language in ("en", "fr", "de", "zh", "ar"):
        days, numbers = read(language, text)
        for fact in (*days, *numbers):
            assert 0 <= fact.start < fact.end <= len(text)


@pytest.mark.parametrize("month", range(1, 13))
def test_months_of_every_language_agree_with_cldr(month):
    """The month names in the tables are those of CLDR, the reference for every language here."""
    babel = pytest.importorskip("babel.dates")
    for code in ("en", "fr", "de", "es", "pt", "it", "ru", "uk", "ar", "fa"):
        for context in ("format", "stand-alone"):
            name = babel.get_month_names("wide", context, code)[month].lower()
            assert vocabulary_of(code).months.get(name) == month, (code, name)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Half a million people fled.", 500_000),
        ("It cost three-quarters of a million dollars.", 750_000),
        ("A quarter of a million people fled.", 250_000),
        ("Some half a billion were spent.", 500_000_000),
    ],
)
def test_a_part_of_a_scale_is_a_number(text, value):
    """A half or a quarter of a million is a number, neither a share nor a whole million."""
    numbers = find_numbers(text, tokens_of(text), vocabulary_of("en"), frozenset())
    assert [number.values for number in numbers] == [(value,)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("fr", "vingt-et-une personnes", 21),
        ("fr", "trente-et-un jours", 31),
        ("fr", "deux millions et demi de personnes", 2_500_000),
        ("es", "dos millones y medio de personas", 2_500_000),
    ],
)
def test_joined_numerals_are_one_number(language, text, value):
    """A numeral joined by "-et-", and a half after a scale, belong to the number."""
    numbers = find_numbers(text, tokens_of(text), vocabulary_of(language), frozenset())
    assert [number.values for number in numbers] == [(value,)]
