"""Read the works of a JATS list of references: each `ref` is a reference whose markup names its sources.

A citation is written out with its punctuation (`mixed-citation`) or as elements alone (`element-citation`), of which
the text is made in the order of the elements. The address of a work is that of its DOI, otherwise its link, otherwise
that of another identifier: a DOI stays valid where a publisher's page moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from citecheck.draft.formats.office_parts import Element, line_of, local_name
from citecheck.draft.manuscript import Hyperlink, Note
from citecheck.draft.source_kinds import kind_of_address
from citecheck.model.draft import CitationSystem, Place, Source
from citecheck.model.target import Kind, Offline, Url
from citecheck.url.normal_form import parse_url
from citecheck.url.references import find_references

HREF: Final = "{http://www.w3.org/1999/xlink}href"
_CITATIONS: Final = frozenset({"mixed-citation", "element-citation", "nlm-citation", "citation", "product"})
_RESOLVERS: Final = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "arxiv": "https://arxiv.org/abs/{}",
    "handle": "https://hdl.handle.net/{}",
    "isrctn": "https://www.isrctn.com/{}",
    "clinicaltrials.gov": "https://clinicaltrials.gov/study/{}",
}
"""Where an identifier of a type (`pub-id-type`, `ext-link-type`) leads."""
_SHOWN: Final = {"doi": "doi:", "pmid": "PMID ", "isbn": "ISBN ", "issn": "ISSN ", "arxiv": "arXiv:"}
_TITLES: Final = ("article-title", "part-title", "chapter-title", "data-title", "source")
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)\Z", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WHOLE: Final = frozenset({"name", "pub-id", "etal"})
"""Elements whose text is made in the same way in a citation that is written out."""
_PARTS: Final = frozenset({
    "name", "string-name", "collab", "person-group", "source", "year", "volume", "issue", "article-title", "fpage",
    "lpage", "publisher-name", "publisher-loc", "pub-id",
})  # fmt: skip
_PAGE_RANGE: Final = "\u2013\u2013"
"""Mark before a last page, which a range joins to the first one."""
_LABEL: Final = re.compile(r"\A[\s.,;:)\]]+")
"""What is left of the label that some lists have in the citation itself."""
_GIVEN: Final = frozenset({"given-names", "prefix", "suffix", "degrees"})


def collapse(text: str) -> str:
    """Return a text with its white space collapsed."""
    return " ".join(text.split())


def plain_text_of(element: Element) -> str:
    """Return the text in an element, with white space collapsed."""
    return collapse("".join(str(piece) for piece in element.itertext()))


def address_of(element: Element) -> str | None:
    """Return the address that an `ext-link`, `uri`, `pub-id` or `object-id` leads to, None if it has none."""
    written = collapse(element.get(HREF) or "") or plain_text_of(element)
    kind = (element.get("ext-link-type") or element.get("pub-id-type") or "").lower()
    doi = _DOI.match(written)
    if doi is not None and (kind == "doi" or not _SCHEME.match(written)):
        return f"https://doi.org/{doi[1]}"
    if written.startswith(("http://", "https://", "ftp://")):
        return written
    resolver = _RESOLVERS.get(kind)
    if resolver is not None and written:
        return resolver.format(written.removeprefix("arXiv:").strip())
    return f"http://{written}" if re.match(r"www\.\S+\Z", written) else None


def read_reference(element: Element, note_id: str, marker: str) -> Note:
    """Return a `ref` as an entry of the list of references, with a source for each of its citations."""
    place = Place(line_of(element))
    texts: list[str] = []
    links: list[Hyperlink] = []
    sources: list[Source] = []
    for citation in _find_citations(element):
        text = _LABEL.sub("", _write_citation(citation).removeprefix(marker.strip("[]")))
        start = sum(len(one) + 1 for one in texts)
        links += _find_links(citation, text, start)
        texts.append(text)
        if text:
            sources.append(_build_source(citation, text))
    made = Note(note_id, marker, "\n".join(texts), ((0, place),), tuple(links), tuple(sources))
    return replace(made, system=CitationSystem.REFERENCE)


def _find_citations(element: Element) -> list[Element]:
    """Return the citations of a `ref`: of alternatives the one with punctuation, and notes among them."""
    found: list[Element] = []
    for child in element:
        name = local_name(child)
        if name == "citation-alternatives":
            inner = [one for one in child if local_name(one) in _CITATIONS]
            found += sorted(inner, key=lambda one: local_name(one) != "mixed-citation")[:1]
        elif name in _CITATIONS or name == "note":
            found.append(child)
    written_out = [one for one in found if local_name(one) == "mixed-citation"]
    doubled = len(found) == 2 and len(written_out) == 1 and local_name(found[1]) == "element-citation"
    return written_out if doubled else found  # SciELO gives the citation as printed next to its elements


def _write_citation(citation: Element) -> str:
    """Return a citation as its reader sees it."""
    tails = "".join(one.tail or "" for one in citation)
    if local_name(citation) != "element-citation" and ((citation.text or "") + tails).strip():
        return collapse("".join(_write_printed(citation)))
    parts = [part for child in citation for part in _write_part(child)]
    text = ". ".join(part.rstrip(".") for part in parts if part)
    return text.replace(f". {_PAGE_RANGE}", "–")


def _write_printed(element: Element) -> Iterator[str]:
    """Yield the pieces of a citation that is written out; elements with nothing between them are parted by a space."""
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if name in _WHOLE:
            yield " " + " ".join(_write_part(child))
        elif name:
            yield from _write_printed(child)
        parted = bool(child.tail) or child.getnext() is None or name not in _PARTS
        yield child.tail or "" if parted else " "


def _write_part(element: Element) -> Iterator[str]:
    """Yield the parts of an element of a citation without punctuation."""
    name = local_name(element)
    if name == "person-group":
        yield ", ".join(one for child in element for one in _write_part(child) if one)
    elif name == "etal":
        yield "et al."
    elif name in {"name", "string-name"} and len(element):
        given = " ".join(plain_text_of(child) for child in element if local_name(child) in _GIVEN)
        family = " ".join(plain_text_of(child) for child in element if local_name(child) not in _GIVEN)
        yield f"{family} {given}".strip()
    elif name in {"pub-id", "object-id"}:
        kind = (element.get("pub-id-type") or "").lower()
        yield _SHOWN.get(kind, f"{kind} " if kind else "") + plain_text_of(element)
    elif name in {"ext-link", "uri"}:
        yield plain_text_of(element) or collapse(element.get(HREF) or "")
    elif name == "lpage":
        yield _PAGE_RANGE + plain_text_of(element)
    elif name:
        yield plain_text_of(element)


def _find_links(citation: Element, text: str, start: int) -> Iterator[Hyperlink]:
    """Yield the links of a citation over the words that show them."""
    at = 0
    for element in citation.iter():
        if local_name(element) not in {"ext-link", "uri"}:
            continue
        href, shown = address_of(element), plain_text_of(element) or collapse(element.get(HREF) or "")
        if href is None:
            continue
        found = text.find(shown, at)
        low, high = (found, found + len(shown)) if found >= 0 else (len(text), len(text))
        at = high if found >= 0 else at
        yield Hyperlink(start + low, start + high, href, place=Place(line_of(element)))


def _build_source(citation: Element, text: str) -> Source:
    place = Place(line_of(citation))
    titles = {local_name(one): plain_text_of(one) for one in reversed(list(citation.iter(*_TITLES)))}
    title = next((titles[name] for name in _TITLES if titles.get(name)), None)
    address = _find_address(citation) or _find_typed_address(text)
    if address is None:
        kind = Kind.NOTE if local_name(citation) == "note" else Kind.BIBLIOGRAPHIC
        return Source(text, kind, Offline(), place, title=title)
    target = parse_url(address)
    return Source(address, kind_of_address(target), target, place, title=title)


def _find_address(citation: Element) -> str | None:
    """Return the address of a work: by its DOI, by its link, by another identifier."""
    found: dict[str, str] = {}
    for element in citation.iter():
        name = local_name(element)
        if name not in {"ext-link", "uri", "pub-id", "object-id"}:
            continue
        address = address_of(element)
        if address is not None:
            known = "doi" if address.startswith("https://doi.org/") else "link" if name in {"ext-link", "uri"} else "id"
            found.setdefault(known, address)
    return next((found[name] for name in ("doi", "link", "id") if name in found), None)


def _find_typed_address(text: str) -> str | None:
    """Return the address that a citation has in its words, "doi:10.1000/182", None without one."""
    targets = (one.target for one in find_references(text))
    return next((target.written for target in targets if isinstance(target, Url)), None)
