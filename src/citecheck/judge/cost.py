"""What a run of the judge will cost, told before it begins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.judge.prompt import request_body
from citecheck.judge.settings import JudgeSettings

_BYTES_A_TOKEN = 3.0
"""Bytes of a request behind one token; English has 4 and more, so the estimate errs upwards."""
_ANSWER_TOKENS = 150
_LONG_CLAIM = 600
"""Characters of a long claim."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests still to be sent (those with a kept answer are free) and the tokens they take, estimated upwards."""

    requests: int
    tokens_in: int
    tokens_out: int


def dearest(settings: JudgeSettings) -> Cost:
    """Give what a single claim can cost at most: instructions, a long claim and the passages up to their limit."""
    body = request_body(settings.model, "x" * _LONG_CLAIM, "", ["x" * settings.passages_limit])
    return cost_of([body])


def cost_of(bodies: Sequence[dict[str, object]]) -> Cost:
    """Estimate the tokens of requests that are to be sent."""
    size = sum(len(json.dumps(body, ensure_ascii=False).encode()) for body in bodies)
    return Cost(len(bodies), round(size / _BYTES_A_TOKEN), _ANSWER_TOKENS * len(bodies))
