"""Read the text of an answer, whatever sort of document it is."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.content.change_roles import blocks_with_roles
from citecheck.content.charset import decode
from citecheck.content.document import Document, parse
from citecheck.content.headers import content_type
from citecheck.content.maintext import main_text
from citecheck.content.media import Medium, medium_of
from citecheck.model.page import Answer, PageText

NOTHING = PageText(title=None, main="", visible="")


@dataclass(frozen=True, slots=True)
class Reading:
    """A body read: its medium, the text, the encoding where it was text, and the parsed page where it was markup."""

    medium: Medium
    media_type: str
    text: PageText
    encoding: str | None = None
    source: str = ""
    document: Document | None = None


def read_text(answer: Answer) -> PageText:
    """Return title, main text, visible text, language and date of an answer; empty where its medium has none."""
    return read_body(answer).text


def read_body(answer: Answer) -> Reading:
    """Decode and parse an answer once, for its text and for those who judge it."""
    medium, media_type = medium_of(answer.body, answer.headers)
    if medium is Medium.BINARY or medium is Medium.PDF:
        return Reading(medium, media_type, NOTHING)
    source, encoding = decode(answer.body, content_type(answer.headers).charset)
    if medium is not Medium.HTML:
        text = PageText(title=None, main=source, visible=source)
        return Reading(medium, media_type, text, encoding, source)
    document = parse(source)
    return Reading(medium, media_type, text_of(document), encoding, source, document)


def text_of(document: Document) -> PageText:
    """Return the text of a parsed page."""
    visible = "\n".join(block.text for block in document.walk.blocks if not block.hidden)
    return PageText(
        title=document.metas.get("og:title") or document.title,
        main=main_text(document.walk),
        visible=visible,
        language=document.language,
        blocks=blocks_with_roles(document.walk),
    )
