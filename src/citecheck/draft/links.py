"""The links of a draft, from the hyperlinks that its reader reports and the bare addresses of its text.

A format's reader knows the constructs of its markup. A bare address is the same in every format, so it is found here:
in the text of blocks and notes, outside hyperlinks and code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from citecheck.draft.manuscript import Hyperlink, LooseLink, ManuscriptBlock, Note, place_at
from citecheck.model.draft import Link, LinkKind, Place
from citecheck.model.target import Reference, Url
from citecheck.url.identifiers import may_hold_identifier
from citecheck.url.normal_form import parse_url, resolve_link
from citecheck.url.references import find_cut_target, find_references
from citecheck.url.spellings import may_spell_dots

_HAS_SCHEME = re.compile(
    r"[a-z][a-z0-9+.-]*://|//|https?:|www\.[\w-]+\.[a-z]|(?:mailto|tel|sms|data|javascript|urn|doi|news|geo|xmpp|magnet|irc|skype|about):",
    re.IGNORECASE,
)
"""A scheme with a host, one of those without, or a web address whose slashes or scheme were forgotten.

`module:page.adoc` is a path of Antora, `File:A.png` of a wiki.
"""
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{|<%|%7B%7B|%7B%25|\A%25(?:[=-]|%20).*%25\Z")
"""The beginnings of what a template engine replaces: the address is not known before that.

Markdown takes the angle brackets of `[x](<%= address %>)` for those of the address, and encodes the rest.
"""


_INLINE_CONTENT = re.compile(r"(?:javascript|data|vbscript|blob|about):", re.IGNORECASE)
"""Schemes whose address is itself the content or the code, and leads nowhere."""
_TEXT_DIRECTIVE = ":~:"
"""Begins a fragment that names words of a page, as chatbots export them, and no note: "#:~:text=14%20percent"."""


class FoundLink(NamedTuple):
    """A link with its stretch of the text of a block or note; `block` is the index of the block, None outside of any.

    `cites` and `marker` are those of its `Hyperlink`.
    """

    link: Link
    block: int | None = None
    start: int = 0
    end: int = 0
    cites: bool = True
    marker: str = ""


def find_links(
    blocks: Sequence[ManuscriptBlock],
    notes: Sequence[tuple[Note, Sequence[Reference]]],
    loose: Sequence[LooseLink],
    base: str | None,
) -> tuple[FoundLink, ...]:
    """Return every link in reading order; `base` is the address of the document, for relative targets.

    Each note has the references that its text holds: its sources are made from them, so they are found once.
    A target with a template (`{{ }}`, `{% %}`, `${ }`) is no address and is left out, as are an empty one and one that
    is itself code or data.
    """
    found = [
        *(
            FoundLink(replace(link, role=one.role), cites=False)
            for one in loose
            if (link := _build_link(one.href, one.kind, one.place, base))
        ),
        *(one for index, block in enumerate(blocks) for one in _find_block_links(block, index, base)),
        *(one for note, written in notes for one in _find_note_links(note, written, base)),
    ]
    return tuple(sorted(found, key=_read_order))


def _read_order(found: FoundLink) -> tuple[int, int, int]:
    place = found.link.place
    return place.page or 0, place.line or 0, place.column or 0


def _find_block_links(block: ManuscriptBlock, index: int, base: str | None) -> Iterator[FoundLink]:
    yield from (one._replace(block=index) for one in _build_hyperlinks(block.links, block.places, base))
    taken = [*block.literal, *((one.start, one.end) for one in block.links)]
    linked = {unquote(one.href).lower() for one in block.links}
    may_hold = "://" in block.text or may_hold_identifier(block.text) or may_spell_dots(block.text)
    references = find_references(block.text) if may_hold else ()
    written = (one for one in references if not one.scheme_assumed or _is_spelled_page(block.text, one))
    for start, end, target in _select_addresses(written, taken, linked):
        if link := _build_bare_link(target, place_at(block.places, start)):
            yield FoundLink(link, index, start, end)


def _is_spelled_page(text: str, found: Reference) -> bool:
    """Return whether an address without a scheme is meant to be looked up, and does not only name a site.

    Its dots are words, and it has a path or is alone in brackets: "maliweb dot net/a", "(maliweb dot net)".
    """
    if not found.defanged or not isinstance(found.target, Url):
        return False
    is_alone = text[found.start - 1 : found.start] in {"(", "["} and text[found.end : found.end + 1] in {")", "]"}
    return is_alone or "/" in found.raw.rstrip("/")


def _find_note_links(note: Note, written: Sequence[Reference], base: str | None) -> Iterator[FoundLink]:
    """Yield the links of a note; the identifiers of works among its references are its sources only."""
    yield from _build_hyperlinks(note.links, note.places, base, note.id)
    taken = [(one.start, one.end) for one in note.links]
    for start, end, target in _select_addresses(written if "://" in note.text else (), taken):
        if link := _build_bare_link(target, place_at(note.places, start), note.id):
            yield FoundLink(link, None, start, end)


def _build_hyperlinks(
    links: Sequence[Hyperlink], places: Sequence[tuple[int, Place]], base: str | None, note: str | None = None
) -> Iterator[FoundLink]:
    for one in links:
        place = one.place or place_at(places, one.start)
        if link := _build_link(one.href if one.written is None else one.written, one.kind, place, base, note):
            yield FoundLink(replace(link, role=one.role), None, one.start, one.end, one.cites, one.marker)


def find_bare_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and address of each bare address in `text`, without the identifiers of works."""
    if "://" in text:
        yield from _select_addresses(find_references(text))


def _select_addresses(
    written: Iterable[Reference], taken: Sequence[tuple[int, int]] = (), linked: Collection[str] | None = None
) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and address of each reference that is an address and overlaps none of `taken`.

    Where `linked` is given, an identifier ("doi:10.1000/182") is one too, unless that holds in lower case what it leads
    to, and a cut address is one as written.
    """
    waiting = sorted(taken, reverse=True)
    last = 0
    for found in written:
        while waiting and waiting[-1][0] < found.end:
            last = max(last, waiting.pop()[1])
        if found.start < last or (found.scheme_assumed and linked is None):
            continue
        if linked is not None and find_cut_target(found.raw):
            yield found.start, found.end, found.raw
        if not isinstance(found.target, Url):
            continue
        if not found.identifier or (linked is not None and found.target.written.lower() not in linked):
            yield found.start, found.end, found.target.written


def is_in_web_link(block: ManuscriptBlock, at: int) -> bool:
    """Return whether an offset of a block is in a link to a web page, and not to a note of one by its fragment."""
    return any(one.start <= at < one.end and leads_to_page(one.href) for one in block.links)


def blank_web_links(block: ManuscriptBlock) -> str:
    """Return the text of a block with blanks in place of the words of its links to web pages."""
    text = block.text
    for one in block.links:
        if leads_to_page(one.href):
            text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text


def leads_to_page(href: str) -> bool:
    """Return whether a link leads to a web page or words of it, and not to a part, as a marker to its note does."""
    page, _, fragment = href.partition("#")
    return page.lower().startswith(("http://", "https://")) and (not fragment or fragment.startswith(_TEXT_DIRECTIVE))


def _build_link(target: str, kind: LinkKind, place: Place, base: str | None, note: str | None = None) -> Link | None:
    written = target.strip()
    if not written or _TEMPLATE.search(written) or _INLINE_CONTENT.match(written):
        return None
    external = kind is not LinkKind.ROLE and _HAS_SCHEME.match(written) is not None
    return Link(written, _find_absolute(written, base, external=external), kind, external, place, note)


def _build_bare_link(address: str, place: Place, note: str | None = None) -> Link | None:
    """Return the link of an address of a text, which is absolute or cut: it was parsed when it was found."""
    url = None if find_cut_target(address) else address
    return None if _TEMPLATE.search(address) else Link(address, url, LinkKind.BARE, True, place, note)


def _find_absolute(target: str, base: str | None, *, external: bool) -> str | None:
    """Return the absolute web address of a target, None if it has none or the page's own address is not known."""
    if find_cut_target(target):
        return None
    if target.startswith("//"):
        target = f"{(base or 'https:').partition('//')[0]}{target}"
    elif not external:
        if base is None:
            return None
        target = resolve_link(base, target)
    parsed = parse_url(target)
    return parsed.written if isinstance(parsed, Url) else None
