"""What a page is: a case a file, written for this project, in `cases/pages`.

The lines before the first blank one name the expected class and how the page came; what follows is its body.
"""

from pathlib import Path

import pytest

from citecheck.content import reach_of, read_page
from citecheck.model.page import Answer, Page, PageText, Reach

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
    assert all(reach_of(page, status) in Reach for status in (None, 200, 403, 404, 503))


def test_a_wall_is_never_dead():
    """A bot check under status 404 is walled, since nothing behind it can be seen."""
    body = b"<title>Just a moment...</title><p>Checking your browser before accessing example.org</p>"
    headers = ((b"cf-mitigated", b"challenge"),)
    reading = read_page(Answer(body=body, url="https://example.org/a", status=403, headers=headers))
    assert reading.reach is Reach.WALLED


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
