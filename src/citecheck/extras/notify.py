"""What an audit reports to people.

The findings about sources that are new, sent by mail, chat or webhook, each event once.

The only importer of Apprise, which speaks to each service over a connection of its own. The addresses come from the
configuration of the person who runs the audit and never from a draft or a page, so the guard against addresses of
strangers does not apply; what a service answers is a stranger's word, so its redirects are not followed.
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

ABOUT_SOURCES = frozenset("LDS")
"""Groups of rules that an audit can bring news about; the draft's own structure does not change by itself."""
REPORTED_LEVELS = frozenset({Level.WARNING, Level.ERROR})
REVIVED = "L601"


@dataclass(frozen=True, slots=True)
class News:
    """One event: `key` tells it from every other, `url` is the source it is about, `line` is what people read."""

    key: str
    url: str
    line: str


def news_of(report: Report) -> tuple[News, ...]:
    """Return the events of a report, worst first within a draft; what people read holds no secrets of addresses."""
    events = {
        news.key: news
        for draft in report.drafts
        for concern in [Concern(draft)]
        for finding in draft.findings
        if finding.rule[0] in ABOUT_SOURCES and (finding.level in REPORTED_LEVELS or finding.rule == REVIVED)
        for news in [build_news(draft.draft.path, finding, concern)]
    }
    return tuple(events.values())


def build_news(path: str, finding: Finding, concern: Concern) -> News:
    """Return the event that a finding of the draft at `path` is."""
    shown = hide_secrets_in(finding)
    line = f"{path} {shown.marker or ''}: {shown.message} {shown.url or ''}"
    return News(f"{path}\x1f{fingerprint_finding(finding, concern)}", finding.url or "", " ".join(line.split()))


Sender: TypeAlias = Callable[[str, str], bool]
"""Takes a title and a text to one service, and says whether it took them."""


def build_senders(addresses: Sequence[str]) -> tuple[Sender, ...]:
    """Return what sends to each Apprise address; nothing is sent yet.

    Raises:
        WrongUsage: an address is none that Apprise knows, or the extra `citecheck[notify]` is not installed.
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
    """Send one message to each service; return the places of those that did not take it, from 1."""
    return tuple(place for place, sends in enumerate(senders, 1) if not sends(title, text))
