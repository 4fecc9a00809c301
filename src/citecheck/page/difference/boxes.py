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
from itertools import islice, permutations
from typing import Any

from citecheck.model.page import Role
from citecheck.page.difference.noise import strip_noise
from citecheck.page.html.blocks import Element, PageBlock
from citecheck.page.html.main_text import spread_to_descendants

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
_FIELDS = "button, input, select, textarea"
_MAX_PROMPT = 240
"""Letters of prose that a prompt holds at most."""
_MAX_PROMPTS = 0.4
"""Share of the prose in prompts above which they are the text: questions whose answers a button unfolds, a quiz."""
_ASKING = "button, input, select, textarea, progress, meter, iframe, video, audio, [onclick]"

_DIGITS = re.compile(r"\d+")
SENTENCE_ENDS = ".!?;:。！？।؟…"
_RATE = re.compile(r"(?<!\S)[+\u2212-]\d[\d.,]*\s*%")
"""A change in percent, as next to the prices of a market: "DAX 18,320 +0.4 %"."""
MIN_CAPTION = 30
"""Characters from which a caption without a full stop is more than a credit."""
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?)\s*[%\u066a\uff05]|[%\uff05]\s*(\d{1,3})(?![\d.,])")
_AMOUNT = re.compile(r"\d[\d.,\u00a0\u202f\u2019']{0,20}\d|\d")
_QUESTION = re.compile(r"[?\uff1f\u061f;]\W*$")
"""The end of a question: "?", wide and Arabic, and the Greek ";"."""
_WHOLE = range(98, 103)
"""What the shares of a poll add up to, rounded each."""
_COUNTER_LINES = 2
_MAX_COUNTER = 40
"""Lines of a box that holds a figure and its label, and characters of each, at most."""
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


def find_prompts(elements: Sequence[Element], prose: Sequence[int], headed: Sequence[bool]) -> list[bool]:
    """Return for each element whether it or one around it holds a control and little prose: it asks for something.

    `prose` is the number of letters of prose in each element, `headed` whether it holds the page's headline. The time
    is linear in the size of the page.
    """
    asking = [False] * len(elements)
    controls = elements[0].node.css(_FIELDS) if elements and prose[0] else ()
    places = {one.node.mem_id: place for place, one in enumerate(elements)} if controls else {}
    for control in controls:
        place = _find_prompt(elements, prose, _find_place(control, places))
        asking[place] = asking[place] or (prose[place] <= _MAX_PROMPT and not headed[place])
    if sum(prose[place] for place, asks in enumerate(asking) if asks) > _MAX_PROMPTS * max(prose, default=0):
        return [False] * len(elements)
    return spread_to_descendants(elements, asking)


def _find_place(node: Any, places: Mapping[int, int]) -> int:
    """Return the place of the innermost element around a node, the root's if there is none."""
    while node is not None and node.mem_id not in places:
        node = node.parent
    return places[node.mem_id] if node is not None else 0


def _find_prompt(elements: Sequence[Element], prose: Sequence[int], place: int) -> int:
    """Return the place of the innermost element with prose, from a place outwards, at last the root."""
    while place > 0 and not prose[place]:
        place = elements[place].parent
    return place


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
    """The outermost box of each element, -1 where there is none, its blocks, and the boxes that offer or hold facts."""

    elements: Sequence[Element]
    of_element: Sequence[int]
    held: Mapping[int, Sequence[PageBlock]]
    offers: AbstractSet[int]
    facts: AbstractSet[int]

    @classmethod
    def of(
        cls, elements: Sequence[Element], blocks: Sequence[PageBlock], boxes: Sequence[int], links: Sequence[bool]
    ) -> Boxes:
        """Gather the blocks of the boxes; one that links elsewhere, asks or counts something offers it.

        `boxes` are as of `find_outer_boxes`, `links` whether each block is all link.
        """
        held: dict[int, list[PageBlock]] = defaultdict(list)
        for one in blocks:
            held[boxes[one.element]].append(one)
        linking = {boxes[one.element] for one, linked in zip(blocks, links, strict=True) if linked}
        text = held.pop(-1, [])
        offers = {
            box
            for box, inside in held.items()
            if box in linking or _asks_something(elements[box]) or _counts_something(elements[box], inside, text)
        }
        return cls(elements, boxes, held, offers, {box for box, inside in held.items() if _holds_facts(inside)})

    def hold_remark(self, one: PageBlock) -> bool:
        """Return whether a block in a box is an offer, a counter or a date, and no fact."""
        box = self.of_element[one.element]
        alone = len(self.held[box]) == 1 and one.text[-1] not in SENTENCE_ENDS and not self._is_caption(one)
        return box in self.offers or alone or _RATE.search(one.text) is not None

    def state_facts(self, one: PageBlock) -> bool:
        """Return whether the box around a block is a caption, or holds `_FACTS` lines with words, and figures."""
        held = self.held[self.of_element[one.element]]
        return self._is_caption(one) if len(held) == 1 else self.of_element[one.element] in self.facts

    def _is_caption(self, one: PageBlock) -> bool:
        """Return whether a block that is alone in its box is next to a picture, and more than a credit."""
        box = self.elements[self.of_element[one.element]]
        return not one.linked and len(one.text) >= MIN_CAPTION and box.node.css_first("img, picture") is not None


def _holds_facts(held: Sequence[PageBlock]) -> bool:
    """Return whether a box holds `_FACTS` lines with words, and figures in all but one of as many."""
    figures = sum(1 for _ in islice((one for one in held if any(map(str.isdigit, one.text))), _FACTS - 1))
    if len(held) < _FACTS or figures < _FACTS - 1:
        return False
    return sum(1 for _ in islice((one for one in held if _FACT_WORD.search(strip_noise(one.text))), _FACTS)) == _FACTS


def _asks_something(element: Element) -> bool:
    """Return whether a box holds a control, a player or a field: what it says is an offer, and no fact."""
    return element.node.css_first(_ASKING) is not None


def _counts_something(element: Element, held: Sequence[PageBlock], text: Iterable[PageBlock]) -> bool:
    """Return whether a box is a poll, a goal and what of it is reached, or one figure that the text does not name.

    `held` are the blocks of the box, `text` those outside of boxes.
    """
    lines = [one.text for one in held]
    if not any(map(str.isdigit, "".join(lines))):
        return False
    return _is_poll(lines) or _is_part_of_goal(" ".join(lines)) or _is_lone_figure(element, held, text)


def _is_poll(lines: Iterable[str]) -> bool:
    """Return whether one of the lines is a question, and the shares in the others make a whole."""
    asked = [_QUESTION.search(one) is not None for one in lines]
    shares = [share for line in lines for share in _read_shares(line)]
    return any(asked) and len(shares) > 1 and round(sum(shares)) in _WHOLE


def _is_part_of_goal(text: str) -> bool:
    """Return whether a text holds two amounts and the share of the one in the other: 1,240 of 2,000, 62 %."""
    shares = _read_shares(text)
    amounts = [int(number) for one in _AMOUNT.findall(_PERCENT.sub(" ", text)) if (number := re.sub(r"\D", "", one))]
    return any(
        abs(100 * part / whole - share) <= 1
        for share in shares
        for part, whole in permutations(amounts[:4], 2)
        if whole > part
    )


def _read_shares(text: str) -> list[float]:
    return [float((found[1] or found[2]).replace(",", ".")) for found in _PERCENT.finditer(text)]


def _is_lone_figure(element: Element, held: Sequence[PageBlock], text: Iterable[PageBlock]) -> bool:
    """Return whether a box holds a figure and its label only, no word of which is in the text, and no picture."""
    if len(held) > _COUNTER_LINES:
        return False
    if any(len(one.text) > _MAX_COUNTER or one.text[-1] in SENTENCE_ENDS for one in held):
        return False
    words = _find_words(held)
    return element.node.css_first("img, picture") is None and not (words and words & _find_words(text))


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
