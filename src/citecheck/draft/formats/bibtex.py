"""Read BibTeX and BibLaTeX files: each entry is a note, and its fields give its source.

The value of a field is a string in braces or quotation marks, a number, or the name of a string defined before, joined
by "#". An entry that does not close ends where the next one begins, so a missing brace affects only one entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from citecheck.draft.manuscript import LineIndex, Manuscript, Note
from citecheck.draft.source_kinds import kind_of_address
from citecheck.model.draft import Place, Source
from citecheck.model.target import Kind, Offline, Url
from citecheck.text.encoding import decode_draft
from citecheck.text.languages import english_months
from citecheck.url.normal_form import parse_url
from citecheck.url.references import find_references

_ENTRY = re.compile(r"^[ \t]*@(?P<type>\w+)\s*[{(]\s*", re.MULTILINE)
_KEY = re.compile(r"([^\s,{}()=\"]+)\s*(?:,|[})]|\Z)")
_FIELD = re.compile(r"[\s,]*([A-Za-z_][\w.:+/-]{0,60})\s*=\s*")
_STRAY = re.compile(r"[\s,]*[^\s,={}()\"]{1,60}\s*(?=,)")
"""A word without a value between two fields, as the rest of a key with a comma in it."""
_PART = re.compile(r"\s*#?\s*(?:(?P<open>\{)|(?P<quote>\")|(?P<word>[\w.:+/-]+))")
_STRING_LIMIT = 2_000
"""The most characters of a named string.

The longest journal names have 200, and strings made of strings double each time.
"""
_NEXT_BRACE = re.compile(r"\\.|(?P<brace>[{}])|(?P<quote>\")", re.DOTALL)
_NOT_ENTRIES = frozenset({"comment", "preamble", "string"})
_TEXT_FIELDS: Final = (
    "author", "editor", "title", "subtitle", "booktitle", "journal", "journaltitle", "howpublished", "publisher",
    "organization", "institution", "school", "series", "volume", "number", "pages", "edition", "address", "location",
    "month", "year", "date", "note", "eprint", "doi", "isbn", "url", "urldate",
)  # fmt: skip
"""The fields that a reference list prints, in the usual order."""
_PRINTED: Final = {"doi": "doi:", "isbn": "ISBN ", "eprint": "eprint "}
_OWN: Final = frozenset({
    "url", "urldate", "doi", "eprint", "eprinttype", "archiveprefix", "title", "subtitle", "pages", "note", "author",
    "howpublished", "crossref", "xref", "label", "shorthand", "keywords", "abstract", "file",
})  # fmt: skip
"""Fields about one work alone, which are not inherited from the volume that contains it."""
_FROM_VOLUME: Final = {"booktitle": "title", "booksubtitle": "subtitle"}
_CHAIN = 4
_ADDRESS_FIELDS: Final = ("url", "howpublished", "note", "annote", "publisher", "journal", "addendum", "pubstate")
_PREFIX = re.compile(r"\s*(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
"""Prefixes that authors write before the identifier in the field "doi"."""
_AND = re.compile(r"\s+and\s+")
_SURNAME = re.compile(r"\A(?:[A-Z]\S*\s+)+(?=\S)")
"""The given names before a surname, which may begin with a particle: "Anna" in "Anna van der Berg"."""
_ARXIV = re.compile(r"(?:arxiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BibtexEntry:
    """One work. `fields` maps lower-case names to values, with braces and commands as written."""

    key: str
    type: str
    fields: Mapping[str, str]
    place: Place


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  entries have no relative addresses
    """Read a BibTeX file. It has no running text, and each entry is a note."""
    found = parse_entries(decode_draft(data))
    return Manuscript((), tuple(build_entry_note(entry, place_known=True) for entry in found.values()))


def parse_entries(text: str) -> dict[str, BibtexEntry]:
    """Return the entries of a file by key. Of two entries with one key the first is used, as in BibTeX."""
    lines = LineIndex(text)
    strings: dict[str, str] = {month[:3].lower(): month for month in english_months()}
    found: dict[str, BibtexEntry] = {}
    heads = list(_ENTRY.finditer(text))
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        kind = head["type"].lower()
        if kind == "string":
            strings.update(_parse_fields(text, head.end(), end, strings))
        if kind in _NOT_ENTRIES:
            continue
        key = _KEY.match(text, head.end(), end)
        if key is not None and key[1] not in found:
            place = lines.place(head.start("type") - 1)
            found[key[1]] = BibtexEntry(key[1], kind, _parse_fields(text, key.end(), end, strings), place)
    by_name = {key.lower(): entry for key, entry in found.items()}
    return {key: replace(entry, fields=_inherit_fields(entry, by_name)) for key, entry in found.items()}


def _inherit_fields(entry: BibtexEntry, works: Mapping[str, BibtexEntry]) -> Mapping[str, str]:
    """Return the fields of an entry with those that it inherits from the volume in its `crossref`, as in BibTeX."""
    fields = dict(entry.fields)
    for _ in range(_CHAIN):
        volume = works.get(fields.pop("crossref", "").strip().lower())
        if volume is None or volume.key == entry.key:
            break
        for name, own in _FROM_VOLUME.items():
            if own in volume.fields:
                fields.setdefault(name, volume.fields[own])
        for name, value in volume.fields.items():
            if name not in _OWN or name == "crossref":
                fields.setdefault(name, value)
    return fields


def _parse_fields(text: str, start: int, end: int, strings: Mapping[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = start
    while (name := _FIELD.match(text, at, end) or _STRAY.match(text, at, end)) is not None:
        at = name.end()
        if name.re is _FIELD:
            value, at = _parse_value(text, at, end, strings)
            fields.setdefault(name[1].lower(), value)
    return fields


def _parse_value(text: str, start: int, end: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """Read the parts of one value, and return the value and the offset after it."""
    parts: list[str] = []
    at = start
    while (part := _PART.match(text, at, end)) is not None:
        if parts and "#" not in text[at : part.end()]:
            break
        if part["word"] is not None:
            parts.append(strings.get(part["word"].lower(), part["word"])[:_STRING_LIMIT])
            at = part.end()
        else:
            stop = _find_closing_delimiter(text, part.end(), end, quoted=part["quote"] is not None)
            parts.append(text[part.end() : stop])
            at = min(stop + 1, end)
    return "".join(parts), at


def _find_closing_delimiter(text: str, start: int, end: int, *, quoted: bool) -> int:
    """Return the offset where a braced or quoted value ends, or the end of the entry if it does not close."""
    depth = 0
    for found in _NEXT_BRACE.finditer(text, start, end):
        if found["quote"] is not None:
            if quoted and depth == 0:
                return found.start()
        elif found["brace"] == "{":
            depth += 1
        elif found["brace"] == "}":
            if depth == 0:
                return found.start()
            depth -= 1
    return end


def build_entry_note(entry: BibtexEntry, *, place_known: bool) -> Note:
    """Return an entry as a note. Its place is omitted if the entry is not in the draft's own file."""
    from citecheck.draft.formats.latex.interpreter import render_plain_text  # noqa: PLC0415  the two formats need each other

    place = entry.place if place_known else Place()
    shown = [
        _PRINTED.get(name, "")
        + render_plain_text(_PREFIX.sub("", entry.fields[name]) if name == "doi" else entry.fields[name])
        for name in _TEXT_FIELDS
        if entry.fields.get(name, "").strip()
    ]
    text = ". ".join(part.rstrip(".") for part in shown if part)
    title = render_plain_text(entry.fields.get("title", "")) or None
    source = _build_source(entry, place, text=text, title=title)
    author = _name_author(entry.fields)
    return Note(f"bib:{entry.key}", f"[{entry.key}]", text, ((0, place),), (), (source,), author=author)


def _name_author(fields: Mapping[str, str]) -> str:
    """Return the surname of the first author or editor, or the organisation, which is in braces of its own."""
    from citecheck.draft.formats.latex.interpreter import render_plain_text  # noqa: PLC0415  the two formats need each other

    written = _AND.split((fields.get("author") or fields.get("editor") or "").strip(), maxsplit=1)[0].strip()
    shown = render_plain_text(written)
    if written.startswith("{") or not shown:
        return shown
    surname, comma, _ = shown.partition(",")
    return surname.strip() if comma else _SURNAME.sub("", shown)


def _build_source(entry: BibtexEntry, place: Place, *, text: str, title: str | None) -> Source:
    written = _find_address(entry.fields)
    if written is None:
        return Source(text, Kind.BIBLIOGRAPHIC, Offline(), place, title=title)
    target = parse_url(written)
    return Source(written, kind_of_address(target), target, place, title=title)


def _find_address(fields: Mapping[str, str]) -> str | None:
    """Return the address of a work: one in a field, otherwise the one that its identifier resolves to."""
    for name in _ADDRESS_FIELDS:
        value = re.sub(r"\\([_%&#~$])", r"\1", fields.get(name, ""))
        found = [one for one in find_references(value) if isinstance(one.target, Url)]
        if found and isinstance(found[0].target, Url):
            return found[0].target.written
    doi = _PREFIX.sub("", fields.get("doi", "")).strip()
    if doi:
        return doi if doi.startswith("http") else f"https://doi.org/{doi}"
    arxiv = _ARXIV.match(fields.get("eprint", "").strip())
    if arxiv and fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).strip("{} ").lower() == "arxiv":
        return f"https://arxiv.org/abs/{arxiv[1]}"
    return None
