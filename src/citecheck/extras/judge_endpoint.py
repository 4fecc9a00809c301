"""The model's endpoint and its answers.

Send one question within limits, parse the answer, and verify its quotation.

The user names the endpoint, which may be on this machine, so the network guard does not apply. Nothing is sent anywhere
else: redirects are not followed, since they would carry key and drafts along, and the environment's proxies and
passwords are not used.

An answer is a verdict with its quotation, or a clause on why it is unusable. The model's verdict alone is worth
nothing. The quotation must be in the source word for word (ignoring case, punctuation and white space) and relevant
to the claim, and the claim's facts are compared with it as with any passage. Text that addresses a model instead of
a reader looks like an injection, so it proves nothing.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx

from citecheck.evidence.examination import examine_sentences
from citecheck.model.evidence import Claim, FactKind, FactVerdict, Passage, Support
from citecheck.model.page import Coverage


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """An OpenAI-compatible endpoint. `/chat/completions` is appended to `endpoint`.

    `key` is sent as a bearer token and never shown. `max_time` bounds one answer in seconds and `answer_limit` in
    bytes. `passages_limit` bounds the source text sent with a claim, in characters.
    """

    endpoint: str
    model: str
    key: str | None = field(default=None, repr=False)
    max_time: float = 60.0
    answer_limit: int = 200_000
    passages_limit: int = 6_000


_TOO_OLD_FOR_SCHEMAS = frozenset({400, 422})
"""Statuses of servers without JSON schemas. The request is repeated once for a plain JSON object."""


class JudgeEndpoint:
    """A connection to the model's server. `transport` is for tests. Close it after use."""

    def __init__(self, settings: JudgeSettings, transport: httpx.BaseTransport | None = None) -> None:
        """Prepare the connection without sending anything."""
        headers = {"authorization": f"Bearer {settings.key}"} if settings.key else {}
        self._settings = settings
        self._url = settings.endpoint.rstrip("/") + "/chat/completions"
        self._client = httpx.Client(
            transport=transport, headers=headers, timeout=settings.max_time, follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def ask(self, body: dict[str, Any]) -> bytes | UnusableReply:
        """Send one question. Return a failure as `UnusableReply`; never raise."""
        answer = self._post(body)
        if isinstance(answer, int) and answer in _TOO_OLD_FOR_SCHEMAS:
            answer = self._post({**body, "response_format": {"type": "json_object"}})
        if isinstance(answer, int):
            return UnusableReply(f"the judge's server answered {answer}")
        return answer

    def _post(self, body: dict[str, Any]) -> bytes | int | UnusableReply:
        """Post and read within the limits. Return the status if it is not 200."""
        until = time.monotonic() + self._settings.max_time
        parts: list[bytes] = []
        try:
            with self._client.stream("POST", self._url, json=body) as response:
                if response.status_code != httpx.codes.OK:
                    return response.status_code
                for part in response.iter_bytes():
                    parts.append(part)
                    if time.monotonic() > until:
                        return UnusableReply("the judge took too long")
                    if sum(map(len, parts)) > self._settings.answer_limit:
                        return UnusableReply("the judge's answer is too long")
        except httpx.TimeoutException:
            return UnusableReply("the judge took too long")
        except (httpx.HTTPError, httpx.InvalidURL):
            return UnusableReply("the judge's server could not be reached")
        return b"".join(parts)


class JudgeVerdict(StrEnum):
    """The verdicts of a model."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class _JudgeReply:
    """A well-formed answer. Nothing in it has been verified."""

    verdict: JudgeVerdict
    quotation: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnusableReply:
    """An answer that cannot be used. `reason` is one clause for users."""

    reason: str


def read_reply(body: bytes) -> _JudgeReply | UnusableReply:
    """Parse the body of a chat completion. Any other shape is `UnusableReply`; never raise."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
        answer = json.loads(content)
        verdict = JudgeVerdict(answer["verdict"])
        quotation, reason = answer["quotation"], answer.get("reason", "")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return UnusableReply("the judge's answer is not in the asked shape")
    if not isinstance(quotation, str) or not isinstance(reason, str):
        return UnusableReply("the judge's answer is not in the asked shape")
    return _JudgeReply(verdict, quotation, reason)


_ORDERS: tuple[tuple[str, str], ...] = (
    (r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|previous|above|prompts?|rules?)\b", "revokes orders"),
    (r"\b(?:you are|act as|pretend to be)\b.{0,30}\b(?:assistant|model|ai|judge|fact.?checker)\b", "assigns a part"),
    (r"\b(?:respond|answer|reply|output|return|say)\b.{0,30}\b(?:supported|contradicted|verdict|json)\b", "dictates"),
    (
        r"\bthe (?:following |above |cited )?claim\b.{0,80}\b(?:is|as) (?:supported|true|correct|verified)\b",
        "judges",
    ),
    (r"\b(?:system|developer) (?:prompt|message)\b|<\|?(?:im_start|system)|\[INST\]", "poses as a message"),
    (r'"verdict"\s*:', "poses as an answer"),
)
"""Text that addresses a model: pattern, and what the text does."""
_ORDERING = re.compile("|".join(f"(?:{pattern})" for pattern, _ in _ORDERS), re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")
_LEAST_WORDS = 4
_EXACT_KINDS = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY})
_WRONG = frozenset({FactVerdict.DIFFERS, FactVerdict.ABSENT})


def prove_quotation(claim: Claim, reply: _JudgeReply, text: str) -> Passage | UnusableReply:
    """Return the quotation as a passage of the source, or why the verdict does not count."""
    if len(_WORD.findall(reply.quotation)) < _LEAST_WORDS:
        return UnusableReply("the judge showed no passage")
    span = _find_words(reply.quotation, text)
    if span is None:
        return UnusableReply("the passage the judge quotes is not in the source")
    quoted = text[span[0] : span[1]]
    if _ORDERING.search(quoted):
        return UnusableReply("the passage the judge quotes gives it orders")
    evidence = examine_sentences(claim, [quoted], coverage=Coverage.WHOLE)
    if evidence.support is Support.NOT_FOUND:
        return UnusableReply("the passage the judge quotes does not bear on the claim")
    wrong = [fact for fact in evidence.facts if fact.kind in _EXACT_KINDS and fact.verdict in _WRONG]
    if reply.verdict is JudgeVerdict.SUPPORTED and wrong:
        return UnusableReply(f"the passage the judge quotes does not hold “{wrong[0].claimed.strip()}”")
    return Passage(quoted, span[0], span[1], 1.0, evidence.passages[0].sentence if evidence.passages else 0)


def _find_words(quotation: str, text: str) -> tuple[int, int] | None:
    """Find a quotation word for word in a text. Return its span in characters, None if it is missing."""
    wanted = [word.casefold() for word in _WORD.findall(quotation)]
    pattern = r"\W+".join(re.escape(word) for word in wanted)
    match = re.search(rf"(?<!\w){pattern}(?!\w)", text.casefold()) if wanted else None
    if match is None or len(text.casefold()) != len(text):
        match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) if wanted else None
    return (match.start(), match.end()) if match else None
