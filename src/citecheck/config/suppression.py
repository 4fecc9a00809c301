"""Leave out of a report what is known: rules out of force, comments in drafts, and the baseline.

A report goes through here once, after it was judged and before it is shown. What is silenced is counted in
the run, and what silences nothing any more is a finding itself, so that neither comments nor entries outlive
their reason.

A comment is `citecheck: ignore[L102] reason`, in the comment syntax of the draft's format. After text it
silences its own line. On a line of its own it silences the paragraph, item or note that follows it.
`citecheck: ignore-file[...]` silences the whole file. Codes may be prefixes; a comment without codes says
nothing. A finding is silenced at its own place and from each sentence that it concerns. Plain text has no
comments: a line that holds nothing else is taken for one, but after text it would be read as part of the
sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from citecheck.config.baseline import BASELINE_FILE, BaselineEntry, make_relative, read_baseline
from citecheck.config.configuration import Configuration
from citecheck.draft.formats.registry import FORMAT_ROWS
from citecheck.model.draft import Format
from citecheck.model.finding import Finding
from citecheck.model.report import DraftReport, Report
from citecheck.report.findings import Concern, fingerprint_finding
from citecheck.report.safe_text import hide_secrets_in
from citecheck.report.summary import KNOWN_COUNT, SUPPRESSED_COUNT
from citecheck.rules.finding import change_level
from citecheck.rules.suppression import check_comment, check_entry

_DIRECTIVE = r"[ \t]*citecheck:[ \t]*(ignore|ignore-file)[ \t]*\[([A-Za-z0-9, \t]*)\][ \t]*"
_BEGINS_ANOTHER = re.compile(r"\s*(?:\[|[-*+•#=|&]|\d{1,4}[.)]\s|\.\.\s|\\item\b|\\footnote|<(?:p|li|td|div|h\d)\b)")
_WHOLE_FILE = "ignore-file"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: its codes or prefixes, the lines it silences, and where it stands; lines count from 1."""

    codes: tuple[str, ...]
    lines: range
    reason: str
    line: int
    column: int

    def covers(self, code: str, lines: Iterable[int]) -> bool:
        """Tell whether a finding of `code` at one of `lines` is silenced."""
        return code.startswith(self.codes) and any(line in self.lines for line in lines)


def find_suppressions(text: str, fmt: Format) -> tuple[Suppression, ...]:
    """Return the comments of a draft in `fmt`, none for a format without comments."""
    comment = FORMAT_ROWS[fmt].comment
    if comment is None or "citecheck:" not in text:
        return ()
    opening, closing = comment
    pattern = re.compile(f"{re.escape(opening)}{_DIRECTIVE}(.*?)[ \t]*{re.escape(closing) or '$'}")
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines, start=1):
        for match in pattern.finditer(line):
            codes = tuple(code for code in match[2].upper().replace(",", " ").split() if code)
            alone = not (line[: match.start()] + line[match.end() :]).strip()
            reach = (
                range(1, len(lines) + 1)
                if match[1] == _WHOLE_FILE
                else _find_silenced_lines(lines, number, alone=alone)
            )
            if codes and (alone or fmt is not Format.TEXT):
                found.append(Suppression(codes, reach, match[3], number, match.start() + 1))
    return tuple(found)


def _find_silenced_lines(lines: list[str], number: int, *, alone: bool) -> range:
    """Return the lines that a comment on line `number` silences."""
    if not alone:
        return range(number, number + 1)
    start = number + 1
    while start <= len(lines) and not lines[start - 1].strip():
        start += 1
    end = start + 1
    while end <= len(lines) and lines[end - 1].strip() and not _BEGINS_ANOTHER.match(lines[end - 1]):
        end += 1
    return range(start, end)


def leave_out_known(
    report: Report, configuration: Configuration, *, today: date, texts: Mapping[str, str] | None = None
) -> Report:
    """Return `report` without what it is to leave alone.

    `texts` holds the text of each draft by path; one that is not there is read from its file if it has one. Raises
    WrongUsage for a baseline that cannot be read.
    """
    file = _find_baseline(configuration)
    known = _KnownFindings.read(file, today)
    counts: Counter[str] = Counter()
    drafts = tuple(
        _leave_out_of_draft(draft, configuration, _read_comments(draft, texts or {}), known, counts)
        for draft in report.drafts
    )
    run = replace(report.run, counts=(*report.run.counts, *sorted(counts.items())))
    checked = {make_relative(draft.draft.path, file.parent) for draft in report.drafts} if file else set()
    stale = tuple(known.stale(checked, configuration))
    return replace(report, run=run, drafts=drafts, findings=(*report.findings, *stale))


@dataclass(slots=True)
class _KnownFindings:
    """The entries of the baseline, and which of them were met."""

    file: Path | None
    today: date
    entries: dict[tuple[str, str, str], BaselineEntry]
    met: set[tuple[str, str, str]] = field(default_factory=set)

    @classmethod
    def read(cls, file: Path | None, today: date) -> _KnownFindings:
        return cls(file, today, {entry.key: entry for entry in read_baseline(file)} if file else {})

    def covers(self, path: str, code: str, identity: str) -> bool:
        """Tell whether a finding is known and its entry still holds; remember that it was met."""
        if self.file is None:
            return False
        key = make_relative(path, self.file.parent), code, identity
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
            found = check_entry(told, str(self.file), entry.expires, self.today, met=key in self.met)
            yield from _apply_levels(found, configuration)


def _find_baseline(configuration: Configuration) -> Path | None:
    """Return the baseline that is configured, or the one beside the configuration if there is one."""
    if configuration["baseline"]:
        return Path(configuration["baseline"])
    beside = configuration.root / BASELINE_FILE
    return beside if beside.is_file() else None


def _read_comments(draft: DraftReport, texts: Mapping[str, str]) -> tuple[Suppression, ...]:
    path = draft.draft.path
    if path in texts:
        return find_suppressions(texts[path], draft.draft.format)
    try:
        return find_suppressions(Path(path).read_text(encoding="utf-8", errors="replace"), draft.draft.format)
    except (OSError, ValueError):
        return ()


def _leave_out_of_draft(
    draft: DraftReport,
    configuration: Configuration,
    comments: tuple[Suppression, ...],
    known: _KnownFindings,
    counts: Counter[str],
) -> DraftReport:
    """Return the draft's report without what is out of force, silenced or known."""
    concern = Concern(draft)
    shown = Concern(hide_secrets_in(draft)) if known.file else concern  # entries are made from what a report shows
    here = configuration.for_draft(draft.draft.path)
    kept, used = [], set()
    for finding in draft.findings:
        level = here.for_host(_find_host(finding)).level(finding.rule, finding.level)
        if level is None:
            continue
        lines = _list_lines(finding, concern)
        silencing = [comment for comment in comments if comment.covers(finding.rule, lines)]
        used.update(silencing)
        if silencing:
            counts[SUPPRESSED_COUNT] += 1
        elif known.covers(draft.draft.path, finding.rule, fingerprint_finding(hide_secrets_in(finding), shown)):
            counts[KNOWN_COUNT] += 1
        else:
            kept.append(change_level(finding, level))
    for comment in comments:
        unused = check_comment(comment.codes, draft.draft.path, comment.line, comment.column, used=comment in used)
        kept += _apply_levels(unused, here)
    return replace(draft, findings=tuple(kept))


def _apply_levels(findings: Iterable[Finding], configuration: Configuration) -> Iterable[Finding]:
    """Give findings about comments or entries at their level, without those whose rule is out of force."""
    for finding in findings:
        level = configuration.level(finding.rule, finding.level)
        if level is not None:
            yield change_level(finding, level)


def _list_lines(finding: Finding, concern: Concern) -> set[int]:
    """Return the lines at which a comment would be about this finding."""
    lines = {finding.line}
    for result in concern.citations(finding):
        lines.add(result.citation.place.line)
        lines |= {source.source.place.line for source in concern.sources(finding, result)}
    return {line for line in lines if line is not None}


def _find_host(finding: Finding) -> str:
    try:
        return urlsplit(finding.url or "").hostname or ""
    except ValueError:
        return ""
