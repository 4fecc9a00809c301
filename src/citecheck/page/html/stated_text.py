"""What a page says of itself to programs: OpenGraph, JSON-LD and the data of its application.

A post on a social network shows nothing without scripts, but its text is in the head, for previews in messengers, or in
the data from which the scripts build the page. It is the text of such a page where nothing else is; the page may show
more, so its coverage is `metadata` and what it does not hold is never missing.

Of application data the strings count that are texts by their name and by their form: several words, no markup, no
address. Names are those of schema.org and of the large networks; a name is enough, since no page has these with other
meanings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from citecheck.page.html.blocks import tidy
from citecheck.page.html.document import HtmlDocument, parse_html

_HEAD_NAMES = (
    "og:title",
    "twitter:title",
    "og:description",
    "twitter:description",
    "description",
)
_LINKED_NAMES = ("headline", "name", "text", "articleBody", "description", "transcript")
"""Properties of schema.org that hold a text of the thing itself."""
_TEXT_NAMES = frozenset(
    re.findall(
        r"\w+",
        "articleBody body text full_text content description shortDescription caption message summary selftext excerpt"
        " headline title paragraphs html articleHtml bodyHtml contentHtml rendered lead abstract",
    )
)
_STATE = re.compile(
    r"<script[^>]{0,200}\b(?:id=[\"']__NEXT_DATA__[\"']|type=[\"']application/json[\"'])[^>]{0,200}>\s*(?=[{\[])"
    r"|\b(?:__NUXT__|__(?:INITIAL|PRELOADED|APOLLO)_STATE__|__INITIAL_DATA__|ytInitialPlayerResponse|ytInitialData)\s*=\s*(?={)",
    re.IGNORECASE,
)
"""What precedes the data of an application: `<script id="__NEXT_DATA__" type="application/json">{`, `__NUXT__ = {`."""
_MOST_STATES, _MOST_STRINGS, _MOST_LETTERS = 6, 200, 200_000
"""Bounds of what is read of such data."""
_LEAST_WORDS = 4
_NO_TEXT = re.compile(r"^(?:https?:|/|data:|\w+://)|[<>{}]|\\u003[ce]")
_LEAST_TEXT = 40
"""Letters below which what a page states is a name and no text."""


def find_stated_text(document: HtmlDocument) -> str | None:
    """Return the lines that a page states of itself, or None where they are no text; a line in another is left out."""
    lines: list[str] = []
    for written in (*_read_head(document), *_read_linked_data(document), *_read_states(document.source)):
        lines += [line for each in written.splitlines() if (line := tidy(each))]
    kept: list[str] = []
    for line in dict.fromkeys(lines):
        if not any(line in other for other in kept):
            kept = [*(other for other in kept if other not in line), line]
    return "\n".join(kept) if sum(map(len, kept)) >= _LEAST_TEXT else None


def _read_head(document: HtmlDocument) -> Iterator[str]:
    """Yield the texts of the head that are written for readers elsewhere."""
    yield from (document.metas[name] for name in _HEAD_NAMES if name in document.metas)


def _read_linked_data(document: HtmlDocument) -> Iterator[str]:
    """Yield the texts of the page's JSON-LD."""
    for thing in document.linked_data():
        yield from (value for name in _LINKED_NAMES if isinstance(value := thing.get(name), str))


def _read_states(source: str) -> Iterator[str]:
    """Yield the texts in the data of the page's application."""
    count = letters = 0
    for place, found in enumerate(_STATE.finditer(source)):
        if place >= _MOST_STATES:
            return
        for text in _read_texts(source, found.end()):
            count, letters = count + 1, letters + len(text)
            if count > _MOST_STRINGS or letters > _MOST_LETTERS:
                return
            yield text


def _read_texts(source: str, start: int) -> Iterator[str]:
    """Yield the texts of the JSON value that begins at `start`; nothing where it is no JSON."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(source, start)
    except (ValueError, RecursionError):
        return
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending.extend(reversed(one))
        elif isinstance(one, dict):
            for name in filter(_TEXT_NAMES.__contains__, one):
                yield from _read_value(one[name])
            pending.extend(reversed([each for each in one.values() if isinstance(each, dict | list)]))


def _read_value(value: object) -> Iterator[str]:
    """Yield the texts of what has the name of a text: a string, markup, or a list of either with a part each."""
    parts = value if isinstance(value, list) else [value]
    for part in parts:
        if isinstance(part, str) and _MARKUP.search(part):
            yield "\n".join(_read_markup(part[:_MOST_LETTERS]))
        elif _is_text(part):
            yield part


_MARKUP = re.compile(r"<(?:p|div|h\d|br|ul|blockquote)\b[^<>]*>", re.IGNORECASE)
"""What begins a paragraph in markup: "<p>The council ...</p>"."""


def _read_markup(markup: str) -> Iterator[str]:
    """Yield the paragraphs of a text that is markup."""
    yield from (block.text for block in parse_html(markup).walk.blocks if not block.hidden and _is_text(block.text))


def _is_text(value: object) -> TypeGuard[str]:
    """Return whether a value of application data is a text: words, no address, no markup."""
    if not isinstance(value, str) or _NO_TEXT.search(value):
        return False
    return value.count(" ") >= _LEAST_WORDS - 1 or (len(value) >= _LEAST_TEXT // 2 and not value.isascii())
