"""Which model is asked, where and within what bounds; one question to it over httpx, bounded in time and size.

The endpoint is named by the user and may be on this machine, so the guard against addresses of strangers does not
apply
here; but nobody else is asked: redirects are not followed, since key and drafts would go wherever they lead, and
proxies and passwords of the environment are not used.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from citecheck.extras.judge.reply import UnusableReply


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
