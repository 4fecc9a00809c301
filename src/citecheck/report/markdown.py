"""The report in Markdown (GitHub's dialect), for pull requests, issues and the summary of a CI job.

What strangers wrote is text and nothing else: every character with a meaning in Markdown is escaped, `@` and `#` do not
call people or issues, addresses inside texts do not become links. Only the address of a source that was asked is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from citecheck.model.finding import Level
from citecheck.model.report import DraftReport, Report
from citecheck.report.beside import is_said
from citecheck.report.group import Group, group_findings
from citecheck.report.printable import visible
from citecheck.report.summary import summarise
from citecheck.report.wording import counted
from citecheck.rules import RULES

ICONS: dict[Level, str] = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.INFO: "ℹ️"}

_ESCAPED = re.compile(r"([\\`*_{}\[\]()+\-.!~^$=])")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;", "|": "&#124;", ":": "&#58;"}
)
_LINKED = frozenset({"http", "https"})
_LINK_SAFE = "/:?#@!$&'*+,;=%~._-"
"""What may stand in the target of a link as it is; brackets, parentheses, quotes and white space may not."""


def render_markdown(report: Report) -> Iterator[str]:
    """Give the advice, the counts, and a table of findings a draft, worst first."""
    summary = summarise(report)
    yield f"## {escaped(summary.sentence)}\n\n{escaped(summary.counts())}\n"
    if report.findings:
        yield from _table(group_findings(report.findings))
    for draft in report.drafts:
        yield f"\n### {escaped(draft.draft.title or draft.draft.path)}\n\n{escaped(draft.draft.path)}\n"
        yield from _draft(draft)


def escaped(text: str) -> str:
    """Return `text` so that Markdown shows it as it is."""
    return _ESCAPED.sub(r"\\\1", visible(text)).translate(_ENTITIES)


def _draft(draft: DraftReport) -> Iterator[str]:
    groups = group_findings(draft.findings, draft)
    if groups:
        yield from _table([group for group in groups if group.level is not Level.INFO])
        yield from _notes([group for group in groups if group.level is Level.INFO])
    else:
        yield "\nNothing was found.\n"


def _notes(groups: Sequence[Group]) -> Iterator[str]:
    """Fold the notes away: they are for later."""
    if groups:
        yield f"\n<details><summary>{counted(len(groups), 'note')}</summary>\n"
        yield from _table(groups)
        yield "\n</details>\n"


def _table(groups: Sequence[Group]) -> Iterator[str]:
    if groups:
        yield "\n| | Footnote | What was seen | What to do |\n| --- | --- | --- | --- |\n"
    for group in groups:
        yield f"| {ICONS[group.level]} | {_where(group)} | {_seen(group)} | {escaped(group.advice)} |\n"


def _where(group: Group) -> str:
    line = [f"line {group.line}"] if group.line else []
    return "<br>".join([escaped(" ".join(group.markers)) or "–", *line])


def _seen(group: Group) -> str:
    rule = RULES.get(group.rule)
    note = rule is not None and group.level is Level.INFO
    parts = [f"**{escaped(rule.summary if rule and note else group.message)}** `{escaped(group.rule)}`"]
    if note and not is_said(group):
        parts.append(escaped(group.message))
    if group.citations:
        parts.append(f"“{escaped(group.citations[0].citation.sentence)}”")
    if group.url:
        parts.append(_link(group.url, asked=group.visit is not None))
    return "<br>".join(parts)


def _link(address: str, *, asked: bool) -> str:
    try:
        known = asked and urlsplit(address).scheme.lower() in _LINKED
    except ValueError:
        known = False
    shown = escaped(address)
    return f"[{shown}](<{quote(address, safe=_LINK_SAFE)}>)" if known else shown
