"""Read entries of bibliographies into what is compared: BibTeX and BibLaTeX, CSL-JSON, RIS.

An entry names its fields, so that their bounds are certain. RIS is read by rispy and taken as CSL.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

import rispy

from citecheck.draft.formats.bibtex import BibtexEntry, parse_entries
from citecheck.draft.formats.csl import parse_csl_json, text_of, write_person
from citecheck.draft.formats.latex.interpreter import render_plain_text
from citecheck.errors import UnreadableInput
from citecheck.model.work import CitedWork, WorkIdentifier
from citecheck.works.names import known_names
from citecheck.works.reading import identify_work, last_year

_LONGEST_ENTRY = 40_000
"""Characters of a BibTeX entry that are read; abstracts make them long."""


def read_entries(name: str, text: str) -> Iterator[tuple[str, CitedWork]]:
    """Yield the works of a bibliography with their keys, in order; the suffix of its name is its format.

    Raises:
        UnreadableInput: The text holds no entry of the format.
    """
    works = list(_READERS[PurePath(name).suffix.lower()](text))
    if not works:
        raise UnreadableInput(f"{name}: holds no entry of a bibliography; the formats are {', '.join(_READERS)}")
    yield from works


def is_bibliography(name: str) -> bool:
    """Return whether a file with this name is a bibliography."""
    return PurePath(name).suffix.lower() in _READERS


def read_bibtex(text: str) -> CitedWork:
    """Return what the first BibTeX entry of a text says of its work.

    Raises:
        UnreadableInput: The text holds no entry.
    """
    entries = parse_entries(text[:_LONGEST_ENTRY])
    if not entries:
        raise UnreadableInput('"bibtex" holds no entry; write it as @article{key, title = {...}}')
    return _read_entry(next(iter(entries.values())))


def _read_entry(entry: BibtexEntry) -> CitedWork:
    fields = {name: value for name, value in entry.fields.items() if value.strip()}
    shown = {name: " ".join(render_plain_text(value).split()) for name, value in fields.items()}
    authors, others = _split_bibtex_names(fields.get("author") or fields.get("editor") or "")
    title = ": ".join(filter(None, (shown.get("title"), shown.get("subtitle"))))
    container = next((shown[name] for name in ("journal", "journaltitle", "booktitle") if name in shown), None)
    year = last_year(shown.get("year") or shown.get("date") or "")
    return CitedWork(
        text=". ".join(filter(None, (", ".join(authors), title, container, str(year or "")))),
        title=title or None,
        authors=authors,
        others=others,
        year=year,
        container=container,
        volume=shown.get("volume"),
        pages=shown.get("pages"),
        identifiers=_find_bibtex_identifiers(fields),
    )


def _split_bibtex_names(written: str) -> tuple[tuple[str, ...], bool]:
    return known_names(
        [" ".join(render_plain_text(name).split()) for name in re.split(r"\s+and\s+", written) if name.strip()]
    )


def _find_bibtex_identifiers(fields: Mapping[str, str]) -> tuple[WorkIdentifier, ...]:
    """Return the identifiers of an entry: of its own fields first, then of its address and notes."""
    labels = (("doi", "doi:"), ("eprint", "arXiv:"), ("isbn", "ISBN "), ("pmid", "PMID: "))
    written = [_label_field(label, fields[name]) for name, label in labels if name in fields]
    written += [fields[name] for name in ("url", "howpublished", "note", "journal") if name in fields]
    return identify_work(" ; ".join(written))


def _label_field(label: str, value: str) -> str:
    """Return the value of a field with its label, unless it has it: "doi:10.1000/182"."""
    value = re.sub(r"\\([_%&#~$])", r"\1", value).strip()
    return value if label.strip(": ").casefold() in value.casefold() else label + value


_ISSUED = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
"""The year in a date of CSL or RIS: `{"date-parts": [[2020, 5]]}`, "2020/05/03", "May 2020"."""


def read_csl(item: Mapping[str, Any]) -> CitedWork:
    """Return what a CSL item says of its work; a field of another type than CSL gives it is none."""
    people = item.get("author") or item.get("editor")
    named = (write_person(one) for one in people if isinstance(one, dict)) if isinstance(people, list) else ()
    authors = tuple(filter(None, named))
    title, container = text_of(item.get("title")), text_of(item.get("container-title"))
    issued = _ISSUED.search(json.dumps(item.get("issued") or ""))
    year = int(issued[0]) if issued else None
    labels = (("DOI", "doi:"), ("PMID", "PMID: "), ("ISBN", "ISBN "), ("URL", ""), ("note", ""))
    written = [_label_field(label, text_of(item.get(name))) for name, label in labels if item.get(name)]
    return CitedWork(
        text=". ".join(filter(None, (", ".join(authors), title, container, str(year or "")))),
        title=title or None,
        authors=authors,
        year=year,
        container=container or None,
        volume=text_of(item.get("volume")) or None,
        pages=text_of(item.get("page")) or None,
        identifiers=identify_work(" ; ".join(written)),
    )


def _read_bibtex_list(text: str) -> Iterator[tuple[str, CitedWork]]:
    for key, entry in parse_entries(text).items():
        yield key, _read_entry(entry)


def _read_csl_list(text: str) -> Iterator[tuple[str, CitedWork]]:
    for number, item in enumerate(parse_csl_json(text), start=1):
        yield text_of(item.get("id")) or str(number), read_csl(item)


_RIS_TITLES = ("title", "primary_title", "translated_title")
_RIS_CONTAINERS = ("secondary_title", "journal_name", "alternate_title3", "alternate_title2", "alternate_title1")
_RIS_PEOPLE = ("authors", "first_authors", "secondary_authors")


def _read_ris_list(text: str) -> Iterator[tuple[str, CitedWork]]:
    rows: list[dict[str, Any]] = rispy.loads(text.lstrip("\ufeff"), skip_unknown_tags=True)
    for number, row in enumerate(rows, start=1):
        first, last = row.get("start_page"), row.get("end_page")
        people: list[str] = next((row[name] for name in _RIS_PEOPLE if row.get(name)), [])
        number_of_serial = text_of(row.get("issn"))
        item = {
            "title": _first_of(row, _RIS_TITLES),
            "author": [_split_name(name) for name in people],
            "container-title": _first_of(row, _RIS_CONTAINERS),
            "issued": row.get("year") or row.get("publication_year") or row.get("date"),
            "volume": row.get("volume"),
            "page": "-".join(filter(None, (first, last))),
            "DOI": row.get("doi"),
            "ISBN": number_of_serial if len(re.sub(r"\W", "", number_of_serial)) >= _ISBN_DIGITS else None,
            "URL": " ".join(row.get("urls") or ()),
        }
        yield text_of(row.get("id")) or str(number), read_csl(item)


_ISBN_DIGITS = 10
"""Digits of an ISBN at least; RIS has ISBN and ISSN (8 digits) in one field."""


def _first_of(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _split_name(written: str) -> dict[str, str]:
    """Return a name of RIS, "Family, Given, Suffix", in parts."""
    family, _, given = written.partition(",")
    given, _, suffix = given.partition(",")
    return {"family": family.strip(), "given": given.strip(), "suffix": suffix.strip()}


_READERS: Final[Mapping[str, Callable[[str], Iterator[tuple[str, CitedWork]]]]] = {
    ".bib": _read_bibtex_list,
    ".json": _read_csl_list,
    ".ris": _read_ris_list,
}
"""The reader of a bibliography by the suffix of its name."""
