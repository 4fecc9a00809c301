"""Questions: a claim and the text of a source that it cites, which are answered with the evidence for the claim.

The texts are in the store, so that a run needs memory for one batch of them only, however many sources it has. All
questions about one text are one job, since what is read of it for one claim serves the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from citecheck.evidence.examination import examine
from citecheck.evidence.passages import Likeness
from citecheck.model.evidence import Claim, Evidence, Support
from citecheck.model.page import PageText
from citecheck.run.context import RunContext
from citecheck.run.pool_child import Unread
from citecheck.run.pool_jobs import EvidenceJob, run_evidence_job
from citecheck.store.captures import StoredText, load_texts

_MOST_CLAIMS = 25
"""Claims of one text that are examined in one job; the time limit of a job is that of a page."""

_Pair: TypeAlias = tuple[str, str]
"""A sentence and the key of a source."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim and the text that is searched for it."""

    claim: Claim
    text: StoredText


async def answer_questions(questions: Mapping[_Pair, Question], context: RunContext) -> dict[_Pair, Evidence]:
    """Search each text for its claims, batch by batch, and return the evidence in the order of the questions."""
    found: dict[_Pair, Evidence] = {}
    parts = list(_split_by_text(questions))
    for start in range(0, len(parts), context.options.batch):
        found |= await _answer_batch(parts[start : start + context.options.batch], questions, context)
    return {pair: found[pair] for pair in questions}


def _split_by_text(questions: Mapping[_Pair, Question]) -> Iterator[list[_Pair]]:
    """Yield the questions about each text, of which no job has more than its limit of time allows."""
    by_text: dict[str, list[_Pair]] = {}
    for pair, question in questions.items():
        by_text.setdefault(question.text.digest, []).append(pair)
    for pairs in by_text.values():
        for at in range(0, len(pairs), _MOST_CLAIMS):
            yield pairs[at : at + _MOST_CLAIMS]


async def _answer_batch(
    parts: list[list[_Pair]], questions: Mapping[_Pair, Question], context: RunContext
) -> dict[_Pair, Evidence]:
    """Load the texts of a batch, and return the answers to its questions."""
    asked = [[questions[pair] for pair in pairs] for pairs in parts]
    texts = load_texts(context.ports.store, {each.text.digest for each, *_ in asked})
    jobs = [EvidenceJob(texts[those[0].text.digest], tuple(each.claim for each in those)) for those in asked]
    results = await context.ports.pool.run(run_evidence_job, jobs)
    found: dict[_Pair, Evidence] = {}
    for pairs, job, result in zip(parts, jobs, results, strict=True):
        context.ports.faults.take(pairs[0][1], result)
        if isinstance(result, Unread):
            found |= dict.fromkeys(pairs, Evidence(Support.NOT_CHECKABLE, 0.0, reason=result.reason))
        else:
            found |= zip(pairs, result, strict=True)
        found |= {
            pair: _examine_across(claim, job.text, found[pair], context.ports.likeness)
            for pair, claim in zip(pairs, job.claims, strict=True)
        }
    return found


def _examine_across(claim: Claim, text: PageText, found: Evidence, likeness: Likeness | None) -> Evidence:
    """Return the evidence by the likeness of sentences where words proved nothing and the run can compare them."""
    if likeness is None or found.support is not Support.NOT_CHECKABLE:
        return found
    return examine(claim, text, likeness)
