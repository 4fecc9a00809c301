"""Turn typeset rows into prose: words joined over line ends, raised markers removed or kept, links added.

The end of one line is joined to the beginning of the next by a space, by nothing, or by a hyphen that is kept or
removed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TypeVar

from citecheck.draft.formats.pdf.calls import calls_of, numbers_of
from citecheck.draft.formats.pdf.link_areas import LinkArea
from citecheck.draft.formats.pdf.paragraphs import BULLET_MARKER
from citecheck.draft.formats.pdf.rows import RowSpan, TextRow
from citecheck.draft.manuscript import Hyperlink, ManuscriptBlock, Note
from citecheck.draft.markers import SUPERSCRIPTS, TO_SUPERSCRIPT
from citecheck.draft.prose import Prose
from citecheck.model.draft import Place
from citecheck.url.line_breaks import goes_on

_SCHEME_PART = re.compile(r"(?<!\w)https?(?::/?)?\Z", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"https?://[\w-]+\.\w", re.IGNORECASE)
"""An address whose scheme is on two lines: "https:" + "//reeds.example/a"."""
_DOI_PART = re.compile(r"\b10\.\d{4,9}/\S*\.\Z")
_DOI_REST = re.compile(r"\d[\w.()-]*\d[.,;]?")
"""A DOI that goes on after one of its dots: "10.5555/reeds." + "2021.0310"."""
_ADDRESS_END = re.compile(r"(?:https?://|ftp://|www\.|doi\.org/|\b10\.\d{4,9}/)[^\s<>]*\Z", re.IGNORECASE)
_BREAKS_AFTER = frozenset("/?&=#%_+~:")
_BREAKS_BEFORE = frozenset("/?&=#%_-~")
_PATHLIKE = re.compile(r"[a-z\d]\S*(?:/|=|\.(?:html?|pdf|php|aspx?|md|xml|json|txt|csv)\b)\S*")
"""A word that continues a path rather than a sentence."""
_SEGMENTS = re.compile(r"[A-Z]\w*(?:/\w|[?&]\w+=|_\w)\S*")
"""A word with a capital that continues a path after a slash: "Report/policy", "View?id=3"."""
_ADDRESS = re.compile(r"\S*(?:://|www\.|/\S*[/.?=])\S*")
_PLAIN_WORDS = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
_BLANK = 0.25
"""The width of a blank as a part of the font size."""
_WORDS = frozenset({
    "a", "accessed", "and", "as", "at", "by", "for", "from", "has", "in", "is", "last", "of", "on",
    "or", "retrieved", "see", "that", "the", "to", "was", "which", "with",
})  # fmt: skip
"""Words that follow an address in a sentence. Paths rarely begin with one of them."""
_COMPOUNDS = frozenset({"half", "non", "self", "well"})
"""First parts of words that keep their hyphen ("non-accidental"). `_ENDINGS` are exceptions without one."""
_ENDINGS = ("chalan", "ish", "less", "plus", "sens", "stop")
_LABEL_ENDS = ".)] "
_HYPHENS = "-\u2010\u00ad"
_DIVIDING = ("\u2010", "\u00ad")
"""Hyphens that only a program sets at the end of a line. An address has "-" alone."""
_HELD = "".join(chr(0xE000 + figure) for figure in range(10))
_TO_HELD = str.maketrans("0123456789", _HELD)
HELD_TO_SUPERSCRIPT = str.maketrans(_HELD, SUPERSCRIPTS)
"""Powers are written in private characters until the notes are found: "² = b" at the start of a line is no note."""


def find_joint(before: str, after: str, *, same: bool | None = None, fits: bool = False) -> tuple[int, str]:
    """Return how two lines join: the number of characters to remove from the first, and the text between them.

    `same` is true if a link of the page or a style that only addresses have covers the end of the one line and the
    beginning of the other, false if it ends with the line, None if nothing shows it. `fits` is true if the first word
    of the second line has room on the first, so that no address was broken before it.
    """
    scheme = _SCHEME_PART.search(before)
    if scheme is not None and _WITH_SCHEME.match(scheme[0] + after):
        return 0, ""
    address = _ADDRESS_END.search(before)
    continues = address is not None and (_continues(address.group(), after, fits=fits) if same is None else same)
    if continues:
        return int(before.endswith(_DIVIDING)), ""
    if before[-1:] in _HYPHENS and before[-2:-1].isalpha():
        word = before.rsplit(maxsplit=1)[-1]
        compound = word[:-1].lower() in _COMPOUNDS and not after.startswith(_ENDINGS)
        divided = (
            after[:1].islower() and address is None and not compound and not any(marker in word[:-1] for marker in "-/")
        )
        return (1, "") if divided else (0, "")  # "state-of-" keeps its hyphen, "sur-" does not
    return 0, " "


def _continues(address: str, after: str, *, fits: bool) -> bool:
    """Return whether an address at the end of a line continues in the next line."""
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    if address.endswith("://"):
        return bool(word)
    if not word or word[0] in '(["“' or "://" in word or word.startswith("www."):
        return False
    if (
        address.endswith(("-", *_DIVIDING))
        or word[0] in _BREAKS_BEFORE
        or goes_on(f"{address}\n{word}", 0, len(address))
    ):
        return True  # a hyphen at the end of an address is its own, and no sentence goes on with "?" or "/"
    if fits:
        return False
    in_doi = _DOI_PART.search(address) is not None and _DOI_REST.fullmatch(word) is not None
    pathlike = in_doi or _PATHLIKE.fullmatch(word) is not None
    if address[-1] in _BREAKS_AFTER:
        return pathlike or _SEGMENTS.match(word) is not None or not (word[0].isupper() or word in _WORDS)
    return pathlike


@dataclass(frozen=True, slots=True)
class PageContext:
    """What is known of the pages: link areas by page, line numbers of rows, and the notes of raised markers.

    `author_markers` are the markers on the first page that connect authors to affiliations ("¹ University of …"). They
    call no notes above `text_top`, the height of the last affiliation. `margins` has the right margin of rows by `id`.
    """

    links: Mapping[int, Sequence[LinkArea]]
    line_numbers: Mapping[int, int]
    markers: Mapping[tuple[int, str], str]
    author_markers: frozenset[str] = frozenset()
    text_top: float = 0.0
    margins: Mapping[int, float] = field(default_factory=dict)


_Linked = TypeVar("_Linked", ManuscriptBlock, Note)


def join_links(made: _Linked) -> _Linked:
    """Return a text in which links to one address, with nothing but a blank between them, are one link."""
    links: list[Hyperlink] = []
    for link in made.links:
        last = links[-1] if links else None
        if last is not None and last.href == link.href and not made.text[last.end : link.start].strip():
            links[-1] = replace(last, end=link.end)
        else:
            links.append(link)
    return replace(made, links=tuple(links))


@dataclass(slots=True)
class _TextPart:
    """A stretch of text to be written. `mark` is the id of a note if the text is the note's marker."""

    text: str
    href: str | None
    mark: str | None = None


def write_rows(rows: Sequence[TextRow], context: PageContext, *, marker: str | None = None) -> Prose:
    """Write rows as one prose. `marker` is removed from the front of the first row, as for a note."""
    prose = Prose()
    written = ""
    href: str | None = None
    plain = _plain_styles_of(rows)
    last: TextRow | None = None
    for number, row in enumerate(rows):
        parts = _split_row(row, context, marker=marker if number == 0 else None)
        if number == 0 and marker is None:
            parts = _drop_bullet(parts)
        between = " "
        words = "".join(part.text for part in parts if part.mark is None)
        if last is not None and words.strip():
            first = next(part for part in parts if part.text.strip())
            same = True if href is not None and first.href == href else _is_same_style(last, row, plain)
            fits = _first_width_of(row) < context.margins.get(id(last), 0.0) - last.end
            cut, between = find_joint(written.rstrip(), words.lstrip(), same=same, fits=fits)
            if cut:
                prose.take_back(cut)
        prose.write(between if last is not None else "")
        at = Place(line=context.line_numbers.get(id(row)), column=1, page=row.page)
        _write_parts(prose, parts, at, tight=between == "")
        if words.strip():
            # an address may be longer than two lines
            written = written.rstrip() + words.lstrip() if between == "" else words
            href = next(part.href for part in reversed(parts) if part.text.strip())
            last = row
    return prose


def _plain_styles_of(rows: Sequence[TextRow]) -> frozenset[tuple[str, int | None]]:
    """Return the fonts and colours in which rows have words outside addresses."""
    return frozenset(
        (span.run.style.font, span.run.style.colour)
        for row in rows
        for span in row.spans
        if _PLAIN_WORDS.search(_ADDRESS.sub("", span.run.text))
    )


def _is_same_style(last: TextRow, row: TextRow, plain: AbstractSet[tuple[str, int | None]]) -> bool | None:
    """Return whether a row begins in the style in which the last one ends, None if that is a style of words."""
    end = last.spans[-1].run.style
    if not plain or (end.font, end.colour) in plain:
        return None
    begin = row.spans[0].run.style
    return (begin.font, begin.colour) == (end.font, end.colour)


def _first_width_of(row: TextRow) -> float:
    """Return the width of the first word of a row with a blank before it, in points."""
    run = row.spans[0].run
    stop = run.text.find(" ", 1)
    return abs(run.edges[stop] - run.edges[0]) + _BLANK * run.size if stop > 0 else row.end - row.x


def _write_parts(prose: Prose, parts: Sequence[_TextPart], at: Place, *, tight: bool) -> None:
    column = 1
    for part in parts:
        text = part.text.lstrip() if tight and part.mark is None else part.text
        if part.mark is not None:
            prose.add_marker(part.text.strip(), Place(at.line, column, at.page), part.mark)
            continue
        if part.href is not None:
            prose.open_link(part.href)
        prose.write(text, Place(at.line, column, at.page))
        if part.href is not None:
            prose.close_link()
        column += len(text)
        tight = tight and not text.strip()


def _split_row(row: TextRow, context: PageContext, *, marker: str | None) -> list[_TextPart]:
    parts: list[_TextPart] = []
    areas = [
        area
        for area in context.links.get(row.page, ())
        if area.href is not None and area.bottom - 3 <= row.y + row.size / 4 <= area.top + 3
    ]
    for span in row.spans:
        if marker is not None and span is _first_span_of(row) and span.raised:
            continue
        if span.raised:
            parts += _read_raised(row, span, context)
            continue
        linked = _split_at_links(span, areas)
        if marker is not None and span is _first_span_of(row):
            linked[0].text = _drop_marker(linked[0].text, marker)
        parts += linked
    first = next((part for part in parts if part.text.strip()), None)
    if marker is not None and row.leftward and first is not None:
        first.text = first.text.lstrip(_LABEL_ENDS)  # its own piece of text, to the left of the number
    return parts


def _read_raised(row: TextRow, span: RowSpan, context: PageContext) -> list[_TextPart]:
    """Return the markers in raised text, or the text itself, kept raised, if it contains none."""
    text = span.run.text
    labels = numbers_of(text)
    known = [(label, note) for label in labels if (note := context.markers.get((id(span), label))) is not None]
    if known:
        return [_TextPart(label, None, note) for label, note in known]
    if row.page == 1 and text.strip() in context.author_markers and row.y > context.text_top:
        return [_TextPart(text, None)]
    sure = any(call.sure and call.span is span for call in calls_of(row))
    return [_TextPart(text.translate(TO_SUPERSCRIPT if sure else _TO_HELD), None)]


def _drop_bullet(parts: list[_TextPart]) -> list[_TextPart]:
    """Remove the bullet of a list item, which is not part of its text."""
    at = next((number for number, part in enumerate(parts) if part.text.strip()), 0)
    bullet = BULLET_MARKER.match(parts[at].text) if parts and parts[at].mark is None else None
    if bullet is None:
        return parts
    return [_TextPart(parts[at].text[bullet.end() :], parts[at].href), *parts[at + 1 :]]


def _first_span_of(row: TextRow) -> RowSpan:
    return next(span for span in row.spans if span.run.text.strip())


def _drop_marker(text: str, marker: str) -> str:
    return re.sub(rf"\s*[\[(]?{re.escape(marker)}[.)\] ]*", "", text, count=1)


def _split_at_links(span: RowSpan, areas: Sequence[LinkArea]) -> list[_TextPart]:
    """Split a run at the edges of the link areas that cover it."""
    run = span.run
    areas = [area for area in areas if area.left < run.end and run.x < area.right]
    if not areas:
        return [_TextPart(run.text, None)]
    parts: list[_TextPart] = []
    for at, letter in enumerate(run.text):
        middle = (run.edges[at] + run.edges[at + 1]) / 2
        href = next((area.href for area in areas if area.left <= middle <= area.right), None)
        if parts and parts[-1].href == href:
            parts[-1].text += letter
        else:
            parts.append(_TextPart(letter, href))
    for part in parts:
        part.text = _close_address(part.text, part.href) if part.href is not None else part.text
    return parts or [_TextPart("", None)]


def _close_address(text: str, href: str) -> str:
    """Return the text of a link without the gaps within it that its address `href` has not: "a .example.org"."""
    words = text.split()
    closed = "".join(words)
    if len(words) < 2 or "." not in closed or closed not in href:
        return text
    return text.replace(text.strip(), closed)
