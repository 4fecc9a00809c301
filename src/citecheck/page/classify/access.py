"""Pages that require something before they show the content: a login, consent, payment, another browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model.page import Page
from citecheck.page.classify.signals import (
    BRIEF_PROSE,
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
)
from citecheck.page.classify.statements import statements_of

_CONSENT_HOST = re.compile(r"^(?:consent|cookie-?consent|cmp|privacy-?gate|guce|myprivacy)\.", re.IGNORECASE)
_CONSENT_PATH = re.compile(
    r"/(?:consent|cookie-?(?:consent|wall|check)|privacy-?(?:gate|consent|wall)|collectconsent|gdpr)(?:[/?.]|$)",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?(?:false|no)\"?", re.IGNORECASE)
_OPENING = 4_500
"""Letters of prose up to which a page may be the opening of an article and the text around it."""


def _detect_consent_address(traits: Traits) -> str | None:
    """Detect a host or path that only collects consent."""
    try:
        parts = urlsplit(traits.url or "")
    except ValueError:
        return None
    return traits.url if _CONSENT_HOST.search(parts.netloc) or _CONSENT_PATH.search(parts.path) else None


def _detect_not_free(traits: Traits) -> str | None:
    """Detect schema.org's isAccessibleForFree with the value false; only a hint, since full texts have it too."""
    place = traits.source.find('"isAccessibleForFree"')
    found = _NOT_FREE.match(traits.source, place) if place >= 0 else None
    return found.group() if found else None


_LOGIN_TITLES = statements_of("login_wall", "title", whole=True)
_LOGIN_WORDS = statements_of("login_wall", "text")
_CONSENT_WORDS = statements_of("consent_wall", "text")
_CONSENT_TITLES = statements_of("consent_wall", "title", whole=True)
_PAYWALL_WORDS = statements_of("paywall_partial", "text")
_UNSUPPORTED_WORDS = statements_of("unsupported_browser", "text")
_UNSUPPORTED_TITLES = statements_of("unsupported_browser", "title", whole=True)

ACCESS_ROWS: tuple[SignalRow, ...] = (
    Phrase("login-title", Page.LOGIN_WALL, 0.7, PagePart.TITLE_PART, _LOGIN_TITLES, "the title says log in"),
    Phrase("login-heading", Page.LOGIN_WALL, 0.4, PagePart.HEADING, _LOGIN_TITLES, "a heading says log in"),
    Phrase("login-words", Page.LOGIN_WALL, 0.5, PagePart.TEXT, _LOGIN_WORDS, "the reader must log in"),
    Probe(
        "consent-address",
        Page.CONSENT_WALL,
        1.1,
        _detect_consent_address,
        "a host or path that only collects consent",
        until=BRIEF_PROSE,
    ),
    Phrase("consent-title", Page.CONSENT_WALL, 0.9, PagePart.TITLE_PART, _CONSENT_TITLES, "the title asks for consent"),
    Phrase(
        "consent-words",
        Page.CONSENT_WALL,
        0.8,
        PagePart.TEXT,
        _CONSENT_WORDS,
        "consent is required before anything is shown",
    ),
    Phrase("consent-heading", Page.CONSENT_WALL, 0.5, PagePart.HEADING, _CONSENT_WORDS, "a heading asks for consent"),
    Phrase(
        "paywall-words",
        Page.PAYWALL_PARTIAL,
        1.6,
        PagePart.SHOWN,
        _PAYWALL_WORDS,
        "the reader must pay for the rest",
        until=_OPENING,
        shown=None,
    ),
    Probe("not-free", Page.PAYWALL_PARTIAL, 0.4, _detect_not_free, "a hint only", until=BRIEF_PROSE),
    Phrase(
        "unsupported-words", Page.UNSUPPORTED_BROWSER, 0.8, PagePart.TEXT, _UNSUPPORTED_WORDS, "the browser is refused"
    ),
    Phrase(
        "unsupported-title",
        Page.UNSUPPORTED_BROWSER,
        0.9,
        PagePart.TITLE_PART,
        _UNSUPPORTED_TITLES,
        "the title says so",
    ),
)
