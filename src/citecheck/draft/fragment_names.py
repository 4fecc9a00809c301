"""What a fragment can name in a draft: its headings, and the identifiers that its markup gives.

A renderer derives the identifier of a heading from its text, each in its own way (`repository.slugs`). Identifiers that
the author wrote are the same for all. They are looked for in the source as a whole, code included: an identifier too
many hides a dead link, an identifier too few invents one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citecheck.model.draft import BlockKind, Draft, Format, FragmentNames
from citecheck.text.encoding import decode_draft

_ATTRIBUTE = r"<[A-Za-z][^<>]*?\s(?i:id|name)\s*=\s*[\"']?(?P<{0}>[^\"'\s>]+)"
_HTML = re.compile(_ATTRIBUTE.format("html"))
_MARKDOWN = re.compile(
    _ATTRIBUTE.format("html")
    + r"|\{[^{}\n]{0,200}?#(?P<attribute>[^\s{}#]+)[^{}\n]{0,200}\}"  # pandoc, VitePress, kramdown, Hugo
    + r"|^\((?P<label>[\w.:-]+)\)=\s*$"  # MyST
    + r"|^\[\^(?P<note>[^\]\n]+)\]:",
    re.MULTILINE,
)
_RST = re.compile(
    r"^\s*\.\. (?:_(?P<quoted>`[^`\n]+`|(?:\\:|[^:\n])+):|\[#?(?P<note>[\w.+:-]+)\]\s)"
    r"|^\s*:name:\s*(?P<name>.+?)\s*$|(?<![\w`])_`(?P<inline>[^`\n]+)`",
    re.MULTILINE,
)
_ASCIIDOC = re.compile(
    r"\[\[(?P<block>[^\],\n]+)|\[(?:[\w-]+)?#(?P<short>[^\],.%\n]+)|\banchor:(?P<macro>[^\[\s]+)\["
    r"|\[[^\]\n]*\bid=[\"']?(?P<named>[^\"'\],\n]+)",
)
_ORG = re.compile(
    r"^[ \t]*:CUSTOM_ID:[ \t]+(?P<custom>\S+)|^[ \t]*#\+name:[ \t]*(?P<name>\S+)|<<(?P<target>[^<>\n]{1,200})>>",
    re.MULTILINE | re.IGNORECASE,
)
_NAMES: dict[Format, re.Pattern[str]] = {
    Format.MARKDOWN: _MARKDOWN,
    Format.HTML: _HTML,
    Format.WIKITEXT: _HTML,
    Format.RST: _RST,
    Format.ASCIIDOC: _ASCIIDOC,
    Format.ORG: _ORG,
}
"""What gives an identifier, for each format whose files link to each other."""

_HTML_HEADING = re.compile(r"<h[1-6]\b[^>]*>(.{1,1000}?)</h[1-6]", re.IGNORECASE | re.DOTALL)
_PICTURED_HEADING = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(.*?(?:!\[|<img\b).*?)[ \t]*#*[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_PICTURE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?|<img\b[^>\n]*>", re.IGNORECASE)
_NOTHING_SHOWN = "\u200b"
"""Takes the place of a picture, whose words are in no identifier, though the blank after it is: "-weir" on GitHub."""
_TAG = re.compile(r"<[^>]*>")
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_GENERATED = re.compile(r"\{[{%]|<\?php|<%|<ui:|th:(?:text|href)=")
"""What a program replaces in a page before anybody sees it."""
_INSERTED = re.compile(r"\{(?:\{\s*#include|%-?\s*include|\{[<%]|!)|<!--\s*@include")
"""What brings text from elsewhere at any place of a line: includes, shortcodes."""
_BROUGHT = re.compile(
    r"^\s*(?:include::|\.\. (?:include|auto(?:module|class|method|function)|doxygen\w+|click)::|--8<--|:::\s*include)"
    r"|^import\s.+\s(?:from\s)?[\"'][^\"'\n]+[\"'];?\s*$"
    r"|^[ \t]*#\+(?i:include|setupfile):|^\s*(?:`{3,}|:{3,}|~{3,})\{include\}"
    r"|^::: \w[\w.]*(?:\.\w+\s*$|\s*\n[ \t]+\w|\s*\Z)"  # mkdocstrings: no fence that closes
    r"|^\{\{[^{}\n]+\}\}\s*$|^(?!(?:image|video|audio|toc|ifn?def|ifeval|endif)::)[a-z]\w*::\S*\[",
    re.MULTILINE,
)
"""The same as lines of their own: includes of every format, generated descriptions, shortcodes, components."""
_BROUGHT_HINTS = ("::", "--8<--", "import", "#+", "}}", "{include}")
"""One of these is in every match of `_BROUGHT`, which is tried at every line."""
_ASCIIDOC_TITLE = re.compile(
    r"\A(?:(?:////+\n(?:(?!////)[^\n]*\n)*////+[ \t]*|//(?!//)[^\n]*|:[^\n]+|\[[^\n]*|[a-z]+::[^\n]*|[ \t]*)\n)*"
    r"(?:[=#][ \t]+\S|[^\s.\[][^\n]*\n={3,}[ \t]*$)",
    re.MULTILINE,
)
"""The title of a document before any text: "= Weirs", "# Weirs", or words with a line of "=" below."""
_DOCUMENT = re.compile(r"[\w./-]+\.(?:md|mdx|rst|adoc|txt|inc)\b")
_BADGES = re.compile(r"<!--\s*ALL-CONTRIBUTORS-LIST:START.*?ALL-CONTRIBUTORS-LIST:END", re.DOTALL)
"""What all-contributors writes: a badge is a link to "#code-name", so that its title shows; no place has that name."""
_BADGE = re.compile(r"href=\"#([^\"]+)\"")


def find_fragment_names(draft: Draft, data: bytes) -> FragmentNames:
    """Return the names in a draft that was read from `data`; none for formats that no repository links within."""
    pattern = _NAMES.get(draft.format)
    if pattern is None:
        return FragmentNames()
    text = decode_draft(data)
    written = list(pattern.finditer(text))
    names = [found[found.lastgroup or 0].strip("` ") for found in written]
    brought = list(_find_brought_lines(text))
    headings = [block.text for block in draft.blocks if block.kind is BlockKind.HEADING]
    if draft.format is Format.MARKDOWN:
        headings += [" ".join(_TAG.sub("", found[1]).split()) for found in _HTML_HEADING.finditer(text)]
        headings += [_PICTURE.sub(_NOTHING_SHOWN, found[1]) for found in _PICTURED_HEADING.finditer(text)]
        names += _name_notes([found["note"] for found in written if found["note"]])
        names += [name for badges in _BADGES.findall(text) for name in _BADGE.findall(badges)]
    return FragmentNames(
        tuple(headings),
        frozenset(name.replace("\\", "") for name in names),
        bool(brought) or (draft.format is Format.HTML and _GENERATED.search(text) is not None),
        draft.format is Format.HTML and _SCRIPT.search(text) is not None,
        frozenset(path for line in brought for path in _DOCUMENT.findall(line)),
        untitled=draft.format is Format.ASCIIDOC and _ASCIIDOC_TITLE.search(text) is None,
    )


def _name_notes(labels: Sequence[str]) -> Iterator[str]:
    """Yield the identifiers of notes and of the way back from them: "fn:1", "fnref:1".

    Python-Markdown and kramdown take the label of the note, Goldmark its number.
    """
    for number, label in enumerate(labels, 1):
        yield from (f"{sign}:{each}" for sign in ("fn", "fnref") for each in (label, str(number)))


def _find_brought_lines(text: str) -> Iterator[str]:
    """Yield the lines that bring text from elsewhere, in no order."""
    patterns = (_INSERTED, _BROUGHT) if any(map(text.__contains__, _BROUGHT_HINTS)) else (_INSERTED,)
    for pattern in patterns:
        yield from (_line_of(text, found.start(), found.end()) for found in pattern.finditer(text))


def _line_of(text: str, start: int, end: int) -> str:
    """Return the line of a construct, which may begin with the white space before it."""
    close = text.find("\n", end)
    return text[start : close if close >= 0 else len(text)]
