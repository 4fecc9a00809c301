"""The one way in: bytes of a file to a `Draft`.

The registry of formats names the module that reads a format; it is imported when it is needed.
"""

from __future__ import annotations

import hashlib
import importlib
from typing import cast

from citecheck.draft.formats.registry import FORMAT_ROWS, FormatReader, recognise_format
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, Manuscript, WantedFiles
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft, Format


def find_wanted_files(data: bytes, *, path: str, fmt: Format | None = None) -> WantedFiles:
    """Return the names of the files that a draft needs besides itself, relative to its folder; mostly none."""
    if (fmt or recognise_format(data, path)) is not Format.LATEX:
        return WantedFiles()
    from citecheck.draft.formats import latex  # noqa: PLC0415 (a format is imported when it is needed)

    return latex.wanted(data)


def read_draft(
    data: bytes,
    *,
    path: str,
    fmt: Format | None = None,
    base: str | None = None,
    beside: CompanionFiles = NO_COMPANIONS,
) -> Draft:
    """Read the draft in `data`. `path` is for messages and for recognising the format; nothing is opened.

    `fmt` overrides recognition. `base` is the address of the document, against which relative links are resolved;
    `beside` are the contents of the files that `find_wanted_files` names, as far as they are at hand.
    Raises UnreadableInput, with a sentence for the user, for what is empty, binary or not of the format said.
    """
    known = recognise_format(data, path, trust_name=fmt is None)
    form = fmt or known
    reader = cast("FormatReader", importlib.import_module(f"citecheck.draft.formats.{FORMAT_ROWS[form].module}"))
    try:
        whole = form is Format.LATEX and beside != NO_COMPANIONS
        manuscript = _read_with_files(data, beside) if whole else reader.read(data, base=base)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error}") from error
    from citecheck.draft.assemble import assemble  # noqa: PLC0415 (who has drafts read in a child needs nothing of it)

    return assemble(manuscript, path=path, form=form, sha256=hashlib.sha256(data).hexdigest())


def _read_with_files(data: bytes, beside: CompanionFiles) -> Manuscript:
    from citecheck.draft.formats import latex  # noqa: PLC0415 (a format is imported when it is needed)

    return latex.read_with(data, beside)
