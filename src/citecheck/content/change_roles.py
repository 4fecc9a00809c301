"""Give every block of a page its role: what a change in it would mean.

Main-text extractors answer "which text is the article"; for telling an edit from furniture the question is "what is
this paragraph for", and the answer lies in the page's structure: where the prose is, what an element calls itself,
how much of it is link. Rules, in this order:

1. an element marked as furniture (`content.change_marks`) with less than `MINOR` of the page's prose makes everything
   in it furniture; with more it is only badly named. A list of links with teasers is marked as well. Prose of the
   main text is content in spite of a mere hint: two extractors with different faults seldom err together;
2. a block that is all link is furniture, unless it is a table row or reads as a sentence;
3. the content region is the innermost element that still holds `REGION` of the prose; outside it is margin;
4. text that is not shown at first is hidden, but prose in the region is content all the same: answers folded away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.content.blocks import ARCHIVE_BARS, Block, Element, Walk
from citecheck.content.change_marks import Mark, mark_of
from citecheck.content.furniture import spread
from citecheck.content.strip import is_correction, points_elsewhere
from citecheck.model.page import Role, TextBlock

MINOR = 0.4
"""An element with this share of the prose is content whatever its class says: `body.has-sidebar`."""
HEADED = 0.1
"""The same for an element that holds a heading of the first rank: comments may outweigh a short article."""
REGION = 0.8
"""Share of the unmarked prose that the content region must hold."""
PROSE = 40
"""Unlinked characters that make a block prose; a headline in a list is shorter or all link."""
ALL_LINK = 0.8
"""Share of linked characters from which a block is a link and not a sentence with a link in it."""
TEASERS = 3
"""Blocks that are all link, from which an element may be a list of teasers..."""
TEASER_SHARE = 0.3
"""...if they are this share of its blocks: a teaser has a headline, a text and perhaps a date..."""
TEASER_LINKS = 0.35
"""...and this share of its characters is linked; articles measure below .25, lists of teasers .4 and up."""
CARD_TEXT = 180
CARD_LINK = 12
"""...or no block has more unlinked characters than a teaser, and the links are headlines: a list of cards, each with
headline and text, links less. The head of an article is no such list, though its links may be as many."""
UNLISTED = frozenset(["table", "tbody", "tr", "body", "html"])
"""Elements that are no list of teasers however many links they hold: an infobox, an index, the page itself."""
MAIN_TAGS = frozenset(["main", "article"])

_SENTENCE_ENDS = ".!?;:。！？।؟…"


@dataclass(slots=True)
class _Holding:
    """What an element holds, in blocks (those all of link apart) and in characters of text, of links and of prose."""

    blocks: int = 0
    links: int = 0
    headings: int = 0
    rows: int = 0
    characters: int = 0
    linked: int = 0
    prose: int = 0
    longest: int = 0

    def put(self, block: Block, tag: str) -> None:
        self.blocks += 1
        self.links += _is_link(block)
        self.headings += tag == "h1"
        self.rows += tag == "tr"
        self.characters += len(block.text)
        self.linked += block.linked
        self.prose += _prose(block)
        self.longest = max(self.longest, len(block.text) - block.linked)

    def add(self, other: _Holding) -> None:
        self.blocks += other.blocks
        self.links += other.links
        self.headings += other.headings
        self.rows += other.rows
        self.characters += other.characters
        self.linked += other.linked
        self.prose += other.prose
        self.longest = max(self.longest, other.longest)


def blocks_with_roles(walk: Walk, main: str) -> tuple[TextBlock, ...]:
    """Return the blocks of a page in order, each with its role; `main` is its main text. Linear in the page's size."""
    blocks = [one for one in walk.blocks if one.home >= 0]
    shown = [one for one in blocks if not one.hidden]
    marks = _marks(walk.elements, shown)
    inside = _inside_region(walk.elements, [one for one in shown if not marks[one.home]])
    article = frozenset(main.splitlines())
    roles = (
        _role(one, walk.elements[one.home], marks[one.home], inside=inside[one.home], article=one.text in article)
        for one in blocks
    )
    return tuple(TextBlock(one.text, role) for one, role in zip(blocks, roles, strict=True))


def _role(block: Block, element: Element, mark: Mark, *, inside: bool, article: bool) -> Role:
    """Give one block its role; `article` says that the main text holds it as well, which overrules a mere hint."""
    if block.hidden:
        return Role.CONTENT if inside and not mark and _prose(block) else Role.HIDDEN
    if element.tag == "h1":
        return Role.HEADLINE
    if mark is Mark.NAMED or _points(block, element):
        return Role.FURNITURE
    if article and _prose(block):
        return Role.CONTENT
    if mark is Mark.HINT:
        return Role.MARGIN if is_correction(block.text) else Role.FURNITURE
    return Role.CONTENT if inside else Role.MARGIN


def _marks(elements: Sequence[Element], blocks: Sequence[Block]) -> list[Mark]:
    """Say for each element whether it, or one it stands in, is furniture (rule 1)."""
    held = _holdings(elements, blocks)
    total = sum(map(_prose, blocks))
    main = spread(elements, [one.tag in MAIN_TAGS or one.role == "main" for one in elements])
    marks: list[Mark] = []
    for element, one, in_main in zip(elements, held, main, strict=True):
        outer = marks[element.up] if element.up >= 0 else Mark.NONE
        marks.append(max(outer, _mark(element, one, total, in_main=in_main)))
    return marks


def _mark(element: Element, held: _Holding, total: int, *, in_main: bool) -> Mark:
    """Mark one element by itself; in the main element an id names a section: `#cookies`."""
    if not ARCHIVE_BARS.isdisjoint(element.label.split()):
        return Mark.NAMED
    if not _is_minor(held, total) or (element.tag == "figure" and held.rows):
        return Mark.NONE
    if _lists_teasers(element, held):
        return Mark.NAMED
    label = (element.node.attributes.get("class") or "") if in_main else element.label
    return mark_of(element.tag, element.role, label, in_main=in_main)


def _is_minor(held: _Holding, total: int) -> bool:
    """Say whether an element holds so little of the page's prose that its name may be believed."""
    return not held.prose or held.prose < (HEADED if held.headings else MINOR) * total


def _lists_teasers(element: Element, held: _Holding) -> bool:
    if element.tag in UNLISTED or held.links < max(TEASERS, TEASER_SHARE * held.blocks):
        return False
    if held.linked >= TEASER_LINKS * held.characters:
        return True
    return not held.headings and held.longest <= CARD_TEXT and held.linked >= CARD_LINK * held.links


def _inside_region(elements: Sequence[Element], blocks: Sequence[Block]) -> list[bool]:
    """Say for each element whether it stands in the innermost one that holds `REGION` of the prose given.

    A page without prose, as a table of figures, is content all over.
    """
    prose = [held.prose for held in _holdings(elements, blocks)]
    floor = REGION * max(prose, default=0)
    region = max((place for place, held in enumerate(prose) if floor and held >= floor), default=0)
    return spread(elements, [place == region for place in range(len(elements))])


def _holdings(elements: Sequence[Element], blocks: Sequence[Block]) -> list[_Holding]:
    """Add up what every element holds, its descendants included."""
    held = [_Holding() for _ in elements]
    for block in blocks:
        held[block.home].put(block, elements[block.home].tag)
    for place in range(len(elements) - 1, 0, -1):
        if elements[place].up >= 0:
            held[elements[place].up].add(held[place])
    return held


def _prose(block: Block) -> int:
    unlinked = len(block.text) - block.linked
    return unlinked if unlinked >= PROSE else 0


def _points(block: Block, element: Element) -> bool:
    """Say whether a block is there for its link: all link, table rows and sentences apart, or a pointer."""
    if _is_link(block) and element.tag != "tr" and block.text[-1] not in _SENTENCE_ENDS:
        return True
    return block.linked > 0 and points_elsewhere(block.text)


def _is_link(block: Block) -> bool:
    return block.linked >= ALL_LINK * len(block.text.replace(" ", ""))
