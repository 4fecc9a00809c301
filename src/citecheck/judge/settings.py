"""Which model is asked, where, and within what bounds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """An OpenAI-compatible endpoint: `endpoint` is the address that `/chat/completions` is added to.

    `key` is sent as a bearer token and shown nowhere. `max_time` in seconds for one answer; `answer_limit` in bytes;
    `passages_limit` in characters of source text sent with a claim.
    """

    endpoint: str
    model: str
    key: str | None = field(default=None, repr=False)
    max_time: float = 60.0
    answer_limit: int = 200_000
    passages_limit: int = 6_000
