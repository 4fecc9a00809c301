"""Remove suppressed findings from a report: by rules out of force, comments in drafts, and the baseline.

Each report is filtered once, before it is shown. The run counts the findings that are suppressed. A comment or entry
that no longer suppresses anything is reported itself, so that none outlives its reason.

A comment is `citecheck: ignore[L102] reason`, in the comment syntax of the draft's format. After text it applies to its
own line; on a line of its own, to the paragraph, item or note that follows. `citecheck: ignore-file[...]` applies to
the whole file. Codes may be prefixes; a comment without codes has no effect. A finding can be suppressed at its own
place and at each sentence that it concerns. Plain text has no comment syntax: a line that holds only the comment counts
as one, but after text it would be read as part of the sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from citecheck.config.attestation import is_incomplete_attestation, read_attestation, withdraw_early
from citecheck.config.baseline import BASELINE_FILE, BaselineEntry
from citecheck.config.configuration import Configuration
from citecheck.config.known_findings import KnownFindings, find_host
from citecheck.config.observations import Observations
from citecheck.draft.formats.registry import FORMAT_ROWS
from citecheck.model.draft import Format, Place
from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationResult, Decision, DraftReport, Report, SourceResult
from citecheck.report.findings import Concern, fingerprint_finding
from citecheck.report.safe_text import hide_secrets_in
from citecheck.report.verdict import count_levels, findings_of
from citecheck.rules.finding import change_level
from citecheck.rules.state import is_deciding
from citecheck.rules.suppression import check_comment

_DIRECTIVE = r"[ \t]*citecheck:[ \t]*(ignore|ignore-file)[ \t]*\[([A-Za-z0-9, \t]*)\][ \t]*"
_BEGINS_ANOTHER = re.compile(r"\s*(?:\[|[-*+•#=|&]|\d{1,4}[.)]\s|\.\.\s|\\item\b|\\footnote|<(?:p|li|td|div|h\d)\b)")
_WHOLE_FILE = "ignore-file"
_IGNORED, _SUPPRESSED, _KNOWN = "findings ignored", "findings suppressed", "findings known"
"""Names of the counts of a run: findings of rules out of force, silenced by a comment, recorded in the baseline."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: its codes or prefixes, the lines it applies to, and its place; lines count from 1."""

    codes: tuple[str, ...]
    lines: range
    reason: str
    line: int
    column: int

    def covers(self, code: str, lines: Iterable[int | None]) -> bool:
        """Return whether a finding of `code` at one of `lines` is suppressed."""
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
            covered = (
                range(1, len(lines) + 1)
                if match[1] == _WHOLE_FILE
                else _find_silenced_lines(lines, number, alone=alone)
            )
            if codes and (alone or fmt is not Format.TEXT):
                found.append(Suppression(codes, covered, match[3], number, match.start() + 1))
    return tuple(found)


def _find_silenced_lines(lines: list[str], number: int, *, alone: bool) -> range:
    """Return the lines that a comment on line `number` applies to."""
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
    """Return `report` without its suppressed findings; each draft counts those of its own, the run what is left.

    An entry of the baseline that covers a finding about a source is a decision on that source, and so is a comment with
    an attestation.

    `texts` holds the text of each draft by path; a draft that is missing from it is read from its file if it has one.
    Raises WrongUsage for a baseline that cannot be read.
    """
    known = KnownFindings.read(_find_baseline(configuration), today)
    counts: Counter[str] = Counter()
    drafts = tuple(
        _leave_out_of_draft(draft, configuration, _read_comments(draft, texts or {}), known, counts)
        for draft in report.drafts
    )
    stale = [found for each, here in known.find_stale() for found in _apply_levels((each,), here)]
    of_files = _apply_levels((finding for finding in report.findings if finding.path), configuration)
    of_run = (finding for finding in report.findings if not finding.path)
    left = replace(report, drafts=drafts, findings=(*of_run, *of_files, *stale))
    recounted = dict(report.run.counts) | count_levels(findings_of(left)) | dict(sorted(counts.items()))
    return replace(left, run=replace(report.run, counts=tuple(recounted.items())))


def _find_baseline(configuration: Configuration) -> Path | None:
    """Return the configured baseline, or the one next to the configuration if there is one."""
    if configuration["baseline"]:
        return Path(configuration["baseline"])
    default = configuration.root / BASELINE_FILE
    return default if default.is_file() else None


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
    known: KnownFindings,
    counts: Counter[str],
) -> DraftReport:
    """Return the draft's report without findings that are out of force, suppressed or known."""
    here = configuration.for_draft(draft.draft.path)
    concern, shown = Concern(draft), hide_secrets_in(draft) if known.file else draft
    standing = draft.standing.findings if draft.standing else ()
    identities = _identify_findings(shown) if known.file else {}
    observations = Observations(shown)
    entries = known.find_entries(observations, here, identities.values())
    found = {place: entries.get(key) for place, key in identities.items()}
    sieve = _Sieve(here, comments, concern, found, known.today)
    kept = list(sieve.keep(draft.findings))
    remaining = tuple(sieve.keep(standing, first=len(draft.findings)))
    for comment in comments:
        used = comment in sieve.used or not observations.cover_lines(comment.codes, comment.lines)
        place = Place(comment.line, comment.column)
        incomplete = is_incomplete_attestation(comment.reason, known.today)
        made = check_comment(comment.codes, draft.draft.path, place, used=used, incomplete=incomplete)
        kept += _apply_levels(made, here)
    counts.update(sieve.left_out)
    return replace(
        draft,
        findings=tuple(kept),
        citations=tuple(_record_decisions(result, sieve.decided) for result in draft.citations),
        ignored=sieve.left_out[_IGNORED] + sieve.left_out[_SUPPRESSED],
        baselined=sieve.left_out[_KNOWN],
        standing=replace(draft.standing, findings=remaining) if draft.standing else None,
    )


@dataclass(slots=True)
class _Sieve:
    """Separates the findings of one draft: what is left out, by name, and what that means for comments and sources."""

    here: Configuration
    comments: tuple[Suppression, ...]
    concern: Concern
    entries: Mapping[int, BaselineEntry | None]
    """The entry of the baseline for each finding by its place, those of this run before those that remain."""
    today: date
    left_out: Counter[str] = field(default_factory=Counter)
    used: set[Suppression] = field(default_factory=set)
    decided: dict[int, Decision] = field(default_factory=dict)
    """Decisions by the identity of the source results they concern."""

    def keep(self, findings: Iterable[Finding], *, first: int = 0) -> Iterator[Finding]:
        """Yield what is shown of `findings`, the first of which is at the place `first`, at their levels."""
        for place, finding in enumerate(findings, first):
            if level := self.find_level(place, finding):
                yield change_level(finding, level)

    def find_level(self, place: int, finding: Finding) -> Level | None:
        """Return the level that a finding is shown with, None if it is left out; it is at `place` in the report.

        A comment is used also where the rule of its finding is out of force.
        """
        level = self.find_own_level(finding)
        matching = self.find_comments(finding, _list_lines(finding, self.concern))
        self.used.update(matching)
        if level is None:
            self.left_out[_IGNORED] += 1
            return None
        if matching:
            self.left_out[_SUPPRESSED] += 1
            self._decide(finding, (read_attestation(comment.reason, self.today) for comment in matching))
            return None
        if entry := self.entries.get(place):
            self.left_out[_KNOWN] += 1
            self._decide(finding, (withdraw_early(entry.decision, self.today),))
            return None
        return level

    def _decide(self, finding: Finding, decisions: Iterable[Decision | None]) -> None:
        """Record the first of `decisions` for the sources that a finding concerns; an attestation stays."""
        decision = next(filter(None, decisions), None)
        if decision is None or not is_deciding(finding.rule):
            return
        for result in self.concern.citations(finding):
            for source in self.concern.sources(finding, result):
                earlier = self.decided.get(id(source))
                if earlier is None or not earlier.is_attestation:
                    self.decided[id(source)] = decision

    def find_own_level(self, finding: Finding) -> Level | None:
        """Return the level of a finding by the configuration for its host, None where its rule is out of force."""
        return self.here.for_host(find_host(finding.url)).find_level(finding.rule, finding.level)

    def find_comments(self, finding: Finding, lines: Collection[int | None]) -> list[Suppression]:
        """Return the comments that silence a finding at one of `lines`."""
        return [comment for comment in self.comments if comment.covers(finding.rule, lines)]


def _identify_findings(shown: DraftReport) -> dict[int, tuple[str, str]]:
    """Return the rule and the fingerprint of each finding by its place; entries are built from the shown report.

    What remains from before an audit comes after the findings of its own.
    """
    concern, standing = Concern(shown), shown.standing.findings if shown.standing else ()
    return {
        place: (finding.rule, fingerprint_finding(finding, concern))
        for place, finding in enumerate((*shown.findings, *standing))
    }


def _record_decisions(result: CitationResult, decided: Mapping[int, Decision]) -> CitationResult:
    if not any(id(source) in decided for source in result.sources):
        return result
    sources: tuple[SourceResult, ...] = tuple(
        replace(source, decision=decided.get(id(source), source.decision)) for source in result.sources
    )
    return replace(result, sources=sources)


def _apply_levels(findings: Iterable[Finding], configuration: Configuration) -> Iterable[Finding]:
    """Yield findings about comments or entries at their level, without those whose rule is out of force."""
    for finding in findings:
        level = configuration.find_level(finding.rule, finding.level)
        if level is not None:
            yield change_level(finding, level)


def _list_lines(finding: Finding, concern: Concern) -> set[int]:
    """Return the lines at which a comment would apply to this finding."""
    lines = {finding.line}
    for result in concern.citations(finding):
        lines.add(result.citation.place.line)
        lines |= {source.source.place.line for source in concern.sources(finding, result)}
    return {line for line in lines if line is not None}
