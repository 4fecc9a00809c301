"""Read one answer whole: its text, what page it is, and the marks by which later captures are compared."""

from __future__ import annotations

from citecheck.content.document import Document
from citecheck.content.fingerprint import fingerprint_of
from citecheck.content.judge import judge
from citecheck.content.pagetext import Reading, read_body
from citecheck.content.published import states_article
from citecheck.content.reach import reach_of
from citecheck.content.redirects import MAX_WORDS, stub_redirect
from citecheck.content.signals.table import BRIEF
from citecheck.content.traits import Traits, bared, is_headed, letters_in, parts_of, prose_in, said_in, told_in
from citecheck.model.page import Answer, Page, PageReading

BARE = 150
"""Letters of prose below which a page is no article whatever it declares: some sites date their notices too."""


def read_page(answer: Answer, *, roles: bool = True) -> PageReading:
    """Read `answer`; never raises on any bytes, and gives the same reading for the same answer.

    Without `roles` the blocks of the text are left out, a fifth of the time: only a comparison looks at them.
    """
    reading = read_body(answer, roles=roles)
    traits = traits_of(answer, reading)
    page, signals = judge(traits)
    return PageReading(
        page=page,
        reach=reach_of(page, answer.status),
        text=reading.text,
        fingerprint=fingerprint_of(reading.text),
        media_type=reading.media_type,
        encoding=reading.encoding,
        canonical_link=reading.document.canonical(answer.url) if reading.document else None,
        signals=signals,
        next_url=traits.next_url if page is Page.REDIRECT_STUB else None,
    )


def traits_of(answer: Answer, reading: Reading) -> Traits:
    """Gather what the signals look at."""
    document = reading.document
    visible = reading.text.visible
    told = told_in(document) if document else visible
    prose = prose_in(document) if document else letters_in(visible)
    title = (document.title if document else None) or ""
    headings = tuple(map(bared, document.headings)) if document else ()
    return Traits(
        medium=reading.medium,
        status=answer.status,
        url=answer.url,
        requested_url=answer.requested_url,
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers},
        source=reading.source,
        title=title,
        headings=headings,
        visible=visible,
        letters=letters_in(visible),
        prose=prose,
        size=len(answer.body),
        broken=reading.broken,
        truncated=answer.truncated,
        text=reading.text,
        home=answer.home,
        missing=answer.missing,
        document=document,
        title_parts=parts_of(title),
        told=told,
        said=said_in(document, visible, told) if document else visible,
        next_url=stub_redirect(answer.body, answer.url or "") if document and may_be_stub(document, visible) else None,
        headed=is_headed(headings, title),
        article=document is not None and BARE <= prose < BRIEF and states_article(document),
    )


def may_be_stub(document: Document, visible: str) -> bool:
    """Say whether it is worth to look for a stub's redirect: the page refreshes itself, or shows little."""
    return "refresh" in document.metas or visible.count(" ") <= 2 * MAX_WORDS
