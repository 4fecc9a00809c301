"""Which citations and sources of a draft a finding is about, and what makes it the same finding in the next run.

A finding names its footnote, its marker, its place and its address as far as it knows them; the formats show
it with the sentences concerned. One that names no footnote, marker or address concerns the draft as a whole.

Its fingerprint holds when lines have shifted and notes were renumbered: a finding about an address is known
by rule and address; one about what a source says, by the sentence too; one about the draft's own structure,
by the sentence it is at or, failing that, by its marker. The path is not part of it: a reader of fingerprints
knows the file already.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b

from citecheck.model.finding import Finding
from citecheck.model.report import CitationResult, DraftReport, SourceResult
from citecheck.report.sources import spellings_of


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
        here = [result for result in named if _is_at(result, finding)]
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
            self._spellings[key] = spellings_of(source)
        return self._spellings[key]


def _is_at(result: CitationResult, finding: Finding) -> bool:
    place = result.citation.place
    return finding.line is not None and (place.line, place.column) == (finding.line, finding.column)


FINGERPRINT_VERSION = "1"
"""Changes with the rule above; fingerprints of two versions are not compared."""

ADDRESS_RULES = frozenset("LTA")
"""Groups of rules that say the same of an address whichever sentence cites it."""

_DIGEST_SIZE = 12
"""Bytes; enough that two findings of one report do not meet by chance."""


def fingerprint_finding(finding: Finding, concern: Concern) -> str:
    """Return 24 hex digits that identify `finding` in its draft; `concern` is that of the draft's report."""
    address = finding.url or ""
    citations = concern.citations(finding)
    sentence = " ".join(citations[0].citation.sentence.split()).casefold() if citations else ""
    if address and finding.rule[:1] in ADDRESS_RULES:
        sentence = ""
    named = "" if address or sentence else finding.marker or finding.message
    text = f"{FINGERPRINT_VERSION}\x00{finding.rule}\x00{address}\x00{sentence}\x00{named}"
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_DIGEST_SIZE).hexdigest()
