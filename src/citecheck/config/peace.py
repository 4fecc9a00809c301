"""Leave alone what is known: rules out of force, comments in drafts, and the baseline.

A report goes through here once, after it was judged and before it is shown. What is silenced is counted in the run, and
what silences nothing any more is a finding itself, so that neither comments nor entries outlive their reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from citecheck.config.baseline import FILE, Entry, read_baseline, relative
from citecheck.config.configuration import Configuration
from citecheck.config.suppression import Suppression, suppressions
from citecheck.model.finding import Finding
from citecheck.model.report import DraftReport, Report
from citecheck.report.concern import Concern
from citecheck.report.fingerprint import fingerprint
from citecheck.report.secrets import presentable
from citecheck.report.summary import KNOWN, SUPPRESSED
from citecheck.rules import RULES

UNUSED_COMMENT, EXPIRED_ENTRY, UNUSED_ENTRY = "C301", "C302", "C303"

ADVICE = {
    UNUSED_COMMENT: "Remove the comment, so that it cannot hide something new.",
    EXPIRED_ENTRY: "Mend what it records, or record it again with a new date.",
    UNUSED_ENTRY: "Remove the entry.",
}


def at_peace(
    report: Report, configuration: Configuration, *, today: date, texts: Mapping[str, str] | None = None
) -> Report:
    """Return `report` without what it is to leave alone.

    `texts` holds the text of each draft by path; one that is not there is read from its file if it has one. Raises
    WrongUsage for a baseline that cannot be read.
    """
    file = _baseline_file(configuration)
    known = _Known.read(file, today)
    counts: Counter[str] = Counter()
    drafts = tuple(
        _settled(draft, configuration, _comments(draft, texts or {}), known, counts) for draft in report.drafts
    )
    run = replace(report.run, counts=(*report.run.counts, *sorted(counts.items())))
    checked = {relative(draft.draft.path, file.parent) for draft in report.drafts} if file else set()
    stale = tuple(known.stale(checked, configuration))
    return replace(report, run=run, drafts=drafts, findings=(*report.findings, *stale))


@dataclass(slots=True)
class _Known:
    """The entries of the baseline, and which of them were met."""

    file: Path | None
    today: date
    entries: dict[tuple[str, str, str], Entry]
    met: set[tuple[str, str, str]] = field(default_factory=set)

    @classmethod
    def read(cls, file: Path | None, today: date) -> _Known:
        return cls(file, today, {entry.key: entry for entry in read_baseline(file)} if file else {})

    def covers(self, path: str, code: str, identity: str) -> bool:
        """Tell whether a finding is known and its entry still holds; remember that it was met."""
        if self.file is None:
            return False
        key = relative(path, self.file.parent), code, identity
        if key not in self.entries:
            return False
        self.met.add(key)
        return not self.entries[key].expired(self.today)

    def stale(self, checked: set[str], configuration: Configuration) -> Iterable[Finding]:
        """Give a finding for each entry of a draft checked in this run that has expired or matches nothing."""
        for key, entry in self.entries.items():
            if entry.path not in checked:
                continue
            told = f"{entry.path}: {entry.rule} {entry.marker or ''} {entry.about or ''}".strip()
            if entry.expired(self.today):
                yield from _own(EXPIRED_ENTRY, f"Expired on {entry.expires}: {told}", configuration, str(self.file))
            elif key not in self.met:
                yield from _own(UNUSED_ENTRY, f"Matches nothing any more: {told}", configuration, str(self.file))


def _baseline_file(configuration: Configuration) -> Path | None:
    """Return the baseline that is configured, or the one beside the configuration if there is one."""
    if configuration["baseline"]:
        return Path(configuration["baseline"])
    beside = configuration.root / FILE
    return beside if beside.is_file() else None


def _comments(draft: DraftReport, texts: Mapping[str, str]) -> tuple[Suppression, ...]:
    path = draft.draft.path
    if path in texts:
        return suppressions(texts[path], draft.draft.format)
    try:
        return suppressions(Path(path).read_text(encoding="utf-8", errors="replace"), draft.draft.format)
    except (OSError, ValueError):
        return ()


def _settled(
    draft: DraftReport,
    configuration: Configuration,
    comments: tuple[Suppression, ...],
    known: _Known,
    counts: Counter[str],
) -> DraftReport:
    """Return the draft's report without what is out of force, silenced or known."""
    concern = Concern(draft)
    shown = Concern(presentable(draft)) if known.file else concern  # entries are made from what a report shows
    here = configuration.for_draft(draft.draft.path)
    kept, used = [], set()
    for finding in draft.findings:
        level = here.for_host(_host(finding)).level(finding.rule, finding.level)
        if level is None:
            continue
        lines = _lines(finding, concern)
        silencing = [comment for comment in comments if comment.covers(finding.rule, lines)]
        used.update(silencing)
        if silencing:
            counts[SUPPRESSED] += 1
        elif known.covers(draft.draft.path, finding.rule, fingerprint(presentable(finding), shown)):
            counts[KNOWN] += 1
        else:
            kept.append(replace(finding, level=level))
    for comment in comments:
        if comment not in used:
            message = f"Nothing was found here that “ignore[{', '.join(comment.codes)}]” names."
            kept += _own(UNUSED_COMMENT, message, here, draft.draft.path, comment)
    return replace(draft, findings=tuple(kept))


def _own(
    code: str, message: str, configuration: Configuration, path: str, comment: Suppression | None = None
) -> Iterable[Finding]:
    """Give a finding of our own rules, if the rule is in force."""
    level = configuration.level(code, RULES[code].level)
    if level is not None:
        line, column = (comment.line, comment.column) if comment else (None, None)
        yield Finding(code, level, message, ADVICE[code], path=path, line=line, column=column)


def _lines(finding: Finding, concern: Concern) -> set[int]:
    """Return the lines at which a comment would be about this finding."""
    lines = {finding.line}
    for result in concern.citations(finding):
        lines.add(result.citation.place.line)
        lines |= {source.source.place.line for source in concern.sources(finding, result)}
    return {line for line in lines if line is not None}


def _host(finding: Finding) -> str:
    try:
        return urlsplit(finding.url or "").hostname or ""
    except ValueError:
        return ""
