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
from itertools import islice
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
_QUOTED_STATE = re.compile(
    r"\b__(?:INITIAL|PRELOADED|APOLLO)_STATE__\s*=\s*JSON\.parse\((?=\")|\bself\.__next_f\.push\(\[1,(?=\")",
    re.IGNORECASE,
)
"""What precedes such data as a string: `__INITIAL_STATE__ = JSON.parse("`, and `push([1,"` of the stream of React."""
_STREAMED_TEXT = re.compile(r"\"(?:children|__html)\":(?=\")")
"""What precedes a text in a stream of React; its menus have fewer words than a text."""
_STREAMED_ROW = re.compile(r"[0-9a-f]{1,6}:(?:T[0-9a-f]{1,6},)?(?P<own>.*)", re.DOTALL)
"""A row of such a stream: `7:T1f4,` and a text, or a value; what begins with no row goes on with the last text."""
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
    letters = 0
    for text in islice(_read_all_states(source), _MOST_STRINGS):
        letters += len(text)
        if letters > _MOST_LETTERS:
            return
        yield text


def _read_all_states(source: str) -> Iterator[str]:
    """Yield the texts of the first values and strings with data of an application, without a bound of their letters."""
    for found in islice(_STATE.finditer(source), _MOST_STATES):
        yield from _read_texts(_decode_json(source, found.end()))
    for found in islice(_QUOTED_STATE.finditer(source), _MOST_STRINGS):
        quoted = _decode_json(source, found.end())
        if not isinstance(quoted, str):
            continue
        if quoted.startswith(("{", "[")):
            yield from _read_texts(_decode_json(quoted, 0))
        row = _STREAMED_ROW.match(quoted)
        yield from _read_value(row["own"] if row else quoted)
        for text in _STREAMED_TEXT.finditer(quoted):
            yield from _read_value(_decode_json(quoted, text.end()))


def _decode_json(source: str, start: int) -> Any:
    """Return the JSON value that begins at `start`, None where it is no JSON."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(source, start)[0]
    except (ValueError, RecursionError):
        return None


def _read_texts(value: Any) -> Iterator[str]:
    """Yield the texts of a JSON value, whose objects may name the place of a text in the list that it is (Nuxt 3)."""
    table = value if isinstance(value, list) else []
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending.extend(reversed(one))
        elif isinstance(one, dict):
            for name in filter(_TEXT_NAMES.__contains__, one):
                text = one[name]
                is_place = type(text) is int and 0 <= text < len(table)
                yield from _read_value(table[text] if is_place else text)
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
