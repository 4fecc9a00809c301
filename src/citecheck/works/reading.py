"""Read a reference into what is compared: title, authors, year, container, volume, pages, identifiers.

Read are the forms in which references are printed (APA, Chicago, IEEE, MLA, Vancouver, German and French forms) and
citations of decisions. What has no certain bounds is left out: it is never called wrong.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

from citecheck.draft.back_references import is_short_form
from citecheck.model.draft import CitationSystem, Draft, Footnote, Source
from citecheck.model.target import Kind, Offline, Url
from citecheck.model.work import CitedWork, WorkIdentifier
from citecheck.url.identifiers import find_identifiers, name_identifiers
from citecheck.url.references import find_references
from citecheck.works.cases import locate_decision, read_decision
from citecheck.works.containers import is_preprint_server
from citecheck.works.fields import YEAR, ReferenceParts, split_reference
from citecheck.works.names import are_names, known_names, split_names
from citecheck.works.words import words_of

_LONGEST = 4_000
"""Characters of a reference that are read."""
_YEAR = re.compile(rf"(?<![\w/.:-]){YEAR}(?=[a-z]?(?![\w/]))")
_PAGES = re.compile(r"(?:\bpp?\.?|\bS\.|(?<=\d)\s?:|(?<=\)):)\s?(\d{1,6})\s?[-\u2013]+\s?(\d{1,6})\b")
_NUMBER = re.compile(r"\A\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.)])\s+")
"""The number of a reference in its list."""
_FOLLOWED_BY_NUMBER = re.compile(r"[.,]?\s(?:vol|no|pp?|Bd)\Z")
_LABEL = re.compile(r"\s*\b(?:doi|DOI|URL|arXiv)\s*[:.]?\s*(?=[\s.,)]|\Z)")


@cache
def _asides() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what is taken out of a reference: its number, editions, "editors", dates of access."""
    return (
        _NUMBER,
        re.compile(rf"\s\((?:{words_of('editions')})\.?[^)]{{0,20}}\)"),
        re.compile(rf",?\s*(?:{words_of('editors')})(?=[.,:]|\s*\Z)"),
        re.compile(rf"[.,;(]?\s*\b(?:{words_of('access')})\b.*\Z", re.IGNORECASE | re.DOTALL),
    )


@cache
def _publisher() -> re.Pattern[str]:
    """Return the pattern of what follows the title of a book: "Geneva: WHO", "Weirham University Press"."""
    return re.compile(rf"\A[^.;()\d]{{2,60}}:\s[^\W\d_]|\b(?:{words_of('publishers')})\b")


@cache
def _inside() -> re.Pattern[str]:
    return re.compile(rf"\A(?:{words_of('inside')})\b:?\s+(?:[Pp]roc\.\s)?")


@cache
def _volume() -> re.Pattern[str]:
    labelled = rf"\b(?:{words_of('volumes')})\.?\s?(\d{{1,4}})\b"
    return re.compile(rf"{labelled}|(?<=[,.\s])(\d{{1,4}})\s?\(\d{{1,3}}(?:[-\u2013/]\d{{1,3}})?\)")


def read_reference(text: str) -> CitedWork:
    """Return what a printed reference says of its work."""
    whole = " ".join(html.unescape(text[:_LONGEST]).split())
    identifiers = identify_work(whole)
    if is_short_form(whole):
        return CitedWork(whole, is_short_form=True)
    if {one.kind for one in identifiers} == {"case"}:
        decision = read_decision(whole)
        return CitedWork(whole, decision.name, year=decision.year, identifiers=identifiers)
    plain = _without_addresses(whole)
    for pattern in _asides():
        plain = pattern.sub("", plain)
    return _read_parts(split_reference(plain.strip(" ,;")), whole, identifiers)


def list_cited_works(draft: Draft) -> Iterator[tuple[tuple[str, int], CitedWork]]:
    """Yield the works that the sources of a draft name, by the id of the note and the position of the source in it."""
    for note in draft.entries:
        for position, source in enumerate(note.sources):
            work = _read_source(note, source)
            if work is not None:
                yield (note.id, position), work


_CITING_KINDS = frozenset({Kind.URL, Kind.BIBLIOGRAPHIC})
_ASKED_OF_ADDRESS = frozenset({"doi", "arxiv", "pmid"})
"""Identifiers of works whose address leads to them."""


def _read_source(note: Footnote, source: Source) -> CitedWork | None:
    """Return the work that a source names by an identifier, or as a reference without an address; None for others."""
    if source.kind not in _CITING_KINDS or not isinstance(source.target, (Url, Offline)):
        return None
    alone = sum(other.kind is not Kind.NOTE for other in note.sources) == 1
    text = note.text if alone else source.raw
    if isinstance(source.target, Url):
        named = name_identifiers("", [source.target.canonical])
        identifiers = [WorkIdentifier(kind, named[kind]) for kind in named if kind in _ASKED_OF_ADDRESS]
        identifiers += identify_work(" ".join(text.split())) if alone and note.system is not CitationSystem.LINK else []
        if not identifiers:
            return None
        bare = _bare_work(identifiers)
        return bare if note.system is CitationSystem.LINK else _read_text(note, source, text, bare)
    return _read_text(note, source, text, _bare_work(identify_work(" ".join(text.split()))))


def _bare_work(identifiers: Collection[WorkIdentifier]) -> CitedWork:
    """Return a work of which only its identifiers are known, the first of each kind."""
    first = {one.kind: one for one in reversed(tuple(identifiers))}
    chosen = tuple(first[kind] for kind in dict.fromkeys(one.kind for one in identifiers))
    return CitedWork(" ".join(one.value for one in chosen), identifiers=chosen)


def _read_text(note: Footnote, source: Source, text: str, bare: CitedWork) -> CitedWork | None:
    """Return what a note says of the work of a source; what may be a remark about it describes nothing.

    An entry of a list of references describes its work. A note does so if a title and a name or year were read. Without
    either, the work is known by its identifiers alone; None if it has none.
    """
    titled = _read_titled(text, source.title) if note.system is CitationSystem.REFERENCE else None
    read = titled or read_reference(text)
    is_reference = read.title is not None and bool(read.authors or read.year)
    if is_reference or (note.system is CitationSystem.REFERENCE and len(text.split()) > _BARE_WORDS):
        return replace(read, identifiers=bare.identifiers)
    return bare if bare.identifiers else None


_BARE_WORDS = 8
"""Words of an entry that is an identifier with a label, and names no title."""


def _read_titled(text: str, title: str | None) -> CitedWork | None:
    """Return what an entry says of a work whose title is known, None if the title does not follow names in it.

    Its container is left out unless it is a server of preprints: a publisher may be printed in the same place.
    """
    whole = " ".join(text.split())
    title = " ".join((title or "").split()).strip(" .")
    names, found, rest = whole.partition(title) if title else ("", "", "")
    names = names.strip(" ,")
    if not found or not names:
        return None
    joined = _split_joined(names)
    if joined is None and not are_names(names.strip(".")):
        return None
    people, others = joined or split_names(names)
    read = _read_parts(ReferenceParts("", title, _without_addresses(rest)), whole, ())
    container = read.container if read.container and is_preprint_server(read.container) else None
    return replace(read, authors=people, others=others, container=container)


def _split_joined(names: str) -> tuple[tuple[str, ...], bool] | None:
    """Return names as BibTeX joins them, "Doe, Anna and Roe, Ben"; None if they are joined in another way."""
    pieces = [piece.strip(" ,.") if piece.count(".") == 1 else piece.strip(" ,") for piece in names.split(" and ")]
    if len(pieces) == 1 or any(piece.count(",") > 1 for piece in pieces):
        return None
    return known_names(pieces)


def _read_parts(parts: ReferenceParts, whole: str, identifiers: tuple[WorkIdentifier, ...]) -> CitedWork:
    if parts.title is None:
        return CitedWork(whole, year=last_year(parts.rest), identifiers=identifiers)
    authors, others = split_names(parts.names) if parts.names else ((), False)
    volume, pages = _volume().search(parts.rest), _PAGES.search(parts.rest)
    return CitedWork(
        text=whole,
        title=parts.title,
        authors=authors,
        others=others,
        year=last_year(f"{parts.names} {parts.rest}"),
        container=_find_container(parts.rest),
        volume=(volume[1] or volume[2]) if volume else None,
        pages=f"{pages[1]}-{pages[2]}" if pages else None,
        identifiers=identifiers,
    )


def last_year(text: str) -> int | None:
    """Return the last year in a text that is no part of an address or range of numbers, None without one."""
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def identify_work(text: str) -> tuple[WorkIdentifier, ...]:
    """Return the identifiers of works in a text: DOI, arXiv, PubMed, ISBN, court citation, the first of each kind."""
    addresses = [found.address for found in find_identifiers(text)]
    addresses += [getattr(one.target, "canonical", "") for one in find_references(text)]
    named = name_identifiers(text, addresses)
    if not named and (decision := locate_decision(text)):
        named = {"case": decision.value}
    return tuple(WorkIdentifier(kind, value) for kind, value in named.items())


def _without_addresses(text: str) -> str:
    """Return a reference without its addresses and identifiers."""
    spans = [(found.start, found.end) for found in find_identifiers(text)]
    spans += [(found.start, found.end) for found in find_references(text)]
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start].rstrip(" ,(") + " " + text[end:]
    return _LABEL.sub(" ", " ".join(text.split()))


def _find_container(rest: str) -> str | None:
    """Return the journal or proceedings at the beginning of what follows a title, None for numbers or a publisher."""
    text = _inside().sub("", rest.strip(" .,;/"))
    if _publisher().search(text.partition("(")[0]):
        return None
    found = re.match(r"[^\d(,;]*(?:\d{4}\s)?[^\d(,;]*", text)
    name = _FOLLOWED_BY_NUMBER.sub("", found[0].strip(" .,:;-") if found else "")
    return name if len(name) > 1 and any(map(str.isalpha, name)) else None
