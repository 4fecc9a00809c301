"""Save Page Now 2 of the Wayback Machine: asks the archive to keep a page.

A capture is a job: it is accepted, refused, or neither (an answer without a job id is real), then pending, then
done
or failed. What a failure means for the next try is a table. Some failures are second opinions on the page itself,
from another network: `not-found`, `no-access`, `invalid-host-resolution`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from citecheck.archive.public.archives import PublicArchive, Unknown
from citecheck.archive.public.client import ArchiveClient
from citecheck.archive.public.memento_format import parse_stamp
from citecheck.model.report import Memento

POLL_SECONDS = 6.0
"""Between two looks at a job; captures take six seconds and more, two minutes at most."""
MAX_POLLS = 25


class RetryTime(StrEnum):
    """When a refused capture may be asked for again."""

    LATER = "later"
    TOMORROW = "tomorrow"
    NEVER = "never"


_RETRY_ROWS: dict[RetryTime, str] = {
    RetryTime.TOMORROW: "too-many-daily-captures max-daily-bandwidth too-many-daily-captures-host",
    RetryTime.NEVER: "blocked blocked-url blocked-client-ip bad-request filesize-limit ftp-access-denied "
    "method-not-allowed http-version-not-supported invalid-url-syntax invalid-host-resolution "
    "network-authentication-required no-access not-found not-implemented too-many-redirects unauthorized",
}
RETRY_TIMES: dict[str, RetryTime] = {word: again for again, words in _RETRY_ROWS.items() for word in words.split()}
"""What `status_ext` says after `error:`, and when to come back; a word not listed is a passing trouble."""


@dataclass(frozen=True, slots=True)
class SavedCopy:
    """The archive keeps the page. `existing` says that it had just been kept and was not captured again."""

    memento: Memento
    existing: bool = False


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The archive would or could not; `code` is its word (`status_ext` without `error:`), `message` its sentence."""

    archive: str
    code: str
    message: str
    again: RetryTime


SaveOutcome: TypeAlias = SavedCopy | NotSaved | Unknown


async def save_page(
    asker: ArchiveClient,
    archive: PublicArchive,
    url: str,
    *,
    keys: tuple[str, str] | None = None,
    unless_within: str = "1d",
    max_polls: int = MAX_POLLS,
) -> SaveOutcome:
    """Ask the archive to capture `url` and wait for the job to end.

    `keys` are access key and secret of an account; without them three captures a minute are allowed. `unless_within`
    is how young a copy makes a new one needless, as "3d 5h". Every page may be captured five times a day.
    """
    if archive.save is None:
        return Unknown(archive.name, "it saves no pages on demand")
    headers = {"Accept": "application/json"}
    if keys is not None:
        headers["Authorization"] = f"LOW {keys[0]}:{keys[1]}"
    form = {"url": url, "if_not_archived_within": unless_within, "skip_first_archive": "1"}
    started = _parse_object(await asker.ask(archive, archive.save, headers=headers, form=form), archive)
    if isinstance(started, Unknown):
        return started
    if started.get("status") == "error":
        return _build_refused(started, archive)
    job = started.get("job_id")
    if not isinstance(job, str):
        return Unknown(archive.name, f"it took no job: {started.get('message') or 'no reason given'}")
    existing = "same snapshot" in str(started.get("message", "")).lower()
    return await _wait_for(asker, archive, job, headers, existing=existing, max_polls=max_polls)


async def _wait_for(
    asker: ArchiveClient,
    archive: PublicArchive,
    job: str,
    headers: Mapping[str, str],
    *,
    existing: bool,
    max_polls: int,
) -> SaveOutcome:
    for _ in range(max_polls):
        said = _parse_object(await asker.ask(archive, f"{archive.save}/status/{job}", headers=headers), archive)
        if isinstance(said, Unknown):
            return said
        match said.get("status"):
            case "success":
                return _build_saved(said, archive, existing=existing)
            case "error":
                return _build_refused(said, archive)
            case "pending":
                await asker.sleep(POLL_SECONDS)
            case _:
                return Unknown(archive.name, "it no longer knows the job; the index will show whether it was kept")
    return Unknown(archive.name, f"the capture was still pending after {max_polls * POLL_SECONDS:g} s")


def _parse_object(answer: Any, archive: PublicArchive) -> dict[str, Any] | Unknown:
    if isinstance(answer, Unknown):
        return answer
    try:
        found = json.loads(answer.text)
    except ValueError:
        return Unknown(archive.name, f"it answered {answer.status} with something that is no JSON")
    return found if isinstance(found, dict) else Unknown(archive.name, "it answered with JSON of an unknown shape")


def _build_saved(said: Mapping[str, Any], archive: PublicArchive, *, existing: bool) -> SaveOutcome:
    stamp, original = str(said.get("timestamp", "")), str(said.get("original_url", ""))
    moment = parse_stamp(stamp)
    if moment is None or not original or archive.replay is None:
        return Unknown(archive.name, "it reports success but names no copy")
    return SavedCopy(Memento(f"{archive.replay}{stamp}/{original}", moment, archive.name), existing)


def _build_refused(said: Mapping[str, Any], archive: PublicArchive) -> NotSaved:
    code = str(said.get("status_ext", "")).removeprefix("error:") or "unsaid"
    message = " ".join(str(said.get("message", "")).split())
    return NotSaved(archive.name, code, message, RETRY_TIMES.get(code, RetryTime.LATER))
