"""The repository around a draft: its files, for the links that lead into it, and the names that CI has for them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from pathspec import GitIgnoreSpec

from citecheck.config.draft_paths import spell_path
from citecheck.model.finding import Finding
from citecheck.model.report import DraftReport, Report
from citecheck.repository.file_tree import FileTree, is_build_file
from citecheck.repository.site_generators import SITE_GENERATORS

_NEVER_SEARCHED = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".tox"})
"""Folders that hold nothing that a document links to."""
_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables of GitHub Actions and GitLab CI that hold the folder which paths of annotations start from."""
_MOST_SETTINGS = 100
_MOST_OF_SETTINGS = 200_000
"""Bytes of a configuration that are read."""
_MOST_FILES = 300_000
"""Files above which a folder is no repository: somebody's home, a whole disk. Links into it stay unknown."""


def find_repository(path: Path) -> Path | None:
    """Return the root of the repository that holds the draft `path`, None if it is in none."""
    return next((parent for parent in path.resolve().parents if (parent / ".git").exists()), None)


def find_site_root(folder: Path) -> Path:
    """Return the nearest folder, from `folder` upwards, with the configuration of a site; else `folder` itself.

    A draft then gets the same answer whether its file, a folder of the site or the site is named. The home of a user,
    and what is above it, is no site.
    """
    home, start = Path(os.path.expanduser("~")), folder.resolve()  # noqa: PTH111 (Path.home raises without a home)
    below = takewhile(lambda each: each not in {home, each.parent}, (start, *start.parents))
    return next((each for each in below if _is_site(each)), start)


def _is_site(folder: Path) -> bool:
    return any(
        (folder / sign).is_file() and (folder / generator.needed).is_dir()
        for generator in SITE_GENERATORS
        for sign in generator.signs
    )


def name_from_root(report: Report, folder: Path, environment: Mapping[str, str]) -> Report:
    """Return a report whose paths, relative to `folder`, start from the root that services for CI start from.

    That is the checkout that `environment` names, else the root of the repository that holds `folder`. Paths outside of
    it, and all paths where there is no root, stay as they are.
    """
    root = _find_checkout(folder, environment)
    if root is None:
        return report
    drafts = tuple(_name_draft(draft, folder, root) for draft in report.drafts)
    return replace(report, drafts=drafts, findings=_name_findings(report.findings, folder, root))


def _find_checkout(folder: Path, environment: Mapping[str, str]) -> Path | None:
    here = folder.resolve()
    named = [Path(environment[name]).resolve() for name in _CHECKOUTS if environment.get(name)]
    known = next((path for path in named if here.is_relative_to(path)), None)
    return known or next((path for path in (here, *here.parents) if (path / ".git").exists()), None)


def _name_draft(draft: DraftReport, folder: Path, root: Path) -> DraftReport:
    read = replace(draft.draft, path=_name_file(draft.draft.path, folder, root))
    return replace(draft, draft=read, findings=_name_findings(draft.findings, folder, root))


def _name_findings(findings: tuple[Finding, ...], folder: Path, root: Path) -> tuple[Finding, ...]:
    return tuple(replace(each, path=each.path and _name_file(each.path, folder, root)) for each in findings)


def _name_file(path: str, folder: Path, root: Path) -> str:
    full = folder / path
    full = full.parent.resolve() / full.name
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else path


def read_file_tree(root: Path) -> FileTree | None:
    """Return the names of the files below `root`, None if there are too many.

    No file is opened but `.gitignore`, the configuration of site generators and, once they are asked for, build files.
    """
    files: list[str] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _NEVER_SEARCHED]
        below = spell_path(os.path.relpath(folder, root))
        prefix = "" if below == "." else f"{below}/"
        files += [prefix + spell_path(name) for name in names]
        if len(files) > _MOST_FILES:
            return None
    ignores = {path.rpartition("/")[0]: _read_ignore(root / path) for path in files if _is_ignore_file(path)}
    tree = FileTree(frozenset(files), lambda path: _is_ignored(path, ignores))
    shown = tree.list_configurations()[:_MOST_SETTINGS]
    build_files = sorted(filter(is_build_file, files), key=lambda path: path.count("/"))[:_MOST_SETTINGS]
    return replace(
        tree,
        settings={path: _read_settings(root / path) for path in shown},
        read_build_files=lambda: "\n".join(_read_settings(root / path) for path in build_files),
    )


def _read_settings(file: Path) -> str:
    """Return the beginning of a configuration as text."""
    with file.open("rb") as opened:
        return opened.read(_MOST_OF_SETTINGS).decode("utf-8", errors="replace")


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
