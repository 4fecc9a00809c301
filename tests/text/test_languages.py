"""The files of the languages: each is valid, has cases, and reads what its cases say; mistakes are named."""

import tomllib
from pathlib import Path

import pytest

from citecheck.text.language_file import REQUIRED_FACTS, WORD_LISTS, LanguageFileError, read_language_file
from citecheck.text.languages import (
    alternatives_in_all_languages,
    language_codes,
    load_language,
    month_spellings,
    reads_facts,
    words_in_all_languages,
)
from citecheck.text.tokens import tokens_of
from citecheck.text.vocabulary import vocabulary_of
from tests.text.test_numbers import day_shown, number_shown, read

CASES = Path(__file__).parent / "cases" / "languages"
WITH_FACTS = [code for code in language_codes() if reads_facts(code)]


def rows_of(*kinds):
    """List language, text and expected reading of the case files."""
    return [
        pytest.param(path.stem, text, wanted, id=f"{path.stem}-{text}")
        for path in sorted(CASES.glob("*.toml"))
        for kind in kinds
        for text, wanted in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, {}).items()
    ]


@pytest.mark.parametrize(("code", "text", "wanted"), rows_of("numbers", "fractions", "bounds"))
def test_numbers_in_words_are_read(code, text, wanted):
    """A language's numerals, fractions and bounds give the value that its case file states."""
    assert " / ".join(number_shown(number) for number in read(code, text)[1]) == wanted


@pytest.mark.parametrize(("code", "text", "wanted"), rows_of("dates"))
def test_dates_are_read(code, text, wanted):
    """A language's months give the date that its case file states."""
    assert " / ".join(day_shown(day) for day in read(code, text)[0]) == wanted


@pytest.mark.parametrize(("code", "text", "wanted"), rows_of("negations"))
def test_negations_are_known(code, text, wanted):
    """The word that negates a sentence is a negation of its language."""
    assert [token.lower for token in tokens_of(text) if token.lower in vocabulary_of(code).negations] == [wanted]


@pytest.mark.parametrize("code", language_codes())
def test_each_file_is_valid(code):
    """Every file can be read, names its language, and no spelling of a month means two months."""
    language = load_language(code)
    months = [spelling for row in language.months for spelling in row]
    assert language.name
    assert len(set(months)) == len(months)


@pytest.mark.parametrize("code", WITH_FACTS)
def test_each_language_with_facts_has_cases(code):
    """A language whose facts may be called absent has cases for numbers, dates, bounds and a negation."""
    cases = tomllib.loads((CASES / f"{code}.toml").read_text(encoding="utf-8"))
    assert {"numbers", "dates", "bounds", "negations"} <= cases.keys()


def test_each_case_file_has_a_language():
    """No case file is left of a language that has no tables of numbers."""
    assert {path.stem for path in CASES.glob("*.toml")} == {
        code for code in language_codes() if load_language(code).table.numerals
    }


def test_numerals_of_a_language_without_facts_are_known():
    """A number is read in such a language, and no fact of it may be called absent."""
    assert [number.values for number in read("hu", "tizenhét ember")[1]] == [(17.0,)]
    assert not reads_facts("hu")


def test_no_two_languages_disagree_on_a_month():
    """A spelling means the same month in every language, as the line under a headline is read in all of them."""
    month_of: dict[str, int] = {}
    assert [
        (spelling, number) for spelling, number in month_spellings() if month_of.setdefault(spelling, number) != number
    ] == []


@pytest.mark.parametrize("name", WORD_LISTS)
def test_each_list_of_words_is_used(name):
    """Every list that a file may hold has words, in lower case, the longer before what it begins with."""
    words = words_in_all_languages(name)
    assert words
    assert [word for word in words if word != word.lower()] == []
    assert [len(word) for word in words] == sorted(map(len, words), reverse=True)


def test_words_are_escaped_for_patterns():
    """Full stops in words are no wildcards of the pattern they become part of."""
    assert r"pág\." in alternatives_in_all_languages("page_words").split("|")


MINIMAL = 'name = "Test"\nfacts = false\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "xx.toml: not TOML: .*"),
        ("facts = false\n", "xx.toml: missing key 'name'"),
        ('name = "Test"\nfacts = true\n', "xx.toml: missing key 'decimal_comma'"),
        (MINIMAL + "month = []\n", "xx.toml: unknown key 'month'; known are name, .*"),
        (MINIMAL + "joiners = []\n", "xx.toml: key 'joiners': expected text, found .*"),
        (MINIMAL + 'decimal_comma = "yes"\n', "xx.toml: key 'decimal_comma': expected true or false, found 'yes'"),
        (MINIMAL + 'months = ["january"]\n', "xx.toml: key 'months': expected 12 rows, found 1"),
        (MINIMAL + 'numerals = "one"\n', "xx.toml: key 'numerals': expected a table, found 'one'"),
        (MINIMAL + '[numerals]\none = "one"\n', "xx.toml: key 'numerals': 'one' is not a number"),
        (MINIMAL + '[numerals]\n1 = "one"\n2 = "one"\n', "xx.toml: key 'numerals': 'one' has two values"),
        (MINIMAL + '[fractions]\n"1/0" = "x"\n', "xx.toml: key 'fractions': '1/0' is not a number"),
        (MINIMAL + '[bounds]\nmor = ["x"]\n', "xx.toml: key 'bounds': unknown name 'mor'; known are exact, .*"),
        (MINIMAL + '[bounds]\nmore = "x"\n', "xx.toml: key 'bounds': expected an array of phrases, found 'x'"),
        (MINIMAL + '[bounds]\nmore = ["x"]\nless = ["x"]\n', "xx.toml: key 'bounds': 'x' occurs twice"),
        (MINIMAL + '[units]\nparsec = ["x"]\n', "xx.toml: key 'units': unknown unit 'parsec'"),
        (MINIMAL + '[words]\nibids = ["x"]\n', "xx.toml: key 'words': unknown list 'ibids'; known are .*"),
        (MINIMAL + '[compounds]\nhundred = "x"\n', "xx.toml: key 'compounds': expected the keys hundred, .*"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path, text, message):
    """A file with a mistake is refused with a sentence that names the file and the key."""
    path = tmp_path / "xx.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LanguageFileError, match=f"^{message}$"):
        read_language_file(path)


def test_what_a_language_needs_for_facts_is_known():
    """The keys that a language with facts must hold are those that the readers of numbers and dates ask."""
    assert {"months", "weekdays", "numerals", "scales", "bounds", "negations", "decimal_comma"} <= set(REQUIRED_FACTS)
