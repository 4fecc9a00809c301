"""The table of rules and their texts."""

import re
from pathlib import Path

import pytest

from citecheck.model.page import Page, Reach
from citecheck.model.report import Visit
from citecheck.report.rule_pages import render_rules
from citecheck.rules import RULES
from citecheck.rules.finding import Subject, describe_visit, make_finding

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_in_docs_is_current():
    """docs/rules.md is what `citecheck rules --format markdown` prints: codes, levels, texts and examples, in order."""
    assert PAGE.read_text(encoding="utf-8") == "".join(render_rules(list(RULES.values()), "markdown", explain=False))


def test_codes_are_unique_and_well_formed():
    """Every rule has one code of a letter and three digits, and a name of its own."""
    assert all(re.fullmatch(r"[CTLIDSAR]\d{3}", code) for code in RULES)
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_every_rule_is_documented():
    """Every rule says in a sentence what it means and explains what to do."""
    for rule in RULES.values():
        assert rule.summary.endswith("."), rule.code
        assert len(rule.explanation) > 15, rule.code


@pytest.mark.parametrize("code", RULES)
def test_the_example_fills_the_texts(code):
    """The example of a rule names every field of its message and advice, and no other."""
    rule = RULES[code]
    assert set(re.findall(r"{(\w+)}", rule.message + rule.advice)) == set(rule.example)
    assert "{" not in make_finding(rule, Subject(), rule.example).message


@pytest.mark.parametrize(
    ("title", "said"), [("Error 404", " (“Error 404”)"), (None, ""), ("x" * 200, f" (“{'x' * 120} …”)")]
)
def test_only_titles_that_pages_have_are_quoted(title, said):
    """A message quotes the title of a page in a parenthesis, cut if it is long, and has none for a page without."""
    visit = Visit("https://a.example/", None, Reach.GONE, Page.SOFT_404, 200, None, title)
    assert describe_visit(visit)["titled"] == said


@pytest.mark.parametrize("code", RULES)
def test_sentences_are_short(code):
    """Every sentence of a message and of an advice has at most 25 words, its example filled in."""
    for sentence in re.split(r"(?<=[.!?;:]) ", RULES[code].example_texts):
        assert len(sentence.split()) <= 25, sentence


@pytest.mark.parametrize("code", RULES)
def test_texts_are_plain(code):
    """No text of a rule uses words that a reader has to translate."""
    rule = RULES[code]
    texts = (rule.summary, rule.seen, rule.matters, rule.remedy, rule.message, rule.advice)
    odd = r"\b(bears? (it|the|out|on)|bore|stands?|stood|behind(?! one name)|beside|told|mend(ed)?|hardly)\b"
    assert not re.search(odd, " ".join(texts), re.IGNORECASE)
