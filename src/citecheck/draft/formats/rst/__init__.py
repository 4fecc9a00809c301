"""Read reStructuredText: footnotes, auto-numbered and symbol notes, citations, and links by name, order or inline.

Markers are those of the source ("[1]_", "[#]_", "[#name]_"), which an editor searches for. The printed number of "[#]_"
depends on the program that builds the document. If a draft has no such notes, notes typed by hand are searched for as
in plain text.
"""

from __future__ import annotations

import re

from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import (
    NO_COMPANIONS,
    CompanionFiles,
    Manuscript,
    WantedFiles,
    join_names,
    list_loose_links,
)
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.model.draft import BlockKind
from citecheck.text.encoding import decode_draft

_PREAMBLE_TITLE = re.compile(r"\A(?:[A-Z][\w-]*:.*\n(?:[ \t]+.*\n)*)*?Title:[ \t]*(.+)")
"""A field block at the top, as in enhancement proposals. It is bounded by its own lines."""


_LISTS = re.compile(r"^[ \t]*\.\. (?:foot)?bibliography::[ \t]*(\S.*)$", re.MULTILINE)
_CONFIGURED = re.compile(r"^bibtex_bibfiles\s*=\s*[\[(](?P<names>[^\])]{0,4000})", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"'\n]{1,300})["']""")


def wanted(data: bytes, *, name: str) -> WantedFiles:
    """Return the lists of works that `bibliography` directives name, or Sphinx's configuration, which may name them.

    https://sphinxcontrib-bibtex.readthedocs.io/en/latest/usage.html
    """
    text = decode_draft(data)
    if name:
        found = _CONFIGURED.search(text)
        return (
            WantedFiles(tuple(join_names(name, one) for one in _QUOTED.findall(found["names"])))
            if found
            else WantedFiles()
        )
    lists = tuple(one for row in _LISTS.findall(text) for one in row.split())
    return WantedFiles(lists, projects=() if lists else ("conf.py", "../conf.py"))


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read reStructuredText without the lists of works that it names.

    Raises:
        UnreadableInput: Lists or quotations are nested too deeply.
    """
    return read_with(data, NO_COMPANIONS, base=base)


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:  # noqa: ARG001  relative links are not resolved here
    """Read reStructuredText, with the works that its keys cite.

    Raises:
        UnreadableInput: Lists or quotations are nested too deeply.
    """
    from citecheck.draft.formats.rst.parser import document_of  # noqa: PLC0415  importing docutils takes 100 ms
    from citecheck.draft.formats.rst.tree_walk import RstWalk  # noqa: PLC0415

    text = decode_draft(data)
    document = document_of(text)
    works = CitedWorks(companions.lists)
    walk = RstWalk(text, document, works)
    walk.read(document)
    preamble = _PREAMBLE_TITLE.match(text[:4000])
    heading = next((block.text for block in walk.blocks[:1] if block.kind is BlockKind.HEADING), None)
    blocks, notes = walk.blocks, walk.notes
    if not notes:
        blocks, notes = split_typed_notes(blocks)
    title = preamble[1].strip() if preamble else heading
    links = list_loose_links(walk.links, blocks, notes)
    return Manuscript(tuple(blocks), (*notes, *works.references), title=title, links=links, unlisted=walk.unlisted)
