"""Asking the configured judge about each claim and the passages found for it.

Its cost is stated before it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from citecheck.evidence.claims import claims_of
from citecheck.run.cut_address_stage import CompletedDraft
from citecheck.run.evidence_stage import EvidenceByKey
from citecheck.run.ports import Ports
from citecheck.store.visits import SeenVisit

if TYPE_CHECKING:
    from citecheck.extras.judge.judge import JudgeCase


async def ask_judge(
    completed: Sequence[CompletedDraft], found: Sequence[EvidenceByKey], seen: Mapping[str, SeenVisit], ports: Ports
) -> list[EvidenceByKey]:
    """Return the evidence of each draft with the judge's verdict where it proved one; as it is without a judge."""
    if ports.judge is None:
        return list(found)
    cases = [cases_of(each, evidence, seen) for each, evidence in zip(completed, found, strict=True)]
    cost = ports.judge.cost([case for of_draft in cases for case in of_draft.values()])
    ports.progress.told(
        f"the judge will be asked {cost.requests} times: about {cost.tokens_in} tokens in, {cost.tokens_out} out"
    )
    return [
        {**evidence, **{key: ports.judge.rule(case) for key, case in of_draft.items()}}
        for evidence, of_draft in zip(found, cases, strict=True)
    ]


def cases_of(
    completed: CompletedDraft, found: EvidenceByKey, seen: Mapping[str, SeenVisit]
) -> dict[tuple[str, str], JudgeCase]:
    """Return what the judge is to be asked for one draft, by (sentence, source key)."""
    from citecheck.extras.judge.judge import JudgeCase  # noqa: PLC0415 (few runs have a judge)

    claims = {claim.sentence: claim for claim in claims_of(completed.draft)}
    cases = {}
    for (sentence, key), evidence in found.items():
        look = seen[key]
        if evidence.passages and look.text is not None and sentence in claims:
            capture = look.visit.capture.sha256 if look.visit.capture else key
            cases[sentence, key] = JudgeCase(claims[sentence], look.text.visible, evidence, capture)
    return cases
