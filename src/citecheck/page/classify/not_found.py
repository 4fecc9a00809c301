"""Pages that state "not found" with status 200, and home pages sent in place of the requested page.

The phrases are whole statements about the requested page, never the bare words "404" or "not found" inside running
text. A title counts by its parts: "Page not found | Example" matches, "Why 404 pages matter | Example" does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from citecheck.model.page import Page
from citecheck.page.classify.addresses import (
    detect_absence_path,
    detect_canonical_home,
    detect_foreign_canonical,
    detect_home_redirect,
    detect_home_text,
    detect_missing_text,
    detect_notice_for_text_file,
    detect_site_for_text_file,
)
from citecheck.page.classify.placeholders import find_framework
from citecheck.page.classify.signals import BRIEF_PROSE, PagePart, Phrase, Probe, SignalRow, Traits, match_player
from citecheck.page.classify.statements import Statements, read_statements, statements_of, write_pattern
from citecheck.page.formats import Medium

_NOT_FOUND_TITLES = statements_of("soft_404", "title", whole=True)

_NOT_FOUND_STATEMENTS = statements_of("soft_404", "text")
_ADDRESSED = statements_of("soft_404", "addressed")
_REFUSED = statements_of("soft_404", "refused")

_UNSPACED = frozenset({"zh", "ja", "th"})
"""Languages without spaces between words, where a gap between two words is a few characters."""


def _read_near_patterns(within: int, fate: str = "gone") -> list[str]:
    """Return a pattern for each language: a page and its absence in either order, close together in one sentence.

    That is rare in a headline about a missing page. A row of these never proves that a page is dead by itself unless
    the page shows nothing else. With the `fate` "refused" it is the page and a block.
    """
    rows = read_statements("soft_404")
    return [
        _join_near(rows["thing"][code], words, within // 3 if code in _UNSPACED else within)
        for code, words in rows[fate].items()
    ]


def _join_near(things: Iterable[str], gone: Iterable[str], within: int) -> str:
    """Return the pattern of a thing and its absence within `within` characters."""
    thing, absence = ("|".join(write_pattern(each, {}) for each in group) for group in (things, gone))
    edge = r"\b" if thing.isascii() else ""
    gap = rf"[^.!?。！？\n]{{0,{within}}}?"
    return rf"{edge}(?:{thing}){edge}{gap}(?:{absence})|(?:{absence}){gap}{edge}(?:{thing}){edge}"


def _read_near_titles() -> list[str]:
    """Return the same patterns for a title or heading with this statement and next to nothing else."""
    return [rf"^.{{0,16}}(?:{pattern})[^:?]{{0,9}}(?:error 404.?)?$" for pattern in _read_near_patterns(within=24)]


_SENTENCES = Statements(partial(_read_near_patterns, within=60))
_WHOLE_TITLES = Statements(_read_near_titles)
_REFUSALS = Statements(partial(_read_near_patterns, within=60, fate="refused"))

_CODE_404 = re.compile(r"\"(?:status(?:_?code)?|code|error_?code)\"\s*:\s*\"?404\b", re.IGNORECASE)
_SMALL_JSON = 2_000
"""Characters of JSON below which an answer may be about itself and not about a list of others."""


def _detect_json_404(traits: Traits) -> str | None:
    """Detect a short answer in JSON that holds the status 404."""
    if traits.medium is not Medium.JSON or len(traits.source) > _SMALL_JSON:
        return None
    found = _CODE_404.search(traits.source)
    return found.group() if found else None


_NEXT_DATA = '"__NEXT_DATA__"'
_NEXT_MISSING = re.compile(
    r"\"page\"\s*:\s*\"/404\"|\"statusCode\"\s*:\s*404\b(?=.{0,400}\"page\"\s*:\s*\"/_error\")", re.DOTALL
)
"""What the data of an application of Next.js say of an address without a page: the built-in pages `/404`, `/_error`."""


def _detect_application_404(traits: Traits) -> str | None:
    """Detect an application whose data are those of its page for missing pages."""
    place = traits.source.find(_NEXT_DATA)
    found = _NEXT_MISSING.search(traits.source, place) if place >= 0 else None
    return found.group() if found else None


def _detect_missing_page(traits: Traits) -> str | None:
    """Detect the page that a site sends for missing pages; an application sends its shell for every path."""
    return None if traits.missing is None or find_framework(traits) else detect_missing_text(traits)


_READER_WORDS = statements_of("filter_block", "reader")
_ERROR_WORDS = statements_of("error_page", "text")
_REFUSING = frozenset({404, 410, 500, 502, 503})
"""Statuses of missing pages and of failures with which filters and services of one country refuse as well."""


def _detect_reader_as_reason(traits: Traits) -> str | None:
    """Detect an answer that gives the place, connection or age of the reader as its reason, and no missing page or failure."""
    if traits.status not in _REFUSING:
        return None
    text = traits.own_text.encode("utf-8", "replace")
    names = [each.encode("utf-8", "replace") for each in (*traits.title_parts, *traits.headings)]
    has_other_reason = any(words.search(text) for words in (_NOT_FOUND_STATEMENTS, _ERROR_WORDS)) or any(
        words.search(name) for words in (_NOT_FOUND_TITLES, _WHOLE_TITLES) for name in names
    )
    return None if has_other_reason else _READER_WORDS.search(text)


_TELEGRAM_POST = re.compile(r"//(?:t|telegram)\.me/(?:s/)?\w{4,}/\d+(?:[/?#]|$)")
_TELEGRAM_CONTACT = re.compile(r"you can contact\s+@\w+\s+right away", re.IGNORECASE)


def _detect_contact_for_post(traits: Traits) -> str | None:
    """Detect the page by which Telegram offers to write to a name, sent for a post: no channel of that name is left."""
    if _TELEGRAM_POST.search(traits.requested_url or traits.url or "") is None:
        return None
    found = _TELEGRAM_CONTACT.search(traits.visible)
    return found.group() if found else None


_HOME_TITLES = statements_of("homepage_for_missing", "title", whole=True)

NOT_FOUND_ROWS: tuple[SignalRow, ...] = (
    Phrase(
        "absent-title",
        Page.SOFT_404,
        1.0,
        PagePart.TITLE_PART,
        _NOT_FOUND_TITLES,
        "the title says that nothing is here",
    ),
    Phrase("absent-heading", Page.SOFT_404, 0.9, PagePart.HEADING, _NOT_FOUND_TITLES, "a heading states nothing else"),
    Phrase(
        "absent-statement",
        Page.SOFT_404,
        1.0,
        PagePart.TEXT,
        _NOT_FOUND_STATEMENTS,
        "the page states that the requested page is missing",
        unless=_REFUSED,
    ),
    Phrase(
        "absent-title-words",
        Page.SOFT_404,
        0.8,
        PagePart.TITLE_PART,
        _WHOLE_TITLES,
        "a short title with words for a page and words for its absence",
    ),
    Phrase("absent-heading-words", Page.SOFT_404, 0.7, PagePart.HEADING, _WHOLE_TITLES, "the same as a heading"),
    Phrase(
        "absent-words",
        Page.SOFT_404,
        0.6,
        PagePart.TEXT,
        _SENTENCES,
        "the same in a sentence, which may be about another page",
        unless=_REFUSED,
    ),
    Phrase(
        "absent-addressed",
        Page.SOFT_404,
        0.4,
        PagePart.TEXT,
        _ADDRESSED,
        "the page addresses the person who requested it",
    ),
    Phrase(
        "absent-statement-heading",
        Page.SOFT_404,
        0.5,
        PagePart.HEADING,
        _NOT_FOUND_STATEMENTS,
        "the same as a heading",
        unless=_REFUSED,
    ),
    Phrase(
        "refused-statement",
        Page.WAF_BLOCK,
        1.0,
        PagePart.TEXT,
        _REFUSALS,
        "the page states that the requested page was blocked",
        along=_ADDRESSED,
    ),
    Probe(
        "reader-as-reason",
        Page.FILTER_BLOCK,
        1.3,
        _detect_reader_as_reason,
        "a refusal speaks of the reader's place, connection or age and of no missing page",
        until=BRIEF_PROSE,
    ),
    Probe("absent-video", Page.SOFT_404, 1.2, match_player("ERROR"), "the player states that there is no such video"),
    Probe(
        "absent-post",
        Page.SOFT_404,
        1.2,
        _detect_contact_for_post,
        "a messenger offers to write to a name and shows no post",
        until=BRIEF_PROSE,
    ),
    Probe("absent-code", Page.SOFT_404, 1.0, _detect_json_404, "an API that reports it in its own format"),
    Probe(
        "absent-application",
        Page.SOFT_404,
        1.2,
        _detect_application_404,
        "an application whose data are those of its page for missing pages",
    ),
    Probe(
        "absent-address",
        Page.SOFT_404,
        1.0,
        detect_absence_path,
        "the site redirected to its page for missing pages",
        until=BRIEF_PROSE,
    ),
    Probe(
        "like-missing", Page.SOFT_404, 1.2, _detect_missing_page, "a made-up path of the same site gives the same text"
    ),
    Probe(
        "like-home",
        Page.HOMEPAGE_FOR_MISSING,
        1.2,
        detect_home_text,
        "a deep path was requested and the text is that of the root",
    ),
    Probe(
        "redirected-home",
        Page.HOMEPAGE_FOR_MISSING,
        1.0,
        detect_home_redirect,
        "a deep path was requested and the root was reached",
    ),
    Probe(
        "canonical-home",
        Page.HOMEPAGE_FOR_MISSING,
        0.6,
        detect_canonical_home,
        "the page declares the root as its address; some sites do so on every page",
    ),
    Probe(
        "canonical-stranger",
        Page.HOMEPAGE_FOR_MISSING,
        0.5,
        detect_foreign_canonical,
        "and nothing on it is about what was requested",
    ),
    Probe(
        "page-for-text-file",
        Page.HOMEPAGE_FOR_MISSING,
        1.0,
        detect_site_for_text_file,
        "a text file of the root was requested and a page of the site came",
    ),
    Probe(
        "notice-for-text-file",
        Page.EMPTY,
        1.0,
        detect_notice_for_text_file,
        "a text file was requested and only a notice in unknown words came",
    ),
    Phrase("home-title", Page.HOMEPAGE_FOR_MISSING, 0.3, PagePart.TITLE_PART, _HOME_TITLES, "the title says home"),
)
