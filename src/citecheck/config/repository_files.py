"""The files of the repository around a draft, for the links that lead into it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from citecheck.config.draft_paths import spell_path
from citecheck.repository.file_tree import FileTree

_NEVER_SEARCHED = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".tox"})
"""Folders that hold nothing that a document links to."""
_MOST_FILES = 300_000
"""Files above which a folder is no repository: somebody's home, a whole disk. Links into it stay unknown."""


def find_root(path: Path, folder: Path) -> Path:
    """Return the root of the repository that holds the draft `path`, `folder` if it is in none."""
    for parent in path.resolve().parents:
        if (parent / ".git").exists():
            return parent
    return folder.resolve()


def read_file_tree(root: Path) -> FileTree | None:
    """Return the names of the files below `root`, None if there are too many; no file is opened but `.gitignore`."""
    files: list[str] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _NEVER_SEARCHED]
        below = spell_path(os.path.relpath(folder, root))
        prefix = "" if below == "." else f"{below}/"
        files += [prefix + spell_path(name) for name in names]
        if len(files) > _MOST_FILES:
            return None
    ignores = {path.rpartition("/")[0]: _read_ignore(root / path) for path in files if _is_ignore_file(path)}
    return FileTree(frozenset(files), lambda path: _is_ignored(path, ignores))


def _is_ignore_file(path: str) -> bool:
    return path.rpartition("/")[2] == ".gitignore"


def _read_ignore(file: Path) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(file.read_text(encoding="utf-8", errors="replace").splitlines())


def _is_ignored(path: str, ignores: dict[str, GitIgnoreSpec]) -> bool:
    """Return whether a `.gitignore` above `path` excludes it, or a folder that it would be in."""
    return any(
        folder in ignores and ignores[folder].match_file(path[len(folder) :].lstrip("/")) for folder in _parents(path)
    )


def _parents(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path
