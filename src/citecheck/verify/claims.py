"""The claims of a draft: one a citation, with what the draft says around it."""

from __future__ import annotations

from citecheck.model.draft import Citation, Draft
from citecheck.model.evidence import Claim
from citecheck.verify.aliases import aliases_in
from citecheck.verify.drafted import drafted_on


def claims_of(draft: Draft) -> tuple[Claim, ...]:
    """Give the claim of every citation, in the order of `draft.citations`."""
    written = drafted_on(draft)
    drafted = written.isoformat() if written else None
    aliases = aliases_in(block.text for block in draft.blocks)
    return tuple(_claim(draft, citation, drafted, aliases) for citation in draft.citations)


def _claim(draft: Draft, citation: Citation, drafted: str | None, aliases: tuple[tuple[str, str], ...]) -> Claim:
    return Claim(
        sentence=citation.sentence,
        paragraph=draft.blocks[citation.block].text if citation.block is not None else "",
        section=citation.section or "",
        drafted=drafted,
        aliases=aliases,
    )
