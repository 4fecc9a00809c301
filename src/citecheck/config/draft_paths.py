"""Find the drafts that paths, folders and patterns name.

A file that is named itself is always taken. Folders are searched for the suffixes of `draft.formats.registry`.
Hidden
folders are skipped, and so is everything that a `.gitignore` excludes: in the folder, in its subfolders, or above
it up
to the root of the repository.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pathspec import GitIgnoreSpec

from citecheck.draft.formats.registry import SEARCHED_SUFFIXES
from citecheck.errors import UnreadableInput

_PATTERN = frozenset("*?[")
_Ignore = tuple[tuple[Path, GitIgnoreSpec], ...]


def find_drafts(paths: Sequence[str | Path], *, exclude: Sequence[str] = (), gitignore: bool = True) -> list[Path]:
    """Return the drafts that `paths` name, each once, in the order named, with the content of folders sorted.

    `exclude` holds patterns as in `.gitignore`, relative to the current folder. They apply to folders and patterns, not
    to a file that is named itself. Raises UnreadableInput for a path or pattern that names no draft.
    """
    excluded = GitIgnoreSpec.from_lines(exclude)
    found: dict[Path, Path] = {}
    for written in paths:
        named = list(_list_named(written, gitignore=gitignore))
        kept = [
            path for path, outright in named if outright or not excluded.match_file(spell_path(os.path.relpath(path)))
        ]
        if not kept:
            raise UnreadableInput(f"{written}: {_explain_nothing(written)}")
        for path in kept:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def spell_path(path: str | Path) -> str:
    """Return a file name that patterns, stores and reports can hold: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def _list_named(written: str | Path, *, gitignore: bool) -> Iterator[tuple[Path, bool]]:
    """Yield (path, whether it was named itself) for what one argument names."""
    path = Path(written)
    if path.is_dir():
        yield from ((each, False) for each in _walk(path, _read_rules_above(path) if gitignore else None))
    elif path.exists():
        yield path, True
    elif _PATTERN & set(str(written)):
        for match in sorted(glob.glob(str(written), recursive=True)):  # noqa: PTH207 (absolute patterns too)
            if Path(match).is_dir() or Path(match).suffix.lower() in SEARCHED_SUFFIXES:
                yield from ((each, False) for each, _ in _list_named(match, gitignore=gitignore))


def _explain_nothing(written: str | Path) -> str:
    if Path(written).is_dir():
        return f"no draft in this folder; it was searched for {' '.join(SEARCHED_SUFFIXES)}"
    if _PATTERN & set(str(written)):
        return "no draft matches this pattern"
    return "there is no such file"


def _walk(folder: Path, ignore: _Ignore | None) -> Iterator[Path]:
    """Yield the drafts of `folder` and below, sorted; `ignore` is None where `.gitignore` is not applied."""
    if ignore is not None:
        ignore = (*ignore, *_read_rules_of(folder))
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        is_folder = entry.is_dir()
        if entry.name.startswith(".") or (ignore and _is_ignored(entry, ignore, is_folder=is_folder)):
            continue
        if is_folder and not entry.is_symlink():
            yield from _walk(entry, ignore)
        elif not is_folder and entry.suffix.lower() in SEARCHED_SUFFIXES:
            yield entry


def _read_rules_above(folder: Path) -> _Ignore:
    """Return the rules of the folders above, up to the root of the repository; none outside a repository."""
    above: list[tuple[Path, GitIgnoreSpec]] = []
    if (folder.resolve() / ".git").exists():
        return ()
    for parent in folder.resolve().parents:
        above[:0] = _read_rules_of(parent)
        if (parent / ".git").exists():
            return tuple(above)
    return ()


def _read_rules_of(folder: Path) -> _Ignore:
    file = folder / ".gitignore"
    if not file.is_file():
        return ()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return ((folder.resolve(), GitIgnoreSpec.from_lines(lines)),)


def _is_ignored(entry: Path, rules: _Ignore, *, is_folder: bool) -> bool:
    """Return whether the nearest `.gitignore` with a pattern for `entry` excludes it."""
    resolved = entry.parent.resolve() / entry.name
    for root, spec in reversed(rules):
        below = resolved.relative_to(root).as_posix() + ("/" if is_folder else "")
        include = spec.check_file(spell_path(below)).include
        if include is not None:
            return include
    return False
