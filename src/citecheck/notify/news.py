"""What of a report is news: the findings about sources that were not told before."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.model.finding import Finding, Level
from citecheck.model.report import Report
from citecheck.report.concern import Concern
from citecheck.report.fingerprint import fingerprint
from citecheck.report.secrets import presentable

ABOUT_SOURCES = frozenset("LDS")
"""Groups of rules that an audit can bring news about; the draft's own structure does not change by itself."""
WORTH_TELLING = frozenset({Level.WARNING, Level.ERROR})
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
        if finding.rule[0] in ABOUT_SOURCES and (finding.level in WORTH_TELLING or finding.rule == REVIVED)
        for news in [event(draft.draft.path, finding, concern)]
    }
    return tuple(events.values())


def event(path: str, finding: Finding, concern: Concern) -> News:
    """Return the event that a finding of the draft at `path` is."""
    shown = presentable(finding)
    line = f"{path} {shown.marker or ''}: {shown.message} {shown.url or ''}"
    return News(f"{path}\x1f{fingerprint(finding, concern)}", finding.url or "", " ".join(line.split()))
