"""The draft's text as rows: a block of text with its cited sentences marked, and the cards that stand beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from citecheck.model.draft import Block, BlockKind
from citecheck.model.finding import Finding
from citecheck.model.report import DraftReport
from citecheck.report.concern import Concern
from citecheck.report.page.card import CardView, Tone, card_view, finding_card


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block: plain text, or a cited sentence with the cards of its markers."""

    text: str
    cards: tuple[CardView, ...] = ()

    @property
    def tone(self) -> Tone | None:
        """The worst tone of its cards."""
        return min((card.tone for card in self.cards), key=list(Tone).index, default=None)

    @property
    def ids(self) -> str:
        """The ids of its cards, the worst first: that is the one a click opens."""
        return " ".join(card.id for card in sorted(self.cards, key=lambda card: list(Tone).index(card.tone)))


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the draft and the cards beside it, in reading order."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    cards: tuple[CardView, ...]


def cards_of(report: DraftReport, prefix: str) -> tuple[list[CardView], list[tuple[Finding, CardView]]]:
    """Return a card for each citation, in order, and one for each finding that stands elsewhere in the text.

    `prefix` begins the ids of the cards. What stands in a footnote that nobody cites has no place in the text.
    """
    concern = Concern(report)
    notes = {footnote.id: footnote.text for footnote in report.draft.footnotes}
    found: dict[int, list[Finding]] = defaultdict(list)
    elsewhere: list[tuple[Finding, CardView]] = []
    for finding in report.findings:
        concerned = concern.citations(finding)
        for result in concerned:
            found[id(result)].append(finding)
        if not concerned and finding.line is not None and finding.footnote is None:
            elsewhere.append((finding, finding_card(f"{prefix}l{len(elsewhere)}", finding)))
    cited = [
        card_view(f"{prefix}{number}", result, found[id(result)], notes.get(result.citation.footnote or "", ""))
        for number, result in enumerate(report.citations, start=1)
    ]
    return cited, elsewhere


def rows_of(
    report: DraftReport, cards: Sequence[CardView], elsewhere: Iterable[tuple[Finding, CardView]] = ()
) -> Iterator[Row]:
    """Give the blocks of the draft with their cards; a sentence over several blocks makes a row of its own after them.

    A draft that was read without blocks is shown by its cited sentences. Cards from `elsewhere` stand beside the block
    that the line of their finding falls into.
    """
    inside: dict[int, list[tuple[int, int, CardView]]] = defaultdict(list)
    astray: dict[int, list[tuple[str, CardView]]] = defaultdict(list)
    last = -1
    for result, card in zip(report.citations, cards, strict=True):
        citation = result.citation
        cut = _cut(report.draft.blocks, citation.block, citation.sentence, citation.start)
        if citation.block is not None and cut is not None:
            last = citation.block
            inside[last].append((*cut, card))
        else:
            astray[last].append((citation.sentence, card))
    starts = [block.place.line or 0 for block in report.draft.blocks]
    beside: dict[int, list[CardView]] = defaultdict(list)
    for finding, card in elsewhere:
        beside[max(bisect_right(starts, finding.line or 0) - 1, 0)].append(card)
    yield from _sentences(astray.pop(-1, ()))
    for number, block in enumerate(report.draft.blocks):
        yield _row(block, inside.get(number, []), beside.get(number, []))
        yield from _sentences(astray.pop(number, ()))


def _cut(blocks: Sequence[Block], block: int | None, sentence: str, start: int) -> tuple[int, int] | None:
    """Return where the sentence stands in its block; masked secrets may have moved it."""
    if block is None or not 0 <= block < len(blocks) or not sentence:
        return None
    text = blocks[block].text
    found = start if text.startswith(sentence, start) else text.find(sentence)
    return None if found < 0 else (found, found + len(sentence))


def _row(block: Block, cited: list[tuple[int, int, CardView]], beside: list[CardView]) -> Row:
    """Cut a block into pieces; markers of one sentence share it, one that overlaps the last begins behind it."""
    spans: dict[tuple[int, int], list[CardView]] = defaultdict(list)
    for start, end, card in cited:
        spans[start, end].append(card)
    pieces, at = [], 0
    for (start, end), cards in sorted(spans.items(), key=lambda span: span[0]):
        begin = max(start, at)
        pieces += [Piece(block.text[at:begin]), Piece(block.text[begin:end], tuple(cards))]
        at = max(at, end)
    pieces.append(Piece(block.text[at:]))
    kept = tuple(piece for piece in pieces if piece.text or piece.cards)
    return Row(block.kind, kept, (*(card for piece in kept for card in piece.cards), *beside))


def _sentences(astray: Iterable[tuple[str, CardView]]) -> Iterator[Row]:
    for sentence, card in astray:
        yield Row(BlockKind.PARAGRAPH, (Piece(sentence, (card,)),), (card,))
