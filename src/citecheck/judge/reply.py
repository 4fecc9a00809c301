"""The model's answer as read: a verdict with its quotation, or the clause that says why it cannot be used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the model may answer."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reply:
    """A well-formed answer; nothing in it has been verified."""

    verdict: Verdict
    quotation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """An answer that says nothing; `reason` is one clause for people."""

    reason: str


def read_reply(body: bytes) -> Reply | Unusable:
    """Read the body of a chat completion; anything but the asked shape is unusable, never an error."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
        answer = json.loads(content)
        verdict = Verdict(answer["verdict"])
        quotation, reason = answer["quotation"], answer.get("reason", "")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return Unusable("the judge's answer is not in the asked shape")
    if not isinstance(quotation, str) or not isinstance(reason, str):
        return Unusable("the judge's answer is not in the asked shape")
    return Reply(verdict, quotation, reason)
