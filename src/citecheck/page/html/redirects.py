"""The redirect that a stub page makes by itself: meta refresh, or a script that sets the address.

Cheap on purpose: the crawler checks every small page before anything is parsed, to follow the redirect as a hop. A page
that shows text of its own is not a stub, whatever its scripts do later. Only an immediate refresh takes the reader away
from such a page as well.
"""

from __future__ import annotations

import html
import re
import string
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

_MAX_STUB = 50_000
"""Bytes; a larger page is content that happens to refresh itself."""

MAX_WORDS = 60
"""Words of visible text a stub may show ("You should be redirected …"); a page that shows more is not a stub."""

_IMMEDIATE = 1
_MAX_DELAY = 30
"""Seconds within which a refresh leaves any page, and a page without text; later ones reload, as tickers do."""

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_TAG_LIMIT = 2_000
"""Characters of one tag that are read; an address longer than this is an attack."""

_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_DELAY = re.compile(r"\s*(\d*)(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_SCRIPT = re.compile(
    r"(?:\b(?:window|document|self|top|parent)\s*\.\s*)?\blocation(?:\s*\.\s*href)?\s*(?:=(?!=)\s*|\.\s*(?:replace|assign)\s*\(\s*)"
    r"(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')",
)
_CONDITION = re.compile(r"\bif\b|\?|&&|\|\||\bcatch\b|click|error|offline")
_CONDITION_WINDOW = 400
"""Characters before a redirect that are searched for a condition; one with a condition belongs to an application."""
_STUB_PATTERNS = (
    re.compile(rb"http-equiv\s{0,9}=\s{0,9}[\"']?refresh"),
    re.compile(rb"location\s{0,9}(?:\.\s{0,9}href\s{0,9})?(?:=[^=]|\.\s{0,9}(?:replace|assign))"),
)
"""One of these matches every stub in lower case, and few other pages. They are separate, since each begins with letters
of its own."""
_RAW_ELEMENTS = ("script", "style", "noscript", "title", "template")
"""Elements whose content is not shown as text; an unclosed one extends to the end, as in a browser."""


@dataclass(frozen=True, slots=True)
class _StubPage:
    """The relevant parts of a page that may be a stub: meta elements, scripts, and the number of words it shows."""

    metas: tuple[str, ...]
    scripts: tuple[str, ...]
    shown: int


def find_stub_redirect(body: bytes, url: str) -> str | None:
    """Return the absolute address a stub leads to, or None if the page is not a stub or leads to itself.

    `url` is the address the page came from. Only http and https count.
    """
    if len(body) > _MAX_STUB:
        return None
    lower = body.lower()
    if not any(pattern.search(lower) for pattern in _STUB_PATTERNS):
        return None
    stub = _scan_stub(body.decode("utf-8", "replace"))
    written = _find_meta_refresh(stub, within=_IMMEDIATE)
    if not written and stub.shown <= MAX_WORDS:
        written = _find_meta_refresh(stub, within=_MAX_DELAY) or _find_script_redirect(stub)
    if not written:
        return None
    try:
        target = urljoin(url, html.unescape(written).strip())
        same = urldefrag(target).url == urldefrag(url).url
    except ValueError:
        return None
    return target if target.lower().startswith(("http://", "https://")) and not same else None


def _scan_stub(source: str) -> _StubPage:
    """Scan markup for tags, scripts and shown words in one pass, up to where it shows too much to be a stub.

    This does not use a parser, since it must be fast; a page that refreshes at once states it before it shows anything.
    """
    # Not str.lower(), which changes the length of some texts.
    lower = source.translate(_LOWER)
    metas: list[str] = []
    scripts: list[str] = []
    shown = place = 0
    while shown <= MAX_WORDS and (opening := source.find("<", place)) >= 0:
        shown += len(source[place:opening].split())
        if lower.startswith("<!--", opening):
            end = source.find("-->", opening)
            place = end + 3 if end >= 0 else len(source)
            continue
        closing = source.find(">", opening)
        place = closing + 1 if closing >= 0 else len(source)
        tag = lower[opening + 1 : min(place, opening + _TAG_LIMIT)]
        if tag.startswith("meta"):
            metas.append(source[opening:place][:_TAG_LIMIT])
        elif tag.startswith("body"):
            # Its onload attribute.
            scripts.append(source[opening:place][:_TAG_LIMIT])
        name = next((raw for raw in _RAW_ELEMENTS if tag.startswith(raw)), None)
        if name is not None:
            end = lower.find(f"</{name}", place)
            content = source[place : end if end >= 0 else len(source)]
            place = end if end >= 0 else len(source)
            if name == "script":
                scripts.append(content)
    return _StubPage(tuple(metas), tuple(scripts), shown + len(source[place:].split()))


def _find_meta_refresh(stub: _StubPage, *, within: int) -> str | None:
    """Return the address of a meta refresh as written, if it comes within `within` seconds."""
    for meta in stub.metas:
        content = _CONTENT.search(meta) if _REFRESH.search(meta) else None
        if content is None:
            continue
        delay = _DELAY.match(next(group for group in content.groups() if group is not None))
        if delay and int(delay.group(1)[:9] or 0) <= within:
            return delay.group(2)
    return None


def _find_script_redirect(stub: _StubPage) -> str | None:
    """Return the address that a script sets as a plain literal, unless the script has a condition before it."""
    for script in stub.scripts:
        found = _SCRIPT.search(script)
        if found and not _CONDITION.search(script, max(0, found.start() - _CONDITION_WINDOW), found.start()):
            return found.group(1) or found.group(2)
    return None
