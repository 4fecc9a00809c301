"""The links of drafts into their own repository: the files around a draft are listed, and read where a link needs one.

No address is requested. A file outside the repository is never opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck.config.draft_paths import spell_path
from citecheck.config.repository_files import find_repository, find_site_root, read_file_tree
from citecheck.draft.formats.registry import SEARCHED_SUFFIXES
from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft, InternalLinks
from citecheck.repository.link_targets import LinkedFile
from citecheck.repository.resolution import LinkResolver, LinkState, Resolution
from citecheck.rules.internal_links import check_internal_links
from citecheck.run.draft_cache import DraftCache, ReadingJob, are_short, pack_value, split_groups
from citecheck.run.draft_reading import read_file_bytes

if TYPE_CHECKING:
    from citecheck.run.pool import Pool


def _pack_linked_file(job: ReadingJob) -> bytes:
    """Read a file that is linked to and return it packed; None if it is not a document."""
    try:
        return pack_value(_link_file(job.path, read_draft(job.data, path=job.path)))
    except UnreadableInput:
        return pack_value(None)


async def _read_linked_files(root: Path, paths: Sequence[str], pool: Pool, cache: DraftCache) -> list[LinkedFile]:
    """Return the documents among files of the repository at `root`."""
    read: list[object] = []
    for group in split_groups(paths):
        lookup = cache.find(list(_open_files(root, group)), "links", folder=root)
        new = list(lookup.new.values())
        read += cache.complete(lookup, await pool.run(_pack_linked_file, new, here=are_short(new)))
    return [one for one in read if isinstance(one, LinkedFile)]


def _open_files(root: Path, paths: Sequence[str]) -> Iterator[ReadingJob]:
    """Yield the jobs of the files that can be opened."""
    for path in paths:
        with suppress(UnreadableInput):
            yield ReadingJob(read_file_bytes(root / path), path)


def _link_file(path: str, draft: Draft) -> LinkedFile:
    return LinkedFile(path, draft.format, draft.links, draft.fragment_names)


def _link_named_file(named: Path, path: str, root: Path, draft: Draft) -> LinkedFile:
    """Return a draft as a file of the tree; `named` may be a symbolic link to it, from another folder of the tree."""
    file, place = _link_file(path, draft), named.parent.resolve() / named.name
    if not (named.is_symlink() and place.is_relative_to(root)):
        return file
    return replace(file, linked_at=spell_path(place.relative_to(root).as_posix()))


async def add_internal_findings(
    drafts: Sequence[tuple[Path, Draft]], pool: Pool, cache: DraftCache, *, searched: Mapping[Path, Path]
) -> list[tuple[Path, Draft]]:
    """Return the drafts with counts and findings of their links into the repository.

    `searched` are the folders that led to drafts; the others are named themselves. `cache` holds files as last read.
    """
    by_root: dict[Path, list[int]] = {}
    for at, root in enumerate(_find_roots([path for path, _ in drafts], searched)):
        by_root.setdefault(root, []).append(at)
    checked = list(drafts)
    for root, members in by_root.items():
        if all(link.external for at in members for link in drafts[at][1].links):
            continue
        made = await _check_repository(root, [drafts[at] for at in members], pool, cache)
        for at, draft in zip(members, made, strict=True):
            checked[at] = (drafts[at][0], draft)
    return checked


def _find_roots(paths: Sequence[Path], searched: Mapping[Path, Path]) -> Iterator[Path]:
    """Yield the root of the files around each draft; folders are looked at once."""
    sites: dict[Path, Path] = {}
    for path in paths:
        folder = searched.get(path, path.parent)
        root = find_repository(path)
        if root is None and folder not in sites:
            sites[folder] = find_site_root(folder)
        yield root or sites[folder]


async def _check_repository(
    root: Path, drafts: Sequence[tuple[Path, Draft]], pool: Pool, cache: DraftCache
) -> list[Draft]:
    """Return the drafts of one repository with the counts and findings of their links into it."""
    tree = read_file_tree(root)
    if tree is None:
        return [replace(draft, internal_links=_count_unknown(draft)) for _, draft in drafts]
    own = {path: spell_path(path.resolve().relative_to(root).as_posix()) for path, _ in drafts if _is_below(path, root)}
    files = {own[path]: _link_named_file(path, own[path], root, draft) for path, draft in drafts if path in own}
    resolver = LinkResolver(tree, files)
    wanted = {path for file in files.values() for path in resolver.find_targets(file) if path not in files}
    linked = [path for path in sorted(wanted) if path.endswith(SEARCHED_SUFFIXES)]
    read = await _read_linked_files(root, linked, pool, cache)
    resolver = LinkResolver(tree, files | {one.path: one for one in read})
    resolved = resolver.resolve(files.values())
    return [_conclude(draft, resolved.get(own[path], ()) if path in own else None) for path, draft in drafts]


def _conclude(draft: Draft, resolutions: Sequence[Resolution] | None) -> Draft:
    """Return a draft with the counts and findings of its links; None for one that is outside the repository."""
    if resolutions is None:
        return replace(draft, internal_links=_count_unknown(draft))
    states = Counter(each.state for each in resolutions)
    found, unknown = states.pop(LinkState.FOUND, 0), states.pop(LinkState.UNKNOWN, 0)
    return replace(
        draft,
        internal_links=InternalLinks(found, states.total(), unknown),
        findings=(*draft.findings, *check_internal_links(draft, resolutions)),
    )


def _count_unknown(draft: Draft) -> InternalLinks:
    return InternalLinks(unknown=sum(not link.external and link.footnote is None for link in draft.links))


def _is_below(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root)
