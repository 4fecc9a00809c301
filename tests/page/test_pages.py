"""What a page is: a case a file, written for this project, in `cases/pages`.

The lines before the first blank one name the expected class and how the page came; what follows is its body.
"""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from citecheck.model.page import Answer, Page, PageText, Reach
from citecheck.page.classify.classifier import ROWS, searched_parts_of
from citecheck.page.classify.signals import PagePart, Phrase
from citecheck.page.reading import read_body, read_page, traits_of
from citecheck.reach.decision import reach_of_page

WEB = Path(__file__).parents[3] / "shared" / "corpus" / "web"
CASES = sorted(Path(__file__).parent.joinpath("cases", "pages").glob("*.page"))
OWN = {"page", "url", "requested-url", "status", "truncated"}


def answer_and_label(case):
    front, _, body = case.read_text("utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in front.splitlines())
    answer = Answer(
        body=body.rstrip("\n").encode(),
        url=said["url"],
        requested_url=said.get("requested-url"),
        status=int(said["status"]),
        headers=tuple((name.encode(), value.encode()) for name, value in said.items() if name not in OWN),
        truncated="truncated" in said,
    )
    return answer, said["page"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_page_is_what_its_case_says(case):
    """A page that is blocked, dead, failing or alive is called so."""
    answer, label = answer_and_label(case)
    reading = read_page(answer)
    assert reading.page.value == label, [(signal.name, signal.weight, signal.seen) for signal in reading.signals]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_verdict_has_its_reasons(case):
    """Every class but `live` is borne out by signals that name it and say what was seen."""
    answer, _ = answer_and_label(case)
    reading = read_page(answer)
    reasons = [signal for signal in reading.signals if signal.page is reading.page]
    assert reading.page is Page.LIVE or (reasons and all(signal.seen for signal in reasons))


@pytest.mark.parametrize("page", list(Page))
def test_every_class_has_a_reach(page):
    """No page class is without a group an editor can act on, whatever its status."""
    assert all(reach_of_page(page, status) in Reach for status in (None, 200, 403, 404, 503))


def test_a_wall_is_never_dead():
    """A bot check under status 404 is walled, since it hides the page."""
    body = b"<title>Just a moment...</title><p>Checking your browser before accessing example.org</p>"
    headers = ((b"cf-mitigated", b"challenge"),)
    reading = read_page(Answer(body=body, url="https://example.org/a", status=403, headers=headers))
    assert reach_of_page(reading.page, 403) is Reach.WALLED


def a_site(text):
    return PageText(title="Society", main=text, visible=text)


LINES = [f"<p>Line {n} of a page of the society.</p>" for n in range(8)]
TEXT = "\n".join(f"Line {n} of a page of the society." for n in range(8))
BODY = ("<title>Society</title>" + "".join(LINES)).encode()


def test_the_text_of_the_root_at_a_deep_address_is_the_home_page():
    """What a site sends for its root, sent for an article, is the home page in its place."""
    answer = Answer(body=BODY, url="https://example.org/a/b", status=200, home=a_site(TEXT))
    assert read_page(answer).page is Page.HOMEPAGE_FOR_MISSING


def test_the_text_of_a_made_up_path_is_a_soft_404():
    """What a site sends for a path that cannot exist, sent for an article, is its page for missing ones."""
    answer = Answer(body=BODY, url="https://example.org/a/b", status=200, missing=a_site(TEXT))
    assert read_page(answer).page is Page.SOFT_404


def test_an_article_unlike_the_root_is_live():
    """Likeness is asked of the lines, not of the template's title."""
    answer = Answer(
        body=BODY, url="https://example.org/a/b", status=200, home=a_site("Other\nlines\nthan\nthose\nhere")
    )
    assert read_page(answer).page is Page.LIVE


def test_signals_are_well_formed():
    """Every row has a name of its own, a reason and a weight; every pattern compiles where it runs in linear time."""
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.why and 0 < row.weight <= 2 for row in ROWS)
    assert all(row.pattern.search(b"") is None for row in ROWS if isinstance(row, Phrase))


def test_every_part_of_a_page_is_searched():
    """No phrase looks where nothing is laid out for it."""
    answer = Answer(body=b"<title>t</title>")
    assert set(searched_parts_of(traits_of(answer, read_body(answer)))) == set(PagePart)


def saved(folder, row, status):
    body = gzip.decompress((WEB / folder / row["html"]).read_bytes())
    return read_page(Answer(body=body, url=row.get("url"), status=status))


@pytest.mark.skipif(not WEB.exists(), reason="the shared corpus of dead, blocked and live pages is not here")
def test_real_pages_are_called_what_they_are():
    """Of real pages 96 in 100 are put in the right group, and none that lives, is blocked or fails is called dead."""
    rows = json.loads((WEB / "pages" / "labels.json").read_text())
    right, false_deaths = 0, []
    for row in rows:
        reach = reach_of_page(saved("pages", row, row["http_status"]).page, row["http_status"])
        wanted = reach_of_page(Page(row["label"]), row["http_status"])
        right += reach is wanted
        if reach is Reach.GONE and wanted is not Reach.GONE:
            false_deaths.append(row["id"])
    assert not false_deaths
    assert right / len(rows) >= 0.96


@pytest.mark.skipif(not WEB.exists(), reason="the shared corpus of ordinary pages is not here")
def test_ordinary_pages_are_live():
    """Next to no ordinary page is called anything but live, and none dead or failing."""
    rows = json.loads((WEB / "extraction" / "labels.json").read_text())[::2]
    reaches = Counter(reach_of_page(saved("extraction", row, 200).page, 200) for row in rows)
    assert set(reaches) <= {Reach.LIVE, Reach.WALLED}
    assert reaches[Reach.LIVE] / len(rows) >= 0.98
