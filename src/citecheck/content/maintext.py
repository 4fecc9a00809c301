"""Choose the article among the blocks of a page.

The container is found by where paragraphs gather, each giving its score to the elements around it and half to each
further out (the idea of Arc90's Readability), then blocks in it that are furniture by their label, role or links
are left out. Measured against resiliparse and trafilatura; the figures are in the corpus test.
"""

from __future__ import annotations

import re

from citecheck.content.blocks import Block, Element, Walk

FURNITURE = re.compile(
    r"\b(?:nav|menu|footer|sidebar|breadcrumb|cookie|consent|share|sharing|social|related|newsletter|promo|advert|comment|"
    r"copyright|pagination|toolbar|subscribe|widget)",
    re.IGNORECASE,
)
FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "form", "menu", "figcaption", "dialog"})
MIN_PARAGRAPH = 25
"""Characters; shorter runs are labels, and give a container no score."""


def main_text(walk: Walk) -> str:
    """Return the article's blocks as lines; everything shown, where no article stands out."""
    shown = [block for block in walk.blocks if not block.hidden]
    scores: dict[int, float] = {}
    for block in shown:
        if len(block.text) < MIN_PARAGRAPH or furniture(walk, block):
            continue
        worth = (1 + block.text.count(",") + min(len(block.text) / 100, 3)) * (1 - block.linked / len(block.text))
        share = 1.0
        home = block.home
        while home >= 0 and share > 0.1:
            scores[home] = scores.get(home, 0.0) + worth * share
            home = walk.elements[home].up
            share *= 0.75
    if not scores:
        return "\n".join(block.text for block in shown)
    top = max(scores, key=lambda home: scores[home])
    kept = [block for block in shown if within(walk, block.home, top) and not furniture(walk, block)]
    return "\n".join(block.text for block in kept)


def furniture(walk: Walk, block: Block) -> bool:
    """Tell whether a block stands in page furniture or is mostly links."""
    if block.linked * 2 > len(block.text):
        return True
    return any(is_furniture(element) for element in walk.path(block.home))


def is_furniture(element: Element) -> bool:
    """Tell furniture by tag, role and label."""
    if element.tag in ("html", "body"):
        return False
    return (
        element.tag in FURNITURE_TAGS
        or element.role in ("navigation", "banner", "contentinfo")
        or bool(FURNITURE.search(element.label))
    )


def within(walk: Walk, home: int, top: int) -> bool:
    """Tell whether `home` is `top` or stands inside it."""
    while home > top:
        home = walk.elements[home].up
    return home == top
