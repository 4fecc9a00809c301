"""Hosts whose addresses mean more than a page: social networks, and shorteners that hide where they lead."""

from __future__ import annotations

import re

SOCIAL: dict[str, str] = {
    "x.com": "X",
    "twitter.com": "X",
    "nitter.net": "X",
    "t.me": "Telegram",
    "telegram.me": "Telegram",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "instagram.com": "Instagram",
    "threads.net": "Threads",
    "threads.com": "Threads",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vk.com": "VK",
    "vk.ru": "VK",
    "vkvideo.ru": "VK",
    "ok.ru": "Odnoklassniki",
    "rutube.ru": "Rutube",
    "tiktok.com": "TikTok",
    "weibo.com": "Weibo",
    "weibo.cn": "Weibo",
    "bilibili.com": "Bilibili",
    "reddit.com": "Reddit",
    "redd.it": "Reddit",
    "linkedin.com": "LinkedIn",
    "bsky.app": "Bluesky",
    "truthsocial.com": "Truth Social",
    "rumble.com": "Rumble",
    "gab.com": "Gab",
    "pinterest.com": "Pinterest",
    "tumblr.com": "Tumblr",
    "dailymotion.com": "Dailymotion",
    "vimeo.com": "Vimeo",
    "mastodon.social": "Mastodon",
    "discord.com": "Discord",
    "discord.gg": "Discord",
    "odysee.com": "Odysee",
    "twitch.tv": "Twitch",
}
"""Host (and every host under it) to the network: what stands there is a post or a video of a member."""

SHORTENERS = frozenset(
    {
        "bit.ly",
        "buff.ly",
        "cutt.ly",
        "dlvr.it",
        "goo.gl",
        "is.gd",
        "ow.ly",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "shorturl.at",
        "t.co",
        "t.ly",
        "tiny.cc",
        "tinyurl.com",
        "trib.al",
        "v.gd",
        "wp.me",
        "lnkd.in",
    }
)
ARCHIVES = frozenset(
    {
        "web.archive.org",
        "archive.is",
        "archive.today",
        "archive.ph",
        "archive.md",
        "perma.cc",
        "ghostarchive.org",
        "webcitation.org",
        "wayback.archive-it.org",
        "webarchive.nationalarchives.gov.uk",
        "webarchive.loc.gov",
        "arquivo.pt",
    }
)
"""Hosts whose addresses are kept copies of other pages."""
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)


def host_of(url: str) -> str:
    """Give the host of an absolute address in lower case, "" if it has none."""
    match = _HOST.match(url)
    return match[1].lower().rstrip(".") if match else ""


def is_social(url: str) -> bool:
    """Say whether `url` is a post, channel or video on a social network."""
    return _listed(host_of(url), SOCIAL)


def is_shortener(url: str) -> bool:
    """Say whether `url` goes through a public shortener."""
    return host_of(url) in SHORTENERS


def _listed(host: str, table: dict[str, str]) -> bool:
    while host and host not in table:
        host = host.partition(".")[2]
    return bool(host)
