"""Findings as shown: gathered into groups, or each in one line, without what is shown next to them anyway.

Findings of one draft that say the same of the same thing are one group: a dead source cited five times is one
thing to do, and its block names all five footnotes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationResult, DraftReport, SourceResult, Visit
from citecheck.report.concern import Concern
from citecheck.rules import RULES
from citecheck.rules.finding import MOST_OF_PASSAGE, MOST_OF_SENTENCE, shorten_quotation

_WORST_FIRST = {level: -rank for rank, level in enumerate(Level)}
_NO_LINE = 1 << 30


@dataclass(frozen=True, slots=True)
class Group:
    """Findings alike in all but their place, with the citations and, within those, the sources they concern."""

    rule: str
    level: Level
    message: str
    advice: str
    url: str | None
    findings: tuple[Finding, ...]
    citations: tuple[CitationResult, ...]
    sources: tuple[SourceResult, ...] = ()

    @property
    def markers(self) -> tuple[str, ...]:
        """The footnotes concerned as printed, each once, in reading order."""
        cited = [result.citation.marker for result in self.citations]
        named = [marker for finding in self.findings for marker in (finding.marker, *finding.also) if marker]
        return tuple(dict.fromkeys(cited + named))

    @property
    def visit(self) -> Visit | None:
        """What was seen at the address, None where nothing was asked."""
        return next((source.visit for source in self.sources if source.visit), None)

    @property
    def line(self) -> int | None:
        """The first line concerned."""
        return min((finding.line for finding in self.findings if finding.line), default=None)


def order_worst_first(finding: Finding) -> tuple[int, str, int, int]:
    """Order findings by level, then rule, then place."""
    return _WORST_FIRST[finding.level], finding.rule, finding.line or _NO_LINE, finding.column or 0


def group_findings(findings: Iterable[Finding], report: DraftReport | None = None) -> tuple[Group, ...]:
    """Gather `findings` into groups, worst first; `report` is the draft they are about, None for those of a run."""
    alike: dict[tuple[str, Level, str | None, str], list[Finding]] = {}
    for finding in sorted(findings, key=order_worst_first):
        alike.setdefault((finding.rule, finding.level, finding.url, finding.message), []).append(finding)
    concern = Concern(report) if report is not None else None
    return tuple(_build_group(members, concern) for members in alike.values())


def _build_group(members: list[Finding], concern: Concern | None) -> Group:
    citations: dict[int, CitationResult] = {}
    sources: dict[int, SourceResult] = {}
    for finding in members:
        for result in concern.citations(finding) if concern else ():
            citations[id(result)] = result
            sources |= {id(source): source for source in (concern.sources(finding, result) if concern else ())}
    first = members[0]
    return Group(
        rule=first.rule,
        level=first.level,
        message=first.message,
        advice=first.advice,
        url=first.url,
        findings=tuple(members),
        citations=tuple(citations.values()),
        sources=tuple(sources.values()),
    )


def shorten_message(message: str, *, passages: Iterable[str] = (), sentences: Iterable[str] = ()) -> str:
    """Return `message` without its quotation of a passage, and with `this sentence` for that of a sentence."""
    for passage in passages:
        message = message.replace(f": “{shorten_quotation(passage, MOST_OF_PASSAGE)}”", "")
    for sentence in sentences:
        message = message.replace(f"“{shorten_quotation(sentence, MOST_OF_SENTENCE)}”", "this sentence")
    return message


def is_redundant(finding: Finding | Group) -> bool:
    """Say whether a message holds no more than its rule's sentence or its address."""
    rule = RULES.get(finding.rule)
    said = (rule.summary.removesuffix(".") if rule else "", finding.url or "")
    return any(text and text in finding.message for text in said)


def write_one_line(finding: Finding) -> str:
    """Return marker, message, the address where the message does not name it, and advice."""
    address = finding.url if finding.url and finding.url not in finding.message else None
    return " ".join(part for part in (finding.marker, finding.message, address, finding.advice) if part)
