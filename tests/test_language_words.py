"""Words of languages are data: no module outside the files of the languages holds letters beyond ASCII, but for some."""

import io
import tokenize
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "citecheck"

ALLOWED = {
    "draft/formats/latex/commands.py": "letters that LaTeX commands print",
    "draft/formats/latex/tokens.py": "letters that LaTeX commands print",
    "draft/formats/pdf/calls.py": "the sign of the micrometre",
    "draft/formats/wikitext/__init__.py": "MediaWiki's names of namespaces",
    "draft/formats/wikitext/links.py": "MediaWiki's names of namespaces",
    "draft/formats/wikitext/templates.py": "names of templates and parameters of Wikipedias",
    "evidence/source_text.py": "small words inside names, which are quoted in every language",
    "page/difference/noise.py": "signs of dates in Chinese, Japanese and Korean",
    "page/difference/noise_words.py": "phrases of counters, stamps and banners, language by language",
    "page/html/document.py": "a vertical bar that is a Korean letter",
    "page/html/published.py": "signs of dates in Chinese, Japanese and Korean, ordinal signs",
    "report/markdown.py": "the sign of a remark",
    "text/code_pages.py": "letters by which encodings are distinguished",
    "text/dates.py": "signs of dates in Chinese, Japanese and Korean, ordinal signs",
    "text/encoding.py": "letters by which encodings are distinguished",
    "text/language.py": "letters and common words by which languages without a file are known",
    "text/naming_numbers.py": "ordinal signs",
    "text/numbers.py": "words of ranges, asked in all languages together",
    "text/partial_dates.py": "words before years and centuries, asked in all languages together",
    "text/sentence_ends.py": "the ranges of small letters",
    "text/units.py": "names of units in all languages, by unit",
}
"""Module to what its strings hold; docstrings and notes after a constant are prose."""


def strings_of(path):
    """Yield the tokens of a module's strings that are values, as written."""
    before = tokenize.NEWLINE
    with tokenize.open(path) as file:
        source = file.read()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in {tokenize.COMMENT, tokenize.NL}:
            continue
        if token.type == tokenize.STRING and before not in {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}:
            yield token
        before = token.type


def holds_foreign_letters(path):
    """Say whether a string of a module holds a letter beyond ASCII."""
    return any(ord(char) > 127 and char.isalpha() for token in strings_of(path) for char in token.string)


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCES)))
def test_words_of_languages_are_in_their_files(path):
    """A module's strings are ASCII unless the list above says why not, and the list names no other module."""
    assert holds_foreign_letters(path) == (str(path.relative_to(SOURCES)) in ALLOWED)


def test_the_list_names_modules():
    """Every module of the list exists."""
    assert [name for name in ALLOWED if not (SOURCES / name).is_file()] == []
