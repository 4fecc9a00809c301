"""Parse Markdown, find the place of tokens in the source, and render a file as the page that it becomes.

The parser is markdown-it with its footnote plugin. The plugin's last step, which moves the notes to the end, is
disabled so that every note keeps its lines. markdown-it gives inline tokens no offsets, so they are searched for in the
source of their block.

Authors write "[1] …" and "[2] …" on consecutive lines, with the heading directly above them, and a callout has its
title on its first line. In such paragraphs a line break ends a block without a blank line. Wrapped text may also have a
marker at the start of a line, so a single such line does not end a block.

A file is read as the page that it becomes if its author wrote notes in raw HTML or with links within the page. Every
block begins on the same line of the page as in the file, so the lines of findings are correct.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from math import inf
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref

from citecheck.draft.formats import html
from citecheck.draft.formats.markdown.dialects import blank_dialect_lines, read_box, read_directive
from citecheck.draft.manuscript import Manuscript
from citecheck.draft.note_lines import is_notes_heading
from citecheck.model.draft import Place

_ENOUGH = 40
"""The number of characters of a block's line that are compared to find it in the line of the file."""


@dataclass(slots=True)
class Cursor:
    """The state of a search in `source`, the source of a block that begins at `first_line` (from 0) of `lines`."""

    source: str
    first_line: int
    lines: Sequence[str]
    _at: int = 0
    _row: tuple[int, int, int, int] = (0, -1, 0, 0)
    """The line last asked for: its start and end in `source`, the line breaks before it, what precedes it in the file.

    Places are requested nearly in order, so most are on this line, and counting continues from here.
    """

    def find(self, written: str) -> Place:
        """Return the place of the next `written`, or the current position if the source spells it differently."""
        found = self.source.find(written.strip()[:_ENOUGH], self._at) if written.strip() else -1
        place = self.place(found if found >= 0 else self._at)
        if found >= 0:
            self._at = found + len(written.strip())
        return place

    def is_escaped(self, written: str) -> bool:
        """Return whether a backslash is before the next `written`: the author wants it shown as it is."""
        found = self.source.find(written, self._at)
        return found > 0 and self.source[found - 1] == "\\"

    def next_line(self) -> None:
        """Move past the next line break."""
        found = self.source.find("\n", self._at)
        self._at = found + 1 if found >= 0 else self._at

    def place(self, at: int | None = None) -> Place:
        """Return the place of an offset of the source, by default of the current position."""
        offset = self._at if at is None else at
        if not self._row[0] <= offset <= self._row[1]:
            self._row = self._find_row(offset)
        start, _, breaks, lead = self._row
        return Place(self.first_line + breaks + 1, lead + offset - start + 1)

    def _find_row(self, offset: int) -> tuple[int, int, int, int]:
        start = self.source.rfind("\n", 0, offset) + 1
        end = self.source.find("\n", offset)
        known, _, breaks, _ = self._row if self._row[0] <= start else (0, 0, 0, 0)
        breaks += self.source.count("\n", known, start)
        number = self.first_line + breaks
        row = self.source[start : start + _ENOUGH].partition("\n")[0]
        # what precedes a block in its line (">", "-", "1.") is not in its source
        lead = max(0, self.lines[number].find(row)) if number < len(self.lines) else 0
        return start, end if end >= 0 else len(self.source), breaks, lead


OFFSET = "offset"
"""The entry of a token's `meta` with its offset in the source of its block, for links, images, HTML, inline notes."""
_BREAKS = frozenset({"softbreak", "hardbreak"})
_LABEL = re.compile(
    r"\s*(?:[\[\u3010\uff3b\u3014](?:\^|cit(?:ation|e): ?)?|(?P<word>[\u6ce8\u8a3b]))(?P<number>\d{1,4})"
    r"(?P<exported>\u2020[^\]\u3011\n]{0,80})?(?(word)[\uff1a:.\u3001]?|[\]\u3011\uff3d\u3015])(?P<colon>:?)"
    r"(?:\s|(?=[\w\"\u201c]))"
)
_CALLOUT = re.compile(r"\[![A-Za-z-]{2,20}\]")


_ADDRESS = re.compile(r"\s*https?://")


def find_block_ends(children: Sequence[Token]) -> frozenset[int]:
    """Return the indices of the line breaks in a paragraph's inline tokens that end a block."""
    breaks = [at for at, one in enumerate(children) if one.type in _BREAKS]
    if not breaks:
        return frozenset()
    if _CALLOUT.match(_text_at(children, 0)):
        return frozenset(breaks[:1])
    return frozenset(_find_breaks_before_notes(children, breaks))


def _find_breaks_before_notes(children: Sequence[Token], breaks: Sequence[int]) -> Iterator[int]:
    """Yield the breaks before lines that begin with a label, if more than the label shows that they are notes."""
    labels = [_LABEL.match(_text_at(children, at + 1)) for at in (-1, *breaks)]
    numbers = [int(label["number"]) if label else 0 for label in labels]
    # a note may have several lines, so its neighbour is the nearest label before or after it, however far
    before = list(accumulate(numbers, _keep_latest))
    after = list(accumulate(reversed(numbers), _keep_latest))[::-1]
    headed_list = is_notes_heading("".join(one.content for one in children[: breaks[0]]))
    for place, at in enumerate(breaks, start=1):
        label, number = labels[place], numbers[place]
        if label is None:
            if headed_list and _ADDRESS.match(_text_at(children, at + 1)):
                yield at
            continue
        following = after[place + 1] if place + 1 < len(after) else 0
        listed = labels[0] is not None or number == before[place - 1] + 1 > 1 or number == following - 1
        headed = place == 1 and headed_list
        if listed or headed or label["exported"] or label["colon"] or children[at].type == "hardbreak":
            yield at


def _keep_latest(known: int, number: int) -> int:
    return number or known


def _text_at(children: Sequence[Token], at: int) -> str:
    return children[at].content if at < len(children) and children[at].type == "text" else ""


_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(?P<inside>.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title\s*[:=]\s*(?P<title>.+)$", re.MULTILINE)
_InlineRule = Callable[[StateInline, bool], bool]
_BRACKET = re.compile(r"[\[\]]")
_HIDDEN = 20
"""The most unclosed brackets within a link that are treated as characters of code. With more, the link is not closed.
"""
_REFERENCE = re.compile(r"\[\^[^ \n\[\]]{1,999}\]")
"""A reference to a note. Its label is as long as CommonMark allows."""
_NUMBER_BEFORE_NUMBER = re.compile(r"\[((?:cit(?:ation|e): ?)?\d{1,4})\](?=\[((?:cit(?:ation|e): ?)?\d{1,4})\])")
"""A number before another one, also as chatbots write them: "[1][2]", "[citation:1][citation:2]"."""
_LANGUAGE = re.compile(r"^lang(?:uage)?\s*[:=]\s*[\"']?(?P<language>[a-z]{2})\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ParsedMarkdown:
    """The tokens of a file, its source lines, and the title and language of its front matter."""

    tokens: list[Token]
    lines: list[str]
    inline_notes: dict[int, str]
    note_tokens: dict[int, list[Token]]
    """The tokens of each inline note."""
    references: dict[str, int]
    """Line, from 0, of each link definition ("[1]: address") by its label."""
    front: str
    title: str | None
    language: str | None


@cache
def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.inline.ruler.at("footnote_ref", _read_footnote_ref)
    parser.inline.ruler.at("footnote_inline", _keep_offset(_require_closed(footnote_inline), "^[", "footnote_ref"))
    parser.inline.ruler.at("link", _keep_offset(_require_closed(link), "[", "link_open"))
    parser.inline.ruler.before("link", "number", _keep_offset(_read_number, "[", "link_open"))
    parser.inline.ruler.at("image", _keep_offset(_require_closed(image), "![", "image"))
    parser.inline.ruler.at("autolink", _keep_offset(autolink, "<", "link_open"))
    parser.inline.ruler.at("html_inline", _keep_offset(html_inline, "<", "html_inline"))
    parser.block.ruler.before("code", "box", read_box)
    parser.block.ruler.before("fence", "directive", read_directive, {"alt": ["paragraph", "blockquote", "list"]})
    parser.options["store_labels"] = True
    return parser.disable("footnote_tail")


def _keep_offset(rule: _InlineRule, opening: str, name: str) -> _InlineRule:
    """Add to the token called `name` that a rule makes its offset in the source of its block, as `OFFSET`.

    What the rule reads begins with `opening`; elsewhere it is not asked.
    """

    def kept(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
        start, before = state.pos, len(state.tokens)
        if not state.src.startswith(opening, start) or not rule(state, silent):
            return False
        if not silent:
            made = next((token for token in state.tokens[before : before + 2] if token.type == name), None)
            if made is not None:
                made.meta[OFFSET] = start
        return True

    return kept


def _read_footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read a reference to a note.

    The plugin's own rule searches the rest of the paragraph for the end of each "[^".
    """
    return _REFERENCE.match(state.src, state.pos, state.posMax) is not None and footnote_ref(state, silent)


def _read_number(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read "[1]" in "[1][2]" as a link of its own if the file defines both, where CommonMark reads a link to 2."""
    found = _NUMBER_BEFORE_NUMBER.match(state.src, state.pos, state.posMax)
    defined = state.env.get("references", {})
    if found is None or not defined.keys() >= set(map(normalizeReference, found.groups())):
        return False
    if not silent:
        opened, label = state.push("link_open", "a", 1), normalizeReference(found[1])
        opened.attrs, opened.meta = {"href": defined[label]["href"]}, {"label": label}
        state.push("text", "", 0).content = found[1]
        state.push("link_close", "a", -1)
    state.pos = found.end(1) + 1
    return True


def _require_closed(rule: _InlineRule) -> _InlineRule:
    """Restrict a rule, which searches from each bracket up to 20 levels deep, to brackets that may close."""

    def closed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
        at = state.src.find("[", state.pos, state.pos + 2)
        if at < 0 or _count_left_open(state.src).get(at, _HIDDEN) > _HIDDEN:
            return False
        return rule(state, silent)

    return closed


@lru_cache(maxsize=32)  # of one paragraph and what it nests
def _count_left_open(text: str) -> dict[int, float]:
    """Map each opening bracket to the lowest number of brackets open at any later point.

    The number is below 0 if the bracket is closed itself.
    """
    left: dict[int, float] = {}
    fewest = inf
    for found in reversed(list(_BRACKET.finditer(text))):
        if found[0] == "[":
            left[found.start()] = fewest
            fewest += 1
        else:
            fewest = min(0, fewest) - 1
    return left


def parse_markdown(text: str) -> ParsedMarkdown:
    """Parse Markdown. Front matter becomes empty lines, so that line numbers remain those of the file."""
    front = _FRONT.match(text)
    inside = front["inside"] if front else ""
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    text = blank_dialect_lines(text)
    env: dict[str, Any] = {}
    tokens = _build_parser().parse(text, env)
    listed = env.get("footnotes", {}).get("list", {})
    references = {label: row["map"][0] for label, row in env.get("references", {}).items() if row.get("map")}
    title, language = _TITLE.search(inside), _LANGUAGE.search(inside)
    return ParsedMarkdown(
        tokens,
        text.split("\n"),
        {number: row["content"] for number, row in listed.items() if "content" in row},
        {number: row.get("tokens", []) for number, row in listed.items()},
        references,
        front[0] if front else "",
        title["title"].strip().strip("\"'") if title else None,
        language["language"] if language else None,
    )


def render_html(tokens: list[Token]) -> str:
    """Render tokens of a file without notes as HTML."""
    parser = _build_parser()
    return str(parser.renderer.render(tokens, parser.options, {}))


_INTERNAL_LINK = re.compile(r"\](?:\(|:\s{1,4})#|<a\s[^<>]{0,200}\bhref\s*=\s*[\"']?#", re.IGNORECASE)
_HTML_ANCHOR = re.compile(
    r"<sup\b|\](?:\(|:\s{1,4})#|<(?:a|li|p|b|span|div)\s[^<>]{0,200}\b(?:id|name)\s*=", re.IGNORECASE
)
_PLACE = re.compile(r"<sup\b|<[a-z][^<>]{0,200}\b(?:id|name)\s*=", re.IGNORECASE)
"""What a marker needs besides its link: rendering names no heading, so a table of contents leads to no note."""

_OPENED = re.compile(r"(<(?:ol|ul|li|blockquote|table|thead|tbody|tr)(?: [^<>]*)?>|</t[dh]>)\n")
"""A line break that rendering adds and that is not in the file."""


def has_html_anchors(text: str) -> bool:
    """Return whether a file has raised figures in HTML, or named places that links may lead to."""
    return bool(_PLACE.search(text) and _HTML_ANCHOR.search(text))


def has_internal_links(text: str) -> bool:
    """Return whether a file has links to places within itself."""
    return bool(_INTERNAL_LINK.search(text))


def read_as_page(parsed: ParsedMarkdown) -> Manuscript:
    """Read the page that a file becomes with the HTML reader."""
    pieces: list[str] = []
    line = 0
    for first, piece in _render_blocks(parsed):
        pieces.append("\n" * (first - line) + piece)
        line = max(line, first) + piece.count("\n")
    return html.read("".join(["\ufeff", *pieces]).encode(), base=None)


def _render_blocks(parsed: ParsedMarkdown) -> list[tuple[int, str]]:
    """Render each block of the outermost level, and return it after the line (from 0) on which it begins."""
    made: list[tuple[int, str]] = []
    start = 0
    for at, token in enumerate(parsed.tokens):
        if token.level == 0 and token.nesting <= 0:
            inside = parsed.tokens[start : at + 1]
            piece = render_html(inside).rstrip("\n")
            kept = piece if inside[0].type == "html_block" else _OPENED.sub(r"\1", piece)
            made.append(((inside[0].map or [0])[0], kept))
            start = at + 1
    return made
