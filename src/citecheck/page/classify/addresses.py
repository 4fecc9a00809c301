"""What the addresses show: the one requested, the one reached, the one that the page declares."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model.page import PageText
from citecheck.page.classify.signals import Traits, path_of
from citecheck.page.formats import Medium
from citecheck.page.html.document import resolve_address
from citecheck.text.language import SAMPLE_LENGTH, find_languages_of_script
from citecheck.text.languages import language_codes

_ROOT = re.compile(
    r"/*(?:(?P<folder>[a-z]{2})(?:[-_][a-z]{2})?(?:/+|$))?(?:pages/)?(?:(?:index|home|default|main|welcome|start)(?:\..{2,5})?)?/*$",
    re.IGNORECASE,
)
"""Paths of a front page, also below a language, as in /en/ and /pt-br/home.html. Other folders have two letters too."""
_NAMES_A_PAGE = re.compile(
    r"[?&](?:p|q|id|aid|nid|page|page_id|pageid|article|articleid|story|storyid|item|itemid|node|doc|docid|view)=",
    re.IGNORECASE,
)
"""Queries that name a page of a site whose paths do not; others carry the tracking of mails and feeds."""
_ROOT_TEXT_FILE = re.compile(r"/(?:[\w-]+\.txt|sitemap[\w-]*\.xml|\.well-known/[\w.-]+)$", re.IGNORECASE)
"""Files that only exist as plain text or XML, such as /robots.txt, /ads.txt, /humans.txt."""
_ABSENCE_PATH = re.compile(
    r"(?:^|[/_-])(?:404|not-?found|page-?not-?found|error-?404|notfound|file-?not-?found|seite-nicht-gefunden|page-introuvable)(?:\..{2,5})?/?$",
    re.IGNORECASE,
)

_WORD = re.compile(r"[a-z]{4,}")
_EXTENSIONS = frozenset({"html", "shtml", "aspx", "xhtml"})

_SAME_LINES = 0.85
"""Share of lines in common from which two pages of a site are the same page."""
_READABLE = 40
"""Letters below which a page shows nothing that could be the front page's."""
_SITE_LINKS = 10
_SITE_LETTERS = 400
"""Links and letters that a front page has and a notice does not."""
_FEW_LINES = 5
"""Lines below which a page is all template, and similarity proves nothing."""


def is_root(url: str | None) -> bool:
    """Return whether an address is that of a site's front page, which is never the opening of an article."""
    return url is not None and bool(_ROOT.fullmatch(path_of(url))) and not _NAMES_A_PAGE.search(url)


def site_of(url: str) -> str:
    """Return the last two labels of a host, precise enough to compare an address with its redirect."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.split(".")[-2:])


def _requested_address_of(traits: Traits) -> str | None:
    """Return the address the draft names, as far as known."""
    return traits.requested_url or traits.url


def detect_home_redirect(traits: Traits) -> str | None:
    """Detect a redirect from a deep address to the root of the same site; a shortener may lead to any root."""
    if not traits.requested_url or not traits.url or site_of(traits.url) != site_of(traits.requested_url):
        return None
    if is_root(traits.url) and not is_root(traits.requested_url) and _is_in_its_language(traits):
        return f"requested {path_of(traits.requested_url)}, reached {traits.url}"
    return None


def _is_in_its_language(traits: Traits) -> bool:
    """Return whether a folder of two letters names the language of the page, and no section: /tv/, /go/, /it/."""
    found = _ROOT.fullmatch(traits.path)
    folder = (found["folder"] or "").lower() if found else ""
    return not folder or (folder == traits.text.language if traits.text.language else folder in language_codes())


def detect_canonical_home(traits: Traits) -> str | None:
    """Detect a page at a deep address that declares the root as its own address and is not an article.

    Only the canonical link counts: og:url is the root on every page of many sites.
    """
    if traits.document is None or not traits.url or is_root(traits.url):
        return None
    link = traits.document.canonical_link
    canonical = resolve_address(link, traits.url) if link else None
    return canonical if is_root(canonical) and traits.document.metas.get("og:type") != "article" else None


def detect_foreign_canonical(traits: Traits) -> str | None:
    """Detect such a page on which none of the words of the requested address occur.

    A site with one wrong canonical link for all its pages still writes about what the address names. Where the text is
    in a script that addresses do not use, the words cannot be compared.
    """
    if detect_canonical_home(traits) is None or find_languages_of_script(traits.visible[:SAMPLE_LENGTH]) is not None:
        return None
    words = [word for word in _WORD.findall(traits.path.rsplit("/", 1)[-1].lower()) if word not in _EXTENSIONS]
    text = traits.visible.lower()
    return " ".join(words) if words and not any(word in text for word in words) else None


def detect_site_for_text_file(traits: Traits) -> str | None:
    """Detect a page with the links of a whole site at an address that can only be plain text."""
    return f"a page at {traits.path}" if _is_markup_for_text(traits) and _links_like_a_site(traits) else None


def detect_notice_for_text_file(traits: Traits) -> str | None:
    """Detect a page with little on it at such an address: an error, a wall, or something unknown."""
    return f"a notice at {traits.path}" if _is_markup_for_text(traits) and not _links_like_a_site(traits) else None


def _is_markup_for_text(traits: Traits) -> bool:
    """Return whether markup with something to read came where plain text was requested."""
    url = _requested_address_of(traits)
    return (
        traits.medium is Medium.HTML
        and traits.letters >= _READABLE
        and url is not None
        and bool(_ROOT_TEXT_FILE.fullmatch(path_of(url)))
    )


def _links_like_a_site(traits: Traits) -> bool:
    """Return whether a page has the menus of a site, which a notice does not have."""
    return (
        traits.document is not None
        and traits.document.count("a[href]") >= _SITE_LINKS
        and traits.letters >= _SITE_LETTERS
    )


def detect_absence_path(traits: Traits) -> str | None:
    """Detect an address reached, other than the requested one, whose name is that of a page for missing pages."""
    if traits.requested_url != traits.url and _ABSENCE_PATH.search(traits.path) and traits.requested_url:
        return traits.path
    return None


def detect_home_text(traits: Traits) -> str | None:
    """Detect the text of the site's root at another address."""
    if is_root(_requested_address_of(traits)) or traits.home is None:
        return None
    return _compare_lines(traits, traits.home)


def detect_missing_text(traits: Traits) -> str | None:
    """Detect the text that the site sends for a made-up path."""
    return None if traits.missing is None else _compare_lines(traits, traits.missing)


def _compare_lines(traits: Traits, other: PageText) -> str | None:
    """Return the share of lines that two pages have in common, or None where it is too small or the titles differ."""
    here = set(traits.visible.splitlines())
    there = set(other.visible.splitlines())
    if len(here) < _FEW_LINES and here != there:
        return None
    share = len(here & there) / max(1, len(here | there))
    same_title = (traits.text.title or "") == (other.title or "")
    return f"{share:.0%} of the lines" if share >= _SAME_LINES and same_title and here else None
