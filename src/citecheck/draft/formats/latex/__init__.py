r"""LaTeX: footnotes where they are called, and the works that `\cite` names where a list of them is at hand.

`read` sees one file only. A list in the file itself (`thebibliography`) is used; for its parts (`\input`) and
BibTeX
files there are `wanted`, which names them, and `read_with`, which takes their contents. Keys of a list that is not
at hand are no findings: the draft is not wrong because its bibliography is elsewhere. The place of what is in a
part
is that of the command which puts it in.
"""

from __future__ import annotations

import re

from citecheck.draft.formats.bibtex import BibtexEntry, parse_entries
from citecheck.draft.formats.latex.interpreter import LatexInterpreter
from citecheck.draft.formats.latex.notes import LatexNotes
from citecheck.draft.formats.latex.source import LatexSource, body_of, find_part_names
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, Manuscript, WantedFiles
from citecheck.draft.typed_notes import split_numbered_notes
from citecheck.text.encoding import LATEX, decode_draft, find_declared_label

_BEGIN = re.compile(r"\\begin\s*\{document\}")
_BIBITEM = re.compile(r"\\bibitem\s*(?:\[((?:[^\[\]{}]|\{[^{}]*\})*)\])?\s*\{([^{}]*)\}")
_NAMED = re.compile(r"(?<!\\)%[^\n]*|\\(?:bibliography|addbibresource(?:\[[^\]\n]*\])?)\s*\{([^{}\n]*)\}")


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  addresses in LaTeX are absolute
    """Read a LaTeX file by itself."""
    return read_with(data, NO_COMPANIONS)


def read_with(data: bytes, beside: CompanionFiles) -> Manuscript:
    """Read a LaTeX file together with what is at hand of its parts and BibTeX files."""
    text = decode_draft(data, syntax=LATEX)
    label = find_declared_label(data, LATEX)
    works: dict[str, BibtexEntry] = {}
    for one in beside.lists:
        works = parse_entries(decode_draft(one, label)) | works
    parts = {name: body_of(decode_draft(content, label, syntax=LATEX)) for name, content in beside.parts}
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
    return Manuscript(tuple(blocks), tuple(notes), title=walk.title, cut=cut)


def wanted(data: bytes) -> WantedFiles:
    """Return the names of the BibTeX files and of the parts that a LaTeX file asks for, relative to its folder."""
    text = decode_draft(data, syntax=LATEX)
    written = (name.strip() for names in _NAMED.findall(text) for name in names.split(","))
    lists = (name if name.endswith(".bib") else f"{name}.bib" for name in written if name)
    return WantedFiles(tuple(dict.fromkeys(lists)), find_part_names(text))


def _read_item_labels(text: str) -> dict[str, str]:
    r"""Return the printed label of each `\bibitem` by key: its own, or its number in the list."""
    labels: dict[str, str] = {}
    number = 0
    for own, key in _BIBITEM.findall(text):
        short = re.sub(r"[{}]|\\\w+\s*", "", own).strip()
        if key.strip() not in labels:
            number += not short  # a label of one's own takes no number
            labels[key.strip()] = f"[{short or number}]"
    return labels
