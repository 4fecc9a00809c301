"""Read drafts, in this process or in the pool, so that no untrusted file can block the run.

A file that the user names is read only if it is a regular file of limited size: a named pipe without a writer blocks
its reader forever, and a device may have no end.

`read_drafts` returns the drafts of a run. `extract_drafts` yields the output of `extract` for each draft and stores it
under a digest of the program's version, the options, the path, the bytes and the companion files of the draft. A second
run over a folder then costs little more than reading the files.

Pool, store and configuration are imported by the functions that need them: a single text draft needs none of them, and
children import this module.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from citecheck import __version__
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles
from citecheck.draft.reading import read_draft
from citecheck.errors import BlankInput, UnreadableInput
from citecheck.model.draft import CitationSystem, Draft, Format
from citecheck.model.finding import Finding
from citecheck.model.report import OwnFault
from citecheck.report.draft_listing import render_draft_json, render_draft_text
from citecheck.report.summary import write_count
from citecheck.rules.draft import check_draft
from citecheck.rules.unread import report_unreadable
from citecheck.run.companion_files import describe_missing_lists, leave_out_parts, read_companion_files
from citecheck.run.fault_log import FaultLog
from citecheck.run.pool_child import Unread

if TYPE_CHECKING:
    from citecheck.config.configuration import Configuration
    from citecheck.config.draft_paths import FoundDrafts
    from citecheck.run.pool import Pool

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
_EXTRACT_GROUP = 512
"""Number of drafts that are looked up, read and stored together, in one transaction."""


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
class ExtractJob:
    """A draft for a child process to read, with its companion files."""

    data: bytes
    path: str
    fmt: Format | None
    base: str | None
    companions: CompanionFiles = NO_COMPANIONS


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """The options of `extract`; `store` names the store for its results, None the default one."""

    form: str
    fmt: Format | None = None
    base: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class _UnusableDraft:
    """A draft that cannot be read; `sentence` gives the reason and what to do. A `blank` file holds nothing.

    `fault` is set if a fault of citecheck is the reason.
    """

    sentence: str
    blank: bool = False
    fault: OwnFault | None = None


@dataclass(frozen=True, slots=True)
class ExtractOutput:
    """The printed output of a draft with the numbers of its notes and of its links outside notes.

    It pickles in a tenth of the time of the draft itself.
    """

    output: bytes
    notes: int
    links: int


def render_extract(job: ExtractJob, *, form: str) -> ExtractOutput:
    """Read a draft and render it in the form "json" or "text". Raises UnreadableInput."""
    draft = read_job_draft(job)
    output = "".join(_render_pieces(draft, form)).encode("utf-8", "replace")
    return ExtractOutput(output, len(draft.footnotes), len(draft.link_entries))


def read_job_draft(job: ExtractJob) -> Draft:
    """Read a draft and check it without its sources. Raises UnreadableInput."""
    return check_draft(read_draft(job.data, path=job.path, fmt=job.fmt, base=job.base, companions=job.companions))


def _render_pieces(draft: Draft, form: str) -> Iterator[str]:
    """Yield the output of a draft in the form "json" or "text"."""
    return render_draft_json(draft) if form == "json" else render_draft_text(draft)


def _render_json_extract(job: ExtractJob) -> bytes | _UnusableDraft:
    """Read a draft and return its line of JSON, or why it is unusable."""
    return _render_or_explain(job, "json")


def _render_text_extract(job: ExtractJob) -> bytes | _UnusableDraft:
    """Read a draft and return its lines of text, or why it is unusable."""
    return _render_or_explain(job, "text")


def _render_or_explain(job: ExtractJob, form: str) -> bytes | _UnusableDraft:
    try:
        return render_extract(job, form=form).output
    except UnreadableInput as error:
        return _UnusableDraft(str(error), blank=isinstance(error, BlankInput))


@dataclass(frozen=True, slots=True)
class _ReadingJob:
    """A file to read, as `fmt` if given, with relative links resolved against `base`."""

    path: Path
    fmt: Format | None
    base: str | None


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


def _read_draft_file(job: _ReadingJob) -> Draft | _UnusableDraft:
    """Read one draft; a reading error is returned as a value."""
    from citecheck.config.draft_paths import spell_path  # noqa: PLC0415 (one draft needs no configuration)

    try:
        data = read_file_bytes(job.path)
        files = read_companion_files(data, str(job.path), job.fmt)
        return check_draft(read_draft(data, path=spell_path(job.path), fmt=job.fmt, base=job.base, companions=files))
    except UnreadableInput as error:
        return _UnusableDraft(str(error), blank=isinstance(error, BlankInput))


def _build_reading_job(path: Path, configuration: Configuration) -> _ReadingJob:
    """Return the reading job of a file, with the configuration in force for it."""
    here = configuration.for_draft(path)
    return _ReadingJob(path, Format(here["as"]) if here["as"] else None, here["base"])


async def read_drafts(listed: FoundDrafts, configuration: Configuration, pool: Pool) -> _DraftsRead:
    """Read the files of a run.

    Raises:
        UnreadableInput: All files were named, none can be read, and not all are just empty.
    """
    from citecheck.run.internal_links import add_internal_findings  # noqa: PLC0415 (children need no repository)
    from citecheck.run.link_choice import choose_links  # noqa: PLC0415 (`extract` asks nothing)

    named = listed.named
    paths = leave_out_parts(listed.paths, named)
    results = await pool.run(_read_draft_file, [_build_reading_job(path, configuration) for path in paths])
    log = FaultLog()
    for path, result in zip(paths, results, strict=True):
        log.take(str(path), result)
    read = [
        (path, _UnusableDraft(one.reason) if isinstance(one, Unread) else one)
        for path, one in zip(paths, results, strict=True)
    ]
    found = [(path, one) for path, one in read if isinstance(one, Draft)]
    chosen, sentences = choose_links(found, configuration, named)
    drafts = await add_internal_findings(chosen, pool, searched=listed.searched)
    failed = [(path, one) for path, one in read if isinstance(one, _UnusableDraft)]
    damaged = any(not one.blank for _, one in failed)
    if damaged and not drafts and named.issuperset(paths) and not log.faults:
        raise UnreadableInput("\n".join(one.sentence for _, one in failed))
    blank = [path for path, one in failed if one.blank]
    return _DraftsRead(
        tuple(draft for path, draft in drafts if _is_to_check(draft) or path in named),
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
            job = _build_reading_job(path, configuration)
            missing = read_companion_files(read_file_bytes(path), str(path), job.fmt).missing
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


def extract_drafts(drafts: Sequence[str], reading: ExtractOptions) -> Iterator[bytes | _UnusableDraft]:
    """Yield a sentence for each folder or pattern without drafts, then for each draft its output or why it has none.

    Raises:
        UnreadableInput: There is no file of a name.
        StoreError: The store of the results cannot be used.
    """
    from citecheck.config.configuration_file import find_store_path  # noqa: PLC0415 (one draft needs no configuration)
    from citecheck.config.draft_paths import find_drafts  # noqa: PLC0415 (one draft needs no configuration)
    from citecheck.run.pool import Pool  # noqa: PLC0415 (one draft of text needs no child)
    from citecheck.store.captures import StoredAnswers  # noqa: PLC0415 (one draft needs no store)
    from citecheck.store.database import open_store  # noqa: PLC0415 (one draft needs no store)

    found = find_drafts(drafts)
    yield from (_UnusableDraft(sentence, blank=True) for sentence in found.nothing)
    paths = leave_out_parts(found.paths, found.named)
    if not paths:
        return
    store = open_store(find_store_path(Path.cwd(), reading.store))
    stored = StoredAnswers(store, "extract")
    work = _render_json_extract if reading.form == "json" else _render_text_extract
    try:
        with Pool(_EXTRACT_WORKERS, seconds=_EXTRACT_SECONDS) as pool:
            for start in range(0, len(paths), _EXTRACT_GROUP):
                jobs = [_build_extract_job(path, reading) for path in paths[start : start + _EXTRACT_GROUP]]
                keys = [_compute_answer_key(job, reading.form) if isinstance(job, ExtractJob) else "" for job in jobs]
                known = stored.many(keys)
                new = {
                    key: job
                    for key, job in zip(keys, jobs, strict=True)
                    if isinstance(job, ExtractJob) and key not in known
                }
                read = dict(zip(new, pool.map(work, list(new.values())), strict=True))
                stored.keep({key: text for key, text in read.items() if isinstance(text, bytes)})
                for key, job in zip(keys, jobs, strict=True):
                    yield job if isinstance(job, _UnusableDraft) else known.get(key) or _explain_unread(read[key], job)
    finally:
        store.close()


def _build_extract_job(path: Path, reading: ExtractOptions) -> ExtractJob | _UnusableDraft:
    """Return the job of one draft, or why its file cannot be read."""
    try:
        data = read_file_bytes(path)
        return ExtractJob(
            data, str(path), reading.fmt, reading.base, read_companion_files(data, str(path), reading.fmt)
        )
    except UnreadableInput as error:
        return _UnusableDraft(str(error), blank=isinstance(error, BlankInput))


def _compute_answer_key(job: ExtractJob, form: str) -> str:
    """Return the key that identifies the output of a job."""
    digest = blake2b(digest_size=20)
    options = (__version__, form, job.fmt.value if job.fmt else "", job.base or "", job.path)
    for part in (
        "\x1f".join(options).encode("utf-8", "surrogateescape"),
        job.data,
        *(
            part
            for name, content in (*job.companions.lists, *job.companions.parts)
            for part in (name.encode("utf-8", "surrogateescape"), content)
        ),
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _explain_unread(result: bytes | _UnusableDraft | Unread, job: ExtractJob) -> bytes | _UnusableDraft:
    """Return a result of the pool, with a killed job as an unusable draft."""
    if isinstance(result, Unread):
        fault = OwnFault(job.path, result.reason, result.trace) if result.trace else None
        sentence = f"{job.path}: could not be read ({result.reason}); export it again in another format"
        return _UnusableDraft(sentence, fault=fault)
    return result
