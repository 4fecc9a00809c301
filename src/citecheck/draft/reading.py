"""The entry point for drafts: the bytes of a file to a `Draft`.

The registry of formats names the module that reads a format; the module is imported when it is needed.
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
    """Return the names of the other files that a draft needs, relative to its folder; usually none."""
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
    companions: CompanionFiles = NO_COMPANIONS,
) -> Draft:
    """Return the draft in `data`. `path` serves messages and format recognition; no file is opened.

    `fmt` overrides recognition. `base` is the address of the document, against which relative links are resolved.
    `companions` holds the contents of the files that `find_wanted_files` names, as far as they are available. Raises
    UnreadableInput, with a message for the user, if `data` is empty, binary or not of the given format.
    """
    known = recognise_format(data, path, trust_name=fmt is None)
    form = fmt or known
    reader = cast("FormatReader", importlib.import_module(f"citecheck.draft.formats.{FORMAT_ROWS[form].module}"))
    try:
        whole = form is Format.LATEX and companions != NO_COMPANIONS
        manuscript = _read_with_files(data, companions) if whole else reader.read(data, base=base)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error}") from error
    from citecheck.draft.assemble import assemble  # noqa: PLC0415 (a parent of a reading process does not need it)

    return assemble(manuscript, path=path, form=form, sha256=hashlib.sha256(data).hexdigest(), base=base)


def _read_with_files(data: bytes, companions: CompanionFiles) -> Manuscript:
    from citecheck.draft.formats import latex  # noqa: PLC0415 (a format is imported when it is needed)

    return latex.read_with(data, companions)
