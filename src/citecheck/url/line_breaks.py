"""Breaks inside an address: a line end or a zero-width space after which the address goes on.

Text that is wrapped at a column breaks long addresses, most often after a slash. The rest alone is no address, so the
first line would be taken for a complete one. A row of `_ROWS` says how a line ends and how the next one begins where an
address goes on; anything else is prose, or another source. Two addresses on two lines are never joined.
"""

from __future__ import annotations

import re

from citecheck.url.hosts import FILE_ENDINGS, is_host_only, is_top_level

BREAKS = "\u200b\r\n"
"""Characters after which an address may go on."""
_PUBLISHED = re.compile(r"[/.?&=_-]\u200b(?!https?:|www\.)[\w%~+-]{0,80}+[/.?&=\u200b\d]")
"""A zero-width space after a character at which long addresses break, followed by more of the address."""
_GAP = re.compile(r"\r?\n[ \t]*")
_TOKEN = re.compile(r"[^\s<>\"\u201c\u201d\u00ab\u00bb]{1,300}")
_SCHEME_OR_WWW = re.compile(r"[a-z][a-z0-9+.-]*:/|www\d?\.", re.IGNORECASE)
_FIRST_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+(?P<top>[a-z]{2,13})(?=[/:?]|$)", re.IGNORECASE)
_ONLY_WWW = re.compile(r"(?:https?://)?www\d?\.", re.IGNORECASE)
"""An address that breaks after its first label: no other host follows "www."."""
_TOP_LABEL = re.compile(r"(?P<top>[a-z]{2,13})(?:/|[.,;)]*\Z)", re.IGNORECASE)

_ENDING = r"(?:s?html?|php\d?|pdf|aspx?|jspx?|cfm|xml|txt|csv|json|docx?|xlsx?|pptx?|odt|epub|jpe?g|png|gif|svg)"
_END = r"(?![\w-])"
_ROWS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(before + r"\Z"), re.compile(after, re.IGNORECASE))
    for before, after in (
        (r"[=&_%-]", r"[\w%~+-]{1,80}(?:[/?&=]|\.\w)"),  # "…?id=12&" + "lang=en"
        (r"[=&_%/]", r"\d{5,}" + _END),  # "…/articles/" + "2933185"
        (
            r"[/_]",
            rf"(?:[\w%~+.-]{{1,80}}/){{0,9}}[\w%~+.-]{{1,120}}\.{_ENDING}{_END}",
        ),  # "…/03/" + "of-the-meeting.html"
        (
            r"/",
            r"(?!\d+/\d+(?:/\d+)?(?![\w/-]))(?=[^/]{0,80}[\d_%-])[\w%~+.-]{1,80}/[\w%~+.-]*\w",
        ),  # "…/" + "PMC29/View"
        (r"/", r"(?!\d\d?/\d\d?/\d{2,4}(?![\w/-]))(?:[\w%~+.-]{1,80}/){2}"),  # "…/minutes/" + "council/march/"
        (r"/", r"(?=\w*[a-z])\w*\d{4,}\w*/?" + _END),  # "…/articles/" + "PMC2933185"
        (r"/", r"(?=(?:\w+-){2,}\w*\d|(?:\w+-){4,}\w)(?!\d{4}-\d\d?-\d\d?\b)[\w-]+" + _END),  # "…/news/" + "a-b-c-2024"
        (r"/", r"[\w%~+.-]{1,80}\?[\w.-]+="),  # "…/" + "view?id=3"
        (r"[\w/]", r"/[\w%~+-]"),  # "…/news" + "/2024"
        (r"[\w-]", rf"\.{_ENDING}{_END}"),  # "…/report" + ".pdf"
        (r"\w\.", rf"(?-i:{_ENDING}){_END}(?=[^ ]|\Z)"),  # "…/report." + "pdf"
        (r"\d/", r"(?=[\w%~+.-]*\d)[a-z][\w%~+-]*\.[\w%~+.-]*\w"),  # "…/10.1000/" + "journal.pone.0123456"
        (r"/", r"[\w%~+.-]{1,80}/\Z"),  # "…/council/" + "minutes/"
        (r"[\w/]", r"[?&][\w.-]+="),  # "…/view" + "?id=3"
        (r"\?", r"[\w.-]+="),  # "…/view?" + "id=3"
    )
)
"""The end of a line and the beginning of the next, where an address goes on."""
_DOUBTS = (
    (re.compile(r"\w-\Z"), re.compile(r"[a-z0-9]", re.IGNORECASE)),  # "…/the-iron-" + "bridge"
    (
        re.compile(r"\w\Z"),
        re.compile(rf"[a-z\d](?:[\w%~+.-]{{0,80}}/){{0,9}}[\w%~+-]{{0,120}}\.{_ENDING}{_END}"),
    ),  # "min" + "utes.pdf"
)
"""The end of a line and the beginning of the next, where an address may go on."""


def goes_on(text: str, begin: int, at: int) -> bool:
    """Return whether the address that begins at `begin` goes on after the break at `at`."""
    if text[at] == "\u200b":
        return _PUBLISHED.match(text, at - 1) is not None
    head, token = text[begin:at], _find_token(text, at)
    if _ONLY_WWW.fullmatch(head):
        gap = _GAP.match(text, at)
        return gap is not None and _FIRST_HOST.match(text, gap.end()) is not None
    if not token:
        return False
    if is_host_only(head):
        top = _TOP_LABEL.match(token)
        return head.endswith(".") and top is not None and is_top_level(top["top"])
    return any(before.search(head[-2:]) and after.match(token) for before, after in _ROWS)


def ends_in_doubt(text: str, begin: int, at: int) -> bool:
    """Return whether an address ends at a line end in a hyphen before a word, or before the name of a file.

    The rest may be on the next line, and whether it is, and whether the hyphen is part of it, is unknown.
    """
    if text[at : at + 1] not in ("\r", "\n"):
        return False
    head, token = text[max(begin, at - 2) : at], _find_token(text, at)
    return any(before.search(head) and after.match(token) for before, after in _DOUBTS)


def _find_token(text: str, at: int) -> str:
    """Return what begins the line after the break at `at`, empty if it is blank or begins another address."""
    gap = _GAP.match(text, at)
    token = _TOKEN.match(text, gap.end()) if gap else None
    if token is None or _SCHEME_OR_WWW.match(token[0]):
        return ""
    host = _FIRST_HOST.match(token[0])
    other = host is not None and is_top_level(host["top"]) and host["top"].lower() not in FILE_ENDINGS
    return "" if other else token[0]
