"""The formats a draft may have.

A draft as read: blocks of text, footnotes with their sources, and the citations that tie them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from citecheck.model.finding import Finding
from citecheck.model.target import Kind, Target


class Format(StrEnum):
    """The formats a draft may have, as named on the command line."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    LATEX = "latex"
    BIBTEX = "bibtex"
    RST = "rst"
    ASCIIDOC = "asciidoc"
    WIKITEXT = "wikitext"


class BlockKind(StrEnum):
    """What a block of running text is in the draft."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; line and column count from 1, in characters.

    `line` is the line of the file for text formats, the paragraph for DOCX and ODT (`paragraph` then repeats it), and
    the line on the page for PDF. In HTML it is the source line. None where the format cannot tell.
    """

    line: int | None = None
    column: int | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell as its reader sees it, markers removed, white space collapsed."""

    kind: BlockKind
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """One thing cited inside a footnote. `raw` is its text as printed, `place` where that stands."""

    raw: str
    kind: Kind
    target: Target
    place: Place
    defanged: bool = False
    title: str | None = None
    """What the draft calls the work (link text, cite template), if it says."""
    archive_url: str | None = None
    """A kept copy that the draft itself names beside the address."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note. `id` is unique within the draft; `marker` as printed; `text` as its reader sees it."""

    id: str
    marker: str
    text: str
    place: Place
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker in the running text with the whole sentence it is attached to.

    `footnote` is the id of the note, None if the draft has none for it. `block` indexes `Draft.blocks` and
    `start`, `end` cut the sentence out of that block's text (`blocks[block].text[start:end] == sentence`); block
    is None where the sentence runs over several blocks.
    """

    marker: str
    footnote: str | None
    sentence: str
    place: Place
    section: str | None = None
    block: int | None = None
    start: int = 0
    end: int = 0


class LinkFlaw(Enum):
    """What is wrong with a link, compared with its text."""

    BROKEN = "the link leads elsewhere than its text"
    GLUED = "the link holds several addresses"


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as its note was read, with what its link and its spelling looked like.

    `href` is the target of the link (None without one), `shown` the text that shows the address, `repaired` what
    was corrected in the address (None if nothing).
    """

    source: Source
    addressed: bool = False
    """The source was made of an address or a link, not of words alone."""
    shown: str = ""
    href: str | None = None
    flaw: LinkFlaw | None = None
    repaired: str | None = None


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What only the reading of a draft knows, for the rules about its structure and its targets.

    `cut` says that the file ends in the middle, `unresolved` are the notes that refer to a note that does not exist,
    `cited_by_notes` the ids of notes that another note cites, and `sources` those of each footnote as read, before
    any was taken from another note.
    """

    cut: bool = False
    unresolved: tuple[Footnote, ...] = ()
    cited_by_notes: frozenset[str] = frozenset()
    sources: tuple[tuple[ReadSource, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A document under check. `sha256` is that of the bytes read.

    `facts` are handed over by the reading; `findings` are those that the rules make of them.
    """

    path: str
    format: Format
    title: str | None
    language: str | None
    sha256: str
    blocks: tuple[Block, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    citations: tuple[Citation, ...] = ()
    indicators: tuple[str, ...] = ()
    """Hostile indicators of a threat report, refanged; listed, never asked."""
    facts: DraftFacts = DraftFacts()
    findings: tuple[Finding, ...] = ()
