"""The report in Markdown (GitHub's dialect), for pull requests, issues and the summary of a CI job.

Text from drafts and pages is never markup: every character with a meaning in Markdown is escaped, `@` and `#`
mention no people or issues, and addresses in texts do not become links. Only the address of a visited source is a
link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from citecheck.model.finding import Level
from citecheck.model.report import DraftReport, Report
from citecheck.report.findings import Group, group_findings, is_redundant
from citecheck.report.safe_text import make_visible
from citecheck.report.summary import write_count
from citecheck.report.verdict import judge_draft, judge_report
from citecheck.rules import RULES

ICONS: dict[Level, str] = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.INFO: "ℹ️"}

_ESCAPED = re.compile(r"([\\`*_{}\[\]()+\-.!~^$=])")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;", "|": "&#124;", ":": "&#58;"}
)
_LINKED = frozenset({"http", "https"})
_LINK_SAFE = "/:?#@!$&'*+,;=%~._-"
"""Characters allowed unescaped in a link target; brackets, parentheses, quotes and white space are not."""


def render_markdown(report: Report) -> Iterator[str]:
    """Yield the advice, the counts, and a table of findings for each draft, worst first."""
    verdict = judge_report(report)
    yield f"## {_escape_markdown(verdict.line)}\n\n{_escape_markdown(verdict.counts())}\n"
    if report.findings:
        yield from _render_table(group_findings(report.findings))
    for draft in report.drafts:
        path = draft.draft.path
        yield f"\n### {_escape_markdown(draft.draft.title or path)}\n\n{_escape_markdown(path)}\n"
        if len(report.drafts) > 1:
            yield f"\n**{_escape_markdown(judge_draft(draft, report).line)}**\n"
        yield from _render_draft(draft)


def _escape_markdown(text: str) -> str:
    """Return `text` escaped so that Markdown shows it unchanged."""
    return _ESCAPED.sub(r"\\\1", make_visible(text)).translate(_ENTITIES)


def _render_draft(draft: DraftReport) -> Iterator[str]:
    groups = group_findings(draft.outstanding, draft)
    if groups:
        yield from _render_table([group for group in groups if group.level is not Level.INFO])
        yield from _render_notes([group for group in groups if group.level is Level.INFO])
    else:
        yield "\nNothing was found.\n"


def _render_notes(groups: Sequence[Group]) -> Iterator[str]:
    """Yield the notes in a collapsed block, because they need no immediate action."""
    if groups:
        yield f"\n<details><summary>{write_count(len(groups), 'note')}</summary>\n"
        yield from _render_table(groups)
        yield "\n</details>\n"


def _render_table(groups: Sequence[Group]) -> Iterator[str]:
    if groups:
        yield "\n| | Footnote | What was seen | What to do |\n| --- | --- | --- | --- |\n"
    for group in groups:
        advice = _escape_markdown(group.advice)
        yield f"| {ICONS[group.level]} | {_write_place(group)} | {_write_finding(group)} | {advice} |\n"


def _write_place(group: Group) -> str:
    place = [_escape_markdown(group.place)] if group.place and not group.cause else []
    return "<br>".join([_escape_markdown(" ".join(group.markers)) or "–", *place])


def _write_finding(group: Group) -> str:
    rule = RULES.get(group.rule)
    note = rule is not None and group.level is Level.INFO
    shown = rule.summary if rule is not None and note and not group.cause else group.message
    parts = [f"**{_escape_markdown(shown)}** `{_escape_markdown(group.rule)}`"]
    if group.cause:
        parts += [_escape_markdown(f"{each.marker or ''} {each.advice}".strip()) for each in group.exceptions]
        return "<br>".join(parts)
    if note and not is_redundant(group):
        parts.append(_escape_markdown(group.message))
    if group.citations:
        parts.append(f"“{_escape_markdown(group.citations[0].citation.sentence)}”")
    if group.url:
        parts.append(_write_link(group.url, visited=group.visit is not None))
    return "<br>".join(parts)


def _write_link(address: str, *, visited: bool) -> str:
    try:
        linked = visited and urlsplit(address).scheme.lower() in _LINKED
    except ValueError:
        linked = False
    shown = _escape_markdown(address)
    return f"[{shown}](<{quote(address, safe=_LINK_SAFE)}>)" if linked else shown
