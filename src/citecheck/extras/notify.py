"""Notifications of an audit: new findings about sources, sent by mail, chat or webhook, each event once.

This is the only importer of Apprise, which contacts each service over a connection of its own. The service addresses
come from the configuration of the user who runs the audit, never from a draft or a page, so the network guard does not
apply. The answers of a service are not trusted, so its redirects are not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TypeAlias

from citecheck.errors import WrongUsage
from citecheck.model.finding import Finding, Level
from citecheck.model.report import DraftReport, Report, TurnKind, Visit
from citecheck.report.findings import Concern, fingerprint_finding
from citecheck.report.safe_text import hide_secrets_in
from citecheck.report.sources import spellings_of
from citecheck.rules.state import is_repetition

_LASTING = ("L4", "D", "S", "R2")
"""Prefixes of the rules whose findings are events while they hold. Rules about the draft alone are no events."""
_REPORTED_LEVELS = frozenset({Level.WARNING, Level.ERROR})
_CORRECTIONS = ("R203",)
"""Prefixes of the rules whose findings are events although they are notes: a cited work was corrected."""
_TURNS: dict[TurnKind, tuple[str, ...]] = {
    TurnKind.GONE: ("L10", "A104"),
    TurnKind.UNSTEADY: ("L10", "L110", "A104"),
    TurnKind.FAILING: ("L3",),
    TurnKind.BACK: ("L601",),
    TurnKind.STEADY: ("L603",),
}
"""Prefixes of the rules whose findings word a turn. A suspicion is no event, and neither is its end. The return of a
page that was replaced is none: one that is replaced again within three months would make no event after it."""


@dataclass(frozen=True, slots=True)
class News:
    """One event. `key` identifies it, `url` is its source, and `line` is the text for users.

    `known` is the moment of the visit that made it known; None is the present run.
    """

    key: str
    url: str
    line: str
    known: datetime | None = None


def news_of(report: Report) -> tuple[News, ...]:
    """Return the events of a report, worst first within a draft. Their text holds no secrets of addresses."""
    events = {news.key: news for draft in report.drafts for news in _find_events(draft)}
    return tuple(events.values())


def list_visits(draft: DraftReport) -> dict[str, Visit]:
    """Return the visits that a run made of a draft's sources, by every spelling that a finding may use."""
    cited = (source for result in draft.citations for source in result.sources)
    sources = (*cited, *draft.uncited, *(link.source for link in draft.links))
    return {
        name: source.visit
        for source in sources
        if source.visit and not source.earlier
        for name in (*spellings_of(source), source.visit.url)
    }


def _find_events(draft: DraftReport) -> Iterator[News]:
    concern, visits = Concern(draft), list_visits(draft)
    remaining = draft.standing.findings if draft.standing else ()
    for finding in (*draft.findings, *(each for each in remaining if each.url in visits)):
        visit = visits.get(finding.url or "")
        turned = _TURNS.get(visit.latest_turn.kind, ()) if visit and visit.latest_turn else ()
        counts = finding.level in _REPORTED_LEVELS or finding.rule.startswith(_CORRECTIONS)
        lasts = not is_repetition(finding.rule) and finding.rule.startswith(_LASTING) and counts
        if lasts or finding.rule.startswith(turned):
            yield _build_news(draft, finding, concern, visit)


def _build_news(draft: DraftReport, finding: Finding, concern: Concern, visit: Visit | None) -> News:
    """Build the event for a finding of the draft; each turn of a source is an event of its own."""
    path, shown = draft.draft.path, hide_secrets_in(finding)
    line = f"{path} {shown.marker or ''}: {shown.message} {shown.url or ''}"
    turn = visit.latest_turn if visit and not finding.rule.startswith(_LASTING) else None
    words = [path, fingerprint_finding(finding, concern), *([turn.moment.isoformat()] if turn else [])]
    url, since = visit.url if visit else finding.url or "", turn.moment if turn else None
    return News("\x1f".join(words), url, " ".join(line.split()), since)


def name_channel(address: str) -> str:
    """Return the name of a service in the store; its address may hold a password."""
    return blake2b(address.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


Sender: TypeAlias = Callable[[str, str], bool]
"""A function that sends a title and a text to one service and returns whether the service accepted them."""


def build_senders(addresses: Sequence[str]) -> tuple[Sender, ...]:
    """Return a sender for each Apprise address. Nothing is sent yet.

    Raises:
        WrongUsage: Apprise does not know an address, or the extra `citecheck[notify]` is not installed.
    """
    if not addresses:
        return ()
    try:
        import apprise  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise WrongUsage("--notify needs Apprise: pip install 'citecheck[notify]'") from error

    def sender(place: int, address: str) -> Sender:
        service = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
        if not service.add(address):
            raise WrongUsage(f"--notify: address number {place} is none that Apprise knows")
        return lambda title, text: bool(service.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT))

    return tuple(sender(place, address) for place, address in enumerate(addresses, 1))
