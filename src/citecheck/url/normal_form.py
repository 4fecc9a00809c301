"""The normal form of an address by the WHATWG URL standard (ada-url), and keys and links derived from it.

The normal form has no fragment: it is never sent, and the source is the same without it. The address as written keeps
the fragment.

`source_key` is for the "written two ways" rule. It is looser than the normal form on purpose, ignoring what sites
treat alike, and is never requested.

`build_text_fragment_link` opens a live page at a passage (WICG "URL Fragment Text Directives"). A short passage is
quoted whole, a long one by its first and last words. Hyphen, comma and ampersand are syntax there and are escaped as
well.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from urllib.parse import quote, unquote

from ada_url import join_url, normalize_url

from citecheck.model.target import Malformed, Url

_ASSUMED_SCHEME = "https://"
"""Scheme for an address without one. Browsers have done the same since 2021."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LAST_PORT = 65535
_PORT = re.compile(r"[^/?#]+\.[^/?#:]+:\d")
"""A host with a port, which only looks like an address with a scheme."""
_HOST = re.compile(r"(?://)?(?:[^/?#]*[^/?#.\s][.\u3002\uff0e][^/?#.\s]|[^/?#]*\[)")
"""Start of an address without a scheme: a host of several labels, or an IPv6 address in brackets."""
_ASKABLE = frozenset({"http", "https", "ftp"})
"""Schemes that can be cited. All are special schemes of the URL standard, which require a host."""


def parse_url(written: str) -> Url | Malformed:
    """Parse an absolute address, or one that lacks only its scheme, into its normal form.

    `Url.written` is the address with its scheme and fragment. Return `Malformed` with an explanation for anything
    that no browser would open.
    """
    whole = written.strip()
    if not _SCHEME.match(whole) or _PORT.match(whole):
        if not _HOST.match(whole):
            return Malformed(written, "it has no scheme and names no host")
        whole = _ASSUMED_SCHEME + whole.removeprefix("//")
    try:
        href: str = normalize_url(whole)
    except ValueError:
        return Malformed(written, _describe_fault(whole))
    scheme = href.partition(":")[0]
    if scheme == "file":
        return Malformed(written, "it names a file on one computer")
    if scheme not in _ASKABLE:
        return Malformed(written, f"addresses that begin with {scheme}: cannot be opened")
    return Url(whole, _drop_fragment(href))


def _drop_fragment(url: str) -> str:
    """Return an address without its fragment."""
    return url.partition("#")[0]


def resolve_link(base: str | None, href: str) -> str:
    """Resolve `href` against `base`. Return `href` as it is if that fails."""
    try:
        return str(join_url(base, href.strip())) if base else href
    except ValueError:
        return href


def _describe_fault(whole: str) -> str:
    """Return why an address with a scheme cannot be opened: its host is missing, or its port or its host is wrong."""
    authority = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", whole, flags=re.IGNORECASE).partition("/")[0]
    authority = authority.rpartition("@")[2]
    if not authority:
        return "it has no host"
    host, _, port = authority.rpartition(":")
    is_port = re.fullmatch(r"[0-9]{1,5}", port) is not None and int(port) <= _LAST_PORT
    if host and port and not is_port and host.count("[") == host.count("]"):  # "[::1" ends in no port
        return f"the port of {authority!r} is not a number up to {_LAST_PORT}"
    return f"{authority!r} is not a host name"


_TRACKING_PARAMETERS: dict[str, str] = {
    "utm_": "campaign tags of Google Analytics and most mailers",
    "fbclid": "click id of Facebook",
    "gclid": "click id of Google Ads",
    "dclid": "click id of Google Display",
    "msclkid": "click id of Microsoft",
    "igshid": "share id of Instagram",
    "igsh": "share id of Instagram",
    "mc_cid": "campaign id of Mailchimp",
    "mc_eid": "recipient id of Mailchimp",
    "yclid": "click id of Yandex",
    "_ga": "cross-domain id of Google Analytics",
    "ref_src": "embed tag of Twitter",
    "ref_url": "embed tag of Twitter",
    "smid": "share tag of the New York Times",
}
"""Query parameters that describe how a reader arrived, not what is read. Compared as prefixes."""
_HEAD = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\d?\.)?", re.IGNORECASE)


def source_key(url: str) -> str:
    """Return a key that is equal for two addresses of one source: no scheme, www, trailing slash or tracking."""
    address = _HEAD.sub("", url.partition("#")[0])
    path, _, query = address.partition("?")
    host, slash, rest = path.partition("/")
    kept = [part for part in query.split("&") if part and not part.lower().startswith(tuple(_TRACKING_PARAMETERS))]
    key = unquote(host.lower().removesuffix(":443").removesuffix(":80") + slash + rest).rstrip("/")
    return key + ("?" + unquote("&".join(kept)) if kept else "")


_MOST_FOLDERS_OF_PRODUCT = 3
"""Parts of the path of a package or a repository; what is said in an issue or a file of it has more."""
_PATH_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)


@cache
def _read_listings() -> dict[str, frozenset[str]]:
    read = tomllib.loads(files("citecheck.url").joinpath("listings.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in read.items()}


def drop_visit_parameters(url: str) -> str:
    """Return an address without session identifiers and tracking parameters, which belong to one visit."""
    address, mark, fragment = url.partition("#")
    path, _, query = address.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _belongs_to_visit(part))
    return _PATH_SESSION.sub("", path) + (f"?{kept}" if kept else "") + mark + fragment


def _belongs_to_visit(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    known = _read_listings()["visit_parameters"]
    return name.startswith(tuple(_TRACKING_PARAMETERS)) or name.replace("-", "").replace("_", "") in known


def presents_product(url: str) -> bool:
    """Return whether an address is of a package, an app or a repository as a whole, on a host of many."""
    host, _, path = _HEAD.sub("", url).partition("#")[0].partition("?")[0].partition("/")
    folders = path.strip("/").count("/") + 1
    return host.lower() in _read_listings()["product_hosts"] and folders <= _MOST_FOLDERS_OF_PRODUCT


def names_list_of_pages(url: str) -> bool:
    """Return whether the last or last but one part of a path is that of a tag, category or search: a list of pages."""
    path = _HEAD.sub("", url).partition("#")[0].partition("?")[0].partition("/")[2]
    return any(unquote(part).lower() in _read_listings()["folders"] for part in path.strip("/").split("/")[-2:])


_ARCHIVED = re.compile(r"https?:/{1,2}[^/].*", re.IGNORECASE)
"""The address at the end of another: `https://web.archive.org/web/2007/http://a.example/b`."""
_ARCHIVED_PARAMETER = re.compile(r"[?&]url=(?P<inside>https?(?::|%3A)[^&#]+)", re.IGNORECASE)
"""The same in a parameter: `https://www.webcitation.org/query?url=http%3A//a.example/b&date=2009`."""
_AFTER_MOMENT = re.compile(r"/\d{4,14}(?:[a-z]{2}_)?\*?/(?P<inside>[^/?#]+\.[^/?#]+(?:/.*)?)$")
"""The same without a scheme: `https://web.archive.org/web/20070315004836/a.example/b`."""
_SCHEME_ONLY = re.compile(r"^(https?):/*", re.IGNORECASE)


def find_archived_address(copy: str) -> str | None:
    """Return the address that an archived copy was made of, None where the copy's own address does not name it."""
    if found := _ARCHIVED_PARAMETER.search(copy):
        return unquote(found["inside"])
    if found := _ARCHIVED.search(copy, len("https://")):
        return _SCHEME_ONLY.sub(r"\1://", found[0])
    found = _AFTER_MOMENT.search(copy)
    return f"http://{found['inside']}" if found else None


_MOST_WORDS_WHOLE = 12
"""Longest passage quoted whole, in words. With a longer quotation the smallest edit of the page breaks the link."""
_EDGE_WORDS = 5


def build_text_fragment_link(url: str, passage: str) -> str:
    """Return the address that opens `url` at a passage. A fragment of `url` is kept before the directive."""
    words = passage.split()
    if not words:
        return url
    parts = [words] if len(words) <= _MOST_WORDS_WHOLE else [words[:_EDGE_WORDS], words[-_EDGE_WORDS:]]
    directive = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    base, _, fragment = url.partition("#")
    return f"{base}#{fragment.partition(':~:')[0]}:~:text={directive}"
