"""Read Typst: footnotes, links, and the works of its bibliography that keys cite.

A citation key (`@doe2024`) counts only where a list of works is available: as the BibTeX or Hayagriva file that the
document names, in its folder or one up. A part (`#include`) is read where it is included, and its places are that of
the command.
"""

from __future__ import annotations

import re

from citecheck.draft.formats.typst.interpreter import TypstInterpreter, join_part_name
from citecheck.draft.formats.typst.notes import TypstNotes
from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, Manuscript, WantedFiles
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.text.encoding import decode_draft

_NAMED = re.compile(
    r"(?<![:\"])//[^\n]*|`{3,}.*?`{3,}"
    r"|\bbibliography\s*\(\s*(?P<lists>(?:\(\s*)?(?:\"[^\"\n]{1,300}\"\s*,?\s*){1,50})"
    r"|\binclude\s*\(?\s*\"(?P<part>[^\"\n]{1,300})\"",
    re.DOTALL,
)
_STRING = re.compile(r"\"([^\"\n]+)\"")


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read a Typst file alone. All input is readable, so nothing is raised."""
    return read_with(data, NO_COMPANIONS, base=base)


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:  # noqa: ARG001  relative links are not resolved here
    """Read a Typst file with the contents of its available parts and lists of works."""
    text = decode_draft(data)
    parts = {name: decode_draft(content) for name, content in companions.parts}
    notes = TypstNotes(CitedWorks(companions.lists), (text, *parts.values()))
    walk = TypstInterpreter(text, notes, parts)
    walk.read()
    blocks, found = [notes.resolve(block) for block in walk.blocks], list(notes.finished())
    if not found:
        blocks, found = split_typed_notes(blocks)
    return Manuscript(
        tuple(blocks),
        tuple(found),
        title=walk.title,
        language=walk.language,
        unlisted=notes.unlisted,
        links=tuple(walk.links),
    )


def wanted(data: bytes, *, name: str) -> WantedFiles:
    """Return the names of the parts and lists of works that a Typst file names, relative to the draft's folder."""
    text = decode_draft(data)
    lists: dict[str, None] = {}
    parts: dict[str, None] = {}
    for found in _NAMED.finditer(text):
        if found["part"]:
            parts[join_part_name(name, found["part"])] = None
        elif found["lists"]:
            lists |= dict.fromkeys(join_part_name(name, one) for one in _STRING.findall(found["lists"]))
    return WantedFiles(tuple(lists), tuple(parts))
