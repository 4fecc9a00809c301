"""Which citations and sources of a draft a finding is about.

A finding names its footnote, its marker, its place and its address as far as it knows them; the faces show it beside
the sentences concerned. One that names no footnote, marker or address concerns the draft as a whole.
"""

from __future__ import annotations

from collections import defaultdict

from citecheck.model.finding import Finding
from citecheck.model.report import CitationResult, DraftReport, SourceResult
from citecheck.report.address import spellings


class Concern:
    """Answers, for one draft, what its findings are about; built once, each question answered in constant time."""

    def __init__(self, report: DraftReport) -> None:
        self._by_footnote: dict[str, list[CitationResult]] = defaultdict(list)
        self._by_marker: dict[str, list[CitationResult]] = defaultdict(list)
        self._by_address: dict[str, list[CitationResult]] = defaultdict(list)
        self._spellings: dict[int, frozenset[str]] = {}
        for result in report.citations:
            if result.citation.footnote is not None:
                self._by_footnote[result.citation.footnote].append(result)
            self._by_marker[result.citation.marker].append(result)
            for name in {name for source in result.sources for name in self._names(source)}:
                self._by_address[name].append(result)

    def citations(self, finding: Finding) -> tuple[CitationResult, ...]:
        """Return the citations concerned, in reading order.

        A finding at a citation's own place is about that sentence. One that names other footnotes too was told once for
        all of them, and concerns every sentence that cites its address. Any other concerns whatever cites its footnote.
        """
        noted = self._by_footnote.get(finding.footnote or "", [])
        named = noted or self._by_marker.get(finding.marker or "", [])
        here = [result for result in named if _stands_at(result, finding)]
        elsewhere = self._by_address.get(finding.url or "", []) if finding.also or not named else []
        return tuple(here or elsewhere or named)

    def sources(self, finding: Finding, citation: CitationResult) -> tuple[SourceResult, ...]:
        """Return those sources of `citation` that the finding names; none if it is not about a source."""
        if finding.url is None:
            return ()
        return tuple(source for source in citation.sources if finding.url in self._names(source))

    def _names(self, source: SourceResult) -> frozenset[str]:
        key = id(source)
        if key not in self._spellings:
            self._spellings[key] = spellings(source)
        return self._spellings[key]


def _stands_at(result: CitationResult, finding: Finding) -> bool:
    place = result.citation.place
    return finding.line is not None and (place.line, place.column) == (finding.line, finding.column)
