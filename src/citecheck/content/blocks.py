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

from citecheck.content import spacing

UNSEEN = frozenset(
    re.findall(
        r"\S+",
        "-comment !doctype script style noscript template svg math iframe object embed head title meta link canvas"
        " audio video map select datalist textarea dialog param source track area noembed noframes img input wbr",
    )
)
"""Nodes whose content a reader does not see as text, under the names that the parser gives them."""

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table"
        " tbody tfoot thead tr ul",
    )
)
"""Elements that begin and end a line of their own."""

PLAIN = frozenset(re.findall(r"\w+", "b i em strong u small sub sup tt code font abbr cite td th"))
"""Elements within a line that are not asked whether they are hidden: it would cost as much as the rest of the walk."""

ARCHIVE_BARS = frozenset({"wm-ipp-base", "wm-ipp", "_wb_frame_top_banner", "_wb_plain_banner"})
"""Ids of the bars that the Wayback Machine and pywb lay over a copy: no part of the page that was copied."""

HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029\ud800-\udfff]+")
"""White space, and what nobody can write (half a pair)."""
UNSEEN_INSIDE = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
"""What stands unseen within a word, to say where a line may break: soft hyphen, zero-width space and their like."""
ODD_SPACE = re.compile(r"[\x1c-\x1f\x85\u00ad\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff\ud800-\udfff]")
"""The characters of which `SPACE` and Python's `str.split` do not think alike."""

VEILED = 100
PARAGRAPHS = 4
"""A page that shows fewer than `VEILED` characters and hides as many paragraphs of that length is an article before its
script has run; the hidden filling of bot checks is no words."""

LEFT = BLOCKS | {"td", "th", "button", "option", "label"}
"""Elements at whose end something happens, see `leave`."""

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


Around = tuple[int, bool, bool]
"""What holds for a node because of where it stands: the element it is in, whether that is hidden, or in a link.

A bare tuple, since one is made for every element: named ones cost a tenth of the walk.
"""


NOWHERE: Around = (-1, False, False)


class Line:
    """The text gathered since the last block boundary; `shows` says that some of it is not white space."""

    __slots__ = ("breaks", "linked", "pieces", "shows")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.breaks = 0
        self.shows = False

    def end(self, walk: Walk, around: Around) -> None:
        """Break the line: once is a space within a paragraph, twice a new paragraph."""
        self.breaks += 1
        self.pieces.append(" ")
        if self.breaks > 1:
            self.flush(walk, around)

    def flush(self, walk: Walk, around: Around) -> None:
        """Make a block of what was gathered; a line without visible characters leaves none."""
        if self.shows:
            text = collapsed("".join(self.pieces))
            if text:
                home, hidden, _ = around
                walk.blocks.append(Block(text, home, min(self.linked, len(text)), hidden))
            self.shows = False
            self.linked = 0
        self.pieces.clear()
        self.breaks = 0


def collapsed(text: str) -> str:
    """Collapse white space; `str.split`, where it means the same, takes a tenth of the pattern's time."""
    if text.isascii() or text.isprintable() or ODD_SPACE.search(text) is None:
        return spacing.collapsed(text)
    return SPACE.sub(" ", UNSEEN_INSIDE.sub("", text)).strip()


def walk_blocks(root: Any) -> Walk:
    """Walk the tree under `root` (a node of the HTML parser) and return its elements and blocks."""
    walk = Walk()
    line = Line()
    add = line.pieces.append
    # The elements that the walk is inside of, each with what is around it; an explicit stack, see above.
    open_elements: list[tuple[Any, str, Around]] = []
    node, around = root, NOWHERE
    while True:
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            if not text.isspace():
                add(text)
                line.shows, line.breaks = True, 0
                if around[2]:
                    line.linked += len(text.strip())
            elif line.shows:
                add(text)
        elif tag not in UNSEEN:
            inside = around if tag in PLAIN else enter(node, tag, walk, line, around)
            child = node.child
            if child is not None:
                open_elements.append((node, tag, around))
                node, around = child, inside
                continue
            if line.pieces and tag in LEFT:
                leave(tag, walk, line, inside)
        while open_elements and (following := node.next) is None:
            node, tag, outer = open_elements.pop()
            if line.pieces and tag in LEFT:
                leave(tag, walk, line, around)
            around = outer
        if not open_elements:
            break
        node = following
    unveil(walk.blocks)
    return walk


def enter(node: Any, tag: str, walk: Walk, line: Line, around: Around) -> Around:
    """Begin an element that is not `PLAIN`: end the line before it if it is a block, and say what holds inside."""
    home, hidden, link = around
    if tag == "a":
        return home, hidden, True
    if tag == "br":
        line.end(walk, around)
        return around
    attributes = node.attributes
    if attributes and not hidden:
        hidden = is_hidden(attributes)
    if tag not in BLOCKS:
        return home, hidden, link
    if line.pieces:
        line.flush(walk, around)
    elements = walk.elements
    if attributes:
        elements.append(Element(tag, home, label_of(attributes), attributes.get("role") or "", node))
    else:
        elements.append(Element(tag, home, "", "", node))
    return len(elements) - 1, hidden, link


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Tell an element that the page does not show at first, or that an archive laid over it."""
    if "hidden" in attributes or attributes.get("id") in ARCHIVE_BARS:
        return True
    return "style" in attributes and HIDDEN_STYLE.search(attributes["style"] or "") is not None


def label_of(attributes: dict[str, str | None]) -> str:
    """Return what an element calls itself."""
    names, name = attributes.get("class"), attributes.get("id")
    return f"{names or ''} {name or ''}".strip() if name else (names or "").strip()


def unveil(blocks: list[Block]) -> None:
    """Show what a page hides until its script has run, where it shows hardly anything and hides paragraphs."""
    shown = sum(len(block.text) for block in blocks if not block.hidden)
    if shown < VEILED and sum(is_paragraph(block.text) for block in blocks) >= PARAGRAPHS:
        for block in blocks:
            block.hidden = False


def is_paragraph(text: str) -> bool:
    """Tell a paragraph from a label and from code: long enough, and two thirds letters."""
    return len(text) >= VEILED and sum(map(str.isalpha, text)) * 3 > len(text) * 2


def leave(tag: str, walk: Walk, line: Line, around: Around) -> None:
    """With something gathered, end what `tag` ends: a block its line, a long cell its line, others at most a word."""
    if tag in BLOCKS:
        line.flush(walk, around)
    elif tag in ("td", "th"):
        if sum(map(len, line.pieces)) > CELL_BLOCK and len(collapsed("".join(line.pieces))) > CELL_BLOCK:
            line.flush(walk, around)
        else:
            line.pieces.append(" ")
    elif tag in ("button", "option", "label"):
        line.pieces.append(" ")


def tidy(text: str | None) -> str:
    """Collapse white space and drop invisible characters."""
    return SPACE.sub(" ", UNSEEN_INSIDE.sub("", text or "")).strip()
