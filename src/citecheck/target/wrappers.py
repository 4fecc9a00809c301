"""Links that lead through a counter or a scanner to what they mean: the address inside is the one that is cited."""

from __future__ import annotations

import re
from urllib.parse import unquote

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


def unwrapped(href: str) -> str:
    """Give the address inside a known wrapper, or `href` itself."""
    for pattern, _ in WRAPPERS:
        match = pattern.match(href)
        if match is not None:
            inside = unquote(match["inside"])
            return inside if inside.startswith(("http://", "https://")) else href
    return href
