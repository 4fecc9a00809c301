"""The reach of each page class, for one answer taken alone.

A page that looks dead is `gone` here; the death policy separates `gone` from `suspect` later, over several visits. A
blocked page is never dead: every wall is `walled`, whatever its status.

The one function that decides how far a source can be reached, and what a probe of its site adds.

`decide_reach` takes the exchange alone, then whether the cited content is still there, then the looks of this run, then
the death policy over earlier runs. Each step after the first can only withdraw or postpone an alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import assert_never
from urllib.parse import unquote, urlsplit

from citecheck.model.change import AnchorState, Change
from citecheck.model.evidence import Evidence, Support
from citecheck.model.exchange import Exchange, Fault, Hop, Lost, Reached, RefusalReason, Refused
from citecheck.model.page import (
    ALIVE,
    DEATHS,
    PAGE_GROUPS,
    Coverage,
    Page,
    PageGroup,
    PageReading,
    PageText,
    Reach,
    Signal,
)
from citecheck.model.report import Completion, CompletionOrigin, PastVisit, SourceResult, Visit
from citecheck.model.settings import DeathPolicy
from citecheck.reach.death_policy import FAULT_MEANINGS, apply_death_policy, combine_looks
from citecheck.text.tokens import count_letters
from citecheck.url.normal_form import drop_visit_parameters, names_list_of_pages, source_key

GROUP_REACH: dict[PageGroup, Reach] = {
    PageGroup.CONTENT: Reach.LIVE,
    PageGroup.WALL: Reach.WALLED,
    PageGroup.ABSENCE: Reach.GONE,
    PageGroup.FAILURE: Reach.FAILING,
    PageGroup.STUB: Reach.UNKNOWN,
}
"""The reach of each group of page classes; a stub that was not followed leaves the source unknown."""

GONE_STATUSES = frozenset({404, 410})
_FIRST_SERVER_ERROR = 500


def reach_of_page(page: Page, status: int | None) -> Reach:
    """Return the reach of a page class with the status of its answer (None for a saved page).

    The status matters only where the body alone does not decide: a body read as live with status 404 or 410 is the
    site's own "not found" page, and with 5xx its error page.
    """
    if page is Page.LIVE and status is not None:
        if status in GONE_STATUSES:
            return Reach.GONE
        if status >= _FIRST_SERVER_ERROR:
            return Reach.FAILING
    return GROUP_REACH[PAGE_GROUPS[page]]


PERMANENT_STATUSES = frozenset({301, 308})
_FIRST_CLIENT_ERROR = 400
_SUCCESS = 200
_PROBE_LOOKS = 2
"""The number of answers that a death found with a made-up page is based on."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of an answer: its page class, or None and the reason (`unread`, one clause) if it was not read.

    `change` is how the page differs from the last good capture; None where there is none or it was not compared.
    `is_notice` is whether it shows no more than a notice in place of that capture (`shows_notice`).
    `unproved` is whether the page class is a death that only a good capture can prove, and there is none.
    """

    page: Page | None = None
    change: Change | None = None
    unread: str | None = None
    is_notice: bool = False
    unproved: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a source can be reached. `error` is one clause for the user where no usable answer came.

    `looks` counts the looks of this run that it is based on.
    """

    reach: Reach
    final_url: str | None
    page: Page | None = None
    status: int | None = None
    fault: Fault | None = None
    error: str | None = None
    looks: int = 1
    refusal: RefusalReason | None = None


def decide_reach(
    exchange: Exchange,
    read: ReadPage,
    history: Sequence[PastVisit],
    looks: Sequence[Reach],
    policy: DeathPolicy,
    *,
    now: datetime,
) -> Outcome:
    """Decide how far the source of `exchange` can be reached.

    `history` holds the visits of earlier runs, newest first; `looks` holds the reaches of earlier looks of this run,
    oldest first; `now` is the moment of this look.

    An answer whose page was not read is judged by its status alone: success stays live, since a failure of our parser
    is no evidence about the source. A move to a page that replaced the cited content is not a move of the source: it
    counts as live, and the change is reported instead. A notice in place of an article may be a wall, a failure or a
    page for missing pages in words that nobody listed: suspect for as long as it stays, since nothing proves a loss.
    """
    outcome = _judge_exchange(exchange, read)
    reach = outcome.reach
    reach = Reach.LIVE if reach is Reach.MOVED and read.change is Change.REPLACED else reach
    reach = reduce(combine_looks, (*looks, reach))
    count = len(looks) + 1
    if reach is Reach.LIVE and read.change is Change.REPLACED and read.is_notice:
        return replace(outcome, looks=count, reach=Reach.SUSPECT, error=_NOTICE_INSTEAD)
    if reach is Reach.GONE and read.unproved:
        return replace(outcome, looks=count, reach=Reach.SUSPECT, error=_NO_POST)
    return replace(
        outcome, looks=count, reach=apply_death_policy(reach, looks=count, history=history, now=now, policy=policy)
    )


_NO_POST = "the messenger shows no post, which may be hidden on the web"
_NOTICE_INSTEAD = "the server sends a short notice in place of the text that was kept"
_LONGEST_NOTICE, _MOST_SENTENCES = 400, 5
"""Letters and sentences of a notice: a heading and two or three sentences."""
_SENTENCE_END = re.compile(r"[.!?؟](?=\s|$)|[。！？।]")


def rests_on_contact(signals: Iterable[Signal]) -> bool:
    """Return whether a page is called missing only because a messenger offers to write to a name (`absent-post`).

    It does so as well where the posts of a channel are not shown on the web.
    """
    return {signal.name for signal in signals if PAGE_GROUPS[signal.page] is PageGroup.ABSENCE} == {"absent-post"}


def shows_notice(before: PageText, after: PageReading) -> bool:
    """Return whether a page shows a few sentences, and looks like no article or is short and shorter than before."""
    old, new = (text.main or text.visible for text in (before, after.text))
    is_short = count_letters(new) <= min(_LONGEST_NOTICE, count_letters(old) - 1)
    return (is_short or after.doubt is not None) and len(_SENTENCE_END.findall(new)) <= _MOST_SENTENCES


def is_notice(visit: Visit) -> bool:
    """Return whether a source is suspect only because a notice is shown in its place."""
    return visit.reach is Reach.SUSPECT and visit.page is Page.LIVE and visit.status == _SUCCESS


def _judge_exchange(exchange: Exchange, read: ReadPage) -> Outcome:
    """Return the outcome of one exchange taken alone."""
    match exchange:
        case Refused(at=at, reason=reason, detail=detail):
            return Outcome(Reach.UNKNOWN, at, error=detail, refusal=reason)
        case Lost(at=at, fault=fault, detail=detail, hops=hops):
            reach = FAULT_MEANINGS[fault].reach
            return Outcome(reach, at, status=hops[-1].status if hops else None, fault=fault, error=detail)
        case Reached(url=url, hops=hops):
            return _judge_answer(url, hops, read)
        case never:
            assert_never(never)


def _judge_answer(url: str, hops: tuple[Hop, ...], read: ReadPage) -> Outcome:
    """Return the outcome of one answer taken alone."""
    final = hops[-1]
    if read.page is None:
        reach = Reach.LIVE if final.status < _FIRST_CLIENT_ERROR else Reach.FAILING
        return Outcome(reach, final.url, status=final.status, error=read.unread)
    reach = reach_of_page(read.page, final.status)
    if reach is Reach.LIVE and is_permanent_move(url, hops):
        reach = Reach.MOVED
    return Outcome(reach, final.url, read.page, final.status)


def is_permanent_move(url: str, hops: tuple[Hop, ...]) -> bool:
    """Return whether every redirect is permanent and the final address is more than a variant of the first.

    A change of scheme, of `www.`, of a trailing slash or of tracking parameters is not a move: editors who are asked to
    change a draft for that soon ignore such reports. Nor is a redirect from a page inside a site to a section or home
    page, which has no page of its own for what was cited.
    """
    redirects = hops[:-1]
    if not redirects or source_key(url) == source_key(hops[-1].url) or _is_section_instead(url, hops[-1].url):
        return False
    return all(hop.status in PERMANENT_STATUSES for hop in redirects)


_SECTION_WORDS = 3
"""Most words in the name of a section, as in `/news-and-events/`; names of articles have more."""
_WORD = re.compile(r"[^\W_]+")


def _is_section_instead(url: str, final_url: str) -> bool:
    """Return whether a redirect leads from a page inside a site to a home page or a page of the first level.

    `/software/desktop/` -> `/infrastructure/` is one. `/2024/03/iron-bridge` -> `/iron-bridge-closed` is not, since the
    names share words, nor is a name with a number or with the length of a headline, nor a query.
    """
    old, new = urlsplit(url), urlsplit(final_url)
    above, below = ([part for part in address.path.split("/") if part] for address in (new, old))
    is_higher = len(above) <= 1 and len(below) > len(above) and not new.query
    words = _WORD.findall(unquote(new.path).casefold().removesuffix(".html"))
    named = set(_WORD.findall(unquote(old.path.rstrip("/").rpartition("/")[2]).casefold()))
    is_general = len(words) <= _SECTION_WORDS and not named.intersection(words) and not any(map(str.isdigit, words))
    return is_higher and is_general


def is_replaced(visit: Visit) -> bool:
    """Return whether the whole page was replaced, which is reported once and not again for each anchor."""
    return visit.change is not None and visit.change.change is Change.REPLACED


_LEAST_TITLE_WORDS = 3
"""Fewest words of a title that names one page; shorter ones, such as "Annual Report", name many."""
_TITLE_PARTS = re.compile(r"\s[|\u2013\u2014\u00b7:-]\s")
_SEEN_PASSAGE = frozenset({AnchorState.INTACT, AnchorState.MOVED})
_SAME_TEXT = frozenset({Change.SAME, Change.COSMETIC})


def judge_move(result: SourceResult) -> Completion | None:
    """Return the new address of a source that moved for good, None if it did not move.

    It is proven if what was cited was seen at the new address: its text, its passage or its title. A permanent redirect
    alone proves nothing, since sites send what they removed to any page. Nor does a copy that was kept after the
    redirect: it is a copy of the new page. A list of pages changes, and parameters of one visit are no part of an
    address; both are offered, the latter removed.
    """
    visit = result.visit
    if visit is None or not visit.final_url or visit.final_url == visit.url:
        return None
    seen = next(_find_cited_content(result, visit), None)
    is_compared = result.evidence.support is not Support.UNCHECKED
    leads_to_section = (is_compared or seen is not None) and _redirects_for_good(visit)
    if visit.reach is not Reach.MOVED and not leads_to_section:
        return None
    unseen = "nothing that was cited was found there" if is_compared else "no sentence was compared with that page"
    doubt = None if seen is None else _find_doubt(visit.url, visit.final_url)
    proof = f"a permanent redirect leads there, and {seen or unseen}"
    if doubt is not None:
        proof = f"a permanent redirect leads there, {doubt}"
    url = drop_visit_parameters(visit.final_url)
    return Completion(url, CompletionOrigin.REDIRECT, proof, proven=seen is not None and doubt is None)


def _redirects_for_good(visit: Visit) -> bool:
    """Return whether a live source was shown at another address for good, which by itself may be one of a section.

    What was cited decides then: it is there, or the reader lands on a page without it.
    """
    if visit.reach is not Reach.LIVE or is_replaced(visit) or urlsplit(visit.final_url or "").path in {"", "/"}:
        return False
    redirects = visit.hops[:-1]
    is_other = source_key(visit.url) != source_key(visit.final_url or visit.url)
    return bool(redirects) and is_other and all(status in PERMANENT_STATUSES for _, status in redirects)


def explain_unproven_move(visit: Visit, move: Completion) -> str:
    """Return why a move is not proven, as a clause after the new address."""
    _, _, clause = move.proof.partition("leads there, ")
    return (
        clause if clause == _find_doubt(visit.url, visit.final_url or "") else "where nothing that was cited was found"
    )


def _find_doubt(url: str, final_url: str) -> str | None:
    """Return what makes an address unfit to replace another, as a clause after it."""
    if names_list_of_pages(final_url) and not names_list_of_pages(url):
        return "which is a list of pages that changes"
    if drop_visit_parameters(final_url) != final_url:
        return "with parameters that belong to one visit"
    return None


def _find_cited_content(result: SourceResult, visit: Visit) -> Iterator[str]:
    """Yield what was cited and seen on the page of a visit, each as a clause."""
    has_original = visit.compared_address is not None and source_key(visit.compared_address) == source_key(visit.url)
    if has_original and visit.change is not None and visit.change.change in _SAME_TEXT:
        yield "its text is that of the copy kept before the redirect"
    if has_original and result.copy is None and result.anchor is not None and result.anchor.state in _SEEN_PASSAGE:
        yield "it holds the passage that supported the claim"
    if result.copy is None and _supports(result.evidence):
        yield "it holds a passage that supports the claim"
    title = visit.title or ""
    cited = _split_words(result.source.raw)
    if any(_names(cited, _split_words(part)) for part in (title, *_TITLE_PARTS.split(title))) or _names(
        _split_words(title), _split_words(result.source.title or "")
    ):
        yield "it has the title that the draft names"


def _supports(evidence: Evidence) -> bool:
    """Return whether a passage supports the claim; names alone may be on any page about the subject."""
    return evidence.support is Support.SUPPORTED or (evidence.support is Support.EVIDENCE and not evidence.names_only)


def _split_words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _names(text: list[str], title: list[str]) -> bool:
    """Return whether the words of a title that names one page are in those of a text, in order and together."""
    found = any(text[at : at + len(title)] == title for at in range(len(text)))
    return found and len(title) >= _LEAST_TITLE_WORDS


_BLANK_PAGES = frozenset({Page.JS_SHELL, Page.EMPTY})
"""Pages that show nothing; what scripts would add can be seen in a browser."""
_SCRIPTED_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def is_worth_browser(page: Page | None, coverage: Coverage | None, *, status: int | None, media_type: str) -> bool:
    """Return whether a browser may see more of a page: it answered with success and shows nothing without scripts.

    `coverage` is that of the text read: a page of which only metadata could be read shows nothing either. A wall is not
    shown to a browser, since it is not for us to pass.
    """
    shows_nothing = page in _BLANK_PAGES or (page is Page.LIVE and coverage is Coverage.METADATA)
    return status == _SUCCESS and media_type in _SCRIPTED_TYPES and shows_nothing


def takes_rendering(before: Page | None, shown: Page) -> bool:
    """Return whether what a browser showed of a page replaces what was read without it.

    Content does, and so does a wall that the scripts of an empty page put up. A page that stays empty, fails or finds
    nothing proves nothing: requests that scripts need were refused (tests/run/test_browser.py, a token by POST).
    """
    is_wall = PAGE_GROUPS[shown] is PageGroup.WALL and shown is not Page.JS_SHELL
    return shown is Page.LIVE or (before in _BLANK_PAGES and is_wall)


def saw_address(reach: Reach) -> bool:
    """Return whether a visit says what is at the address; walls, failing servers and refusals do not."""
    return reach in ALIVE or reach in DEATHS


def saw_content(reach: Reach) -> bool:
    """Return whether a visit says what became of the cited content; a suspicion does not, nor does what saw nothing."""
    return reach in ALIVE or reach is Reach.GONE


def reach_of_visit(visit: Visit | None) -> Reach:
    """Return the reach of a visited source, or `offline` for a source without an address."""
    return Reach.OFFLINE if visit is None else visit.reach


def reach_of_link(visit: Visit | None) -> Reach:
    """Return the reach of a link outside notes, `unknown` if it was not requested."""
    return Reach.UNKNOWN if visit is None else visit.reach


def reach_of_content(visit: Visit | None) -> Reach:
    """Return the reach of the cited content: `suspect` for a replaced page, which no longer holds that content."""
    return Reach.SUSPECT if visit is not None and is_replaced(visit) else reach_of_visit(visit)


def is_worth_probe(visit: Visit) -> bool:
    """Return whether a request for a made-up page may change the result: the source is live and not a root page.

    A page that shows what it showed at the last good visit did not die since, whatever its site sends for other paths.
    """
    is_unchanged = visit.change is not None and visit.change.change in _SAME_TEXT
    return visit.reach is Reach.LIVE and not is_unchanged and urlsplit(visit.url).path not in {"", "/"}


def hides_missing_pages(made_up: Exchange) -> bool:
    """Return whether a site answers a made-up address with success, so that its statuses do not show dead pages."""
    return isinstance(made_up, Reached) and made_up.hops[-1].status == _SUCCESS


def decide_probe(visit: Visit, page: Page, status: int) -> Outcome | None:
    """Return the outcome of a page compared with the site's answer for a made-up page, None if it stays what it was.

    `page` is the page class from that comparison and `status` the status of the capture. A dead page is `gone`. The
    shell of an application is `walled`: it is the same for every path, which proves nothing about the source.
    """
    reach = reach_of_page(page, status)
    if reach is not Reach.GONE and page is not Page.JS_SHELL:
        return None
    return Outcome(reach, visit.final_url, page, visit.status, visit.fault, visit.error, _PROBE_LOOKS)
