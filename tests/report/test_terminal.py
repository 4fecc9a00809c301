"""The report on a terminal."""

import dataclasses
import re

from rich.cells import cell_len

from citecheck.model.evidence import Fact, FactKind, FactVerdict, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationState
from citecheck.report import render
from citecheck.report.findings import group_findings, is_redundant
from citecheck.rules.finding import MOST_OF_PASSAGE, shorten_quotation
from citecheck.rules.state import state_of


def text_of(report, **options):
    return "".join(render(report, "text", **options))


def test_one_dead_source_is_one_block(sample):
    """A source that three sentences cite is shown once, with its sentences, what was seen and what is on offer."""
    text = text_of(sample)
    assert text.count("ERROR L101") == 1
    block = text[text.index("ERROR L101") :].split("\n\n")[0]
    assert block.count("https://water.gov.example/inspections/2025\n    “") == 1
    assert block.count("\n    “") == 3
    assert "Archived copy" in block


def test_worst_comes_first(sample):
    """Errors come before warnings, warnings before notes, and the verdict comes last."""
    heads = re.findall(r"^(ERROR|WARNING|NOTE) ", text_of(sample), re.MULTILINE)
    assert heads == sorted(heads, key=["ERROR", "WARNING", "NOTE"].index)
    end = text_of(sample)[text_of(sample).rindex("\n\n") :]
    assert end.startswith("\n\nDo not publish yet: ")


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
    """Without findings and with a passage for each citation the report is two lines: the verdict and the counts."""
    found = tuple(each for each in sample.drafts[0].citations if state_of(each) is CitationState.FOUND)
    draft = dataclasses.replace(sample.drafts[0], findings=(), citations=found, uncited=())
    first, second = text_of(dataclasses.replace(sample, drafts=(draft,))).splitlines()
    assert first == f"Ready to publish: {len(found)} of {len(found)} citations found."
    assert second.startswith(f"{len(found)} citations · ")


def test_each_state_names_its_notes(sample):
    """Below the verdict each state that asks something of an editor lists the markers of its citations."""
    text = " ".join(text_of(sample, width=200).split())
    lost = [each.citation.marker for each in sample.drafts[0].citations if state_of(each) is CitationState.LOST]
    assert f"Lost {' '.join(dict.fromkeys(lost))} the source is gone, replaced or altered" in text


def test_a_missing_name_is_named_where_no_finding_says_it(sample):
    """A citation that is partly found for want of a name is listed with that name."""
    found = next(each for each in sample.drafts[0].citations if state_of(each) is CitationState.FOUND)
    name = Fact(FactKind.NAME, "Ada Morrow", None, FactVerdict.ABSENT)
    evidence = dataclasses.replace(found.sources[0].evidence, support=Support.FACTS_MISSING, facts=(name,))
    wanting = dataclasses.replace(found, sources=(dataclasses.replace(found.sources[0], evidence=evidence),))
    draft = dataclasses.replace(sample.drafts[0], findings=(), citations=(wanting,), uncited=())
    text = " ".join(text_of(dataclasses.replace(sample, drafts=(draft,))).split())
    assert f"Found in part {found.citation.marker} “Ada Morrow” is not in the source: cite what holds it" in text


def test_silence_is_no_assurance(sample):
    """A draft without findings but with sources that nobody read is not ready."""
    draft = dataclasses.replace(sample.drafts[0], findings=())
    assert text_of(dataclasses.replace(sample, drafts=(draft,))).startswith("Do not publish yet: of 38 citations, ")


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


def test_many_notes_do_not_bury_the_rest(sample):
    """Of many notes of one rule the first five are listed, and of the others where they stand."""
    (draft,) = sample.drafts
    note = next(each for each in draft.findings if each.level is Level.INFO)
    notes = tuple(
        dataclasses.replace(note, url=f"https://a.example/{n}", marker=f"[{n}]", line=n, footnote=None)
        for n in range(101, 131)
    )
    text = text_of(dataclasses.replace(sample, drafts=(dataclasses.replace(draft, findings=notes),)))
    assert text.count("https://a.example/") == 5
    assert "and 25 more, from [106] to [130]" in text


def test_what_the_block_shows_is_not_said_again(sample):
    """A message that quotes the sentence or the passage is shown without them, since both stand below it."""
    (draft,) = sample.drafts
    differs = next(each for each in draft.findings if each.rule == "S101")
    found = next(each for each in group_findings((differs,), draft))
    passage = found.sources[0].evidence.passages[0].text
    said = dataclasses.replace(
        differs, message=f"The source says “4,180”: “{shorten_quotation(passage, MOST_OF_PASSAGE)}”."
    )
    text = text_of(dataclasses.replace(sample, drafts=(dataclasses.replace(draft, findings=(said,)),)), width=2000)
    assert text.count(passage) == 1
    assert "    Seen  The source says “4,180”.\n" in text


def test_commands_can_be_copied(sample):
    """A command that a finding names is on one line."""
    (draft,) = sample.drafts
    commanded = dataclasses.replace(
        draft.findings[0], advice=f"{'Look. ' * 9}A copy is kept (citecheck archive show 12345678)."
    )
    text = text_of(dataclasses.replace(sample, drafts=(dataclasses.replace(draft, findings=(commanded,)),)))
    assert "\n          (citecheck archive show 12345678)." in text


def test_a_note_about_two_addresses_shows_both():
    """The message of a note is shown where it names another address than that of the finding."""
    url, other = "http://a.example/rain/", "https://www.a.example/rain"
    note = Finding(
        "T108", Level.INFO, f"Notes [2] and [1] write one source in two ways: {url} and {other}", "", url=url
    )
    assert not is_redundant(note)
    assert is_redundant(dataclasses.replace(note, message=f"The address {url} is short"))
