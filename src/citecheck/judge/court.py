"""The judge at work: ask once a claim and capture, keep the answer, and let only proven verdicts count."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from types import TracebackType
from typing import Any, Self

import httpx

from citecheck.judge.cost import Cost, cost_of
from citecheck.judge.endpoint import Endpoint
from citecheck.judge.prompt import VERSION, request_body
from citecheck.judge.proof import proven
from citecheck.judge.reply import Unusable, Verdict, read_reply
from citecheck.judge.settings import JudgeSettings
from citecheck.model.evidence import Claim, Evidence, Support

_MARGIN = 300
"""Characters of text sent on both sides of a passage: what "he" and "the attack" are stands beside it."""
_SUPPORTS = {Verdict.SUPPORTED: Support.SUPPORTED, Verdict.CONTRADICTED: Support.CONTRADICTED}


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with a source's text and the evidence found without a judge; `capture` identifies the text."""

    claim: Claim
    text: str
    evidence: Evidence
    capture: str


class Judge:
    """Asks a model about cases. Use as a context manager.

    `kept` maps a digest of (model, prompt version, claim, capture) to the answer's bytes and is read before anything is
    asked; pass a mapping that lasts to spare the next run.
    """

    def __init__(
        self,
        settings: JudgeSettings,
        kept: MutableMapping[str, bytes] | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Prepare; nothing is asked yet."""
        self._settings = settings
        self._kept = {} if kept is None else kept
        self._endpoint = Endpoint(settings, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._endpoint.close()

    def cost(self, cases: Sequence[Case]) -> Cost:
        """Estimate what asking these cases takes, before any is asked; kept answers are free."""
        return cost_of([self._body(case) for case in cases if _asked(case) and self._key(case) not in self._kept])

    def rule(self, case: Case) -> Evidence:
        """Give the evidence with the judge's verdict where it is proven; else as it was, with the reason."""
        if not _asked(case):
            return case.evidence
        answer = self._answer(case)
        reply = answer if isinstance(answer, Unusable) else read_reply(answer)
        if isinstance(reply, Unusable):
            return _unverified(case.evidence, reply)
        if reply.verdict is Verdict.UNCLEAR:
            return case.evidence
        passage = proven(case.claim, reply, case.text)
        if isinstance(passage, Unusable):
            return _unverified(case.evidence, passage)
        others = tuple(other for other in case.evidence.passages if other.start != passage.start)
        return replace(
            case.evidence, support=_SUPPORTS[reply.verdict], passages=(passage, *others), reason=reply.reason
        )

    def _answer(self, case: Case) -> bytes | Unusable:
        key = self._key(case)
        if key in self._kept:
            return self._kept[key]
        answer = self._endpoint.ask(self._body(case))
        if not isinstance(answer, Unusable) and not isinstance(read_reply(answer), Unusable):
            self._kept[key] = answer
        return answer

    def _body(self, case: Case) -> dict[str, Any]:
        passages = _passages(case, self._settings.passages_limit)
        return request_body(self._settings.model, case.claim.sentence, case.claim.paragraph, passages)

    def _key(self, case: Case) -> str:
        parts = (self._settings.model, VERSION, case.claim.sentence, case.capture)
        return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _asked(case: Case) -> bool:
    """Tell whether there is anything to ask about: without a passage there is nothing a verdict could rest on."""
    return bool(case.evidence.passages)


def _passages(case: Case, limit: int) -> list[str]:
    """Cut the passages with their surroundings, best first, within `limit` characters."""
    sent: list[str] = []
    for passage in case.evidence.passages:
        text = case.text[max(0, passage.start - _MARGIN) : passage.end + _MARGIN]
        if sum(map(len, sent)) + len(text) > limit:
            break
        sent.append(text)
    return sent or [case.evidence.passages[0].text[:limit]]


def _unverified(evidence: Evidence, unusable: Unusable) -> Evidence:
    reason = f"unverified: {unusable.reason}"
    return replace(evidence, reason=f"{evidence.reason}; {reason}" if evidence.reason else reason)
