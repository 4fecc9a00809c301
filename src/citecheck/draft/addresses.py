"""The addresses of a note and of a link in running text, combined from text and links.

Neither alone is reliable. A link completes a text that the site cut. The text corrects a link that the site's
auto-linker broke at " dot ". The address of a title is only in its link. So every address in the text is compared
with the links that overlap it, and `_choose_address` picks one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from citecheck.draft.manuscript import Hyperlink
from citecheck.model.draft import Link, LinkFlaw, LinkKind
from citecheck.model.target import CutUrl, Hostile, Malformed, Reference, Target, Url
from citecheck.url.hosts import host_of
from citecheck.url.identifiers import names_same_work
from citecheck.url.normal_form import parse_url, source_key
from citecheck.url.references import find_cut_target, find_references
from citecheck.url.wrappers import unwrap


class NoteAddress(NamedTuple):
    """An address in a note's text: `text[start:end]` shows it (a title, an address, part of one)."""

    start: int
    end: int
    target: Target
    defanged: bool = False
    titled: bool = False
    repaired: str | None = None
    flaw: LinkFlaw | None = None
    href: str | None = None
    identifier: bool = False
    """Whether the text shows the identifier of a work and no link; the target is the address that it leads to."""


_RELATIVE = "it is relative to an unknown page"
"""Such a link is valid, but it is not an address as long as the address of the page (`--base`) is unknown."""
_USELESS = re.compile(
    r"^(?:#|javascript:|mailto:|tel:|data:|about:|$|https?://scholar\.google\.[a-z.]{2,6}/scholar(?:_lookup)?\?)",
    re.IGNORECASE,
)


_MEANT_TO_BE_OPENED = re.compile(r"(?:https?|ftp|file):", re.IGNORECASE)
_JOINED = re.compile(r"[^#=/?&:(](?<!%3[AD])(?<!%2F)https?://", re.IGNORECASE)
"""A second address right after a first; after "=" or "/" it belongs to the first: "https://a.example/?to=https://…"."""
_FOLLOWED = frozenset({LinkKind.INLINE, LinkKind.REFERENCE, LinkKind.AUTOLINK})


_PATH = re.compile(r"^[a-z]+://[^/?#]*|[?#].*$", re.DOTALL)
"""What is not the path of an address."""
_DOI_PATH = re.compile(r"(?<![^/])10\.\d{4,9}(?:\.\d+)*/.+")
_GLUED_WORD = re.compile(r"(?:\.(?![a-z])|\()(?=[^\W\d_]{3,}\Z)(?=.*[a-z])\w+\Z")
"""A full stop and the capitalised word of the next sentence, or a bracket and its first word, without a blank before:
"https://a.org/x.The", "https://a.org/x(Retrieved"."""
_LAST_NUMBER = re.compile(r"(?<=/)(?:pmc)?\d{5,}$")


def find_note_addresses(
    text: str, links: Sequence[Hyperlink], written: Sequence[Reference] | None = None
) -> list[NoteAddress]:
    """Find the addresses of a note, each once, in order of place; `written` are the references of its text if known."""
    links = [link for link in links if link.cites and not _USELESS.match(link.href.strip())]
    written = find_references(text) if written is None else written
    made: list[NoteAddress] = []
    used: set[int] = set()
    for found, overlapping in zip(written, _find_overlapping_links(written, links), strict=True):
        used.update(overlapping)
        made.append(_choose_address(found, [links[at] for at in overlapping]))
    for at, link in enumerate(links):
        if at not in used:
            made += _build_titled_addresses(text, link)
    return sorted(_drop_repeated_links(_drop_repeated_identifiers(made)), key=lambda one: (one.start, one.end))


def find_link_address(shown: str, link: Link) -> NoteAddress | None:
    """Return the address of a link outside notes whose text is `shown`, None if it leads to no web page.

    A bare address is `shown` as its author spelled it. The text of a hyperlink takes precedence where it is an address
    that the link does not lead to. A text that only holds one, as a setting does (`base: "http://localhost"`), is none.
    """
    if link.kind is LinkKind.BARE:
        return _read_bare_address(shown, link)
    made = _read_hyperlink(len(shown), link)
    is_plain = made is None or made.flaw is not None or link.kind not in _FOLLOWED or "://" not in shown
    written = [] if is_plain else find_references(shown)
    if made is None or len(written) != 1 or written[0].identifier or not isinstance(written[0].target, Url):
        return made
    if re.search(r"\w", shown[: written[0].start] + shown[written[0].end :]):
        return made
    chosen = _choose_address(written[0], [Hyperlink(0, len(shown), link.url or link.target)])
    return chosen if chosen.flaw else made


def _read_bare_address(shown: str, link: Link) -> NoteAddress:
    target = find_cut_target(link.target) or parse_url(unwrap(link.url or link.target))
    found = next(iter(find_references(shown)), None) if shown != link.target else None
    made = NoteAddress(0, len(shown), target, href=link.target)
    return made._replace(defanged=found.defanged, repaired=found.repaired) if found else made


def _read_hyperlink(length: int, link: Link) -> NoteAddress | None:
    """Return the address that the target of a link is, or is meant to be; the first where several are joined in it."""
    made = NoteAddress(0, length, parse_url(unwrap(link.url or link.target)), titled=True, href=link.target)
    if cut := find_cut_target(link.target):
        return made._replace(target=cut)
    if link.target.lower().startswith("www."):
        return made._replace(repaired="the scheme was missing")
    if link.url is not None and "://" in link.url:
        targets = _find_link_targets(link.url) if _JOINED.search(link.url) else []
        return made._replace(target=targets[0], flaw=_find_glued_flaw(targets)) if targets else made
    found = find_references(link.target)
    if len(found) == 1 and isinstance(found[0].target, Url) and found[0].repaired:
        return made._replace(target=found[0].target, repaired=found[0].repaired)
    return made if _MEANT_TO_BE_OPENED.match(link.target) and isinstance(made.target, Malformed) else None


def _find_overlapping_links(written: Sequence[Reference], links: Sequence[Hyperlink]) -> Iterator[list[int]]:
    """Yield for each address the indexes of the links that overlap it, in one pass over both."""
    waiting = sorted(range(len(links)), key=lambda at: links[at].start, reverse=True)
    near: list[int] = []
    for found in written:
        while waiting and links[waiting[-1]].start < found.end:
            near.append(waiting.pop())
        near = [at for at in near if links[at].end > found.start]
        yield sorted(near)


def _choose_address(found: Reference, overlapping: list[Hyperlink]) -> NoteAddress:
    """Choose between an address in the text and the links that it overlaps.

    The text of an identifier is no address, so its link may lead to the same work elsewhere.
    """
    plain = NoteAddress(
        found.start, found.end, found.target, found.defanged, repaired=found.repaired, identifier=found.identifier
    )
    for link in overlapping:
        linked = _find_link_targets(link.href)
        targets = [one for one in linked if isinstance(one, Url)]
        if any(isinstance(one, CutUrl) and _is_completion(one, found.target) for one in linked):
            return plain._replace(href=link.href, flaw=LinkFlaw.BROKEN, identifier=False)
        if not targets:
            continue
        chosen = plain._replace(href=link.href, flaw=_find_glued_flaw(targets), identifier=False)
        if found.identifier:
            return chosen._replace(target=targets[0])
        if isinstance(found.target, CutUrl):
            whole = next((one for one in targets if _is_completion(found.target, one)), None)
            if whole is not None:
                return chosen._replace(target=whole)
        elif isinstance(found.target, Url):
            return _compare_with_link(chosen, found, link, targets)
    return plain


def _compare_with_link(chosen: NoteAddress, found: Reference, link: Hyperlink, targets: Sequence[Url]) -> NoteAddress:
    """Return the address of a text that is a complete one, by the addresses that its link holds."""
    same = next((one for one in targets if _is_same_source(one, found.target)), None)
    if same is not None and isinstance(found.target, Url):
        return chosen._replace(target=same if same.canonical == found.target.canonical else found.target)
    if len(targets) == 1 and _is_correction(found, link, targets[0]):
        return chosen._replace(target=targets[0], repaired=None)
    if len(targets) == 1 and (word := _find_glued_word(found, targets[0])):
        return chosen._replace(target=targets[0], end=found.end - len(word))
    return chosen._replace(flaw=chosen.flaw or LinkFlaw.BROKEN)


def _find_glued_word(found: Reference, linked: Url) -> str:
    """Return the mark and the word that a text has directly after the address of its link, "" without them."""
    glued = _GLUED_WORD.search(found.target.written) if isinstance(found.target, Url) and not found.defanged else None
    if glued is None:
        return ""
    return glued[0] if _is_same_source(linked, parse_url(glued.string[: glued.start()])) else ""


def _is_correction(found: Reference, link: Hyperlink, linked: Target) -> bool:
    """Return whether the link takes precedence over a text that is itself a complete address.

    It does if the text shows less than the link (only the host, a shortened path, a decoded spelling). It does not if
    the link leads to another host or the text was defanged.
    """
    if found.defanged or not isinstance(linked, Url) or not isinstance(found.target, Url):
        return False
    if found.start < link.start or found.end > link.end:
        return False
    shown, real = host_of(found.target.canonical), host_of(linked.canonical)
    return shown.removeprefix("www.") == real.removeprefix("www.") and not re.search(r"\s|&amp|%3B", link.href.strip())


def _is_completion(cut: CutUrl, target: Target) -> bool:
    return isinstance(target, Url) and _simplify_address(target.written).startswith(_simplify_address(cut.prefix))


def _is_same_source(a: Url, b: Target) -> bool:
    if not isinstance(b, Url):
        return False
    return source_key(a.canonical) == source_key(b.canonical) or names_same_work(a.canonical, b.canonical)


def _simplify_address(address: str) -> str:
    return unquote(re.sub(r"^https?://", "", address)).rstrip("/").lower()


def _find_glued_flaw(targets: Sequence[Target]) -> LinkFlaw | None:
    return LinkFlaw.GLUED if len(targets) > 1 else None


def _find_link_targets(href: str) -> list[Target]:
    """Return the address of a link's target, or the several addresses joined in it."""
    href = unwrap(href.strip())
    if cut := find_cut_target(href):
        return [cut]
    found = find_references(href)
    if len(found) > 1 or (found and found[0].repaired) or any(isinstance(one.target, Hostile) for one in found):
        return [one.target for one in found]
    trimmed = re.sub(r"[;,\s]+$|\s+dot$", "", href.strip())
    return [
        parse_url(trimmed) if re.match(r"[a-z][a-z0-9+.-]*:", trimmed, re.IGNORECASE) else _read_relative_link(trimmed)
    ]


def _read_relative_link(href: str) -> Target:
    if found := find_references(href):
        return found[0].target
    return Malformed(href, _RELATIVE)


def _build_titled_addresses(text: str, link: Hyperlink) -> list[NoteAddress]:
    """Return the addresses of a link whose text is not an address."""
    targets = [
        one for one in _find_link_targets(link.href) if not (isinstance(one, Malformed) and _RELATIVE in one.fault)
    ]
    flaw = _find_glued_flaw(targets)
    return [
        NoteAddress(
            link.start, link.end, one, titled=bool(text[link.start : link.end].strip()), flaw=flaw, href=link.href
        )
        for one in targets
    ]


def _drop_repeated_identifiers(made: list[NoteAddress]) -> list[NoteAddress]:
    """Drop an identifier that an address of the note holds: "https://doi.org/10.1000/182 (doi:10.1000/182)"."""
    if not any(one.identifier for one in made):
        return made
    held = {value for one in made if not one.identifier for value in _list_values(one.target)} - {""}
    kept: list[NoteAddress] = []
    for one in made:
        if not one.identifier or not (values := set(_list_values(one.target))) & held:
            kept.append(one)
            held.update(values if one.identifier else ())
    return kept


def _list_values(target: Target) -> Iterator[str]:
    """Yield what in the path of an address is an identifier: a DOI at its end, else the path and its last folder."""
    address = unquote(target.written if isinstance(target, Url) else "").lower()
    path = _PATH.sub("", address).strip("/")
    doi = _DOI_PATH.search(path)
    yield from (doi[0],) if doi else (path, *_LAST_NUMBER.findall(path))


def _drop_repeated_links(made: list[NoteAddress]) -> list[NoteAddress]:
    """Drop a titled link that repeats an earlier one (a title and its page number, a link split by markup)."""
    kept: list[NoteAddress] = []
    seen: set[Target] = set()
    for address in sorted(made, key=lambda one: (one.start, one.end)):
        shows_address = address.href is None or not address.titled
        if address.target in seen and not shows_address:
            continue
        if (
            kept
            and address.href
            and kept[-1].href == address.href
            and address.start <= kept[-1].end + 1
            and address.target in seen
        ):
            continue
        seen.add(address.target)
        kept.append(address)
    return kept
