"""The one way in: bytes of a file to a `Draft`. Each format is a module of its own, imported when it is needed."""

from __future__ import annotations

import hashlib
import importlib
from typing import Protocol, cast

from citecheck.draft.beside import ALONE, Beside, Wanted
from citecheck.draft.manuscript import Manuscript
from citecheck.draft.recognise import recognise
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft
from citecheck.model.format import Format

READERS: dict[Format, str] = {
    Format.TEXT: "citecheck.draft.text",
    Format.HTML: "citecheck.draft.html",
    Format.MARKDOWN: "citecheck.draft.markdown",
    Format.DOCX: "citecheck.draft.docx",
    Format.ODT: "citecheck.draft.odt",
    Format.PDF: "citecheck.draft.pdf",
    Format.LATEX: "citecheck.draft.latex",
    Format.BIBTEX: "citecheck.draft.bibtex",
    Format.RST: "citecheck.draft.rst",
    Format.ASCIIDOC: "citecheck.draft.asciidoc",
    Format.WIKITEXT: "citecheck.draft.wikitext",
}
"""The module of each format; it has one function `read(data, *, base) -> Manuscript`."""


class Reader(Protocol):
    """What a module of the table offers."""

    def read(self, data: bytes, *, base: str | None) -> Manuscript:
        """Read a document of the module's format."""


def wanted(data: bytes, *, path: str, fmt: Format | None = None) -> Wanted:
    """Return the names of the files that a draft needs besides itself, relative to its folder; mostly none."""
    if (fmt or recognise(data, path)) is not Format.LATEX:
        return Wanted()
    from citecheck.draft import latex  # noqa: PLC0415 (a format is imported when it is needed)

    return latex.wanted(data)


def read_draft(
    data: bytes, *, path: str, fmt: Format | None = None, base: str | None = None, beside: Beside = ALONE
) -> Draft:
    """Read the draft in `data`. `path` is for messages and for recognising the format; nothing is opened.

    `fmt` overrides recognition. `base` is the address of the document, against which relative links are resolved;
    `beside` are the contents of the files that `wanted` names, as far as they are at hand.
    Raises UnreadableInput, with a sentence for the user, for what is empty, binary or not of the format said.
    """
    known = recognise(data, path, trust_name=fmt is None)
    form = fmt or known
    reader = cast("Reader", importlib.import_module(READERS[form]))
    try:
        whole = form is Format.LATEX and beside != ALONE
        manuscript = _with_files(data, beside) if whole else reader.read(data, base=base)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error}") from error
    from citecheck.draft.assemble import assemble  # noqa: PLC0415 (who has drafts read in a child needs nothing of it)

    return assemble(manuscript, path=path, form=form, sha256=hashlib.sha256(data).hexdigest())


def _with_files(data: bytes, beside: Beside) -> Manuscript:
    from citecheck.draft import latex  # noqa: PLC0415 (a format is imported when it is needed)

    return latex.read_with(data, beside)
