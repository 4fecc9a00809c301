"""The entry point for drafts: the bytes of a file to a `Draft`.

The registry of formats names the module that reads a format; the module is imported when it is needed.
"""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import replace
from typing import cast

from citecheck.draft.formats.registry import FORMAT_ROWS, CompanionReader, FormatReader, recognise_format
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, WantedFiles
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft, Format


def find_wanted_files(data: bytes, *, form: Format, name: str = "") -> WantedFiles:
    """Return the names of the other files that a file needs, relative to the draft's folder; usually none.

    `name` is the name of a part relative to that folder, "" for the draft itself.
    """
    row = FORMAT_ROWS[form]
    if not row.may_need_files:
        return WantedFiles()
    if row.names_files and not any(part in data and pattern.search(data) for part, pattern in row.names_files):
        return WantedFiles()
    return cast("CompanionReader", _import_reader(form)).wanted(data, name=name)


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
    try:
        if not (companions.lists or companions.parts):
            manuscript = _import_reader(form).read(data, base=base)
        else:
            manuscript = cast("CompanionReader", _import_reader(form)).read_with(data, companions, base=base)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error}") from error
    from citecheck.draft.assemble import assemble  # noqa: PLC0415 (a parent of a reading process does not need it)
    from citecheck.draft.fragment_names import find_fragment_names  # noqa: PLC0415 (a parent of a reading process does not need it)
    from citecheck.draft.unsure_lists import mark_unsure_lists  # noqa: PLC0415 (a parent of a reading process does not need it)

    draft = assemble(manuscript, path=path, form=form, sha256=hashlib.sha256(data).hexdigest(), base=base)
    draft = mark_unsure_lists(draft, recognised=manuscript.recognised)
    return replace(draft, fragment_names=find_fragment_names(draft, data))


def _import_reader(form: Format) -> FormatReader:
    return cast("FormatReader", importlib.import_module(f"citecheck.draft.formats.{FORMAT_ROWS[form].module}"))
