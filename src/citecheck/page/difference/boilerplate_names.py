"""What tag, ARIA role, class and id say of an element: how strongly they show that it is boilerplate.

A word of a class name is a hint, never a proof: `content-with-sidebar` holds the content. Where most of the page's text
is in elements of such names the names mean nothing, which `difference.roles` decides.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise


class BoilerplateEvidence(IntEnum):
    """How strongly its tag, role and names show an element as boilerplate; the main text overrules a hint (rule 1).

    What is only apart from the text may still hold a note that corrects or withdraws it.
    """

    NONE = 0
    HINT = 1
    APART = 2
    NAMED = 3


_HINTING_TAGS: dict[str, str] = {
    "header": "site header, or the head of an article with its summary",
    "footer": "site footer, or the notes under an article",
}
"""Tags of boilerplate that may hold content as well."""

_BOILERPLATE_TAGS: dict[str, str] = {
    "nav": "menus",
    "form": "search, sign-up, newsletter",
    "dialog": "consent and offers",
    "menu": "menus",
    "button": "a control, never a sentence",
    "label": "a control's name",
    "legend": "a control's name",
    "fieldset": "controls",
    "search": "search",
}
"""Tag to what it holds; the HTML standard's own meaning."""

_APART_TAGS = frozenset(["aside", "figure"])
"""Separate from the content by definition (HTML 4.3.5), or a picture with credit and caption."""
_ROLES = "navigation banner contentinfo search form dialog alertdialog menu menubar toolbar tablist tooltip"
_BOILERPLATE_ROLES = frozenset(_ROLES.split())
_APART_ROLES = frozenset(["complementary", "status"])
"""ARIA landmark and widget roles that are not the main content (WAI-ARIA 1.2, 5.3)."""

_ANYWHERE: dict[str, str] = {
    "ad ads adv advert advertisement advertorial sponsor sponsored dfp gpt outbrain taboola": "advertising",
    "breadcrumb breadcrumbs pagination skip skiplink skiplinks accessibilitylinks toc tableofcontents": "navigation",
    "related relatedposts recommended recommendation recommendations readmore readalso seealso": "related boxes",
    "popular trending mostread mostviewed morenews promo promos teasers carousel": "lists of headlines",
    "share sharing sharebar social facebook whatsapp addthis sharedaddy follow followus": "sharing",
    "comment comments commentlist disqus replies respond reblog reblogs like likes notes": "readers' comments",
    "cookie cookies consent gdpr cmp onetrust cookiebanner privacybanner": "consent",
    "popup modal lightbox tooltip toast snackbar interstitial": "layers over the page",
    "newsletter subscribe subscription signup signin login paywall piano": "offers",
    "searchbox searchbar searchform autocomplete": "search",
    "counter counters views viewcount hits rating ratings votes": "counters",
    "tags taglist tagcloud keywords categories copyright imprint sitemap": "keywords and legal lines",
    "credit credits helpful survey toolbox": "pictures, questions to the reader",
    "author authors byline bylines contributor contributors": "about the author",
}
"""Words of class and id that count everywhere, with what the elements hold."""

_OUTSIDE_MAIN: dict[str, str] = {
    "nav navbar navigation navi menu menus submenu topbar toolbar pager footnav": "menus",
    "header masthead footer foot colophon banner overlay": "head and foot of the site",
    "sidebar sidecol aside rail widget widgets more latest": "side columns",
    "search language languages lang locale switcher selector dropdown": "search, choice of language or region",
    "author authors byline bio biography profile register": "about the author, accounts",
    "print tools actions buttons cta stats feedback": "controls",
}
"""Words that inside `main` or `article` name parts of the content as well: `navigation-block`, `section-header`."""

_CAPTIONS = frozenset(["caption", "captions", "figcaption"])
"""Words that name the caption of a picture, as `figcaption` does."""
_AUTHOR_NAMES = frozenset(["author", "author name", "post author", "entry author", "article author", "authors"])
_STRONG = frozenset(word for words in _ANYWHERE for word in words.split())
_WEAK = frozenset(word for words in _OUTSIDE_MAIN for word in words.split())
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PAIRS = frozenset(
    ["read also", "read more", "most read", "most viewed", "see also", "follow us", "sign up", "log in"]
    + [f"author {part}" for part in ("bio", "box", "card", "info", "details", "description", "profile", "about")]
    + ["about author", "article author", "byline box", "post author", "entry author", "more stories", "latest news"]
)


def read_names(tag: str, role: str, label: str, *, in_main: bool) -> BoilerplateEvidence:
    """Return how strongly an element is boilerplate by its tag, its ARIA role, or `label`, its class and id."""
    if tag in _BOILERPLATE_TAGS or role in _BOILERPLATE_ROLES:
        return BoilerplateEvidence.NAMED
    if tag in _APART_TAGS or role in _APART_ROLES:
        named = any(_evidence_of_name(name, in_main=in_main) is BoilerplateEvidence.NAMED for name in label.split())
        return BoilerplateEvidence.NAMED if named else BoilerplateEvidence.APART
    evidence = BoilerplateEvidence.HINT if tag in _HINTING_TAGS and not in_main else BoilerplateEvidence.NONE
    return max(
        evidence, *(_evidence_of_name(name, in_main=in_main) for name in label.split()), BoilerplateEvidence.NONE
    )


def names_byline(label: str) -> bool:
    """Return whether class or id of an element say that it names the author: `article-byline`, `author-name`."""
    words = [word.lower() for word in _WORD.findall(label)]
    return "byline" in words or " ".join(words) in _AUTHOR_NAMES


def names_caption(label: str) -> bool:
    """Return whether class or id of an element say that it is the caption of a picture."""
    return "caption" in label.lower() and not _CAPTIONS.isdisjoint(map(str.lower, _WORD.findall(label)))


@lru_cache(maxsize=8192)
def _evidence_of_name(name: str, *, in_main: bool) -> BoilerplateEvidence:
    words = [word.lower() for word in _WORD.findall(name)]
    if any(word in _STRONG for word in words):
        return BoilerplateEvidence.NAMED
    if any(f"{first} {second}" in _PAIRS for first, second in pairwise(words)):
        return BoilerplateEvidence.NAMED
    if not _CAPTIONS.isdisjoint(words):
        return BoilerplateEvidence.APART
    return (
        BoilerplateEvidence.HINT if not in_main and any(word in _WEAK for word in words) else BoilerplateEvidence.NONE
    )
