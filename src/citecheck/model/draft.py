"""A draft as read: its format, blocks of text, footnotes with their sources, and the citations that link them."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    ORG = "org"
    JATS = "jats"
    EPUB = "epub"
    TYPST = "typst"


class LinkKind(StrEnum):
    """How a link is written, as in INTERFACES.md."""

    INLINE = "inline"
    REFERENCE = "reference"
    AUTOLINK = "autolink"
    BARE = "bare"
    IMAGE = "image"
    HTML = "html"
    INCLUDE = "include"
    ROLE = "role"


class CitationSystem(StrEnum):
    """How a draft cites: by notes, by an entry of a list of references, or by a link in the sentence."""

    NOTE = "note"
    REFERENCE = "reference"
    LINK = "link"


class BlockKind(StrEnum):
    """What a block of running text is in the draft."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Place:
    """The position of something. Line and column count from 1, in characters.

    `line` is the line of the file for text formats, the paragraph for DOCX and ODT (`paragraph` then repeats it), and
    the line on the page for PDF. In HTML it is the source line. In EPUB `page` is the chapter in reading order, and
    `line` the line in its file. None if the format has no such position.
    """

    line: int | None = None
    column: int | None = None
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell as a reader sees it, without markers, white space collapsed."""

    kind: BlockKind
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """One thing cited inside a footnote. `raw` is its text as printed, `place` the position of that text."""

    raw: str
    kind: Kind
    target: Target
    place: Place
    defanged: bool = False
    title: str | None = None
    """The draft's name for the work (link text, cite template), if any."""
    archive_url: str | None = None
    """An archived copy that the draft itself names next to the address."""
    said_live: bool = False
    """The draft says that the address is live, so that its readers are led there and not to the copy."""


LINK_IDS = "link:"
"""How the ids of the entries of links begin."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note. `id` is unique within the draft, `marker` is as printed, and `text` as a reader sees it.

    With the system `REFERENCE` it is an entry of a list of references, whose `marker` is its key or names and year.
    With `LINK` it is the entry of a link outside notes, whose `marker` is the words that are linked, or the address.
    """

    id: str
    marker: str
    text: str
    place: Place
    sources: tuple[Source, ...] = ()
    system: CitationSystem = CitationSystem.NOTE


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker in the running text with the whole sentence it is attached to.

    `footnote` is the id of the note, None if the draft has none for it. `block` indexes `Draft.blocks`, and `start`
    and `end` are the sentence's span in that block (`blocks[block].text[start:end] == sentence`). `block` is None if
    the sentence spans several blocks.
    """

    marker: str
    footnote: str | None
    sentence: str
    place: Place
    section: str | None = None
    block: int | None = None
    start: int = 0
    end: int = 0
    system: CitationSystem = CitationSystem.NOTE


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the draft. `target` is as written, with the escapes of the markup undone.

    `url` is the absolute address, None if it is not known: a path, or an address without its page's own. `external`
    is whether the target names a scheme or a host; all others lead into the draft's own site or repository.
    `footnote` is the id of the note that the link is in, None in running text. `role` is the name of its role, if any.
    """

    target: str
    url: str | None
    kind: LinkKind
    external: bool
    place: Place
    footnote: str | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class FragmentNames:
    """The places within a draft that a link can name.

    `headings` are the texts of its headings, in order; which identifiers they get depends on who renders the draft.
    `names` are the identifiers that the draft itself gives. `partial` is whether some of its text is in other files,
    so that an identifier that is not here may be there. `scripted` is whether scripts may add identifiers. `parts` are
    the paths, as written, of documents whose text becomes a part of the draft. `untitled` is whether the draft is
    written as a part of another document: AsciiDoc without the title of a document.
    """

    headings: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    partial: bool = False
    scripted: bool = False
    parts: frozenset[str] = frozenset()
    untitled: bool = False


@dataclass(frozen=True, slots=True)
class InternalLinks:
    """How many links of a draft into its own repository lead somewhere, lead to nothing, or are unknown."""

    found: int = 0
    dead: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """The number of links that were looked at."""
        return self.found + self.dead + self.unknown

    def __add__(self, other: InternalLinks) -> InternalLinks:
        return InternalLinks(self.found + other.found, self.dead + other.dead, self.unknown + other.unknown)


class LinkFlaw(Enum):
    """What is wrong with a link, compared with its text."""

    BROKEN = "the link leads elsewhere than its text"
    GLUED = "the link holds several addresses"


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as read from its note, with its link and its spelling.

    `href` is the target of the link (None without one), `shown` the text that shows the address, and `repaired` what
    was corrected in the address (None if nothing).
    """

    source: Source
    addressed: bool = False
    """Whether the source was read from an address or a link, not from words alone."""
    shown: str = ""
    href: str | None = None
    flaw: LinkFlaw | None = None
    repaired: str | None = None


@dataclass(frozen=True, slots=True)
class UnsureList:
    """A list of notes that was not read with certainty: many of its numbers, or traces of them, have no partner.

    `notes` are the ids of all its notes, `loose` those of the notes without a marker. `markers` index
    `Draft.citations`: the markers of its form without a note. Nothing about their numbers is a fault of the draft.
    """

    notes: frozenset[str]
    loose: frozenset[str]
    markers: frozenset[int]


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """Facts that only the reader of a draft knows, for the rules about its structure and its targets.

    `cut` is whether the file ends in the middle. `unresolved` are the notes that refer to a missing note, `misnamed`
    those that name the author of one note and the number of another, `cited_by_notes` the ids of notes that another
    note cites, and `sources` those of each footnote as read, before any were copied from another note.
    `link_sources` has the source of each of `Draft.link_entries` as read.
    `unsure` are the lists of notes that were not read with certainty. `recognised` is whether the text comes from text
    recognition (OCR).
    """

    cut: bool = False
    unresolved: tuple[Footnote, ...] = ()
    misnamed: tuple[Footnote, ...] = ()
    cited_by_notes: frozenset[str] = frozenset()
    sources: tuple[tuple[ReadSource, ...], ...] = ()
    link_sources: tuple[ReadSource, ...] = ()
    unsure: tuple[UnsureList, ...] = ()
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to check. `sha256` is the digest of the bytes read.

    `facts` come from the reader; `findings` are what the rules report about them.
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
    """Hostile indicators of a threat report, refanged. They are listed, never requested."""
    links_outside_notes: int = 0
    """Links outside notes that a check of the notes alone did not ask; 0 where it asks them."""
    facts: DraftFacts = DraftFacts()
    findings: tuple[Finding, ...] = ()
    links: tuple[Link, ...] = field(default=(), compare=False)
    """Every link, in reading order, notes included. Not stored: an audit asks sources, not places."""
    fragment_names: FragmentNames = field(default=FragmentNames(), compare=False)
    """What links may point to. Not stored: links inside a repository are followed when its files are read."""
    notes_without_marker: int = 0
    """Notes that neither the text nor another note calls."""
    markers_without_note: int = 0
    """Numbers in a text without notes and citations that are probably markers, and keys of no list of works."""
    pages_not_read: tuple[int, ...] = ()
    """The numbers of pages with pictures and no text, and of damaged pages, ascending. Empty pages are not listed."""
    link_entries: tuple[Footnote, ...] = ()
    """The web links outside notes, in reading order: one entry each, with its source."""
    links_not_asked: int = field(default=0, compare=False)
    """Links outside notes to no public web page: a mail address, `localhost`, a name reserved for examples.

    Not stored: an audit asks the sources of entries."""
    notes_as_links: int = field(default=0, compare=False)
    """Notes of which a check of the links alone asks only the addresses. Not stored: an audit has all notes."""
    internal_links: InternalLinks = field(default=InternalLinks(), compare=False)
    """Where its links into its own repository lead. Not stored: the files may be others at the next run."""
    contradictions: tuple[Finding, ...] | None = field(default=None, compare=False)
    """What its sentences say against each other, None where nobody looked. Not stored: it follows from the text."""

    @property
    def entries(self) -> tuple[Footnote, ...]:
        """Everything with sources: the notes and references, then the entries of links."""
        return (*self.footnotes, *self.link_entries)
