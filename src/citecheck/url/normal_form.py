"""The normal form of an address: what the WHATWG URL standard makes of it, by ada-url.

The fragment is dropped: it is never sent, and the source is the same without it. The address as written is kept
with
it.

When two addresses are one source, and what an address means that leads through a counter or a scanner.

The key that the "written two ways" rule compares is looser than the normal form on purpose, and never used to ask
anything: it folds what sites treat alike. Of a link through a known wrapper the address inside is the one that is
cited.

A link that opens a live page at a passage: text fragments (WICG "URL Fragment Text Directives").

A short passage is named whole, a long one by its first and last words. Hyphen, comma and ampersand are syntax
there and are escaped along with what addresses escape anyway.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from ada_url import join_url, normalize_url

from citecheck.model.target import Malformed, Url

ASSUMED_SCHEME = "https://"
"""What an address without a scheme is asked by; browsers do the same since 2021."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PORT = re.compile(r"[^/?#]+\.[^/?#:]+:\d")
"""A host with its port, which only looks like an address with a scheme."""
_HOST = re.compile(r"(?://)?(?:[^/?#]*[^/?#.\s][.\u3002\uff0e][^/?#.\s]|[^/?#]*\[)")
"""How an address without a scheme begins: a host of several labels, or an address of version 6 in brackets."""
_ASKABLE = frozenset({"http", "https", "ftp"})
"""All of them are special schemes of the URL standard: an address of theirs without a host does not parse."""


def parse_url(written: str) -> Url | Malformed:
    """Parse an absolute address, or one that lacks only its scheme, into its normal form.

    `Url.written` is the address with its scheme completed, fragment kept. What no browser would open comes back as
    `Malformed` with the fault in words.
    """
    whole = written.strip()
    if not _SCHEME.match(whole) or _PORT.match(whole):
        if not _HOST.match(whole):
            return Malformed(written, "it has no scheme and names no host")
        whole = ASSUMED_SCHEME + whole.removeprefix("//")
    try:
        href: str = normalize_url(whole)
    except ValueError:
        return Malformed(written, _describe_fault(whole))
    scheme = href.partition(":")[0]
    if scheme not in _ASKABLE:
        return Malformed(written, f"addresses that begin with {scheme}: cannot be opened")
    return Url(whole, drop_fragment(href))


def drop_fragment(url: str) -> str:
    """Cut the fragment off an address."""
    return url.partition("#")[0]


def resolve_link(base: str | None, href: str) -> str:
    """Resolve `href` against `base`; what cannot be resolved comes back as it is."""
    try:
        return str(join_url(base, href.strip())) if base else href
    except ValueError:
        return href


def _describe_fault(whole: str) -> str:
    host = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", whole, flags=re.IGNORECASE).partition("/")[0]
    if not host:
        return "it has no host"
    if re.search(r":(?!\d{1,5}$)[^\]]*$", host):
        return f"the port of {host!r} is not a number up to 65535"
    return f"{host!r} is not a host name"


TRACKING_PARAMETERS: dict[str, str] = {
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
"""Query parameters that say how a reader came, not what is read; by prefix."""
_HEAD = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\d?\.)?", re.IGNORECASE)


def source_key(url: str) -> str:
    """Give a key that is equal for two addresses of one source: without scheme, www, slash at the end and tracking."""
    address = _HEAD.sub("", url.partition("#")[0])
    path, _, query = address.partition("?")
    host, slash, rest = path.partition("/")
    kept = [part for part in query.split("&") if part and not part.lower().startswith(tuple(TRACKING_PARAMETERS))]
    key = unquote(host.lower().removesuffix(":443").removesuffix(":80") + slash + rest).rstrip("/")
    return key + ("?" + unquote("&".join(kept)) if kept else "")


WRAPPERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"^https?://(?:www\.)?google\.[a-z.]{2,6}/url\?(?:[^#]*?&)?(?:q|url)=(?P<inside>[^&#]+)"),
        "Google Docs and Search",
    ),
    (
        re.compile(r"^https?://lm?\.(?:facebook|instagram)\.com/(?:l\.php)?\?(?:[^#]*?&)?u=(?P<inside>[^&#]+)"),
        "Facebook",
    ),
    (
        re.compile(r"^https?://[\w-]+\.safelinks\.protection\.outlook\.com/\?(?:[^#]*?&)?url=(?P<inside>[^&#]+)"),
        "Outlook",
    ),
    (re.compile(r"^https?://urldefense\.(?:com|us)/v3/__(?P<inside>.+?)__;"), "Proofpoint"),
    (re.compile(r"^https?://(?:www\.)?youtube\.com/redirect\?(?:[^#]*?&)?q=(?P<inside>[^&#]+)"), "YouTube"),
    (re.compile(r"^https?://vk\.com/away\.php\?(?:[^#]*?&)?to=(?P<inside>[^&#]+)"), "VK"),
)
"""Pattern and who makes such links."""


def unwrap(href: str) -> str:
    """Give the address inside a known wrapper, or `href` itself."""
    for pattern, _ in WRAPPERS:
        match = pattern.match(href)
        if match is not None:
            inside = unquote(match["inside"])
            return inside if inside.startswith(("http://", "https://")) else href
    return href


_MOST_WORDS_WHOLE = 12
"""Words up to which a passage is named whole; a longer one breaks the link with the smallest edit."""
_EDGE_WORDS = 5


def build_text_fragment_link(url: str, passage: str) -> str:
    """Give the address that opens `url` at a passage; a fragment of its own is kept before the directive."""
    words = passage.split()
    if not words:
        return url
    parts = [words] if len(words) <= _MOST_WORDS_WHOLE else [words[:_EDGE_WORDS], words[-_EDGE_WORDS:]]
    directive = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    base, _, fragment = url.partition("#")
    return f"{base}#{fragment.partition(':~:')[0]}:~:text={directive}"
