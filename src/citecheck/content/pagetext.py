"""Read the text of an answer, whatever sort of document it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from citecheck.content.byline import byline_date
from citecheck.content.change_roles import blocks_with_roles
from citecheck.content.charset import decode
from citecheck.content.document import Document, parse
from citecheck.content.headers import content_type
from citecheck.content.headline import title_of
from citecheck.content.language import language_of
from citecheck.content.maintext import main_text
from citecheck.content.media import Medium, medium_of
from citecheck.content.office import office_text
from citecheck.content.plain import json_text, plain_text, xml_text
from citecheck.content.published import published_in
from citecheck.model.page import Answer, PageText

NOTHING = PageText(title=None, main="", visible="")

SCANT = 200
"""Characters shown below which the article that a page carries as data for search engines is its text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A body read: its medium, the text, the encoding where it was text, and the parsed page where it was markup.

    `broken` says that a PDF could not be opened, other than for want of its password.
    """

    medium: Medium
    media_type: str
    text: PageText
    encoding: str | None = None
    source: str = ""
    document: Document | None = None
    broken: bool = False


def read_text(answer: Answer) -> PageText:
    """Return title, main text, visible text, language and date of an answer; empty where its medium has none."""
    return read_body(answer).text


def read_body(answer: Answer, *, roles: bool = True) -> Reading:
    """Decode and parse an answer once, for its text and for those who judge it; `roles` as in `read_page`."""
    medium, media_type = medium_of(answer.body, answer.headers)
    if medium is Medium.BINARY:
        office = office_text(answer.body) if media_type == "application/zip" else None
        media_type, text = office or (media_type, NOTHING)
        return Reading(medium, media_type, with_language(text))
    if medium is Medium.PDF:
        from citecheck.content.pdf import pdf_text  # noqa: PLC0415 (170 ms, and most runs never see a PDF)

        read = pdf_text(answer.body)
        broken = read is None and b"/Encrypt" not in answer.body
        return Reading(medium, media_type, with_language(read or NOTHING), broken=broken)
    source, encoding = decode(answer.body, content_type(answer.headers).charset)
    if medium is Medium.HTML:
        document = parse(source)
        return Reading(medium, media_type, text_of(document, answer.url, roles=roles), encoding, source, document)
    return Reading(medium, media_type, with_language(text_by_medium(medium, source)), encoding, source)


def text_by_medium(medium: Medium, source: str) -> PageText:
    """Read the text of a document that is neither page nor picture."""
    match medium:
        case Medium.XML:
            return xml_text(source)
        case Medium.JSON:
            return json_text(source)
        case Medium.TEXT | Medium.HTML | Medium.PDF | Medium.BINARY:
            return plain_text(source)
        case _:
            assert_never(medium)


def with_language(text: PageText) -> PageText:
    """Add the language that the text itself shows."""
    return replace(text, language=language_of(None, text.main))


def text_of(document: Document, url: str | None, *, roles: bool) -> PageText:
    """Return the text of a parsed page."""
    lines = [block.text for block in document.walk.blocks if not block.hidden]
    visible = "\n".join(lines)
    main = main_text(document.walk)
    language = language_of(document.language, main)
    blocks = blocks_with_roles(document.walk, main) if roles else ()
    if len(visible) < SCANT and (carried := document.carried_article()):
        visible = main = carried
        blocks = ()
    return PageText(
        title=title_of(document),
        main=main,
        visible=visible,
        language=language,
        published=published_in(document, url) or byline_date(lines, main, language),
        blocks=blocks,
    )
