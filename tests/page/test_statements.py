"""The statements of `page/classify/statements/`: each line is found by the program's own search in its own case."""

import re
import tomllib
from pathlib import Path

import pytest

from citecheck.model.page import PAGE_GROUPS, Page
from citecheck.page.classify import statements as module
from citecheck.page.classify.classifier import ROWS
from citecheck.page.classify.not_found import NOT_FOUND_ROWS
from citecheck.page.classify.signals import PagePart, Phrase
from citecheck.page.classify.statements import Statements, read_statements, statements_of, write_pattern

FOLDER = Path(module.__file__).with_name("statements")
FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
WHOLE = {"title", "default-title"}
PARTS_OF_NOT_FOUND = {"thing", "gone", "addressed", "refused", "reader", "fate"}
WORDS = PARTS_OF_NOT_FOUND | {"notice", "asking"}
"""Sections of words that are no statement alone."""
LONGEST = 130


def entries_of(page):
    """Yield the section, language, statement and case of each line of a file."""
    for section, languages in read_statements(page).items():
        if section != "lists":
            for language, lines in languages.items():
                for statement, (case, _) in lines.items():
                    yield section, language, statement, case


def search(page, section, statement, text):
    """Return what one statement finds in a text as the program searches it."""
    pattern = write_pattern(
        statement, read_statements(page).get("lists", {}), whole_lines=section not in {"text", "mention"}
    )
    whole = f"^(?:{pattern})$" if section in WHOLE else pattern
    return Statements(lambda: [whole]).search(text.encode())


@pytest.mark.parametrize("page", FILES)
def test_a_file_is_that_of_a_page_class(page):
    """A file of statements has the name of the page class that they are of."""
    assert page in {each.value for each in Page}


@pytest.mark.parametrize("page", FILES)
def test_a_statement_matches_its_case(page):
    """Each statement is found in the sentence that its line gives as its case."""
    lost = [entry for entry in entries_of(page) if search(page, entry[0], *entry[2:]) is None]
    assert lost == []


SOURCE = re.compile(r"unrecorded|pages(?:-dev2)?/[\w.-]+|https?://[\w.-]+/\S*")
UNRECORDED = 2652
"""Lines from before sources were recorded; the number only falls."""


def test_a_statement_has_a_source():
    """Each line says where its statement was seen: a page of the corpus or an address; no new line leaves it out."""
    sources = [
        source
        for page in FILES
        for section, languages in read_statements(page).items()
        if section != "lists"
        for lines in languages.values()
        for _, source in lines.values()
    ]
    assert [source for source in sources if SOURCE.fullmatch(source) is None] == []
    assert sources.count("unrecorded") <= UNRECORDED


@pytest.mark.parametrize("page", FILES)
def test_a_line_is_short(page):
    """No statement is longer than a line, so that a language or a vendor is a line and no part of one."""
    assert [entry for entry in entries_of(page) if len(entry[2]) > LONGEST] == []


@pytest.mark.parametrize("page", FILES)
def test_every_list_of_words_is_used(page):
    """A list of words that no statement names is not kept."""
    rows = read_statements(page)
    written = " ".join([*(entry[2] for entry in entries_of(page)), *rows.get("lists", {}).values()])
    assert [name for name in rows.get("lists", {}) if f"{{{name}}}" not in written] == []


PLACES = {
    "title": {PagePart.TITLE_PART},
    "default-title": {PagePart.TITLE_PART},
    "in-title": {PagePart.TITLE},
    "text": {PagePart.TEXT, PagePart.SHOWN, PagePart.OWN_OR_HIDDEN},
    "mention": {PagePart.TEXT, PagePart.SHOWN, PagePart.OWN_OR_HIDDEN},
    "edge": {PagePart.TEXT},
    "markup": {PagePart.SOURCE},
    "frame": {PagePart.SOURCE},
}
"""Where the rows of a section are searched; a heading is searched for both titles and texts."""
FREE_WORDS = {"absent-title-words", "absent-words", "absent-addressed", "refused-statement"}
"""Rows that prove nothing by themselves, and the one that finds any block, whoever made it."""
SHARED = {
    ("filter_block", "(этот|данный|запрашиваемый) (сайт|ресурс){40}{правило}"),
    ("legal_block", "(сайт|ресурс|страница) заблокирован[а]"),
    ("legal_block", "{site} [that ]you {seek}{60}{withheld}{100}{power}"),
    ("legal_block", "(该|此|這個|这个)(网站|網站|域名|網域)(涉嫌|因违|因違|[已]被(封|禁|屏蔽)|{6}停止解析)"),
    ("waf_block", "access denied{line 200} reference \\#{number}.{word}"),
}  # fmt: skip
"""Statements whose case a class of another group finds as well."""


def classes_that_find(section, case):
    """Return the page classes of which a row finds a case where its section is searched."""
    return {
        row.page.value
        for row in ROWS
        if isinstance(row, Phrase)
        and row.where in PLACES[section]
        and row.name not in FREE_WORDS
        and row.pattern.search(case.encode())
    }


@pytest.mark.parametrize("page", FILES)
def test_a_case_belongs_to_its_class(page):
    """A row of its own class finds each case; one of another group, as gone for walled, only where the list says so."""
    found = {
        (page, statement): classes_that_find(section, case)
        for section, _, statement, case in entries_of(page)
        if section not in WORDS
    }
    assert [key for key, pages in found.items() if page not in pages] == []
    group = PAGE_GROUPS[Page(page)]
    strange = {key for key, pages in found.items() if any(PAGE_GROUPS[Page(each)] is not group for each in pages)}
    assert strange == {key for key in SHARED if key[0] == page}


@pytest.mark.parametrize(
    ("statement", "found", "missed"),
    [
        ("page (is missing|was lost)", "The page was lost.", "The page was found."),
        ("the [whole |half ]page", "the page", "the other page"),
        ("[really ]{x2}gone", "really really gone", "really good"),
        ("site {20}blocked", "site that is blocked", "site. It is blocked"),
        ("site{5}blocked", "site was blocked", "site was never blocked"),
        ("site{line 20}blocked", "site. It is blocked", "site\nIt is blocked"),
        ("site {named 30}sold", "site example.org is sold", "site. It is sold"),
        ("网站{10}关闭", "网站v2.0关闭", "网站。不关闭"),
        ("by {word} order", "by court order", "by order"),
        ("an {words 2}error", "an odd little error", "an odd little old error"),
        ("блокир* доступ", "блокируем доступ", "блок доступ"),
        ("error 5##", "Error 502", "Error 5a2"),
        ("{number} left", "1,204 left", "none left"),
        ("{host} is sold", "www.example.org is sold", "example is sold"),
        ("404{-}gone", "404 – gone", "404 and gone"),
        ("~waf~", "our WAF says", "a waffle"),
        ("~бот~", "это бот.", "работа"),
        ("related links[:]{end}", "Related links:\n", "Related links here"),
        ("it's", "It’s", "its"),
        (r"a \(b\) \# \*", "A (b) # *", "a b"),
        ("case {code}", "case 0a1-b2c", "case 12"),
    ],
)
def test_the_language_of_statements(statement, found, missed):
    """Each sign of the language takes what its explanation says, and not what is next to it."""
    assert search("js_shell", "text", statement, found)
    assert search("js_shell", "text", statement, missed) is None


def test_an_unknown_slot_is_named():
    """A slot that neither the language nor the file has is an error with its name."""
    with pytest.raises(KeyError, match="weather"):
        write_pattern("the {weather} is fine", {})


def test_a_statement_is_there_once():
    """A statement twice in one language is no TOML."""
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads('[text.en]\n"gone" = "gone"\n"gone" = "gone"\n')


def test_a_whole_title_is_nothing_else():
    """A statement of a title takes the title as a whole, that of a text a part of it."""
    assert statements_of("login_wall", "title", whole=True).search(b"Log in")
    assert statements_of("login_wall", "title", whole=True).search(b"Why we log in") is None


@pytest.mark.parametrize("language", sorted(read_statements("soft_404")["gone"]))
def test_words_for_a_page_and_its_absence_are_a_statement(language):
    """In each language any word for a page and any for its absence, next to each other, say that a page is missing."""
    rows = read_statements("soft_404")
    things, absences = ([case for case, _ in rows[section][language].values()] for section in ("thing", "gone"))
    pattern = next(row.pattern for row in NOT_FOUND_ROWS if row.name == "absent-words")
    pairs = [(thing, absences[0]) for thing in things] + [(things[0], absence) for absence in absences]
    assert [pair for pair in pairs if pattern.search(" ".join(pair).encode()) is None] == []
