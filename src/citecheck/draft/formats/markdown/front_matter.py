"""Read from the front matter of a Markdown draft which works it cites: `bibliography` and `references` of Pandoc.

The value of `bibliography` is a name, a list of names, or names by topic. https://pandoc.org/MANUAL.html#citations.
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
    named = _read_metadata(text).get("bibliography")
    values = named.values() if isinstance(named, dict) else [named]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    names = [one.strip() for one in flat if isinstance(one, str) and one.strip()]
    return tuple(
        join_names(name, one if PurePath(one).suffix.lower() in LIST_SUFFIXES else f"{one}.bib") for one in names
    )


def open_works(text: str, companions: CompanionFiles) -> CitedWorks | None:
    """Return the works that a draft may cite by key, None if it names neither a list nor works."""
    metadata = _read_metadata(text)
    if not metadata and not companions.lists:
        return None
    front = _FRONT.match(text)
    own = [(_INLINE, front["inside"].encode())] if front and metadata.get("references") else []
    return CitedWorks([*own, *companions.lists])
