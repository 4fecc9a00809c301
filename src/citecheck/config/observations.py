"""What a run could see of a draft: whether a finding that is absent from its report is absent from the draft.

A run may see less than the one before it: offline nothing is asked, an audit visits some sources, a server fails for a
day. Absence is concluded only from what was seen. A finding about the draft itself is seen when the whole draft is
checked, one about a source when this run saw what the rule is about: the page, a comparison with a claim, or a
comparison with an earlier copy, or the answer of a registry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from citecheck.model.evidence import Support
from citecheck.model.page import ALIVE, Coverage
from citecheck.model.report import DraftReport, SourceResult
from citecheck.model.work import RecordState
from citecheck.report.sources import spellings_of

_UNCOMPARED = frozenset({Support.NOT_CHECKABLE, Support.UNCHECKED})


def _is_page_seen(source: SourceResult) -> bool:
    return source.visit is not None and source.visit.reach in ALIVE


def _is_claim_compared(source: SourceResult) -> bool:
    evidence = source.evidence
    return evidence.support not in _UNCOMPARED and evidence.coverage is Coverage.WHOLE


def _is_copy_compared(source: SourceResult) -> bool:
    compared = source.visit is not None and source.visit.change is not None
    return _is_page_seen(source) and (compared or source.anchor is not None)


def _is_certificate_seen(source: SourceResult) -> bool:
    return source.visit is not None and source.visit.tls_days is not None


def _is_record_seen(source: SourceResult) -> bool:
    return source.record is not None and source.record.state is not RecordState.NOT_ASKED


_SEEN: dict[str, Callable[[SourceResult], bool]] = {
    "L308": _is_certificate_seen,
    "L": _is_page_seen,
    "A": _is_page_seen,
    "D": _is_copy_compared,
    "S": _is_claim_compared,
    "R": _is_record_seen,
}
"""What a run must have seen of a source to conclude that a finding is absent: by prefix of its rule, longer ones first.
Rules without a row are about the draft itself."""


@dataclass(frozen=True, slots=True)
class Observations:
    """What the run of `report` could see of its draft."""

    report: DraftReport

    def cover_subject(self, rule: str, marker: str | None, about: str | None) -> bool:
        """Return whether the run could see a finding of `rule` at the note `marker`, about an address or a message.

        An address that the draft does not cite was seen to be gone from it, if the whole draft was checked.
        """
        named = [source for source in self._list_sources() if about in spellings_of(source)]
        if not named and (about is None or " " in about):
            named = self._list_sources_of(marker)
        return self._cover((rule,), named)

    def cover_lines(self, codes: Iterable[str], lines: Collection[int]) -> bool:
        """Return whether the run could see every finding of `codes` (or prefixes) at `lines` of the draft."""
        here = [
            source
            for result in self.report.citations
            for source in result.sources
            if result.citation.place.line in lines or source.source.place.line in lines
        ]
        here += [source for source in self._list_uncited() if source.source.place.line in lines]
        return self._cover(codes, here)

    def _cover(self, rules: Iterable[str], sources: Sequence[SourceResult]) -> bool:
        """Return whether the run saw what each of `rules` is about in all of `sources`."""
        if any(source.earlier for source in sources) or (not self.report.whole and not sources):
            return False
        tests = [_find_test(rule) for rule in rules]
        return all(self.report.whole if test is None else all(map(test, sources)) for test in tests)

    def _list_sources(self) -> list[SourceResult]:
        cited = [source for result in self.report.citations for source in result.sources]
        return [*cited, *self._list_uncited()]

    def _list_uncited(self) -> list[SourceResult]:
        return [*self.report.uncited, *(link.source for link in self.report.links)]

    def _list_sources_of(self, marker: str | None) -> list[SourceResult]:
        """Return the sources of the notes with this marker, those of all notes where there is none."""
        noted = [source for each in self.report.citations if each.citation.marker == marker for source in each.sources]
        return noted or self._list_sources()


def _find_test(rule: str) -> Callable[[SourceResult], bool] | None:
    """Return what a run must have seen of a source for `rule`, None for a rule about the draft itself."""
    return next((test for prefix, test in _SEEN.items() if rule.startswith(prefix)), None)
