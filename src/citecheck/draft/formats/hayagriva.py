"""Read lists of works in the format of Hayagriva, which Typst uses next to BibTeX (`works.yml`).

An entry has its own fields and those of its `parent`, the journal or book that holds it:
https://github.com/typst/hayagriva/blob/main/docs/file-format.md. Entries become items of CSL, which says how a work is
written and which of its addresses is that of the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_IDENTIFIERS: Final = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "isbn": "ISBN"}


def convert_entry(key: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as an item of CSL."""
    parents = entry.get("parent")
    parent = next((one for one in (parents if isinstance(parents, list) else [parents]) if isinstance(one, dict)), {})
    item: dict[str, Any] = {
        "id": key,
        "title": _text_of(entry.get("title")),
        "author": [{"literal": name} for name in _list_names(entry.get("author") or entry.get("editor"))],
        "issued": {"raw": _text_of(entry.get("date") or parent.get("date"))},
        "container-title": _text_of(parent.get("title")),
        "volume": _text_of(entry.get("volume") or parent.get("volume")),
        "page": _text_of(entry.get("page-range") or entry.get("pages")),
        "publisher": _text_of(entry.get("publisher") or parent.get("publisher") or entry.get("organization")),
        "URL": _text_of(entry.get("url") or parent.get("url")),
    }
    serial = entry.get("serial-number")
    numbers = serial if isinstance(serial, dict) else {"doi": entry.get("doi"), "isbn": entry.get("isbn")}
    for name, variable in _IDENTIFIERS.items():
        item[variable] = _text_of(numbers.get(name))
    return item


def _text_of(value: object) -> str:
    """Return a text, or that of a value with details (`{value: …, date: …}`)."""
    if isinstance(value, dict):
        value = value.get("value") or value.get("name")
    return "" if value is None or isinstance(value, list | dict) else " ".join(str(value).split())


def _list_names(people: object) -> list[str]:
    every = people if isinstance(people, list) else [people]
    return [name for one in every if (name := _text_of(one))]
