"""Find the redirect that a stub page makes by itself: meta refresh or a script that sets the address.

Cheap on purpose: the crawler asks it of every small page before anything is parsed, to follow the redirect as a
hop. A page that shows text of its own is no stub, whatever its scripts do later; only a refresh at once takes the
reader away from that, too.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urldefrag, urljoin

MAX_STUB = 50_000
"""Bytes; a larger page is content that happens to refresh itself."""

MAX_WORDS = 60
"""Words of visible text a stub may show ("You should be redirected …"); more is a page of its own."""

MAX_DELAY = 30
"""Seconds; a later refresh reloads a live page (tickers do), it does not send the reader on."""

META = re.compile(r"<meta\b[^>]*http-equiv\s*=\s*[\"']?refresh[\"']?[^>]*>", re.IGNORECASE)
CONTENT = re.compile(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
REFRESH = re.compile(r"\s*(\d*)(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?(.+?)[\"']?\s*$", re.IGNORECASE | re.DOTALL)
SCRIPT = re.compile(
    r"(?:\b(?:window|document|self|top|parent)\s*\.\s*)?\blocation(?:\s*\.\s*href)?\s*(?:=(?!=)\s*|\.\s*(?:replace|assign)\s*\(\s*)"
    r"(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')",
)
NOT_SHOWN = re.compile(
    r"<(script|style|noscript|head|title|template)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL
)
COMMENT = re.compile(r"<!--(?!\[if).*?-->", re.DOTALL)


def stub_redirect(body: bytes, url: str) -> str | None:
    """Return the absolute address a stub leads to, None if the page is no stub or leads to itself.

    `url` is the address the page came from. Only http and https count.
    """
    if len(body) > MAX_STUB or (b"efresh" not in body and b"location" not in body and b"REFRESH" not in body):
        return None
    source = COMMENT.sub(" ", body.decode("utf-8", "replace"))
    written = meta_refresh(source, prompt=1)
    if not written and len(NOT_SHOWN.sub(" ", source).split()) <= MAX_WORDS:
        written = meta_refresh(source, prompt=MAX_DELAY) or script_redirect(source)
    if not written:
        return None
    try:
        target = urljoin(url, html.unescape(written).strip())
    except ValueError:
        return None
    if not target.lower().startswith(("http://", "https://")) or urldefrag(target).url == urldefrag(url).url:
        return None
    return target


def meta_refresh(source: str, *, prompt: int) -> str | None:
    """Return the address of a meta refresh as written, if it comes within `prompt` seconds."""
    for meta in META.finditer(source):
        content = CONTENT.search(meta.group())
        if content is None:
            continue
        refresh = REFRESH.match(next(group for group in content.groups() if group is not None))
        if refresh and int(refresh.group(1) or 0) <= prompt:
            return refresh.group(2)
    return None


def script_redirect(source: str) -> str | None:
    """Return the address that a script sets with a plain literal, the only form that can be read without running it."""
    found = SCRIPT.search(source)
    return (found.group(1) or found.group(2)) if found else None
