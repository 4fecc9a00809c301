"""The companion files of a draft: parts of its text and lists of its works, in files of their own.

A draft that cites by keys may leave it to its project to name the list (`_quarto.yml`), or have one in its folder.
A draft is untrusted and may name any path for its parts and its lists of works. So parts are opened only in the
draft's own folder and below, and lists also in the parent folder, after links are resolved. Only files with the
suffixes that the row of the draft's format names are opened, limited in number and size.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from citecheck.draft.formats.registry import FORMAT_ROWS, INCLUDING_SUFFIXES, recognise_format
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, WantedFiles
from citecheck.draft.notes_file import holds_notes_of, is_named_for_notes
from citecheck.draft.reading import find_wanted_files
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format
from citecheck.text.encoding import decode_draft

_COMPANION_SIZE_LIMIT = 20_000_000
"""Bytes of all parts together, and of one list; the largest lists that groups share have 5 MB."""
_PROJECT_SIZE_LIMIT = 1_000_000
"""Bytes of a file of a project that may name its lists of works."""
_NEARBY = ".bib"
_MOST_NEARBY = 9
"""Lists in the folder of a draft that are opened where nothing names one."""
_NOTHING_WANTED = WantedFiles()
_MOST_COMPANION_FILES = 500
"""Maximum number of parts of one draft; a thesis has 50."""


def wants_files(data: bytes, path: str, fmt: Format | None = None) -> bool:
    """Return whether a draft names, or may need, any other file. It follows from the draft alone."""
    form = fmt or recognise_format(data, path)
    return find_wanted_files(data, form=form) != _NOTHING_WANTED


def read_companion_files(data: bytes, path: str, fmt: Format | None = None) -> CompanionFiles:
    """Return the companion files of the draft at `path`, without those that cannot be opened.

    A part may name further parts and lists. All names are relative to the draft's own folder.
    """
    form = fmt or recognise_format(data, path)
    row, wanted = FORMAT_ROWS[form], find_wanted_files(data, form=form)
    if wanted == _NOTHING_WANTED:
        return NO_COMPANIONS
    folder = Path(path).resolve().parent
    lists, waiting = list(wanted.lists), list(wanted.parts)
    if not lists and wanted.projects:
        lists = list(_find_project_lists(folder, form, wanted.projects))
    parts: dict[str, bytes] = {}
    room = _COMPANION_SIZE_LIMIT
    for name in waiting:  # extended in the loop
        if name in parts:
            continue
        content = _read_companion_file(folder, name, row.part_suffixes, within=folder, limit=room)
        if content is None:
            continue
        parts[name] = content
        room -= len(content)
        further = find_wanted_files(content, form=form, name=name)
        lists += further.lists
        waiting += further.parts[: max(0, _MOST_COMPANION_FILES - len(waiting))]
    if wanted.labels:
        parts.update(_find_notes(folder, Path(path).name, wanted.labels, row.notes_suffixes))
    read = partial(_read_companion_file, within=folder.parent, limit=_COMPANION_SIZE_LIMIT)
    opened = {name: read(folder, name, row.list_suffixes) for name in lists}
    return CompanionFiles(
        tuple((name, content) for name, content in opened.items() if content is not None),
        tuple(parts.items()),
        tuple(name for name, content in opened.items() if content is None),
    )


def describe_missing_lists(path: str, missing: Sequence[str]) -> str:
    """Return the sentence about the lists of works that the draft at `path` names and that cannot be opened."""
    names, verb = ", ".join(missing), "is" if len(missing) == 1 else "are"
    seen = f"{path}: {names}, named for its works, {verb} not in its folder or the one above"
    return f"{seen}; add the file or correct the name"


def _find_notes(
    folder: Path, own: str, labels: frozenset[str], suffixes: tuple[str, ...]
) -> Sequence[tuple[str, bytes]]:
    """Return the one file next to a draft that is named for notes and holds those of `labels`; none if several do."""
    names = sorted(name for name in _list_names(folder) if name != own and is_named_for_notes(name))
    opened = (
        (name, _read_companion_file(folder, name, suffixes, within=folder, limit=_COMPANION_SIZE_LIMIT))
        for name in names[:_MOST_NEARBY]
    )
    found = [(name, data) for name, data in opened if data and holds_notes_of(decode_draft(data), labels)]
    return found if len(found) == 1 else ()


def _list_names(folder: Path) -> Sequence[str]:
    """Return the names in a folder, as far as it is one of drafts and no store of thousands of files."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in islice(entries, _MOST_COMPANION_FILES)]
    except OSError:
        return ()


def _find_project_lists(folder: Path, form: Format, projects: Sequence[str]) -> Sequence[str]:
    """Return the names of the lists of works that the project of a draft names, else of those in the draft's folder."""
    for name in projects:
        content = _read_companion_file(
            folder, name, (Path(name).suffix,), within=folder.parent, limit=_PROJECT_SIZE_LIMIT
        )
        lists = find_wanted_files(content, form=form, name=name).lists if content else ()
        if lists:
            return lists
    try:
        return sorted(file.name for file in folder.iterdir() if file.suffix == _NEARBY)[:_MOST_NEARBY]
    except OSError:
        return ()


def _read_companion_file(
    folder: Path, name: str, suffixes: tuple[str, ...], *, within: Path, limit: int
) -> bytes | None:
    """Return the content of a file, None if it must not or cannot be opened or is larger than `limit` bytes."""
    try:
        file = folder / name
        if not file.is_file():  # most names are of no file, and to resolve one takes ten times as long
            return None
        file = file.resolve()
        if file.suffix not in suffixes or not file.is_relative_to(within):
            return None
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
    except (
        OSError,
        ValueError,
    ):  # ValueError: a zero byte in the name; a missing part is no error of the draft
        return None
    return content if len(content) <= limit else None


def leave_out_parts(paths: Sequence[Path], named: frozenset[Path]) -> list[Path]:
    """Return `paths` without files that another draft of the run includes and that were not `named` themselves.

    A file of notes is left out also where it was named next to the draft that it belongs to.
    """
    if len(paths) == 1:
        return list(paths)
    parts: set[Path] = set()
    noted = {path.parent for path in paths if is_named_for_notes(path.name)}
    for path in paths:
        may_include = path.suffix.lower() in INCLUDING_SUFFIXES or path.parent in noted
        if not may_include:
            continue
        try:
            files = read_companion_files(path.read_bytes(), str(path))
        except (OSError, UnreadableInput):
            continue  # reported when the draft is read
        parts.update((path.parent / name).resolve() for name, _ in files.parts)
    kept = {path for path in named if path.suffix.lower() in INCLUDING_SUFFIXES}
    return [path for path in paths if path in kept or path.resolve() not in parts] if parts else list(paths)
