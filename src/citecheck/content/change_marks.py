"""Which elements of a page are furniture by their own account: by tag, ARIA role, or the words of class and id.

A word of a class name is a hint, never a proof: `content-with-sidebar` holds the content. So an element is only
*marked* here; `content.change_roles` believes the mark when the element holds a minor share of the page's prose.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise


class Mark(IntEnum):
    """How much an element's own account of itself proves; the main text overrules a hint (`content.change_roles`)."""

    NONE = 0
    HINT = 1
    NAMED = 2


HINTING_TAGS: dict[str, str] = {
    "header": "site header, or the head of an article with its summary",
    "footer": "site footer, or the notes under an article",
}
"""Tags of furniture that may hold content as well."""

FURNITURE_TAGS: dict[str, str] = {
    "nav": "menus",
    "aside": "by definition beside the content (HTML 4.3.5)",
    "form": "search, sign-up, newsletter",
    "dialog": "consent and offers",
    "menu": "menus",
    "button": "a control, never a sentence",
    "label": "a control's name",
    "legend": "a control's name",
    "fieldset": "controls",
    "figure": "picture with credit and caption",
    "search": "search",
}
"""Tag to what it holds; the HTML standard's own meaning."""

_ROLES = """navigation banner contentinfo complementary search form dialog alertdialog menu menubar toolbar tablist
status tooltip"""
FURNITURE_ROLES = frozenset(_ROLES.split())
"""ARIA landmark and widget roles that are not the main content (WAI-ARIA 1.2, 5.3)."""

ANYWHERE: dict[str, str] = {
    "ad ads adv advert advertisement advertorial sponsor sponsored dfp gpt outbrain taboola": "advertising",
    "breadcrumb breadcrumbs pagination skip skiplink skiplinks accessibilitylinks toc tableofcontents": "ways around",
    "related relatedposts recommended recommendation recommendations readmore readalso seealso": "related boxes",
    "popular trending mostread mostviewed morenews promo promos teasers carousel": "lists of headlines",
    "share sharing sharebar social facebook whatsapp addthis sharedaddy follow followus": "sharing",
    "comment comments commentlist disqus replies respond reblog reblogs like likes notes": "remarks of readers",
    "cookie cookies consent gdpr cmp onetrust cookiebanner privacybanner": "consent",
    "popup modal lightbox tooltip toast snackbar interstitial": "layers over the page",
    "newsletter subscribe subscription signup signin login paywall piano": "offers",
    "searchbox searchbar searchform autocomplete": "search",
    "counter counters views viewcount hits rating ratings votes": "counters",
    "tags taglist tagcloud keywords categories copyright imprint sitemap": "keywords and legal lines",
    "caption credit credits helpful survey toolbox": "pictures, questions to the reader",
    "author authors byline bylines contributor contributors": "about the author",
}
"""Words of class and id that are believed everywhere, by what they announce."""

OUTSIDE_MAIN: dict[str, str] = {
    "nav navbar navigation navi menu menus submenu topbar toolbar pager footnav": "menus",
    "header masthead footer foot colophon banner overlay": "head and foot of the site",
    "sidebar sidecol aside rail widget widgets more latest": "side columns",
    "search language languages lang locale switcher selector dropdown": "search, choice of language or region",
    "author authors byline bio biography profile register": "about the author, accounts",
    "print tools actions buttons cta stats feedback": "controls",
}
"""Words that inside `main` or `article` name parts of the content as well: `navigation-block`, `section-header`."""

_STRONG = frozenset(word for words in ANYWHERE for word in words.split())
_WEAK = frozenset(word for words in OUTSIDE_MAIN for word in words.split())
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PAIRS = frozenset(
    ["read also", "read more", "most read", "most viewed", "see also", "follow us", "sign up", "log in"]
    + [f"author {part}" for part in ("bio", "box", "card", "info", "details", "description", "profile", "about")]
    + ["about author", "article author", "byline box", "post author", "entry author", "more stories", "latest news"]
)


def mark_of(tag: str, role: str, label: str, *, in_main: bool) -> Mark:
    """Say how an element announces itself as furniture: by its tag, ARIA role, or `label`, its class and id."""
    if tag in FURNITURE_TAGS or role in FURNITURE_ROLES:
        return Mark.NAMED
    mark = Mark.HINT if tag in HINTING_TAGS and not in_main else Mark.NONE
    return max(mark, *(_mark_of_name(name, in_main=in_main) for name in label.split()), Mark.NONE)


@lru_cache(maxsize=8192)
def _mark_of_name(name: str, *, in_main: bool) -> Mark:
    words = [word.lower() for word in _WORD.findall(name)]
    if any(word in _STRONG for word in words):
        return Mark.NAMED
    if any(f"{first} {second}" in _PAIRS for first, second in pairwise(words)):
        return Mark.NAMED
    return Mark.HINT if not in_main and any(word in _WEAK for word in words) else Mark.NONE
