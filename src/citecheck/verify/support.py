"""The verdict over the evidence: what the best passages hold and how the facts compare.

Measured on 349 claims beside their own pages and beside strangers': the best passage of a claim's own source holds
.18
and more of its weighted words (19 of 20), that of a stranger's .15 and less (19 of 20). Between the two the facts
decide.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.model.evidence import FactKind, FactVerdict, Support
from citecheck.verify.beside import Compared
from citecheck.verify.passages import Ranked

_SHOWN = 5
_NEVER, _SURELY = 0.12, 0.25
"""Shares of a claim's words below which no passage bears on it, and above which one does whatever the facts say."""


def support_of(
    ranked: Sequence[Ranked], compared: Sequence[Compared], *, foreign: str | None
) -> tuple[Support, str | None]:
    """Say what the evidence amounts to, with a reason where nothing can be said.

    `foreign` names the source's language where it is not the claim's and passages were not searched across the two.
    """
    verdicts = [row.fact.verdict for row in compared]
    top = max((row.overlap for row in ranked[:_SHOWN]), default=0.0)
    if foreign is not None:
        if not _told_by_facts(compared):
            return Support.NOT_CHECKABLE, f"the source is in another language ({foreign}), which was not searched"
    elif top < _NEVER or (top < _SURELY and 2 * verdicts.count(FactVerdict.AGREES) < max(1, len(verdicts))):
        return Support.NOT_FOUND, None
    if FactVerdict.DIFFERS in verdicts:
        return Support.DIFFERS, None
    if FactVerdict.ABSENT in verdicts:
        return Support.FACTS_MISSING, None
    return Support.EVIDENCE, None


def _told_by_facts(compared: Sequence[Compared]) -> bool:
    """Tell whether facts alone tie a source in another language to the claim: a number or date, or two names."""
    agreeing = [row.fact.kind for row in compared if row.fact.verdict is FactVerdict.AGREES]
    return any(kind is not FactKind.NAME for kind in agreeing) or len(agreeing) > 1
