"""Making a finding at the place where a draft names a source or cites it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from citecheck.model.draft import Draft, Footnote, Place, Source
from citecheck.model.finding import Finding
from citecheck.model.report import CitationResult, Visit
from citecheck.rules import RULES
from citecheck.verdict.wording import WORDINGS, Sight


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A source where a footnote of a draft names it."""

    draft: Draft
    footnote: Footnote
    source: Source


def kept_copy(sight: Sight) -> str:
    """Return where the copy of a lost source is kept, as a sentence behind the advice; nothing if there is none."""
    return f" A copy of {sight.kept_on} is kept (citecheck archive show {sight.kept[:8]})." if sight.kept else ""


def at_source(occurrence: Occurrence, code: str, sight: Sight, also: tuple[str, ...]) -> Finding:
    """Make a finding that stands at a source inside a footnote."""
    note = occurrence.footnote
    finding = worded(code, sight, occurrence.draft, occurrence.source.place)
    return replace(finding, marker=note.marker, footnote=note.id, url=sight.url or None, also=also)


def at_citation(draft: Draft, result: CitationResult, code: str, sight: Sight, visit: Visit | None) -> Finding:
    """Make a finding that stands at a citation in the running text."""
    citation = result.citation
    finding = worded(code, sight, draft, citation.place)
    return replace(finding, marker=citation.marker, footnote=citation.footnote, url=visit.url if visit else None)


def worded(code: str, sight: Sight, draft: Draft, place: Place) -> Finding:
    """Put into words what was seen, at a place of a draft."""
    wording, fields = WORDINGS[code], asdict(sight)
    return Finding(
        code,
        RULES[code].level,
        wording.message.format(**fields),
        wording.advice.format(**fields) + kept_copy(sight),
        path=draft.path,
        line=place.line,
        column=place.column,
        page=place.page,
        paragraph=place.paragraph,
    )
