"""Walk a parsed page once and cut it into the blocks of text its reader sees.

Everything that is said about a page's text rests on this one list: the visible text is all blocks that are shown,
the main text a choice among them, so that main sentences are always found in the visible text word for word.
The walk is iterative: pages nest deeper than Python recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

UNSEEN = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template svg math iframe object embed head title meta link canvas audio video map select"
        " datalist textarea dialog param source track area noembed noframes",
    )
)
"""Elements whose content a reader does not see as text."""

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table"
        " tbody tfoot thead tr ul",
    )
)
"""Elements that begin and end a line of their own."""

HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029\u200b\ufeff\u00ad]+")
"""White space and what nobody sees (zero-width space, byte order mark, soft hyphen)."""

VEILED = 100
PARAGRAPHS = 4
"""A page that shows fewer than `VEILED` characters and hides as many paragraphs of that length is an article before its
script has run; the hidden filling of bot checks is no words."""

CELL_BLOCK = 100
"""A table cell with more characters than this is a block of its own (a layout table), a shorter one part of its row."""


@dataclass(slots=True)
class Element:
    """A block-level element. `up` indexes its parent, -1 for the root; `label` is class and id, space between."""

    tag: str
    up: int
    label: str
    role: str
    node: Any


@dataclass(slots=True)
class Block:
    """A run of text without a block boundary. `home` indexes the element it stands in; lengths in characters.

    `linked` counts the characters inside links, `hidden` says that the page does not show it at first.
    """

    text: str
    home: int
    linked: int
    hidden: bool


@dataclass(slots=True)
class Walk:
    """The elements and blocks of one page in document order."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def path(self, home: int) -> Iterator[Element]:
        """Yield the element at `home` and its ancestors, innermost first."""
        while home >= 0:
            element = self.elements[home]
            yield element
            home = element.up


class Line:
    """The text gathered since the last block boundary."""

    __slots__ = ("breaks", "linked", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.breaks = 0

    def flush(self, walk: Walk, home: int, *, hidden: bool) -> None:
        """End the line; a line without visible characters leaves no block."""
        if self.pieces:
            text = SPACE.sub(" ", "".join(self.pieces)).strip()
            if text:
                walk.blocks.append(Block(text, home, min(self.linked, len(text)), hidden))
            self.pieces.clear()
        self.linked = 0
        self.breaks = 0


def walk_blocks(root: Any) -> Walk:
    """Walk the tree under `root` (a node of the HTML parser) and return its elements and blocks."""
    walk = Walk()
    line = Line()
    frames: list[tuple[Any, int, bool, bool, bool]] = [(root, -1, False, False, True)]
    # A frame is (node, home, hidden, inside a link, entering); leaving frames end the element's line.
    while frames:
        node, home, hidden, link, entering = frames.pop()
        tag = node.tag
        if not entering:
            leave(tag, walk, line, home, hidden=hidden)
            continue
        if tag == "-text":
            text = node.text_content or ""
            line.pieces.append(text)
            if not text.isspace():
                line.breaks = 0
                if link:
                    line.linked += len(text.strip())
            continue
        if tag in UNSEEN or tag[:1] in "-_!":
            continue
        attributes = node.attributes
        hidden = hidden or "hidden" in attributes or bool(HIDDEN_STYLE.search(attributes.get("style") or ""))
        if tag == "br":
            line.breaks += 1
            line.pieces.append(" ")
            if line.breaks > 1:
                line.flush(walk, home, hidden=hidden)
            continue
        if tag in BLOCKS:
            line.flush(walk, home, hidden=hidden)
            label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()
            walk.elements.append(Element(tag, home, label, attributes.get("role") or "", node))
            home = len(walk.elements) - 1
        frames.append((node, home, hidden, link, False))
        link = link or tag == "a"
        children = []
        child = node.child
        while child is not None:
            children.append((child, home, hidden, link, True))
            child = child.next
        frames.extend(reversed(children))
    unveil(walk.blocks)
    return walk


def unveil(blocks: list[Block]) -> None:
    """Show what a page hides until its script has run, where it shows hardly anything and hides paragraphs."""
    shown = sum(len(block.text) for block in blocks if not block.hidden)
    if shown < VEILED and sum(is_paragraph(block.text) for block in blocks) >= PARAGRAPHS:
        for block in blocks:
            block.hidden = False


def is_paragraph(text: str) -> bool:
    """Tell a paragraph from a label and from code: long enough, and two thirds letters."""
    return len(text) >= VEILED and sum(map(str.isalpha, text)) * 3 > len(text) * 2


def leave(tag: str, walk: Walk, line: Line, home: int, *, hidden: bool) -> None:
    """End what the element `tag` ends: its line if it is a block, its cell if it is long, else at most a word."""
    if tag in BLOCKS:
        line.flush(walk, home, hidden=hidden)
    elif tag in ("td", "th"):
        if sum(map(len, line.pieces)) > CELL_BLOCK:
            line.flush(walk, home, hidden=hidden)
        else:
            line.pieces.append(" ")
    elif tag in ("button", "option", "label"):
        line.pieces.append(" ")
