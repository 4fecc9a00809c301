"""The boxes within the content of a page: parts of their own that a site puts between and around the paragraphs.

Teasers, offers, prompts, notes about the author, advertisements and the start of the next article are in elements of
their own, whatever their names and words. The paragraphs of a text are in few kinds of elements, and these hold nearly
all of its prose: the flow. A part that holds no flow is a box. Boxes come, go and are exchanged although nobody edits
the text, so that a change counts in them only if it is a new wording (`difference.comparison`).

Containers are of one kind if tag and class agree with those of every container around them, digits left out: hashed and
numbered names differ between kinds, not within one. Elements that only shape text (`_SHAPING_ELEMENTS`) are no
containers, so a list or a quotation belongs to the text around it.

A sentence alone in an element without picture, link or control is no box if it is about the subject of the page: it
shares a word with the headline and others with the text. Sites add news and remarks to an article in this way.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from citecheck.model.page import Role
from citecheck.page.difference.noise import strip_noise
from citecheck.page.html.blocks import Element, PageBlock

_SHAPING_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "p ul ol li dl dt dd h1 h2 h3 h4 h5 h6 hgroup blockquote pre address details summary center"
        " table caption thead tbody tfoot tr td th hr",
    )
)
"""Elements that shape the text of the container around them."""
_FLOW_SHARE = 0.15
_FEW_BLOCKS_SHARE = 0.3
"""Share of the prose from which the containers of one kind are flow: where they hold `_MIN_FLOW_BLOCKS`, or fewer."""
_MIN_FLOW_BLOCKS = 4
_MIN_FLOW_PROSE = 400
"""Blocks and characters of prose that the flow holds at least; on a page with less, nothing is a box."""
_MAX_BOXED = 0.35
"""Share of the prose in boxes above which the sections of a text were taken for boxes, and nothing is one."""

_SENTENCE_END = re.compile(r"[.!?…。！？؟]['\"”’»)]*$")
_SUBJECT_WORD = re.compile(r"[^\W\d_]{5,}")
"""Words long enough to name a subject; text in scripts without spaces has none."""
_MIN_SENTENCE = 40
_MAX_SENTENCE = 400
"""Characters of a sentence, or a few, that is alone in an element."""
_SHARED_WORDS = 2
"""Words of the text, one of them in the headline, from which a sentence is about the subject of the page."""
_CONTROLS = "a, img, picture, svg, button, input, form, iframe, video"
_ASKING = "button, input, select, textarea, iframe, video, audio, [onclick]"

_DIGITS = re.compile(r"\d+")
SENTENCE_ENDS = ".!?;:。！？।؟…"
_RATE = re.compile(r"(?<!\S)[+\u2212-]\d[\d.,]*\s*%")
"""A change in percent, as next to the prices of a market: "DAX 18,320 +0.4 %"."""
MIN_CAPTION = 30
"""Characters from which a caption without a full stop is more than a credit."""
_FACTS = 3
_FACT_WORD = re.compile(r"[^\W\d_]{4}|[\u3040-\u30ff\u3400-\u9fff]{2}")
"""Lines of a box before the text from which it is one of facts, and what each of them holds besides its figure."""


def find_boxes(elements: Sequence[Element], prose: Sequence[tuple[PageBlock, int]]) -> list[bool]:
    """Return for each element whether it is in a box.

    `prose` are the blocks of prose of the content, each with its number of characters outside links. The time is linear
    in the number of elements.
    """
    containers = _find_containers(elements)
    kinds = _find_kinds(elements, containers)
    # A paragraph that is an element of its own is of another kind than one within such an element.
    of_blocks = [(kinds[containers[block.element]], elements[block.element].tag) for block, _ in prose]
    held: dict[tuple[int, str], list[int]] = defaultdict(list)
    for kind, (_, size) in zip(of_blocks, prose, strict=True):
        held[kind].append(size)
    total = sum(size for _, size in prose)
    flowing = {
        kind
        for kind, sizes in held.items()
        if sum(sizes) >= (_FLOW_SHARE if len(sizes) >= _MIN_FLOW_BLOCKS else _FEW_BLOCKS_SHARE) * total
    }
    flow = [containers[block.element] for kind, (block, _) in zip(of_blocks, prose, strict=True) if kind in flowing]
    holding = _spread_to_ancestors(elements, flow)
    boxed = [not holding[container] for container in containers]
    outside = sum(size for block, size in prose if boxed[block.element])
    if len(flow) < _MIN_FLOW_BLOCKS or total - outside < _MIN_FLOW_PROSE or outside > _MAX_BOXED * total:
        return [False] * len(elements)
    return boxed


def find_outer_boxes(elements: Sequence[Element], boxed: Sequence[bool]) -> list[int]:
    """Return for each element the place of the box around it, with all elements up to the flow; -1 outside of boxes.

    `boxed` is what `find_boxes` returns.
    """
    outer: list[int] = []
    for place, element in enumerate(elements):
        inner = boxed[place] and element.parent >= 0 and boxed[element.parent]
        outer.append(outer[element.parent] if inner else place if boxed[place] else -1)
    return outer


@dataclass(frozen=True, slots=True)
class Boxes:
    """The outermost box of each element, -1 where there is none, the blocks that each holds, and those that offer."""

    elements: Sequence[Element]
    of_element: Sequence[int]
    held: Mapping[int, Sequence[PageBlock]]
    offers: AbstractSet[int]

    @classmethod
    def of(
        cls, elements: Sequence[Element], blocks: Sequence[PageBlock], boxes: Sequence[int], links: Sequence[bool]
    ) -> Boxes:
        """Gather the blocks of the boxes; one that links elsewhere or asks something offers it.

        `boxes` are as of `find_outer_boxes`, `links` whether each block is all link.
        """
        held: dict[int, list[PageBlock]] = defaultdict(list)
        for one in blocks:
            held[boxes[one.element]].append(one)
        linking = {boxes[one.element] for one, linked in zip(blocks, links, strict=True) if linked}
        offers = {box for box in held if box >= 0 and (box in linking or _asks_something(elements[box]))}
        return cls(elements, boxes, held, offers)

    def hold_remark(self, one: PageBlock) -> bool:
        """Return whether a block in a box is an offer, a counter or a date, and no fact."""
        box = self.of_element[one.element]
        alone = len(self.held[box]) == 1 and one.text[-1] not in SENTENCE_ENDS and not self._is_caption(one)
        return box in self.offers or alone or _RATE.search(one.text) is not None

    def state_facts(self, one: PageBlock) -> bool:
        """Return whether the box around a block is a caption, or holds `_FACTS` lines with words, and figures."""
        held = self.held[self.of_element[one.element]]
        if len(held) == 1:
            return self._is_caption(one)
        if len(held) < _FACTS or sum(any(map(str.isdigit, each.text)) for each in held) < _FACTS - 1:
            return False
        return sum(_FACT_WORD.search(strip_noise(each.text)) is not None for each in held) >= _FACTS

    def _is_caption(self, one: PageBlock) -> bool:
        """Return whether a block that is alone in its box is next to a picture, and more than a credit."""
        box = self.elements[self.of_element[one.element]]
        return not one.linked and len(one.text) >= MIN_CAPTION and box.node.css_first("img, picture") is not None


def _asks_something(element: Element) -> bool:
    """Return whether a box holds a control, a player or a field: what it says is an offer, and no fact."""
    return element.node.css_first(_ASKING) is not None


def find_bare_sentences(
    elements: Sequence[Element], blocks: Sequence[PageBlock], regions: Sequence[Role]
) -> Iterator[int]:
    """Yield the places of the boxed blocks that are sentences about the subject of the page, alone in an element.

    `regions` are the roles of the blocks by where they are. The time is linear in the size of the page.
    """
    headline = _find_words(block for block in blocks if elements[block.element].tag == "h1")
    text = _find_words(block for block, role in zip(blocks, regions, strict=True) if role is Role.CONTENT)
    held = _count_blocks(elements, blocks)
    flow = _count_blocks(elements, [one for one, role in zip(blocks, regions, strict=True) if role is Role.CONTENT])
    for place, block in enumerate(blocks):
        if regions[place] is not Role.BOX or not _MIN_SENTENCE <= len(block.text) <= _MAX_SENTENCE:
            continue
        words = _find_words([block])
        about = words & headline and len(words & text) >= _SHARED_WORDS
        if about and _SENTENCE_END.search(block.text) and _is_bare(elements, block.element, held, flow):
            yield place


def _count_blocks(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[int]:
    """Return for each element the number of blocks in it."""
    held = [0] * len(elements)
    for block in blocks:
        held[block.element] += 1
    for place in range(len(elements) - 1, 0, -1):
        if elements[place].parent >= 0:
            held[elements[place].parent] += held[place]
    return held


def _is_bare(elements: Sequence[Element], place: int, held: Sequence[int], flow: Sequence[int]) -> bool:
    """Return whether the outermost element around a block outside the flow holds no other, and only text.

    `held` and `flow` are the numbers of blocks, and of those in the flow, in each element.
    """
    while elements[place].parent >= 0 and not flow[elements[place].parent]:
        place = elements[place].parent
    return held[place] == 1 and elements[place].node.css_first(_CONTROLS) is None


def _find_words(blocks: Iterable[PageBlock]) -> set[str]:
    return {word for block in blocks for word in _SUBJECT_WORD.findall(block.text.casefold())}


def _find_containers(elements: Sequence[Element]) -> list[int]:
    """Return for each element its own place, or that of the container around it if it only shapes text."""
    containers: list[int] = []
    for place, element in enumerate(elements):
        shaping = element.tag in _SHAPING_ELEMENTS and element.parent >= 0
        containers.append(containers[element.parent] if shaping else place)
    return containers


def _find_kinds(elements: Sequence[Element], containers: Sequence[int]) -> list[int]:
    """Return for each container the number of its kind; elements that only shape text are of kind -1."""
    numbers: dict[tuple[int, str, str], int] = {}
    kinds: list[int] = []
    for place, element in enumerate(elements):
        if containers[place] != place:
            kinds.append(-1)
            continue
        around = kinds[containers[element.parent]] if element.parent >= 0 else -1
        name = _DIGITS.sub("", element.node.attributes.get("class") or "") if element.label else ""
        kinds.append(numbers.setdefault((around, element.tag, name), len(numbers)))
    return kinds


def _spread_to_ancestors(elements: Sequence[Element], places: Sequence[int]) -> list[bool]:
    """Return for each element whether it is at one of the places or holds one."""
    flags = [False] * len(elements)
    for one in places:
        place = one
        while place >= 0 and not flags[place]:
            flags[place] = True
            place = elements[place].parent
    return flags
