"""All findings that a draft gives by itself, as it was read: of its structure and of its targets."""

from __future__ import annotations

from dataclasses import replace

from citecheck.model.draft import Draft, DraftFacts
from citecheck.rules.structure_check import check_structure
from citecheck.rules.target_check import check_targets


def check_draft(draft: Draft) -> Draft:
    """Return a draft as read with the findings of its structure and its targets; its facts are used up then."""
    found = (*check_structure(draft), *check_targets(draft))
    return replace(draft, findings=tuple(replace(each, path=draft.path) for each in found), facts=DraftFacts())
