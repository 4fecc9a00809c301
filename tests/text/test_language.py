"""One function says which language a text is in, and nothing is called missing where it is not known well enough."""

import tomllib
from pathlib import Path

import pytest

from citecheck.evidence.examination import examine
from citecheck.model.evidence import Claim, FactKind, FactVerdict, Support
from citecheck.model.page import PageText
from citecheck.text.language import assume_language, choose_language, has_number_words

CASES = tomllib.loads((Path(__file__).parent / "language_cases.toml").read_text("utf-8"))["case"]
UNREAD = [case for case in CASES if not case.get("read") and not has_number_words(case["language"])]
READ = [case for case in CASES if case.get("read") and case["language"] != "ar"]  # its compound numerals are not read
ENGLISH_CLAIM = "In the flooded villages 14 people died."
HIDDEN = {"sco", "gl", "no", "pt"}
"""Near English, or with small words that are English ones too: two sentences under `lang="en"` are not enough."""
IN_WORDS = {FactKind.NUMBER, FactKind.QUANTITY, FactKind.DATE}


def name_of(case):
    return case["language"]


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("part", ["text", "short"])
@pytest.mark.parametrize("claim", ["own", "english"])
@pytest.mark.parametrize("case", UNREAD, ids=name_of)
def test_nothing_is_missing_in_a_language_without_number_words(case, claim, part, declared):
    """A number written in words of a language without facts is never called missing; if unknown, nothing supports it."""
    text = case["text"] if part == "text" else case["text"].partition(". ")[2] or case["text"]
    page = PageText(None, text, text, case["language"] if declared else None)
    evidence = examine(Claim(ENGLISH_CLAIM if claim == "english" else case["claim"]), page)
    verdicts = {fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS}
    assert verdicts in ({FactVerdict.UNSEEN}, {FactVerdict.AGREES})
    assert (evidence.support is Support.NOT_CHECKABLE) == (verdicts == {FactVerdict.UNSEEN})


@pytest.mark.parametrize("case", UNREAD, ids=name_of)
def test_nothing_is_missing_for_a_claim_in_such_a_language(case):
    """A number of a claim in a language without a table is not called missing in an English source either."""
    text = "The river rose two metres. In the flooded villages people died, the council said on the day after."
    evidence = examine(Claim(case["claim"], language=case["language"]), PageText(None, text, text, "en"))
    assert {fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS} == {FactVerdict.UNSEEN}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_figure_that_is_there_agrees(case):
    """A figure printed in the source agrees in every language."""
    evidence = examine(Claim(case["claim"]), PageText(None, case["claim"], case["claim"]))
    assert [fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS] == [FactVerdict.AGREES]


@pytest.mark.parametrize("case", READ, ids=name_of)
def test_a_number_in_words_agrees_where_its_language_is_read(case):
    """With the language declared, a figure and the same number in words agree."""
    evidence = examine(
        Claim(case["claim"], language=case["language"]), PageText(None, case["text"], case["text"], case["language"])
    )
    assert FactVerdict.AGREES in [fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_near_language_is_not_taken_for_one_that_is_read(case):
    """What no declaration helps with is named rightly or not at all, if number words hang on it."""
    for text in (case["claim"], case["text"]):
        found = assume_language(None, text)
        assert found == case["language"] or not has_number_words(found)


@pytest.mark.parametrize("case", [case for case in CASES if case["language"] not in {"en", *HIDDEN}], ids=name_of)
def test_a_template_that_declares_english_is_not_believed(case):
    """A text in another language under `lang="en"` is not read as English, at a page's length."""
    assert choose_language("en", "\n".join([case["text"]] * 3)) != "en"


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("pt-BR", "O rio subiu dois metros.", "pt"),
        ("en", "The mayor said: „Wir bauen die Häuser wieder auf, und zwar alle.“ He left for the city at noon.", "en"),
        (
            None,
            "The mayor said: „Wir bauen die Häuser wieder auf.“ He left for the city at noon, and she was there.",
            "en",
        ),
        ("bg", "В наводнените села загинаха четиринадесет души.", "bg"),
        ("en", "В наводнените села загинаха четиринадесет души, съобщи ведомството след това.", None),
        (" ", "Kurz.", None),
    ],
)
def test_the_declaration_comes_first(declared, text, language):
    """A declared language holds unless script or words contradict it; a quotation does not."""
    found = choose_language(declared, text)
    assert found == language if language else not has_number_words(found)


def test_a_short_text_without_signs_is_taken_for_english():
    """A claim of few words in plain letters is read as English."""
    assert assume_language(None, "Rebels seized Nara.") == "en"
    assert choose_language(None, "Rebels seized Nara.") is None
