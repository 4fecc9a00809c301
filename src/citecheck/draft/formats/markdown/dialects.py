"""What dialects of Markdown add to CommonMark: markup that is taken out, and boxes whose text is text.

Attributes, callouts, fences and shortcodes are text to CommonMark. They are those of
Pandoc and Quarto ("::: note", "[x]{.small}"), kramdown ("{: .wide}"), Obsidian and GitHub ("> [!tip]", "- [x]",
"==x=="), Hugo and Jekyll ("{{< figure >}}", "{% raw %}"). Readers of the page see none of this markup, so it is
removed.

A box or tab of Python-Markdown is a head, and below it lines that are indented as code is. A directive of MyST is a
fence with a name in braces: "```{note}". Their text is shown, so their links and notes are those of the page. A head
without indented lines is plain text, and a directive that shows code or draws something is code.
Sources: the documentation of Python-Markdown (Admonition), of PyMdown Extensions (Details, Tabbed) and of MyST.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_block import StateBlock

from citecheck.draft.manuscript import ManuscriptBlock, remove_stretches
from citecheck.model.draft import BlockKind

_HEAD = re.compile(
    r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+"  # ??? tip "How", === "C"
    r"(?:[\w-]+(?:[ \t]+[\w-]+){0,5}[ \t]*)?(?:\"(?P<title>[^\"\n]*)\")?[ \t]*"
)
_INDENT = 4
"""Blanks before each line of a box."""


def read_box(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read the lines below the head at line `start` as blocks of their own; return whether it is the head of a box."""
    head = _HEAD.fullmatch(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]])
    if head is None or state.is_code_block(start):
        return False
    inside, after = state.blkIndent + _INDENT, start + 1
    while after < end and (state.isEmpty(after) or state.sCount[after] >= inside):
        after += 1
    if silent or all(state.isEmpty(line) for line in range(start + 1, after)):
        return False
    if head["title"]:
        _write_title(state, head["title"], start)
    outer, last = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = inside, after
    state.md.block.tokenize(state, start + 1, after)
    state.blkIndent, state.lineMax, state.line = outer, last, after
    return True


def _write_title(state: StateBlock, words: str, line: int) -> None:
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    title = state.push("inline", "", 0)
    title.content, title.map, title.children = words, [line, line + 1], []
    state.push("paragraph_close", "p", -1)


_DIRECTIVE = re.compile(r"(?P<fence>`{3,20}|~{3,20})\{(?:[\w-]+:)?(?P<name>[\w-]+)\}[ \t]*(?P<words>[^\n`]*?)[ \t]*")
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t].*)?")
_PICTURES = frozenset({"figure", "image"})
_COLON_PICTURE = re.compile(r":{3,20}[ \t]?\{(?:figure|image)\}[ \t]+(?P<words>\S[^\n]{0,400}?)[ \t]*")
"""A picture between colons, as MyST writes directives too: ":::{figure} weir.png"."""
_TEXTS = frozenset(
    {
        *_PICTURES,
        *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip"),
        *("warning", "todo", "deprecated", "versionadded", "versionchanged", "versionremoved"),
        *("aside", "blockquote", "compound", "container", "dropdown", "epigraph", "highlights", "margin"),
        *("pull-quote", "quote", "sidebar", "topic", "glossary", "list-table", "table"),
        *("card", "card-carousel", "grid", "grid-item", "grid-item-card", "tab-item", "tab-set"),
        *("algorithm", "assumption", "axiom", "conjecture", "corollary", "criterion", "definition", "example"),
        *("exercise", "lemma", "observation", "proof", "property", "proposition", "remark", "solution", "theorem"),
    }
)
"""Directives whose content is text, without their domain ("prf:theorem"): those of docutils and Sphinx,
sphinx-design, sphinx-proof and sphinx-exercise."""


def read_directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read the lines between the fences of a directive at line `start` as blocks; return whether it is one of text."""
    if picture := _COLON_PICTURE.fullmatch(_row(state, start)):
        if not silent:  # other such fences are emptied before, so the picture is one line
            _write_title(state, _show_picture(state, start, picture), start)
            state.line = _skip_options(state, start + 1, end)
        return True
    head = _DIRECTIVE.fullmatch(_row(state, start))
    if head is None or head["name"] not in _TEXTS or state.is_code_block(start):
        return False
    closing = (line for line in range(start + 1, end) if _closes(_row(state, line), head["fence"]))
    after = next(closing, None)
    if after is None:
        return False
    if silent:
        return True
    if head["words"]:
        _write_title(state, _show_picture(state, start, head) if head["name"] in _PICTURES else head["words"], start)
    last = state.lineMax
    state.lineMax = after
    state.md.block.tokenize(state, _skip_options(state, start + 1, after), after)
    state.lineMax, state.line = last, after + 1
    return True


def _show_picture(state: StateBlock, line: int, head: re.Match[str]) -> str:
    """Return the picture of a directive as Markdown writes it; the address keeps its column."""
    return f"![]({head['words']})".rjust(state.tShift[line] + head.end("words") + 1)


def _row(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _closes(row: str, fence: str) -> bool:
    return row.startswith(fence) and not row.strip().strip(fence[0])


def _skip_options(state: StateBlock, first: int, after: int) -> int:
    """Return the line after the options of a directive: ":name: weir", or lines between two of "---"."""
    if first < after and _row(state, first).strip() == "---":
        closing = (line for line in range(first + 1, after) if _row(state, line).strip() == "---")
        return next(closing, first) + 1
    while first < after and _OPTION.fullmatch(_row(state, first)):
        first += 1
    return first


_FENCE = re.compile(
    r"^[ \t>]{0,8}:{3,}(?![ \t]?\{(?:figure|image)\}[ \t]+\S)(?:[ \t]*[\w{][^\n]{0,200})?$", re.MULTILINE
)
"""A fence of colons, but for one that shows a picture."""
_SHORTCODE = r"\{\{[<%](?:(?!\}\})[^\n]){0,400}\}\}|\{%(?:(?!%\})[^\n]){0,400}%\}"
_DEFINED = re.compile(
    rf"^ {{0,3}}\[[^\[\]\n]{{1,99}}\]:[ \t]+[^\s{{}}]{{0,200}}(?:{_SHORTCODE}|\{{\{{[^{{}}\n]{{1,200}}\}}\}}){{1,5}}",
    re.MULTILINE,
)
"""A definition whose address begins with a template: "[1]: {{ site.url }}/weir"."""
_SHORTCODE_LINE = re.compile(rf"^[ \t]*(?:(?:{_SHORTCODE})[ \t]*)+$", re.MULTILINE)
_MODULE_CODE = re.compile(
    r"(?:(?<=\n\n)|\A)(?:import\s[^\n]*[\"'][^\n\"']+[\"'];?[ \t]*$"
    r"|export\s+(?:(?:const|let|var)\s[^\n=]*=|default\s+(?:[({]|function\b|class\b|async\b|\w+[;(])"
    r"|(?:async\s+)?function\b[^\n(]*\(|class\s[^\n{]*\{)[^\n]*)(?:\n(?![ \t]*(?:```|~~~))[^\n]+)*",
    re.MULTILINE,
)
"""Statements of a module among the text of MDX, to the next empty line: "export const site = 'https://a.example'"."""
_SOURCE_TAG = re.compile(
    r"\{%-?\s*(?P<tag>highlight|codeblock|code|capture|set|comment)\b(?:(?!%\}|=)[^\n]){0,200}%\}"
    r"(?P<source>(?:(?!\{%)[^\x00]|\{%(?!-?\s*end)){0,20000}?)\{%-?\s*end(?P=tag)\b"
)
"""A tag of Liquid or Nunjucks whose content is code, or is kept for another place."""
_ATTRIBUTE = r"(?:[.#][A-Za-z][\w:-]{0,60}|[A-Za-z][\w-]{0,30}=(?:\"[^\"{}\n]{0,120}\"|[\w.%-]{1,60}))"
_ATTRIBUTES = rf"\{{:?\s?{_ATTRIBUTE}(?:\s{_ATTRIBUTE}){{0,8}}\s?\}}"
_DIALECT_MARKUP = re.compile(
    rf"(?P<box>\A\[[ xX]\]\s+)|(?P<callout>\A\[![A-Za-z-]{{2,20}}\][+-]?\s*)"
    rf"|(?P<opened>(?<!Reference)\[)[^\[\]\n]{{1,300}}(?P<closed>\]{_ATTRIBUTES})"
    rf"|(?P<left>==)(?=\S)[^=\n]{{1,300}}(?<=\S)(?P<right>==)(?!=)"
    rf"|(?P<attributes>\s?{_ATTRIBUTES})|(?P<shortcode>\s(?:{_SHORTCODE})(?=[\s.,;:]|\Z)|{_SHORTCODE})"
)
_IN_ITEMS = "box"


def blank_dialect_lines(text: str) -> str:
    """Empty the lines that hold only fences, shortcodes or program code. The number of lines does not change."""
    if "export " in text or "import " in text:
        text = _MODULE_CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
    if "{%" in text:
        text = _SOURCE_TAG.sub(_blank_source, text)
    if "]: " in text and ("{{" in text or "{%" in text):
        text = _DEFINED.sub(_close_up, text)
    return _SHORTCODE_LINE.sub("", _FENCE.sub("", text)) if ":::" in text or "{{" in text or "{%" in text else text


def _close_up(definition: re.Match[str]) -> str:
    """Return a definition without blanks in the template: CommonMark ends an address at a blank."""
    label, mark, address = definition[0].partition("]:")
    return label + mark + address[:1] + address[1:].replace(" ", "\u00a0")


def _blank_source(tag: re.Match[str]) -> str:
    start, end = (at - tag.start() for at in tag.span("source"))
    return tag[0][:start] + "\n" * tag["source"].count("\n") + tag[0][end:]


def strip_dialect_markup(block: ManuscriptBlock) -> ManuscriptBlock:
    """Remove the markup of the dialects from a block and keep the text between it."""
    if not any(character in block.text for character in "{[="):
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
