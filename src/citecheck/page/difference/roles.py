"""The role of every block of a page: what a change in it would mean.

Main-text extractors answer which text is the article. To distinguish an edit from a change of boilerplate, the question
is what a paragraph is for. The answer is in the page's structure: where the prose is, the names of the elements, and
how much of a block is links. The rules, in this order:

1. If an element is marked as boilerplate (by tag, ARIA role, or the words of class and id) and has less than `_MINOR`
   of the page's prose, everything in it is boilerplate; with more it is only badly named. A word of a class name is a
   hint, never a proof: `content-with-sidebar` holds the content. A list of links with teasers is boilerplate as well.
   Prose of the main text is content in spite of a mere hint: two extractors with different faults seldom err together.
2. A block that is all link is boilerplate, unless it is a table row or reads as a sentence.
3. The content region is the innermost element that still holds `_REGION` of the prose; outside it is margin. Parts of
   their own within it are boxes (`difference.boxes`).
4. Text that is not shown at first is hidden, but prose in the region is content all the same: answers folded away.

`Role.FURNITURE` is the role of boilerplate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from citecheck.model.page import Role, TextBlock
from citecheck.page.difference.boilerplate_names import BoilerplateEvidence, names_byline, names_caption, read_names
from citecheck.page.difference.boxes import (
    MIN_CAPTION,
    SENTENCE_ENDS,
    Boxes,
    find_bare_sentences,
    find_boxes,
    find_outer_boxes,
    find_prompts,
)
from citecheck.page.difference.comments import find_comments
from citecheck.page.difference.noise import is_correction, opens_byline, points_elsewhere
from citecheck.page.html.blocks import ARCHIVE_BARS, Element, PageBlock, PageWalk, is_hidden, number_items
from citecheck.page.html.main_text import spread_to_descendants
from citecheck.text.tokens import count_letters

_MINOR = 0.4
"""Share of the prose from which an element is content whatever its class: `body.has-sidebar`."""
_HEADED = 0.1
"""The same for an element that holds a heading of the first level: comments may outweigh a short article."""
_REGION = 0.8
"""Share of the prose outside boilerplate that the content region must hold."""
_MIN_PROSE_BLOCK = 40
"""Unlinked characters from which a block is prose; a headline in a list is shorter or all link."""
_ALL_LINK = 0.8
"""Share of linked characters from which a block is a link and not a sentence with a link in it."""
_TEASERS = 3
"""Blocks that are all link from which an element may be a list of teasers."""
_TEASER_SHARE = 0.3
"""Their least share of the element's blocks: a teaser has a headline, a text and perhaps a date."""
_TEASER_LINKS = 0.35
"""Share of linked characters from which the element is such a list; articles measure below .25, lists .4 and up."""
_CARD_TEXT = 180
_CARD_LINK = 12
"""A list of cards, each with headline and text, has a smaller share of links. It is recognised when no block has more
than `_CARD_TEXT` unlinked characters, and the links are headlines: `_CARD_LINK` characters each. The head of an article
is not such a list, though it may have as many links."""
_UNLISTED = frozenset(["table", "tbody", "tr", "body", "html"])
"""Elements that are never a list of teasers, whatever the number of links: an infobox, an index, the page itself."""
_MARKED = 0.5
"""Share of the main text in named boilerplate above which the names mean nothing: two readers of a page differ."""
_PARAGRAPH = 80
"""Unlinked characters from which a block is a paragraph, also without a full stop."""
_MIN_PARAGRAPHS = 4
"""Paragraphs from which the lines before the first and after the last are no text of the page."""
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNLOOSE = _HEADINGS | frozenset(["tr", "table", "dt", "dd", "caption", "pre"])
"""Elements whose short lines are text wherever they are; items of lists are if they have letters."""
_FACT_ELEMENTS = frozenset(["tr", "td", "dt", "dd"])
"""Elements that lay out facts: rows of a box of facts are content before the text as well."""
_TEXT_ELEMENTS = frozenset(["p", "li", "blockquote", "dd", "tr", "h2", "h3", "h4"])
"""Elements that are a piece of text each and contain no others."""
_BYLINE_LINES = 8
"""Lines above the first paragraph that may name the author."""
_PICTURES = frozenset(["figcaption", "figure"])
_MAIN_TAGS = frozenset(["main", "article"])


@dataclass(slots=True)
class _Holding:
    """What an element holds: its blocks, those all of link, and its characters of text, links and prose."""

    blocks: int = 0
    links: int = 0
    headings: int = 0
    rows: int = 0
    characters: int = 0
    linked: int = 0
    prose: int = 0
    longest: int = 0

    def add_block(self, block: PageBlock, tag: str) -> None:
        self.blocks += 1
        self.links += _is_link(block)
        self.headings += tag == "h1"
        self.rows += tag == "tr"
        self.characters += len(block.text)
        self.linked += block.linked
        self.prose += _count_prose(block)
        self.longest = max(self.longest, len(block.text) - block.linked)

    def add_holding(self, other: _Holding) -> None:
        self.blocks += other.blocks
        self.links += other.links
        self.headings += other.headings
        self.rows += other.rows
        self.characters += other.characters
        self.linked += other.linked
        self.prose += other.prose
        self.longest = max(self.longest, other.longest)


def assign_roles(walk: PageWalk, main: str) -> tuple[TextBlock, ...]:
    """Return the blocks of a page in order, each with its role.

    `main` is the page's main text. The time is linear in the page's size.
    """
    blocks = _drop_withdrawn(walk.elements, [one for one in walk.blocks if one.element >= 0])
    article = frozenset(main.splitlines())
    shown = [one for one in blocks if not one.hidden]
    held = _sum_holdings(walk.elements, shown)
    evidence = _find_boilerplate(walk.elements, shown, held)
    if _is_text_marked(blocks, evidence, article):
        evidence = [min(one, BoilerplateEvidence.HINT) for one in evidence]
    asking = find_prompts(walk.elements, [one.prose for one in held], [one.headings > 0 for one in held])
    unmarked = [one for one in shown if not (evidence[one.element] or asking[one.element])]
    regions = _find_regions(walk.elements, blocks, unmarked, article)
    for place in find_bare_sentences(walk.elements, blocks, regions):
        regions[place] = Role.CONTENT
    roles = [
        _choose_role(one, walk.elements, evidence[one.element], region, article=one.text in article)
        for one, region in zip(blocks, regions, strict=True)
    ]
    for place in _find_bylines(walk.elements, blocks, roles):
        roles[place] = Role.BYLINE
    ordinals = number_items(walk.elements, blocks)
    return tuple(map(TextBlock, (one.text for one in blocks), roles, ordinals))


def _drop_withdrawn(elements: Sequence[Element], blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks without paragraphs and items that are hidden each by itself among more that are shown.

    Answers that are folded away are hidden with their container, or all alike; one in a text was withdrawn.
    """
    alone = [one for one in blocks if one.hidden and _is_hidden_itself(elements[one.element])]
    if not alone:
        return blocks
    kinds = Counter((elements[one.element].parent, elements[one.element].tag) for one in alone)
    shown = Counter((elements[one.element].parent, elements[one.element].tag) for one in blocks if not one.hidden)
    taken = {kind for kind, times in kinds.items() if shown[kind] > times}
    return [
        one for one in blocks if not (one.hidden and (elements[one.element].parent, elements[one.element].tag) in taken)
    ]


def _is_hidden_itself(element: Element) -> bool:
    return element.tag in _TEXT_ELEMENTS and is_hidden(element.node.attributes)


def _is_text_marked(
    blocks: Sequence[PageBlock], evidence: Sequence[BoilerplateEvidence], article: frozenset[str]
) -> bool:
    """Return whether most of the main text is in elements named as boilerplate, so that the names mean nothing."""
    text = [one for one in blocks if one.text in article]
    marked = sum(_count_prose(one) for one in text if evidence[one.element] >= BoilerplateEvidence.APART)
    return marked > _MARKED * sum(map(_count_prose, text))


def _find_regions(
    elements: Sequence[Element],
    blocks: Sequence[PageBlock],
    unmarked: Sequence[PageBlock],
    article: frozenset[str],
) -> list[Role]:
    """Return for each block its role by where it is: in the content region, in a box or remark of it, or outside.

    `unmarked` are the shown blocks outside of boilerplate and prompts. Where the region has paragraphs enough, the main
    text does not make content of what is outside.
    """
    inside = _find_content_region(elements, unmarked)
    content = [one for one in unmarked if inside[one.element]]
    boxed = find_boxes(elements, [(one, prose) for one in content if (prose := _count_prose(one))])
    regions = [
        (Role.BOX if boxed[one.element] else Role.CONTENT) if inside[one.element] else Role.MARGIN for one in blocks
    ]
    text = [
        place
        for place, one in enumerate(blocks)
        if regions[place] is Role.CONTENT and _is_paragraph(one, elements[one.element])
    ]
    if len(text) < _MIN_PARAGRAPHS:
        return regions
    boxes = Boxes.of(elements, blocks, find_outer_boxes(elements, boxed), [_is_link(one) for one in blocks])
    for place, one in enumerate(blocks):
        between = text[0] < place < text[-1]
        if regions[place] is Role.CONTENT:
            remark = not between and _is_loose(one, elements[one.element])
        elif regions[place] is Role.BOX:
            is_fact = place < text[0] and (elements[one.element].tag in _FACT_ELEMENTS or boxes.state_facts(one))
            remark = boxes.hold_remark(one) or not (between or is_fact)
        else:
            remark = regions[place] is Role.MARGIN and one.text in article
        if remark:
            regions[place] = Role.REMARK
    return regions


def _is_paragraph(block: PageBlock, element: Element) -> bool:
    """Return whether a shown block is a paragraph of the text and not a heading or a long label."""
    if element.tag in _HEADINGS:
        return False
    long = _count_unlinked(block)
    return not block.hidden and (long >= _PARAGRAPH or (long >= _MIN_PROSE_BLOCK and block.text[-1] in SENTENCE_ENDS))


def _is_loose(block: PageBlock, element: Element) -> bool:
    """Return whether a block before or after the paragraphs is a line about the page: a date, a counter, a byline."""
    if element.tag in _UNLOOSE or len(block.text) >= _PARAGRAPH:
        return False
    if element.tag == "li" and any(map(str.isalpha, block.text)):
        return False
    return block.text[-1] not in SENTENCE_ENDS


def _find_bylines(elements: Sequence[Element], blocks: Sequence[PageBlock], roles: Sequence[Role]) -> list[int]:
    """Return the places of the last lines above the text that name its author, by their words or by their element."""
    text = (
        place
        for place, one in enumerate(blocks)
        if roles[place] is Role.CONTENT and _is_paragraph(one, elements[one.element])
    )
    first = next(text, 0)
    return [
        place
        for place in range(max(0, first - _BYLINE_LINES), first)
        if roles[place] is not Role.HEADLINE
        and len(blocks[place].text) < _PARAGRAPH
        and (opens_byline(blocks[place].text) or names_byline(elements[blocks[place].element].label))
    ]


def _choose_role(
    block: PageBlock, elements: Sequence[Element], evidence: BoilerplateEvidence, region: Role, *, article: bool
) -> Role:
    """Return the role of one block.

    `region` is the role of its element by where it is; `article` is whether the main text holds the block, which
    overrules a mere hint.
    """
    element = elements[block.element]
    if block.hidden:
        return Role.CONTENT if region is not Role.MARGIN and not evidence and _count_prose(block) else Role.HIDDEN
    if element.tag == "h1":
        return Role.HEADLINE
    if evidence is BoilerplateEvidence.NAMED or _is_pointer(block, element):
        return Role.FURNITURE
    apart = evidence is BoilerplateEvidence.APART
    if article and not apart and region not in (Role.BOX, Role.REMARK) and _count_prose(block):
        return Role.CONTENT
    if evidence:
        stated = (
            apart
            and region is not Role.MARGIN
            and (_is_stated_caption(block, elements) or _states_fact(block, element, region))
        ) or (evidence is BoilerplateEvidence.HINT and region is Role.BOX)
        return Role.BOX if stated else Role.MARGIN if is_correction(block.text) else Role.FURNITURE
    return region


def _is_stated_caption(block: PageBlock, elements: Sequence[Element]) -> bool:
    """Return whether a block is the caption of a picture, not a credit or a label."""
    if block.text[-1] not in SENTENCE_ENDS and len(block.text) < MIN_CAPTION:
        return False
    around = (block.element, elements[block.element].parent)
    return any(elements[one].tag in _PICTURES or names_caption(elements[one].label) for one in around if one >= 0)


def _states_fact(block: PageBlock, element: Element, region: Role) -> bool:
    """Return whether a block of an `aside` in the text is a row or item of a box of facts."""
    return region is not Role.REMARK and not block.linked and (element.tag in _FACT_ELEMENTS or element.tag == "li")


def _find_boilerplate(
    elements: Sequence[Element], blocks: Sequence[PageBlock], held: Sequence[_Holding]
) -> list[BoilerplateEvidence]:
    """Return for each element how strongly it or an ancestor is boilerplate (rule 1)."""
    total = held[0].prose if held else 0
    comments = find_comments(elements, blocks, [one.prose for one in held])
    main = spread_to_descendants(elements, [one.tag in _MAIN_TAGS or one.role == "main" for one in elements])
    quotes = _find_quotations(elements)
    evidence: list[BoilerplateEvidence] = []
    for place, (element, one, in_main) in enumerate(zip(elements, held, main, strict=True)):
        outer = evidence[element.parent] if element.parent >= 0 else BoilerplateEvidence.NONE
        own = (
            _evidence_of_element(element, one, total, in_main=in_main)
            if place not in comments
            else BoilerplateEvidence.NAMED
        )
        if place in quotes:
            own = BoilerplateEvidence.NONE
        evidence.append(max(outer, own))
    return evidence


def _find_quotations(elements: Sequence[Element]) -> set[int]:
    """Return the places of figures that hold a quotation, and of the feet of quotations: who said it is content."""
    found: set[int] = set()
    for place, one in enumerate(elements):
        if one.parent >= 0 and one.tag == "blockquote" and elements[one.parent].tag == "figure":
            found.add(one.parent)
        if one.parent >= 0 and one.tag == "footer" and elements[one.parent].tag == "blockquote":
            found.add(place)
    return found


def _evidence_of_element(element: Element, held: _Holding, total: int, *, in_main: bool) -> BoilerplateEvidence:
    """Return how strongly one element is boilerplate; in the main element an id names a section: `#cookies`."""
    if not ARCHIVE_BARS.isdisjoint(element.label.split()):
        return BoilerplateEvidence.NAMED
    if not _is_minor(held, total) or (element.tag == "figure" and held.rows):
        return BoilerplateEvidence.NONE
    if _lists_teasers(element, held):
        return BoilerplateEvidence.NAMED
    label = (element.node.attributes.get("class") or "") if in_main else element.label
    return read_names(element.tag, element.role, label, in_main=in_main)


def _is_minor(held: _Holding, total: int) -> bool:
    """Return whether an element holds so little of the page's prose that its name counts."""
    return not held.prose or held.prose < (_HEADED if held.headings else _MINOR) * total


def _lists_teasers(element: Element, held: _Holding) -> bool:
    if element.tag in _UNLISTED or held.links < max(_TEASERS, _TEASER_SHARE * held.blocks):
        return False
    if held.linked >= _TEASER_LINKS * held.characters:
        return True
    return not held.headings and held.longest <= _CARD_TEXT and held.linked >= _CARD_LINK * held.links


def _find_content_region(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[bool]:
    """Return for each element whether it is in the innermost one that holds `_REGION` of the given prose.

    A page without prose, such as a table of numbers, is all content.
    """
    prose = [0] * len(elements)
    for block in blocks:
        prose[block.element] += _count_prose(block)
    for place in range(len(elements) - 1, 0, -1):
        if elements[place].parent >= 0:
            prose[elements[place].parent] += prose[place]
    floor = _REGION * max(prose, default=0)
    region = max((place for place, held in enumerate(prose) if floor and held >= floor), default=0)
    return spread_to_descendants(elements, [place == region for place in range(len(elements))])


def _sum_holdings(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[_Holding]:
    """Return what every element holds, its descendants included."""
    held = [_Holding() for _ in elements]
    for block in blocks:
        held[block.element].add_block(block, elements[block.element].tag)
    for place in range(len(elements) - 1, 0, -1):
        if elements[place].parent >= 0:
            held[elements[place].parent].add_holding(held[place])
    return held


def _count_prose(block: PageBlock) -> int:
    """Return the unlinked letters of a block, 0 if they are too few for prose."""
    unlinked = _count_unlinked(block)
    return unlinked if unlinked >= _MIN_PROSE_BLOCK else 0


def _count_unlinked(block: PageBlock) -> int:
    unlinked = len(block.text) - block.linked
    return unlinked if block.text.isascii() else round(unlinked * _widen(block.text))


@lru_cache(maxsize=4096)
def _widen(text: str) -> float:
    """Return how many letters of an alphabet one character of a text counts: more than one in Chinese or Japanese."""
    return count_letters(text) / len(text)


def _is_pointer(block: PageBlock, element: Element) -> bool:
    """Return whether a block is there for its link: a pointer, or all link and neither a table row nor a sentence."""
    if _is_link(block) and element.tag != "tr" and block.text[-1] not in SENTENCE_ENDS:
        return True
    return block.linked > 0 and points_elsewhere(block.text)


def _is_link(block: PageBlock) -> bool:
    return block.linked >= _ALL_LINK * len(block.text.replace(" ", ""))
