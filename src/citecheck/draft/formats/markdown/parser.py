"""The parser of Markdown, what of a file it must not see, and the page that a file becomes.

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref

from citecheck.draft.formats import html
from citecheck.draft.manuscript import Manuscript, ManuscriptBlock, remove_stretches
from citecheck.model.draft import BlockKind

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
