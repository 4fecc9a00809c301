"""Questions: a claim and the text of a source that it cites, which are answered with the evidence for the claim.

The texts are in the store, so that a run needs memory for one batch of them only, however many sources it has. All
questions about one text are one job, since what is read of it for one claim serves the next. The answers of a batch are
stored: the same question is not asked again, unless the code that answers it has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

from citecheck.model.evidence import Claim, Evidence, Support
from citecheck.run.context import RunContext
from citecheck.run.draft_cache import identify_code
from citecheck.run.pool_child import Unread
from citecheck.run.pool_jobs import EvidenceJob, run_evidence_job
from citecheck.store.captures import StoredText, load_texts
from citecheck.store.database import Store
from citecheck.store.evidence import keep_answers, load_answers

if TYPE_CHECKING:
    from citecheck.evidence.passages import Likeness

_MOST_CLAIMS = 25
"""Claims of one text that are examined in one job; the time limit of a job is that of a page."""
_DIGEST = 20
"""Bytes of the digest of a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim and the text that is searched for it."""

    claim: Claim
    text: StoredText

    def compute_digest(self) -> str:
        """Return the digest of the question and of the code that answers it; equal ones have equal answers."""
        written = f"{self.text.digest} {self.claim!r}".encode("utf-8", "surrogatepass")
        return blake2b(identify_code() + written, digest_size=_DIGEST).hexdigest()


_Questions: TypeAlias = Mapping[tuple[str, str], Question]
_Answers: TypeAlias = dict[tuple[str, str], Evidence]
"""Questions and answers by the sentence of the draft and the key of the source."""


async def answer_questions(questions: _Questions, context: RunContext) -> _Answers:
    """Search each text for its claims, batch by batch, and return the evidence in the order of the questions.

    What was answered before comes from the store. Texts in another language, which the pool cannot search, are searched
    by the likeness of sentences where the ports have one.

    Raises:
        StoreError: The answers cannot be stored.
    """
    store, digests = context.ports.store, {pair: question.compute_digest() for pair, question in questions.items()}
    found = load_answers(store, digests)
    unread: _Answers = {}
    for parts in _batch_by_text({pair: each for pair, each in questions.items() if pair not in found}, context):
        answers, failed = await _answer_batch(parts, questions, context)
        with store.writing():
            keep_answers(store, {pair: (digests[pair], evidence) for pair, evidence in answers.items()})
        found |= answers
        unread |= failed
    if context.ports.likeness is not None:
        unproved = {pair: questions[pair] for pair, one in found.items() if one.support is Support.NOT_CHECKABLE}
        found |= _examine_across(unproved, context, context.ports.likeness)
    found |= unread
    return {pair: found[pair] for pair in questions}


def _batch_by_text(questions: _Questions, context: RunContext) -> Iterator[list[list[tuple[str, str]]]]:
    """Yield batches of the jobs of texts, each the questions about one of them and no more than its time allows."""
    by_text: dict[str, list[tuple[str, str]]] = {}
    for pair, question in questions.items():
        by_text.setdefault(question.text.digest, []).append(pair)
    parts = [pairs[at : at + _MOST_CLAIMS] for pairs in by_text.values() for at in range(0, len(pairs), _MOST_CLAIMS)]
    for start in range(0, len(parts), context.options.batch):
        yield parts[start : start + context.options.batch]


async def _answer_batch(
    parts: list[list[tuple[str, str]]], questions: _Questions, context: RunContext
) -> tuple[_Answers, _Answers]:
    """Load the texts of a batch, and return the answers to its questions, and those of texts that were not searched."""
    jobs = list(_build_jobs(context.ports.store, [[questions[pair] for pair in pairs] for pairs in parts]))
    found: _Answers = {}
    unread: _Answers = {}
    for pairs, result in zip(parts, await context.ports.pool.run(run_evidence_job, jobs), strict=True):
        context.ports.faults.take(pairs[0][1], result)
        if isinstance(result, Unread):
            unread |= dict.fromkeys(pairs, Evidence(Support.NOT_CHECKABLE, 0.0, reason=result.reason))
        else:
            found |= zip(pairs, result, strict=True)
    return found, unread


def _build_jobs(store: Store, asked: list[list[Question]]) -> Iterator[EvidenceJob]:
    """Yield the job of each list of questions about one text."""
    texts = load_texts(store, {each.text.digest for each, *_ in asked})
    for each, *others in asked:
        yield EvidenceJob(texts[each.text.digest], tuple(one.claim for one in (each, *others)))


def _examine_across(
    questions: _Questions, context: RunContext, likeness: Likeness
) -> Iterator[tuple[tuple[str, str], Evidence]]:
    """Yield the evidence by the likeness of sentences, where words proved nothing."""
    from citecheck.evidence.examination import examine  # noqa: PLC0415 (for sources of another language only)

    for parts in _batch_by_text(questions, context):
        jobs = _build_jobs(context.ports.store, [[questions[pair] for pair in pairs] for pairs in parts])
        for pairs, job in zip(parts, jobs, strict=True):
            for pair, claim in zip(pairs, job.claims, strict=True):
                yield pair, examine(claim, job.text, likeness)
