"""Which elements of a page are furniture by their own account: by tag, ARIA role, or the words of class and id.

A word of a class name is a hint, never a proof: `content-with-sidebar` holds the content. So an element is only
*marked* here; `content.change_roles` believes the mark when the element holds a minor share of the page's prose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

FURNITURE_TAGS: dict[str, str] = {
    "nav": "menus",
    "header": "site header, or the head of an article with its byline",
    "footer": "site footer, or the tags under an article",
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

FURNITURE_WORDS: dict[str, str] = {
    "ad ads adv advert advertisement advertorial sponsor sponsored dfp gpt outbrain taboola": "advertising",
    "nav navbar navigation navi menu menus submenu breadcrumb breadcrumbs topbar toolbar pager pagination": "menus",
    "skip skiplink skiplinks accessibilitylinks toc tableofcontents": "links within the page",
    "header masthead footer foot colophon copyright imprint footnav sitemap": "head and foot of the site",
    "sidebar sidecol aside rail widget widgets": "side columns",
    "related relatedposts recommended recommendation recommendations readmore readalso seealso": "related boxes",
    "more popular trending mostread mostviewed latest morenews promo promos teasers carousel": "lists of headlines",
    "share sharing sharebar social facebook whatsapp addthis sharedaddy follow followus": "sharing",
    "comment comments commentlist disqus replies respond reblog reblogs like likes notes": "remarks of readers",
    "cookie cookies consent gdpr cmp onetrust cookiebanner privacybanner": "consent",
    "banner popup modal overlay lightbox tooltip toast snackbar interstitial": "layers over the page",
    "newsletter subscribe subscription signup signin login register paywall piano": "offers",
    "search searchbox searchbar searchform autocomplete": "search",
    "language languages lang locale switcher selector dropdown": "choice of language or region",
    "counter counters views viewcount hits rating ratings votes stats": "counters",
    "tags taglist tagcloud keywords categories": "keywords",
    "author authors byline bio biography profile": "about the author",
    "caption credit credits": "pictures",
    "feedback helpful survey": "questions to the reader",
    "print toolbox tools actions buttons cta": "controls",
}
"""Words of class and id, by what they announce; matched as whole words of the name."""

_HINTS = frozenset(word for words in FURNITURE_WORDS for word in words.split())
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PAIRS = frozenset(["read also", "read more", "most read", "most viewed", "see also", "follow us", "sign up", "log in"])


def is_marked(tag: str, role: str, label: str) -> bool:
    """Say whether an element announces itself as furniture by its tag, ARIA role, or `label`: its class and id."""
    return tag in FURNITURE_TAGS or role in FURNITURE_ROLES or any(map(_word_hints, label.split()))


@lru_cache(maxsize=8192)
def _word_hints(part: str) -> bool:
    words = [word.lower() for word in _WORD.findall(part)]
    if any(word in _HINTS for word in words):
        return True
    return any(f"{first} {second}" in _PAIRS for first, second in pairwise(words))
