"""The CDX index of an archive: its captures of an address, or of all addresses with a prefix.

Servers send three forms, all of which are read: JSON arrays, plain lines, and CDXJ (pywb). The index is not good
for
identity: its key ignores scheme, `www.`, case and the order of the query, so use `original` for the archived
address.
Its status and type may differ from the copy's. Servers repeat rows; each is returned once.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from citecheck.archive.public.archives import Absent, Excluded, PublicArchive, Refusal
from citecheck.archive.public.memento_format import parse_stamp, stamp_of
from citecheck.net.paced_client import NoReply, PacedClient, ServiceReply

_CDX_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_EXCLUSIONS = ("AdministrativeAccessControlException", "RobotAccessControlException", "Blocked Site Error")
"""Words in X-Archive-Wayback-Runtime-Error, or in the body, that mean an excluded site."""


class UrlMatch(StrEnum):
    """What the address of a query matches. A prefix is compared with the index's key, character by character."""

    EXACT = "exact"
    PREFIX = "prefix"
    HOST = "host"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class CdxQuery:
    """A query to the index. `since` and `until` are inclusive, `filters` the server's own, `limit` rows a page."""

    url: str
    match: UrlMatch = UrlMatch.EXACT
    since: datetime | None = None
    until: datetime | None = None
    filters: tuple[str, ...] = ()
    collapse: str | None = None
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class CdxRow:
    """One capture. `status` is None for a revisit record (same payload as an earlier capture) and if not stated.

    `digest` is that of the payload as archived, in the server's notation. It only serves to distinguish rows.
    """

    urlkey: str
    moment: datetime
    original: str
    media_type: str
    status: int | None
    digest: str

    @property
    def address(self) -> str:
        """The archived address, without the default port that indexes add."""
        return re.sub(r"^(https?://[^/:]+):(?:80|443)(?=/|$)", r"\1", self.original)

    @property
    def shows_content(self) -> bool:
        """Whether the copy is probably the page itself: archived as 200, or a revisit."""
        return self.status == 200 or (self.status is None and self.media_type == "warc/revisit")


@dataclass(frozen=True, slots=True)
class CdxRows:
    """The distinct rows of an answer, oldest first within one address. `complete` is False if pages remain unread."""

    rows: tuple[CdxRow, ...]
    complete: bool = True


async def search_index(
    client: PacedClient, archive: PublicArchive, query: CdxQuery, *, max_pages: int = 5
) -> CdxRows | Refusal:
    """Query the index and follow resume keys for `max_pages` pages. Return `Absent` only for an answer without rows."""
    if archive.cdx is None:
        return NoReply(archive.name, "it has no index that can be asked")
    rows: dict[CdxRow, None] = {}
    resume: str | None = None
    for _ in range(max_pages):
        answer = await client.request(archive, f"{archive.cdx}?{urlencode(_build_parameters(query, resume))}")
        if isinstance(answer, NoReply):
            return answer
        page = _read_page(answer, archive.name)
        if not isinstance(page, tuple):
            return page
        found, resume = page
        rows.update(dict.fromkeys(found))
        if resume is None:
            break
    if not rows and resume is None:
        return Absent(archive.name)
    return CdxRows(tuple(rows), complete=resume is None)


def _build_parameters(query: CdxQuery, resume: str | None) -> list[tuple[str, str]]:
    required = [("url", query.url), ("output", "json"), ("limit", str(query.limit)), ("showResumeKey", "true")]
    if query.match is not UrlMatch.EXACT:
        required.append(("matchType", query.match.value))
    required.extend(("filter", one) for one in query.filters)
    optional = (
        ("from", query.since and stamp_of(query.since)),
        ("to", query.until and stamp_of(query.until)),
        ("collapse", query.collapse),
        ("resumeKey", resume),  # it is received escaped and escaped again: the server expects `com%252Ccnn%2529`
    )
    return required + [(name, value) for name, value in optional if value]


def _read_page(answer: ServiceReply, archive: str) -> tuple[list[CdxRow], str | None] | Excluded | NoReply:
    """Read one page of the index. Return its rows and the key of the next page."""
    error_text = answer.headers.get("x-archive-wayback-runtime-error", "") + answer.text[:2000]
    if answer.status == 403 and any(word in error_text for word in _EXCLUSIONS):
        return Excluded(archive, "the site is excluded from the archive")
    if answer.status == 404:
        return [], None  # pywb's answer for an address that it does not hold
    if answer.status != 200:
        return NoReply(archive, f"the index answered {answer.status}: {' '.join(answer.text.split())[:120]}")
    if answer.truncated:
        return NoReply(archive, "the answer of the index was cut off")
    text = answer.text.strip()
    try:
        return _parse_json(json.loads(text)) if text.startswith("[") else _parse_lines(text)
    except ValueError:
        return NoReply(archive, "the answer of the index cannot be read")


def _parse_json(table: Any) -> tuple[list[CdxRow], str | None]:
    """Parse arrays: a header, rows and, if there are more pages, an empty array and one with the key. No rows: `[]`."""
    if not isinstance(table, list) or not table:
        return [], None
    header, *rest = table
    resume = None
    if len(rest) >= 2 and rest[-2] == [] and len(rest[-1]) == 1:
        resume = str(rest[-1][0])
        rest = rest[:-2]
    rows = (_build_row(dict(zip(header, cells, strict=False))) for cells in rest if isinstance(cells, list))
    return [row for row in rows if row is not None], resume


def _parse_lines(text: str) -> tuple[list[CdxRow], str | None]:
    """Parse plain lines (seven fields) and CDXJ lines (key, timestamp, JSON). An empty line precedes the resume key.

    Raise ValueError for any other line: the answer is no index page.
    """
    body, _, key = text.partition("\n\n")
    rows = []
    for line in body.splitlines():
        head, brace, block = line.partition("{")
        if brace:
            key_and_stamp = dict(zip(("urlkey", "timestamp"), head.split(), strict=False))
            rows.append(_build_row({**key_and_stamp, **json.loads(brace + block)}))
        else:
            rows.append(_build_row(dict(zip(_CDX_FIELDS, line.split(), strict=True))))
    return [row for row in rows if row is not None], key.strip() or None


def _build_row(cells: dict[str, Any]) -> CdxRow | None:
    """Build a row. Return None for one without a time or a web address (recorded: `http://mailto:..`)."""
    moment = parse_stamp(str(cells.get("timestamp", "")))
    original = str(cells.get("original") or cells.get("url") or "")
    if moment is None or not original.startswith(("http://", "https://")) or "://mailto:" in original:
        return None
    status = str(cells.get("statuscode") or cells.get("status") or "")
    media_type = str(cells.get("mimetype") or cells.get("mime") or "")
    digest = str(cells.get("digest", ""))
    return CdxRow(
        str(cells.get("urlkey", "")), moment, original, media_type, int(status) if status.isdigit() else None, digest
    )
