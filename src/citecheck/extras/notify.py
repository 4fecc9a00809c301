"""Notifications of an audit: new findings about sources, sent by mail, chat or webhook, each event once.

This is the only importer of Apprise, which contacts each service over a connection of its own. The service
addresses
come from the configuration of the user who runs the audit, never from a draft or a page, so the network guard does
not
apply. The answers of a service are not trusted, so its redirects are not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from citecheck.errors import WrongUsage
from citecheck.model.finding import Finding, Level
from citecheck.model.report import Report
from citecheck.report.findings import Concern, fingerprint_finding
from citecheck.report.safe_text import hide_secrets_in

_ABOUT_SOURCES = frozenset("LDS")
"""Groups of rules with events that an audit reports. The draft's own structure does not change by itself."""
_REPORTED_LEVELS = frozenset({Level.WARNING, Level.ERROR})
_REVIVED = "L601"


@dataclass(frozen=True, slots=True)
class News:
    """One event. `key` identifies it, `url` is its source, and `line` is the text for users."""

    key: str
    url: str
    line: str


def news_of(report: Report) -> tuple[News, ...]:
    """Return the events of a report, worst first within a draft. Their text holds no secrets of addresses."""
    events = {
        news.key: news
        for draft in report.drafts
        for concern in [Concern(draft)]
        for finding in draft.findings
        if finding.rule[0] in _ABOUT_SOURCES and (finding.level in _REPORTED_LEVELS or finding.rule == _REVIVED)
        for news in [_build_news(draft.draft.path, finding, concern)]
    }
    return tuple(events.values())


def _build_news(path: str, finding: Finding, concern: Concern) -> News:
    """Build the event for a finding of the draft at `path`."""
    shown = hide_secrets_in(finding)
    line = f"{path} {shown.marker or ''}: {shown.message} {shown.url or ''}"
    return News(f"{path}\x1f{fingerprint_finding(finding, concern)}", finding.url or "", " ".join(line.split()))


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


def send(senders: Sequence[Sender], title: str, text: str) -> tuple[int, ...]:
    """Send one message to each service. Return the positions, from 1, of those that did not accept it."""
    return tuple(place for place, sends in enumerate(senders, 1) if not sends(title, text))
