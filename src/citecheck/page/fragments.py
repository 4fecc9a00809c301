"""What the fragment of an address names within its page, and whether the page holds it.

A browser scrolls to the element with that id or name (HTML, "The indicated part of the document"), or to a text (WICG
"URL Fragment Text Directives"). Scripts also set ids, which are not in the source. Therefore a place counts as held
where its name is in quotes anywhere in the source, or where a line of the page reads like it: scripts make ids from
headings. Missing a lost place costs less than reporting a place as lost when it is there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from citecheck.model.page import Answer
from citecheck.page.answer import parse_content_type
from citecheck.page.formats import Medium, medium_of
from citecheck.page.html.document import parse_html
from citecheck.text.encoding import decode

_MAX_FRAGMENTS = 200
"""Fragments of one page that are looked for; no real draft cites more."""
_MAX_FRAGMENT_LENGTH = 2_000
"""Characters of the longest fragment that is looked for."""

_NO_PLACES: tuple[tuple[str, str], ...] = (
    (r"(?:top)?", "the beginning of the page, which every page has"),
    (r"[/!].*", "a route within an application that scripts draw"),
    (r".*=.*", "a setting: the page of a PDF, the second of a film, where the reader came from"),
    (r"(?:L|lines-)\d[\dLC:,-]*", "lines of a file that a forge's script highlights"),
    (
        r"(?:issue|pull|discussion|commit|diff|note|comment|review|event)[a-z]*[-_]?[a-f]*\d[\da-f]*|comments|respond|disqus_thread",
        "readers' comments, which scripts fetch page by page",
    ),
    (r"\.[\w-]{8,}", "the tracking code of a service that counts shares"),
)
"""Names that are never looked for in the page, each with what it is instead; matched whole, without case."""

_NO_PLACE = re.compile("|".join(pattern for pattern, _ in _NO_PLACES), re.IGNORECASE | re.DOTALL)
_PREFIX = "user-content-"
"""What GitHub puts before the ids of what its users write; its links leave it out."""
_DIRECTIVE = ":~:"


def find_lost_fragments(answer: Answer, visible: str, cited: Iterable[str]) -> tuple[str, ...]:
    """Return the cited fragments (as written, without `#`) whose place the page does not hold.

    `visible` is the text of the page. For anything but an HTML page the result is empty.
    """
    wanted = [fragment for fragment in cited if len(fragment) <= _MAX_FRAGMENT_LENGTH and _names_place(fragment)][
        :_MAX_FRAGMENTS
    ]
    if not wanted or medium_of(answer.body, answer.headers)[0] is not Medium.HTML:
        return ()
    source, _ = decode(answer.body, parse_content_type(answer.headers).charset)
    document = parse_html(source)
    ids = {*document.all("[id]", "id"), *document.all("[name]", "name")}
    lines, text = {_fold_letters(line) for line in visible.splitlines()}, _fold_letters(visible)

    def is_held(name: str) -> bool:
        return not ids.isdisjoint((name, _PREFIX + name)) or _fold_letters(name) in lines or _is_quoted(name, source)

    def is_lost(fragment: str) -> bool:
        return not any(map(is_held, _ids_of(fragment))) and not any(
            _is_shown(ends, text) for ends in _texts_of(fragment)
        )

    return tuple(filter(is_lost, wanted))


def _names_place(fragment: str) -> bool:
    """Return whether a fragment names an element or a text that can be looked for in the page."""
    return any(_ids_of(fragment)) or any(_texts_of(fragment))


def _ids_of(fragment: str) -> tuple[str, ...]:
    """Return the id that a fragment names, as written and percent-decoded; empty where it names no element."""
    name = fragment.partition(_DIRECTIVE)[0]
    decoded = unquote(name)
    return () if _NO_PLACE.fullmatch(decoded) else (name, decoded)


def _texts_of(fragment: str) -> Iterator[tuple[str, ...]]:
    """Yield each text that a fragment names, folded: the whole text, or its beginning and its end."""
    for directive in fragment.partition(_DIRECTIVE)[2].split("&"):
        kind, _, value = directive.partition("=")
        terms = [term for term in value.split(",") if not term.endswith("-") and not term.startswith("-")]
        if kind == "text" and (ends := tuple(filter(None, (_fold_letters(unquote(term)) for term in terms[:2])))):
            yield ends


def _is_shown(ends: tuple[str, ...], text: str) -> bool:
    """Return whether folded text holds a beginning and, after it, an end."""
    at = 0
    for end in ends:
        at = text.find(end, at)
        if at < 0:
            return False
        at += len(end)
    return True


def _fold_letters(text: str) -> str:
    """Return what a reader compares: letters and digits, without case, punctuation or white space."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _is_quoted(name: str, source: str) -> bool:
    """Return whether a name is alone in quotes: as an attribute, or in what a script builds the page from."""
    return any(f"{quote}{name}{quote}" in source for quote in ('"', "'", '\\"', "`"))
