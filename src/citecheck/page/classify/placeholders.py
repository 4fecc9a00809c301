"""Pages in place of content.

Scripts that would fetch it, stubs that lead elsewhere, nothing at all, parked domains.

A domain may be for sale, parked, expired or without a site; a site may state that it has closed or moved.
"""

from __future__ import annotations

import re

from citecheck.model.page import Page
from citecheck.page.classify.addresses import detect_missing_text, site_of
from citecheck.page.classify.reports import shows_own_sentences
from citecheck.page.classify.signals import (
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    is_writing_form,
    match_header,
    path_of,
)
from citecheck.page.classify.statements import read_statements, statements_of
from citecheck.page.formats import Medium
from citecheck.text.tokens import count_letters

SHELL = "application"
"""The signal of an application whose scripts did not run."""
_BARE_PAGE = 150
"""Letters shown below which a page has no content: a logo's text, a loading notice, a copyright line."""
_SCANT_PAGE = 600
_SCRIPT_SHARE = 150
"""Ratio of markup to letters from which scripts make the page; articles measure below 50."""
_MOUNT_SEARCHED = 150_000
"""Characters of markup searched for the element into which an application writes."""
_EMPTY_MOUNT = re.compile(
    r"<(?:div|main|body|section|app-root|root)[^>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|app-root|application|main-app|svelte|q-app|ember-app|mount|appmountpoint|wrap|page|content)[\"']?[^>]{0,200}>\s*(?:<!--[^>]{0,80}-->\s*)*</|<app-root[^>]{0,100}>",
    re.IGNORECASE,
)


_NO_CONTENT_STATUSES = frozenset({204, 205})
"""Answers that have no body by definition (RFC 9110, 15.3.5): a success that is not incomplete."""
_PAGE_NOTICES = "body > noscript, head > noscript"


def _detect_nothing(traits: Traits) -> str | None:
    """Detect a body without anything to read, show or run."""
    if traits.medium is Medium.BINARY or traits.medium is Medium.PDF or traits.status in _NO_CONTENT_STATUSES:
        return None
    if traits.letters > 0 or traits.size == 0:
        return None if traits.letters > 0 else "no body"
    if traits.document is None:
        return "no text"
    shown = traits.document.tree.css_first("script, iframe, frame, img, object, embed, video, audio, canvas, svg, form")
    return "no text, picture or script" if shown is None else None


_SENTENCE = re.compile(r"\S.{18,}[.!?…。！？؟][\"”»’)」]*$", re.DOTALL)
"""A line that ends as a sentence; labels, addresses and lines of copyright do not."""


def _shows_own_sentence(traits: Traits) -> bool:
    """Return whether the content is a headline and a sentence under it that is about something other than the page.

    A sentence that addresses the reader, or is about a page, a site or scripts, may be a notice in unknown words.
    """
    if not traits.has_headline or traits.text.language not in read_statements("js_shell")["notice"]:
        return False
    if shows_own_sentences(traits):
        return True
    lines = [line for line in traits.own_text.splitlines() if _SENTENCE.match(line)]
    return bool(lines) and not any(_NOTICE_WORDS.search(line.encode("utf-8", "replace")) for line in lines)


def _detect_script_only(traits: Traits) -> str | None:
    """Detect a page that shows next to nothing but has scripts or frames; a form to write to somebody is something."""
    if traits.document is None or traits.letters >= _BARE_PAGE or _shows_own_sentence(traits):
        return None
    if any(map(is_writing_form, traits.document.tree.css("form"))):
        return None
    node = traits.document.tree.css_first("script:not([type*=json]), iframe, frame, object, embed")
    return f"{traits.letters} letters shown next to scripts" if node is not None else None


def _detect_script_heavy(traits: Traits) -> str | None:
    """Detect a page with far more markup than text, which only scripts can be meant to fill."""
    if traits.document is None or traits.letters >= _SCANT_PAGE or len(traits.source) < _SCRIPT_SHARE * traits.letters:
        return None
    if _shows_own_sentence(traits):
        return None
    return f"{traits.letters} letters in {len(traits.source)} characters" if "<script" in traits.source else None


def _find_application(traits: Traits) -> str | None:
    """Return the sign that scripts write the page: an empty element for it, or a demand for scripts in `noscript`.

    What such a page shows without scripts is the same for every path of the site: a description, a failure notice. A
    `noscript` deeper in the page is about a part of it, such as the readers' comments.
    """
    if traits.document is None or traits.document.tree.css_first("script:not([type*=json])") is None:
        return None
    if found := _EMPTY_MOUNT.search(traits.source[:_MOUNT_SEARCHED]):
        return found.group()[:80]
    if _shows_own_sentence(traits):
        return None
    unscripted = (node.text(separator=" ") for node in traits.document.tree.css(_PAGE_NOTICES))
    return next((seen for text in unscripted if (seen := _SCRIPT_WORDS.search(text.encode("utf-8", "replace")))), None)


_FRAMEWORKS = re.compile(
    r"__NEXT_DATA__|__NUXT__|__(?:INITIAL|PRELOADED|APOLLO)_STATE__|\bng-version=|\bdata-(?:reactroot|server-rendered|v-app)\b"
    r"|<script[^>]{0,200}\btype=[\"']?module|/_(?:next|nuxt)/|/(?:main|app|bundle|runtime|vendors?)[.-][0-9a-f]{8,}\.js",
    re.IGNORECASE,
)
"""Traces of frameworks that write pages by script, and may send a shell with text for every path."""


def find_framework(traits: Traits) -> str | None:
    """Return the sign that scripts may write the page, though it shows text without them."""
    found = _FRAMEWORKS.search(traits.source[:_MOUNT_SEARCHED])
    return _find_application(traits) or (found.group()[:80] if found else None)


def _detect_application(traits: Traits) -> str | None:
    """Detect an application that shows little without its scripts, whatever that little says."""
    shown = max(traits.letters, count_letters(traits.text.main))
    return _find_application(traits) if shown < _SCANT_PAGE else None


def _detect_shell_for_any_path(traits: Traits) -> str | None:
    """Detect an application that sends a made-up path of the same site the same page."""
    return detect_missing_text(traits) if traits.missing is not None and find_framework(traits) else None


def _detect_stub(traits: Traits) -> str | None:
    """Detect a page that redirects the reader by itself."""
    return traits.next_url


_SCRIPT_WORDS = statements_of("js_shell", "text")
_NOTICE_WORDS = statements_of("js_shell", "notice")

_MOVED_TITLES = statements_of("redirect_stub", "title", whole=True)

EMPTY_PAGE_ROWS: tuple[SignalRow, ...] = (
    Probe("nothing", Page.EMPTY, 1.0, _detect_nothing, "nothing to read, show or run"),
    Probe("script-only", Page.JS_SHELL, 1.0, _detect_script_only, "the content would come by script"),
    Probe("script-heavy", Page.JS_SHELL, 1.0, _detect_script_heavy, "next to nothing shown by much markup"),
    Probe(SHELL, Page.JS_SHELL, 1.0, _detect_application, "an application that shows little without its scripts"),
    Probe("shell-for-any-path", Page.JS_SHELL, 1.2, _detect_shell_for_any_path, "a made-up path gives the same shell"),
    Phrase(
        "script-words",
        Page.JS_SHELL,
        0.5,
        PagePart.OWN_OR_HIDDEN,
        _SCRIPT_WORDS,
        "the page states that it needs scripts",
    ),
    Phrase(
        "moved-title", Page.REDIRECT_STUB, 1.2, PagePart.TITLE_PART, _MOVED_TITLES, "what servers send with a redirect"
    ),
    Probe("stub", Page.REDIRECT_STUB, 1.0, _detect_stub, "the page redirects the reader by itself"),
)


_MARKETS = re.compile(
    r"(?:^|\.)(?:hugedomains|dan|afternic|sedo|undeveloped|uniregistry|buydomains|domainmarket|saw|brandbucket|squadhelp|atom|efty|"
    r"sav|bodis|above|parkingcrew|domainsponsor|perfectdomain|brandpa)\.(?:com|net)$"
)
"""Hosts where domains are sold, to which a domain for sale redirects."""


def _detect_market_redirect(traits: Traits) -> str | None:
    """Detect an address that redirects to a market for domains."""
    if not traits.url or not traits.requested_url or site_of(traits.url) == site_of(traits.requested_url):
        return None
    return traits.url if _MARKETS.search(site_of(traits.url)) else None


def _detect_lander(traits: Traits) -> str | None:
    """Detect a stub that leads to the page that a registrar shows for the names it parks."""
    return traits.next_url if path_of(traits.next_url) == "/lander" else None


_PARKING_MARKUP = statements_of("parked", "markup")
_SALE_WORDS = statements_of("parked", "text")
_SALE_TITLES = statements_of("parked", "in-title")
_SALE_NAMES = statements_of("parked", "title", whole=True)
_DEFAULT_PAGES = statements_of("error_page", "default-title", whole=True)
_CLOSED_WORDS = statements_of("site_moved", "text")

PARKING_ROWS: tuple[SignalRow, ...] = (
    Probe("redirected-to-market", Page.PARKED, 1.2, _detect_market_redirect, "the domain leads to where it is sold"),
    Probe("leads-to-lander", Page.PARKED, 1.5, _detect_lander, "a registrar's page for parked names"),
    Phrase(
        "parking-markup",
        Page.PARKED,
        1.0,
        PagePart.SOURCE,
        _PARKING_MARKUP,
        "scripts and links of known parking services",
    ),
    Probe(
        "parking-header",
        Page.PARKED,
        1.2,
        match_header("x-adblock-key"),
        "the advertising key that parking services send",
    ),
    Phrase(
        "sale-words", Page.PARKED, 1.0, PagePart.OWN_OR_HIDDEN, _SALE_WORDS, "the domain is offered, parked or expired"
    ),
    Phrase("sale-name", Page.PARKED, 0.8, PagePart.TITLE_PART, _SALE_NAMES, "the title says nothing else"),
    Phrase("sale-title", Page.PARKED, 0.8, PagePart.TITLE, _SALE_TITLES, "the title says so", mention=True),
    Phrase(
        "default-page",
        Page.ERROR_PAGE,
        1.0,
        PagePart.TITLE_PART,
        _DEFAULT_PAGES,
        "a server without a site: its owner may still be at work",
    ),
    Phrase("default-heading", Page.ERROR_PAGE, 0.8, PagePart.HEADING, _DEFAULT_PAGES, "a heading says so"),
    Phrase(
        "closed-words",
        Page.SITE_MOVED,
        1.0,
        PagePart.TEXT,
        _CLOSED_WORDS,
        "the site states that it closed or moved",
    ),
    Phrase("closed-heading", Page.SITE_MOVED, 0.5, PagePart.HEADING, _CLOSED_WORDS, "a heading says so"),
)
