r"""Read LaTeX: footnotes where they are called, and the works that `\cite` names if their list is available.

`read` reads one file only, with a list in the file itself (`thebibliography`). `wanted` returns the names of the
draft's parts (`\input`) and BibTeX files, and `read_with` accepts their contents. Keys of a list that is not
available are counted and not reported: the draft is not wrong because its bibliography is elsewhere. The place of text
in a part is the place of the command that includes the part.
"""

from __future__ import annotations

import re

from citecheck.draft.formats.latex.interpreter import LatexInterpreter
from citecheck.draft.formats.latex.source import LatexNotes, LatexSource, body_of, find_part_names
from citecheck.draft.formats.latex.tokens import strip_comments
from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, Manuscript, WantedFiles, list_loose_links
from citecheck.draft.typed_notes import split_numbered_notes
from citecheck.text.encoding import LATEX, decode_draft, find_declared_label

_BEGIN = re.compile(r"\\begin\s*\{document\}")
_BIBITEM = re.compile(r"(?<!\\)%[^\n]*|\\bibitem\s*(?:\[((?:[^\[\]{}]|\{[^{}]*\})*)\])?\s*\{([^{}]*)\}")
_NAMED = re.compile(r"(?<!\\)%[^\n]*|\\(?:bibliography|addbibresource(?:\[[^\]\n]*\])?)\s*\{([^{}\n]*)\}")


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read a LaTeX file alone."""
    return read_with(data, NO_COMPANIONS, base=base)


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:  # noqa: ARG001  addresses in LaTeX are absolute
    """Read a LaTeX file with the contents of its available parts and lists of works."""
    text = decode_draft(data, syntax=LATEX)
    label = find_declared_label(data, LATEX)
    works = CitedWorks(companions.lists, label=label)
    parts = {name: body_of(decode_draft(content, label, syntax=LATEX)) for name, content in companions.parts}
    walk = LatexInterpreter(text, LatexNotes(_read_item_labels("\n".join((text, *parts.values()))), works), parts)
    source = LatexSource(text)
    begin = _BEGIN.search(text)
    if begin is not None:
        walk.read_preamble(source, 0, begin.start())
    walk.read(source, begin.end() if begin else 0, len(text))
    cut = begin is not None and r"\end{document}" not in text
    blocks, notes = walk.blocks, list(walk.notes.finished())
    if not notes:
        blocks, notes = split_numbered_notes(blocks)
    links = list_loose_links(walk.links, blocks, notes)
    return Manuscript(tuple(blocks), tuple(notes), title=walk.title, cut=cut, unlisted=walk.notes.unlisted, links=links)


def wanted(data: bytes, *, name: str) -> WantedFiles:  # noqa: ARG001  LaTeX reads all names in the draft's folder
    """Return the names of the BibTeX files and parts that a LaTeX file includes, relative to the draft's folder."""
    text = decode_draft(data, syntax=LATEX)
    written = (one.strip() for names in _NAMED.findall(text) for one in names.split(","))
    lists = (one if one.endswith(".bib") else f"{one}.bib" for one in written if one)
    return WantedFiles(tuple(dict.fromkeys(lists)), find_part_names(text))


def _read_item_labels(text: str) -> dict[str, str]:
    r"""Return the printed label of each `\bibitem` by key: its own label, or its number in the list."""
    labels: dict[str, str] = {}
    number = 0
    for own, written in _BIBITEM.findall(text):
        short = re.sub(r"[{}]|\\\w+\s*", "", own).strip()
        key = strip_comments(written).strip()
        if key and key not in labels:
            number += not short  # an item with its own label takes no number
            labels[key] = f"[{short or number}]"
    return labels
