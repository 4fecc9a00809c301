"""What a finding's message still has to say where the sentence, the passage or the address stand beside it anyway."""

from __future__ import annotations

from collections.abc import Iterable

from citecheck.model.finding import Finding
from citecheck.report.group import Group
from citecheck.rules import RULES
from citecheck.verdict.wording import MOST_OF_PASSAGE, MOST_OF_SENTENCE, quoted


def message_beside(message: str, *, passages: Iterable[str] = (), sentences: Iterable[str] = ()) -> str:
    """Return `message` without its quotation of a passage, and with `this sentence` for that of a sentence."""
    for passage in passages:
        message = message.replace(f": “{quoted(passage, MOST_OF_PASSAGE)}”", "")
    for sentence in sentences:
        message = message.replace(f"“{quoted(sentence, MOST_OF_SENTENCE)}”", "this sentence")
    return message


def is_said(finding: Finding | Group) -> bool:
    """Say whether a message holds no more than its rule's sentence or its address."""
    rule = RULES.get(finding.rule)
    said = (rule.summary.removesuffix(".") if rule else "", finding.url or "")
    return any(text and text in finding.message for text in said)
