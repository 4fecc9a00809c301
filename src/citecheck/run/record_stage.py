"""The stage that looks up the works of the drafts in registries.

A run asks for each work once, however many notes cite it, and uses what was said of it within a week: of an identifier
also where a reference cites it in other words. Only the text or the identifiers of a reference are sent, never the
draft.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from citecheck.model.draft import Draft
from citecheck.model.work import CitedWork, ServiceAnswer, WorkIdentifier, WorkLookup
from citecheck.run.context import RecordsByPlace, RunContext
from citecheck.store.database import Store
from citecheck.store.records import load_answers, load_lookups, record_answers, record_lookups

if TYPE_CHECKING:
    from citecheck.registries.services import RegistryClient
    from citecheck.works.decision import RegistryAnswers

_KEPT = timedelta(days=7)
"""How long what was said of a work counts."""
_SAVED_AT_ONCE = 32
"""Works whose answers are one transaction."""
_ANSWERED = frozenset({"found", "nothing"})


@dataclass(frozen=True, slots=True)
class LookUpWorks:
    """Ask the registries for the works that the drafts name."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with what the registries say of each work, now or within a week. Raises StoreError."""
        asks = context.ports.registries is not None
        if context.options.lookup is False:
            return context
        cited = [_list_works(tracked.draft) for tracked in context.drafts]
        works = dict.fromkeys(work for of_draft in cited for work in of_draft.values())
        known = load_lookups(context.ports.store, works, since=context.started - _KEPT if asks else None)
        missing = [work for work in works if work not in known]
        known |= await _ask_for(context, missing)
        places = [{place: known[work] for place, work in of_draft.items() if work in known} for of_draft in cited]
        pairs = zip(context.drafts, places, strict=True)
        return replace(context, drafts=tuple(replace(tracked, records=records) for tracked, records in pairs))


def load_records(store: Store, draft: Draft) -> RecordsByPlace:
    """Return what the registries last said of the works of a draft that this run asks for nothing."""
    cited = _list_works(draft)
    known = load_lookups(store, cited.values())
    return {place: known[work] for place, work in cited.items() if work in known}


def _list_works(draft: Draft) -> dict[tuple[str, int], CitedWork]:
    from citecheck.works.reading import list_cited_works  # noqa: PLC0415 (many drafts are asked of no registry)

    return dict(list_cited_works(draft))


async def _ask_for(context: RunContext, works: Sequence[CitedWork]) -> dict[CitedWork, WorkLookup]:
    """Ask for the works that registries can be asked for, and say who was asked; without registries for none."""
    by_text = context.options.lookup is True
    candidates = [work for work in works if work.identifiers or by_text]
    if context.ports.registries is None or not candidates:
        return {}
    from citecheck.registries.lookup import choose_identifier, may_ask  # noqa: PLC0415 (many runs ask no registry)

    found: dict[CitedWork, WorkLookup] = {}
    identifiers = [one for work in candidates if (one := choose_identifier(work)) is not None]
    kept = load_answers(context.ports.store, identifiers, since=context.started - _KEPT)
    not_sent = frozenset(row for answers in kept.values() for row in answers.asked)
    async with context.ports.registries() as client:
        if client is not None:
            asked = [work for work in candidates if may_ask(client, work, by_text=by_text)]
            found = await _ask_in_batches(context, client, asked, kept)
    for sentence in _describe_asked(found.values(), not_sent):
        context.ports.progress.announce(sentence)
    return found


async def _ask_in_batches(
    context: RunContext,
    client: RegistryClient,
    works: Sequence[CitedWork],
    kept: Mapping[WorkIdentifier, RegistryAnswers],
) -> dict[CitedWork, WorkLookup]:
    """Ask for works and keep what was answered, batch by batch, so that a run that is killed asks for less again."""
    from citecheck.run.work_lookup import look_up_works  # noqa: PLC0415 (many runs ask no registry)

    found: dict[CitedWork, WorkLookup] = {}
    by_text = context.options.lookup is True
    for start in range(0, len(works), _SAVED_AT_ONCE):
        batch = works[start : start + _SAVED_AT_ONCE]
        pairs = zip(batch, batch, strict=True)
        answers = dict(kept)
        rows = [row async for row in look_up_works(client, pairs, by_text=by_text, kept=answers)]
        if context.ports.archive is not None:
            context.ports.archive.sync()
        new = {one: said for one, said in answers.items() if one not in kept and _is_answered(said.asked)}
        record_answers(context.ports.store, new, context.ports.clock())
        answered = {work: lookup for work, lookup in rows if _is_answered(lookup.asked)}
        record_lookups(context.ports.store, answered, context.ports.clock())
        found.update(rows)
    return found


def _is_answered(asked: Iterable[ServiceAnswer]) -> bool:
    return all(row.outcome in _ANSWERED for row in asked)


def _describe_asked(lookups: Iterable[WorkLookup], not_sent: frozenset[ServiceAnswer]) -> Iterator[str]:
    """Yield a line on how many works were sent to which service, and one on each service that gave no answer.

    `not_sent` are the answers of earlier runs.
    """
    sent = [rows for each in lookups if (rows := [row for row in each.asked if row not in not_sent])]
    asked = Counter(name for rows in sent for name in {row.service for row in rows})
    if asked:
        services = ", ".join(f"{name} {count}" for name, count in sorted(asked.items()))
        works = f"{len(sent):,} work{'' if len(sent) == 1 else 's'}"
        yield f"registries were asked for {works} ({services})"
    failed: dict[str, list[ServiceAnswer]] = {}
    for row in dict.fromkeys(row for rows in sent for row in rows if row.outcome not in _ANSWERED):
        failed.setdefault(row.service, []).append(row)
    for name, rows in sorted(failed.items()):
        questions = f"{len(rows):,} question{'' if len(rows) == 1 else 's'}"
        yield f"{name} gave no answer to {questions}: {rows[0].outcome}; check again later"
