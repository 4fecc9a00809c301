"""Which model is asked, where and within what bounds; one question to it over httpx, bounded in time and size.

The endpoint is named by the user and may be on this machine, so the guard against addresses of strangers does not
apply
here; but nobody else is asked: redirects are not followed, since key and drafts would go wherever they lead, and
proxies and passwords of the environment are not used.

The model's answer as read, and whether its quotation is proof.

It is in the source, bears on the claim, gives no orders.

An answer is a verdict with its quotation, or the clause that says why it cannot be used. The model's word is worth
nothing by itself. A quotation is looked for word for word (case, punctuation and white space aside); the claim's
facts
are compared with it as with any passage; and text that speaks to a model instead of its reader is what an injection
looks like, so it proves nothing.
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


_TOO_OLD_FOR_SCHEMAS = frozenset({400, 422})
"""Servers that know no JSON schema refuse the request so; they are asked once more for a plain JSON object."""


class JudgeEndpoint:
    """A connection to the model's server; `transport` is for tests. Close it after use."""

    def __init__(self, settings: JudgeSettings, transport: httpx.BaseTransport | None = None) -> None:
        """Prepare the connection; nothing is asked yet."""
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
        """Send one question; what goes wrong on the way comes back as a clause, never as an error."""
        answer = self._post(body)
        if isinstance(answer, int) and answer in _TOO_OLD_FOR_SCHEMAS:
            answer = self._post({**body, "response_format": {"type": "json_object"}})
        if isinstance(answer, int):
            return UnusableReply(f"the judge's server answered {answer}")
        return answer

    def _post(self, body: dict[str, Any]) -> bytes | int | UnusableReply:
        """Post and read within the bounds; the status where it is not 200."""
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
    """What the model may answer."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class JudgeReply:
    """A well-formed answer; nothing in it has been verified."""

    verdict: JudgeVerdict
    quotation: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnusableReply:
    """An answer that says nothing; `reason` is one clause for people."""

    reason: str


def read_reply(body: bytes) -> JudgeReply | UnusableReply:
    """Read the body of a chat completion; anything but the asked shape is unusable, never an error."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
        answer = json.loads(content)
        verdict = JudgeVerdict(answer["verdict"])
        quotation, reason = answer["quotation"], answer.get("reason", "")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return UnusableReply("the judge's answer is not in the asked shape")
    if not isinstance(quotation, str) or not isinstance(reason, str):
        return UnusableReply("the judge's answer is not in the asked shape")
    return JudgeReply(verdict, quotation, reason)


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
"""Text that speaks to a model: pattern and what it does."""
_ORDERING = re.compile("|".join(f"(?:{pattern})" for pattern, _ in _ORDERS), re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")
_LEAST_WORDS = 4
_EXACT_KINDS = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY})


def prove_quotation(claim: Claim, reply: JudgeReply, text: str) -> Passage | UnusableReply:
    """Give the place of the quotation in the source, or why the verdict does not count."""
    if len(_WORD.findall(reply.quotation)) < _LEAST_WORDS:
        return UnusableReply("the judge showed no passage")
    span = find_words(reply.quotation, text)
    if span is None:
        return UnusableReply("the passage the judge quotes is not in the source")
    quoted = text[span[0] : span[1]]
    if _ORDERING.search(quoted):
        return UnusableReply("the passage the judge quotes gives it orders")
    evidence = examine_sentences(claim, [quoted])
    if evidence.support is Support.NOT_FOUND:
        return UnusableReply("the passage the judge quotes does not bear on the claim")
    wrong = [fact for fact in evidence.facts if fact.kind in _EXACT_KINDS and fact.verdict is not FactVerdict.AGREES]
    if reply.verdict is JudgeVerdict.SUPPORTED and wrong:
        return UnusableReply(f"the passage the judge quotes does not hold “{wrong[0].claimed.strip()}”")
    return Passage(quoted, span[0], span[1], 1.0, evidence.passages[0].sentence if evidence.passages else 0)


def find_words(quotation: str, text: str) -> tuple[int, int] | None:
    """Find a quotation word for word in a text; gives its place there in characters."""
    wanted = [word.casefold() for word in _WORD.findall(quotation)]
    pattern = r"\W+".join(re.escape(word) for word in wanted)
    match = re.search(rf"(?<!\w){pattern}(?!\w)", text.casefold()) if wanted else None
    if match is None or len(text.casefold()) != len(text):
        match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) if wanted else None
    return (match.start(), match.end()) if match else None
