"""Many drafts read in the parser pool, so that no file of a stranger can hold the run up.

`read_drafts` gives the drafts of a run. `extract_drafts` gives what `extract` prints of each, and keeps that
in the store under a digest of the program's version, the options, the path, the bytes and the lists that the
draft needs; so a second run over a folder costs little more than reading the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from citecheck import __version__
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import find_store_path
from citecheck.config.draft_paths import find_drafts, spell_path
from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Draft, Format
from citecheck.rules.draft import check_draft
from citecheck.run.draft_job import (
    ExtractJob,
    ExtractOptions,
    UnusableDraft,
    read_companion_files,
    read_file_bytes,
    render_json_extract,
    render_text_extract,
)
from citecheck.run.pool import Pool, Unread
from citecheck.store.answers import StoredAnswers
from citecheck.store.database import open_store


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A file to read: as `fmt` if that is given, relative links from `base`."""

    path: Path
    fmt: Format | None
    base: str | None


@dataclass(frozen=True, slots=True)
class UnreadableDraft:
    """A draft that cannot be read: one sentence for the reader."""

    sentence: str


def read_draft_file(job: ReadingJob) -> Draft | UnreadableDraft:
    """Read one draft; what is wrong with it comes back as a value."""
    try:
        data = read_file_bytes(job.path)
        beside = read_companion_files(data, str(job.path), job.fmt)
        return check_draft(read_draft(data, path=spell_path(job.path), fmt=job.fmt, base=job.base, beside=beside))
    except UnreadableInput as error:
        return UnreadableDraft(str(error))


def build_reading_job(path: Path, configuration: Configuration) -> ReadingJob:
    """Return the job of a file under the configuration in force for it."""
    here = configuration.for_draft(path)
    return ReadingJob(path, Format(here["as"]) if here["as"] else None, here["base"])


async def read_drafts(
    paths: Sequence[Path], configuration: Configuration, pool: Pool, *, named: frozenset[Path]
) -> tuple[list[Draft], list[str]]:
    """Return the drafts that have footnotes, and a sentence for each file that could not be used.

    A file without footnotes is worth a sentence only if it was `named` by itself: in a folder most files have none.
    """
    paths = leave_out_parts(paths, named)
    results = await pool.run(read_draft_file, [build_reading_job(path, configuration) for path in paths])
    drafts, sentences = [], []
    for path, result in zip(paths, results, strict=True):
        if isinstance(result, Unread):
            sentences.append(f"{path}: could not be read ({result.reason}); export it again in another format")
        elif isinstance(result, UnreadableDraft):
            sentences.append(result.sentence)
        elif result.footnotes or result.citations:
            drafts.append(result)
        elif path in named:
            sentences.append(
                f"{path}: no footnotes or citation markers were found in it; if it has some, name its format with --as"
            )
    return drafts, sentences


def leave_out_parts(paths: Sequence[Path], named: frozenset[Path]) -> list[Path]:
    """Leave out the files that another draft of the run puts in, and that nobody asked for by name."""
    parts: set[Path] = set()
    for path in paths:
        if path.suffix != ".tex" or len(paths) == 1:
            continue
        try:
            beside = read_companion_files(path.read_bytes(), str(path), Format.LATEX)
        except OSError:
            continue  # said of it when it is read
        parts.update((path.parent / name).resolve() for name, _ in beside.parts)
    return [path for path in paths if path in named or path.resolve() not in parts] if parts else list(paths)


EXTRACT_WORKERS = 2
EXTRACT_SECONDS = 60.0
EXTRACT_GROUP = 512
"""Drafts looked up, read and kept together: one transaction each group."""


def extract_drafts(drafts: Sequence[str], reading: ExtractOptions) -> Iterator[bytes | UnusableDraft]:
    """Give, for each draft in order, what is printed of it or why it cannot be read.

    Raises:
        UnreadableInput: a name leads to no draft.
        StoreError: the store that keeps what was read cannot be used.
    """
    paths = find_drafts(drafts)
    store = open_store(find_store_path(Path.cwd(), reading.store))
    kept = StoredAnswers(store, "extract")
    work = render_json_extract if reading.form == "json" else render_text_extract
    try:
        with Pool(EXTRACT_WORKERS, seconds=EXTRACT_SECONDS) as pool:
            for start in range(0, len(paths), EXTRACT_GROUP):
                jobs = [build_extract_job(path, reading) for path in paths[start : start + EXTRACT_GROUP]]
                keys = [compute_answer_key(job, reading.form) if isinstance(job, ExtractJob) else "" for job in jobs]
                known = kept.many(keys)
                new = {
                    key: job
                    for key, job in zip(keys, jobs, strict=True)
                    if isinstance(job, ExtractJob) and key not in known
                }
                read = dict(zip(new, pool.map(work, list(new.values())), strict=True))
                kept.keep({key: text for key, text in read.items() if isinstance(text, bytes)})
                for key, job in zip(keys, jobs, strict=True):
                    yield job if isinstance(job, UnusableDraft) else known.get(key) or explain_unread(read[key], job)
    finally:
        store.close()


def build_extract_job(path: Path, reading: ExtractOptions) -> ExtractJob | UnusableDraft:
    """Open one draft."""
    try:
        data = read_file_bytes(path)
        return ExtractJob(
            data, str(path), reading.fmt, reading.base, read_companion_files(data, str(path), reading.fmt)
        )
    except UnreadableInput as error:
        return UnusableDraft(str(error))


def compute_answer_key(job: ExtractJob, form: str) -> str:
    """Return what identifies the output of a job."""
    digest = blake2b(digest_size=20)
    options = (__version__, form, job.fmt.value if job.fmt else "", job.base or "", job.path)
    for part in (
        "\x1f".join(options).encode("utf-8", "surrogateescape"),
        job.data,
        *job.beside.lists,
        *(part for row in job.beside.parts for part in (row[0].encode(), row[1])),
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def explain_unread(result: bytes | UnusableDraft | Unread, job: ExtractJob) -> bytes | UnusableDraft:
    """Return a result of the pool, a killed job as a sentence."""
    if isinstance(result, Unread):
        return UnusableDraft(f"{job.path}: could not be read ({result.reason}); export it again in another format")
    return result
