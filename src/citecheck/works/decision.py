"""Decide what the answers of the registries say of a cited work.

An accusation rests on the registrar of the identifier, or on two services that agree. What no registry knows may exist:
most books, reports, theses and old or small journals are in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from citecheck.model.work import (
    CitedWork,
    FieldVerdict,
    RecordState,
    ServiceAnswer,
    WorkField,
    WorkIdentifier,
    WorkLookup,
    WorkNotice,
    WorkRecord,
)
from citecheck.works.comparison import RecordComparison, compare_record
from citecheck.works.titles import TitleLikeness, find_notice_word, is_short_title


@dataclass(frozen=True, slots=True)
class RegistryAnswers:
    """What the services said of one work.

    `identifier` is the one that was asked, None if there is none. `is_given` is what its registrar says: True, False,
    or None without an answer. `by_identifier` are the records under it, the registrar's first; `registrars` names the
    services whose records accuse alone. `by_text` are the records of the searches.
    """

    identifier: WorkIdentifier | None = None
    is_given: bool | None = None
    by_identifier: tuple[WorkRecord, ...] = ()
    by_text: tuple[WorkRecord, ...] = ()
    registrars: frozenset[str] = frozenset()
    asked: tuple[ServiceAnswer, ...] = ()

    @property
    def has_answer(self) -> bool:
        """Whether any service answered."""
        return any(row.outcome in {"found", "nothing"} for row in self.asked)


def decide_lookup(cited: CitedWork, answers: RegistryAnswers) -> WorkLookup:
    """Return the state of a cited work with its record."""
    under = _agreeing(cited, answers)
    best = find_same_work(cited, answers.by_text)
    lookup = WorkLookup(RecordState.NOT_FOUND, identifier=answers.identifier, asked=answers.asked)
    if not answers.has_answer:
        return replace(lookup, state=RecordState.NOT_ASKED)
    if answers.is_given is False:
        return replace(_show(lookup, best), state=RecordState.NO_SUCH_IDENTIFIER)
    if under is not None and (under.is_same_work or not _says_what(cited)):
        return _conclude(lookup, under)
    if under is not None and (_accuses(under, answers) or best is not None):
        return replace(_show(lookup, under), state=RecordState.OTHER_WORK)
    return lookup if best is None else _conclude(lookup, best)


def find_same_work(cited: CitedWork, records: Iterable[WorkRecord]) -> RecordComparison | None:
    """Return the record of the cited work that agrees in most, None if there is none."""
    compared = [compare_record(cited, record) for record in records]
    best = max(compared, key=lambda row: row.rank, default=None)
    return best if best is not None and best.is_same_work else None


def _agreeing(cited: CitedWork, answers: RegistryAnswers) -> RecordComparison | None:
    """Return the record under the identifier; an index that contradicts the registrar is left out."""
    compared = [_allow_short_title(cited, compare_record(cited, record)) for record in answers.by_identifier]
    registrars = [row for row in compared if row.record.registry in answers.registrars]
    return max(registrars or compared, key=lambda row: row.rank, default=None)


def _allow_short_title(cited: CitedWork, compared: RecordComparison) -> RecordComparison:
    """Return a comparison under an identifier as one of the same title, if the cited one is a piece of it.

    A note that shortens the title names the first author alone.
    """
    if compared.title is TitleLikeness.SAME or not is_short_title(cited.title or "", compared.record.title):
        return compared
    agree = {WorkField.TITLE, WorkField.AUTHORS} if compared.shared == 1 else {WorkField.TITLE}
    rows = (replace(row, verdict=FieldVerdict.AGREES) if row.field in agree else row for row in compared.fields)
    return replace(compared, title=TitleLikeness.SAME, fields=tuple(rows))


def _says_what(cited: CitedWork) -> bool:
    """Return whether a reference says more than its identifier."""
    return cited.title is not None or len(cited.text.split()) > _BARE_WORDS


_BARE_WORDS = 6
"""Words of a reference that is an identifier with its label: "See doi:10.1000/182, accessed 3 May"."""


def _accuses(under: RecordComparison, answers: RegistryAnswers) -> bool:
    """Return whether the record of another work under an identifier is certain: the registrar's own, or two agree."""
    agreeing = [one for one in answers.by_identifier if one.title.casefold() == under.record.title.casefold()]
    return under.record.registry in answers.registrars or len({one.registry for one in agreeing}) > 1


def _show(lookup: WorkLookup, compared: RecordComparison | None) -> WorkLookup:
    if compared is None:
        return lookup
    return replace(lookup, record=compared.record, fields=compared.fields, notices=_collect_notices([compared.record]))


def _conclude(lookup: WorkLookup, compared: RecordComparison) -> WorkLookup:
    """Return a work that was found, as it agrees or differs."""
    state = RecordState.DIFFERS if compared.differing else RecordState.MATCHED
    return replace(_show(lookup, compared), state=state)


def _collect_notices(records: Sequence[WorkRecord]) -> tuple[WorkNotice, ...]:
    """Return the notices of records, with one that only a title states ("WITHDRAWN: …"), each type once."""
    found: dict[str, WorkNotice] = {}
    for record in records:
        for notice in record.notices:
            found.setdefault(notice.type, notice)
        word = find_notice_word(record.title)
        if word and not found:
            found["withdrawal" if word in {"withdrawn", "removed"} else "retraction"] = WorkNotice(
                "withdrawal" if word in {"withdrawn", "removed"} else "retraction"
            )
    return tuple(found.values())
