"""Find the drafts that paths, folders and patterns name.

A file that is named itself is always taken. Folders are searched for the suffixes of `draft.formats.registry`. Hidden
folders are skipped, and so is everything that a `.gitignore` excludes: in the folder, in its subfolders, or above it up
to the root of the repository. Nobody mends what a program writes, nor the input of tests: files that `.gitattributes`
calls `linguist-generated` and folders of test data are left out, and a sentence says so.
"""

from __future__ import annotations

import errno
import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from pathspec import GitIgnoreSpec

from citecheck.draft.formats.registry import SEARCHED_SUFFIXES
from citecheck.draft.formats.unread_kinds import (
    REPORTED_SUFFIXES,
    SHARED_SUFFIXES,
    find_kind_by_start,
    find_kind_by_suffix,
)
from citecheck.errors import UnreadableInput
from citecheck.repository.file_tree import is_for_forge

_PATTERN = frozenset("*?[")
_MOST_OF_START = 64
"""Bytes that show the kind of a file."""
_MOST_NAMES = 3
"""Number of files that a sentence names."""
_LISTED_SUFFIXES = frozenset(SEARCHED_SUFFIXES) | REPORTED_SUFFIXES
_TEST_DATA = frozenset({"__fixtures__", "__snapshots__", "testdata"})
"""Folders that hold the input of tests by the convention of Jest and Go."""
_FIXTURES = frozenset({"fixtures"})
_TESTS = frozenset({"test", "tests", "spec", "__tests__"})
"""Folders of tests: of pytest, RSpec, Mocha. At the top of a tree all their documents are input but "README.md"."""
_GENERATED = re.compile(r"^(?P<pattern>[^\s#]\S*)\s(?:.*\s)?linguist-generated(?:=true)?\s*$", re.MULTILINE)
"""A line of `.gitattributes` as GitHub reads it: "client/** linguist-generated"."""
_Ignore = tuple[tuple[Path, GitIgnoreSpec], ...]


@dataclass(frozen=True, slots=True)
class FoundDrafts:
    """The drafts that a user named.

    `nothing` holds a sentence for each folder or pattern without a draft, for each further name of a file, and for the
    files in formats that are not read; `unread` counts these files. `named` are the paths of files that an argument
    names itself, in whatever spelling; folders and patterns led to the others. `searched` are the folders of these.
    """

    paths: tuple[Path, ...]
    nothing: tuple[str, ...] = ()
    named: frozenset[Path] = frozenset()
    unread: int = 0
    searched: Mapping[Path, Path] = field(default_factory=dict)


def find_drafts(paths: Sequence[str | Path], *, exclude: Sequence[str] = (), gitignore: bool = True) -> FoundDrafts:
    """Return the drafts that `paths` name, each once, in the order named, with the content of folders sorted.

    `exclude` holds patterns as in `.gitignore`, relative to the current folder. They apply to folders and patterns, not
    to a file that is named itself. A folder or pattern without a draft is a normal input. Raises UnreadableInput for
    the name of a file that does not exist.
    """
    excluded = GitIgnoreSpec.from_lines(exclude)
    found: dict[Path, Path] = {}
    nothing: list[str] = []
    outright: set[Path] = set()
    unread: dict[Path, None] = {}
    left_out: dict[Path, None] = {}
    unmended = _UnmendedFiles()
    searched: dict[Path, Path] = {}
    for written in paths:
        named = list(_list_included(written, excluded, gitignore=gitignore))
        if gitignore:
            left_out |= unmended.find(named, written)
        named = [(path, itself) for path, itself in named if path not in left_out]
        kept = [path for path, itself in named if itself or path.suffix.lower() in SEARCHED_SUFFIXES]
        unread |= dict.fromkeys(path for path, itself in named if not itself and _is_unread(path))
        if not kept:
            nothing.append(_explain_empty(written, gitignore=gitignore))
        outright |= {path.resolve() for path, itself in named if itself}
        searched = {path.resolve(): _find_searched(written) for path, itself in named if not itself} | searched
        for path in kept:
            first = found.setdefault(path.resolve(), path)
            if first.name != path.name:
                nothing.append(f"{path}: the same file as {first}, checked once")
    return FoundDrafts(
        tuple(found.values()),
        (*nothing, *_describe_unread(tuple(unread)), *_describe_left_out(tuple(left_out))),
        frozenset(found[each] for each in outright),
        len(unread),
        {path: searched[each] for each, path in found.items() if each in searched},
    )


def _is_unread(path: Path) -> bool:
    """Return whether a file that is listed is of a kind that is not read; Graphviz, too, writes files named ".dot"."""
    suffix = path.suffix.lower()
    if suffix in SHARED_SUFFIXES and path.is_file():
        with path.open("rb") as opened:
            return find_kind_by_start(opened.read(_MOST_OF_START), path.name) is not None
    return suffix not in SEARCHED_SUFFIXES


def _describe_unread(paths: Sequence[Path]) -> Iterator[str]:
    """Yield a sentence for each kind of files that are not read."""
    by_kind: dict[str, list[Path]] = {}
    for path in paths:
        kind = find_kind_by_suffix(path.name)
        if kind is not None:
            by_kind.setdefault(f"{kind.what}; {kind.advice}", []).append(path)
    for words, files in by_kind.items():
        yield f"{_count_files(files)} not read ({_list_names(files)}): {words}"


def _describe_left_out(paths: Sequence[Path]) -> Iterator[str]:
    """Yield a sentence on the files that a program writes or tests read, if there are any."""
    if paths:
        what = "generated or test data; name a file, or set gitignore = false, to check it"
        yield f"{_count_files(paths)} not checked ({_list_names(paths)}): {what}"


def _count_files(files: Sequence[Path]) -> str:
    return f"{len(files)} {'file' if len(files) == 1 else 'files'}"


def _list_names(files: Sequence[Path]) -> str:
    return ", ".join([*map(str, files[:_MOST_NAMES]), *(["…"] if len(files) > _MOST_NAMES else [])])


class _UnmendedFiles:
    """The files below a folder that nobody mends by hand; each `.gitattributes` is read once."""

    def __init__(self) -> None:
        self._rules: dict[Path, GitIgnoreSpec | None] = {}

    def find(self, named: Sequence[tuple[Path, bool]], searched: str | Path) -> dict[Path, None]:
        """Return those of the files that `searched` led to, which are not named themselves."""
        return dict.fromkeys(path for path, itself in named if not itself and self._has(path, searched))

    def _has(self, path: Path, searched: str | Path) -> bool:
        """Return whether `path` is generated, or in a folder of test data below the folder or pattern `searched`."""
        folders = path.parts[len(Path(searched).parts) : -1] if Path(searched).is_dir() else ()
        tested = any(
            name in _TEST_DATA or (name in _FIXTURES and not _TESTS.isdisjoint(folders[:at]))
            for at, name in enumerate(folders)
        )
        own = bool(folders) and folders[0] in _TESTS and not is_for_forge(path.name)
        return own or tested or self._is_generated(path)

    def _is_generated(self, path: Path) -> bool:
        full = path.parent.resolve() / path.name
        for folder in full.parents:
            rules = self._read(folder)
            if rules is not None and rules.match_file(spell_path(full.relative_to(folder).as_posix())):
                return True
            if (folder / ".git").exists():
                return False
        return False

    def _read(self, folder: Path) -> GitIgnoreSpec | None:
        if folder not in self._rules:
            file = folder / ".gitattributes"
            text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
            patterns = [found["pattern"] for found in _GENERATED.finditer(text)]
            self._rules[folder] = GitIgnoreSpec.from_lines(patterns) if patterns else None
        return self._rules[folder]


def spell_path(path: str | Path) -> str:
    """Return a file name that patterns, stores and reports can hold: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def _list_included(written: str | Path, excluded: GitIgnoreSpec, *, gitignore: bool) -> Iterator[tuple[Path, bool]]:
    """Yield what one argument names, without what a folder or pattern led to and `excluded` matches."""
    for path, itself in _list_named(written, gitignore=gitignore):
        if itself or not excluded.match_file(spell_path(os.path.relpath(path))):
            yield path, itself


def _list_named(written: str | Path, *, gitignore: bool) -> Iterator[tuple[Path, bool]]:
    """Yield (path, whether it was named itself) for what one argument names."""
    path = Path(written)
    if path.is_dir():
        yield from ((each, False) for each in _walk(path, _read_rules_above(path) if gitignore else None))
    elif path.exists():
        yield path, True
    elif _PATTERN & set(str(written)):
        for match in sorted(glob.glob(str(written), recursive=True)):  # noqa: PTH207 (absolute patterns too)
            if Path(match).is_dir() or Path(match).suffix.lower() in _LISTED_SUFFIXES:
                yield from ((each, False) for each, _ in _list_named(match, gitignore=gitignore))


def _find_searched(written: str | Path) -> Path:
    """Return the folder that is searched for a folder or pattern: for "docs/*/a.md" it is docs."""
    path = Path(written)
    if path.is_dir():
        return path
    return Path(*takewhile(_PATTERN.isdisjoint, path.parts))


def _explain_empty(written: str | Path, *, gitignore: bool) -> str:
    """Return a sentence on a folder or pattern without a draft. Raises UnreadableInput for a file that is not there."""
    if not _is_search(written):
        raise UnreadableInput(f"{written}: {_explain_missing(Path(written))}")
    ignored = [path for path in _list_ignored(written) if path.suffix.lower() in SEARCHED_SUFFIXES] if gitignore else []
    if ignored:
        left = f"{_count_files(ignored)} {'is' if len(ignored) == 1 else 'are'} left out by .gitignore"
        return f"{written}: {left}; name a file, or set gitignore = false, to check it"
    return f"{written}: {_explain_nothing(written)}"


def _list_ignored(written: str | Path) -> list[Path]:
    """Return what a folder or pattern holds that a `.gitignore` excludes."""
    kept = dict(_list_named(written, gitignore=True))
    return [path for path, _ in _list_named(written, gitignore=False) if path not in kept]


def _explain_missing(path: Path) -> str:
    """Return why a name leads to no file; a link can lead in a circle or to a file that is not there."""
    try:
        path.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "the link leads back to itself; name the file itself"
        if error.errno == errno.ENAMETOOLONG:
            return "the name is too long; check it"
    return "the file that this link leads to does not exist" if path.is_symlink() else "there is no such file"


def _explain_nothing(written: str | Path) -> str:
    if Path(written).is_dir():
        return f"no draft in this folder; it was searched for {' '.join(SEARCHED_SUFFIXES)}"
    return "no draft matches this pattern"


def _is_search(written: str | Path) -> bool:
    """Return whether an argument is a folder or a pattern, which may be without a draft."""
    return Path(written).is_dir() or bool(_PATTERN & set(str(written)))


def _walk(folder: Path, ignore: _Ignore | None) -> Iterator[Path]:
    """Yield the drafts of `folder` and below, and the files that are reported and not read, sorted.

    `ignore` is None where `.gitignore` is not applied.
    """
    if ignore is not None:
        ignore = (*ignore, *_read_rules_of(folder))
    try:
        entries = sorted(folder.iterdir(), key=lambda each: each.name)
    except OSError as error:
        raise UnreadableInput(
            f"{folder}: the folder cannot be listed ({error.strerror}); check its permissions, or exclude it"
        ) from error
    for entry in entries:
        is_folder = entry.is_dir()
        if entry.name.startswith(".") or (ignore and _is_ignored(entry, ignore, is_folder=is_folder)):
            continue
        if is_folder and not entry.is_symlink():
            yield from _walk(entry, ignore)
        elif not is_folder and entry.suffix.lower() in _LISTED_SUFFIXES:
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
