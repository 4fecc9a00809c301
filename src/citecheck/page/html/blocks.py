"""The blocks of text that the reader of a page sees, found in one walk over the tree.

Everything else about a page's text comes from this one list. The visible text is all blocks that are shown, the main
text a selection of them, so main sentences are always in the visible text word for word. The walk is iterative: pages
nest deeper than Python recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from citecheck.text.sentence_key import collapse_space as collapse_plain_space

_UNSEEN_ELEMENTS = frozenset(
    re.findall(
        r"\S+",
        "-comment !doctype script style noscript template svg math iframe object embed head title meta link canvas"
        " audio video map select datalist textarea dialog param source track area noembed noframes img input wbr"
        " s strike del",
    )
)
"""Nodes whose content a reader does not see as text of the page, under the names that the parser gives them.

Struck text is among them: the page takes it back (HTML 4.5.5 and 4.7.2), so it supports no claim.
"""

_BLOCK_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table"
        " tbody tfoot thead tr ul",
    )
)
"""Elements that begin and end a line of their own."""

_UNCHECKED_ELEMENTS = frozenset(re.findall(r"\w+", "b i em strong u small sub sup tt code font abbr cite td th"))
"""Elements within a line that are not checked for being hidden: it would cost as much as the rest of the walk."""

ARCHIVE_BARS = frozenset({"wm-ipp-base", "wm-ipp", "_wb_frame_top_banner", "_wb_plain_banner"})
"""Ids of the bars that the Wayback Machine and pywb lay over a copy; they are not part of the copied page."""

_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,80}\bline-through\b", re.IGNORECASE)
"""Style that strikes text: `text-decoration: line-through red`. Nothing within undoes it (CSS Text Decoration 2.1)."""
_STYLE_RULE = re.compile(r"(?<![^{}])([^{}]*)\{([^{}]*)\}")
_CLASS_SELECTOR = re.compile(r"[a-z]*\.([\w-]+)", re.IGNORECASE)
"""A selector of one class, with or without a tag: `.old`, `span.old`. Others depend on what is around the element."""
_STRIKING_CLASSES = frozenset({"line-through", "text-decoration-line-through"})
"""Classes that strike text by the style sheets of Tailwind and Bootstrap."""
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029\ud800-\udfff]+")
"""White space, and lone surrogates, which cannot be encoded."""
_INVISIBLE_CHARACTERS = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
"""Invisible characters within a word that allow a line break: soft hyphen, zero-width space and the like."""
_ODD_SPACE = re.compile(r"[\x1c-\x1f\x85\u00ad\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff\ud800-\udfff]")
"""The characters that `_SPACE` and Python's `str.split` treat differently."""

_MIN_PARAGRAPH = 100
_MIN_HIDDEN_PARAGRAPHS = 4
"""A page that shows fewer than `_MIN_PARAGRAPH` characters and hides at least this number of paragraphs of that length
is an article before its script has run. The hidden filler of bot checks is not made of words."""

_ENDING_ELEMENTS = _BLOCK_ELEMENTS | {"td", "th", "button", "option", "label"}
"""Elements whose end is handled, see `_leave_element`."""

_MIN_LABEL = 4
"""Letters from which a word in a span of its own is the label of the figure before it."""
_CELL_END = "\x1f"
"""The end of a table cell in an open line: ASCII's separator of units, no character of HTML (HTML 13.1.2)."""
_FIGURE_CELLS = re.compile(r"(?<=\d)\s*\x1f[\s\x1f]*(?=[+\u2212\u2013-]?\d)")
"""The end of a cell between two figures, which a space would join: "10" and "130" are not 10 130."""
_CELL_BLOCK = 100
"""Characters above which a table cell is a block of its own (a layout table); a shorter one is part of its row."""


@dataclass(slots=True)
class Element:
    """A block-level element.

    `parent` is the index of its parent, -1 for the root; `label` is its class and id with a space between.
    """

    tag: str
    parent: int
    label: str
    role: str
    node: Any


@dataclass(slots=True)
class PageBlock:
    """A run of text without a block boundary; `element` is the index of the element that holds it.

    `linked` is the number of characters inside links, `hidden` whether the page does not show the block at first.
    """

    text: str
    element: int
    linked: int
    hidden: bool


@dataclass(slots=True)
class PageWalk:
    """The elements and blocks of one page in document order; `striking` are the classes whose text is struck."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[PageBlock] = field(default_factory=list)
    striking: frozenset[str] = frozenset()


_Context = tuple[int, bool, bool]
"""The context of a node: the element that holds it, whether that is hidden, and whether the node is in a link.

A bare tuple, since one is made for every element: a named one costs a tenth of the walk."""


_ROOT_CONTEXT: _Context = (-1, False, False)


class _OpenLine:
    """The text gathered since the last block boundary; `has_text` is whether some of it is not white space."""

    __slots__ = ("breaks", "has_text", "linked", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.breaks = 0
        self.has_text = False

    def break_line(self, walk: PageWalk, around: _Context) -> None:
        """Break the line: one break is a space within a paragraph, two begin a new paragraph."""
        self.breaks += 1
        self.pieces.append(" ")
        if self.breaks > 1:
            self.flush(walk, around)

    def flush(self, walk: PageWalk, around: _Context) -> None:
        """Make a block of the gathered text; a line without visible characters gives none."""
        if self.has_text:
            text = "".join(self.pieces)
            if _CELL_END in text:
                text = _FIGURE_CELLS.sub(" | ", text).replace(_CELL_END, " ")
            text = _collapse_space(text)
            if text:
                element, hidden, _ = around
                walk.blocks.append(PageBlock(text, element, min(self.linked, len(text)), hidden))
            self.has_text = False
            self.linked = 0
        self.pieces.clear()
        self.breaks = 0


def _collapse_space(text: str) -> str:
    """Collapse white space, by `str.split` where it is equivalent, which takes a tenth of the pattern's time."""
    if text.isascii() or text.isprintable() or _ODD_SPACE.search(text) is None:
        return collapse_plain_space(text)
    return _SPACE.sub(" ", _INVISIBLE_CHARACTERS.sub("", text)).strip()


def find_striking_classes(styles: Iterable[str]) -> frozenset[str]:
    """Return the classes of elements whose text is struck by one of the style sheets, or by one in wide use."""
    rules = (rule for style in styles for rule in _STYLE_RULE.finditer(style) if _STRUCK_STYLE.search(rule[2]))
    selectors = (one for rule in rules for one in rule[1].split(","))
    named = (found[1] for one in selectors if (found := _CLASS_SELECTOR.fullmatch(one.strip())))
    return _STRIKING_CLASSES.union(named)


def walk_blocks(root: Any, striking: frozenset[str] = frozenset()) -> PageWalk:
    """Return the elements and blocks under `root`, a node of the HTML parser; `striking` classes strike their text."""
    walk = PageWalk(striking=striking)
    line = _OpenLine()
    add = line.pieces.append
    # The open elements, each with its context; an explicit stack, see the module's docstring.
    open_elements: list[tuple[Any, str, _Context]] = []
    node, around = root, _ROOT_CONTEXT
    while True:
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            if not text.isspace():
                add(_separate_label(line.pieces, text, node))
                line.has_text, line.breaks = True, 0
                if around[2]:
                    line.linked += len(text.strip())
            elif line.has_text:
                add(text)
        elif tag not in _UNSEEN_ELEMENTS:
            unchecked = tag in _UNCHECKED_ELEMENTS
            inside, child = (around, node.child) if unchecked else _enter_element(node, tag, walk, line, around)
            if child is not None:
                open_elements.append((node, tag, around))
                node, around = child, inside
                continue
            if line.pieces and tag in _ENDING_ELEMENTS:
                _leave_element(tag, walk, line, inside)
        while open_elements and (following := node.next) is None:
            node, tag, outer = open_elements.pop()
            if line.pieces and tag in _ENDING_ELEMENTS:
                _leave_element(tag, walk, line, around)
            around = outer
        if not open_elements:
            break
        node = following
    _reveal_hidden_article(walk.blocks)
    return walk


def _separate_label(pieces: Sequence[str], text: str, node: Any) -> str:
    """Return a text of a line, after a space if it is the label of the figure in the span before it: `14`, `deaths`.

    Sites lay such spans out as blocks. Endings (`st`) and units belong to the figure.
    """
    if not (pieces and pieces[-1][-1:].isdigit() and len(text) >= _MIN_LABEL and text[:_MIN_LABEL].isalpha()):
        return text
    span = node.parent
    if node.prev is not None or span.tag != "span" or span.prev is None or span.prev.tag != "span":
        return text
    return f" {text}"


def _enter_element(node: Any, tag: str, walk: PageWalk, line: _OpenLine, around: _Context) -> tuple[_Context, Any]:
    """Enter an element outside `_UNCHECKED_ELEMENTS`, ending the line before a block.

    Return the context inside it and its first child; None for a child of struck text, which is skipped as in `s`.
    """
    parent, hidden, link = around
    if tag == "a":
        return (parent, hidden, True), node.child
    if tag == "br":
        line.break_line(walk, around)
        return around, node.child
    attributes = node.attributes
    if attributes and _is_struck(attributes, walk.striking):
        return around, None
    if attributes and not hidden:
        hidden = is_hidden(attributes)
    if tag not in _BLOCK_ELEMENTS:
        return (parent, hidden, link), node.child
    if line.pieces:
        line.flush(walk, around)
    elements = walk.elements
    if attributes:
        elements.append(Element(tag, parent, _label_of(attributes), attributes.get("role") or "", node))
    else:
        elements.append(Element(tag, parent, "", "", node))
    return (len(elements) - 1, hidden, link), node.child


def _is_struck(attributes: dict[str, str | None], striking: frozenset[str]) -> bool:
    """Return whether style or class strike the text of an element."""
    if "style" in attributes and _STRUCK_STYLE.search(attributes["style"] or ""):
        return True
    return bool(striking) and not striking.isdisjoint((attributes.get("class") or "").split())


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Return whether the page does not show an element at first, or an archive laid it over the page."""
    if "hidden" in attributes or attributes.get("id") in ARCHIVE_BARS:
        return True
    return "style" in attributes and _HIDDEN_STYLE.search(attributes["style"] or "") is not None


def _label_of(attributes: dict[str, str | None]) -> str:
    """Return the class and id of an element."""
    names, name = attributes.get("class"), attributes.get("id")
    return f"{names or ''} {name or ''}".strip() if name else (names or "").strip()


def _reveal_hidden_article(blocks: list[PageBlock]) -> None:
    """Show all blocks of a page that shows next to nothing and hides paragraphs until its script has run."""
    shown = sum(len(block.text) for block in blocks if not block.hidden)
    if shown < _MIN_PARAGRAPH and sum(_is_paragraph(block.text) for block in blocks) >= _MIN_HIDDEN_PARAGRAPHS:
        for block in blocks:
            block.hidden = False


def _is_paragraph(text: str) -> bool:
    """Return whether a text is a paragraph and not a label or code: long enough, and two thirds letters."""
    return len(text) >= _MIN_PARAGRAPH and sum(map(str.isalpha, text)) * 3 > len(text) * 2


def _leave_element(tag: str, walk: PageWalk, line: _OpenLine, around: _Context) -> None:
    """End the line at the end of a block or of a long cell, and the word at the end of other `_ENDING_ELEMENTS`."""
    if tag in _BLOCK_ELEMENTS:
        line.flush(walk, around)
    elif tag in ("td", "th"):
        if sum(map(len, line.pieces)) > _CELL_BLOCK and len(_collapse_space("".join(line.pieces))) > _CELL_BLOCK:
            line.flush(walk, around)
        else:
            line.pieces.append(_CELL_END)
    elif tag in ("button", "option", "label"):
        line.pieces.append(" ")


def tidy(text: str | None) -> str:
    """Collapse white space and drop invisible characters."""
    return _SPACE.sub(" ", _INVISIBLE_CHARACTERS.sub("", text or "")).strip()


def number_items(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[int]:
    """Return for each block the number of the item of an ordered list whose text it begins, 0 for any other block."""
    counted: dict[int, int] = {}
    last, ordinals = -1, []
    for block in blocks:
        item = elements[block.element]
        begins = item.tag == "li" and block.element != last and elements[item.parent].tag == "ol"
        last = block.element
        if begins:
            counted[item.parent] = counted.get(item.parent, 0) + 1
        ordinals.append(counted[item.parent] if begins else 0)
    return ordinals
