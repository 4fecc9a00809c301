"""What a page says counts by the size of its content; menus, boxes, side columns and footers are no content."""

import pytest

from citecheck.model.page import Answer, Page
from citecheck.page.reading import read_page

MENU = "".join(f'<li><a href="/s/{n}">Section {n}</a></li>' for n in range(1, 150))
FOOTER = "<p>{}</p>".format(
    "This journal is printed by the Harbour Press Cooperative, a society of its readers, under the press law of 1998. "
    * 4
)
FRAME = """<!doctype html><html><head><title>{title}</title></head><body>
<header><ul class="menu">{menu}</ul></header>{before}
<div id="content"><h1>{heading}</h1>{content}</div>{after}
<footer>{footer}<p>Copyright © 2021 Harbour Press Cooperative</p></footer></body></html>"""

NOTICES = {
    "Access refused": "You have been blocked by our security service. Your request was refused.",
    "Message": "This site has been blocked by order of the court under the Information Act.",
    "Avis": "Ce site est bloqué par décision de justice.",
    "Уведомление": "Доступ к сайту ограничен по решению суда.",
}
REPORT = (
    "<p>The ferry to the northern islands runs again from Monday, the harbour board said in its weekly notice.</p>"
    "<p>Two of the four boats are still in the yard at Brevik, where a crack in a shaft is being welded.</p>"
)


def read(content, *, title="Notice", heading="Notice", before="", after="", url="https://harbour.example/2021/ferry"):
    page = FRAME.format(
        title=title, menu=MENU, heading=heading, content=content, before=before, after=after, footer=FOOTER
    )
    return read_page(Answer(page.encode(), url, None, 200)).page


@pytest.mark.parametrize(("heading", "notice"), NOTICES.items())
def test_a_notice_in_a_large_frame_is_a_notice(heading, notice):
    """Menus and a footer of thousands of letters around a notice do not make it an article."""
    assert read(f"<p>{notice}</p>", title=heading, heading=heading) in {Page.WAF_BLOCK, Page.LEGAL_BLOCK}


BOXES = [
    '<div class="cookie-box"><p>Before you continue: we need your consent to use cookies on this site.</p></div>',
    '<aside class="sidebar"><h3>Members</h3><p>Please log in to view your subscriptions and letters.</p></aside>',
    '<div id="comments"><p>The forum is down for maintenance, we will be back soon.</p></div>',
    '<div class="related"><p>You have been blocked? Read how to get back into the forum.</p></div>',
]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_box_next_to_a_short_report_says_nothing_about_it(box, place):
    """A cookie box, a side column, comments and related links next to two paragraphs leave the page live."""
    assert read(REPORT, title="The ferry runs again", heading="The ferry runs again", **{place: box}) is Page.LIVE


def test_a_list_of_headlines_is_content():
    """A short notice above the headlines of the day is no wall."""
    headlines = "".join(
        f'<li><a href="/2021/{n}">The council of district {n} votes on the new tram line</a></li>' for n in range(150)
    )
    assert read(f"<p>Please log in to view your letters.</p><ul>{headlines}</ul>", title="Harbour Post") is Page.LIVE


def test_a_front_page_is_no_opening_of_an_article():
    """An offer of a subscription on the front page of a site hides no article."""
    offer = "<p>Subscribe to continue reading the journal on paper and on every screen.</p>"
    assert read(REPORT + offer, url="https://harbour.example/") is Page.LIVE
    assert read(REPORT + offer) is Page.PAYWALL_PARTIAL


def test_a_form_to_write_to_the_editors_is_content():
    """A page that shows the labels of a form for a message, and loads scripts, is no shell."""
    form = '<form action="/mail"><label>Name:</label><input name="n"><label>Message:</label><textarea name="m"></textarea></form>'
    page = f'<html><head><title>Harbour Post</title><script src="/menu.js"></script></head><body><h1>Write to us</h1>{form}</body></html>'
    assert read_page(Answer(page.encode(), "https://harbour.example/contact", None, 200)).page is Page.LIVE
    shell = page.replace(form, "")
    assert read_page(Answer(shell.encode(), "https://harbour.example/contact", None, 200)).page is Page.JS_SHELL
