"""Read the few header fields that say what a body is.

Fields come as on the wire, so names are compared without case and values are Latin-1 (RFC 9110, 5.5). Servers
send broken Content-Type fields in every way there is; whatever cannot be read is treated as absent, because the
body itself is the better witness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from citecheck.model.exchange import RawHeaders

ESSENCE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
LONGEST_TYPE = 500
"""Characters of a type that are read; the search for one takes time with the square of its length."""
CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContentType:
    """The media type without parameters in lower case, and the charset label as written; empty or None if absent."""

    essence: str
    charset: str | None


def field(headers: RawHeaders, name: str) -> str | None:
    """Return the values of the field `name` (lower case) joined by commas, None if it was not sent."""
    wanted = name.encode("ascii")
    values = [value.decode("latin-1").strip() for key, value in headers if key.lower() == wanted]
    return ", ".join(values) if values else None


def content_type(headers: RawHeaders) -> ContentType:
    """Read the Content-Type field; repeated fields count by their first readable type, as the last hop wrote them."""
    written = (field(headers, "content-type") or "")[:LONGEST_TYPE]
    essence = ESSENCE.search(written.lower())
    # The bare form "charset=utf-8" without a type is common enough to be read as well.
    charset = CHARSET.search(";" + written)
    return ContentType(essence.group() if essence else "", charset.group(1) if charset else None)
