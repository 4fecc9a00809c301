"""Read one answer: its text, whatever its format, its page class, and its fingerprint for comparing captures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from citecheck.model.page import Answer, Coverage, Fingerprint, Page, PageReading, PageText, Signal
from citecheck.page.answer import parse_content_type
from citecheck.page.classify.article_doubt import find_doubt
from citecheck.page.classify.classifier import classify_page, find_unproved_notice
from citecheck.page.classify.reports import speaks_of_page
from citecheck.page.classify.signals import (
    BRIEF_PROSE,
    OwnTexts,
    Traits,
    count_prose,
    is_report,
    own_or_hidden_text_of,
    own_texts_of,
)
from citecheck.page.classify.titles import (
    content_headings_of,
    find_section_outside,
    headline_of,
    strip_edges,
    title_parts_of,
)
from citecheck.page.difference.roles import assign_roles
from citecheck.page.fingerprint import fingerprint_of
from citecheck.page.formats import Medium, medium_of, read_json, read_office_text, read_plain_text, read_xml
from citecheck.page.html.blocks import PageBlock
from citecheck.page.html.document import HtmlDocument, parse_html, title_of
from citecheck.page.html.main_text import PageRegions, find_regions
from citecheck.page.html.published import find_byline_date, find_publication_date, states_article
from citecheck.page.html.redirects import MAX_WORDS, find_stub_redirect
from citecheck.page.html.stated_text import find_stated_text
from citecheck.text.encoding import decode
from citecheck.text.language import choose_language
from citecheck.text.tokens import count_letters

_NO_TEXT = PageText(title=None, main="", visible="")

_SCANT_TEXT = 200
"""Characters shown below which the article that a page carries as data for search engines is used as its text."""


@dataclass(frozen=True, slots=True)
class _ParsedBody:
    """A parsed body: its medium, its text, and for text its encoding, for markup the parsed page.

    `broken` is whether a PDF could not be opened for a reason other than a missing password.
    """

    medium: Medium
    media_type: str
    text: PageText
    encoding: str | None = None
    source: str = ""
    document: HtmlDocument | None = None
    content: tuple[PageBlock, ...] = ()
    broken: bool = False


def read_text(answer: Answer) -> PageText:
    """Return title, main text, visible text, language and date of an answer; empty where its medium has none."""
    return read_body(answer).text


def read_body(answer: Answer, *, roles: bool = True) -> _ParsedBody:
    """Decode and parse an answer once, for its text and for its classification; `roles` is as in `read_page`."""
    medium, media_type = medium_of(answer.body, answer.headers)
    if medium is Medium.BINARY:
        office = read_office_text(answer.body) if media_type == "application/zip" else None
        media_type, text = office or (media_type, _NO_TEXT)
        return _ParsedBody(medium, media_type, _add_language(text))
    if medium is Medium.PDF:
        from citecheck.page.pdf import read_pdf  # noqa: PLC0415 (170 ms, and most runs never see a PDF)

        read = read_pdf(answer.body)
        broken = read is None and b"/Encrypt" not in answer.body
        return _ParsedBody(medium, media_type, _add_language(read or _NO_TEXT), broken=broken)
    source, encoding = decode(answer.body, parse_content_type(answer.headers).charset)
    if medium is Medium.HTML:
        document = parse_html(source)
        regions = find_regions(document.walk)
        text = _text_of_document(document, regions, answer.url, roles=roles)
        return _ParsedBody(medium, media_type, text, encoding, source, document, regions.content)
    return _ParsedBody(medium, media_type, _add_language(_read_text_by_medium(medium, source)), encoding, source)


def _read_text_by_medium(medium: Medium, source: str) -> PageText:
    """Return the text of a document that is neither an HTML page nor a picture."""
    match medium:
        case Medium.XML:
            return read_xml(source)
        case Medium.JSON:
            return read_json(source)
        case Medium.TEXT | Medium.HTML | Medium.PDF | Medium.BINARY:
            return read_plain_text(source)
        case _:
            assert_never(medium)


def _add_language(text: PageText) -> PageText:
    """Return the text with the language detected from it."""
    return replace(text, language=choose_language(None, text.main))


def _text_of_document(document: HtmlDocument, regions: PageRegions, url: str | None, *, roles: bool) -> PageText:
    """Return the text of a parsed page."""
    lines = [block.text for block in document.walk.blocks if not block.hidden]
    visible = "\n".join(lines)
    main = regions.main
    language = choose_language(document.language, main)
    blocks = assign_roles(document.walk, main) if roles else ()
    if len(visible) < _SCANT_TEXT and (carried := document.find_carried_article()):
        visible = main = carried
        blocks = ()
    return PageText(
        title=title_of(document),
        main=main,
        visible=visible,
        language=language,
        published=find_publication_date(document, url) or find_byline_date(lines, main, language),
        blocks=blocks,
    )


_MIN_ARTICLE_PROSE = 150
"""Letters of prose below which a page is not an article, whatever it declares: some sites date their notices too."""


def read_page(answer: Answer, *, roles: bool = True, fingerprint: bool = True) -> PageReading:
    """Read `answer` and return its text, page class and fingerprint.

    No bytes make it raise, and the same answer gives the same reading. Without `roles` the blocks of the text are left
    out, which saves a fifth of the time: only a comparison needs them. Without `fingerprint` it is empty, which saves
    another fifth: only a capture that is kept has one.
    """
    reading = read_body(answer, roles=roles)
    traits = traits_of(answer, reading)
    page, signals = classify_page(traits)
    text = _add_stated_text(reading.text, page, reading.document)
    return PageReading(
        page=page,
        text=text,
        fingerprint=fingerprint_of(text) if fingerprint else Fingerprint(0, (), ()),
        media_type=reading.media_type,
        encoding=reading.encoding,
        canonical_link=reading.document.canonical(answer.url) if reading.document else None,
        signals=signals,
        next_url=traits.next_url if page is Page.REDIRECT_STUB else None,
        doubt=_find_doubt(traits, signals) if page is Page.LIVE and text.coverage is not Coverage.METADATA else None,
    )


def _find_doubt(traits: Traits, signals: tuple[Signal, ...]) -> str | None:
    """Return what makes a live page look like no article: a notice that proves no death, or its shape and words."""
    return find_unproved_notice(signals) or find_doubt(traits)


_STATING_PAGES = frozenset({Page.JS_SHELL, Page.LOGIN_WALL})
"""Pages that show nothing of the source, but may state it for previews elsewhere."""


def _add_stated_text(text: PageText, page: Page, document: HtmlDocument | None) -> PageText:
    """Return the text with what the page says of itself to programs, where it shows next to nothing.

    Of a wall only that is its text; a live page that shows little keeps it.
    """
    shows_little = page is Page.LIVE and len(text.visible) < _SCANT_TEXT
    if document is None or not (shows_little or page in _STATING_PAGES):
        return text
    stated = find_stated_text(document)
    if stated is None or (shows_little and stated in text.visible):
        return text
    visible = f"{text.visible}\n{stated}" if shows_little else stated
    return replace(
        text,
        main=stated,
        visible=visible,
        language=choose_language(document.language, stated),
        blocks=(),
        coverage=Coverage.METADATA,
    )


def traits_of(answer: Answer, reading: _ParsedBody) -> Traits:
    """Return what the signals look at."""
    document = reading.document
    visible = reading.text.visible
    content = _add_notice(document, reading.content) if document else ()
    own = own_texts_of(document, content) if document else OwnTexts(visible, visible)
    prose = count_prose(content) if document else count_letters(visible)
    title = (document.title if document else None) or ""
    headline = headline_of(tuple(map(strip_edges, document.headings)), title) if document else ""
    return Traits(
        medium=reading.medium,
        status=answer.status,
        url=answer.url,
        requested_url=answer.requested_url,
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers},
        source=reading.source,
        title=title,
        headings=content_headings_of(document, content) if document else (),
        visible=visible,
        letters=count_letters(visible),
        region=sum(count_letters(block.text) for block in content) if document else count_letters(visible),
        prose=prose,
        size=len(answer.body),
        broken=reading.broken,
        truncated=answer.truncated,
        text=reading.text,
        home=answer.home,
        missing=answer.missing,
        document=document,
        title_parts=title_parts_of(title),
        own_text=own.content,
        shown_text=own.shown,
        quoted_text=own.quoted,
        own_or_hidden_text=own_or_hidden_text_of(document, visible, own.content) if document else visible,
        next_url=_find_next_url(answer, document, visible),
        has_headline=headline != "",
        report=headline if headline and is_report(content, _find_stated_date(reading)) else "",
        content=content,
        article=document is not None and _MIN_ARTICLE_PROSE <= prose < BRIEF_PROSE and states_article(document),
    )


def _add_notice(document: HtmlDocument, content: tuple[PageBlock, ...]) -> tuple[PageBlock, ...]:
    """Return the content with the part under the headline, if that is outside of it and speaks of the page alone."""
    outside = find_section_outside(document, content)
    lines = [block.text for block in outside]
    is_notice = bool(lines) and speaks_of_page(lines, choose_language(document.language, "\n".join(lines)))
    return (*outside, *content) if is_notice else content


def _find_stated_date(reading: _ParsedBody) -> str | None:
    """Return the date that a page states as its own; that of an address is no statement."""
    text = reading.text
    stated = find_publication_date(reading.document, None) if reading.document else None
    return stated or find_byline_date(text.visible.splitlines(), text.main, text.language)


def _find_next_url(answer: Answer, document: HtmlDocument | None, visible: str) -> str | None:
    """Return where a stub leads: a page that refreshes itself, or that shows little and has a redirect by script."""
    if document is None or not ("refresh" in document.metas or visible.count(" ") <= 2 * MAX_WORDS):
        return None
    return find_stub_redirect(answer.body, answer.url or "")
