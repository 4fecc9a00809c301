"""Compare a cited work with the record of a registry, field by field.

What people write is no difference: "et al.", initials, a missing accent, a title without its subtitle, a short name of
a journal, a year next to that of the record. The year and container of a preprint are not those of its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from citecheck.model.work import CitedWork, FieldComparison, FieldVerdict, WorkField, WorkRecord
from citecheck.works.cases import compare_case_names, is_case_name
from citecheck.works.containers import is_preprint_server, may_be_same
from citecheck.works.names import match_names
from citecheck.works.titles import TitleLikeness, compare_titles, fold_title, holds_title, share_in_text

_YEARS_APART = 1
"""Years between online and printed publication, and between two registries."""
_PREPRINT_YEARS = 6
"""The most years between a preprint and its article."""
_IN_TEXT = 0.85
"""The least share of a record's title that a reference holds whose title has no certain bounds."""
_MOST = 0.5
"""The least share of the cited names that the record of a work with a nearly equal title has."""
_TELLING_TITLE = 4
"""Words of a title that hardly two works share."""


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """A record compared with a reference.

    `shared` is the share of the cited names that it has, None if none are cited.
    """

    record: WorkRecord
    title: TitleLikeness
    shared: float | None
    fields: tuple[FieldComparison, ...]

    @property
    def differing(self) -> tuple[FieldComparison, ...]:
        """The fields that differ."""
        return tuple(row for row in self.fields if row.verdict is FieldVerdict.DIFFERS)

    @property
    def agrees(self) -> bool:
        """Whether the title is the same and no field differs."""
        return self.title is TitleLikeness.SAME and not self.differing

    @property
    def is_same_work(self) -> bool:
        """Whether the record is of the cited work: the title agrees, or nearly so and most of the authors agree.

        Of the parties of a decision, one is enough.
        """
        if self.title is TitleLikeness.SAME:
            telling = len(fold_title(self.record.title)) >= _TELLING_TITLE or is_case_name(self.record.title)
            return telling or self.shared is None or self.shared > 0
        if self.title is TitleLikeness.NEAR and self.shared is None:
            return is_case_name(self.record.title)
        return self.title is TitleLikeness.NEAR and self.shared is not None and self.shared >= _MOST

    @property
    def rank(self) -> tuple[bool, int, float, int]:
        """The order of two records of one search; the higher one agrees in more."""
        return self.is_same_work, int(self.title), self.shared or 0.0, -len(self.differing)


def compare_record(cited: CitedWork, record: WorkRecord) -> RecordComparison:
    """Return the comparison of a record with a reference.

    If the reference holds the record's title word for word, but another title was read, its bounds were misread: then
    only what does not depend on them is compared.
    """
    if cited.title is not None and _is_misread(cited.title, cited.text, record):
        cited = replace(cited, title=record.title, authors=(), container=None)
    title = _compare_title(cited, record)
    matched = match_names(cited.authors, record.authors) if record.authors else ()
    shared = sum(matched) / len(matched) if matched else None
    rows = filter(
        None, (*_title_row(cited, record, title), _authors_row(cited, record, matched), *_other_rows(cited, record))
    )
    return RecordComparison(record, title, shared, tuple(rows))


def _is_misread(title: str, text: str, record: WorkRecord) -> bool:
    likeness = compare_titles(title, record.title)
    return likeness is not TitleLikeness.SAME and not is_case_name(title) and holds_title(record.title, text)


def _compare_title(cited: CitedWork, record: WorkRecord) -> TitleLikeness:
    if any(one.kind == "case" for one in cited.identifiers) and not record.authors:
        return compare_case_names(cited.title, record.title) if cited.title is not None else TitleLikeness.SAME
    if cited.title is not None:
        return compare_titles(cited.title, record.title)
    enough = len(fold_title(record.title)) >= _TELLING_TITLE and share_in_text(record.title, cited.text) >= _IN_TEXT
    return TitleLikeness.SAME if enough else TitleLikeness.OTHER


def _title_row(cited: CitedWork, record: WorkRecord, likeness: TitleLikeness) -> Iterator[FieldComparison]:
    if cited.title is not None:
        verdict = FieldVerdict.AGREES if likeness is TitleLikeness.SAME else FieldVerdict.DIFFERS
        yield FieldComparison(WorkField.TITLE, cited.title, record.title, verdict)


def _authors_row(cited: CitedWork, record: WorkRecord, matched: tuple[bool, ...]) -> FieldComparison | None:
    """Return the row of the authors: a listed one who is none differs, and a list that leaves some out unsaid."""
    if not cited.authors:
        return None
    between = "; " if any("," in name for name in cited.authors) else ", "
    shown, found = between.join(cited.authors) + (" et al." if cited.others else ""), ", ".join(record.authors)
    if not record.authors:
        return FieldComparison(WorkField.AUTHORS, shown, None, FieldVerdict.ABSENT)
    complete = cited.others or len(cited.authors) >= len(record.authors)
    verdict = FieldVerdict.AGREES if (all(matched) or record.others) and complete else FieldVerdict.DIFFERS
    return FieldComparison(WorkField.AUTHORS, shown, found, verdict)


def _other_rows(cited: CitedWork, record: WorkRecord) -> Iterator[FieldComparison]:
    if cited.year is not None:
        yield FieldComparison(
            WorkField.YEAR, str(cited.year), ", ".join(map(str, record.years)) or None, _judge_year(cited, record)
        )
    if cited.container is not None:
        found = record.containers[0] if record.containers else None
        yield FieldComparison(
            WorkField.CONTAINER, cited.container, found, _judge_container(cited.container, cited.text, record)
        )
    for field, one, other in (
        (WorkField.VOLUME, cited.volume, record.volume),
        (WorkField.PAGES, cited.pages, record.pages),
    ):
        if one is not None:
            yield FieldComparison(field, one, other, _judge_numbers(one, other, record))


def _judge_year(cited: CitedWork, record: WorkRecord) -> FieldVerdict:
    if cited.year is None or not record.years:
        return FieldVerdict.ABSENT
    if any(abs(cited.year - year) <= _YEARS_APART for year in record.years):
        return FieldVerdict.AGREES
    other_version = record.is_preprint or (cited.container is not None and is_preprint_server(cited.container))
    near = any(abs(cited.year - year) <= _PREPRINT_YEARS for year in record.years)
    return FieldVerdict.ABSENT if other_version and near else FieldVerdict.DIFFERS


def _judge_container(cited: str, whole: str, record: WorkRecord) -> FieldVerdict:
    if not record.containers:
        return FieldVerdict.ABSENT
    if may_be_same(cited, record.containers) or any(holds_title(name, whole) for name in record.containers):
        return FieldVerdict.AGREES
    servers = is_preprint_server(cited), record.is_preprint or any(map(is_preprint_server, record.containers))
    return FieldVerdict.ABSENT if any(servers) else FieldVerdict.DIFFERS


def _judge_numbers(cited: str, found: str | None, record: WorkRecord) -> FieldVerdict:
    """Compare volumes, or the first pages of two ranges."""
    one, other = (re.search(r"\d+", value or "") for value in (cited, found))
    if one is None or other is None or record.is_preprint:
        return FieldVerdict.ABSENT
    return FieldVerdict.AGREES if int(one[0]) == int(other[0]) else FieldVerdict.DIFFERS
