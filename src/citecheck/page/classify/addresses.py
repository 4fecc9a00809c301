"""What the addresses say: the one asked, the one reached, the one the page gives itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model.page import PageText
from citecheck.page.classify.signals import Traits, path_of
from citecheck.page.formats import Medium
from citecheck.page.html.document import resolve_address
from citecheck.text.language import SAMPLE_LENGTH, find_languages_of_script

ROOT = re.compile(
    r"/*(?:[a-z]{2}(?:[-_][a-z]{2})?(?:/+|$))?(?:pages/)?(?:(?:index|home|default|main|welcome|start)(?:\..{2,5})?)?/*$",
    re.IGNORECASE,
)
"""Also below a language, as in /en/ and /pt-br/home.html."""
NAMES_A_PAGE = re.compile(
    r"[?&](?:p|q|id|aid|nid|page|page_id|pageid|article|articleid|story|storyid|item|itemid|node|doc|docid|view)=",
    re.IGNORECASE,
)
"""Queries that name a page of a site whose paths do not; others carry the tracking of mails and feeds."""
ROOT_TEXT_FILE = re.compile(r"/(?:[\w-]+\.txt|sitemap[\w-]*\.xml|\.well-known/[\w.-]+)$", re.IGNORECASE)
"""Files that only exist as plain text or XML, such as /robots.txt, /ads.txt, /humans.txt."""
ABSENCE_PATH = re.compile(
    r"(?:^|[/_-])(?:404|not-?found|page-?not-?found|error-?404|notfound|file-?not-?found|seite-nicht-gefunden|page-introuvable)(?:\..{2,5})?/?$",
    re.IGNORECASE,
)

WORD = re.compile(r"[a-z]{4,}")
EXTENSIONS = frozenset({"html", "shtml", "aspx", "xhtml"})

SAME_LINES = 0.85
"""Share of lines in common from which two pages of a site are the same page."""
READABLE = 40
"""Letters below which a page shows nothing that could be the front page's."""
SITE_LINKS = 10
SITE_LETTERS = 400
"""Links and letters that a front page has and a notice has not."""
FEW_LINES = 5
"""Below that many lines a page is all template, and likeness says nothing."""


def is_root(url: str | None) -> bool:
    """Tell whether an address is that of a site's front page."""
    return url is not None and bool(ROOT.fullmatch(path_of(url))) and not NAMES_A_PAGE.search(url)


def site_of(url: str) -> str:
    """Return the last two labels of an address's host, near enough to compare an address with where it redirected."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.split(".")[-2:])


def asked_address_of(traits: Traits) -> str | None:
    """Return the address the draft names, as far as known."""
    return traits.requested_url or traits.url


def detect_home_redirect(traits: Traits) -> str | None:
    """See a deep address asked and the root of the same site reached; a shortener may lead to any root."""
    if not traits.requested_url or not traits.url or site_of(traits.url) != site_of(traits.requested_url):
        return None
    if is_root(traits.url) and not is_root(traits.requested_url):
        return f"asked {path_of(traits.requested_url)}, reached {traits.url}"
    return None


def detect_canonical_home(traits: Traits) -> str | None:
    """See a page at a deep address that calls itself the root, and no article.

    Only by its canonical link: og:url is the root on every page of many a site.
    """
    if traits.document is None or not traits.url or is_root(traits.url):
        return None
    link = traits.document.canonical_link
    canonical = resolve_address(link, traits.url) if link else None
    return canonical if is_root(canonical) and traits.document.metas.get("og:type") != "article" else None


def detect_foreign_canonical(traits: Traits) -> str | None:
    """See such a page on which none of the words of the address asked occur.

    A site with one wrong canonical link for all its pages still writes about what the address names; where the text is
    in another script than addresses are, that cannot be told.
    """
    if detect_canonical_home(traits) is None or find_languages_of_script(traits.visible[:SAMPLE_LENGTH]) is not None:
        return None
    words = [word for word in WORD.findall(traits.path.rsplit("/", 1)[-1].lower()) if word not in EXTENSIONS]
    text = traits.visible.lower()
    return " ".join(words) if words and not any(word in text for word in words) else None


def detect_site_for_text_file(traits: Traits) -> str | None:
    """See a page with the links of a whole site at an address that can only be plain text."""
    return f"a page at {traits.path}" if is_markup_for_text(traits) and links_like_a_site(traits) else None


def detect_notice_for_text_file(traits: Traits) -> str | None:
    """See a page with little on it at such an address: an error, a wall, who knows."""
    return f"a notice at {traits.path}" if is_markup_for_text(traits) and not links_like_a_site(traits) else None


def is_markup_for_text(traits: Traits) -> bool:
    """Tell whether markup with something to read came where plain text was asked."""
    url = asked_address_of(traits)
    return (
        traits.medium is Medium.HTML
        and traits.letters >= READABLE
        and url is not None
        and bool(ROOT_TEXT_FILE.fullmatch(path_of(url)))
    )


def links_like_a_site(traits: Traits) -> bool:
    """Tell a page of a site, with its menus, from a notice."""
    return (
        traits.document is not None
        and traits.document.count("a[href]") >= SITE_LINKS
        and traits.letters >= SITE_LETTERS
    )


def detect_absence_path(traits: Traits) -> str | None:
    """See an address reached, other than the one asked, that names itself a page for missing pages."""
    if traits.requested_url != traits.url and ABSENCE_PATH.search(traits.path) and traits.requested_url:
        return traits.path
    return None


def detect_home_text(traits: Traits) -> str | None:
    """See the text of the site's root at another address."""
    if is_root(asked_address_of(traits)) or traits.home is None:
        return None
    return compare_lines(traits, traits.home)


def detect_missing_text(traits: Traits) -> str | None:
    """See the text that the site sends for a made-up path."""
    return None if traits.missing is None else compare_lines(traits, traits.missing)


def compare_lines(traits: Traits, other: PageText) -> str | None:
    """Say how alike the lines of two pages are, None where they are not; the titles must not differ."""
    here = set(traits.visible.splitlines())
    there = set(other.visible.splitlines())
    if len(here) < FEW_LINES and here != there:
        return None
    share = len(here & there) / max(1, len(here | there))
    same_title = (traits.text.title or "") == (other.title or "")
    return f"{share:.0%} of the lines" if share >= SAME_LINES and same_title and here else None
