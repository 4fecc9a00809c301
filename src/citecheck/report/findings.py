"""Findings prepared for output: the citations they concern, their fingerprints, and their groups.

A finding names its footnote, marker, place and address as far as it knows them. Output formats show it with the
sentences it concerns. A finding without a footnote, marker or address concerns the draft as a whole.

The fingerprint identifies a finding in the next run, even after lines shift and notes are renumbered. It depends
on the rule and on:

- the address, for a finding about an address;
- the address and the sentence, for a finding about what a source says;
- the sentence, or else the marker, for a finding about the structure of the draft.

The path is not part of it, because a consumer of fingerprints already knows the file.

Findings of one draft with the same rule, address and message form one group: a dead source cited five times is
one task, and its block names all five footnotes. So do findings with one cause, such as the addresses that a
publishing system cut. Messages omit what is shown next to them anyway.

A place is worded as the format of the draft counts: the page of a PDF, the section and paragraph of a Word document,
the line of a text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

from citecheck.model.draft import LINK_IDS, BlockKind, CitationSystem, Draft, Place
from citecheck.model.finding import Finding, FindingPlace, Level
from citecheck.model.report import CitationResult, DraftReport, SourceResult, Visit
from citecheck.report.sources import spellings_of
from citecheck.rules import RULES
from citecheck.rules.finding import (
    MOST_OF_PASSAGE,
    MOST_OF_SENTENCE,
    Rule,
    describe_cause,
    describe_place,
    shorten_quotation,
    shorten_text,
)


class Concern:
    """Index of the citations of one draft by what findings name; each lookup takes constant time."""

    def __init__(self, report: DraftReport) -> None:
        self._by_footnote: dict[str, list[CitationResult]] = defaultdict(list)
        self._by_marker: dict[str, list[CitationResult]] = defaultdict(list)
        self._by_address: dict[str, list[CitationResult]] = defaultdict(list)
        self._spellings: dict[int, frozenset[str]] = {}
        self._order = {id(result): number for number, result in enumerate(report.citations)}
        for result in report.citations:
            if result.citation.footnote is not None:
                self._by_footnote[result.citation.footnote].append(result)
            self._by_marker[result.citation.marker].append(result)
            for name in {name for source in result.sources for name in self._names(source)}:
                self._by_address[name].append(result)

    def citations(self, finding: Finding) -> tuple[CitationResult, ...]:
        """Return the citations concerned, in reading order.

        A finding at the place of a citation concerns that sentence. One that also names other footnotes was reported
        once for all of them and concerns every sentence that cites its address. Any other finding concerns every
        sentence that cites its footnote.
        """
        noted = self._by_footnote.get(finding.footnote or "", [])
        named = noted or ([] if is_at_link(finding) else self._by_marker.get(finding.marker or "", []))
        here = [result for result in named if _is_at(result, finding)]
        elsewhere = self._by_address.get(finding.url or "", []) if finding.also or not named else []
        return tuple(here or elsewhere or named)

    def sources(self, finding: Finding, citation: CitationResult) -> tuple[SourceResult, ...]:
        """Return the sources of `citation` that the finding names, by address or by place; none if it names none."""
        if finding.url is None:
            return tuple(source for source in citation.sources if _is_source_at(source, finding))
        return tuple(source for source in citation.sources if finding.url in self._names(source))

    def sort(self, results: Iterable[CitationResult]) -> tuple[CitationResult, ...]:
        """Return citations of the draft in reading order."""
        return tuple(sorted(results, key=lambda result: self._order[id(result)]))

    def _names(self, source: SourceResult) -> frozenset[str]:
        key = id(source)
        if key not in self._spellings:
            self._spellings[key] = spellings_of(source)
        return self._spellings[key]


def _is_at(result: CitationResult, finding: Finding) -> bool:
    place = result.citation.place
    return finding.line is not None and (place.line, place.column) == (finding.line, finding.column)


def _is_source_at(source: SourceResult, finding: Finding) -> bool:
    place = source.source.place
    return place.line is not None and (place.line, place.column) == (finding.line, finding.column)


FINGERPRINT_VERSION = "1"
"""Version of the fingerprint rule; fingerprints of different versions are not comparable."""

_ADDRESS_RULES = frozenset("LTA")
"""First letters of rules whose findings about an address do not depend on the citing sentence."""

_DIGEST_SIZE = 12
"""Bytes; enough that two findings of one report do not collide by chance."""


def fingerprint_finding(finding: Finding, concern: Concern) -> str:
    """Return 24 hex digits that identify `finding` in its draft; `concern` is the index of its draft."""
    address = finding.url or ""
    citations = concern.citations(finding)
    sentence = " ".join(citations[0].citation.sentence.split()).casefold() if citations else ""
    if address and finding.rule[:1] in _ADDRESS_RULES:
        sentence = ""
    named = "" if address or sentence else finding.marker or finding.message
    text = f"{FINGERPRINT_VERSION}\x00{finding.rule}\x00{address}\x00{sentence}\x00{named}"
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_DIGEST_SIZE).hexdigest()


class SectionIndex:
    """The headings of a draft by paragraph, for formats that count paragraphs."""

    def __init__(self, draft: Draft) -> None:
        headings = [block for block in draft.blocks if block.kind is BlockKind.HEADING and block.place.paragraph]
        self._positions = [_position_of(block.place) for block in headings]
        self._titles = [" ".join(block.text.split()) for block in headings]

    def describe(self, place: Place | FindingPlace) -> str:
        """Return a place in words, empty if it has no position."""
        number = bisect_right(self._positions, _position_of(place))
        section = f"“{shorten_text(self._titles[number - 1], _MOST_OF_HEADING)}”, " if number else ""
        return section + describe_place(place) if place.paragraph else describe_place(place)


def _position_of(place: Place | FindingPlace) -> tuple[int, int]:
    """Return chapter and paragraph of a place; only books have chapters."""
    return (place.page or 0) if place.paragraph else 0, place.paragraph or 0


_WORST_FIRST = {level: -rank for rank, level in enumerate(Level)}
_NO_LINE = 1 << 30
_MOST_OF_HEADING = 60
"""Maximum number of characters of a section's title in a place."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that differ only in their place, or that have one cause, with the citations and sources they concern.

    `place` is the first place in words, with the second of a finding about two places. `cause` is set, and `url` None,
    where several findings have one cause.
    """

    rule: str
    level: Level
    message: str
    advice: str
    url: str | None
    findings: tuple[Finding, ...]
    citations: tuple[CitationResult, ...]
    sources: tuple[SourceResult, ...] = ()
    place: str = ""
    cause: str | None = None

    @property
    def markers(self) -> tuple[str, ...]:
        """The markers of the footnotes concerned as printed, each once, in reading order."""
        cited = [
            show_marker(result.citation.marker, is_link=result.citation.system is CitationSystem.LINK)
            for result in self.citations
            if result.citation.marker != self.url
        ]
        named = [marker for finding in self.findings for marker in _list_own_markers(finding)]
        return tuple(dict.fromkeys(cited + named))

    @property
    def visit(self) -> Visit | None:
        """The visit to the address, None where no request was made."""
        return next((source.visit for source in self.sources if source.visit), None)

    @property
    def exceptions(self) -> tuple[Finding, ...]:
        """The findings of a common cause that have an advice of their own."""
        return tuple(finding for finding in self.findings if self.cause and finding.advice != self.advice)


def show_marker(marker: str, *, is_link: bool) -> str:
    """Return a marker as a list of markers shows it: the words of a link are quoted."""
    return f"“{marker}”" if is_link and "://" not in marker else marker


def is_at_link(finding: Finding) -> bool:
    """Return whether a finding is at a link outside notes, whose words are no marker of others."""
    return (finding.footnote or "").startswith(LINK_IDS)


def _list_own_markers(finding: Finding) -> Iterator[str]:
    """Yield the marker of a finding without the address that is shown next to it, and those of other notes."""
    if finding.marker and finding.marker != finding.url:
        yield show_marker(finding.marker, is_link=is_at_link(finding))
    yield from finding.also


def order_worst_first(finding: Finding) -> tuple[int, str, int, int]:
    """Order findings by level, then rule, then place."""
    return _WORST_FIRST[finding.level], finding.rule, finding.line or _NO_LINE, finding.column or 0


def group_findings(findings: Iterable[Finding], report: DraftReport | None = None) -> tuple[Group, ...]:
    """Group `findings`, worst first; `report` is the draft they are about, None for findings of the run."""
    findings = sorted(findings, key=order_worst_first)
    shared = Counter((finding.rule, finding.level, finding.cause) for finding in findings)
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        common = (finding.rule, finding.level, finding.cause)
        own = (finding.url, finding.message) if finding.cause is None or shared[common] == 1 else ()
        alike.setdefault((*common[:2], *own) if own else common, []).append(finding)
    concern = Concern(report) if report is not None else None
    sections = SectionIndex(report.draft) if report is not None else None
    crowded = _find_crowded_lines(findings)
    return tuple(
        _name_column(_build_group(members, concern, sections), crowded=members[0].line in crowded)
        for members in alike.values()
    )


def _find_crowded_lines(findings: Iterable[Finding]) -> set[int]:
    """Return the lines that several findings without a marker are on, at different columns."""
    columns: dict[int, set[int]] = defaultdict(set)
    for each in findings:
        if each.line and each.column and not (each.marker or each.page or each.paragraph):
            columns[each.line].add(each.column)
    return {line for line, found in columns.items() if len(found) > 1}


def _name_column(group: Group, *, crowded: bool) -> Group:
    """Return a group of one place on a crowded line with the column in its place."""
    first = group.findings[0]
    alone = crowded and len(first.places) == 1 and not (first.page or first.paragraph)
    return replace(group, place=f"{group.place}, column {first.column:,}") if alone and first.column else group


def _build_group(members: list[Finding], concern: Concern | None, sections: SectionIndex | None) -> Group:
    citations: dict[int, CitationResult] = {}
    sources: dict[int, SourceResult] = {}
    for finding in members:
        for result in concern.citations(finding) if concern else ():
            citations[id(result)] = result
            sources |= {id(source): source for source in (concern.sources(finding, result) if concern else ())}
    first, rule = members[0], RULES.get(members[0].rule)
    cause = first.cause if len({(each.url, each.message) for each in members}) > 1 else None
    return Group(
        rule=first.rule,
        level=first.level,
        message=describe_cause(rule, cause, len(members)) if cause and rule else first.message,
        advice=_share_advice(members, rule),
        url=None if cause else first.url,
        cause=cause,
        place=" and ".join(filter(None, map(sections.describe, first.places))) if sections else "",
        findings=tuple(members),
        citations=concern.sort(citations.values()) if concern else (),
        sources=tuple(sources.values()),
    )


def _share_advice(members: list[Finding], rule: Rule | None) -> str:
    """Return the advice of most findings of a group, else that of their rule: one address does not speak for all."""
    advice, count = Counter(each.advice for each in members).most_common(1)[0]
    general = rule.advice if rule and "{" not in rule.advice else advice
    return advice if 2 * count > len(members) else general


def shorten_message(message: str, *, passages: Iterable[str] = (), sentences: Iterable[str] = ()) -> str:
    """Return `message` without quoted passages, and with `this sentence` in place of quoted sentences."""
    for passage in passages:
        message = message.replace(f": “{shorten_quotation(passage, MOST_OF_PASSAGE)}”", "")
    for sentence in sentences:
        message = message.replace(f"“{shorten_quotation(sentence, MOST_OF_SENTENCE)}”", "this sentence")
    return message


def is_redundant(finding: Finding | Group) -> bool:
    """Return whether a message only repeats the summary of its rule or its address, and names no other address."""
    rule = RULES.get(finding.rule)
    repeated = (rule.summary.removesuffix(".") if rule else "", finding.url or "")
    names_other = "://" in finding.message.replace(finding.url or "", "", 1)
    return not names_other and any(text and text in finding.message for text in repeated)


def write_one_line(finding: Finding) -> str:
    """Return marker, message, address (unless the message contains it) and advice on one line, as sentences."""
    address = finding.url if finding.url and finding.url not in finding.message else None
    marker = "" if finding.marker is None or finding.marker == finding.url else finding.marker
    shown = show_marker(marker, is_link=bool(marker) and is_at_link(finding))
    seen = " ".join(part for part in (shown, finding.message, address) if part)
    stop = "" if not finding.advice or seen.endswith((".", "!", "?", ".”", "…")) else "."
    return f"{seen}{stop} {finding.advice}".rstrip()
