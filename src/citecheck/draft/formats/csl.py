"""Read lists of works in CSL, as JSON (`works.json`) or YAML (`works.yaml`, `references:` in the front matter).

CSL is the format in which Zotero, Mendeley, Pandoc and Word's citation fields store works:
https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables. A work becomes a note whose source
is the address of its identifier, because a DOI stays valid where a publisher's page moves, or else its own address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from citecheck.draft.formats.hayagriva import convert_entry
from citecheck.draft.manuscript import Note
from citecheck.draft.source_kinds import kind_of_address
from citecheck.model.draft import CitationSystem, Place, Source
from citecheck.model.target import Kind, Offline
from citecheck.url.normal_form import parse_url

_Item: TypeAlias = Mapping[str, Any]
_IDENTIFIERS = (("DOI", "https://doi.org/"), ("PMCID", "https://pmc.ncbi.nlm.nih.gov/articles/"))
"""Variables of identifiers with the address of their registry."""
_PMID = "https://pubmed.ncbi.nlm.nih.gov/"


def read_csl_json(text: str) -> Mapping[str, Callable[[], Note]]:
    """Return the works of a list in JSON by key, as builders of their notes; none if it is damaged."""
    return _index_items(parse_csl_json(text))


def parse_csl_json(text: str) -> list[_Item]:
    """Return the items of a list in JSON, alone or under `items` or `references`; none if it is damaged."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return []
    items = read.get("items", read.get("references")) if isinstance(read, dict) else read
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def read_yaml_list(text: str) -> Mapping[str, Callable[[], Note]]:
    """Return the works of a list in YAML by key, as builders of their notes; none if it is damaged.

    CSL has its works under `references`, Hayagriva has each under its key.
    """
    read = load_yaml(text)
    if not isinstance(read, dict):
        return _index_items(read)
    if "references" in read:
        return _index_items(read["references"])
    return _index_items([convert_entry(str(key), one) for key, one in read.items() if isinstance(one, dict)])


def load_yaml(text: str) -> object:
    """Return the first document of a YAML text as plain values, None if it is damaged."""
    import yaml  # noqa: PLC0415 (drafts without metadata need no YAML)

    try:
        return next(iter(yaml.load_all(text, Loader=yaml.CSafeLoader)), None)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _index_items(read: object) -> Mapping[str, Callable[[], Note]]:
    items = [item for item in read if isinstance(item, dict) and item.get("id")] if isinstance(read, list) else []
    return {str(item["id"]): partial(_build_csl_note, item) for item in items[::-1]}


class CitedItems:
    """The works that the fields of a document cite so far, as entries of a list of references."""

    def __init__(self) -> None:
        """Initialize without works."""
        self._notes: dict[tuple[str, ...], Note] = {}

    @property
    def notes(self) -> tuple[Note, ...]:
        """The entries of the cited works in the order of their first citation."""
        return tuple(self._notes.values())

    def cite(self, items: Iterable[_Item], place: Place) -> tuple[str, ...]:
        """Return the ids of works that are cited at `place`; one without title, address and identifier is none."""
        ids = []
        for item in items:
            key = tuple(str(item.get(name) or "") for name in ("DOI", "URL", "title", "issued"))
            if key not in self._notes and any(key):
                name = f"field:{len(self._notes) + 1}"
                note = _build_csl_note(item, name, place)
                self._notes[key] = replace(note, id=name, marker=_cite_csl_item(item), system=CitationSystem.REFERENCE)
            if any(key):
                ids.append(self._notes[key].id)
        return tuple(dict.fromkeys(ids))


def read_csl_citation(text: str) -> Iterator[_Item]:
    """Yield the works in the JSON with which Zotero and Mendeley mark a citation; what follows it is not read."""
    for cited in list_in(load_json(text), "citationItems"):
        item = cited.get("itemData")
        if isinstance(item, dict):
            yield item


def load_json(text: str) -> object:
    """Return the JSON value at the beginning of a text, None if it is damaged."""
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def list_in(value: object, name: str) -> list[Any]:
    """Return the mappings in the list under a name of a mapping, empty if it is not one."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _build_csl_note(item: _Item, key: str | None = None, place: Place | None = None) -> Note:
    """Return a work as a note with one source; `key` replaces its id. Without `place`, the work is in another file."""
    where = place or Place()
    text = _write_item(item)
    title = text_of(item.get("title")) or None
    address = _find_address(item)
    if address is None:
        source = Source(text, Kind.BIBLIOGRAPHIC, Offline(), where, title=title)
    else:
        target = parse_url(address)
        source = Source(address, kind_of_address(target), target, where, title=title)
    name = key or str(item.get("id"))
    return Note(f"bib:{name}", f"[{name}]", text, ((0, where),), (), (source,), author=_name_author(item))


def _cite_csl_item(item: _Item) -> str:
    """Return how a text names a work: the first author and the year, or the title."""
    return " ".join(filter(None, [_name_author(item) or text_of(item.get("title")), _year_of(item)]))


def _name_author(item: _Item) -> str:
    """Return the surname of the first author or editor, "" without one."""
    people = item.get("author") or item.get("editor")
    first = next((write_person(one) for one in people if isinstance(one, dict)), "") if isinstance(people, list) else ""
    return first.partition(",")[0]


def _write_item(item: _Item) -> str:
    """Return a work as a list prints it: authors, year, title, container, publisher, address."""
    people = _write_names(item.get("author") or item.get("editor"))
    parts = [
        people,
        f"({_year_of(item)})" if _year_of(item) else "",
        *(text_of(item.get(name)) for name in ("title", "container-title")),
        " ".join(filter(None, [text_of(item.get("volume")), text_of(item.get("page"))])),
        text_of(item.get("publisher")),
        _find_address(item) or "",
    ]
    isbn = text_of(item.get("ISBN"))
    return ". ".join([*(part.rstrip(".") for part in parts if part), *([f"ISBN {isbn}"] if isbn else [])])


def _write_names(people: object) -> str:
    names = [write_person(one) for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    return "; ".join(filter(None, names))


def write_person(person: _Item) -> str:
    """Return the name of a person as "Family, Given", that of a group as it is."""
    if literal := text_of(person.get("literal")):
        return literal
    family = " ".join(filter(None, (text_of(person.get(name)) for name in ("non-dropping-particle", "family"))))
    return ", ".join(filter(None, [family, text_of(person.get("given"))]))


def _year_of(item: _Item) -> str:
    """Return the year in `issued`: `date-parts`, a list of dates, or a text."""
    issued = item.get("issued")
    if isinstance(issued, list):
        issued = issued[0] if issued else None
    if isinstance(issued, dict):
        parts = issued.get("date-parts") or [[issued.get("year") or issued.get("raw") or issued.get("literal")]]
        issued = parts[0] if isinstance(parts, list) and parts else None
        issued = issued[0] if isinstance(issued, list) and issued else issued
    return text_of(issued)[:4]


def _find_address(item: _Item) -> str | None:
    for name, registry in _IDENTIFIERS:
        if value := text_of(item.get(name)):
            return value if value.startswith("http") else f"{registry}{value.removeprefix('doi:').strip()}"
    if address := text_of(item.get("URL")):
        return address
    pmid = text_of(item.get("PMID"))
    return f"{_PMID}{pmid}/" if pmid else None


def text_of(value: object) -> str:
    """Return a text or a number as text, anything else as none."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
