"""Readers' comments by their structure."""

import pytest

from citecheck.model.change import Change
from citecheck.page.difference.comparison import compare
from tests.page_difference.pages import reading

TEXT = "".join(
    f"<p>{one}</p>"
    for one in (
        "The council of Harnau sold its last tram depot on Friday to a company that builds flats for students.",
        "The depot was built in 1911 and served nine lines, of which the last one was closed sixteen years ago.",
        "Two members of the council voted against the sale, because they wanted a museum in the old workshop.",
        "Work begins in the autumn, and the first flats will be let three years later, the company announced.",
        "The price was not made public, but the budget of the town counts on eleven million for this year.",
    )
)
SAID = (
    "I travelled with line four for years and shall miss the depot every morning.",
    "A museum would have cost far more than the flats bring in, so this is right.",
    "Who is the company, and why was there no public offer for such a large site?",
    "My grandfather repaired trams there until the workshop was closed for good.",
)
DATED = "<div><img src=/a.png><div><b>{name}</b> <span>{day}.03.2024 08:14</span></div><p>{said}</p></div>"
ANSWERED = "<div><div><a href=/u>{name}</a></div><p>{said}</p><button>{control}</button></div>"


def page(unit, said, *, around="{}", text=TEXT, control="Reply"):
    """An article with units below its text, in the element of its paragraphs."""
    units = "".join(
        unit.format(name=f"Reader {place}", day=place + 3, said=one, control=control) for place, one in enumerate(said)
    )
    html = f"<main><h1>Depot of Harnau sold</h1>{text}{around.format(units)}</main>"
    return reading(f"<html lang=en><head><title>Depot of Harnau sold</title></head><body>{html}</body></html>")


@pytest.mark.parametrize(
    ("unit", "around", "control"),
    [
        (DATED, "<div>{}</div>", ""),
        (ANSWERED.replace("</b>", "</b> 2 hours ago"), "<div>{}<form><textarea></textarea></form></div>", "Reply"),
        (ANSWERED, "<div><div>{}</div><div><textarea></textarea></div></div>", "Odpowiedz"),
        (DATED.replace("<img src=/a.png>", "") + "<hr>", "<section>{}<textarea></textarea></section>", ""),
    ],
)
def test_comments_without_a_name(unit, around, control):
    """Comments that no class names are no content: others may be shown at every visit."""
    old, new = (page(unit, said, around=around, control=control) for said in (SAID[:2], SAID[1:]))
    assert compare(old, new).change is Change.COSMETIC


CHRONICLE = "<div><div><b>{day} March</b></div><p>{said}</p></div>"
PEOPLE = "<div><img src=/p.png><div><b>{name}</b></div><p>{said}</p></div>"
HEADED = "<div><h3>{name}, {day}.03.2024</h3><p>{said}</p><a href=#x>Link</a></div>"


@pytest.mark.parametrize("unit", [CHRONICLE, PEOPLE, HEADED])
def test_lists_that_are_text(unit):
    """A chronicle, a list of people or sections with headings are text: one sign makes no comment."""
    old, new = (page(unit, said, around="<div>{}</div>") for said in (SAID[:3], SAID[:2] + SAID[3:]))
    assert compare(old, new).change is Change.EDITED


def test_forums():
    """Where the units hold the page's text they are the text: a forum, a live report."""
    old, new = (page(DATED, said, around="<div>{}</div>", text="") for said in (SAID[:3], SAID[:2] + SAID[3:]))
    assert compare(old, new).change is Change.EDITED
