"""Read drafts, in this process or in the pool, so that no untrusted file can block the run.

A file that the user names is read only if it is a regular file of limited size: a named pipe without a writer blocks
its reader forever, and a device may have no end.

`read_drafts` returns the drafts of a run, `extract_drafts` yields the output of `extract` for each draft. Both read a
file only if the cache of drafts does not have it: a second run over a folder costs little more than reading the bytes.

Pool, store and configuration are imported by the functions that need them: a single text draft needs none of them, and
children import this module.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles
from citecheck.draft.reading import read_draft
from citecheck.errors import BlankInput, UnreadableInput
from citecheck.model.draft import CitationSystem, Draft, Format, FragmentNames
from citecheck.model.finding import Finding
from citecheck.model.report import OwnFault
from citecheck.report.draft_listing import render_draft_json, render_draft_text
from citecheck.report.summary import write_count
from citecheck.rules.draft import check_draft, may_contradict
from citecheck.rules.self_contradiction import check_self_contradictions
from citecheck.rules.unread import report_unreadable
from citecheck.run.companion_files import describe_missing_lists, leave_out_parts, read_companion_files, wants_files
from citecheck.run.draft_cache import (
    DraftCache,
    Lookup,
    ReadingJob,
    UnusableDraft,
    are_short,
    pack_value,
    split_groups,
    unpack_value,
)
from citecheck.run.fault_log import FaultLog
from citecheck.run.pool_child import Unread

if TYPE_CHECKING:
    from citecheck.config.configuration import Configuration
    from citecheck.config.draft_paths import FoundDrafts
    from citecheck.run.pool import Pool

_Read = TypeVar("_Read")
_NO_CACHE = DraftCache()
_FILE_LIMIT = 300_000_000
"""Bytes; the largest reports tested have 90 MB, nearly all of it pictures."""

_OTHER_FILE_KINDS: dict[int, str] = {
    stat.S_IFIFO: "a pipe, not a file; send its content to `citecheck extract -`, or save it in a file",
    stat.S_IFSOCK: "a socket, not a file; name a draft",
    stat.S_IFCHR: "a device, not a file; name a draft",
    stat.S_IFBLK: "a device, not a file; name a draft",
    stat.S_IFDIR: "a directory; name a draft in it",
}
_NOTHING_CITED = "no footnotes, citations or links found"
_NOTHING_IN_TEXT = "no footnotes or citations found"
_MOST_NAMES = 3
"""Number of files that a sentence names."""
_EXTRACT_WORKERS = 2
_EXTRACT_SECONDS = 60.0


def read_file_bytes(path: Path) -> bytes:
    """Read a whole file. Raises UnreadableInput if it is not a file, too large, or not readable."""
    try:
        state = path.stat()
        if other := _OTHER_FILE_KINDS.get(stat.S_IFMT(state.st_mode)):
            raise UnreadableInput(f"{path} is {other}.")
        if state.st_size > _FILE_LIMIT:
            raise UnreadableInput(f"{path} is larger than {_FILE_LIMIT // 1_000_000} MB; remove its pictures.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path} does not exist; check the name.") from error
    except OSError as error:
        raise UnreadableInput(
            f"{path} cannot be opened ({error.strerror}); check the name and the permissions."
        ) from error
    except ValueError as error:  # a NUL in the name
        raise UnreadableInput(f"{path} is not a valid file name; check it.") from error


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """The options of `extract`; `store` names the store for its results, None the default one."""

    form: str
    fmt: Format | None = None
    base: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractOutput:
    """The printed output of a draft with the numbers of its notes and of its links outside notes.

    It pickles in a tenth of the time of the draft itself.
    """

    output: bytes
    notes: int
    links: int


def render_extract(job: ReadingJob, *, form: str) -> ExtractOutput:
    """Read a draft and render it in the form "json" or "text". Raises UnreadableInput."""
    draft = read_job_draft(job)
    output = "".join(_render_pieces(draft, form)).encode("utf-8", "replace")
    return ExtractOutput(output, len(draft.footnotes), len(draft.link_entries))


def read_job_draft(job: ReadingJob) -> Draft:
    """Read a draft and check it without its sources. Raises UnreadableInput."""
    files = job.companions or NO_COMPANIONS
    return check_draft(read_draft(job.data, path=job.path, fmt=job.fmt, base=job.base, companions=files))


def _render_pieces(draft: Draft, form: str) -> Iterator[str]:
    """Yield the output of a draft in the form "json" or "text"."""
    return render_draft_json(draft) if form == "json" else render_draft_text(draft)


def _pack_json_extract(job: ReadingJob) -> bytes:
    """Read a draft and return its packed line of JSON, or why it is unusable."""
    return pack_value(_or_explain(lambda: render_extract(job, form="json").output))


def _pack_text_extract(job: ReadingJob) -> bytes:
    """Read a draft and return its packed lines of text, or why it is unusable."""
    return pack_value(_or_explain(lambda: render_extract(job, form="text").output))


def _pack_draft(job: ReadingJob) -> bytes:
    """Read a draft and return it packed, or why it is unusable."""
    return pack_value(_or_explain(lambda: read_job_draft(job)))


def _or_explain(read: Callable[[], _Read]) -> _Read | UnusableDraft:
    try:
        return read()
    except UnreadableInput as error:
        return UnusableDraft(str(error), blank=isinstance(error, BlankInput))


@dataclass(frozen=True, slots=True)
class _DraftsRead:
    """The files of a run as read.

    `drafts` are to be checked: those with notes or markers, and those that the user named. `findings` are about files
    that cannot be read. `sentences` report what else was found and not checked. `faults` are those of citecheck.
    `blank` counts the named files that are empty.
    """

    drafts: tuple[Draft, ...]
    findings: tuple[Finding, ...] = ()
    sentences: tuple[str, ...] = ()
    faults: tuple[OwnFault, ...] = ()
    blank: int = 0


def _build_job(path: Path, fmt: Format | None, base: str | None, spelled: str) -> ReadingJob | UnusableDraft:
    """Return the job of the file at `path`, which messages call `spelled`, or why the file cannot be opened."""
    try:
        return ReadingJob(read_file_bytes(path), spelled, fmt, base)
    except UnreadableInput as error:
        return UnusableDraft(str(error), blank=isinstance(error, BlankInput))


def _find_readings(
    group: Sequence[Path], jobs: Sequence[ReadingJob | UnusableDraft], made: str, cache: DraftCache
) -> Lookup:
    """Return which of the files that could be opened were read before, and the jobs for the others."""
    opened = [(path, job) for path, job in zip(group, jobs, strict=True) if isinstance(job, ReadingJob)]

    def open_files(at: int) -> CompanionFiles | None:
        path, job = str(opened[at][0]), opened[at][1]
        try:
            return read_companion_files(job.data, path, job.fmt) if wants_files(job.data, path, job.fmt) else None
        except UnreadableInput:  # reported when the draft is read
            return None

    return cache.find([job for _, job in opened], made, open_files=open_files)


def _read_options(path: Path, configuration: Configuration) -> tuple[Format | None, str | None]:
    """Return the format and the base address that the configuration in force for a file names."""
    here = configuration.for_draft(path)
    return (Format(here["as"]) if here["as"] else None), here["base"]


async def _read_all(
    paths: Sequence[Path], configuration: Configuration, pool: Pool, cache: DraftCache, log: FaultLog
) -> list[Draft | UnusableDraft]:
    """Return each file as read, in order; faults of the program are recorded."""
    from citecheck.config.draft_paths import spell_path  # noqa: PLC0415 (one draft needs no configuration)

    results: list[Draft | UnusableDraft | Unread] = []
    for group in split_groups(paths):
        jobs = [_build_job(path, *_read_options(path, configuration), spell_path(path)) for path in group]
        lookup = _find_readings(group, jobs, "draft", cache)
        new = list(lookup.new.values())
        read = iter(cache.complete(lookup, await pool.run(_pack_draft, new, here=are_short(new))))
        results += [next(read) if isinstance(job, ReadingJob) else job for job in jobs]
    for path, result in zip(paths, results, strict=True):
        log.take(str(path), result)
    return [UnusableDraft(one.reason) if isinstance(one, Unread) else one for one in results]


async def _find_contradictions(drafts: Sequence[Draft], pool: Pool, cache: DraftCache) -> list[Draft]:
    """Return the drafts with what contradicts itself in each; those that did not change are not searched again."""
    results: list[Draft] = []
    for group in split_groups(drafts):
        asked = [at for at, draft in enumerate(group) if may_contradict(draft)]
        jobs = [ReadingJob(pack_value(_keep_statements(group[at])), group[at].path, group[at].format) for at in asked]
        lookup = cache.find(jobs, "contradictions")
        new = list(lookup.new.values())
        made = cache.complete(lookup, await pool.run(_pack_contradictions, new, here=are_short(new)))
        found = {at: one for at, one in zip(asked, made, strict=True) if isinstance(one, tuple)}
        results += [replace(draft, contradictions=found.get(at)) for at, draft in enumerate(group)]
    return results


def _keep_statements(draft: Draft) -> Draft:
    """Return the draft with what its contradictions rest on."""
    return replace(draft, findings=(), links=(), fragment_names=FragmentNames(), sha256="")


def _pack_contradictions(job: ReadingJob) -> bytes:
    return pack_value(check_self_contradictions(unpack_value(job.data)))


async def read_drafts(
    listed: FoundDrafts, configuration: Configuration, pool: Pool, cache: DraftCache = _NO_CACHE
) -> _DraftsRead:
    """Read the files of a run, those that `cache` does not have.

    Raises:
        UnreadableInput: All files were named, none can be read, and not all are just empty.
    """
    from citecheck.run.internal_links import add_internal_findings  # noqa: PLC0415 (children need no repository)
    from citecheck.run.link_choice import choose_links  # noqa: PLC0415 (`extract` asks nothing)

    named = listed.named
    paths = leave_out_parts(listed.paths, named)
    log = FaultLog()
    read = list(zip(paths, await _read_all(paths, configuration, pool, cache, log), strict=True))
    found = [(path, one) for path, one in read if isinstance(one, Draft)]
    chosen, sentences = choose_links(found, configuration, named)
    drafts = await add_internal_findings(chosen, pool, cache, searched=listed.searched)
    failed = [(path, one) for path, one in read if isinstance(one, UnusableDraft)]
    damaged = any(not one.blank for _, one in failed)
    if damaged and not drafts and named.issuperset(paths) and not log.faults:
        raise UnreadableInput("\n".join(one.sentence for _, one in failed))
    blank = [path for path, one in failed if one.blank]
    to_check = [draft for path, draft in drafts if _is_to_check(draft) or path in named]
    return _DraftsRead(
        tuple(await _find_contradictions(to_check, pool, cache)),
        tuple(report_unreadable(str(path), one.sentence, named=path in named) for path, one in failed if not one.blank),
        (
            *sentences,
            *_describe_uncited([row for row in drafts if _is_uncited(row[1])], len(paths)),
            *_describe_missing_lists(drafts, configuration),
            *_describe_blank(blank),
        ),
        tuple(log.faults),
        len(named.intersection(blank)),
    )


def _is_to_check(draft: Draft) -> bool:
    return bool(draft.entries or draft.citations or draft.findings or draft.links or draft.links_outside_notes)


def _is_uncited(draft: Draft) -> bool:
    """Return whether nothing of a draft is checked, or its markers are without notes."""
    return not (draft.entries or draft.citations or (draft.links and not draft.markers_without_note))


def _describe_uncited(uncited: Sequence[tuple[Path, Draft]], files: int) -> Iterator[str]:
    """Yield the sentence about drafts without notes and the links in them, if there are any."""
    if not uncited:
        return
    links = sum(draft.links_outside_notes for _, draft in uncited)
    names = _list_names([path for path, _ in uncited])
    subject = f"{names}: " if len(uncited) == files else f"{len(uncited)} of {files} files ({names}): "
    markers = sum(draft.markers_without_note for _, draft in uncited)
    outside = f"; {write_count(links, 'link')} outside notes not checked" if links else ""
    nothing = _NOTHING_IN_TEXT if links else _NOTHING_CITED
    lack = f"no footnotes found for {write_count(markers, 'marker')}" if markers else nothing
    yield f"{subject}{lack}{outside}"


def _describe_missing_lists(drafts: Sequence[tuple[Path, Draft]], configuration: Configuration) -> Iterator[str]:
    """Yield a sentence for each draft whose keys lead to no work and that names a list which cannot be opened."""
    for path, draft in drafts:
        lost = (one.footnote is None and one.system is CitationSystem.REFERENCE for one in draft.citations)
        if draft.markers_without_note or any(lost):
            fmt, _ = _read_options(path, configuration)
            missing = read_companion_files(read_file_bytes(path), str(path), fmt).missing
            if missing:
                yield describe_missing_lists(str(path), missing)


def _describe_blank(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the sentence about empty files, if there are any."""
    if paths:
        yield f"{_list_names(paths)}: empty, nothing to check"


def _list_names(paths: Sequence[Path]) -> str:
    """Return the first names and the number of the others."""
    more = [f"{len(paths) - _MOST_NAMES} more"] if len(paths) > _MOST_NAMES else []
    return ", ".join([*map(str, paths[:_MOST_NAMES]), *more])


def extract_drafts(drafts: Sequence[str], reading: ExtractOptions) -> Iterator[bytes | UnusableDraft]:
    """Yield a sentence for each folder or pattern without drafts, then for each draft its output or why it has none.

    Raises:
        UnreadableInput: There is no file of a name.
        StoreError: The store of the results cannot be used.
    """
    from citecheck.config.configuration_file import find_store_path  # noqa: PLC0415 (one draft needs no configuration)
    from citecheck.config.draft_paths import find_drafts  # noqa: PLC0415 (one draft needs no configuration)
    from citecheck.run.pool import Pool  # noqa: PLC0415 (one draft of text needs no child)

    found = find_drafts(drafts)
    yield from (UnusableDraft(sentence, blank=True) for sentence in found.nothing)
    paths = leave_out_parts(found.paths, found.named)
    if not paths:
        return
    work = _pack_json_extract if reading.form == "json" else _pack_text_extract
    with (
        DraftCache(find_store_path(Path.cwd(), reading.store)) as cache,
        Pool(_EXTRACT_WORKERS, seconds=_EXTRACT_SECONDS) as pool,
    ):
        cache.save()  # so that the results of each group are written when it is read
        for group in split_groups(paths):
            jobs = [_build_job(path, reading.fmt, reading.base, str(path)) for path in group]
            lookup = _find_readings(group, jobs, f"extract {reading.form}", cache)
            read = iter(cache.complete(lookup, pool.map(work, list(lookup.new.values()))))
            yield from (_explain_unread(next(read), job) if isinstance(job, ReadingJob) else job for job in jobs)


def _explain_unread(result: bytes | UnusableDraft | Unread, job: ReadingJob) -> bytes | UnusableDraft:
    """Return a result of the pool, with a killed job as an unusable draft."""
    if isinstance(result, Unread):
        fault = OwnFault(job.path, result.reason, result.trace) if result.trace else None
        sentence = f"{job.path}: could not be read ({result.reason}); export it again in another format"
        return UnusableDraft(sentence, fault=fault)
    return result
