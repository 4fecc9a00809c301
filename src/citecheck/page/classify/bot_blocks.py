"""Bot checks, and refusals by firewalls and bot filters.

They are recognised by their headers and markup, then by words.
"""

from __future__ import annotations

import re
from typing import Any

from citecheck.model.page import Page
from citecheck.page.classify.signals import (
    BRIEF_PROSE,
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    is_writing_form,
    match_header,
)
from citecheck.page.classify.statements import statements_of


def _detect_edge_refusal(traits: Traits) -> str | None:
    """Detect a 403 sent by the edge network itself, whose server field names it."""
    server = traits.headers.get("server", "")
    names = (
        "cloudflare",
        "akamaighost",
        "cloudfront",
        "sucuri",
        "ddos-guard",
        "imperva",
        "awselb",
        "qrator",
        "stackpath",
    )
    if traits.status in (403, 405, 429, 503) and server.lower().startswith(names):
        return f"status {traits.status} from {server}"
    return None


_EDGE_REFERENCE = re.compile(r"\breference\s*#\s*\d{1,3}\.[0-9a-f]{4,}\.\d{9,11}\.[0-9a-f]+", re.IGNORECASE)
"""Akamai's reference of an answer that the edge made itself: `Reference #9.44aa3217.1571234567.bf23`."""
_REQUEST_STATUSES = frozenset({400, 403, 405})


def _detect_edge_reference(traits: Traits) -> str | None:
    """Detect the reference of an edge network that did not accept the request."""
    found = _EDGE_REFERENCE.search(traits.visible) if traits.status in _REQUEST_STATUSES else None
    return found.group() if found else None


_CAPTCHAS = (
    ".g-recaptcha, .h-captcha, .cf-turnstile, #captcha, iframe[src*=captcha], form[action*=captcha], img[src*=captcha]"
)
_CAPTCHA_SCRIPTS = "script[src*=recaptcha], script[src*=hcaptcha]"
_FIELDS_TO_FILL = "input[type=email], input[type=password], input[type=tel], select"
_TEXT_FIELDS = "input:not([type]), input[type=text]"
_BARE = 150
"""Letters of a bot check without a sentence of its own."""


def _detect_small_captcha(traits: Traits) -> str | None:
    """Detect a captcha on a page with hardly any text; one in a form to write, register or log in guards that form."""
    if traits.letters > 600 or traits.document is None:
        return None
    tree = traits.document.tree
    if not any(map(_asks_for_more, tree.css("form"))) and (script := tree.css_first(_CAPTCHA_SCRIPTS)) is not None:
        return str(script.tag)
    return next((str(node.tag) for node in tree.css(_CAPTCHAS) if not _asks_for_more(_form_around(node))), None)


def _detect_bare_captcha(traits: Traits) -> str | None:
    """Detect such a captcha where the page shows nothing else at all."""
    return _detect_small_captcha(traits) if traits.letters <= _BARE else None


def _form_around(node: Any) -> Any:
    """Return the form that a node is in, or is, or None."""
    while node is not None and node.tag != "form":
        node = node.parent
    return node


def _asks_for_more(form: Any) -> bool:
    """Return whether a form has more fields than the answer to a captcha."""
    if form is None:
        return False
    return is_writing_form(form) or form.css_first(_FIELDS_TO_FILL) is not None or len(form.css(_TEXT_FIELDS)) > 1


_BOT_HEADER_ROWS: tuple[SignalRow, ...] = (
    Probe("cf-mitigated", Page.WAF_CHALLENGE, 1.5, match_header("cf-mitigated", "challenge"), "Cloudflare states it"),
    Probe(
        "aws-waf",
        Page.WAF_CHALLENGE,
        1.5,
        match_header("x-amzn-waf-action", "challenge|captcha"),
        "AWS WAF states it",
    ),
    Probe(
        "datadome",
        Page.WAF_CHALLENGE,
        0.6,
        match_header("x-datadome"),
        "DataDome protects the site",
        until=BRIEF_PROSE,
    ),
    Probe("perimeterx", Page.WAF_CHALLENGE, 0.6, match_header("x-px-block"), "PerimeterX states it"),
    Probe("sucuri-block", Page.WAF_BLOCK, 1.2, match_header("x-sucuri-block"), "Sucuri states it"),
    Probe(
        "edge-refusal",
        Page.WAF_BLOCK,
        0.4,
        _detect_edge_refusal,
        "the network in front of the site refused, not the site",
    ),
    Probe("edge-reference", Page.WAF_BLOCK, 1.0, _detect_edge_reference, "the edge did not accept the request"),
)

_CHALLENGE_MARKUP = statements_of("waf_challenge", "markup")

_CHALLENGE_WORDS = statements_of("waf_challenge", "text")

_CHALLENGE_TITLES = statements_of("waf_challenge", "title", whole=True)

_BLOCK_WORDS = statements_of("waf_block", "text")

_BLOCK_TITLES = statements_of("waf_block", "title", whole=True)

BOT_BLOCK_ROWS: tuple[SignalRow, ...] = (
    *_BOT_HEADER_ROWS,
    Phrase(
        "challenge-markup",
        Page.WAF_CHALLENGE,
        1.2,
        PagePart.SOURCE,
        _CHALLENGE_MARKUP,
        "scripts of known bot checks",
        until=BRIEF_PROSE,
    ),
    Phrase(
        "challenge-title", Page.WAF_CHALLENGE, 0.8, PagePart.TITLE_PART, _CHALLENGE_TITLES, "titles of known bot checks"
    ),
    Phrase(
        "challenge-words",
        Page.WAF_CHALLENGE,
        1.0,
        PagePart.OWN_OR_HIDDEN,
        _CHALLENGE_WORDS,
        "the page asks for proof of being human",
    ),
    Probe("small-captcha", Page.WAF_CHALLENGE, 0.8, _detect_small_captcha, "hardly more than a captcha"),
    Probe("bare-captcha", Page.WAF_CHALLENGE, 0.3, _detect_bare_captcha, "nothing but a captcha"),
    Phrase(
        "block-words",
        Page.WAF_BLOCK,
        1.0,
        PagePart.OWN_OR_HIDDEN,
        _BLOCK_WORDS,
        "the page states that the visitor was blocked",
    ),
    Phrase(
        "block-title",
        Page.WAF_BLOCK,
        1.0,
        PagePart.TITLE_PART,
        _BLOCK_TITLES,
        "the title states that access was refused",
    ),
    Phrase("block-heading", Page.WAF_BLOCK, 0.6, PagePart.HEADING, _BLOCK_TITLES, "a heading states nothing else"),
    Phrase(
        "incapsula-frame",
        Page.WAF_BLOCK,
        1.4,
        PagePart.SOURCE,
        statements_of("waf_block", "frame"),
        "the whole page is Imperva's frame",
    ),
)
