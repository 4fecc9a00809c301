"""Read from the front matter of a Markdown draft which works it cites: `bibliography` and `references` of Pandoc.

The value of `bibliography` is a name, a list of names, or names by topic. https://pandoc.org/MANUAL.html#citations.
A book or site of Quarto or bookdown names the list once for all its chapters: in `_quarto.yml`, or in the front matter
of its first page. https://quarto.org/docs/books/book-structure.html, https://bookdown.org/yihui/bookdown/citations.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from citecheck.draft.formats.csl import load_yaml
from citecheck.draft.formats.work_lists import LIST_SUFFIXES, CitedWorks
from citecheck.draft.manuscript import CompanionFiles, join_names

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<inside>.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_NAMES_WORKS = re.compile(r"^(?:bibliography|references)[ \t]*:", re.MULTILINE)
_CITES_WORKS = re.compile(r"\[[^\[\]\n]{0,80}@[\w:.+/-]{0,40}(?:19|20)\d\d[^\[\]\n]{0,200}\](?![(\[:{])")
"""A bracket with the key of a work and its year, "[@doe2024, p. 4]": names of people in brackets have none."""
_SETTINGS = (".yml", ".yaml")
PROJECT_FILES = tuple(
    f"{folder}{name}"
    for folder in ("", "../")
    for name in ("_quarto.yml", "_quarto.yaml", "_metadata.yml", "_bookdown.yml", "index.qmd", "index.Rmd", "index.rmd")
)
"""Files in the folder of a chapter or above it that may name the list of works of all chapters."""
_INLINE = "front-matter.yaml"
"""The name under which the works in the front matter itself are a list."""


def _read_metadata(text: str) -> Mapping[object, object]:
    """Return the front matter if it names works, otherwise nothing, so that YAML is parsed only where it is needed."""
    front = _FRONT.match(text)
    if front is None or not _NAMES_WORKS.search(front["inside"]):
        return {}
    read = load_yaml(front["inside"])
    return read if isinstance(read, dict) else {}


def list_bibliographies(text: str, name: str = "") -> tuple[str, ...]:
    """Return the names of the lists of works, relative to the draft's folder; `name` is that of the file itself."""
    if name.endswith(_SETTINGS):
        return _join_lists(load_yaml(text), name)
    return _join_lists(_read_metadata(text), name)


def _join_lists(metadata: object, name: str) -> tuple[str, ...]:
    named = metadata.get("bibliography") if isinstance(metadata, dict) else None
    values = named.values() if isinstance(named, dict) else [named]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    names = [one.strip() for one in flat if isinstance(one, str) and one.strip()]
    return tuple(
        join_names(name, one if PurePath(one).suffix.lower() in LIST_SUFFIXES else f"{one}.bib") for one in names
    )


def names_works(text: str) -> bool:
    """Return whether the front matter of a draft names or holds its works."""
    return bool(_read_metadata(text))


def open_works(text: str, companions: CompanionFiles) -> CitedWorks | None:
    """Return the works that a draft may cite by key, None if it names neither a list nor works nor cites any."""
    metadata = _read_metadata(text)
    if not metadata and not companions.lists and not _CITES_WORKS.search(text):
        return None
    front = _FRONT.match(text)
    own = [(_INLINE, front["inside"].encode())] if front and metadata.get("references") else []
    return CitedWorks([*own, *companions.lists])
