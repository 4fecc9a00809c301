"""The page class of an answer: the weighted sum of its signals.

All tables of signals are combined here. Their order means nothing; the weights do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from citecheck.model.page import PAGE_GROUPS, Page, PageGroup, Signal
from citecheck.page.classify.access import ACCESS_ROWS as ACCESS
from citecheck.page.classify.addresses import is_root
from citecheck.page.classify.bot_blocks import BOT_BLOCK_ROWS as WALLS
from citecheck.page.classify.legal_blocks import LEGAL_BLOCK_ROWS as NOTICES
from citecheck.page.classify.logins import LOGIN_ROWS as LOGINS
from citecheck.page.classify.not_found import NOT_FOUND_ROWS as ABSENCE
from citecheck.page.classify.placeholders import EMPTY_PAGE_ROWS as SHELLS
from citecheck.page.classify.placeholders import PARKING_ROWS as PARKING
from citecheck.page.classify.placeholders import SHELL
from citecheck.page.classify.reports import RUNNING_PARTS, drop_words_about_others, goes_on, states_in_sentence
from citecheck.page.classify.server_errors import ERROR_ROWS as FAULTS
from citecheck.page.classify.server_errors import STATUS_ROWS as STATUS
from citecheck.page.classify.signals import PagePart, Phrase, Probe, SignalRow, Traits
from citecheck.page.classify.titles import heading_without_quotations

ROWS: tuple[SignalRow, ...] = (
    *STATUS,
    *WALLS,
    *NOTICES,
    *ACCESS,
    *LOGINS,
    *FAULTS,
    *SHELLS,
    *ABSENCE,
    *PARKING,
)


_ENOUGH = 1.0
"""Weight from which a page has a class; see `signals`."""

_CERTAIN = 2.0
"""Weight above which a class gains nothing: several signals that find one sentence do not make it more certain.

A status is not a sentence."""

_SEARCHED_TEXT = 20_000
"""Characters of text that phrases are searched in; `_SEARCHED_SOURCE` is the same for markup."""
_SEARCHED_SOURCE = 150_000

_TERSE = 800
_TERSE_GAIN = 1.3
"""Letters shown below which words gain weight, in full up to a quarter: a page that shows nothing else is about
them."""
_SMALL_MARKUP = 30_000
"""Characters of markup above which a page that shows little is not terse but unfinished: its scripts show the rest."""

_MAX_SEEN = 120
"""Characters kept of what a signal found."""

_GROUP_PREFERENCE: dict[PageGroup, float] = {
    PageGroup.WALL: 1.0,
    PageGroup.FAILURE: 0.2,
    PageGroup.STUB: 0.2,
    PageGroup.ABSENCE: 0.0,
}
"""Added where several classes have enough weight: a wall hides the page, so a page that may be there is not called
dead."""

_MENTIONED_CLASSES = frozenset({page for page, group in PAGE_GROUPS.items() if group is PageGroup.ABSENCE}) | {
    Page.MAINTENANCE,
    Page.ERROR_PAGE,
    Page.RATE_BLOCK,
    Page.WAF_CHALLENGE,
}
"""Classes that an ordinary page mentions in passing: a page missing from a book, works on a bridge, a queue.

Classes whose notices seldom have a headline that names them are left out: of these only rows that are `mention`."""

_FALLBACKS = frozenset({Page.JS_SHELL, Page.EMPTY})
"""Classes that state only that nothing is shown; any class that states the reason takes precedence."""

_FAILED = frozenset(row.name for row in STATUS if row.page is Page.ERROR_PAGE)
"""Signals that the server itself reports a failure."""

_SOLE_SENTENCE = 120
"""Letters of content that is a headline and one sentence."""

_ARTICLE_CLASSES = frozenset({Page.PAYWALL_PARTIAL, Page.JS_SHELL})
"""Classes that any words can prove on a page that declares itself an article with a date: they precede an article.

The other classes need a title or heading that states nothing else."""

_GONE_STATUSES = frozenset({404, 410})
_FIRST_REFUSAL = 400

_LISTED_STATUS = re.compile(r"^\W*([45]\d\d)\b", re.MULTILINE)
_STATUS_LIST = 3
"""Different statuses at the beginnings of lines from which a page is a reference of statuses, not an example."""

_MENTIONING_PARTS = RUNNING_PARTS | {PagePart.TITLE}
"""Where a page states what it is, and where it may describe other things; a whole title may be a headline."""


def classify_page(traits: Traits) -> tuple[Page, tuple[Signal, ...]]:
    """Return the page class with the greatest weight, `live` where none has enough, and all signals that count.

    A notice of a death after which the page goes on about something else proves none: its page is `live`.
    """
    found = _drop_passing_mentions(_collect_signals(traits), traits)
    if len(set(_LISTED_STATUS.findall(traits.own_text))) >= _STATUS_LIST:
        found = [(row, signal) for row, signal in found if isinstance(row, Probe) or row.where not in RUNNING_PARTS]
    if traits.status is None or traits.status < _FIRST_REFUSAL:
        found = drop_words_about_others(found, traits, ROWS)
    elif traits.status not in _GONE_STATUSES:
        found = _drop_deaths_of_titles(found)
    signals = tuple(signal for _, signal in found)
    totals = _add_weights(signals)
    if Page.HARD_404_BODY in totals:
        # The status and the body state the same.
        totals[Page.HARD_404_BODY] += totals.pop(Page.SOFT_404, 0.0)
    if any(signal.name == SHELL for signal in signals) and not any(signal.name in _FAILED for signal in signals):
        # An application shows a failure of its own where its scripts did not run.
        totals.pop(Page.ERROR_PAGE, None)
    called = [page for page, total in totals.items() if total >= _ENOUGH]
    page = max(called, key=lambda page: _rank_class(page, totals[page]), default=Page.LIVE)
    is_refused = traits.status is not None and traits.status >= _FIRST_REFUSAL
    if PAGE_GROUPS[page] is PageGroup.ABSENCE and not is_refused and goes_on(found, traits):
        return Page.LIVE, signals
    return page, signals


def _add_weights(signals: Iterable[Signal]) -> dict[Page, float]:
    """Return the sum of the weights of the signals of each class."""
    totals: dict[Page, float] = {}
    for signal in signals:
        totals[signal.page] = totals.get(signal.page, 0.0) + signal.weight
    return totals


def find_unproved_notice(signals: Iterable[Signal]) -> str | None:
    """Return the notice of a death that a live page shows, as "the words of a notice, “Page not found”", or None.

    Such a page goes on about something else (`reports.goes_on`): its notice proves nothing, and may yet be one.
    """
    dead = [signal for signal in signals if PAGE_GROUPS[signal.page] is PageGroup.ABSENCE]
    if not any(total >= _ENOUGH for total in _add_weights(dead).values()):
        return None
    return f"the words of a notice, “{dead[0].seen.strip()}”"


def _collect_signals(traits: Traits) -> list[tuple[SignalRow, Signal]]:
    """Return the rows that apply to such a page and find something, each with its signal."""
    searched = searched_parts_of(traits)
    found = []
    for row in ROWS:
        if row.until is not None and traits.prose >= row.until:
            continue  # true of most rows on most pages, so it is checked first
        weight = _weight_of(row, traits)
        seen = _search_row(row, traits, searched) if weight else None
        if seen is not None:
            found.append((row, Signal(row.name, row.page, round(weight, 3), seen[:_MAX_SEEN])))
    return found


def _drop_passing_mentions(found: list[tuple[SignalRow, Signal]], traits: Traits) -> list[tuple[SignalRow, Signal]]:
    """Return the signals without what a page mentions in passing.

    On a page with its own headline words are in passing if neither title nor headline names their class as a whole,
    and they are no sentence of a page that shows little else.
    """
    has_headline = traits.has_headline
    is_sole = has_headline and traits.region < _SOLE_SENTENCE and (traits.status or 0) < _FIRST_REFUSAL
    sole = traits.own_text.splitlines() if is_sole else []
    stated = {
        row.page for row, _ in found if isinstance(row, Phrase) and row.where in RUNNING_PARTS and not row.mention
    }
    named = {row.page for row, _ in found if isinstance(row, Phrase) and row.where not in _MENTIONING_PARTS}
    return [
        (row, signal)
        for row, signal in found
        if not isinstance(row, Phrase)
        or row.where not in _MENTIONING_PARTS
        or not (
            (row.mention and row.where in RUNNING_PARTS and row.page in stated)
            or (
                has_headline
                and row.page not in named
                and (row.mention or row.page in _MENTIONED_CLASSES)
                and not (sole and states_in_sentence(row, sole))
            )
        )
    ]


def _drop_deaths_of_titles(found: list[tuple[SignalRow, Signal]]) -> list[tuple[SignalRow, Signal]]:
    """Return the signals without those of a missing page, unless the text states it.

    Many refusals and failures are titled "Not found" or "Invalid URL"; a status that says otherwise is overruled by a
    statement about this page alone.
    """
    stated = sum(
        signal.weight
        for row, signal in found
        if row.page is Page.SOFT_404 and isinstance(row, Phrase) and row.where in RUNNING_PARTS
    )
    return found if stated >= _ENOUGH else [each for each in found if each[0].page is not Page.SOFT_404]


def _weight_of(row: SignalRow, traits: Traits) -> float:
    """Return the weight of a row on such a page, 0 where the row is not searched; see `signals`."""
    weight = row.weight * _scale_by_length(traits.prose, row.until)
    if isinstance(row, Probe):
        return weight
    if traits.article and row.where in _MENTIONING_PARTS and row.page not in _ARTICLE_CLASSES:
        return 0.0
    if row.page is Page.PAYWALL_PARTIAL and is_root(traits.url):
        return 0.0
    if row.where is PagePart.SOURCE:
        return weight
    if row.where in RUNNING_PARTS:
        around = traits.letters if PAGE_GROUPS[row.page] is PageGroup.ABSENCE else traits.region
        weight *= _scale_by_length(around, row.shown)
    terse = not traits.has_headline and len(traits.source) <= _SMALL_MARKUP
    return weight * (1 + (_TERSE_GAIN - 1) * _scale_by_length(traits.letters, _TERSE)) if terse else weight


def _scale_by_length(letters: int, until: int | None) -> float:
    """Return the factor of a row's weight on a page with `letters` letters, in [0, 1]; see `signals`."""
    return 1.0 if until is None else min(1.0, max(0.0, (until - letters) / (0.75 * until)))


def _rank_class(page: Page, total: float) -> tuple[bool, float]:
    """Return the sort key of a class that has enough weight."""
    counted = total if page is Page.HARD_404_BODY else min(total, _CERTAIN)
    return page not in _FALLBACKS, counted + _GROUP_PREFERENCE[PAGE_GROUPS[page]]


def _search_row(row: SignalRow, traits: Traits, searched: Mapping[PagePart, Sequence[bytes]]) -> str | None:
    """Return what a row finds in an answer, or None."""
    if isinstance(row, Probe):
        return row.test(traits)
    return next((seen for part in searched[row.where] if (seen := row.search(part))), None)


def searched_parts_of(traits: Traits) -> dict[PagePart, Sequence[bytes]]:
    """Return the texts that phrases are searched in, encoded as UTF-8 once for all phrases."""
    parts: dict[PagePart, Sequence[str]] = {
        PagePart.TITLE: (traits.title,),
        PagePart.TITLE_PART: traits.title_parts,
        PagePart.HEADING: tuple(map(heading_without_quotations, traits.headings)),
        PagePart.TEXT: (traits.own_text[:_SEARCHED_TEXT],),
        PagePart.SHOWN: (traits.shown_text[:_SEARCHED_TEXT],),
        PagePart.OWN_OR_HIDDEN: (traits.own_or_hidden_text[:_SEARCHED_TEXT],),
        PagePart.SOURCE: (traits.source[:_SEARCHED_SOURCE],),
    }
    return {where: [text.encode("utf-8", "replace") for text in texts] for where, texts in parts.items()}
