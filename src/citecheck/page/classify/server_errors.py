"""Status codes, server and application errors, maintenance, overload, and incomplete answers.

A status code counts by itself; the body may add to it. A body is incomplete when its sender stopped early, or when its
markup was cut off, as by a lost connection or by software with a fixed buffer.
"""

from __future__ import annotations

from citecheck.model.page import Page
from citecheck.page.classify.signals import (
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    match_header,
    match_status,
)
from citecheck.page.classify.statements import statements_of
from citecheck.page.formats import Medium

STATUS_ROWS: tuple[SignalRow, ...] = (
    Probe("status-gone", Page.HARD_404_BODY, 1.2, match_status(404, 410), "the server states that nothing is here"),
    Probe("status-unauthorised", Page.LOGIN_WALL, 1.0, match_status(401, 407), "credentials are required"),
    Probe("status-payment", Page.PAYWALL_PARTIAL, 1.0, match_status(402), "payment is required"),
    Probe(
        "status-forbidden",
        Page.WAF_BLOCK,
        1.0,
        match_status(403, 405, 406, 418, 999),
        "refused; in practice nearly always by a filter against bots",
    ),
    Probe("status-rate", Page.RATE_BLOCK, 1.1, match_status(420, 429), "too many requests (RFC 6585)"),
    Probe("status-legal", Page.LEGAL_BLOCK, 1.2, match_status(451), "unavailable for legal reasons (RFC 7725)"),
    Probe("status-unavailable", Page.ERROR_PAGE, 1.0, match_status(*range(500, 600)), "the server failed"),
    Probe(
        "status-request",
        Page.ERROR_PAGE,
        1.0,
        match_status(400, 408, 409, 411, 412, 413, 414, 415, 416, 417, 421, 422, 425, 426, 428, 431),
        "the request was not accepted",
    ),
)


_TAIL = 400_000
_RAW_TEXT = ("script", "style", "textarea", "title")
_SMALL_MARKUP = 2_000
"""Characters below which a page without an end is short by intention, not half a page."""
_ENOUGH_PROSE = 1_500
"""Letters of running text from which a page has its content, wherever it was cut."""


def _detect_cut_markup(traits: Traits) -> str | None:
    """Detect markup that breaks off inside a script, style, comment or tag and never closes the page."""
    if traits.medium is not Medium.HTML or len(traits.source) < _SMALL_MARKUP or traits.prose > _ENOUGH_PROSE:
        return None
    tail = traits.source[-_TAIL:].rstrip().lower()
    if "</html" in tail[-2000:] or "</body" in tail[-2000:]:
        return None
    for name in _RAW_TEXT:
        if tail.rfind(f"<{name}") > tail.rfind(f"</{name}"):
            return f"ends inside {name}"
    if tail.rfind("<!--") > tail.rfind("-->"):
        return "ends inside a comment"
    return "ends inside a tag" if tail.rfind("<") > tail.rfind(">") else None


def _detect_early_stop(traits: Traits) -> str | None:
    """Detect a body whose sender stopped before its end."""
    return "the sender stopped early" if traits.truncated else None


def _detect_broken_file(traits: Traits) -> str | None:
    """Detect a document that its readers cannot open."""
    return "the file cannot be opened" if traits.broken else None


_TERSE_ERROR = 400
"""Letters shown: full weight up to 100, a sentence or two."""

_ERROR_WORDS = statements_of("error_page", "text")
_ERROR_TITLES = statements_of("error_page", "title", whole=True)
_MAINTENANCE_WORDS = statements_of("maintenance", "text")
_MAINTENANCE_TITLES = statements_of("maintenance", "title", whole=True)
_RATE_WORDS = statements_of("rate_block", "text")

ERROR_ROWS: tuple[SignalRow, ...] = (
    Phrase("error-title", Page.ERROR_PAGE, 0.8, PagePart.TITLE_PART, _ERROR_TITLES, "the title says error"),
    Phrase("error-heading", Page.ERROR_PAGE, 0.5, PagePart.HEADING, _ERROR_TITLES, "a heading says nothing else"),
    Phrase("error-words", Page.ERROR_PAGE, 0.9, PagePart.TEXT, _ERROR_WORDS, "the page reports a failure"),
    Phrase(
        "error-words-alone",
        Page.ERROR_PAGE,
        0.2,
        PagePart.TEXT,
        _ERROR_WORDS,
        "and shows nothing else",
        shown=_TERSE_ERROR,
    ),
    Phrase("error-words-heading", Page.ERROR_PAGE, 0.4, PagePart.HEADING, _ERROR_WORDS, "a heading reports a failure"),
    Phrase(
        "edge-error",
        Page.ERROR_PAGE,
        1.0,
        PagePart.TEXT,
        statements_of("error_page", "edge"),
        "Akamai's error reference",
    ),
    Phrase(
        "maintenance-words",
        Page.MAINTENANCE,
        1.2,
        PagePart.TEXT,
        _MAINTENANCE_WORDS,
        "the page states that work is in progress",
    ),
    Phrase("maintenance-title", Page.MAINTENANCE, 0.9, PagePart.TITLE_PART, _MAINTENANCE_TITLES, "the title says so"),
    Phrase("rate-words", Page.RATE_BLOCK, 1.1, PagePart.OWN_OR_HIDDEN, _RATE_WORDS, "too many requests"),
    Phrase("rate-heading", Page.RATE_BLOCK, 0.5, PagePart.HEADING, _RATE_WORDS, "a heading says so"),
    Probe("retry-later", Page.MAINTENANCE, 0.3, match_header("retry-after"), "the server names a time to retry"),
    Probe("sender-stopped", Page.TRUNCATED_BODY, 1.5, _detect_early_stop, "the connection ended before the body did"),
    Probe("broken", Page.TRUNCATED_BODY, 1.0, _detect_broken_file, "a PDF without its end, or no PDF at all"),
    Probe("cut-off", Page.TRUNCATED_BODY, 1.0, _detect_cut_markup, "the markup ends inside a tag, script or style"),
)
