"""Lines of the source: where in a block its tokens are, and where a paragraph ends although no blank line says so.

markdown-it gives inline tokens no offsets of their own, so they are found again in the source of their block.

Hands write "[1] …" and "[2] …" on lines one after the other, with the heading above them; a callout has its title
on
its first line. A text that wraps may have a marker at the start of a line too, so that one such line alone says
nothing.

The parser of Markdown, what of a file it must not see, and the page that a file becomes.

It is markdown-it with its footnote plugin. The plugin's last step, which moves the notes to the end, is left out:
so
every note keeps its lines.

The dialects of Markdown add what CommonMark takes for text: attributes, callouts, fences, shortcodes. Pandoc and
Quarto ("::: note", "[x]{.small}"), kramdown ("{: .wide}"), Obsidian and GitHub ("> [!tip]", "- [x]", "==x=="), Hugo
and Jekyll ("{{< figure >}}", "{% raw %}"). None of it is read by who reads the page.

A file is read as the page that it becomes where its author set notes in raw HTML or with links within the page.
Every block begins on the line of the page that it has in the file, so that the lines of findings hold.
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
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref

from citecheck.draft.formats import html
from citecheck.draft.headings import is_notes_heading
from citecheck.draft.manuscript import Manuscript, ManuscriptBlock, remove_stretches
from citecheck.model.draft import BlockKind, Place

_ENOUGH = 40
"""Characters by which a line of a block is found again in its line of the file."""


@dataclass(slots=True)
class Cursor:
    """The state of a search: `source` is that of the block, which begins at `first_line` (from 0) of the `lines`."""

    source: str
    first_line: int
    lines: Sequence[str]
    _at: int = 0
    _counted: tuple[int, int] = (0, 0)
    """An offset and the line breaks before it: places are asked for nearly in order, and counting on is cheap."""

    def find(self, written: str) -> Place:
        """Give the place of the next `written`, or of where the search stands if it is spelled otherwise there."""
        found = self.source.find(written.strip()[:_ENOUGH], self._at) if written.strip() else -1
        place = self.place(found if found >= 0 else self._at)
        if found >= 0:
            self._at = found + len(written.strip())
        return place

    def next_line(self) -> None:
        """Move behind the next line break."""
        found = self.source.find("\n", self._at)
        self._at = found + 1 if found >= 0 else self._at

    def place(self, at: int | None = None) -> Place:
        """Give the place of an offset of the source."""
        offset = self._at if at is None else at
        start = self.source.rfind("\n", 0, offset) + 1
        known, breaks = self._counted if self._counted[0] <= offset else (0, 0)
        self._counted = (offset, breaks + self.source.count("\n", known, offset))
        number = self.first_line + self._counted[1]
        row = self.source[start : start + _ENOUGH].partition("\n")[0]
        # what stands before a block in its line (">", "-", "1.") is not in its source
        lead = max(0, self.lines[number].find(row)) if number < len(self.lines) else 0
        return Place(number + 1, lead + offset - start + 1)


_BREAKS = frozenset({"softbreak", "hardbreak"})
_LABEL = re.compile(r"\s*\[\^?(?P<number>\d{1,4})\](?P<colon>:?)(?:\s|(?=[\w\"\u201c]))")
_CALLOUT = re.compile(r"\[![A-Za-z-]{2,20}\]")


def find_block_ends(children: Sequence[Token]) -> frozenset[int]:
    """Give the indices of the line breaks among the inline tokens of a paragraph that end a block."""
    breaks = [at for at, one in enumerate(children) if one.type in _BREAKS]
    if not breaks:
        return frozenset()
    if _CALLOUT.match(_text_at(children, 0)):
        return frozenset(breaks[:1])
    return frozenset(_find_breaks_before_notes(children, breaks))


def _find_breaks_before_notes(children: Sequence[Token], breaks: Sequence[int]) -> Iterator[int]:
    """Yield the breaks before lines that begin with a label, where more than the label says that they are notes."""
    labels = [_LABEL.match(_text_at(children, at + 1)) for at in (-1, *breaks)]
    numbers = [int(label["number"]) if label else 0 for label in labels]
    # a note may have several lines, so its neighbour in the list is the label before or behind, however far
    before = list(accumulate(numbers, _keep_latest))
    after = list(accumulate(reversed(numbers), _keep_latest))[::-1]
    for place, at in enumerate(breaks, start=1):
        label, number = labels[place], numbers[place]
        if label is None:
            continue
        following = after[place + 1] if place + 1 < len(after) else 0
        listed = bool(numbers[0]) or number == before[place - 1] + 1 > 1 or number == following - 1
        headed = place == 1 and is_notes_heading("".join(one.content for one in children[:at]))
        if listed or headed or label["colon"] or children[at].type == "hardbreak":
            yield at


def _keep_latest(known: int, number: int) -> int:
    return number or known


def _text_at(children: Sequence[Token], at: int) -> str:
    return children[at].content if at < len(children) and children[at].type == "text" else ""


_FENCE = re.compile(r"^[ \t>]{0,8}:{3,}(?:[ \t]*[\w{][^\n]{0,200})?$", re.MULTILINE)
_SHORTCODE = r"\{\{[<%](?:(?!\}\})[^\n]){0,400}\}\}|\{%(?:(?!%\})[^\n]){0,400}%\}"
_SHORTCODE_LINE = re.compile(rf"^[ \t]*(?:(?:{_SHORTCODE})[ \t]*)+$", re.MULTILINE)
_ATTRIBUTE = r"(?:[.#][A-Za-z][\w:-]{0,60}|[A-Za-z][\w-]{0,30}=(?:\"[^\"{}\n]{0,120}\"|[\w.%-]{1,60}))"
_ATTRIBUTES = rf"\{{:?\s?{_ATTRIBUTE}(?:\s{_ATTRIBUTE}){{0,8}}\s?\}}"
_DIALECT_MARKUP = re.compile(
    rf"(?P<box>\A\[[ xX]\]\s+)|(?P<callout>\A\[![A-Za-z-]{{2,20}}\][+-]?\s*)"
    rf"|(?P<opened>\[)[^\[\]\n]{{1,300}}(?P<closed>\]{_ATTRIBUTES})"
    rf"|(?P<left>==)(?=\S)[^=\n]{{1,300}}(?<=\S)(?P<right>==)(?!=)"
    rf"|(?P<attributes>\s?{_ATTRIBUTES})|(?P<shortcode>\s(?:{_SHORTCODE})(?=[\s.,;:]|\Z)|{_SHORTCODE})"
)
_IN_ITEMS = "box"


def blank_dialect_lines(text: str) -> str:
    """Empty the lines that hold nothing but a fence of a division or shortcodes; no line is lost."""
    return _SHORTCODE_LINE.sub("", _FENCE.sub("", text)) if ":::" in text or "{{" in text or "{%" in text else text


def strip_dialect_markup(block: ManuscriptBlock) -> ManuscriptBlock:
    """Give a block without the signs of the dialects; what stands between them stays."""
    if not any(sign in block.text for sign in "{[="):
        return block
    cuts = [
        span
        for span in _find_cuts(block.text, in_item=block.kind is BlockKind.ITEM)
        if not any(low <= span[0] < high for low, high in block.literal)
    ]
    return remove_stretches(block, cuts)


def _find_cuts(text: str, *, in_item: bool) -> Iterator[tuple[int, int]]:
    for match in _DIALECT_MARKUP.finditer(text):
        for name, part in match.groupdict().items():
            if part is not None and (in_item or name != _IN_ITEMS):
                yield match.span(name)


_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(?P<inside>.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title\s*[:=]\s*(?P<title>.+)$", re.MULTILINE)
InlineRule = Callable[[StateInline, bool], bool]
_BRACKET = re.compile(r"[\[\]]")
_HIDDEN = 20
"""Brackets within a link that may be no brackets but signs of code; with more, none closes it."""
_REFERENCE = re.compile(r"\[\^[^ \n\[\]]{1,999}\]")
"""A reference to a note, its label as long as CommonMark lets one be."""
_LANGUAGE = re.compile(r"^lang(?:uage)?\s*[:=]\s*[\"']?(?P<language>[a-z]{2})\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ParsedMarkdown:
    """Tokens of a file, its source lines, and what its front matter says."""

    tokens: list[Token]
    lines: list[str]
    inline_notes: dict[int, str]
    references: dict[str, int]
    """Label of a link definition ("[1]: address") to its line, from 0."""
    title: str | None
    language: str | None


@cache
def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.inline.ruler.at("footnote_ref", _read_footnote_ref)
    parser.inline.ruler.at("footnote_inline", _require_closed(footnote_inline))
    parser.inline.ruler.at("link", _require_closed(link))
    parser.inline.ruler.at("image", _require_closed(image))
    return parser.disable("footnote_tail")


def _read_footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read a reference; the plugin's rule looks for the end of each "[^" through the rest of the paragraph."""
    return _REFERENCE.match(state.src, state.pos, state.posMax) is not None and footnote_ref(state, silent)


def _require_closed(rule: InlineRule) -> InlineRule:
    """Let a rule look at a bracket only where it may close: it reads on from each, twenty of them deep."""

    def closed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
        at = state.src.find("[", state.pos, state.pos + 2)
        if at < 0 or _count_left_open(state.src).get(at, _HIDDEN) > _HIDDEN:
            return False
        return rule(state, silent)

    return closed


@lru_cache(maxsize=32)  # of one paragraph and what it nests
def _count_left_open(text: str) -> dict[int, float]:
    """Map each opening bracket to how many behind it are open still where most are closed: below 0 if it is itself."""
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
    """Parse Markdown. Front matter becomes empty lines, so that line numbers stay those of the file."""
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
        references,
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

_OPENED = re.compile(r"(<(?:ol|ul|li|blockquote|table|thead|tbody|tr)(?: [^<>]*)?>|</t[dh]>)\n")
"""A line break that rendering adds and the file does not have."""


def has_html_anchors(text: str) -> bool:
    """Say whether a file has raised figures of HTML, or places within itself that links may lead to."""
    return bool(_HTML_ANCHOR.search(text))


def has_internal_links(text: str) -> bool:
    """Say whether a file has links to places within itself."""
    return bool(_INTERNAL_LINK.search(text))


def read_as_page(parsed: ParsedMarkdown) -> Manuscript:
    """Read the page of a file as any other page."""
    pieces: list[str] = []
    line = 0
    for first, piece in _render_blocks(parsed):
        pieces.append("\n" * (first - line) + piece)
        line = max(line, first) + piece.count("\n")
    return html.read("".join(["\ufeff", *pieces]).encode(), base=None)


def _render_blocks(parsed: ParsedMarkdown) -> list[tuple[int, str]]:
    """Render each block of the outermost level; with the line, from 0, that it begins on."""
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
