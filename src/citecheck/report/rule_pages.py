"""The table of rules as documentation: a list, a page for each rule, and the Markdown of docs/rules.md."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from citecheck.errors import WrongUsage
from citecheck.report.document import dump_json
from citecheck.rules.finding import Rule

GROUPS: dict[str, str] = {
    "C": "The draft's own structure",
    "T": "Targets: what a footnote points to",
    "L": "Links: how the source responded",
    "I": "Internal links: files and headings of the repository",
    "D": "Drift: what changed since the last copy",
    "S": "Support: whether the source supports the claim",
    "A": "Archive: copies",
    "R": "Records: what registries say of the cited works",
}
"""First letter of a code to the heading of its group."""

_ABOUT_SILENCE = "C3"
"""Prefix of the rules about comments and baseline entries, which neither comments nor a baseline can silence."""

_INTRODUCTION = """\
# Rules

The rules of citecheck, by code. The meaning of a code never changes. `citecheck rules CODE` prints one of these pages.
`--select` and `--ignore` take codes or prefixes. So do the configuration and the comments in a draft.

This page is generated from the table of rules: `citecheck rules --format markdown > docs/rules.md`.
"""


def render_rules(rules: Sequence[Rule], fmt: str, *, explain: bool, width: int = 80) -> Iterator[str]:
    """Yield `rules` as `text` (one line each, or one page each with `explain`), `json` or `markdown`.

    `width` in columns applies to text. Raises WrongUsage for another format.
    """
    if fmt not in _FORMATS:
        raise WrongUsage(f"unknown format {fmt!r} for rules; choose from {', '.join(_FORMATS)}")
    if fmt == "text" and explain:
        yield "\n".join(_render_page(rule, width) for rule in rules)
    else:
        yield _FORMATS[fmt](rules)


def page_of(rule: Rule) -> str:
    """Return the full page of a rule in Markdown: its explanation, an example, and how to silence it."""
    silence = f'Set `ignore = ["{rule.code}"]` in `citecheck.toml` or pass `--ignore {rule.code}`.'
    if not rule.code.startswith(_ABOUT_SILENCE):
        silence += (
            f" For one sentence, add the comment `citecheck: ignore[{rule.code}] reason` to the draft."
            " For known findings, use `citecheck baseline`."
        )
    return f"{rule.explanation}\n\n**Example.** {rule.example_texts}\n\n**To silence it.** {silence}"


def _render_list(rules: Sequence[Rule]) -> str:
    name = max(len(rule.name) for rule in rules)
    return "".join(f"{rule.code}  {rule.level.value:<7}  {rule.name:<{name}}  {rule.summary}\n" for rule in rules)


def _render_page(rule: Rule, width: int) -> str:
    paragraphs = "\n\n".join(_wrap(each, width) for each in _strip_bold(page_of(rule)).split("\n\n"))
    return f"{rule.code} {rule.name} ({rule.level.value})\n\n{rule.summary}\n\n{paragraphs}\n"


def _strip_bold(markdown: str) -> str:
    return markdown.replace("**", "")


def _wrap(paragraph: str, width: int) -> str:
    return textwrap.fill(paragraph, min(width, 100), break_long_words=False, break_on_hyphens=False)


def _render_json(rules: Sequence[Rule]) -> str:
    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "level": rule.level.value,
            "summary": rule.summary,
            "explanation": page_of(rule),
        }
        for rule in rules
    ]
    return dump_json(rows, indent=1) + "\n"


def _render_markdown(rules: Sequence[Rule]) -> str:
    parts = [_INTRODUCTION]
    by_group = sorted(rules, key=lambda rule: list(GROUPS).index(rule.code[0]))
    grouped = [(letter, list(members)) for letter, members in groupby(by_group, key=lambda rule: rule.code[0])]
    for letter, members in grouped:
        parts.append(f"\n## {GROUPS[letter]}\n\n| Code | Name | Level | |\n| --- | --- | --- | --- |\n")
        parts += [
            f"| [{each.code}](#{_make_slug(each)}) | {each.name} | {each.level.value} | {each.summary} |\n"
            for each in members
        ]
    for _, members in grouped:
        parts += [
            f"\n### {each.code} {each.name}\n\n**{each.summary}** {each.level.value.capitalize()}.\n\n{page_of(each)}\n"
            for each in members
        ]
    return "".join(parts)


def _make_slug(rule: Rule) -> str:
    """Return the anchor that Markdown renderers assign to the heading of the rule."""
    return f"{rule.code.lower()}-{rule.name}"


_FORMATS: dict[str, Callable[[Sequence[Rule]], str]] = {
    "text": _render_list,
    "json": _render_json,
    "markdown": _render_markdown,
}
