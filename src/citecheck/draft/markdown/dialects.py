"""What the dialects of Markdown add, which CommonMark takes for text: attributes, callouts, fences, shortcodes.

Pandoc and Quarto ("::: note", "[x]{.small}"), kramdown ("{: .wide}"), Obsidian and GitHub ("> [!tip]", "- [x]",
"==x=="), Hugo and Jekyll ("{{< figure >}}", "{% raw %}"). None of it is read by who reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.draft.cutting import without
from citecheck.draft.manuscript import TextBlock
from citecheck.model.draft import BlockKind

_FENCE = re.compile(r"^[ \t>]{0,8}:{3,}(?:[ \t]*[\w{][^\n]{0,200})?$", re.MULTILINE)
_SHORTCODE = r"\{\{[<%](?:(?!\}\})[^\n]){0,400}\}\}|\{%(?:(?!%\})[^\n]){0,400}%\}"
_SHORTCODE_LINE = re.compile(rf"^[ \t]*(?:(?:{_SHORTCODE})[ \t]*)+$", re.MULTILINE)
_ATTRIBUTE = r"(?:[.#][A-Za-z][\w:-]{0,60}|[A-Za-z][\w-]{0,30}=(?:\"[^\"{}\n]{0,120}\"|[\w.%-]{1,60}))"
_ATTRIBUTES = rf"\{{:?\s?{_ATTRIBUTE}(?:\s{_ATTRIBUTE}){{0,8}}\s?\}}"
_DRESS = re.compile(
    rf"(?P<box>\A\[[ xX]\]\s+)|(?P<callout>\A\[![A-Za-z-]{{2,20}}\][+-]?\s*)"
    rf"|(?P<opened>\[)[^\[\]\n]{{1,300}}(?P<closed>\]{_ATTRIBUTES})"
    rf"|(?P<left>==)(?=\S)[^=\n]{{1,300}}(?<=\S)(?P<right>==)(?!=)"
    rf"|(?P<attributes>\s?{_ATTRIBUTES})|(?P<shortcode>\s(?:{_SHORTCODE})(?=[\s.,;:]|\Z)|{_SHORTCODE})"
)
_IN_ITEMS = "box"


def plain_lines(text: str) -> str:
    """Empty the lines that hold nothing but a fence of a division or shortcodes; no line is lost."""
    return _SHORTCODE_LINE.sub("", _FENCE.sub("", text)) if ":::" in text or "{{" in text or "{%" in text else text


def undressed(block: TextBlock) -> TextBlock:
    """Give a block without the signs of the dialects; what stands between them stays."""
    if not any(sign in block.text for sign in "{[="):
        return block
    cuts = [
        span
        for span in _cuts(block.text, in_item=block.kind is BlockKind.ITEM)
        if not any(low <= span[0] < high for low, high in block.literal)
    ]
    return without(block, cuts)


def _cuts(text: str, *, in_item: bool) -> Iterator[tuple[int, int]]:
    for match in _DRESS.finditer(text):
        for name, part in match.groupdict().items():
            if part is not None and (in_item or name != _IN_ITEMS):
                yield match.span(name)
