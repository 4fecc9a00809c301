"""Save Page Now 2 of the Wayback Machine: request a capture of a page.

A capture is a job. It is accepted, refused, or neither (answers without a job id occur), then pending, then done or
failed. A table maps each failure to the time of the next try. Some failures are second opinions on the page itself,
from another network: `not-found`, `no-access`, `invalid-host-resolution`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from citecheck.archive.public.archives import PublicArchive
from citecheck.archive.public.memento_format import parse_stamp
from citecheck.model.report import Memento, RetryTime
from citecheck.net.paced_client import NoReply, PacedClient

_POLL_SECONDS = 6.0
"""Seconds between two polls of a job. Captures take between six seconds and two minutes."""
_MAX_POLLS = 25


_RETRY_ROWS: dict[RetryTime, str] = {
    RetryTime.TOMORROW: "too-many-daily-captures max-daily-bandwidth too-many-daily-captures-host",
    RetryTime.NEVER: "blocked blocked-url blocked-client-ip bad-request filesize-limit ftp-access-denied "
    "method-not-allowed http-version-not-supported invalid-url-syntax invalid-host-resolution "
    "network-authentication-required no-access not-found not-implemented too-many-redirects",
    RetryTime.WITH_KEYS: "unauthorized",
}
RETRY_TIMES: dict[str, RetryTime] = {word: retry for retry, words in _RETRY_ROWS.items() for word in words.split()}
"""Word after `error:` in `status_ext` -> when to retry. A word that is not listed is a temporary failure."""


@dataclass(frozen=True, slots=True)
class SavedCopy:
    """The archive holds the page. `existing`: a recent capture existed, so none was made."""

    memento: Memento
    existing: bool = False


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The capture failed or was refused. `code` is `status_ext` without `error:`, `message` the archive's sentence."""

    archive: str
    code: str
    message: str
    retry: RetryTime


_SaveOutcome: TypeAlias = SavedCopy | NotSaved | NoReply


async def save_page(
    client: PacedClient,
    archive: PublicArchive,
    url: str,
    *,
    keys: tuple[str, str] | None = None,
    unless_within: str = "1d",
    max_polls: int = _MAX_POLLS,
) -> _SaveOutcome:
    """Request a capture of `url` and wait for the job to end.

    `keys` are access key and secret of an account; without them three captures a minute are allowed. A copy younger
    than `unless_within` (as "3d 5h") makes a new capture unnecessary. Each page may be captured five times a day.
    """
    if archive.save is None:
        return NoReply(archive.name, "it saves no pages on demand")
    headers = {"Accept": "application/json"}
    if keys is not None:
        headers["Authorization"] = f"LOW {keys[0]}:{keys[1]}"
    form = {"url": url, "if_not_archived_within": unless_within, "skip_first_archive": "1"}
    answer = await client.request(archive, archive.save, headers=headers, form=form)
    started = _parse_object(answer, archive)
    if not isinstance(answer, NoReply) and (answer.status == 401 or _wants_login(started)):
        return NotSaved(archive.name, "unauthorized", "it saves pages only for accounts", RetryTime.WITH_KEYS)
    if isinstance(started, NoReply):
        return started
    if started.get("status") == "error":
        return _build_refused(started, archive)
    job = started.get("job_id")
    if not isinstance(job, str):
        return NoReply(archive.name, f"it took no job: {started.get('message') or 'no reason given'}")
    existing = "same snapshot" in str(started.get("message", "")).lower()
    return await _wait_for(client, archive, job, headers, existing=existing, max_polls=max_polls)


def _wants_login(started: dict[str, Any] | NoReply) -> bool:
    """Return whether the archive took no job because nobody is logged in; it says so in words, with any status."""
    message = "" if isinstance(started, NoReply) or "job_id" in started else str(started.get("message", ""))
    return "logged in" in message.lower()


async def _wait_for(
    client: PacedClient,
    archive: PublicArchive,
    job: str,
    headers: Mapping[str, str],
    *,
    existing: bool,
    max_polls: int,
) -> _SaveOutcome:
    for _ in range(max_polls):
        reply = _parse_object(await client.request(archive, f"{archive.save}/status/{job}", headers=headers), archive)
        if isinstance(reply, NoReply):
            return reply
        match reply.get("status"):
            case "success":
                return _build_saved(reply, archive, existing=existing)
            case "error":
                return _build_refused(reply, archive)
            case "pending":
                await client.sleep(_POLL_SECONDS)
            case _:
                return NoReply(archive.name, "it no longer knows the job; the index will show whether it was kept")
    return NoReply(archive.name, f"the capture was still pending after {max_polls * _POLL_SECONDS:g} s")


def _parse_object(answer: Any, archive: PublicArchive) -> dict[str, Any] | NoReply:
    if isinstance(answer, NoReply):
        return answer
    try:
        found = json.loads(answer.text)
    except ValueError:
        return NoReply(archive.name, f"it answered {answer.status} with something that is no JSON")
    return found if isinstance(found, dict) else NoReply(archive.name, "it answered with JSON of an unknown shape")


def _build_saved(reply: Mapping[str, Any], archive: PublicArchive, *, existing: bool) -> _SaveOutcome:
    stamp, original = str(reply.get("timestamp", "")), str(reply.get("original_url", ""))
    moment = parse_stamp(stamp)
    if moment is None or not original or archive.replay is None:
        return NoReply(archive.name, "it reports success but names no copy")
    return SavedCopy(Memento(f"{archive.replay}{stamp}/{original}", moment, archive.name), existing)


def _build_refused(reply: Mapping[str, Any], archive: PublicArchive) -> NotSaved:
    code = str(reply.get("status_ext", "")).removeprefix("error:") or "unsaid"
    message = " ".join(str(reply.get("message", "")).split())
    return NotSaved(archive.name, code, message, RETRY_TIMES.get(code, RetryTime.LATER))
