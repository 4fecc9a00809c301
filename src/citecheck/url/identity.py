"""When two addresses are one source, and what an address means that leads through a counter or a scanner.

The key that the "written two ways" rule compares is looser than the normal form on purpose, and never used to ask
anything: it folds what sites treat alike. Of a link through a known wrapper the address inside is the one that is
cited.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

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
