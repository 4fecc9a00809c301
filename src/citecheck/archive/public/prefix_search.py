"""Prefix search: find in an archive's index the addresses that complete a cut one, near the report's date.

An index returns everything under the prefix. A candidate is therefore evidence that such an address existed, not
that this note meant it: a weekly series has one prefix for every week. Candidates are ordered by the words of the
citing sentence in them, and by how near the report's date they were first archived. Several candidates stay
several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from citecheck.archive.public.archives import Absent, PublicArchive, Refusal
from citecheck.archive.public.cdx import CdxQuery, CdxRow, CdxRows, UrlMatch, search_index
from citecheck.archive.public.recovery import (
    CutSource,
    Recovery,
    completes,
    drop_duplicates,
    explain_unsearchable,
    trim_split_escape,
)
from citecheck.model.report import Completion, CompletionOrigin
from citecheck.net.paced_client import NoReply, PacedClient

_BEFORE, _AFTER = timedelta(days=400), timedelta(days=60)
"""How long before and after the report a source may be first archived. Otherwise the whole index is searched."""
_SHOWN_COMPLETIONS = 20
"""Candidates shown for one source. More mean that the prefix is too unspecific."""
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")


async def search_archive(
    client: PacedClient,
    archive: PublicArchive,
    recoveries: Sequence[Recovery],
    drafted: datetime | None,
    *,
    sentences: Mapping[int, str],
) -> tuple[tuple[Recovery, ...], tuple[Refusal, ...]]:
    """Add candidates from the index to the recoveries that the published version does not complete.

    Equal prefixes are searched once. Recoveries with candidates from the draft or the store are searched too, since
    another source may share the prefix; then both are shown. `sentences` maps the position of a note to its citing
    sentence and only affects the order. The second value holds the refusals, for queries without an answer.
    """
    rows: dict[str, tuple[CdxRow, ...]] = {}
    refusals: list[Refusal] = []
    done = []
    for recovery in recoveries:
        prefix = trim_split_escape(recovery.cut.prefix)
        if any(one.origin is CompletionOrigin.PUBLISHED for one in recovery.completions):
            done.append(recovery)
            continue
        if prefix not in rows:
            found = await _search_rows(client, archive, prefix, drafted)
            rows[prefix] = found.rows if isinstance(found, CdxRows) else ()
            if not isinstance(found, CdxRows | Absent):
                refusals.append(found)
        words = sentences.get(recovery.cut.note, "")
        found_here = _build_completions(recovery.cut, rows[prefix], drafted, words, archive)
        done.append(replace(recovery, completions=drop_duplicates([*recovery.completions, *found_here])))
    return tuple(done), tuple(refusals)


def _build_completions(
    cut: CutSource, rows: Sequence[CdxRow], drafted: datetime | None, sentence: str, archive: PublicArchive
) -> tuple[Completion, ...]:
    """Build candidates from the rows of an index: each address once, as first archived, best first. Pure."""
    first: dict[str, CdxRow] = {}
    for row in sorted(rows, key=lambda row: row.moment):
        if completes(cut.prefix, row.address):
            first.setdefault(row.address, row)
    words = {word.casefold() for word in _WORD.findall(sentence)}

    def order(item: tuple[str, CdxRow]) -> tuple[int, float, str]:
        url, row = item
        shared = len(words & {word.casefold() for word in _WORD.findall(url)})
        return -shared, abs((row.moment - drafted).total_seconds()) if drafted else 0.0, url

    return drop_duplicates(
        Completion(url, CompletionOrigin.INDEX, f"{archive.name} first kept it on {row.moment:%Y-%m-%d}")
        for url, row in sorted(first.items(), key=order)
    )[:_SHOWN_COMPLETIONS]


async def _search_rows(
    client: PacedClient, archive: PublicArchive, prefix: str, drafted: datetime | None
) -> CdxRows | Refusal:
    """Search near the date first, then without a date if nothing was found."""
    reason = explain_unsearchable(prefix)
    if reason is not None:
        return NoReply(archive.name, f"not asked for {prefix}: {reason}")
    anytime = CdxQuery(prefix, UrlMatch.PREFIX, filters=("statuscode:200",), collapse="urlkey", limit=500)
    if drafted is not None:
        near = replace(anytime, since=drafted - _BEFORE, until=drafted + _AFTER)
        found = await search_index(client, archive, near, max_pages=1)
        if not isinstance(found, Absent):
            return found
    return await search_index(client, archive, anytime, max_pages=1)
