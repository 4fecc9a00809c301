"""Host names.

Whether one is a social network, a shortener or an archive, matches a pattern, or ends in a known label.

The last label is only checked for names without a scheme ("example dot com/a" is an address, "connect the dot
net/result" hardly). So the list is short: every country code of ISO 3166-1 in use as a domain, and the generic
domains that reports cite. With a scheme any last label is accepted. Patterns are those of certificates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SOCIAL_HOSTS: dict[str, str] = {
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
"""Host (and all its subdomains) -> network. Its pages are posts or videos of members."""

_NETWORKS_BY_SHORTENER = {"t.co": "X"}
"""Shortener -> the network whose posts have all their addresses from it (help.x.com, "About t.co")."""
_NUMBER_OF_POST = re.compile(r"/\d{6,}/?(?:[?#]|$)")
_SHORTENERS = frozenset(
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
_ARCHIVE_HOSTS: dict[str, str] = {
    "web.archive.org": "Wayback Machine",
    "wayback.archive.org": "Wayback Machine",
    "archive.fo": "archive.today",
    "archive.is": "archive.today",
    "archive.li": "archive.today",
    "archive.md": "archive.today",
    "archive.ph": "archive.today",
    "archive.today": "archive.today",
    "archive.vn": "archive.today",
    "perma.cc": "Perma.cc",
    "ghostarchive.org": "Ghost Archive",
    "webcitation.org": "WebCite",
    "wayback.archive-it.org": "Archive-It",
    "webarchive.nationalarchives.gov.uk": "UK National Archives",
    "webarchive.org.uk": "UK Web Archive",
    "webarchive.loc.gov": "Library of Congress",
    "webarchive.nla.gov.au": "Australian Web Archive",
    "arquivo.pt": "Arquivo.pt",
    "wayback.vefsafn.is": "Vefsafn.is",
    "megalodon.jp": "Megalodon",
}
"""Host (and all its subdomains) -> archive. Its addresses are copies of other pages."""
_HOST_ONLY = re.compile(r"[a-z]*:?/{0,2}[^/?#]*\Z", re.IGNORECASE)
"""An address that holds nothing after its host."""
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)


def host_of(url: str) -> str:
    """Return the host of an absolute address in lower case, "" if it has none."""
    match = _HOST.match(url)
    return match[1].lower().rstrip(".") if match else ""


def is_host_only(address: str) -> bool:
    """Return whether an address, with or without a scheme, ends within its host."""
    return _HOST_ONLY.match(address) is not None


def is_social(url: str) -> bool:
    """Return whether `url` is a post, channel or video on a social network."""
    return _is_listed(host_of(url), _SOCIAL_HOSTS)


def is_archive(url: str) -> bool:
    """Return whether `url` is an archived copy of another page."""
    return _is_listed(host_of(url), _ARCHIVE_HOSTS)


def is_written_by_network(url: str, post: str) -> bool:
    """Return whether the network of a post wrote the short address `url` for an address of its text.

    X gives every link of a post an address of "t.co", which the code for embedding the post keeps.
    """
    network = _NETWORKS_BY_SHORTENER.get(host_of(url))
    return network is not None and _SOCIAL_HOSTS.get(host_of(post).removeprefix("www.")) == network and _is_post(post)


def _is_post(url: str) -> bool:
    """Return whether an address ends in the number of a post: /name/status/648495457623252992."""
    return _NUMBER_OF_POST.search(url) is not None


def is_shortener(url: str) -> bool:
    """Return whether `url` is an address of a public shortener."""
    return host_of(url) in _SHORTENERS


def _is_listed(host: str, table: dict[str, str]) -> bool:
    while host and host not in table:
        host = host.partition(".")[2]
    return bool(host)


def matches_host(patterns: Iterable[str], host: str) -> bool:
    """Return whether one of `patterns` matches `host`: the host itself, or `*.a.example` for any host below it."""
    host = host.lower().rstrip(".")
    return any(host.endswith(each[1:]) if each.startswith("*.") else host == each for each in map(str.lower, patterns))


_COUNTRY_LABELS = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd "
    "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge "
    "gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw "
    "mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb "
    "sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk "
    "us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERIC_LABELS = (
    "com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post arpa xxx news "
    "media press blog online site website space tech digital world today live global network agency report foundation "
    "institute international africa eus london nyc paris berlin moscow wiki page link click app dev cloud email group "
    "center city club company design education energy events expert finance fund health help host life market law "
    "onion page pub science social solutions store studio systems team tools top video vip work works xyz zone "
    "example test"
)
COUNTRY_LABELS = frozenset(_COUNTRY_LABELS.split())
GENERIC_LABELS = frozenset(_GENERIC_LABELS.split())
_FILE_ENDINGS = "ai am cc id in is it md me ml mo no pl pm ps py rs sh so to tv us"
FILE_ENDINGS = frozenset(_FILE_ENDINGS.split())
"""Country codes that text without a scheme more often uses as a word or a file suffix ("notes.md/x", "is", "no")."""


_WORD_LABELS = (
    "info name pro travel tel cat post news media press blog online site website space tech digital world today live "
    "global network agency report foundation institute international africa wiki page link click app dev cloud email "
    "group center city club company design education energy events expert finance fund health help host life market "
    "law page science social solutions store studio systems team tools top video vip work works zone example test"
)
WORD_LABELS = frozenset(_WORD_LABELS.split())
"""Generic labels that are English words, and so also what code calls the parts of a thing ("user.name/password")."""
PACKAGE_LABELS = frozenset({"com", "org", "net", "io", "java", "javax", "self", "this"})
"""Labels that begin the names of packages and objects in code ("org.apache.net/x"), and no host."""


def is_top_level(label: str) -> bool:
    """Return whether `label` is the last label of a public host name, including other scripts (рф, 中国)."""
    label = label.lower()
    return label in COUNTRY_LABELS or label in GENERIC_LABELS or (not label.isascii() and label.isalpha())
