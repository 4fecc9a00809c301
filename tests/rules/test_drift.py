"""Changes of one source of a citation, and which of its fields a message shows."""

import pytest

from citecheck.model.change import AnchorReading, AnchorState, Change, Comparison
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Support
from citecheck.model.page import Page, Reach
from citecheck.model.report import CitationResult, SourceResult, Visit
from citecheck.model.target import Kind, Url
from citecheck.rules.drift import check_page_change, check_passage
from citecheck.rules.finding import Subject

URL = "https://www.example.org/rain"
SOURCE = Source(URL, Kind.URL, Url(URL, URL), Place(9, 12))
NOTE = Footnote("1", "[1]", "A note.", Place(9, 5), (SOURCE,))
CITATION = Citation("[1]", "1", "Rain fell.", Place(2, 4))
DRAFT = Draft("brief.md", Format.MARKDOWN, None, None, "", footnotes=(NOTE,), citations=(CITATION,))


def visit(change=None, *, flapping=False):
    seen = Comparison(change) if change else None
    return Visit(URL, URL, Reach.LIVE, Page.LIVE, 200, None, change=seen, flapping=flapping)


def check(anchor, visited, note=NOTE):
    source = SourceResult(SOURCE, visited, Evidence(Support.EVIDENCE, 0.9), anchor)
    return list(check_passage(DRAFT, CitationResult(CITATION, (source,)), source, note))


@pytest.mark.parametrize("change", [None, *Change])
@pytest.mark.parametrize("flapping", [False, True])
def test_an_edit_is_reported_with_its_passage_and_other_changes_with_the_page(change, flapping):
    """Of each change exactly one function makes the finding; a page that alternates was not edited."""
    of_page = [finding.rule for finding in check_page_change(visit(change, flapping=flapping), Subject())]
    of_passage = [finding.rule for finding in check(None, visit(change, flapping=flapping))]
    assert of_page == (["D106"] if flapping else ["D102"] if change is Change.REPLACED else [])
    assert of_passage == (["D101"] if change is Change.EDITED and not flapping else [])


def test_an_edit_needs_a_note_and_a_visit():
    """A source that was not visited, or that no note names, was not seen to be edited."""
    assert check(None, None) == []
    assert check(None, visit(Change.EDITED), note=None) == []
    assert check(AnchorReading(AnchorState.INTACT), None) == []


def test_an_edit_is_shown_at_the_note_and_a_passage_at_its_marker():
    """An edit concerns the source in its note; a passage that changed concerns the sentence that it supported."""
    (edited,) = check(None, visit(Change.EDITED))
    (moved,) = check(AnchorReading(AnchorState.MOVED), visit(Change.EDITED))
    assert (edited.rule, edited.line, edited.url) == ("D101", 9, URL)
    assert (moved.rule, moved.line, moved.url) == ("D105", 2, URL)


def test_a_passage_without_a_visit_has_no_address():
    """A passage that was read from a kept copy alone is reported without the address of a visit."""
    (finding,) = check(AnchorReading(AnchorState.GONE, exact="It rose."), None)
    assert (finding.rule, finding.url) == ("D104", None)


@pytest.mark.parametrize(
    ("state", "facts", "found", "said"),
    [
        (AnchorState.ALTERED, ["4", "3"], "It rose by 3 metres.", "“It rose by 4 metres” is now “It rose by 3 metres”"),
        (AnchorState.ALTERED, [], "It rose by 3 metres.", "“It rose by 4 metres” is now “It rose by 3 metres”"),
        (AnchorState.ALTERED, ["4", None], None, "“It rose by 4 metres” was removed"),
        (AnchorState.ALTERED, [], None, "“It rose by 4 metres” was removed"),
        (AnchorState.ALTERED, ["4", None], "It rose.", "“by 4 metres” was removed from “It rose by 4 metres”"),
        (AnchorState.ALTERED, [], "It rose by 4 metres at most.", "“at most” was added: “… 4 metres at most”"),
        (AnchorState.GONE, ["4", "3"], None, "since the last copy: “It rose by 4 metres”"),
    ],
)
def test_the_changed_words_are_shown(state, facts, found, said):
    """The message shows what replaced what, what was removed or what was added; a passage that is gone is quoted."""
    changed = (Fact(FactKind.NUMBER, *facts, FactVerdict.DIFFERS),) if facts else ()
    (finding,) = check(AnchorReading(state, found, changed, "It rose by 4 metres."), None)
    assert finding.message.endswith(f"{said}.")


LONG = (
    "The county of Orrin said on Monday that the iron bridge would stay closed until the summer of 2031, that buses "
    "would take the road along the river, and that the ferry would carry 600 people a day."
)


@pytest.mark.parametrize(
    ("old", "new", "fact", "said"),
    [
        ("600", "900", "", "“… would carry 600 people a day” is now “… would carry 900 people a day”"),
        ("summer", "winter", "", "“… until the summer of 2031 …” is now “… until the winter of 2031 …”"),
        ("of Orrin ", "", "Orrin", "“of Orrin” was removed from “The county of Orrin said on …”"),
        ("would stay", "would not stay", "not", "“not” was added: “… bridge would not stay closed …”"),
    ],
)
def test_only_a_few_words_around_a_change_are_shown(old, new, fact, said):
    """Of a long passage the words that changed are shown, with two words on each side."""
    facts = (Fact(FactKind.NAME, fact, None, FactVerdict.ABSENT),) if fact else ()
    (finding,) = check(AnchorReading(AnchorState.ALTERED, LONG.replace(old, new), facts, LONG), None)
    assert finding.message.endswith(f"since the last copy: {said}.")


def test_of_several_changes_the_one_of_the_fact_is_shown():
    """A fact that changed is shown rather than another word that changed before it."""
    found = LONG.replace("Monday", "Tuesday").replace("600", "900")
    facts = (Fact(FactKind.NUMBER, "600", "900", FactVerdict.DIFFERS),)
    (finding,) = check(AnchorReading(AnchorState.ALTERED, found, facts, LONG), None)
    assert "carry 600 people" in finding.message
    assert "Monday" not in finding.message


@pytest.mark.parametrize(("length", "cut"), [(160, False), (161, True)])
def test_wordings_are_quoted_up_to_160_characters(length, cut):
    """Both wordings are cut after a word."""
    text = f"{'x' * 150} {'y' * (length - 151)}"
    (finding,) = check(AnchorReading(AnchorState.ALTERED, text, (), text), None)
    quoted = f"“{'x' * 150} …”" if cut else f"“{text}”"
    assert finding.message.endswith(f"{quoted} is now {quoted}.")
