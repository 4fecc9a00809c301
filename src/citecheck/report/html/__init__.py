"""The HTML report: a single self-contained file with the advice, the tasks, the filters and the drafts.

The text of a draft is shown as rows. Each row has a block of text on the left, with every cited sentence marked by
its worst verdict, and the cards with the findings next to it.

The views are plain values, and the template turns them into markup. The template engine escapes every value after
control characters are made visible. Style and script are part of the file and are allowed by their digests alone,
so that untrusted text cannot run, load or send anything even if an escape were missed.
"""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from citecheck.model.draft import Block, BlockKind
from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationState, DraftReport, Report
from citecheck.report.findings import Concern, SectionIndex, is_at_link
from citecheck.report.html.card_view import (
    STATE_TONES,
    TONES,
    CardView,
    FindingView,
    TaskColumn,
    Tone,
    build_card_view,
    build_columns,
    build_finding_card,
    build_finding_view,
)
from citecheck.report.html.source_view import SourceView, build_source_view, link, write_day
from citecheck.report.safe_text import disarm
from citecheck.report.summary import STATES, write_count
from citecheck.report.verdict import STATE_WORDS, Verdict, findings_of, judge_draft, judge_report
from citecheck.rules import RULES
from citecheck.rules.finding import Rule


@dataclass(frozen=True, slots=True)
class _BlockPiece:
    """A stretch of a block: plain text, or a cited sentence with the cards of its markers."""

    text: str
    cards: tuple[CardView, ...] = ()

    @property
    def tone(self) -> Tone | None:
        """The worst tone of its cards."""
        return min((card.tone for card in self.cards), key=list(Tone).index, default=None)

    @property
    def ids(self) -> str:
        """The ids of its cards, worst first; a click opens the first."""
        return " ".join(card.id for card in sorted(self.cards, key=lambda card: list(Tone).index(card.tone)))


@dataclass(frozen=True, slots=True)
class _BlockRow:
    """A block of the draft and the cards next to it, in reading order."""

    kind: BlockKind
    pieces: tuple[_BlockPiece, ...]
    cards: tuple[CardView, ...]


def _build_cards(report: DraftReport, prefix: str) -> tuple[list[CardView], list[tuple[Finding, CardView]]]:
    """Return a card for each citation, in order, and one for each finding elsewhere in the text.

    `prefix` begins the ids of the cards. A finding in a footnote that nothing cites has no place in the text.
    """
    concern, sections = Concern(report), SectionIndex(report.draft)
    notes = {footnote.id: footnote.text for footnote in report.draft.footnotes}
    found: dict[int, list[Finding]] = defaultdict(list)
    elsewhere: list[tuple[Finding, CardView]] = []
    for finding in report.findings:
        concerned = concern.citations(finding)
        for result in concerned:
            found[id(result)].append(finding)
        in_text = finding.footnote is None or is_at_link(finding)
        if not concerned and finding.line is not None and in_text:
            place = sections.describe(finding.places[0])
            elsewhere.append((finding, build_finding_card(f"{prefix}l{len(elsewhere)}", finding, place)))
    cited = [
        build_card_view(
            f"{prefix}{number}",
            result,
            found[id(result)],
            notes.get(result.citation.footnote or "", ""),
            sections.describe(result.citation.place),
        )
        for number, result in enumerate(report.citations, start=1)
    ]
    return cited, elsewhere


def _build_rows(
    report: DraftReport, cards: Sequence[CardView], elsewhere: Iterable[tuple[Finding, CardView]] = ()
) -> Iterator[_BlockRow]:
    """Yield the blocks of the draft with their cards; a sentence that spans blocks gets a separate row after them.

    A draft without blocks is shown by its cited sentences. Each card from `elsewhere` is placed next to the block that
    contains the line of its finding.
    """
    inside: dict[int, list[tuple[int, int, CardView]]] = defaultdict(list)
    unplaced: dict[int, list[tuple[str, CardView]]] = defaultdict(list)
    last = -1
    for result, card in zip(report.citations, cards, strict=True):
        citation = result.citation
        cut = _find_sentence(report.draft.blocks, citation.block, citation.sentence, citation.start)
        if citation.block is not None and cut is not None:
            last = citation.block
            inside[last].append((*cut, card))
        else:
            unplaced[last].append((citation.sentence, card))
    starts = [block.place.line or 0 for block in report.draft.blocks]
    extra: dict[int, list[CardView]] = defaultdict(list)
    for finding, card in elsewhere:
        extra[max(bisect_right(starts, finding.line or 0) - 1, 0)].append(card)
    yield from _build_sentence_rows(unplaced.pop(-1, ()))
    for number, block in enumerate(report.draft.blocks):
        yield _build_row(block, inside.get(number, []), extra.get(number, []))
        yield from _build_sentence_rows(unplaced.pop(number, ()))


def _find_sentence(blocks: Sequence[Block], block: int | None, sentence: str, start: int) -> tuple[int, int] | None:
    """Return the span of the sentence in its block; masked secrets may have moved it."""
    if block is None or not 0 <= block < len(blocks) or not sentence:
        return None
    text = blocks[block].text
    found = start if text.startswith(sentence, start) else text.find(sentence)
    return None if found < 0 else (found, found + len(sentence))


def _build_row(block: Block, cited: list[tuple[int, int, CardView]], extra: list[CardView]) -> _BlockRow:
    """Cut a block into pieces; markers of one sentence share a piece, and an overlap belongs to the first sentence."""
    spans: dict[tuple[int, int], list[CardView]] = defaultdict(list)
    for start, end, card in cited:
        spans[start, end].append(card)
    pieces, at = [], 0
    for (start, end), cards in sorted(spans.items(), key=lambda span: span[0]):
        begin = max(start, at)
        pieces += [_BlockPiece(block.text[at:begin]), _BlockPiece(block.text[begin:end], tuple(cards))]
        at = max(at, end)
    pieces.append(_BlockPiece(block.text[at:]))
    kept = tuple(piece for piece in pieces if piece.text or piece.cards)
    return _BlockRow(block.kind, kept, (*(card for piece in kept for card in piece.cards), *extra))


def _build_sentence_rows(unplaced: Iterable[tuple[str, CardView]]) -> Iterator[_BlockRow]:
    for sentence, card in unplaced:
        yield _BlockRow(BlockKind.PARAGRAPH, (_BlockPiece(sentence, (card,)),), (card,))


@dataclass(frozen=True, slots=True)
class _DraftView:
    """One draft: its text as rows, its tasks, worst first, and the sources that no sentence cites."""

    id: str
    title: str
    path: str
    about: str
    tone: Tone
    line: str
    rows: tuple[_BlockRow, ...]
    cards: tuple[CardView, ...]
    columns: tuple[TaskColumn, ...]
    uncited: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class _StateShare:
    """The citations of one state as a part of the verdict bar: `start` and `width` in per cent."""

    state: CitationState
    tone: Tone
    number: int
    words: str
    meaning: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class _PageView:
    """Everything that the template prints; `loose` counts the cards of findings at no citation."""

    title: str
    verdict: Verdict
    lead: str
    rest: str
    made: str
    run: str
    findings: tuple[FindingView, ...]
    shares: tuple[_StateShare, ...]
    loose: int
    rules: tuple[tuple[Rule, int], ...]
    hosts: tuple[tuple[str, int], ...]
    drafts: tuple[_DraftView, ...]


def _build_page_view(report: Report) -> _PageView:
    """Return the page of `report`."""
    verdict, finished = judge_report(report), report.run.finished.astimezone(UTC)
    drafts = tuple(
        _build_draft_view(number, draft, judge_draft(draft, report).line)
        for number, draft in enumerate(report.drafts, start=1)
    )
    cards = [card for draft in drafts for card in draft.cards]
    lead, _, rest = verdict.line.partition(": ")
    titles = [draft.title for draft in drafts]
    return _PageView(
        title=titles[0] if len(titles) == 1 else write_count(len(titles), "draft"),
        verdict=verdict,
        lead=lead.removesuffix("."),
        rest=rest[:1].upper() + rest[1:],
        made=f"{write_day(finished)}, {finished:%H:%M} UTC",
        run=report.run.id,
        findings=tuple(map(build_finding_view, report.findings)),
        shares=_build_shares(verdict),
        loose=sum(card.state is None for card in cards),
        rules=_count_rules(findings_of(report)),
        hosts=tuple(sorted(Counter(host for card in cards for host in card.hosts.split()).items())),
        drafts=drafts,
    )


def _build_draft_view(number: int, report: DraftReport, line: str) -> _DraftView:
    read = report.draft
    cited, elsewhere = _build_cards(report, f"c{number}-")
    ids = {id(result): card.id for result, card in zip(report.citations, cited, strict=True)}
    ids |= {id(finding): card.id for finding, card in elsewhere}
    tones = [TONES[each.level] for each in report.findings if each.level is not Level.INFO]
    counted = (len(report.citations), "citation"), (len(read.footnotes), "footnote"), (len(report.links), "link")
    return _DraftView(
        id=f"d{number}",
        title=read.title or read.path,
        path=read.path,
        about=", ".join(write_count(number, noun) for number, noun in counted if number or noun == "citation"),
        tone=min((*(card.tone for card in cited), *tones), key=list(Tone).index, default=Tone.QUIET),
        line=line,
        rows=tuple(_build_rows(report, cited, elsewhere)),
        cards=(*cited, *(card for _, card in elsewhere)),
        columns=tuple(build_columns(report, ids)),
        uncited=tuple(map(build_source_view, report.uncited)),
    )


def _build_shares(verdict: Verdict) -> tuple[_StateShare, ...]:
    shares, start = [], 0.0
    for state, number in verdict.states:
        width = 100 * number / max(verdict.citations, 1)
        if number:
            words = (STATE_WORDS[state], STATES[state])
            shares.append(_StateShare(state, STATE_TONES[state], number, *words, round(start, 3), round(width, 3)))
        start += width
    return tuple(shares)


def _count_rules(findings: Iterable[Finding]) -> tuple[tuple[Rule, int], ...]:
    counts = Counter(finding.rule for finding in findings)
    return tuple((RULES[code], counts[code]) for code in sorted(counts) if code in RULES)


_TEMPLATE = "report.html.j2"


def render_html(report: Report) -> Iterator[str]:
    """Yield the report as one HTML document, in pieces."""
    style, script = (_read_resource(name) for name in ("report.css", "report.js"))
    template = _build_environment().get_template(_TEMPLATE)
    yield from template.generate(
        page=_build_page_view(report),
        policy=_build_policy(style, script),
        style=Markup(style),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
    )


def _build_environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("citecheck.report.html", ""),
        autoescape=True,
        finalize=_disarm_value,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["link"] = link
    return environment


def _disarm_value(value: Any) -> Any:
    """Return a value with control characters made visible in strings; trusted markup is unchanged."""
    return disarm(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _read_resource(name: str) -> str:
    return files("citecheck.report.html").joinpath(name).read_text(encoding="utf-8")


def _build_policy(style: str, script: str) -> str:
    """Return the content security policy: only the embedded style and script are allowed."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_compute_digest(style)}'",
            f"script-src '{_compute_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _compute_digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
