"""When two spellings name one source: the key that the "written two ways" rule compares.

Looser than the normal form on purpose, and never used to ask anything: it folds what sites treat alike.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

TRACKING: dict[str, str] = {
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


def same_source(url: str) -> str:
    """Give a key that is equal for two addresses of one source: without scheme, www, slash at the end and tracking."""
    address = _HEAD.sub("", url.partition("#")[0])
    path, _, query = address.partition("?")
    host, slash, rest = path.partition("/")
    kept = [part for part in query.split("&") if part and not part.lower().startswith(tuple(TRACKING))]
    key = unquote(host.lower().removesuffix(":443").removesuffix(":80") + slash + rest).rstrip("/")
    return key + ("?" + unquote("&".join(kept)) if kept else "")
