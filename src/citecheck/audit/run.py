"""The order of the stages of an audit: choose what is due, ask conditionally, ask again, judge draft by draft.

An audit knows its drafts from the store alone, so it goes on for years after the files are gone. Its death policy is
the strict one: what fails is `suspect` until enough visits, far enough apart, have said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from citecheck.check.bearing import bear_out, bearing_nothing
from citecheck.check.completing import Completed
from citecheck.check.copies import with_copies
from citecheck.check.judging import counted, judge
from citecheck.check.ports import CheckOptions, Ports
from citecheck.check.probing import probed
from citecheck.check.ruling import ruled
from citecheck.check.run import network_down, see_requests
from citecheck.check.visiting import Visiting
from citecheck.fetch import FetchRequest
from citecheck.model.draft import Draft
from citecheck.model.report import Report, Run
from citecheck.store.drafts import RecordedDraft, citing_documents, recorded_draft, stored_draft
from citecheck.store.keys import source_key
from citecheck.store.runs import begin_run, finish_run, forget_run
from citecheck.store.schedule import DueSource, due_sources
from citecheck.store.visits import Seen, last_good_capture


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What an audit visits: sources that are due, or all with `everything`; of one `host`, at most `per_host` each."""

    everything: bool = False
    host: str | None = None
    per_host: int = 60


async def audit_sources(ports: Ports, options: CheckOptions, chosen: AuditOptions, run_id: str) -> Report:
    """Visit the stored sources that are due and return what was found, per draft that cites them.

    An audit that was killed goes on where it stopped, under its first id, if it is started again within a day.

    Raises:
        StoreError: the store could not be written; what was done before stays.
    """
    store, started = ports.store, ports.clock()
    with store.writing():
        key = f"audit {options.origin} {chosen.host or ''} {chosen.everything}"
        run = begin_run(store, run_id, command="audit", key=key, moment=started)
    due = due_sources(store, started, host=chosen.host, everything=chosen.everything, per_host=chosen.per_host)
    visiting = Visiting(ports, options, run, {source.url: source.id for source in due})
    seen = await see_requests(visiting, [conditional(visiting, source) for source in due])
    if outage := network_down(seen):
        with store.writing():
            forget_run(store, run)
        return Report(Run(run, started, ports.clock()), (), outage)
    cited = [
        (Completed(concerned(draft, seen)), rows)
        for draft, rows in citing(visiting, [source.id for source in due if source.url in seen])
    ]
    found = [await bear_out(each.draft, seen, ports.pool, ports.likeness) for each, _ in cited]
    seen = await probed(visiting, seen, bearing_nothing(found))
    found = await ruled([each for each, _ in cited], found, seen, ports)
    seen = await with_copies(seen, [each for each, _ in cited], [rows for _, rows in cited], ports)
    reports = [judge(each, rows, seen, evidence, visiting) for (each, rows), evidence in zip(cited, found, strict=True)]
    finished = ports.clock()
    with store.writing():
        finish_run(store, run, finished)
    return Report(Run(run, started, finished, counted(reports, seen)), tuple(reports))


def conditional(visiting: Visiting, source: DueSource) -> FetchRequest:
    """Return the request for a source, with the validators of its last good capture."""
    kept = last_good_capture(visiting.ports.store, source.id)
    return FetchRequest(source.url, kept.etag if kept else None, kept.last_modified if kept else None)


def citing(visiting: Visiting, sources: Iterable[int]) -> Iterable[tuple[Draft, RecordedDraft]]:
    """Give each stored draft that cites one of the sources, with its row ids."""
    store = visiting.ports.store
    for document in citing_documents(store, sources):
        draft = stored_draft(store, document)
        yield draft, recorded_draft(store, document, draft)


def concerned(draft: Draft, seen: Mapping[str, Seen]) -> Draft:
    """Return the draft with only the footnotes and citations whose sources were visited."""
    notes = tuple(note for note in draft.footnotes if any(source_key(source) in seen for source in note.sources))
    kept = {note.id for note in notes}
    citations = tuple(citation for citation in draft.citations if citation.footnote in kept)
    return replace(draft, footnotes=notes, citations=citations)
