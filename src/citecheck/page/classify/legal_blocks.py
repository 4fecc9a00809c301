"""Block pages of states, courts, providers, filters and regions.

Many are a picture or a frame and a sentence, in the language of the country. They come between reader and source and
prove nothing about the source, so it is never called dead.
"""

from __future__ import annotations

import re

from citecheck.model.page import Page
from citecheck.page.classify.signals import PagePart, Phrase, Probe, SignalRow, Traits
from citecheck.page.classify.statements import statements_of

_NOTICE_FRAME = re.compile(
    r"^(?:https?:)?//(?:10\.|127\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|[^/]*(?:block|deny|denied|warning|filter|safe|censor|restrict|forbid|clean(?:web|net)|positif|nawala)[^/]*)"
    r"|^(?:https?:)?//[^/]+/[^?]*(?:block|deny|denied|warning|restrict|forbid|landing)",
    re.IGNORECASE,
)
_NOTICE = 10_000
"""Letters of prose that a provider's own site may have around a notice."""
_BARE = 400
"""Letters below which a page with a frame or picture has no text of its own."""


def _detect_notice_frame(traits: Traits) -> str | None:
    """Detect a page that is only a frame from a private address or a host named for blocking."""
    if traits.document is None or traits.letters > _BARE:
        return None
    return next(
        (source for source in traits.document.all("iframe, frame", "src") if _NOTICE_FRAME.search(source.strip())), None
    )


def _detect_notice_refresh(traits: Traits) -> str | None:
    """Detect a stub that redirects the reader to such an address."""
    target = traits.next_url
    return target if target and traits.letters <= _BARE and _NOTICE_FRAME.search(target) else None


def _detect_notice_picture(traits: Traits) -> str | None:
    """Detect a page without title, script and text that is one picture: a notice as an image."""
    if traits.document is None or traits.letters > 0 or "<script" in traits.source.lower():
        return None
    pictures = traits.document.all("body img", "src")
    nameless = traits.title.lower() in ("", "untitled document", "untitled")
    return pictures[0][:80] if len(pictures) == 1 and nameless else None


_LEGAL_WORDS = statements_of("legal_block", "text")
_LEGAL_MENTIONS = statements_of("legal_block", "mention")
_LEGAL_NAMES = statements_of("legal_block", "title", whole=True)
_LEGAL_TITLES = statements_of("legal_block", "in-title")
_FILTER_WORDS = statements_of("filter_block", "text")
_FILTER_MENTIONS = statements_of("filter_block", "mention")
_FILTER_TITLES = statements_of("filter_block", "in-title")
_FILTER_NAMES = statements_of("filter_block", "title", whole=True)
_FILTER_MARKUP = statements_of("filter_block", "markup")

_GEO_WORDS = statements_of("geo_block", "text")
_GEO_MENTIONS = statements_of("geo_block", "mention")
_GEO_TITLES = statements_of("geo_block", "in-title")

LEGAL_BLOCK_ROWS: tuple[SignalRow, ...] = (
    Probe("notice-frame", Page.LEGAL_BLOCK, 1.1, _detect_notice_frame, "the page is a frame of a blocking host"),
    Probe("notice-refresh", Page.LEGAL_BLOCK, 1.1, _detect_notice_refresh, "a stub that leads to a blocking host"),
    Probe("notice-picture", Page.LEGAL_BLOCK, 1.0, _detect_notice_picture, "a notice as one picture, without a title"),
    Phrase(
        "legal-words",
        Page.LEGAL_BLOCK,
        1.0,
        PagePart.OWN_OR_HIDDEN,
        _LEGAL_WORDS,
        "a state, court or provider blocks this page",
    ),
    Phrase(
        "legal-mention",
        Page.LEGAL_BLOCK,
        1.0,
        PagePart.OWN_OR_HIDDEN,
        _LEGAL_MENTIONS,
        "a block by law, which may be of another page",
        mention=True,
    ),
    Phrase(
        "legal-title",
        Page.LEGAL_BLOCK,
        0.8,
        PagePart.TITLE,
        _LEGAL_TITLES,
        "the title says blocked by order",
        mention=True,
    ),
    Phrase(
        "legal-name",
        Page.LEGAL_BLOCK,
        1.2,
        PagePart.TITLE_PART,
        _LEGAL_NAMES,
        "the title is that of a notice and no headline",
        until=_NOTICE,
    ),
    Phrase("filter-words", Page.FILTER_BLOCK, 1.1, PagePart.OWN_OR_HIDDEN, _FILTER_WORDS, "a filtering product blocks"),
    Phrase(
        "filter-mention",
        Page.FILTER_BLOCK,
        1.1,
        PagePart.OWN_OR_HIDDEN,
        _FILTER_MENTIONS,
        "a filter, perhaps elsewhere",
        mention=True,
    ),
    Phrase(
        "filter-title",
        Page.FILTER_BLOCK,
        0.7,
        PagePart.TITLE,
        _FILTER_TITLES,
        "a filtering product's title",
        mention=True,
    ),
    Phrase("filter-name", Page.FILTER_BLOCK, 0.7, PagePart.TITLE_PART, _FILTER_NAMES, "the title says nothing else"),
    Phrase("filter-markup", Page.FILTER_BLOCK, 0.6, PagePart.SOURCE, _FILTER_MARKUP, "a filtering product's markup"),
    Phrase("geo-words", Page.GEO_BLOCK, 1.1, PagePart.OWN_OR_HIDDEN, _GEO_WORDS, "not offered where the reader is"),
    Phrase(
        "geo-mention",
        Page.GEO_BLOCK,
        1.1,
        PagePart.OWN_OR_HIDDEN,
        _GEO_MENTIONS,
        "a limit of a region, perhaps elsewhere",
        mention=True,
    ),
    Phrase("geo-title", Page.GEO_BLOCK, 1.0, PagePart.TITLE, _GEO_TITLES, "the title says so", mention=True),
)
