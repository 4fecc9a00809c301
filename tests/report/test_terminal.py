"""The report on a terminal."""

import dataclasses
import re

from rich.cells import cell_len

from citecheck.report import render


def text_of(report, **options):
    return "".join(render(report, "text", **options))


def test_one_dead_source_is_one_block(sample):
    """A source that three sentences cite is shown once, with its sentences, what was seen and what is on offer."""
    text = text_of(sample)
    assert text.count("ERROR L101") == 1
    block = text[text.index("ERROR L101") :].split("\n\n")[0]
    assert block.count("https://water.gov.example/inspections/2025\n    “") == 1
    assert block.count("    “") == 3
    assert "HTTP 404" in block
    assert "Archived copy" in block


def test_worst_comes_first(sample):
    """Errors come before warnings, warnings before notes, and the advice comes last."""
    heads = re.findall(r"^(ERROR|WARNING|NOTE) ", text_of(sample), re.MULTILINE)
    assert heads == sorted(heads, key=["ERROR", "WARNING", "NOTE"].index)
    assert text_of(sample).splitlines()[-3].startswith("Do not publish yet: ")


def test_lines_fit_but_addresses_stay_whole(sample):
    """At 80 columns every line fits, only addresses run over so that they can be copied."""
    for line in text_of(sample).splitlines():
        assert cell_len(line) <= 80 or "://" in line, line


def test_narrow_terminals_are_served(sample):
    """A width below 40 is treated as 40."""
    assert text_of(sample, width=10) == text_of(sample, width=40)


def test_colour_is_only_added(sample):
    """The coloured report is the plain one with SGR sequences."""
    coloured = text_of(sample, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text_of(sample)
    assert "\x1b[" in coloured


def test_a_clean_run_may_be_published(sample):
    """Without findings the report is two lines: the advice and the counts."""
    draft = dataclasses.replace(sample.drafts[0], findings=())
    text = text_of(dataclasses.replace(sample, drafts=(draft,)))
    assert text.startswith("Ready to publish")
    assert "38 citations · 35 sources" in text


def test_each_of_several_drafts_has_its_heading(several):
    """With several drafts each part begins with the path, and one summary counts all."""
    text = text_of(several)
    assert text.index("briefs/tavra.md") < text.index("briefs/second.md")
    assert text.count("Do not publish yet") == 1
    assert "2 drafts · 76 citations" in text


def test_words_without_spaces_are_folded(sample):
    """A text in a script without spaces fits the width too, and loses nothing."""
    draft = sample.drafts[0]
    sentence = "数" * 200
    citations = tuple(
        dataclasses.replace(each, citation=dataclasses.replace(each.citation, sentence=sentence))
        for each in draft.citations
    )
    text = text_of(dataclasses.replace(sample, drafts=(dataclasses.replace(draft, citations=citations),)))
    assert all(cell_len(line) <= 80 for line in text.splitlines() if "数" in line)
    assert "“" + sentence + "”" in text.replace("\n     ", "")
