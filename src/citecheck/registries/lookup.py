"""Ask the registries for one cited work: by its identifier first, by its text where that leaves it open.

The registrar of an identifier is asked before the indexes. A DOI that neither Crossref nor DataCite has is looked up at
doi.org, which knows the DOIs of all agencies; only its "no such handle" is an answer about the DOI itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from citecheck.model.work import CitedWork, ServiceAnswer, WorkIdentifier, WorkLookup, WorkRecord
from citecheck.net.paced_client import NoReply
from citecheck.registries import arxiv, courtlistener, crossref, datacite, openalex, openlibrary, pubmed
from citecheck.registries.services import RegistryClient
from citecheck.works.containers import is_arxiv
from citecheck.works.decision import RegistryAnswers, decide_lookup, find_same_work

_ROWS = "5"
"""Records asked of a search: the right one is first in nearly all cases."""
_QUERY_LIMIT = 600
"""Characters of a reference that are sent in a search."""
_DATACITE_PREFIXES = ("10.48550/", "10.5281/", "10.6084/", "10.5061/", "10.17605/")
"""Prefixes of arXiv, Zenodo, figshare, Dryad and OSF, whose registrar is DataCite, so it is asked first."""


@dataclass(slots=True)
class _Inquiry:
    """The questions about one work so far, and their answers."""

    client: RegistryClient
    cited: CitedWork
    answers: RegistryAnswers = field(default_factory=RegistryAnswers)

    def note(self, service: str, question: str, answer: object) -> None:
        """Record what a service said."""
        outcome = answer.reason if isinstance(answer, NoReply) else "found" if answer else "nothing"
        row = ServiceAnswer(service, question, outcome)
        self.answers = replace(self.answers, asked=(*self.answers.asked, row))

    def add_by_identifier(self, *records: WorkRecord, registrar: bool) -> None:
        """Take records under the identifier; those of its registrar accuse alone."""
        names = frozenset(record.registry for record in records) if registrar else frozenset()
        self.answers = replace(
            self.answers,
            is_given=True if records else self.answers.is_given,
            by_identifier=(*self.answers.by_identifier, *records),
            registrars=self.answers.registrars | names,
        )


async def look_up(
    client: RegistryClient,
    cited: CitedWork,
    *,
    by_text: bool = True,
    kept: MutableMapping[WorkIdentifier, RegistryAnswers] | None = None,
) -> WorkLookup:
    """Ask the registries for a work, and return what their answers say of it.

    Without `by_text`, no service is searched for the text of the reference: only its identifier is sent. An identifier
    of `kept` is not asked again; the answers to another are added to it.
    """
    inquiry = _Inquiry(client, cited)
    chosen = choose_identifier(cited)
    if chosen is not None:
        await _ask_identifier(inquiry, chosen, {} if kept is None else kept)
    if by_text and _is_open(inquiry):
        await _search(inquiry)
    return decide_lookup(cited, inquiry.answers)


def choose_identifier(cited: CitedWork) -> WorkIdentifier | None:
    """Return the identifier by which a work is asked for, None if no registry knows the kinds that it has."""
    return next((one for kind in _ASKERS for one in cited.identifiers if one.kind == kind), None)


async def _ask_identifier(
    inquiry: _Inquiry, chosen: WorkIdentifier, kept: MutableMapping[WorkIdentifier, RegistryAnswers]
) -> None:
    if chosen in kept:
        inquiry.answers = replace(kept[chosen], identifier=chosen)
        return
    inquiry.answers = replace(inquiry.answers, identifier=chosen)
    await _ASKERS[chosen.kind](inquiry, chosen)
    kept[chosen] = inquiry.answers


def _is_open(inquiry: _Inquiry) -> bool:
    """Return whether the text of the reference may still find its record."""
    answers = inquiry.answers
    if inquiry.cited.is_short_form or (answers.identifier is not None and answers.identifier.kind == "case"):
        return False
    under = find_same_work(inquiry.cited, answers.by_identifier)
    return under is None and len(inquiry.cited.text.split()) > _FEW_WORDS


_FEW_WORDS = 3
"""Words of a text that no search can find a work by."""


async def _ask_doi(inquiry: _Inquiry, identifier: WorkIdentifier) -> None:
    """Ask the agencies for a DOI, and doi.org if none has it."""
    doi = identifier.value
    agencies = [(crossref.NAME, _ask_crossref), (datacite.NAME, _ask_datacite)]
    if doi.lower().startswith(_DATACITE_PREFIXES):
        agencies.reverse()
    for name, ask in agencies:
        record = await ask(inquiry.client, doi)
        inquiry.note(name, doi, record)
        if isinstance(record, WorkRecord):
            inquiry.add_by_identifier(record, registrar=True)
            return
    handle = await inquiry.client.get_json("doi", f"/api/handles/{quote(doi)}")
    inquiry.note("doi", doi, handle)
    if handle is None:
        inquiry.answers = replace(inquiry.answers, is_given=False)
        return
    if not isinstance(handle, NoReply):
        inquiry.answers = replace(inquiry.answers, is_given=True)
    await _ask_index(inquiry, doi)


async def _ask_index(inquiry: _Inquiry, doi: str) -> None:
    answer = await inquiry.client.get_json(openalex.NAME, f"/works/doi:{quote(doi)}")
    record = openalex.read_work(answer) if isinstance(answer, dict) else None
    inquiry.note(openalex.NAME, doi, answer if isinstance(answer, NoReply) else record)
    if record is not None:
        inquiry.add_by_identifier(record, registrar=False)


async def _ask_crossref(client: RegistryClient, doi: str) -> WorkRecord | NoReply | None:
    answer = await client.get_json(crossref.NAME, f"/works/{quote(doi)}")
    work = answer.get("message") if isinstance(answer, dict) else answer
    return crossref.read_work(work) if isinstance(work, dict) else answer if isinstance(answer, NoReply) else None


async def _ask_datacite(client: RegistryClient, doi: str) -> WorkRecord | NoReply | None:
    answer = await client.get_json(datacite.NAME, f"/dois/{quote(doi)}")
    return datacite.read_work(answer) if isinstance(answer, dict) else answer if isinstance(answer, NoReply) else None


async def _ask_arxiv(inquiry: _Inquiry, identifier: WorkIdentifier) -> None:
    number = arxiv.drop_version(identifier.value)
    answer = await inquiry.client.ask_together(arxiv.NAME, number, partial(_ask_numbers, inquiry.client))
    records = tuple(row for row in _read_records(answer) if row.doi == arxiv.DOI.format(number))
    if not records and isinstance(answer, bytes):
        answer = await _ask_feed(inquiry.client, {"id_list": identifier.value})
        records = _read_records(answer)
    inquiry.note(arxiv.NAME, identifier.value, answer if isinstance(answer, NoReply) else records)
    inquiry.add_by_identifier(*records, registrar=True)
    if not records and not isinstance(answer, NoReply):
        await _confirm_absence(inquiry, arxiv.DOI.format(number))


async def _confirm_absence(inquiry: _Inquiry, doi: str) -> None:
    """Ask doi.org for the DOI that arXiv gives each of its papers: its own service at times answers with no entries."""
    handle = await inquiry.client.get_json("doi", f"/api/handles/{quote(doi)}")
    inquiry.note("doi", doi, handle)
    if not isinstance(handle, NoReply):
        inquiry.answers = replace(inquiry.answers, is_given=handle is not None)


async def _ask_numbers(client: RegistryClient, numbers: Sequence[str]) -> bytes | NoReply | None:
    return await _ask_feed(client, {"id_list": ",".join(numbers), "max_results": str(len(numbers))})


def _read_records(answer: bytes | NoReply | None) -> tuple[WorkRecord, ...]:
    return arxiv.read_feed(answer) if isinstance(answer, bytes) else ()


async def _ask_feed(client: RegistryClient, query: Mapping[str, str]) -> bytes | NoReply | None:
    answer = await client.get(arxiv.NAME, "/api/query", query)
    is_other = isinstance(answer, bytes) and not arxiv.is_feed(answer)
    return NoReply(arxiv.NAME, "it answered with something that is no feed") if is_other else answer


async def _ask_pubmed(inquiry: _Inquiry, identifier: WorkIdentifier) -> None:
    query = {"db": "pubmed", "retmode": "json", "id": identifier.value}
    answer = await inquiry.client.get_json(pubmed.NAME, "/esummary.fcgi", query)
    record = pubmed.read_summary(answer, identifier.value) if isinstance(answer, dict) else None
    inquiry.note(pubmed.NAME, identifier.value, answer if isinstance(answer, NoReply) else record)
    if record is not None:
        inquiry.add_by_identifier(record, registrar=True)
    elif isinstance(answer, dict) and "result" in answer:
        inquiry.answers = replace(inquiry.answers, is_given=False)


async def _ask_isbn(inquiry: _Inquiry, identifier: WorkIdentifier) -> None:
    query = {
        "q": f"isbn:{identifier.value}",
        "fields": "key,title,subtitle,author_name,publish_year,first_publish_year",
    }
    answer = await inquiry.client.get_json(openlibrary.NAME, "/search.json", query)
    records = openlibrary.read_search(answer) if isinstance(answer, dict) else ()
    inquiry.note(openlibrary.NAME, identifier.value, answer if isinstance(answer, NoReply) else records)
    inquiry.add_by_identifier(*records, registrar=False)


async def _ask_case(inquiry: _Inquiry, identifier: WorkIdentifier) -> None:
    if not courtlistener.is_covered(identifier.value):
        return
    path = "/api/rest/v4/citation-lookup/"
    answer = await inquiry.client.post_json(courtlistener.NAME, path, {"text": identifier.value})
    records = courtlistener.read_lookup(answer, inquiry.client.services[courtlistener.NAME].base)
    inquiry.note(courtlistener.NAME, identifier.value, answer if isinstance(answer, NoReply) else records)
    inquiry.add_by_identifier(*records, registrar=True)


_Asker = Callable[[_Inquiry, WorkIdentifier], Awaitable[None]]
_ASKERS: Final[Mapping[str, _Asker]] = {
    "doi": _ask_doi,
    "arxiv": _ask_arxiv,
    "pmid": _ask_pubmed,
    "isbn": _ask_isbn,
    "case": _ask_case,
}
"""How an identifier is asked, in the order in which one of several is chosen."""


def may_ask(client: RegistryClient, work: CitedWork, *, by_text: bool) -> bool:
    """Return whether a registry can be asked for a work: by an identifier, or with `by_text` by its title."""
    kinds = {one.kind for one in work.identifiers}.intersection(_ASKERS)
    if kinds == {"case"}:
        return client.has_access(courtlistener.NAME)
    return bool(kinds) or (by_text and work.title is not None)


async def _search(inquiry: _Inquiry) -> None:
    """Search Crossref by the whole reference, and OpenAlex and arXiv by its title if that finds no record of it."""
    text = inquiry.cited.text[:_QUERY_LIMIT]
    answer = await inquiry.client.get_json(crossref.NAME, "/works", {"query.bibliographic": text, "rows": _ROWS})
    _take_found(inquiry, crossref.NAME, answer, _rows_of(answer, "message", "items"), crossref.read_work)
    found = find_same_work(inquiry.cited, inquiry.answers.by_text)
    if found is not None and found.agrees:
        return
    title = _as_query(inquiry.cited.title or text)
    answer = await inquiry.client.get_json(
        openalex.NAME, "/works", {"filter": f"title.search:{title}", "per-page": _ROWS}
    )
    _take_found(inquiry, openalex.NAME, answer, _rows_of(answer, "results"), openalex.read_work)
    container = inquiry.cited.container
    if inquiry.cited.title and container and is_arxiv(container):
        feed = await _ask_feed(inquiry.client, {"search_query": f'ti:"{title}"', "max_results": _ROWS})
        records = _read_records(feed)
        same = find_same_work(inquiry.cited, records)
        inquiry.note(arxiv.NAME, title, feed if isinstance(feed, NoReply) else same)
        inquiry.answers = replace(inquiry.answers, by_text=(*inquiry.answers.by_text, *records))


def _as_query(title: str) -> str:
    """Return a title as words: commas, colons and quotation marks are signs of the services' queries."""
    return " ".join("".join(sign if sign.isalnum() or sign == "-" else " " for sign in title).split())[:_QUERY_LIMIT]


def _rows_of(answer: Any, *path: str) -> list[dict[str, Any]]:
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def _take_found(
    inquiry: _Inquiry,
    service: str,
    answer: Any,
    rows: list[dict[str, Any]],
    read: Callable[[Mapping[str, Any]], WorkRecord | None],
) -> None:
    records = tuple(record for row in rows if (record := read(row)) is not None)
    same = find_same_work(inquiry.cited, records)
    question = inquiry.cited.title or inquiry.cited.text[:80]
    inquiry.note(service, question, answer if isinstance(answer, NoReply) else same)
    inquiry.answers = replace(inquiry.answers, by_text=(*inquiry.answers.by_text, *records))
